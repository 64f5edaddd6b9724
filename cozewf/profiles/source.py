"""TOML text: its data, and the line that each key stands on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..errors import InvalidInput
from ..language import _, reason_of

Lines = Mapping[tuple[str, ...], int]

# tomllib takes time that grows with the square of a dotted key's length: 17 s for one of 64 KB.
_PART = r"(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')"
_LONG_KEY = re.compile(rf"(?<![\w.-])(?:{_PART}[ \t]*+\.[ \t]*+){{50}}")
_MOST_TRIED = 1_000_000  # characters


def parse(text: str, path: Path) -> dict[str, Any]:
    """Parse TOML of a person, or of a stranger. Raises InvalidInput that names *path*."""
    import tomllib  # noqa: PLC0415  3 ms, and most people have no such file

    hint = _("Mend the file, or move it away.")
    if _LONG_KEY.search(text):
        raise InvalidInput(_("{path}: a key has too many parts.").format(path=path), hint=hint)
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise InvalidInput(
            _("{path}: it is nested too deep.").format(path=path), hint=hint
        ) from None
    except ValueError as error:  # TOMLDecodeError, and a number of more than 4300 digits
        raise InvalidInput(f"{path}: {reason_of(error)}.", hint=hint) from None


def find_lines(text: str) -> Lines:
    """Tell the line of each key of valid TOML, as far as that is cheap.

    A statement ends where it first parses by itself: only in strings and arrays can a line break
    stand inside one, and cut there they are not valid.
    """
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for line, data, is_header in _statements(text):
        paths = list(_paths(data))
        if is_header:
            table = ()
        for path in paths:
            found.setdefault(table + path, line)
        if is_header:
            table = paths[-1]
    return found


def _statements(text: str) -> Iterator[tuple[int, dict[str, Any], bool]]:
    """Yield each statement's first line, its data, and whether it begins a table."""
    import tomllib  # noqa: PLC0415  as above

    start, statement, tried = 0, "", 0
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        start = start if statement else number
        statement += line + "\n"
        tried += len(statement)
        if tried > _MOST_TRIED:
            return
        try:
            data = tomllib.loads(statement)
        except ValueError:
            continue
        if data:
            yield start, data, statement.lstrip().startswith("[")
        statement = ""


def _paths(data: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every key of *data* as the path to it, outer ones first; the last is the innermost."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield (*path, key)
            yield from _paths(value, (*path, key))

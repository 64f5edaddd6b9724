"""Plain text in columns, measured in cells: Chinese takes two for each character."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

Row = tuple[str, str]

_WIDEST = 26  # of the left column; a longer entry has a line of its own
_WIDE = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60"
# What is not broken: a word, or one wide character with the punctuation that must follow it.
_UNIT = re.compile(f" +|[{_WIDE}][,。、；：！？）」』]*|[^ {_WIDE}]+")


def width(text: str) -> int:
    """The cells that *text* takes."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def pad(text: str, columns: int) -> str:
    """*text* with spaces up to *columns* cells."""
    return text + " " * (columns - width(text))


def wrap(text: str, columns: int) -> list[str]:
    """Break *text* into lines of at most *columns* cells, where a word is no longer."""
    lines = [""]
    for unit in _UNIT.findall(text):
        if width(lines[-1]) + width(unit.rstrip()) > columns and lines[-1]:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        if lines[-1] or unit.strip():
            lines[-1] += unit
    return [line.rstrip() for line in lines]


def rows(entries: Iterable[Row], columns: int) -> Iterator[str]:
    """Two columns: the second is wrapped, and begins at the same cell in every row."""
    entries = list(entries)
    left = max((width(name) for name, _ in entries if width(name) <= _WIDEST), default=_WIDEST)
    indent = 2 + left + 2
    for name, text in entries:
        lines = wrap(text, columns - indent) if text else [""]
        if width(name) > left:
            yield f"  {name}"
        else:
            first = lines.pop(0)
            yield f"  {pad(name, left)}  {first}".rstrip()
        for line in lines:
            yield " " * indent + line

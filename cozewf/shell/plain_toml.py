"""Reads the TOML that `cozewf config` writes without tomllib, whose import takes 15 ms."""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` takes 9 ms
if TYPE_CHECKING:
    from typing import Any

_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


class _NotPlain(Exception):
    pass


def read_tables(text: str) -> dict[str, Any]:
    """Read TOML. Numbers, booleans and the like stay text; so do not use them.

    Raises ValueError where it is no TOML.
    """
    try:
        return _read_plain(text)
    except _NotPlain:
        import tomllib  # noqa: PLC0415  seldom needed

        return tomllib.loads(text)


def _read_plain(text: str) -> dict[str, Any]:
    """Read lines of `[a.b]` and `key = "value"`; everything else is not plain."""
    root: dict[str, Any] = {}
    table = root
    for line in text.split("\n"):
        line = line.strip(" \t\r")
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            table = _open_table(root, line)
        else:
            key, sign, value = line.partition("=")
            name = _unquote(key.strip(" \t"))
            if not sign or name in table:
                raise _NotPlain
            table[name] = _read_value(value.strip(" \t"))
    return root


def _open_table(root: dict[str, Any], line: str) -> dict[str, Any]:
    if not line.endswith("]"):
        raise _NotPlain
    table: Any = root
    for part in line[1:-1].split("."):
        table = table.setdefault(_unquote(part.strip(" \t")), {})
        if not isinstance(table, dict):
            raise _NotPlain
    return table  # type: ignore[no-any-return]  # it is a dict, as just seen


def _unquote(key: str) -> str:
    if key.startswith('"'):
        return _read_string(key)
    if not key or not _BARE.issuperset(key):
        raise _NotPlain
    return key


def _read_value(value: str) -> str:
    return _read_string(value) if value.startswith('"') else _read_word(value)


def _read_string(text: str) -> str:
    inner = text[1:-1]
    if len(text) < 2 or not text.endswith('"') or '"' in inner or not inner.isprintable():
        raise _NotPlain
    if "\\" in inner:
        raise _NotPlain
    return inner


def _read_word(text: str) -> str:
    if not text.isascii() or not text.replace(".", "").isalnum():
        raise _NotPlain
    return text

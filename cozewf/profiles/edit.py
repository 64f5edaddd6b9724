"""Changing the configuration file: in place, whole or not at all, one process at a time."""

from __future__ import annotations

import os
import time
import tomllib
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, TypeAlias

from ..errors import CozewfError, InvalidInput
from ..language import _, reason_of
from .file import read_text
from .source import find_lines, parse

Value: TypeAlias = str | float | bool
Change: TypeAlias = tuple[tuple[str, ...], Value | None]  # the key, and None to remove it
_Tables: TypeAlias = MutableMapping[str, Any]

_LOCK_SECONDS = 10.0


def edit(path: Path, changes: Sequence[Change]) -> None:
    """Apply *changes* to the configuration file; comments and order of what stands there stay.

    The file is replaced at once, so that a kill leaves the old one or the new one. It and a new
    folder are readable by their owner alone. Raises InvalidInput, and CozewfError where it
    cannot be written.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _locked(path.with_name(path.name + ".lock")):
            target = path.resolve()  # a link, as of dotfiles, stays one
            _replace(target, _change(read_text(target) or "", changes, path))
    except OSError as error:
        raise CozewfError(
            _("{path} cannot be written: {reason}.").format(path=path, reason=reason_of(error))
        ) from None


def _change(text: str, changes: Sequence[Change], path: Path) -> str:
    """Return *text* after *changes*. Raises InvalidInput where that cannot be done in place."""
    expected = parse(text, path)
    _apply(expected, changes, lambda *, is_super: {})
    if not text.strip():
        import tomli_w  # noqa: PLC0415  only what writes needs it

        return tomli_w.dumps(expected)
    changed = _change_in_place(text, changes)
    if text.count("\r\n") == text.count("\n"):  # as Windows' editors write it
        changed = changed.replace("\r\n", "\n").replace("\n", "\r\n")
    if tomllib.loads(changed) != expected:
        raise InvalidInput(
            _("{path} is written so that it cannot be edited.").format(path=path),
            hint=_("Edit by hand."),
        )
    return changed


def _change_in_place(text: str, changes: Sequence[Change]) -> str:
    import tomlkit  # noqa: PLC0415  as above
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415  as above

    try:
        for key, value in changes:
            if len(key) == 1 and value is not None and key[0] not in tomllib.loads(text):
                text = _insert_at_top(text, f"{key[0]} = {tomlkit.item(value).as_string()}")
        document = tomlkit.parse(text)
        _apply(document, changes, lambda *, is_super: tomlkit.table(is_super_table=is_super))
        return tomlkit.dumps(document)
    except TOMLKitError:
        return ""  # which is not what was expected


def _insert_at_top(text: str, statement: str) -> str:
    """Put *statement* after the last one that stands before the tables.

    tomlkit would put it before the first table, between that and its comment.
    """
    data, lines = tomllib.loads(text), text.split("\n")
    single = [key for key, value in data.items() if not isinstance(value, dict | list)]
    last = max((find_lines(text).get((key,), 0) for key in single), default=0)
    new = [statement] if last else [statement, ""]
    return "\n".join([*lines[:last], *new, *lines[last:]])


def _apply(document: _Tables, changes: Sequence[Change], new_table: Callable[..., _Tables]) -> None:
    for (*tables, key), value in changes:
        table = document
        for depth, name in enumerate(tables, start=1):
            if name not in table:
                if value is None:
                    break
                # A table that holds nothing but tables needs no header of its own.
                table[name] = new_table(is_super=depth < len(tables))
            table = table[name]
            if not isinstance(table, MutableMapping):
                raise InvalidInput(
                    _("{name} is not a table.").format(name=name), hint=_("Edit the file by hand.")
                )
        else:
            _put(table, key, value)


def _put(table: _Tables, key: str, value: Value | None) -> None:
    if value is None:
        table.pop(key, None)
    else:
        table[key] = value


def _replace(target: Path, text: str) -> None:
    """Write *text* into a file beside *target*, then put it in its place."""
    import tempfile  # noqa: PLC0415  as above

    prefix = f".{target.name}."
    for left in target.parent.glob(f"{prefix}*.tmp"):  # of a process that was killed
        left.unlink(missing_ok=True)
    handle, name = tempfile.mkstemp(prefix=prefix, suffix=".tmp", dir=target.parent)  # 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut; Windows does not open folders."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock; the system lets go of it when a process dies. Raises CozewfError."""
    with open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        end = time.monotonic() + _LOCK_SECONDS
        while not _try_lock(file):
            if time.monotonic() > end:
                raise CozewfError(
                    _("Another process holds {path}.").format(path=path), hint=_("Try again.")
                )
            time.sleep(0.02)
        yield


def _try_lock(file: IO[bytes]) -> bool:
    try:
        if os.name == "nt":
            import msvcrt  # noqa: PLC0415  only there

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # typed on Windows only
        else:
            import fcntl  # noqa: PLC0415  not there

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True

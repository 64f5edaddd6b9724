"""`cozewf __complete KIND PREFIX`: values that only this machine knows, one a line with a tab.

A shell waits for this at each Tab. So it imports next to nothing, asks no server, and says
nothing at all where something is wrong.
"""

from __future__ import annotations

import os
import sys

from .plain_toml import read_tables

TYPE_CHECKING = False  # `typing` would double the time
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any, TypeAlias

    Candidate: TypeAlias = tuple[str, str]
    Tables: TypeAlias = dict[str, Any]

_MOST = 50
_LONGEST = 60  # characters of a description
_LARGEST_PROJECT = 64 * 1024  # bytes
# Ids come from servers: one that needs quotes in some shell is none that anybody completes.
_ID = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-./:@")
_RUNS = """SELECT execute_id, status || ' · ' || workflow_id, coalesce(ended, started) FROM runs
    WHERE execute_id != '' ORDER BY id DESC"""
_PAUSED = """SELECT event_id, json_extract(interrupt, '$.prompt'), asked FROM paused
    WHERE status = 'waiting' ORDER BY id DESC"""
_CONVERSATIONS = """SELECT conversation_id, coalesce(nullif(name, ''), workflow_id), used
    FROM conversations ORDER BY id DESC"""
_WORKFLOWS = """SELECT workflow_id, 'used', max(coalesce(ended, started)) FROM runs
    GROUP BY workflow_id ORDER BY max(id) DESC"""


def complete(words: list[str]) -> int:
    """Answer the shell. *words* are the kind and the prefix; what is no question gets no answer."""
    kind, prefix = (*words, "", "")[:2]
    answer = _KINDS.get(kind)
    if answer is None:
        return 0
    lines = []
    try:
        for value, description in answer(os.environ):
            if value.startswith(prefix) and value.isprintable():
                lines.append(f"{value}\t{_clean(description)}\n")
    except (OSError, ValueError, TypeError, AttributeError):
        pass  # a broken configuration: the command itself will say so
    data = "".join(lines).encode("utf-8", "replace")
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except (OSError, AttributeError):  # full or closed: Python would complain at its end
        os._exit(0)
    return 0


def _profiles(environ: Mapping[str, str]) -> Iterator[Candidate]:
    profiles = _read_config(environ).get("profiles", {})
    for name, settings in profiles.items():
        yield name, str(settings.get("base_url", "")).rpartition("@")[2]  # without a password
    if "demo" not in profiles:
        yield "demo", "a server in this process"


def _workflows(environ: Mapping[str, str]) -> Iterator[Candidate]:
    for tables in (_read_project(), _read_config(environ)):
        for name, target in tables.get("aliases", {}).items():
            yield name, str(target)
    yield from _recent(environ, _WORKFLOWS)


def _executions(environ: Mapping[str, str]) -> Iterator[Candidate]:
    yield from _recent(environ, _RUNS)


def _events(environ: Mapping[str, str]) -> Iterator[Candidate]:
    yield from _recent(environ, _PAUSED)


def _conversations(environ: Mapping[str, str]) -> Iterator[Candidate]:
    yield from _recent(environ, _CONVERSATIONS)


_KINDS: dict[str, Callable[[Mapping[str, str]], Iterable[Candidate]]] = {
    "profile": _profiles,
    "workflow": _workflows,
    "execution": _executions,
    "event": _events,
    "conversation": _conversations,
}


def _recent(environ: Mapping[str, str], query: str) -> Iterator[Candidate]:
    """Ids of the state file, newest first; it is opened for reading and never made."""
    import sqlite3  # noqa: PLC0415  profiles need none
    import time  # noqa: PLC0415  as above

    from ..places import state_folder  # noqa: PLC0415  at the place of its use

    path = os.path.join(state_folder(environ), "state.db")
    if not os.path.isfile(path):
        return
    try:
        connection = sqlite3.connect(_read_only(path), uri=True, timeout=0.1)
        try:
            rows = connection.execute(f"{query} LIMIT {_MOST}").fetchall()
        finally:
            connection.close()
    except sqlite3.Error:
        return
    for value, text, when in rows:
        if value and _ID.issuperset(value):
            yield value, f"{_clean(str(text))} · {_ago(time.time() - when)}"


def _read_only(path: str) -> str:
    escaped = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{escaped}?mode=ro"


def _ago(seconds: float) -> str:
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size:.0f} {unit} ago"
    return "just now"


def _clean(text: str) -> str:
    """Server text as one short line without anything that could steer a terminal."""
    printable = "".join(char if char.isprintable() else " " for char in text[: _LONGEST * 4])
    line = " ".join(printable.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _read_config(environ: Mapping[str, str]) -> Tables:
    from ..places import config_folder  # noqa: PLC0415  at the place of its use

    return _read_file(os.path.join(config_folder(environ), "config.toml"))


def _read_project() -> Tables:
    """The nearest project file, up to the repository's root or the home folder, as commands do."""
    folders = [os.getcwd()]
    while folders[-1] != (parent := os.path.dirname(folders[-1])):
        folders.append(parent)
    roots = [f for f in folders if os.path.exists(os.path.join(f, ".git"))]
    top = roots[0] if roots else os.path.expanduser("~")
    reach = folders[: folders.index(top) + 1] if top in folders else folders[:1]
    for folder in reach:
        path = os.path.join(folder, ".cozewf.toml")
        # A named pipe would keep us waiting, a large file as well.
        if os.path.isfile(path) and os.path.getsize(path) <= _LARGEST_PROJECT:
            return _read_file(path)
    return {}


def _read_file(path: str) -> Tables:
    try:
        with open(path, encoding="utf-8-sig") as file:
            return read_tables(file.read())
    except FileNotFoundError:
        return {}

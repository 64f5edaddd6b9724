"""`.cozewf.toml` of a project: aliases and their parameters, and nothing that could do harm.

Whoever clones a repository runs commands in it before having read it. So such a file may not
name a server, a login or a command, and it speaks only of the aliases that it defines itself.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import field
from datetime import date, time
from math import isfinite
from pathlib import Path
from typing import Any, NoReturn

from ..errors import InvalidInput
from ..language import _, reason_of
from ..records import record
from .source import Lines, find_lines, parse
from .specs import SETTINGS

FILE_NAME = ".cozewf.toml"
_LARGEST = 64 * 1024  # bytes
_ID = r"[A-Za-z0-9_-]{1,128}"  # it may become a part of a path


@record
class Project:
    """What a project's file says. *parameters* are given to the aliases they are named after."""

    path: Path
    aliases: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    lines: Lines = field(default_factory=dict, repr=False)

    def line(self, *key: str) -> int:
        """The line that a key stands on, 0 where that is not known."""
        return self.lines.get(key, 0)


def find_project(folder: Path, home: Path) -> Project | None:
    """The project's file that is nearest to *folder*, up to the repository's root or *home*.

    Outside of both only *folder* itself counts: what somebody else put into /tmp is no project.
    Raises InvalidInput for a file that is refused.
    """
    tops = [place for place in (folder, *folder.parents) if (place / ".git").exists()]
    top = tops[0] if tops else folder
    if not tops and folder.is_relative_to(home):
        top = home
    for place in (folder, *folder.parents):
        path = place / FILE_NAME
        if path.is_symlink() or path.exists():
            return load_project(path, top if tops else place)
        if place == top:
            break
    return None


def load_project(path: Path, root: Path) -> Project:
    """Read a project's file, which must lie below *root*. Raises InvalidInput."""
    if not path.resolve().is_relative_to(root.resolve()):
        _refuse(path, _("it is a link to a place outside of the project"))
    text = _read(path)
    data = parse(text, path)
    lines = find_lines(text)
    _Checker(path, lines).check(data)
    return Project(
        path=path,
        aliases=data.get("aliases", {}),
        parameters=data.get("parameters", {}),
        lines=lines,
    )


def _read(path: Path) -> str:
    """Read no more than is allowed, of nothing but a file of this user. Raises InvalidInput."""
    try:
        # A named pipe would keep `open` waiting for a writer.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with open(handle, "rb") as file:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                _refuse(path, _("it is no file"))
            if os.name != "nt" and os.getuid() not in (0, status.st_uid) and status.st_uid != 0:
                _refuse(path, _("it belongs to another user"))
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise InvalidInput(
            _("{path} cannot be read: {reason}.").format(path=path, reason=reason_of(error))
        ) from None
    if len(content) > _LARGEST:
        _refuse(path, _("it is larger than {size} KB").format(size=_LARGEST // 1024))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        _refuse(path, _("it is not UTF-8 text"))


def _refuse(path: Path, reason: str) -> NoReturn:
    raise InvalidInput(
        _("{path} is refused: {reason}.").format(path=path, reason=reason),
        hint=_("Remove it, or work elsewhere."),
    )


class _Checker:
    """Refuses what does not belong into a project's file. All raise InvalidInput."""

    def __init__(self, path: Path, lines: Lines) -> None:
        self._path = path
        self._lines = lines

    def check(self, data: Mapping[str, Any]) -> None:
        for key in data:
            if key not in ("aliases", "parameters"):
                self._refuse_key(key)
        aliases = self._table(data, "aliases")
        for name, target in aliases.items():
            if not isinstance(target, str) or not re.fullmatch(_ID, target):
                self._refuse(("aliases", name), _("is not a workflow id in quotes"))
        for name, values in self._table(data, "parameters").items():
            if name not in aliases:
                self._refuse(("parameters", name), _("is of no alias of this file"))
            if not isinstance(values, dict):
                self._refuse(("parameters", name), _("is not a table"))
            self._check_json(("parameters", name), values)

    def _refuse_key(self, key: str) -> NoReturn:
        refused = _("{where}: {key} is refused in a project's file.")
        if key in (*SETTINGS, "current", "profiles", "profile"):
            refused = _(
                "{where}: {key} is refused in a project's file: it could send your key elsewhere."
            )
        raise InvalidInput(
            refused.format(where=self._at(key), key=key),
            hint=_(
                "Such a file holds [aliases] and [parameters.ALIAS]; all else is the user's own."
            ),
        )

    def _check_json(self, key: tuple[str, ...], value: Any) -> None:
        """Dates, infinity and nan are TOML, and no JSON."""
        match value:
            case dict():
                for name, inner in value.items():
                    self._check_json((*key, name), inner)
            case list():
                for inner in value:
                    self._check_json(key, inner)
            case date() | time():
                self._refuse(key, _("is a date or time: put it in quotes"))
            case float() if not isfinite(value):
                self._refuse(key, _("is a number that JSON does not have"))

    def _table(self, data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        table = data.get(name, {})
        if not isinstance(table, dict):
            self._refuse((name,), _("is not a table"))
        return table

    def _refuse(self, key: tuple[str, ...], what: str) -> NoReturn:
        text = _("{where}: {key} {problem}.")
        raise InvalidInput(text.format(where=self._at(*key), key=".".join(key), problem=what))

    def _at(self, *key: str) -> str:
        line = self._lines.get(key, 0)
        return f"{self._path}:{line}" if line else str(self._path)

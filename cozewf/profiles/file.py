"""The configuration file: where it lies, what it says, whether that makes sense."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, NoReturn

from ..errors import InvalidInput
from ..language import _, reason_of
from ..places import config_folder
from ..records import record
from .source import Lines, find_lines, parse
from .specs import GENERAL_SETTINGS, LOGIN_FORMS, PROFILE_SETTINGS, SETTINGS, read_value, unknown

_TOP = ("current", "profiles", "aliases", *GENERAL_SETTINGS)


@record
class Config:
    """What the configuration file says; *path* is where it lies or would lie.

    *general* are the settings at its top, *lines* tells where each key stands, and *is_open*
    whether others than its owner may read it.
    """

    path: Path
    current: str = ""
    profiles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)
    aliases: Mapping[str, str] = field(default_factory=dict)
    general: Mapping[str, Any] = field(default_factory=dict)
    lines: Lines = field(default_factory=dict, repr=False)
    is_open: bool = False

    @property
    def log(self) -> bool:
        """Whether runs are remembered on this machine."""
        return bool(self.general.get("log", True))


def config_path(environ: Mapping[str, str]) -> Path:
    """Where the configuration file lies; it need not exist."""
    return Path(config_folder(environ)) / "config.toml"


def load(path: Path, *, check: bool = True) -> Config:
    """Read the configuration; a file that does not exist is an empty one.

    Without *check* it may hold what makes no sense, to be mended. Raises InvalidInput.
    """
    text = read_text(path)
    if text is None:
        return Config(path=path)
    data = parse(text, path)
    lines = find_lines(text)
    if check:
        _Checker(path, lines).check(data)
    return Config(
        path=path,
        current=str(data.get("current", "")),
        profiles=data.get("profiles", {}),
        aliases=data.get("aliases", {}),
        general={name: data[name] for name in GENERAL_SETTINGS if name in data},
        lines=lines,
        is_open=_is_open(path),
    )


def read_text(path: Path) -> str | None:
    """The file's text with its own line ends, None where there is none. Raises InvalidInput."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InvalidInput(
            _("{path} cannot be read: {reason}.").format(path=path, reason=reason_of(error))
        ) from None
    except UnicodeDecodeError as error:
        raise InvalidInput(
            _("{path} cannot be read: {reason}.").format(path=path, reason=reason_of(error))
        ) from None


def _is_open(path: Path) -> bool:
    """Whether group or others may read it; Windows tells that otherwise, and gives no mode."""
    return os.name != "nt" and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


class _Checker:
    """Finds what makes no sense and says on which line it stands. All raise InvalidInput."""

    def __init__(self, path: Path, lines: Lines) -> None:
        self._path = path
        self._lines = lines

    def check(self, data: Mapping[str, Any]) -> None:
        for key, value in data.items():
            if key not in _TOP:
                self._refuse_top(key)
            if key in GENERAL_SETTINGS:
                self._check_value((key,), value)
        for name, profile in self._table(data, "profiles").items():
            self._check_profile(name, profile)
        for name, target in self._table(data, "aliases").items():
            if not isinstance(target, str) or not target:
                self._refuse(("aliases", name), _("is not a workflow id in quotes"))
        if not isinstance(data.get("current", ""), str):
            self._refuse(("current",), _("is not the name of a profile"))

    def _refuse_top(self, key: str) -> NoReturn:
        where = self._at(key) + ": "
        if key in PROFILE_SETTINGS:
            raise InvalidInput(
                where + _("{key} belongs into a profile.").format(key=key),
                hint=_("Put it below [profiles.NAME]."),
            )
        raise unknown(_("setting"), key, _TOP, where)

    def _check_profile(self, name: str, profile: Any) -> None:
        key = ("profiles", name)
        if not isinstance(profile, dict):
            self._refuse(key, _("is not a table"))
        for setting, value in profile.items():
            if setting not in PROFILE_SETTINGS:
                where = f"{self._at(*key, setting)}: {'.'.join(key)}: "
                raise unknown(_("setting"), setting, PROFILE_SETTINGS, where)
            self._check_value((*key, setting), value)
        logins = [form for form in LOGIN_FORMS if profile.get(form)]
        if len(logins) > 1:
            what = _("{name} has several logins: {names}.").format(
                name=".".join(key), names=", ".join(logins)
            )
            raise InvalidInput(f"{self._at(*key, logins[1])}: {what}", hint=_("Keep one."))

    def _check_value(self, key: tuple[str, ...], value: Any) -> None:
        match SETTINGS[key[-1]].kind:
            case "flag":
                if not isinstance(value, bool):
                    self._refuse(key, _("is not true or false"))
            case "number":
                if isinstance(value, bool) or not isinstance(value, int | float):
                    self._refuse(key, _("is not a number"))
                read_value(key[-1], str(value), f"{self._at(*key)}: {'.'.join(key)}")
            case _:
                if not isinstance(value, str) or not value:
                    self._refuse(key, _("is not a text in quotes"))
                read_value(key[-1], value, f"{self._at(*key)}: {'.'.join(key)}")

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

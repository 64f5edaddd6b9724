"""Profiles: where a server is and how to log in. `resolve` is pure; `load` and `save` do I/O.

Precedence: flag > environment > profile > default; the official SDK's own variables come last,
so that they never send a cloud key to the server of a profile that has a login.
"""

from __future__ import annotations

import difflib
import os
import shlex
import subprocess
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .errors import InvalidInput, NotAllowed

DEMO = "demo"
LOGIN_NAMES = ("api_key", "session_key")
_TEXT_NAMES = ("base_url", "connector_id", "bot_id", "app_id")
_NUMBER_NAMES = ("timeout", "idle_timeout", "connect_timeout", "rate")
_LOGIN_FORMS = tuple(name + form for name in LOGIN_NAMES for form in ("", "_env", "_command"))
SETTING_NAMES = (*_TEXT_NAMES, *_NUMBER_NAMES, *_LOGIN_FORMS)
_ENVIRONMENT = {
    "base_url": "COZEWF_BASE_URL",
    "api_key": "COZEWF_API_KEY",
    "session_key": "COZEWF_SESSION_KEY",
    "connector_id": "COZEWF_CONNECTOR_ID",
    "timeout": "COZEWF_TIMEOUT",
}
_SDK_ENVIRONMENT = {"base_url": "COZE_API_BASE", "api_key": "COZE_API_TOKEN"}
_COMMAND_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Setting:
    """A value and where it came from: a flag, a variable, or a place in the file."""

    value: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What the configuration file says; *path* is where it lies or would lie."""

    path: Path
    current: str = ""
    profiles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    log: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The settings in force. *name* is "" when they come from flags and environment alone."""

    name: str
    settings: Mapping[str, Setting] = field(repr=False)
    aliases: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_demo(self) -> bool:
        """Whether this is the built-in profile, whose server runs in this process."""
        return self.name == DEMO and not self.settings

    def text(self, name: str) -> str:
        """A setting, "" where it is not set."""
        setting = self.settings.get(name)
        return setting.value if setting else ""

    def number(self, name: str) -> float | None:
        """A setting in seconds or requests; None where it is not set. Raises InvalidInput."""
        setting = self.settings.get(name)
        return read_number(setting.value, setting.origin) if setting else None

    def login_form(self) -> str:
        """Which setting holds the login (api_key, session_key_env, …), "" for none."""
        return next((form for form in _LOGIN_FORMS if form in self.settings), "")

    def workflow_id(self, workflow: str) -> str:
        """The id that *workflow* stands for: an alias, or the id itself. Raises InvalidInput."""
        if not workflow.strip():
            raise InvalidInput("The workflow id is empty.", hint="Give an id or an alias.")
        return self.aliases.get(workflow, workflow.strip())


def config_path(environ: Mapping[str, str]) -> Path:
    """Where the configuration file lies; it need not exist."""
    if folder := environ.get("COZEWF_CONFIG_DIR"):
        return Path(folder) / "config.toml"
    from platformdirs import user_config_dir  # noqa: PLC0415  20 ms that COZEWF_CONFIG_DIR saves

    return Path(user_config_dir("cozewf", appauthor=False)) / "config.toml"


def load(path: Path) -> Config:
    """Read the configuration; a file that does not exist is an empty one. Raises InvalidInput."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Config(path=path)
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} cannot be read: {error}.") from None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"{path}: {error}.", hint="Mend the file, or move it away.") from None
    return _check_config(path, data)


def resolve(flags: Mapping[str, str | None], environ: Mapping[str, str], config: Config) -> Profile:
    """Decide every setting. *flags* are named as settings are, and "profile".

    Raises InvalidInput for a profile that does not exist.
    """
    name = flags.get("profile") or environ.get("COZEWF_PROFILE") or config.current
    if not name and "default" in config.profiles:
        name = "default"
    if name and name not in config.profiles:
        if name == DEMO:
            return Profile(name=DEMO, settings={}, aliases=config.aliases)
        raise _unknown("profile", name, [*config.profiles, DEMO])
    where = f"{config.path}: profiles.{name}"
    stored = {key: str(value) for key, value in config.profiles.get(name, {}).items()}
    settings = {key: Setting(value, where) for key, value in stored.items()}
    _override(settings, _read_environment(environ, _ENVIRONMENT))
    _override(settings, {k: Setting(v, _flag(k)) for k, v in flags.items() if v is not None})
    settings.pop("profile", None)
    for key, setting in _read_environment(environ, _SDK_ENVIRONMENT).items():
        if key == "base_url" or not any(form in settings for form in _LOGIN_FORMS):
            settings.setdefault(key, setting)
    return Profile(name=name, settings=settings, aliases=config.aliases)


def find_login(profile: Profile, environ: Mapping[str, str]) -> tuple[str, str]:
    """Return the API key and the session key, one of them empty; a command may be asked for it.

    Raises NotAllowed where the place that a profile names has none, or its command fails.
    """
    keys = {"api_key": "", "session_key": ""}
    for name in LOGIN_NAMES:
        if value := profile.text(name):
            keys[name] = value
        elif variable := profile.text(f"{name}_env"):
            if not (value := environ.get(variable, "")):
                raise NotAllowed(f"The variable {variable}, which holds the key, is not set.")
            keys[name] = value
        elif command := profile.text(f"{name}_command"):
            keys[name] = _ask_command(command)
        if keys[name]:
            break
    return keys["api_key"], keys["session_key"]


def read_number(text: str, origin: str) -> float:
    """Read a number of seconds or requests, above 0. Raises InvalidInput."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1e9:
        raise InvalidInput(f'{origin}: "{text}" is not a number above 0.')
    return number


def _read_environment(environ: Mapping[str, str], names: Mapping[str, str]) -> dict[str, Setting]:
    return {
        key: Setting(environ[variable], variable)
        for key, variable in names.items()
        if environ.get(variable)
    }


def _override(settings: dict[str, Setting], new: Mapping[str, Setting]) -> None:
    """Let *new* win; a new login replaces every form of the old one."""
    if any(name in new for name in LOGIN_NAMES):
        for form in _LOGIN_FORMS:
            settings.pop(form, None)
    settings.update(new)


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def _check_config(path: Path, data: Mapping[str, Any]) -> Config:
    known = ("current", "profiles", "aliases", "log")
    for key in data:
        if key not in known:
            raise _unknown("setting", key, known, f"{path}: ")
    profiles = _table(path, data, "profiles")
    for name, profile in profiles.items():
        _check_profile(f"{path}: profiles.{name}", profile)
    aliases = _table(path, data, "aliases")
    for name, target in aliases.items():
        if not isinstance(target, str) or not target:
            raise InvalidInput(f"{path}: aliases.{name} is not a workflow id in quotes.")
    current, log = data.get("current", ""), data.get("log", True)
    if not isinstance(current, str):
        raise InvalidInput(f"{path}: current is not the name of a profile.")
    if not isinstance(log, bool):
        raise InvalidInput(f"{path}: log is not true or false.")
    return Config(path=path, current=current, profiles=profiles, aliases=aliases, log=log)


def _check_profile(where: str, profile: Any) -> None:
    if not isinstance(profile, dict):
        raise InvalidInput(f"{where} is not a table.")
    for key, value in profile.items():
        if key not in SETTING_NAMES:
            raise _unknown("setting", key, SETTING_NAMES, f"{where}: ")
        if key in _NUMBER_NAMES:
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise InvalidInput(f"{where}.{key} is not a number.")
            read_number(str(value), f"{where}.{key}")
        elif not isinstance(value, str) or not value:
            raise InvalidInput(f"{where}.{key} is not a text in quotes.")
    logins = [key for key in profile if key in _LOGIN_FORMS]
    if len(logins) > 1:
        raise InvalidInput(f"{where} has several logins: {', '.join(logins)}.", hint="Keep one.")


def _table(path: Path, data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise InvalidInput(f"{path}: {name} is not a table.")
    return table


def _unknown(what: str, name: str, known: Any, where: str = "") -> InvalidInput:
    near = difflib.get_close_matches(name, list(known), n=1)
    hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(known)}."
    return InvalidInput(f'{where}there is no {what} "{name}".', hint=hint)


def _ask_command(command: str) -> str:
    """Run *command* and take its first line as the key; nothing of it is ever shown."""
    try:
        words = shlex.split(command, posix=os.name != "nt")
        done = subprocess.run(
            words,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_COMMAND_SECONDS,
            check=False,
        )
    except (OSError, ValueError) as error:
        raise NotAllowed(f"The command for the key cannot be run: {error}.") from None
    except subprocess.TimeoutExpired:
        raise NotAllowed(f"The command for the key took over {_COMMAND_SECONDS} s.") from None
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    if done.returncode != 0 or not lines or not lines[0].strip():
        raise NotAllowed(f"The command for the key failed (exit code {done.returncode}).")
    return lines[0].strip()

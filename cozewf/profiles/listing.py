"""The settings in force as rows to be shown: secrets are three asterisks, whatever they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

from ..places import config_folder, state_folder
from ..wire.values import dump_json
from .project import Project
from .resolve import Profile, default_settings
from .specs import PROFILE_SETTINGS, SECRETS, Origin, Setting

_HIDDEN = "***"


class Row(NamedTuple):
    """A setting as it may be shown."""

    name: str
    value: str
    origin: Origin


def list_settings(
    profile: Profile, general: Mapping[str, Setting], project: Project | None
) -> Iterator[Row]:
    """The profile's name, its settings, the general ones, the aliases and their parameters."""
    if profile.name:
        yield Row("profile", profile.name, profile.origin)
    settings = {**default_settings(PROFILE_SETTINGS), **profile.settings}
    for name in PROFILE_SETTINGS:
        if name in settings:
            yield Row(name, show_value(name, settings[name].value), settings[name].origin)
    for name, setting in general.items():
        yield Row(name, setting.value, setting.origin)
    for name, setting in profile.aliases.items():
        yield Row(f"aliases.{name}", setting.value, setting.origin)
    for alias, parameters in profile.defaults.items():
        for key, value in parameters.items():
            line = project.line("parameters", alias, key) if project else 0
            origin = Origin("file", str(project.path) if project else "", line)
            yield Row(f"parameters.{alias}.{key}", dump_json(value), origin)


def list_folders(environ: Mapping[str, str]) -> Iterator[Row]:
    """Where the configuration and the state lie."""
    folders = {"COZEWF_CONFIG_DIR": config_folder, "COZEWF_STATE_DIR": state_folder}
    for variable, folder in folders.items():
        origin = Origin("environment", variable) if environ.get(variable) else Origin("default")
        name = variable.removeprefix("COZEWF_").lower()
        yield Row(name, folder(environ), origin)


def show_value(name: str, value: str) -> str:
    """A setting's value without what logs somebody in."""
    if name in SECRETS:
        return _HIDDEN
    if name.endswith("_command"):  # its arguments may hold a key
        program, _, arguments = value.strip().partition(" ")
        return f"{program} …" if arguments else program
    return mask_url(value) if name == "base_url" else value


def mask_url(url: str) -> str:
    """*url* without the user name and password that it may hold."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return _HIDDEN
    _, at, host = parts.netloc.rpartition("@")
    if not at:
        return url if "@" not in url else _HIDDEN
    return urlunsplit(parts._replace(netloc=f"{_HIDDEN}@{host}"))

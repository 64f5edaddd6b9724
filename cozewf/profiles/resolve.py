"""Deciding every setting, and knowing where each came from. Nothing is read or written here.

Precedence: flag > environment > file > default; the official SDK's own variables come last,
so that they never send a cloud key to the server of a profile that has a login.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from ..errors import InvalidInput
from ..language import _
from ..records import record
from .file import Config
from .project import Project
from .specs import (
    GENERAL_SETTINGS,
    LOGIN_FORMS,
    PROFILE_SETTINGS,
    SECRETS,
    Origin,
    Setting,
    Spec,
    read_value,
    unknown,
)

DEMO = "demo"
DEFAULT_PROFILE = "default"
_Flags = Mapping[str, str | None]


@record
class Profile:
    """The settings in force. *name* is "" when they come from flags and environment alone.

    *is_demo*: the built-in profile, whose server runs in this process. *aliases* holds the
    user's own and the project's, *defaults* the parameters that the project gives its own.
    """

    name: str
    origin: Origin
    is_demo: bool = False
    settings: Mapping[str, Setting] = field(repr=False)
    aliases: Mapping[str, Setting] = field(default_factory=dict)
    defaults: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A setting, "" where it is not set."""
        setting = self.settings.get(name)
        return setting.value if setting else ""

    def number(self, name: str) -> float | None:
        """A setting in seconds or requests; None where it is not set."""
        setting = self.settings.get(name)
        return float(setting.value) if setting else None

    def login_form(self) -> str:
        """Which setting holds the login (api_key, session_key_env, …), "" for none."""
        return next((form for form in LOGIN_FORMS if form in self.settings), "")

    def workflow_id(self, workflow: str) -> str:
        """The id that *workflow* stands for: an alias, or the id itself. Raises InvalidInput."""
        if not workflow.strip():
            raise InvalidInput(_("The workflow id is empty."), hint=_("Give an id or an alias."))
        alias = self.aliases.get(workflow)
        return alias.value if alias else workflow.strip()

    def parameters(self, workflow: str) -> Mapping[str, Any]:
        """What the project gives *workflow*, where that is an alias of its own."""
        return self.defaults.get(workflow, {})


def resolve(
    flags: _Flags, environ: Mapping[str, str], config: Config, project: Project | None = None
) -> Profile:
    """Decide every setting of a profile. *flags* are named as settings are, and "profile".

    Raises InvalidInput for a profile that does not exist, and for a value that makes no sense.
    """
    name, origin = choose_profile(flags.get("profile"), environ, config)
    is_demo = name == DEMO and DEMO not in config.profiles
    if name and name not in config.profiles and not is_demo:
        raise unknown(_("profile"), name, [*config.profiles, DEMO])
    settings = _from_file(config, ("profiles", name), config.profiles.get(name, {}))
    _override(settings, _from_environment(environ, PROFILE_SETTINGS))
    _override(settings, _from_flags(flags, PROFILE_SETTINGS))
    if is_demo:
        _keep_demo(settings)
    else:
        _fall_back(settings, environ)
    _normalize(settings)
    aliases, defaults = _merge(config, project)
    return Profile(
        name=name,
        origin=origin,
        is_demo=is_demo,
        settings=settings,
        aliases=aliases,
        defaults=defaults,
    )


def resolve_general(
    flags: _Flags, environ: Mapping[str, str], config: Config
) -> dict[str, Setting]:
    """Decide the settings that hold for every profile, defaults too. Raises InvalidInput."""
    settings = default_settings(GENERAL_SETTINGS)
    settings |= _from_file(config, (), config.general)
    settings |= _from_environment(environ, GENERAL_SETTINGS)
    settings |= _from_flags(flags, GENERAL_SETTINGS)
    _normalize(settings)
    return settings


def default_settings(specs: Mapping[str, Spec]) -> dict[str, Setting]:
    """What holds where nothing is set."""
    return {
        name: Setting(value=spec.default, origin=Origin("default"))
        for name, spec in specs.items()
        if spec.default
    }


def choose_profile(
    flag: str | None, environ: Mapping[str, str], config: Config
) -> tuple[str, Origin]:
    """Which profile is meant, whether or not there is one of that name; "" for none."""
    if flag:
        return flag, Origin("flag", "--profile")
    if name := environ.get("COZEWF_PROFILE"):
        return name, Origin("environment", "COZEWF_PROFILE")
    if config.current:
        line = config.lines.get(("current",), 0)
        return config.current, Origin("file", str(config.path), line)
    return DEFAULT_PROFILE if DEFAULT_PROFILE in config.profiles else "", Origin("default")


def _from_file(
    config: Config, table: tuple[str, ...], values: Mapping[str, Any]
) -> dict[str, Setting]:
    """The settings of a table; ``keyring = false`` is none."""
    found = {}
    for name, value in values.items():
        if name == "keyring" and not value:
            continue
        text = str(value).lower() if isinstance(value, bool) else str(value)
        line = config.lines.get((*table, name), 0)
        found[name] = Setting(value=text, origin=Origin("file", str(config.path), line))
    return found


def _from_environment(
    environ: Mapping[str, str], specs: Mapping[str, Spec], *, sdk: bool = False
) -> dict[str, Setting]:
    """The settings of the variables; an empty one is as none."""
    found = {}
    for name, spec in specs.items():
        variable = spec.sdk_variable if sdk else spec.variable
        if value := environ.get(variable) if variable else None:
            found[name] = Setting(value=value, origin=Origin("environment", variable))
    return found


def _from_flags(flags: _Flags, specs: Mapping[str, Spec]) -> dict[str, Setting]:
    return {
        name: Setting(value=value, origin=Origin("flag", "--" + name.replace("_", "-")))
        for name, value in flags.items()
        if value is not None and name in specs
    }


def _override(settings: dict[str, Setting], new: Mapping[str, Setting]) -> None:
    """Let *new* win; a new login replaces every form of the old one."""
    if any(name in new for name in SECRETS):
        for form in LOGIN_FORMS:
            settings.pop(form, None)
    settings.update(new)


def _keep_demo(settings: dict[str, Setting]) -> None:
    """The demo has its own server and login, whatever the environment says."""
    given = settings.get("base_url")
    if given is not None and given.origin.kind == "flag":
        raise InvalidInput(
            _("The profile demo has its own server."),
            hint=_("Leave out --base-url, or choose another profile."),
        )
    for name in ("base_url", *LOGIN_FORMS):
        settings.pop(name, None)


def _fall_back(settings: dict[str, Setting], environ: Mapping[str, str]) -> None:
    """Let the official SDK's variables fill what nothing else has set."""
    for name, setting in _from_environment(environ, PROFILE_SETTINGS, sdk=True).items():
        if name == "base_url" or not any(form in settings for form in LOGIN_FORMS):
            settings.setdefault(name, setting)


def _normalize(settings: dict[str, Setting]) -> None:
    """Refuse what makes no sense; yes, on and 1 become true."""
    for name, setting in settings.items():
        value = read_value(name, setting.value, str(setting.origin))
        if isinstance(value, bool):
            settings[name] = Setting(value=str(value).lower(), origin=setting.origin)


def _merge(
    config: Config, project: Project | None
) -> tuple[dict[str, Setting], Mapping[str, Mapping[str, Any]]]:
    """The aliases of both files. The user's own win, so that a cloned project cannot replace one;
    its parameters then have no alias to go with.
    """
    path = str(config.path)
    own = {
        name: Setting(
            value=target, origin=Origin("file", path, config.lines.get(("aliases", name), 0))
        )
        for name, target in config.aliases.items()
    }
    if project is None:
        return own, {}
    theirs = {
        name: Setting(
            value=target, origin=Origin("file", str(project.path), project.line("aliases", name))
        )
        for name, target in project.aliases.items()
    }
    defaults = {name: value for name, value in project.parameters.items() if name not in own}
    return theirs | own, defaults

"""Keys as people write them for `config get`, `set` and `unset`, and values as they are stored.

base_url               a setting of the profile in force
profiles.work.timeout  a setting of a named one; profiles.work the whole of it, to remove it
log                    a setting for every profile
aliases.poem           an alias
current                the profile to use
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from ..errors import InvalidInput
from ..language import _
from .edit import Change, Value
from .file import Config
from .resolve import DEMO
from .specs import (
    GENERAL_SETTINGS,
    LOGIN_FORMS,
    PROFILE_SETTINGS,
    SECRETS,
    SETTINGS,
    read_value,
    unknown,
)

Key: TypeAlias = tuple[str, ...]


def parse_key(text: str, profile: str) -> Key:
    """The place in the file that *text* means; *profile* is the one in force.

    Raises InvalidInput for a key that there is not.
    """
    if text == "current" or text in GENERAL_SETTINGS:
        return (text,)
    if text in PROFILE_SETTINGS:
        return ("profiles", profile, text)
    table, _dot, rest = text.partition(".")
    if table == "aliases" and rest:
        return (table, _check_name(rest))
    if table == "profiles" and rest:
        name, _dot, setting = rest.rpartition(".")
        if setting in PROFILE_SETTINGS and name:
            return (table, _check_name(name), setting)
        return (table, _check_name(rest))
    raise unknown(
        _("setting"), text, (*SETTINGS, "current", "aliases.NAME", "profiles.NAME.SETTING")
    )


def is_set(config: Config, key: Key) -> bool:
    """Whether the file holds something there."""
    current = {"current": config.current} if config.current else {}
    found: Any = {
        **config.general,
        **current,
        "profiles": config.profiles,
        "aliases": config.aliases,
    }
    for name in key:
        if not isinstance(found, Mapping) or name not in found:
            return False
        found = found[name]
    return True


def is_secret(key: Key) -> bool:
    """Whether what stands there must not be seen."""
    return key[-1] in SECRETS and key[0] == "profiles"


def read_changes(key: Key, text: str) -> list[Change]:
    """What has to change for *key* to hold *text*: a new login takes the place of the old.

    Raises InvalidInput for a value that makes no sense.
    """
    if key[0] == "profiles":
        if len(key) == 2:
            raise InvalidInput(
                _("profiles.{name} is a whole profile.").format(name=key[1]),
                hint=_("Set one of its keys."),
            )
        if key[1] == DEMO:
            raise InvalidInput(_("The profile demo is built in."), hint=_("Choose another name."))
    if not text.strip():
        raise InvalidInput(
            _("The value of {key} is empty.").format(key=key[-1]),
            hint=_("`unset` removes a setting."),
        )
    value = _store(key, text)
    changes: list[Change] = []
    if key[-1] in LOGIN_FORMS and value is not False:
        changes = [((*key[:2], form), None) for form in LOGIN_FORMS if form != key[-1]]
    return [*changes, (key, value)]


def _store(key: Key, text: str) -> Value:
    """The value as TOML holds it: numbers and true or false without quotes."""
    if key[0] == "aliases" or key[-1] == "current":
        return text.strip()
    value = read_value(key[-1], text, key[-1])
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return value.strip() if isinstance(value, str) else value


def _check_name(name: str) -> str:
    if not name.isprintable() or name != name.strip():
        raise InvalidInput(_("A name must be printable, without spaces around it."))
    return name

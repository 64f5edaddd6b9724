"""The settings there are: their names, what they hold, which variables set them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Literal, NamedTuple

from ..errors import InvalidInput
from ..language import LANGUAGES, _
from ..records import record

Kind = Literal["text", "number", "flag", "output", "lang"]
OriginKind = Literal["flag", "environment", "file", "default"]

OUTPUTS = ("text", "json", "jsonl", "raw")
CONNECT_SECONDS = 10.0
IDLE_SECONDS = 600.0
_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


class Spec(NamedTuple):
    """A setting: what it holds, the variables that set it, and what holds where nothing does."""

    kind: Kind = "text"
    variable: str = ""
    sdk_variable: str = ""  # the official SDK's own, asked last
    default: str = ""


PROFILE_SETTINGS: Mapping[str, Spec] = {
    "base_url": Spec(variable="COZEWF_BASE_URL", sdk_variable="COZE_API_BASE"),
    "api_key": Spec(variable="COZEWF_API_KEY", sdk_variable="COZE_API_TOKEN"),
    "api_key_env": Spec(),
    "api_key_command": Spec(),
    "session_key": Spec(variable="COZEWF_SESSION_KEY"),
    "session_key_env": Spec(),
    "session_key_command": Spec(),
    "keyring": Spec(kind="flag"),
    "connector_id": Spec(variable="COZEWF_CONNECTOR_ID"),
    "bot_id": Spec(),
    "app_id": Spec(),
    "timeout": Spec(kind="number", variable="COZEWF_TIMEOUT"),
    "idle_timeout": Spec(kind="number", default=f"{IDLE_SECONDS:g}"),
    "connect_timeout": Spec(kind="number", default=f"{CONNECT_SECONDS:g}"),
    "rate": Spec(kind="number"),
}
LOGIN_FORMS = (
    "api_key",
    "api_key_env",
    "api_key_command",
    "session_key",
    "session_key_env",
    "session_key_command",
    "keyring",
)
# These hold for every profile and stand at the top of the file.
GENERAL_SETTINGS: Mapping[str, Spec] = {
    "output": Spec(kind="output", variable="COZEWF_OUTPUT", default="text"),
    "no_input": Spec(kind="flag", variable="COZEWF_NO_INPUT", default="false"),
    "lang": Spec(kind="lang", variable="COZEWF_LANG"),
    "log": Spec(kind="flag", default="true"),
}
SETTINGS = {**PROFILE_SETTINGS, **GENERAL_SETTINGS}
SECRETS = ("api_key", "session_key")
VARIABLES = (
    "COZEWF_PROFILE",
    *(spec.variable for spec in SETTINGS.values() if spec.variable),
    "COZEWF_CONFIG_DIR",
    "COZEWF_STATE_DIR",
)


class Origin(NamedTuple):
    """Where a value came from: a flag, a variable, or a line of a file (0: not known)."""

    kind: OriginKind
    name: str = ""
    line: int = 0

    def __str__(self) -> str:
        name = self.name or self.kind
        return f"{name}:{self.line}" if self.line else name


@record
class Setting:
    """A value as text, and its origin."""

    value: str = field(repr=False)
    origin: Origin


def read_value(name: str, text: str, where: str) -> str | float | bool:
    """Read *text* as the setting *name* holds it. Raises InvalidInput that begins with *where*."""
    match SETTINGS[name].kind:
        case "number":
            return read_number(text, where)
        case "flag":
            return _read_flag(text, where)
        case "output" if text not in OUTPUTS:
            hint = _("Use {names}.").format(names=", ".join(OUTPUTS))
            raise InvalidInput(
                _('{where}: "{text}" is no output format.').format(where=where, text=text),
                hint=hint,
            )
        case "lang" if text not in LANGUAGES:
            hint = _("Use {names}.").format(names=", ".join(LANGUAGES))
            raise InvalidInput(
                _('{where}: "{text}" is no language of cozewf.').format(where=where, text=text),
                hint=hint,
            )
        case _:
            return text


def read_number(text: str, where: str) -> float:
    """Read a number of seconds or requests, above 0. Raises InvalidInput."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1e9:
        raise InvalidInput(
            _('{where}: "{text}" is not a number above 0.').format(where=where, text=text)
        )
    return number


def _read_flag(text: str, where: str) -> bool:
    if text.lower() not in (*_YES, *_NO):
        raise InvalidInput(
            _('{where}: "{text}" is neither true nor false.').format(where=where, text=text)
        )
    return text.lower() in _YES


def unknown(what: str, name: str, known: Iterable[str], where: str = "") -> InvalidInput:
    """The error for a name that is none, with the nearest one that is; *what* is translated."""
    names = list(known)
    near = difflib.get_close_matches(name, names, n=1)
    hint = (
        _("Did you mean {near}?").format(near=near[0])
        if near
        else _("There are: {names}.").format(names=", ".join(names))
    )
    return InvalidInput(
        where + _('there is no {what} "{name}".').format(what=what, name=name),
        hint=hint,
    )

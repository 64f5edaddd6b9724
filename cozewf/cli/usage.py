"""What is wrong with a command line, in our words: Typer says it in its own, and in English."""

from __future__ import annotations

import difflib
import re
from typing import Any

from ..errors import InvalidInput
from ..language import N_, _, join

# What Typer says, and how we say it; the names of the fields are those of the groups.
_SENTENCES = (
    (r"No such option: (?P<name>.*)", N_("No such option: {name}")),
    (
        r"No such command (?P<name>'.*')\. Did you mean (?P<near>.*)\?",
        N_("No such command {name}. Did you mean {near}?"),
    ),
    (r"No such command (?P<name>'.*')\.", N_("No such command {name}.")),
    (
        r"Missing argument (?P<name>'.*')\. Choose from:\s*(?P<names>.*)",
        N_("Missing argument {name}. Choose from: {names}"),
    ),
    (r"Missing argument (?P<name>'.*')\.", N_("Missing argument {name}.")),
    (r"Option (?P<name>'.*') requires an argument\.", N_("Option {name} requires an argument.")),
    (r"Option (?P<name>'.*') does not take a value\.", N_("Option {name} does not take a value.")),
    (
        r"Got unexpected extra arguments?(?:\(s\))? \((?P<words>.*)\)",
        N_("Got unexpected extra argument(s) ({words})"),
    ),
    (
        r"Invalid value for (?P<name>.*?): (?P<value>.*) is not one of (?P<names>.*)\.",
        N_("Invalid value for {name}: {value} is not one of {names}."),
    ),
    (
        r"Invalid value for (?P<name>.*?): (?P<value>.*) is not in the range (?P<range>.*)\.",
        N_("Invalid value for {name}: {value} is not in the range {range}."),
    ),
    (
        r"Invalid value for (?P<name>.*?): (?P<value>.*) is not a valid int.*\.",
        N_("Invalid value for {name}: {value} is not a valid int."),
    ),
    (
        r"Invalid value for (?P<name>.*?): (?P<value>.*) is not a valid float.*\.",
        N_("Invalid value for {name}: {value} is not a valid float."),
    ),
)


def wrong_usage(error: Exception) -> InvalidInput:
    """Typer's error as ours: what is wrong, and the nearest thing that would be right."""
    context: Any = getattr(error, "ctx", None)
    near = getattr(error, "possibilities", None) or ()
    message: Any = getattr(error, "message" if near else "format_message", "")
    near = near or _nearest_choices(error)
    hint = _("Did you mean {near}?").format(near=near[0]) if near else ""
    if context is not None:
        hint = join(hint, _("See `{command} --help`.").format(command=context.command_path))
    return InvalidInput(_say(message if isinstance(message, str) else message()), hint=hint)


def _say(text: str) -> str:
    for pattern, sentence in _SENTENCES:
        if match := re.fullmatch(pattern, text, re.DOTALL):
            return _(sentence).format(**match.groupdict())
    return text


def _nearest_choices(error: Exception) -> list[str]:
    """What a misspelt value of an option or an argument with choices was meant to be."""
    choices = getattr(getattr(getattr(error, "param", None), "type", None), "choices", ())
    given = re.match(r"'(.*)' is not one of ", str(getattr(error, "message", "")))
    return difflib.get_close_matches(given[1], map(str, choices), n=1) if given else []

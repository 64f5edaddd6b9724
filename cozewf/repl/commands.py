"""What a line of a chat means: something to say, or a command."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ..language import N_

# What /help shows: the command with its argument, and what it does.
COMMANDS: dict[str, tuple[str, str]] = {
    "help": ("", N_("show this list")),
    "new": ("[NAME]", N_("begin another conversation")),
    "reset": ("", N_("empty the conversation, keeping its name")),
    "id": ("", N_("show the ids of conversation and turn")),
    "params": ("[KEY=VALUE … | clear]", N_("show or set parameters")),
    "retry": ("", N_("say the last message again")),
    "save": ("[FILE]", N_("write what was said to a Markdown file")),
    "edit": ("[TEXT]", N_("write the next message in $EDITOR")),
    "usage": ("on|off", N_("show time and tokens after each turn")),
    "quit": ("", N_("leave, as Ctrl-D does")),
}
_ALIASES = {"exit": "quit", "?": "help", "h": "help", "q": "quit"}
# One line, or arguments that go on: a pasted text that begins with a path is no command.
_COMMAND = re.compile(r"/([a-z]+|\?)(?:[ \t]+(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Say:
    """A message for the chat."""

    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command; *name* may be one that does not exist."""

    name: str
    argument: str = ""


Line: TypeAlias = Say | Command | None


def parse(line: str, follow_ups: Sequence[str] = ()) -> Line:
    """Read a line; None where it is empty.

    A number says one of the *follow_ups*; a space before it says the number itself. Two slashes
    begin a message that begins with one.
    """
    text = line.strip()
    if not text:
        return None
    if text.startswith("//"):
        return Say(text[1:])
    if match := _COMMAND.fullmatch(text):
        name = match[1]
        return Command(_ALIASES.get(name, name), (match[2] or "").strip())
    if line.isdecimal() and 1 <= int(line) <= len(follow_ups):
        return Say(follow_ups[int(line) - 1])
    return Say(text)

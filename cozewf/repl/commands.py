"""What a line of a chat means: something to say, or a command."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

# What /help shows: the command with its argument, and what it does.
COMMANDS: dict[str, tuple[str, str]] = {
    "help": ("", "show this list"),
    "new": ("[NAME]", "begin another conversation"),
    "reset": ("", "empty the conversation, keeping its name"),
    "id": ("", "show the ids of conversation and turn"),
    "params": ("[KEY=VALUE … | clear]", "show or set parameters"),
    "retry": ("", "say the last message again"),
    "save": ("[FILE]", "write what was said to a Markdown file"),
    "edit": ("[TEXT]", "write the next message in $EDITOR"),
    "usage": ("on|off", "show time and tokens after each turn"),
    "quit": ("", "leave, as Ctrl-D does"),
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

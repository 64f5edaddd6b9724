"""The command map for programs: every command, option and type as JSON."""

from __future__ import annotations

from typing import Any

from .. import __version__
from ..errors import EXIT_CODES
from .facts import ENVIRONMENT, WRITES
from .help import usage
from .topics import Topic
from .tree import Argument, Command, Option, Value


def make_map(
    tree: Command, topics: dict[str, Topic], words: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The map, as `schemas/commands.json` describes it; with *words* of those commands alone.

    `schema` grows by one when a field changes its meaning.
    """
    named = tree.find(words)
    return {
        "schema": 1,
        "program": "cozewf",
        "version": __version__,
        "commands": [
            _command(c) for c in (named.walk() if named else ()) if c.path and not c.commands
        ],
        "exit_codes": {str(code): text for code, text in EXIT_CODES.items()},
        "environment": dict(ENVIRONMENT),
        "topics": {topic.name: topic.title for topic in topics.values()},
    }


def _command(command: Command) -> dict[str, Any]:
    name = " ".join(command.path)
    return {
        "name": name,
        "usage": usage(command),
        "summary": command.summary,
        "effect": "write" if name in WRITES else "read",
        "examples": list(command.examples),
        "arguments": [_argument(argument) for argument in command.arguments],
        "options": [_option(option) for option in command.options],
    }


def _argument(argument: Argument) -> dict[str, Any]:
    return {"name": argument.name, "help": argument.help, **_value(argument.value)}


def _option(option: Option) -> dict[str, Any]:
    value = {"type": "switch"} if option.value is None else _value(option.value)
    return {"names": list(option.names), "group": option.group, "help": option.help, **value}


def _value(value: Value) -> dict[str, Any]:
    return {
        "type": value.type,
        "metavar": value.metavar,
        "required": value.required,
        "repeatable": value.repeats,
        "choices": list(value.choices),
        "default": value.default or None,
    }

"""Which command is where. Only what a command line names is imported and given to Typer.

All commands together take 60 ms to import and to build, more than half of what a start takes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, NamedTuple

import typer

from ..errors import EXIT_CODES
from .flags import expand


class Place(NamedTuple):
    """The module and function of a command in this package, and what `--help` says of it."""

    function: str
    summary: str


COMMANDS = {
    "run": Place("workflows.run", "Run a workflow and wait for its whole result."),
    "stream": Place(
        "workflows.stream",
        "Run a workflow and show each node's output as it comes; answer its questions.",
    ),
    "resume": Place("resuming.resume", "Answer a paused run and go on streaming."),
    "chat": Place(
        "chat.chat",
        "Chat with a ChatFlow: one turn with MESSAGE, else as long as you like.",
    ),
    "wait": Place(
        "waiting.wait",
        "Follow async runs to their end; the exit code is that of the worst.",
    ),
    "info": Place(
        "describing.info",
        "Describe a workflow: name, mode, and its input and output parameters.",
    ),
    "history": Place("history.history", "Show past runs, newest first."),
    "mock": Place(
        "local.mock",
        "Start a local server that speaks the API, with built-in workflows.",
    ),
    "demo": Place(
        "local.demo",
        "Take a tour: a stream, a question in the middle, a chat turn. Needs no server and no key.",
    ),
    "explain": Place(
        "explain.explain",
        "Tell the cause and the remedy of an error code, or of an exit code.",
    ),
    "conv create": Place("conversations.create", "Create a conversation and print its id."),
    "config init": Place("init.init", "Set up a profile: ask for what is needed, try it, save it."),
    "config list": Place(
        "config.list_",
        "Show the settings in force, and with --show-origin where each comes from.",
    ),
    "config get": Place("config.get", "Print one setting, as it is in force; secrets are masked."),
    "config set": Place(
        "config.set_",
        "Change a setting in the file. A key is asked for, or read from stdin with `-`.",
    ),
    "config unset": Place(
        "config.unset",
        "Remove a setting from the file; profiles.NAME removes a whole profile.",
    ),
    "config use": Place("config.use", "Use PROFILE from now on, where nothing else is said."),
    "config path": Place("config.path", "Print where the configuration file lies, or would lie."),
    "config check": Place(
        "check.check",
        "Check the settings, the network, the login and the server, and say how to mend each.",
    ),
}
_GROUPS = {
    "conv": "Conversations of ChatFlows.",
    "config": "Look at the settings and change them.",
}
_CALLS_OTHERS = frozenset({"demo"})  # runs other command lines through the tree that it is in
_EPILOG = "Exit codes: " + ", ".join(f"{code} {text}" for code, text in EXIT_CODES.items())
_SETTINGS: dict[str, Any] = {
    "no_args_is_help": True,
    # Rich's help costs 90 ms more; a traceback of ours is a bug to be seen as it is.
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
    "context_settings": {"help_option_names": ["-h", "--help"]},
}


def assemble(words: Sequence[str]) -> typer.Typer:
    """The tree of commands as far as *words* need it; the root's own help only needs its names."""
    cli = typer.Typer(name="cozewf", epilog=_EPILOG, add_completion=False, **_SETTINGS)
    cli.callback()(_root)
    groups: dict[str, typer.Typer] = {"": cli}
    for name in _named(words):
        group, _, last = name.rpartition(" ")
        if group not in groups:
            groups[group] = typer.Typer(help=_GROUPS[group], **_SETTINGS)
            groups[group].callback()(_group)
            cli.add_typer(groups[group], name=group)
        if list(words) in ([], ["-h"], ["--help"]):
            groups[group].command(last, help=COMMANDS[name].summary)(_group)
        else:
            groups[group].command(last)(expand(load(name)))
    return cli


def load(name: str) -> Callable[..., None]:
    """Import the function of a command."""
    module, _, function = COMMANDS[name].function.partition(".")
    command: Callable[..., None] = getattr(import_module(f".{module}", __package__), function)
    return command


def _named(words: Sequence[str]) -> list[str]:
    """The commands that *words* can mean: one, those of a group, or all."""
    first = words[0] if words else ""
    if first in COMMANDS and first not in _CALLS_OTHERS:
        return [first]
    group = [name for name in COMMANDS if name.startswith(f"{first} ")]
    return [name for name in group if name.split() == list(words[:2])] or group or [*COMMANDS]


def _root() -> None:
    """Run, watch, answer and inspect Coze workflows."""


def _group() -> None:
    pass

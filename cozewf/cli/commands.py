"""The tree of commands. A command's module is loaded when the command is named."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer

from .flags import expand
from .help import HelpCommand, HelpGroup

# Each command and the function that runs it; several words are a command of a group.
COMMANDS = {
    "run": "workflows.run",
    "stream": "workflows.stream",
    "resume": "resuming.resume",
    "chat": "chat.chat",
    "wait": "waiting.wait",
    "info": "describing.info",
    "history": "history.history",
    "conv create": "conversations.create",
    "config init": "init.init",
    "config list": "config.list_",
    "config get": "config.get",
    "config set": "config.set_",
    "config unset": "config.unset",
    "config use": "config.use",
    "config path": "config.path",
    "config check": "check.check",
    "explain": "explain.explain",
    "mock": "local.mock",
    "demo": "local.demo",
    "completion": "completion.completion",
    "help": "help.help_",
}
GROUPS = {
    "conv": "Begin conversations with a ChatFlow.",
    "config": "Look at the settings and change them.",
}
_NEED_ALL = ("demo", "help", "completion")  # they read the tree, or run other commands


def build(words: Sequence[str] = ()) -> typer.Typer:
    """Build the tree: whole, or only the branch that *words* name (a third of the start)."""
    tree = _group("cozewf", "")
    tree.callback()(_root)
    groups = {"": tree}
    for name in _named(words):
        group, _, verb = name.rpartition(" ")
        if group not in groups:
            groups[group] = _group(group, GROUPS[group])
            tree.add_typer(groups[group])
        module, function = COMMANDS[name].split(".")
        command = getattr(import_module(f".{module}", __package__), function)
        groups[group].command(verb, cls=HelpCommand)(expand(command))
    return tree


def _named(words: Sequence[str]) -> list[str]:
    """The commands that *words* can mean: one, those of a group, or all."""
    first = words[0] if words else ""
    if first in _NEED_ALL:
        return [*COMMANDS]
    exact = [name for name in COMMANDS if name.split() in (list(words[:1]), list(words[:2]))]
    return exact or [name for name in COMMANDS if name.startswith(f"{first} ")] or [*COMMANDS]


def _group(name: str, text: str) -> typer.Typer:
    group = typer.Typer(
        name=name,
        cls=HelpGroup,
        add_completion=False,
        # Rich's help costs 90 ms more; a traceback of ours is a bug to be seen as it is.
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    if text:
        group.callback(help=text)(_no_options)  # keeps a group of one command a group
    return group


def _no_options() -> None: ...


def _root(
    # `main` answers it; here it is told of.
    version: Annotated[
        bool, typer.Option("--version", "-V", help="Print the version and exit.")
    ] = False,
) -> None:
    """Run, watch, answer and inspect Coze workflows.

    Examples:

    \b
      cozewf demo
      cozewf stream wf_123 --param topic=AI --profile demo
    """

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
    first = words[0] if words else ""
    alone = first not in _NEED_ALL and any(name.split()[0] == first for name in COMMANDS)
    tree = _group("cozewf", "")
    tree.callback()(_root)
    groups: dict[str, typer.Typer] = {}
    for name, place in COMMANDS.items():
        group, _, verb = name.rpartition(" ")
        if alone and name.split()[0] != first:
            continue
        if group and group not in groups:
            groups[group] = _group(group, GROUPS[group])
            tree.add_typer(groups[group])
        module, function = place.split(".")
        command = getattr(import_module(f".{module}", __package__), function)
        (groups[group] if group else tree).command(verb, cls=HelpCommand)(expand(command))
    return tree


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

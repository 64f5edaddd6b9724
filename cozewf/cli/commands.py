"""The tree of commands. A command's module is loaded when the command is named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Annotated, NamedTuple

import typer

from .flags import expand
from .help import HelpCommand, HelpGroup


class Place(NamedTuple):
    """The function of a command, and the first sentence that it says of itself."""

    function: str
    summary: str


# Several words are a command of a group.
COMMANDS = {
    "run": Place("workflows.run", "Run a workflow and wait for its whole result."),
    "stream": Place(
        "workflows.stream", "Run a workflow and show its nodes write; answer what it asks."
    ),
    "resume": Place("resuming.resume", "Answer a paused run and go on streaming."),
    "chat": Place("chat.chat", "Chat with a ChatFlow: one turn with MESSAGE, else as you like."),
    "wait": Place("waiting.wait", "Follow async runs to their end, and exit with the worst code."),
    "info": Place("describing.info", "Describe a workflow: name, mode, inputs and outputs."),
    "history": Place("history.history", "Show past runs, newest first."),
    "conv create": Place("conversations.create", "Create a conversation and print its id."),
    "config init": Place("init.init", "Set up a profile: ask for what is needed, try it, save it."),
    "config list": Place(
        "config.list_", "Show the settings in force, and with --show-origin where each comes from."
    ),
    "config get": Place("config.get", "Print one setting, as it is in force; secrets are masked."),
    "config set": Place("config.set_", "Change a setting in the file."),
    "config unset": Place(
        "config.unset", "Remove a setting from the file; profiles.NAME removes a whole profile."
    ),
    "config use": Place("config.use", "Use PROFILE from now on, where nothing else is said."),
    "config path": Place("config.path", "Print where the configuration file lies, or would lie."),
    "config check": Place(
        "check.check",
        "Check the settings, the network, the login and the server, and say how to mend each.",
    ),
    "explain": Place(
        "explain.explain", "Tell the cause and remedy of an error code or an exit code."
    ),
    "mock": Place(
        "local.mock", "Start a local server that speaks the API, with built-in workflows."
    ),
    "demo": Place("local.demo", "Take a tour: a stream, a question in the middle, a chat turn."),
    "completion": Place("completion.completion", "Print the completion script of a shell."),
    "help": Place("help.help_", "Explain a command or a topic."),
}
GROUPS = {
    "conv": "Begin conversations with a ChatFlow.",
    "config": "Look at the settings and change them.",
}
_NEED_ALL = ("demo", "help", "completion")  # they read the tree, or run other commands


def build(words: Sequence[str] | None = None) -> typer.Typer:
    """Build the tree: whole, or only the branch that *words* name (a third of the start).

    The root's own help gets the names and what they say: all modules are 50 of its 130 ms.
    """
    only_names = words is not None and list(words) in ([], ["-h"], ["--help"])
    tree = _group("cozewf", "")
    tree.callback()(_root)
    groups = {"": tree}
    for name in _named(words or ()):
        group, _, verb = name.rpartition(" ")
        if group not in groups:
            groups[group] = _group(group, GROUPS[group])
            tree.add_typer(groups[group])
        if only_names:
            groups[group].command(verb, help=COMMANDS[name].summary)(_no_options)
        else:
            groups[group].command(verb, cls=HelpCommand)(expand(_load(name)))
    return tree


def _load(name: str) -> Callable[..., None]:
    module, function = COMMANDS[name].function.split(".")
    command: Callable[..., None] = getattr(import_module(f".{module}", __package__), function)
    return command


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

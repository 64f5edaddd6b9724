"""The completion scripts: who writes which, and what file it is known by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from . import bash, fish, powershell, zsh
from .topics import make_topics
from .tree import Command


@dataclass(frozen=True, slots=True)
class Script:
    """How to write a shell's script, and the name of its file."""

    write: Callable[[Command], str]
    file: str


SCRIPTS: Mapping[str, Script] = {
    "bash": Script(bash.write, "cozewf"),
    "zsh": Script(zsh.write, "_cozewf"),
    "fish": Script(fish.write, "cozewf.fish"),
    "powershell": Script(powershell.write, "cozewf.ps1"),
}


def write_script(shell: str, tree: Command) -> str:
    """The script of *shell* for the commands below *tree*."""
    children = tuple(_with_topics(c, tree) if c.path == ("help",) else c for c in tree.commands)
    return SCRIPTS[shell].write(replace(tree, commands=children))


def _with_topics(help_: Command, tree: Command) -> Command:
    """`help` with what it explains as its commands: that is how a shell offers them."""
    topics = [
        Command(path=(*help_.path, topic.name), summary=topic.title)
        for topic in make_topics(tree).values()
    ]
    commands = [_as_topic(c, help_.path) for c in tree.commands if c.path != help_.path]
    return replace(help_, arguments=(), commands=(*topics, *commands))


def _as_topic(command: Command, above: tuple[str, ...]) -> Command:
    return Command(
        path=(*above, *command.path),
        summary=command.summary,
        commands=tuple(_as_topic(child, above) for child in command.commands),
    )

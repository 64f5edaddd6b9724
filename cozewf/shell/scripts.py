"""The completion scripts: who writes which, and what file it is known by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from . import bash, fish, powershell, zsh
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

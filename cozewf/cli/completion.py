"""completion: the script that makes a shell complete cozewf's words."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from .app import App


def completion(
    ctx: typer.Context,
    shell: Annotated[
        Literal["bash", "zsh", "fish", "powershell"],
        typer.Argument(metavar="SHELL", help="bash, zsh, fish or powershell."),
    ],
) -> None:
    """Print the completion script of a shell.

    Examples:

    \b
      source <(cozewf completion bash)
      cozewf completion zsh > ~/.zfunc/_cozewf
      cozewf completion fish > ~/.config/fish/completions/cozewf.fish
      cozewf completion powershell | Out-String | Invoke-Expression
    """
    from ..shell.scripts import write_script  # noqa: PLC0415  only here
    from ..shell.tree import read  # noqa: PLC0415  as above

    app: App = ctx.obj
    app.terminal.write(write_script(shell, read(ctx.find_root().command)))

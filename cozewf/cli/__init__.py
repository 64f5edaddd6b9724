"""The command line: `main` is the one place that turns errors into exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

import typer

from .. import __version__, language
from ..errors import CozewfError, InvalidInput, Stopped
from ..render.reports import report_error
from ..terminal import ReaderGone, Terminal
from . import (
    check,
    completion,
    config,
    conversations,
    describing,
    explain,
    help,
    history,
    init,
    local,
    resuming,
    waiting,
    workflows,
)
from .app import App
from .chat import chat
from .flags import expand

cli = typer.Typer(
    name="cozewf",
    cls=help.HelpGroup,
    add_completion=False,
    # Rich's help costs 90 ms more; a traceback of ours is a bug to be seen as it is.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _command in (
    workflows.run,
    workflows.stream,
    resuming.resume,
    chat,
    waiting.wait,
    describing.info,
    history.history,
    local.mock,
    local.demo,
    explain.explain,
    completion.completion,
):
    cli.command(cls=help.HelpCommand)(expand(_command))
cli.command("help", cls=help.HelpCommand)(help.help_)

_GROUPS: dict[str, tuple[str, dict[str, Callable[..., None]]]] = {
    "conv": ("Conversations of ChatFlows.", {"create": conversations.create}),
    "config": (
        "Look at the settings and change them.",
        {
            "init": init.init,
            "list": config.list_,
            "get": config.get,
            "set": config.set_,
            "unset": config.unset,
            "use": config.use,
            "path": config.path,
            "check": check.check,
        },
    ),
}
for _name, (_help, _members) in _GROUPS.items():
    _group = typer.Typer(name=_name, help=_help, cls=help.HelpGroup, rich_markup_mode=None)
    _group.callback()(lambda: None)  # or Typer takes the only command of a group for the group
    for _verb, _command in _members.items():
        _group.command(_verb, cls=help.HelpCommand)(expand(_command))
    cli.add_typer(_group)


@cli.callback()
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


def main(
    argv: Sequence[str] | None = None,
    *,
    terminal: Terminal | None = None,
    environ: Mapping[str, str] | None = None,
) -> int:
    """Run a command line and return its exit code."""
    terminal = terminal or Terminal.system()
    environ = os.environ if environ is None else environ
    language.use(language.choose(environ, environ.get("COZEWF_LANG", "")))
    words = _prepare(sys.argv[1:] if argv is None else argv)
    app = App(terminal, environ)
    try:
        return _run(app, words)
    except ReaderGone:
        _discard_stdout()
        return 0
    except CozewfError as error:
        as_json = app.as_json or _asks_for_json(words, environ)
        report_error(terminal, error, as_json=as_json, verbose=app.verbose, base_url=app.base_url)
        return error.exit_code
    finally:
        app.close()


def _run(app: App, words: list[str]) -> int:
    """Run Typer with its errors turned into ours."""
    if words in (["--version"], ["-V"]):
        app.terminal.write(f"cozewf {__version__}\n")
        return 0
    try:
        code = cli(args=words, prog_name="cozewf", standalone_mode=False, obj=app)
    except typer.TyperException as error:
        raise _wrong_usage(error) from None
    except (typer.Abort, KeyboardInterrupt):
        raise Stopped("Stopped.") from None
    if code == Stopped.exit_code:  # what newer Typers make of Ctrl-C
        raise Stopped("Stopped.")
    return code if isinstance(code, int) else 0


def _wrong_usage(error: Exception) -> InvalidInput:
    """Typer's error as ours: what is wrong, and the nearest thing that would be right."""
    context = getattr(error, "ctx", None)
    near = getattr(error, "possibilities", None) or ()
    message = getattr(error, "message" if near else "format_message", "")
    hint = f"Did you mean {near[0]}? " if near else ""
    if context is not None:
        hint += f"See `{context.command_path} --help`."
    return InvalidInput(message if isinstance(message, str) else message(), hint=hint)


def _prepare(words: Sequence[str]) -> list[str]:
    """Give a bare ``--dry-run`` its value: Typer has no options whose value may be left out."""
    return ["--dry-run=http" if word == "--dry-run" else word for word in words]


def _asks_for_json(words: list[str], environ: Mapping[str, str]) -> bool:
    """Whether JSON is wanted, for errors in the command line itself."""
    text = " ".join(words).replace("=", " ") + " "
    wanted = ("-o json", "-ojson", "--output json", "--json ")
    return any(word in text for word in wanted) or environ.get("COZEWF_OUTPUT", "").startswith(
        "json"
    )


def _discard_stdout() -> None:
    """Send what is left to nowhere, or Python complains about the closed pipe at its exit."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):
        return

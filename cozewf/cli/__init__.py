"""The command line: `main` is the one place that turns errors into exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence

import typer

from .. import __version__, language
from ..errors import EXIT_CODES, CozewfError, InvalidInput, Stopped
from ..render.reports import report_error
from ..terminal import ReaderGone, Terminal
from . import (
    check,
    config,
    conversations,
    describing,
    explain,
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

_EPILOG = "Exit codes: " + ", ".join(f"{code} {text}" for code, text in EXIT_CODES.items())

cli = typer.Typer(
    name="cozewf",
    help="Run, watch, answer and inspect Coze workflows.",
    epilog=_EPILOG,
    add_completion=False,
    no_args_is_help=True,
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
):
    cli.command()(expand(_command))
conv = typer.Typer(
    name="conv",
    help="Conversations of ChatFlows.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
conv.command()(expand(conversations.create))
cli.add_typer(conv)


@conv.callback()
def _conv() -> None:
    """Conversations of ChatFlows."""


_config = typer.Typer(
    help="Look at the settings and change them.", no_args_is_help=True, rich_markup_mode=None
)
_CONFIG: dict[str, Callable[..., None]] = {
    "init": init.init,
    "list": config.list_,
    "get": config.get,
    "set": config.set_,
    "unset": config.unset,
    "use": config.use,
    "path": config.path,
    "check": check.check,
}
for _name, _run_config in _CONFIG.items():
    _config.command(_name)(expand(_run_config))
cli.add_typer(_config, name="config")


@cli.callback()
def _root() -> None:
    """Run, watch, answer and inspect Coze workflows."""


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
        shown = getattr(error, "format_message", error.__str__)()
        if type(error).__name__ == "NoArgsIsHelpError":  # Typer does not name it in public
            app.terminal.say(shown)
            return 2
        raise InvalidInput(shown, hint=_usage_hint(error)) from None
    except (typer.Abort, KeyboardInterrupt):
        raise Stopped("Stopped.") from None
    if code == Stopped.exit_code:  # what newer Typers make of Ctrl-C
        raise Stopped("Stopped.")
    return code if isinstance(code, int) else 0


def _usage_hint(error: Exception) -> str:
    context = getattr(error, "ctx", None)
    return f"See `{context.command_path} --help`." if context is not None else ""


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

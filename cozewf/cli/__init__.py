"""The command line: `main` is the one place that turns errors into exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import typer

from .. import __version__, language
from ..cleaning import clean
from ..errors import CozewfError, InvalidInput, Stopped
from ..language import _, translate_reason
from ..terminal import OutputLost, ReaderGone, Terminal
from .app import App
from .commands import build


def main(
    argv: Sequence[str] | None = None,
    *,
    terminal: Terminal | None = None,
    environ: Mapping[str, str] | None = None,
    catalogues: Path = language.FOLDER,
) -> int:
    """Run a command line and return its exit code; *catalogues* holds the translations."""
    terminal = terminal or Terminal.system()
    environ = os.environ if environ is None else environ
    words = _prepare(sys.argv[1:] if argv is None else argv)
    app = App(terminal, environ, catalogues)
    app.speak(_named_language(words) or environ.get("COZEWF_LANG", ""))
    try:
        return _run(app, words)
    except OutputLost as lost:
        _discard_stdout()
        return _fail(
            app,
            words,
            CozewfError(
                _("stdout cannot be written: {reason}.").format(
                    reason=translate_reason(lost.reason)
                )
            ),
        )
    except ReaderGone:
        _discard_stdout()
        return 0
    except CozewfError as error:
        return _fail(app, words, error)
    except Exception:  # noqa: BLE001  a bug of ours is told in full, but for secrets and escapes
        import traceback  # noqa: PLC0415  seldom needed

        terminal.say(clean(traceback.format_exc().rstrip()))
        return CozewfError.exit_code
    finally:
        app.close()


def _fail(app: App, words: list[str], error: CozewfError) -> int:
    from ..render.reports import report_error  # noqa: PLC0415  25 ms that help need not wait

    as_json = app.as_json or _asks_for_json(words, app.environ)
    report_error(app.terminal, error, as_json=as_json, verbose=app.verbose, base_url=app.base_url)
    return error.exit_code


def _run(app: App, words: list[str]) -> int:
    """Run Typer with its errors turned into ours."""
    words = [_decode(word) for word in words]
    if words in (["--version"], ["-V"]):
        app.terminal.write(f"cozewf {__version__}\n")
        return 0
    try:
        code = build(words)(args=words, prog_name="cozewf", standalone_mode=False, obj=app)
    except typer.TyperException as error:
        from .usage import wrong_usage  # noqa: PLC0415  only for a wrong command line

        raise wrong_usage(error) from None
    except (typer.Abort, KeyboardInterrupt):
        raise Stopped(_("Stopped.")) from None
    if code == Stopped.exit_code:  # what newer Typers make of Ctrl-C
        raise Stopped(_("Stopped."))
    return code if isinstance(code, int) else 0


def _prepare(words: Sequence[str]) -> list[str]:
    """Give a bare ``--dry-run`` its value: Typer has no options whose value may be left out."""
    return ["--dry-run=http" if word == "--dry-run" else word for word in words]


def _decode(word: str) -> str:
    """A word that the locale's encoding could not tell, as the UTF-8 that it is.

    Raises InvalidInput where it is none: a server would get other characters than were typed.
    """
    try:
        word.encode()
    except UnicodeEncodeError:
        try:
            return os.fsencode(word).decode()
        except UnicodeError:
            raise InvalidInput(
                _("An argument is no text: {word}").format(word=clean(word))
            ) from None
    return word


def _asks_for_json(words: list[str], environ: Mapping[str, str]) -> bool:
    """Whether JSON is wanted, for errors in the command line itself."""
    text = " ".join(words).replace("=", " ") + " "
    wanted = ("-o json", "-ojson", "--output json", "--json ")
    return any(word in text for word in wanted) or environ.get("COZEWF_OUTPUT", "").startswith(
        "json"
    )


def _named_language(words: list[str]) -> str:
    """The language of --lang, for --help and for errors in the command line itself."""
    for word, value in pairwise([*words, ""]):
        if word == "--":
            break
        if word == "--lang" or word.startswith("--lang="):
            return word.partition("=")[2] or value
    return ""


def _discard_stdout() -> None:
    """Send what is left to nowhere, or Python complains about the closed pipe at its exit."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):  # or there was none to begin with
        return

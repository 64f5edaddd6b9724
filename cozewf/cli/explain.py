"""explain: cause and remedy of an error code, in the language in use."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from ..codes import CODES, guess_class
from ..errors import EXIT_CODES, InvalidInput
from ..language import _
from ..render.columns import write_columns
from .app import App
from .flags import OutputFlags
from .watching import write_document


def explain(
    ctx: typer.Context,
    output: OutputFlags,
    code: Annotated[
        str | None, typer.Argument(metavar="[CODE]", help="A code; without one, all of them.")
    ] = None,
) -> None:
    """Tell the cause and remedy of an error code or an exit code.

    Examples:

    \b
      cozewf explain 6031
      cozewf explain 777777775 --lang zh
      cozewf explain -o json
    """
    app: App = ctx.obj
    app.show(output)
    query = app.compile_query(output.query)
    if code is None:
        entries = [_entry(number) for number in sorted(CODES)]
        if app.as_json:
            write_document(app, {"schema": 1, "codes": entries}, query)
        else:
            write_columns(app.terminal, [_row(app, entry) for entry in entries], wrapped=True)
        return
    entry = _entry(_read_code(code))
    if app.as_json:
        write_document(app, {"schema": 1, **entry}, query)
    else:
        write_columns(app.terminal, _lines(entry), wrapped=True)


def _read_code(text: str) -> int:
    """The number that is meant, where it is known. Raises InvalidInput."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else None
    if number in CODES or number in EXIT_CODES:
        return number or 0
    if number is None:
        raise InvalidInput(
            _('"{text}" is no code.').format(text=text),
            hint=_("Give its number: cozewf explain 6031"),
        )
    unknown = _("The code {code} is not known.")
    most_likely = guess_class(number)
    if most_likely:
        unknown = _("The code {code} is not known; most likely it means {meaning}.")
    raise InvalidInput(
        unknown.format(code=number, meaning=_(most_likely)),
        hint=_("Give the log id of the error to the server's operator."),
    )


def _entry(number: int) -> dict[str, Any]:
    """What is known of an API code, or of one of cozewf's exit codes."""
    known = CODES.get(number)
    return {
        "code": number,
        "exit_code": known.kind.exit_code if known else number,
        "cause": _(known.cause if known else EXIT_CODES[number]),
        "remedy": _(known.remedy) if known else None,
    }


def _row(app: App, entry: dict[str, Any]) -> tuple[str, ...]:
    """A row of the table: on a screen the texts share a column, so that they can be wrapped."""
    texts = (entry["cause"], entry["remedy"])
    shown = (" ".join(texts),) if app.terminal.out_is_tty else texts
    return str(entry["code"]), str(entry["exit_code"]), *shown


def _lines(entry: dict[str, Any]) -> list[tuple[str, str]]:
    meaning = _(EXIT_CODES[entry["exit_code"]])
    lines = [(_("code"), str(entry["code"])), (_("cause"), entry["cause"])]
    if entry["remedy"] is None:
        return lines
    return [
        *lines,
        (_("remedy"), entry["remedy"]),
        (_("exit code"), f"{entry['exit_code']} ({meaning})"),
    ]

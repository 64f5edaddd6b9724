"""Tables for people, drawn by Rich: aligned with wide characters, cut to the width there is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from ..cleaning import clean_line
from ..language import N_, _
from ..models import Parameter, RunRecord
from ..terminal import Terminal
from ..wire.values import decode_output
from .records import TimeForm, in_short, iso, mark_of
from .reports import duration

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

_GAP = 2
_TIMES: dict[TimeForm, int] = {"relative": 10, "iso": 19, "raw": 10}
_NARROWEST_TEXT = 10
_COLORS = {31: "red", 32: "green", 33: "yellow", 35: "magenta", 36: "cyan"}


class RunTable:
    """A table of runs that is drawn page by page; the first page decides the widths.

    *aliases* names workflows by id, for runs of several ones; None for those of one. *texts* is
    whether input and output are shown, where there is room. Ids are never cut.
    """

    def __init__(
        self,
        terminal: Terminal,
        *,
        form: TimeForm,
        now: float,
        width: int,
        aliases: dict[str, str] | None = None,
        texts: bool = True,
    ) -> None:
        self._terminal = terminal
        self._form = form
        self._now = now
        self._width = width
        self._aliases = aliases
        self._shows_texts = texts
        self._widths: dict[str, int] = {}

    def draw(self, records: Sequence[RunRecord]) -> str:
        """The next rows, under the head if they are the first."""
        is_first = not self._widths
        if is_first:
            self._widths = self._measure(records)
        table = make_table(show_header=is_first)
        for name, width in self._widths.items():
            justify: Literal["left", "right"] = "right" if name == "DURATION" else "left"
            table.add_column(_(name), width=width, no_wrap=True, justify=justify)
        for record in records:
            cells = self._cells(record)
            table.add_row(*(cells[name] for name in self._widths))
        return draw(self._terminal, table, sum(self._widths.values()) + _GAP * len(self._widths))

    def _measure(self, records: Sequence[RunRecord]) -> dict[str, int]:
        """The columns and their widths; input and output share what is left."""
        widths = {N_("EXECUTE ID"): _widest(10, [clean_line(r.execute_id) for r in records])}
        if self._aliases is not None:
            widths[N_("WORKFLOW")] = _widest(8, [self._name_workflow(r) for r in records])
        widths |= {N_("STATUS"): 13, N_("STARTED"): _TIMES[self._form], N_("DURATION"): 8}
        left = self._width - sum(widths.values()) - _GAP * len(widths)
        if not self._shows_texts or left < _NARROWEST_TEXT:
            return widths
        each = (left - _GAP) // 2
        if each < _NARROWEST_TEXT:
            return widths | {N_("OUTPUT"): left}
        return widths | {N_("INPUT"): each, N_("OUTPUT"): left - _GAP - each}

    def _cells(self, record: RunRecord) -> dict[str, Text]:
        from rich.text import Text  # noqa: PLC0415  65 ms, only where a table is drawn

        mark, color = mark_of(record.status, unicode=self._terminal.unicode)
        seconds = record.seconds
        return {
            "EXECUTE ID": Text(clean_line(record.execute_id) or "-"),
            "WORKFLOW": Text(self._name_workflow(record)),
            "STATUS": Text(mark, style=_COLORS[color]),
            "STARTED": Text(show_time(record.started_at, self._form, self._now)),
            "DURATION": Text("" if seconds is None else duration(seconds)),
            "INPUT": Text(self._cut(_gist(decode_output(record.input)))),
            "OUTPUT": Text(self._cut(_outcome(record))),
        }

    def _name_workflow(self, record: RunRecord) -> str:
        return clean_line((self._aliases or {}).get(record.workflow_id, record.workflow_id))

    def _cut(self, text: str) -> str:
        """The start of *text* on one line; nobody sees more of it, so the rest is not read."""
        return clean_line(text[: 4 * self._width])


def draw_parameters(
    terminal: Terminal, parameters: Sequence[Parameter], width: int, *, outputs: bool = False
) -> str:
    """A workflow's inputs as a table, or its *outputs*; long descriptions are wrapped."""
    from rich.text import Text  # noqa: PLC0415  as above

    table = make_table(show_header=True)
    middle = () if outputs else (N_("REQUIRED"), N_("DEFAULT"))
    for name in (N_("NAME"), N_("TYPE"), *middle, N_("DESCRIPTION")):
        table.add_column(_(name), overflow="fold")
    for parameter in parameters:
        default = "" if parameter.default is None else in_short(parameter.default)
        required = _("yes") if parameter.required else _("no")
        cells = (
            parameter.name,
            parameter.type,
            *(() if outputs else (required, default)),
            parameter.description,
        )
        table.add_row(*(Text(clean_line(cell)) for cell in cells))
    return draw(terminal, table, width)


def make_table(*, show_header: bool) -> Table:
    """A table without lines: columns two spaces apart under a bold head."""
    from rich.table import Table  # noqa: PLC0415  as above

    return Table(
        box=None,
        show_header=show_header,
        header_style="bold",
        pad_edge=False,
        padding=(0, _GAP, 0, 0),
    )


def draw(terminal: Terminal, table: Table, width: int) -> str:
    """The text of *table* as stdout shows it, without spaces at the ends of its lines."""
    console = terminal.console("out", width=width)
    with console.capture() as capture:
        console.print(table)
    return "".join(line.rstrip() + "\n" for line in capture.get().rstrip("\n").split("\n"))


def table_width(terminal: Terminal) -> int:
    """The width to draw for: the terminal's, in a pipe what COLUMNS says."""
    columns = terminal.environ.get("COLUMNS", "")
    if not terminal.out_is_tty and columns.isdecimal() and 0 < int(columns) < 10_000:
        return int(columns)
    return terminal.size()[0]


def show_time(seconds: float | None, form: TimeForm, now: float) -> str:
    """A time for people: how long ago, the local date and time, or the seconds themselves."""
    if seconds is None or (moment := iso(seconds)) is None:
        return ""
    if form == "raw":
        return str(int(seconds))
    local = datetime.fromisoformat(moment).astimezone()
    if form == "iso":
        return local.strftime("%Y-%m-%d %H:%M:%S")
    return show_age(seconds, now) or f"{local:%Y-%m-%d}"


def show_age(seconds: float, now: float) -> str:
    """How long ago that was, "" where it is better told by its date."""
    age = max(0, int(now - seconds))
    if age >= 30 * 86400:
        return ""
    for text, size in ((_("{count}d ago"), 86400), (_("{count}h ago"), 3600)):
        if age >= size:
            return text.format(count=age // size)
    text, size = (_("{count}m ago"), 60) if age >= 60 else (_("{count}s ago"), 1)
    return text.format(count=age // size)


def _widest(least: int, texts: Sequence[str]) -> int:
    """The columns that the widest of *texts* takes."""
    from rich.cells import cell_len  # noqa: PLC0415  as above

    return max(least, *map(cell_len, texts))


def _outcome(record: RunRecord) -> str:
    """What the last column shows: the output, or why there is none."""
    if record.error_message and record.status != "success":
        return record.error_message
    return _gist(record.result)


def _gist(value: Any) -> str:
    """What a value says, in a few words: of an object its values rather than its braces."""
    if not isinstance(value, dict):
        return in_short(value)
    if len(value) == 1:
        return in_short(next(iter(value.values())))
    return ", ".join(f"{name}={in_short(part)}" for name, part in value.items())

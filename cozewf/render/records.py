"""Past runs as JSON for programs, and as words and figures for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from ..cleaning import clean, clean_line
from ..errors import CozewfError
from ..language import N_, _
from ..terminal import Terminal
from ..wire.values import decode_output, dump_json
from .lines import error_fields, interrupt_fields, usage_fields
from .reports import duration

if TYPE_CHECKING:
    from ..models import RunRecord

TimeForm = Literal["relative", "iso", "raw"]

_CSV = (
    *("execute_id", "workflow_id", "status", "started_at", "finished_at", "duration_ms"),
    *("run_mode", "token", "error_code", "error_message", "input", "output"),
    *("debug_url", "log_id"),
)
_MARKS = {
    "success": ("✓", N_("success"), 32),
    "failed": ("✗", N_("failed"), 31),
    "cancelled": ("∅", N_("cancelled"), 35),
    "interrupted": ("‖", N_("interrupted"), 33),
    "running": ("…", N_("running"), 36),
    "lost": ("?", N_("lost"), 33),
    "unknown": ("?", N_("unknown"), 33),
}


def record_fields(record: RunRecord, error: CozewfError | None = None) -> dict[str, Any]:
    """A run under the API's names; null where the server said nothing.

    *error* is what following the run gave instead of an end.
    """
    return {
        "execute_id": record.execute_id,
        "workflow_id": record.workflow_id or None,
        "status": record.status,
        "status_raw": record.status_raw or None,
        "run_mode": record.run_mode,
        "started_at": iso(record.started_at),
        "finished_at": iso(record.finished_at),
        "duration_ms": None if record.seconds is None else record.seconds * 1000,
        "input": decode_output(record.input),
        "output": record.result,
        "error": error_fields(error) if error is not None else _own_error(record),
        "interrupt": interrupt_fields(record.interrupt) if record.interrupt else None,
        "token": record.usage.total if record.usage else None,
        "usage": usage_fields(record.usage),
        "debug_url": record.debug_url or None,
        "log_id": record.log_id or None,
        "bot_id": record.bot_id or None,
        "connector_id": record.connector_id or None,
    }


def csv_line(record: RunRecord | None) -> str:
    """A run as a line of CSV; None gives the head."""
    import csv  # noqa: PLC0415  only for -o csv
    import io  # noqa: PLC0415  as above

    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(
        _CSV if record is None else _csv_cells(record, record_fields(record))
    )
    return buffer.getvalue()


def _csv_cells(record: RunRecord, fields: Mapping[str, Any]) -> list[Any]:
    texts = {
        "input": record.input,
        "output": None if record.result is None else in_short(record.result),
        "error_code": record.error_code,
        "error_message": record.error_message,
    }
    return [texts.get(name, fields.get(name)) for name in _CSV]


def _own_error(record: RunRecord) -> dict[str, Any] | None:
    if record.error_code is None and not record.error_message:
        return None
    return {"code": record.error_code, "message": record.error_message}


def mark_of(status: str, *, unicode: bool) -> tuple[str, int]:
    """A status as a sign with its word, and the SGR code of its colour."""
    glyph, word, color = _MARKS.get(status, ("?", status, 33))
    return f"{glyph} {_(word)}" if unicode else _(word), color


def styled_mark(terminal: Terminal, status: str) -> str:
    """A status as stdout shows it."""
    text, color = mark_of(status, unicode=terminal.unicode)
    return f"\x1b[{color}m{text}\x1b[0m" if terminal.colored("out") else text


def iso(seconds: float | None) -> str | None:
    """A time as RFC 3339 in UTC."""
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
    except (OverflowError, OSError, ValueError):
        return None


def run_line(terminal: Terminal, record: RunRecord, error: CozewfError | None) -> str:
    """One run on a line of stdout: id, status, and its output or error, between tabs in a pipe."""
    problem = error.message if error is not None else None
    text = problem if problem is not None else in_short(record.result)
    if not terminal.out_is_tty:
        return "\t".join((clean_line(record.execute_id), record.status, clean_line(text))) + "\n"
    parts = [styled_mark(terminal, record.status), clean_line(record.execute_id)]
    if record.seconds is not None:
        parts.append(duration(record.seconds))
    if record.usage and record.usage.total:
        parts.append(_("{count} tokens").format(count=record.usage.total))
    shown = clean(pretty(record.result)) if problem is None else clean_line(text)
    return "  ".join(parts) + "\n" + (f"{shown.rstrip()}\n" if shown else "")


def pretty(value: Any) -> str:
    """A value for people: text as it is, anything else as indented JSON."""
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False, indent=2)


def in_short(value: Any) -> str:
    """A value on one line: text as it is, anything else as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else dump_json(value)

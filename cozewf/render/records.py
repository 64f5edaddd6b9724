"""Past runs as JSON for programs, and as words and figures for people."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

from ..errors import CozewfError
from ..models import RunRecord
from ..terminal import Terminal
from ..wire.values import decode_output
from .lines import error_fields, interrupt_fields, usage_fields

TimeForm = Literal["relative", "iso", "raw"]

_MARKS = {
    "success": ("✓", "success", 32),
    "failed": ("✗", "failed", 31),
    "cancelled": ("∅", "cancelled", 35),
    "interrupted": ("‖", "interrupted", 33),
    "running": ("…", "running", 36),
    "lost": ("?", "lost", 33),
    "unknown": ("?", "unknown", 33),
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


def _own_error(record: RunRecord) -> dict[str, Any] | None:
    if record.error_code is None and not record.error_message:
        return None
    return {"code": record.error_code, "message": record.error_message}


def mark_of(status: str, *, unicode: bool) -> tuple[str, int]:
    """A status as a sign with its word, and the SGR code of its colour."""
    glyph, word, color = _MARKS.get(status, ("?", status, 33))
    return f"{glyph} {word}" if unicode else word, color


def styled_mark(terminal: Terminal, status: str) -> str:
    """A status for stderr."""
    text, color = mark_of(status, unicode=terminal.unicode)
    return terminal.style(text, color)


def iso(seconds: float | None) -> str | None:
    """A time as RFC 3339 in UTC."""
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
    except (OverflowError, OSError, ValueError):
        return None

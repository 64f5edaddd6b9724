"""Runs by name: what this machine remembers of them, ``@latest`` and ``@-2``."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..errors import InvalidInput
from ..events import Usage
from ..language import _
from ..models import RunMode, RunRecord, RunStatus
from .app import App

if TYPE_CHECKING:
    from ..store import Run

_NTH = re.compile(r"@(?:latest|-([1-9][0-9]{0,5}))")
_MOST = 10_000
_STATUSES: dict[str, RunStatus] = {
    "running": "running",
    "success": "success",
    "failed": "failed",
    "interrupted": "interrupted",
    "lost": "lost",
}
_MODES: dict[str, RunMode] = {"run": "sync", "stream": "stream", "async": "async"}


def known_runs(app: App, facts: Mapping[str, str], limit: int = _MOST) -> list[Run]:
    """The runs that this machine started, newest first; *facts* are named as in `store.Run`."""
    return app.store.runs(limit, **facts) if app.store is not None else []


def as_record(run: Run) -> RunRecord:
    """What this machine remembers of a run, in the shape of a server's history."""
    return RunRecord(
        execute_id=run.execute_id,
        workflow_id=run.workflow_id,
        status=_STATUSES.get(run.status, "unknown"),
        status_raw=run.status,
        started_at=int(run.started),
        finished_at=None if run.ended is None else int(run.ended),
        run_mode=_MODES.get(run.kind),
        usage=None if run.token is None else Usage(total=run.token),
        error_code=run.error_code,
        debug_url=run.debug_url,
        log_id=run.log_id,
    )


def note_end(app: App, record: RunRecord) -> None:
    """Remember how a run of this machine ended."""
    known = known_runs(app, {"execute_id": record.execute_id, "base_url": app.base_url}, 1)
    if app.store is not None and known and record.ended:
        # Two clocks: how long it ran is the server's, when it began is ours.
        took = record.seconds
        app.store.update_run(
            known[0].id,
            status="failed" if record.status == "cancelled" else record.status,
            ended=time.time() if took is None else known[0].started + took,
            token=record.usage.total if record.usage else known[0].token,
            error_code=record.error_code,
            debug_url=record.debug_url or known[0].debug_url,
            log_id=record.log_id or known[0].log_id,
        )


def name_run(app: App, text: str, place: Mapping[str, str]) -> tuple[str, str]:
    """The execute id that *text* stands for, and its workflow's id, "" where nobody knows it.

    ``@latest`` is the newest run of this machine at *place* (facts of `store.Run`), ``@-2`` the
    one before. Raises InvalidInput.
    """
    match = _NTH.fullmatch(text)
    if match is None:
        if not text.strip() or text.startswith("@"):
            raise InvalidInput(
                _('"{text}" is no execute id.').format(text=text),
                hint=_("Give an id, @latest or @-2."),
            )
        known = known_runs(app, {**place, "execute_id": text.strip()}, 1)
        return text.strip(), known[0].workflow_id if known else ""
    app.check_memory()
    runs = [run for run in known_runs(app, place) if run.execute_id]
    number = int(match[1] or 1)
    if number > len(runs):
        raise InvalidInput(
            _("This machine knows {count} runs here: there is no {name}.").format(
                count=len(runs), name=text
            ),
            hint=_("`cozewf history --local` lists them."),
        )
    return runs[number - 1].execute_id, runs[number - 1].workflow_id

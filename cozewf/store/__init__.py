"""What this machine remembers: runs started here, paused runs, conversations.

No output text and no secret is stored (design.md §6): of a run its ids and numbers, of a paused
one its question. Nothing that is wrong with the file ever stops a run: see `file.StateFile`.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

from ..events import Field, Interrupt
from ..language import _
from ..places import state_folder
from ..wire.values import dump_json, parse_json
from .file import StateFile
from .tables import Row, Tables

RunKind: TypeAlias = Literal["run", "async", "stream", "chat"]
Answered: TypeAlias = Literal["waiting", "sent", "answered", "gone"]

_NAME = "state.db"
_ASKING = ("question", "input", "unknown")  # names of interrupts
_LONGEST_QUESTION = 500  # characters


class Run(NamedTuple):
    """A run that this machine started. Times are in seconds since 1970.

    *status* is one of `state.Status`; "running" without an end also means that cozewf was killed.
    """

    id: int
    kind: str
    profile: str
    base_url: str
    workflow_id: str
    status: str
    started: float
    ended: float | None = None
    execute_id: str = ""
    conversation_id: str = ""
    token: int | None = None
    error_code: int | None = None
    debug_url: str = ""
    log_id: str = ""


class Paused(NamedTuple):
    """A question that a run asked, and what became of it.

    *status*: it is "waiting"; an answer was "sent", and nobody knows whether it arrived; it was
    "answered" from here; it is "gone": answered elsewhere, or expired.
    """

    profile: str
    base_url: str
    workflow_id: str
    status: Answered
    asked: float
    interrupt: Interrupt


def state_path(environ: Mapping[str, str]) -> Path:
    """Where the state file lies; it need not exist."""
    return Path(state_folder(environ)) / _NAME


class Store:
    """The state in the file at *path*. *mask* takes secrets out of every text that is stored.

    *patience* is how many seconds to wait for another process, which needs a millisecond.
    """

    def __init__(
        self,
        path: Path,
        *,
        warn: Callable[[str], None],
        mask: Callable[[str], str] = str,
        now: Callable[[], float] = time.time,
        patience: float = 3.0,
    ) -> None:
        self._file = StateFile(path, warn, mask, patience)
        self._now = now

    def is_usable(self) -> bool:
        """Open the file and tell whether that went well."""
        return self._file.do(lambda tables: True, False)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def begin_run(
        self,
        *,
        kind: RunKind,
        profile: str,
        base_url: str,
        workflow_id: str,
        execute_id: str = "",
    ) -> int:
        """Note a run that is about to be sent; return its id, 0 where nothing can be noted.

        The run of *execute_id* that this machine knows already goes on in its own row.
        """
        place = {"base_url": base_url, "execute_id": execute_id}
        row: dict[str, Any] = {"kind": kind, "profile": profile, "workflow_id": workflow_id}
        row |= {"status": "running", "started": self._now(), "ended": None, **place}
        row |= {"conversation_id": "", "debug_url": "", "log_id": ""}

        def begin(tables: Tables) -> int:
            known = tables.select("runs", place, 1) if execute_id else []
            if not known:
                return tables.insert("runs", row)
            run_id = int(known[0]["id"])
            tables.update("runs", {"status": "running", "ended": None}, {"id": run_id})
            return run_id

        return self._file.do(begin, 0)

    def update_run(self, run_id: int, **facts: Any) -> None:
        """Change *facts* of a run; they are named as in `Run`."""
        self._file.do(lambda tables: tables.update("runs", facts, {"id": run_id}), 0)

    def forget_run(self, run_id: int) -> None:
        """Drop a run that never began, because the server refused it."""
        self._file.do(lambda tables: tables.delete("runs", {"id": run_id}), None)

    def runs(self, limit: int = 20, **facts: str) -> list[Run]:
        """The newest runs with these *facts* (named as in `Run`), newest first."""
        return self._file.do(
            lambda tables: [Run(**dict(row)) for row in tables.select("runs", facts, limit)], []
        )

    def remember_paused(
        self, interrupt: Interrupt, *, profile: str, base_url: str, workflow_id: str
    ) -> None:
        """Remember a question that waits for its answer."""
        row = {"profile": profile, "base_url": base_url, "workflow_id": workflow_id}
        row |= {"event_id": interrupt.event_id, "interrupt": _dump_interrupt(interrupt)}
        self._file.do(
            lambda tables: tables.insert(
                "paused", {**row, "status": "waiting", "asked": self._now()}
            ),
            0,
        )

    def claim_answer(self, base_url: str, event_id: str, seen: Answered) -> bool:
        """Note that an answer goes out now; False when another process has sent one meanwhile.

        *seen* is the status that the question had when it was asked here.
        """
        key = {"base_url": base_url, "event_id": event_id}
        return self._file.do(
            lambda tables: (
                tables.update("paused", {"status": "sent"}, {**key, "status": seen}) > 0
                or not tables.select("paused", key, 1)
            ),
            True,
        )

    def settle_answer(self, base_url: str, event_id: str, status: Answered) -> None:
        """Note what became of an answer that went out."""
        key = {"base_url": base_url, "event_id": event_id}
        self._file.do(lambda tables: tables.update("paused", {"status": status}, key), 0)

    def paused(self, **facts: str) -> list[Paused]:
        """The questions with these *facts* (named as in `Paused`, or event_id), newest first."""
        return self._file.do(
            lambda tables: [_read_paused(row) for row in tables.select("paused", facts)], []
        )

    def remember_conversation(
        self,
        profile: str,
        base_url: str,
        workflow_id: str,
        conversation_id: str,
        *,
        app_id: str = "",
        name: str = "",
    ) -> None:
        """Remember a conversation as the one that was used last."""
        row = {"profile": profile, "base_url": base_url, "workflow_id": workflow_id}
        row |= {"conversation_id": conversation_id, "app_id": app_id, "name": name}
        self._file.do(
            lambda tables: tables.insert("conversations", {**row, "used": self._now()}), 0
        )

    def last_conversation(self, profile: str, workflow_id: str) -> str | None:
        """The conversation with a workflow that was used last, None where there was none."""
        key = {"profile": profile, "workflow_id": workflow_id}
        return self._file.do(
            lambda tables: next(
                (str(row["conversation_id"]) for row in tables.select("conversations", key, 1)),
                None,
            ),
            None,
        )


def _dump_interrupt(interrupt: Interrupt) -> str:
    """A question as JSON: what it asks and what answers it, not what the server sent around it.

    Only questions and forms are sure to have one; elsewhere the text may be a node's output.
    """
    has_prompt = interrupt.fields or interrupt.interrupt_name in _ASKING
    asked = interrupt.prompt if has_prompt else interrupt.data
    prompt = asked.strip()[:_LONGEST_QUESTION]
    return dump_json(asdict(replace(interrupt, prompt=prompt, data="")))


def _read_paused(row: Row) -> Paused:
    """Read a paused run. Raises DatabaseError for a value that no cozewf has written."""
    facts = dict(row)
    try:
        known = parse_json(facts.pop("interrupt"))
        known["options"] = tuple(known["options"])
        known["fields"] = tuple(Field(**field) for field in known["fields"])
        del facts["id"], facts["event_id"]
        return Paused(interrupt=Interrupt(**known), **facts)
    except (ValueError, TypeError, KeyError) as error:
        raise sqlite3.DatabaseError(
            _("a question in it is unreadable: {reason}").format(reason=error)
        ) from None

"""Recorder: writes one run, and what became of its questions, into the state as it happens."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .errors import (
    ConnectionFailed,
    CozewfError,
    InvalidInput,
    NotAllowed,
    NotAvailable,
    RateLimited,
    RunFailed,
    ServerRefused,
    TimeLimitPassed,
)
from .events import ChatStatus, Done, Event, Failed, Interrupt, Message
from .language import _
from .state import RunState, Status

if TYPE_CHECKING:  # sqlite3 is loaded where the state is opened, not here
    from .store import Answered, RunKind, Store


def fate_of(error: BaseException) -> Answered:
    """What became of a request that failed with *error*, in the words of an answer.

    "waiting": the server has not taken it; "gone": it is too late for it; "sent": nobody knows.
    """
    match error:
        case CozewfError() if _is_not_paused(f"{error.message}\n{error.detail}"):
            return "gone"
        case ConnectionFailed() | InvalidInput() | NotAllowed() | NotAvailable() | RateLimited():
            return "waiting"
        case TimeLimitPassed(connected=False):
            return "waiting"
        case ServerRefused(http_status=int() as status) if status < 500 and status != 408:
            return "waiting"
        case _:
            return "sent"


class Recorder:
    """A sink that keeps a run's row in *store* in step with *state*; None keeps nothing.

    It takes the events after *state* has. Only ids and ends are written, so a message costs
    nothing. *keep_questions* is False where nobody can answer them later.
    """

    def __init__(
        self,
        store: Store | None,
        state: RunState,
        *,
        kind: RunKind,
        profile: str,
        base_url: str,
        keep_questions: bool = True,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._state = state
        self._kind = kind
        self._profile = profile
        self._base_url = base_url
        self._keep_questions = keep_questions
        self._now = now
        self._row = 0
        self._execute_id = ""
        self._unproven: tuple[str, str] | None = None  # server and event id of an answer

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Note the run before its request goes out in this block, and what became of that."""
        self._begin("", self._base_url)
        try:
            yield
        except BaseException as error:
            self._fail(error)
            raise

    @contextmanager
    def answering(
        self, interrupt: Interrupt, *, seen: Answered = "waiting", base_url: str = ""
    ) -> Iterator[None]:
        """Note an answer before it goes out in this block, and what became of it.

        *seen* is the question's status when it was asked here, *base_url* the server's address
        then. Raises InvalidInput when another process has answered it since.
        """
        key = base_url or self._base_url, interrupt.event_id
        if self._store is not None and not self._store.claim_answer(*key, seen):
            raise InvalidInput(_("This question has just been answered in another window."))
        try:
            yield
        except BaseException as error:
            fate = fate_of(error)
            self._settle(key, fate)
            if fate == "sent":  # how the run ends may still prove it
                self._await_proof(interrupt, key)
            raise
        self._await_proof(interrupt, key)

    def _await_proof(self, interrupt: Interrupt, key: tuple[str, str]) -> None:
        self._unproven = key
        self._begin(interrupt.execute_id, key[0])

    def emit(self, event: Event) -> None:
        match event:
            case Message():
                self._prove("answered")
            case Interrupt():
                self._prove("answered")
                self.save()
                self._remember(event)
            case Done():
                self._prove("answered")
                self.save()
            case Failed(lost=lost):
                if not lost:
                    self._prove("gone" if _is_not_paused(event.error_message) else "answered")
                self.save()
            case ChatStatus() if self._state.execute_id != self._execute_id:
                self.save()
            case _:
                pass

    def save(self) -> None:
        """Write what the state knows now."""
        if self._store is None or not self._row:
            return
        state = self._state
        self._execute_id = state.execute_id
        self._store.update_run(
            self._row,
            status=state.status,
            ended=None if state.status == "running" else self._now(),
            execute_id=state.execute_id,
            conversation_id=state.conversation_id,
            token=state.token,
            error_code=state.failure.error_code if state.failure else None,
            debug_url=state.debug_url,
            log_id=state.log_id,
        )

    def close(self) -> None:
        """Nobody watches any more: a run that has not ended by now is lost from sight."""
        if self._state.status == "running":
            self._end("lost")

    def _begin(self, execute_id: str, base_url: str) -> None:
        if self._store is None:
            return
        if self._row:
            self._store.update_run(self._row, status="running", ended=None)
            return
        self._row = self._store.begin_run(
            kind=self._kind,
            profile=self._profile,
            base_url=base_url,
            workflow_id=self._state.workflow_id,
            execute_id=execute_id,
        )

    def _fail(self, error: BaseException) -> None:
        """End the row of a run whose request failed; a run that never began has none."""
        if self._store is None:
            return
        if fate_of(error) != "sent":
            self._store.forget_run(self._row)
            self._row = 0
        elif isinstance(error, RunFailed):
            self._end(
                "failed",
                error_code=error.code,
                execute_id=error.execute_id,
                debug_url=error.debug_url,
                log_id=error.log_id,
            )
        else:
            self._end("lost", log_id=getattr(error, "log_id", ""))

    def _end(self, status: Status, **facts: Any) -> None:
        if self._store is not None and self._row:
            self._store.update_run(self._row, status=status, ended=self._now(), **facts)

    def _remember(self, interrupt: Interrupt) -> None:
        if self._store is not None and self._keep_questions and interrupt.event_id:
            self._store.remember_paused(
                interrupt,
                profile=self._profile,
                base_url=self._base_url,
                workflow_id=self._state.workflow_id,
            )

    def _prove(self, fate: Answered) -> None:
        """The first event after an answer tells what became of it."""
        if self._unproven is not None:
            self._settle(self._unproven, fate)
            self._unproven = None

    def _settle(self, key: tuple[str, str], fate: Answered) -> None:
        if self._store is not None:
            self._store.settle_answer(*key, fate)


def _is_not_paused(text: str) -> bool:
    from .codes import is_not_paused  # noqa: PLC0415  all codes there are, for a run that fails

    return is_not_paused(text)

"""drive(): take a run from its first event to its last, answering in between.

It knows neither HTTP nor the terminal: events come from an iterator, answers from a function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from .errors import CozewfError, OutcomeUnknown, Stopped, TimeLimitPassed
from .events import Closing, Event, Failed, Interrupt
from .language import _
from .recovery import Tail, recover
from .render import Sink
from .state import RunState

if TYPE_CHECKING:
    from .models import RunRecord

Answer = Callable[[Interrupt], str | None]
Resume = Callable[[Interrupt, str], Iterator[Event]]
LookUp: TypeAlias = "Callable[[str], RunRecord | None]"


def drive(
    events: Iterator[Event],
    *,
    state: RunState,
    sink: Sink,
    answer: Answer,
    resume: Resume,
    look_up: LookUp = lambda execute_id: None,
) -> Closing:
    """Show events until the run ends or nobody answers; return the closing one.

    *answer* returns what to send for an interrupt, None when there is nobody to ask. *resume*
    sends it, at most once. *look_up* asks the server for a run whose stream was lost, and
    returns None where it cannot tell the end. Raises what the events raise, after the sinks
    have seen the end: OutcomeUnknown, TimeLimitPassed, Stopped for Ctrl-C.
    """
    tail = Tail()
    while True:
        try:
            closing = _drain(events, state, sink, tail)
        except OutcomeUnknown as error:
            return _settle(error, state, sink, tail, look_up)
        except TimeLimitPassed as error:
            _lose(error, state, sink)
            raise
        except KeyboardInterrupt:
            raise _stop(state, sink) from None
        if not isinstance(closing, Interrupt):
            return closing
        reply = answer(closing)
        if reply is None:
            return closing
        events = _go_on(resume, closing, reply, state)


def _go_on(resume: Resume, interrupt: Interrupt, reply: str, state: RunState) -> Iterator[Event]:
    """Send the answer when the first event is asked for: what fails then has its place in drive."""
    events = resume(interrupt, reply)
    state.resumed()
    yield from events


def _drain(events: Iterator[Event], state: RunState, sink: Sink, tail: Tail) -> Closing:
    for event in events:
        state.apply(event)
        sink.emit(event)
        tail.follow(event)
        if isinstance(event, Closing):
            _close(events)
            return event
    raise OutcomeUnknown(_("The stream ended before the run did."), log_id=state.log_id)


def _close(events: Iterator[Event]) -> None:
    """Give the connection back: a person may think for hours, and a server may not end it."""
    close = getattr(events, "close", None)
    if close is not None:
        close()


def _settle(
    error: OutcomeUnknown, state: RunState, sink: Sink, tail: Tail, look_up: LookUp
) -> Closing:
    """End a lost stream with what the server's history tells, else raise *error*."""
    try:
        record = look_up(state.execute_id) if state.execute_id else None
    except KeyboardInterrupt:
        raise _stop(state, sink) from None
    if record is None or not record.ended:
        _lose(error, state, sink)
        raise error
    owed = recover(record, tail, conversation_id=state.conversation_id, asked=state.interrupt)
    return _drain(owed, state, sink, tail)


def _stop(state: RunState, sink: Sink) -> Stopped:
    """The error of Ctrl-C, which the sinks have seen."""
    stopped = Stopped(
        _("Stopped watching."),
        hint=_("The run most likely goes on at the server: no API key can cancel it."),
    )
    _lose(stopped, state, sink)
    return stopped


def _lose(error: CozewfError, state: RunState, sink: Sink) -> None:
    """Tell the sinks that the end was not seen. A run whose answer was not sent still waits."""
    if isinstance(error, TimeLimitPassed) and not error.connected:
        return
    event = Failed(
        error_code=None,
        error_message=error.message,
        log_id=error.log_id or state.log_id,
        execute_id=state.execute_id,
        debug_url=state.debug_url,
        conversation_id=state.conversation_id,
        lost=True,
    )
    state.apply(event)
    sink.emit(event)
    error.log_id, error.execute_id = event.log_id, event.execute_id
    error.debug_url = event.debug_url

"""drive(): take a run from its first event to its last, answering in between.

It knows neither HTTP nor the terminal: events come from an iterator, answers from a function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .errors import CozewfError, OutcomeUnknown, Stopped, TimeLimitPassed
from .events import Closing, Done, Event, Failed, Interrupt
from .render import Sink
from .state import RunState

Answer = Callable[[Interrupt], str | None]
Resume = Callable[[Interrupt, str], Iterator[Event]]


def drive(
    events: Iterator[Event], *, state: RunState, sink: Sink, answer: Answer, resume: Resume
) -> Closing:
    """Show events until the run ends or nobody answers; return the closing one.

    *answer* returns what to send for an interrupt, None when there is nobody to ask. *resume*
    sends it, at most once. Raises what the events raise, after the sinks have seen the end:
    OutcomeUnknown, TimeLimitPassed, Stopped for Ctrl-C.
    """
    while True:
        try:
            closing = _drain(events, state, sink)
        except (OutcomeUnknown, TimeLimitPassed) as error:
            _lose(error, state, sink)
            raise
        except KeyboardInterrupt:
            stopped = Stopped(
                "Stopped watching.",
                hint="The run most likely goes on at the server: no API key can cancel it.",
                log_id=state.log_id,
                execute_id=state.execute_id,
            )
            _lose(stopped, state, sink)
            raise stopped from None
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


def _drain(events: Iterator[Event], state: RunState, sink: Sink) -> Closing:
    for event in events:
        state.apply(event)
        sink.emit(event)
        if isinstance(event, Done | Failed | Interrupt):
            return event
    raise OutcomeUnknown("The stream ended before the run did.", log_id=state.log_id)


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
        lost=True,
    )
    state.apply(event)
    sink.emit(event)
    error.log_id, error.execute_id = event.log_id, event.execute_id
    error.debug_url = event.debug_url

"""Watching a run from the command line: the view for the chosen output, answers, the end."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from typing import TYPE_CHECKING, Any

from ..answer_book import Entry
from ..cleaning import clean, clean_line, escape
from ..errors import (
    AnswerNeeded,
    CozewfError,
    OutcomeUnknown,
    Stopped,
    TimeLimitPassed,
)
from ..events import Event, Failed, Interrupt
from ..language import _, join
from ..recorder import fate_of
from ..render import Sink, Tee
from ..render.lines import JsonLines, Query, document
from ..session import LookUp, drive
from ..state import RunState
from ..wire.replies import error_of
from ..wire.values import encode_json
from .answering import Answers
from .app import App
from .flags import AnswerFlags, OutputFlags, ServerFlags
from .following import AwaitEnd, error_of_record, result_of, unanswerable, wait_command, waits_for

if TYPE_CHECKING:
    from ..client import EventStream
    from ..models import RunResult
    from ..store import Paused, RunKind

OnBytes = Callable[[bytes], None] | None
Start = Callable[[OnBytes], "EventStream"]
Resume = Callable[[Interrupt, str, OnBytes], "EventStream"]


class Watch:
    """One run of one command, from its start to the exit code.

    Make it when the client is made. *data* is the JSON answer to the first question. *look_up*
    asks the server how a run whose stream was lost has ended.
    """

    def __init__(
        self,
        app: App,
        workflow_id: str,
        server: ServerFlags,
        output: OutputFlags,
        *,
        answers: AnswerFlags | None = None,
        data: Entry | None = None,
        node: str | None = None,
        kind: RunKind = "stream",
        state: RunState | None = None,
        look_up: LookUp = lambda execute_id: None,
    ) -> None:
        answers = answers or AnswerFlags()
        app.terminal.no_input = app.terminal.no_input or answers.no_input
        self._app = app
        self._server = server
        self._query = app.compile_query(output.query)
        self._node = node
        self._look_up = look_up
        self._begun = time.monotonic()
        self._state = state or RunState(workflow_id, keep_text=app.output == "json")
        self._recorder = app.recorder(self._state, kind)
        self.answer = Answers(app, answers, self.next_step, self.ask, data=data)

    def wait(self, call: Callable[[], RunResult], await_end: AwaitEnd | None = None) -> None:
        """Wait for a run that does not stream and print its result. Raises its error.

        *await_end* follows a run that was only started; without it, its execute id is printed.
        """
        from ..render.status import Spinner  # noqa: PLC0415  10 ms that a stream has no use for

        app = self._app
        with Spinner(app.terminal, _("running")) if not app.quiet else nullcontext():
            try:
                with self._recorder.sending():
                    result = call()
            except KeyboardInterrupt:
                raise _stopped_early() from None
        self._state.apply_result(result)
        self._recorder.save()
        error: CozewfError | None = None
        if result.interrupt is not None:
            self._recorder.emit(result.interrupt)
            error = self.paused(result.interrupt)
        if result.is_async and await_end is not None:
            result, error = self._await_end(result, await_end)
        if app.output == "text" and error is None:
            app.terminal.write(_show_result(result, pretty=app.terminal.out_is_tty))
        self.report(error)

    def _await_end(
        self, started: RunResult, await_end: AwaitEnd
    ) -> tuple[RunResult, CozewfError | None]:
        ending = await_end(started.execute_id)
        if ending.record is None:
            return started, ending.error
        self._state.apply_record(ending.record)
        self._recorder.save()
        error = ending.error or error_of_record(ending.record, self._server)
        return result_of(ending.record), error

    def follow(self, start: Start, resume: Resume) -> None:
        """Start the run, show it, answer it, report its end. Raises the error of that end."""
        self._follow(start, resume, self._recorder.sending())

    def go_on(self, paused: Paused, text: str, resume: Resume) -> None:
        """Answer a paused run with *text*, then `follow` it."""
        interrupt = paused.interrupt
        self._state.execute_id = interrupt.execute_id
        self._follow(
            lambda on_bytes: self._send_answer(resume, interrupt, text, on_bytes),
            resume,
            self._recorder.answering(interrupt, seen=paused.status, base_url=paused.base_url),
        )

    def _follow(self, start: Start, resume: Resume, sending: AbstractContextManager[None]) -> None:
        terminal = self._app.terminal
        on_bytes = terminal.write_bytes if self._app.output == "raw" else terminal.secrets.listen
        sink = Tee([self._recorder, self._make_sink()])
        error: CozewfError | None = None
        with self._app.terminal.holding(), closing(sink):
            events = self._start(start, sending, on_bytes)
            try:
                last = drive(
                    events,
                    state=self._state,
                    sink=sink,
                    answer=self.answer,
                    resume=lambda interrupt, text: self._resume(resume, interrupt, text, on_bytes),
                    look_up=self._look_up,
                )
                error = self._error_of(last)
            except CozewfError as raised:
                error = raised
        self.report(error)

    def _start(
        self, start: Start, sending: AbstractContextManager[None], on_bytes: OnBytes
    ) -> Iterator[Event]:
        """Send the request; what is lost of a run that goes on is lost for `drive` to settle."""
        try:
            with sending:
                stream = start(on_bytes)
        except KeyboardInterrupt:
            raise _stopped_early() from None
        except (OutcomeUnknown, TimeLimitPassed) as error:
            if not self._state.execute_id or fate_of(error) == "waiting":
                raise
            return _broken(error)
        self._state.log_id = stream.log_id
        return stream

    def paused(self, interrupt: Interrupt) -> AnswerNeeded:
        """The error of a run that waits for a person: it holds the line that answers it."""
        question = interrupt.prompt or ", ".join(field.name for field in interrupt.fields)
        question = question or interrupt.data
        return AnswerNeeded(
            waits_for(question),
            hint=self.next_step(interrupt),
            log_id=self._state.log_id,
            execute_id=interrupt.execute_id,
            debug_url=interrupt.debug_url,
        )

    def ask(self, interrupt: Interrupt) -> str | None:
        """Ask a person for the answer of *interrupt*."""
        from ..prompts import ask  # noqa: PLC0415  seldom is anything asked

        return ask(self._app.terminal, interrupt)

    def next_step(self, interrupt: Interrupt) -> str:
        """How to answer *interrupt* later, as a sentence for a hint."""
        if self._app.is_demo:
            return _(
                "The demo's server ends with this command: answer in a terminal, or by --answer."
            )
        from ..render.reports import resume_command  # noqa: PLC0415  as below

        line = resume_command(
            interrupt,
            self._state.workflow_id,
            profile=self._server.profile or "",
            base_url=self._server.base_url or "",
        )
        return _("Answer with: {command}").format(command=line)

    def report(self, error: CozewfError | None) -> None:
        """Print the document of ``-o json`` and the last line for people; raise *error*."""
        app, state = self._app, self._state
        seconds = time.monotonic() - self._begun
        if app.output == "json":
            write_document(app, self._document(round(seconds * 1000), error), self._query)
        elif app.terminal.err_is_tty and not app.quiet and not app.as_json:
            from ..render.reports import summarize  # noqa: PLC0415  3 ms, for people alone

            summarize(app.terminal, state, seconds, app.base_url)
        if error is not None:
            self._add_next_step(error)
            raise error

    def _document(self, duration_ms: int, error: CozewfError | None) -> dict[str, Any]:
        return document(self._state, duration_ms, error)

    def _add_next_step(self, error: CozewfError) -> None:
        """Say how to follow a run that goes on without us."""
        goes_on = isinstance(error, OutcomeUnknown | Stopped | TimeLimitPassed)
        if goes_on and self._state.execute_id and not self._app.is_demo:
            command = wait_command(self._state.execute_id, self._state.workflow_id, self._server)
            follow = _("Follow it with: {command}").format(command=command)
            error.hint = join(error.hint, follow)

    def _make_sink(self) -> Sink:
        terminal, output = self._app.terminal, self._app.output
        if output == "jsonl":
            return JsonLines(terminal, query=self._query)
        if output in ("json", "raw"):
            return Tee([])
        if not terminal.out_is_tty:
            from ..render.plain import PlainText  # noqa: PLC0415  2 ms that JSON need not wait

            return PlainText(terminal, node=self._node)
        from ..render.live import LiveView  # noqa: PLC0415  only where there is a screen

        return LiveView(terminal, node=self._node, verbose=self._app.verbose)

    def _resume(
        self, resume: Resume, interrupt: Interrupt, text: str, on_bytes: OnBytes
    ) -> Iterator[Event]:
        with self._recorder.answering(interrupt):
            stream = self._send_answer(resume, interrupt, text, on_bytes)
        self._state.log_id = stream.log_id or self._state.log_id
        return stream

    def _send_answer(
        self, resume: Resume, interrupt: Interrupt, text: str, on_bytes: OnBytes
    ) -> EventStream:
        try:
            return resume(interrupt, text, on_bytes)
        except CozewfError as error:
            if fate_of(error) == "waiting":
                error.hint = join(error.hint, self.next_step(interrupt))
            raise

    def _error_of(self, last: Event) -> CozewfError | None:
        match last:
            case Failed():
                return error_of(last)
            case Interrupt(event_id="") if not self._state.conversation_id:
                return unanswerable(last, self._state.workflow_id, self._state.log_id)
            case Interrupt():
                return self.paused(last)
            case _:
                return None


def _broken(error: OutcomeUnknown | TimeLimitPassed) -> Iterator[Event]:
    """The events of a stream that broke before its first one."""
    raise error
    yield


def write_document(app: App, value: Any, query: Query | None) -> None:
    """Write one JSON document to stdout: indented on a terminal, one line in a pipe."""
    if query is not None:
        value = query(value)
    if app.terminal.out_is_tty:
        app.terminal.write(escape(json.dumps(value, ensure_ascii=False, indent=2)) + "\n")
    else:
        app.terminal.write_json(encode_json(value) + b"\n")


def _show_result(result: RunResult, *, pretty: bool) -> str:
    """The result as text: JSON indented for people and as it came for a pipe, text as it is."""
    if result.is_async:
        return clean_line(result.execute_id) + "\n"
    if result.output_kind == "json":
        text = json.dumps(result.output, ensure_ascii=False, indent=2) if pretty else ""
        text = text or result.output_raw or ""
    else:
        text = "" if result.output is None else str(result.output)
    text = clean(text) if pretty else text
    return text if text.endswith("\n") or not text else text + "\n"


def _stopped_early() -> Stopped:
    return Stopped(
        _("Stopped before the server answered."),
        hint=_("If the request arrived, the run most likely goes on at the server."),
    )

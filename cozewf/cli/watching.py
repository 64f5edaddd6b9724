"""Watching a run from the command line: the view for the chosen output, answers, the end."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from typing import TYPE_CHECKING, Any

from ..answers import encode_text
from ..errors import AnswerNeeded, CozewfError, InvalidInput, Stopped
from ..events import Event, Failed, Interrupt
from ..models import RunResult
from ..prompts import ask
from ..render import Sink, Tee
from ..render.lines import JsonLines, Query, document
from ..render.plain import PlainText
from ..render.reports import resume_command, summarize
from ..session import drive
from ..state import RunState
from ..terminal import clean
from ..wire.replies import error_of
from ..wire.values import encode_json
from .app import App
from .flags import AnswerFlags, OutputFlags

if TYPE_CHECKING:
    from ..client import EventStream

OnBytes = Callable[[bytes], None] | None
Start = Callable[[OnBytes], "EventStream"]
Resume = Callable[[Interrupt, str, OnBytes], "EventStream"]


class Watch:
    """One run of one command, from its start to the exit code."""

    def __init__(
        self,
        app: App,
        workflow_id: str,
        profile: str,
        output: OutputFlags,
        *,
        answers: AnswerFlags | None = None,
        node: str | None = None,
    ) -> None:
        if output.query is not None and not app.as_json:
            raise InvalidInput("--query needs --output json or jsonl.")
        answers = answers or AnswerFlags()
        app.terminal.no_input = answers.no_input
        self._app = app
        self._profile = profile
        self._answers = list(answers.answer or [])
        self._query = app.compile_query(output.query)
        self._node = node
        self._begun = time.monotonic()
        self._state = RunState(workflow_id, keep_text=app.output == "json")

    def wait(self, call: Callable[[], RunResult]) -> None:
        """Wait for a run that does not stream and print its result. Raises its error."""
        from ..render.status import Spinner  # noqa: PLC0415  10 ms that a stream has no use for

        app = self._app
        with Spinner(app.terminal, "running") if not app.quiet else nullcontext():
            try:
                result = call()
            except KeyboardInterrupt:
                raise _stopped_early() from None
        self._state.apply_result(result)
        error = self._error_of(result.interrupt) if result.interrupt else None
        if app.output == "text" and error is None:
            app.terminal.write(_show_result(result, pretty=app.terminal.out_is_tty))
        self.report(error)

    def follow(self, start: Start, resume: Resume) -> None:
        """Start the run, show it, answer it, report its end. Raises the error of that end."""
        on_bytes = self._app.terminal.write_bytes if self._app.output == "raw" else None
        sink = self._make_sink()
        error: CozewfError | None = None
        with self._app.terminal.holding(), closing(sink):
            try:
                stream = start(on_bytes)
            except KeyboardInterrupt:
                raise _stopped_early() from None
            self._state.log_id = stream.log_id
            try:
                last = drive(
                    stream,
                    state=self._state,
                    sink=sink,
                    answer=self._answer,
                    resume=lambda interrupt, text: self._resume(resume, interrupt, text, on_bytes),
                )
                error = self._error_of(last)
            except CozewfError as raised:
                error = raised
        self.report(error)

    def report(self, error: CozewfError | None) -> None:
        """Print the document of ``-o json`` and the last line for people; raise *error*."""
        app, state = self._app, self._state
        seconds = time.monotonic() - self._begun
        if app.output == "json":
            write_document(app, document(state, round(seconds * 1000), error), self._query)
        elif app.terminal.err_is_tty and not app.quiet and not app.as_json:
            summarize(app.terminal, state, seconds, app.base_url)
        if error is not None:
            raise error

    def _make_sink(self) -> Sink:
        terminal, output = self._app.terminal, self._app.output
        if output == "jsonl":
            return JsonLines(terminal, query=self._query)
        if output in ("json", "raw"):
            return Tee([])
        if not terminal.out_is_tty:
            return PlainText(terminal, node=self._node)
        from ..render.live import LiveView  # noqa: PLC0415  only where there is a screen

        return LiveView(terminal, node=self._node, verbose=self._app.verbose)

    def _answer(self, interrupt: Interrupt) -> str | None:
        if self._answers:
            return encode_text(interrupt, self._answers.pop(0))
        if not self._app.terminal.can_prompt:
            return None
        return ask(self._app.terminal, interrupt)

    def _resume(
        self, resume: Resume, interrupt: Interrupt, text: str, on_bytes: OnBytes
    ) -> Iterator[Event]:
        stream = resume(interrupt, text, on_bytes)
        self._state.log_id = stream.log_id or self._state.log_id
        return stream

    def _error_of(self, last: Event) -> CozewfError | None:
        match last:
            case Failed():
                return error_of(last)
            case Interrupt():
                return paused(last, self._state.workflow_id, self._profile, self._state.log_id)
            case _:
                return None


def paused(interrupt: Interrupt, workflow_id: str, profile: str, log_id: str) -> AnswerNeeded:
    """The error of a run that waits for a person: it holds the line that answers it."""
    question = interrupt.prompt or ", ".join(field.name for field in interrupt.fields)
    return AnswerNeeded(
        f"The run waits for an answer: {question or interrupt.data or interrupt.interrupt_name}",
        hint=f"Answer with: {resume_command(interrupt, workflow_id, profile)}",
        log_id=log_id,
        execute_id=interrupt.execute_id,
        debug_url=interrupt.debug_url,
    )


def write_document(app: App, value: Any, query: Query | None) -> None:
    """Write one JSON document to stdout: indented on a terminal, one line in a pipe."""
    if query is not None:
        value = query(value)
    if app.terminal.out_is_tty:
        app.terminal.write(clean(json.dumps(value, ensure_ascii=False, indent=2)) + "\n")
    else:
        app.terminal.write_bytes(encode_json(value) + b"\n")


def _show_result(result: RunResult, *, pretty: bool) -> str:
    """The result as text: JSON indented for people and as it came for a pipe, text as it is."""
    if result.is_async:
        return result.execute_id + "\n"
    if result.output_kind == "json":
        text = json.dumps(result.output, ensure_ascii=False, indent=2) if pretty else ""
        text = text or result.output_raw or ""
    else:
        text = "" if result.output is None else str(result.output)
    text = clean(text) if pretty else text
    return text if text.endswith("\n") or not text else text + "\n"


def _stopped_early() -> Stopped:
    return Stopped(
        "Stopped before the server answered.",
        hint="If the request arrived, the run most likely goes on at the server.",
    )

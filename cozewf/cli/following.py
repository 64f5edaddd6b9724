"""Following a run by asking for it: how it is looked up, and the error of how it ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, TypeAlias

from ..errors import AnswerNeeded, CozewfError, RunFailed, Stopped
from ..events import Failed, Interrupt
from ..language import _
from ..recovery import closing_of
from ..wire.replies import error_of
from ..wire.values import dump_json, parse_object
from .app import App
from .flags import ServerFlags

if TYPE_CHECKING:
    from ..client import CozeWorkflow
    from ..models import RunRecord, RunResult
    from ..polling import Ending, LookUp

AwaitEnd: TypeAlias = "Callable[[str], Ending]"

# How to ask for the end of a run whose stream was lost: what broke it may break the asking too.
_RECOVERY_SECONDS = 30.0
_RECOVERY_PATIENCE = 3


def finder(client: CozeWorkflow, workflow_id: str) -> LookUp:
    """How to look up a run of *workflow_id*; whoever asks does the repeats."""
    return lambda execute_id, seconds: client.workflows.find_run(
        workflow_id, execute_id, timeout=seconds, retries=0
    )


def recovery(app: App, find: LookUp) -> Callable[[str], RunRecord | None]:
    """How to learn the end of a run whose stream was lost; None where nobody can tell it.

    The bytes of ``--output raw`` are the stream's own: nothing can be added to them.
    """

    def look_up(execute_id: str) -> RunRecord | None:
        if app.output == "raw":
            return None
        from ..polling import Pace, Poller  # noqa: PLC0415  only where a stream was lost

        app.terminal.flush()
        app.terminal.secrets.suspect()
        app.warn(
            _("The stream was lost: asking the server how run {execute_id} ends.").format(
                execute_id=execute_id
            )
        )
        pace = Pace(patience=_RECOVERY_PATIENCE)
        poller = Poller(find, pace=pace, limit=_RECOVERY_SECONDS)
        ending = next(poller.follow([execute_id]))
        return None if ending.error is not None else ending.record

    return look_up


def await_end(app: App, find: LookUp, limit: float | None) -> AwaitEnd:
    """How to follow a run that was only started: from one second after, with a status line."""
    from ..polling import Ending, Poller  # noqa: PLC0415  15 ms that a stream has no use for
    from ..render.status import Spinner  # noqa: PLC0415  as above

    poller = Poller(find, limit=limit)

    def follow(execute_id: str) -> Ending:
        label = _("waiting for run {execute_id}").format(execute_id=execute_id)
        with Spinner(app.terminal, label) if not app.quiet else nullcontext():
            try:
                return next(poller.follow([execute_id], start=1.0))
            except KeyboardInterrupt:
                stopped = Stopped(_("Stopped waiting."), execute_id=execute_id)
                return Ending(execute_id=execute_id, error=stopped)

    return follow


def result_of(record: RunRecord) -> RunResult:
    """A record as the reply that a synchronous run would have had."""
    from ..models import RunResult  # noqa: PLC0415  as above

    is_text = isinstance(record.result, str)
    has_output = record.result is not None
    return RunResult(
        execute_id=record.execute_id,
        output=record.result,
        output_raw=None if is_text or not has_output else dump_json(record.result),
        output_kind=("text" if is_text else "json") if has_output else None,
        usage=record.usage,
        debug_url=record.debug_url,
        log_id=record.log_id,
    )


def wait_command(execute_id: str, workflow_id: str, server: ServerFlags) -> str:
    """The line that follows a run to its end."""
    words = ["cozewf", "wait", execute_id, "--workflow", workflow_id]
    words += ["--profile", server.profile] if server.profile else []
    words += ["--base-url", server.base_url] if server.base_url else []
    return _line(words)


def next_step(app: App, record: RunRecord, server: ServerFlags) -> str:
    """The command that comes next for a past run, "" where it is all done."""
    profile = ["--profile", server.profile] if server.profile else []
    match record.status:
        case "success":
            return ""
        case "interrupted":
            asked = record.interrupt or _remembered_question(app, record)
            if asked is not None and asked.event_id:
                return _answer_command(asked, record.workflow_id, server)
            words = ["cozewf", "stream", record.workflow_id, *profile]
        case "failed" | "cancelled":
            again = record.input if record.input and parse_object(record.input) else None
            params = ["--params", again] if again else []
            words = ["cozewf", "run", record.workflow_id, *params, *profile]
        case _:
            return wait_command(record.execute_id, record.workflow_id, server)
    return _line(words)


def _remembered_question(app: App, record: RunRecord) -> Interrupt | None:
    """The question that a run of this machine waits with: no server tells it again."""
    questions = app.store.paused(workflow_id=record.workflow_id) if app.store is not None else []
    asked = (question.interrupt for question in questions)
    return next((i for i in asked if i.execute_id == record.execute_id), None)


def error_of_record(record: RunRecord, server: ServerFlags) -> CozewfError | None:
    """The error of a run that has not ended well: it has failed, or waits for a person."""
    match closing_of(record):
        case Failed() as failed:
            error = error_of(failed)
            # It ran, whatever kind of refusal its code is elsewhere.
            return error if isinstance(error, RunFailed) else _as_failure(error)
        case Interrupt(event_id="") as interrupt:
            return unanswerable(interrupt, record.workflow_id, record.log_id)
        case Interrupt() as interrupt:
            question = interrupt.prompt or interrupt.data
            return AnswerNeeded(
                waits_for(question),
                hint=_("Answer with: {command}").format(
                    command=_answer_command(interrupt, record.workflow_id, server)
                ),
                log_id=record.log_id,
                execute_id=interrupt.execute_id,
                debug_url=interrupt.debug_url,
            )
        case _:
            return None


def waits_for(question: str) -> str:
    """What is said of a run that waits; *question* is "" where nobody knows it."""
    if not question:
        return _("The run waits for an answer.")
    return _("The run waits for an answer: {question}").format(question=question)


def unanswerable(interrupt: Interrupt, workflow_id: str, log_id: str) -> AnswerNeeded:
    """The error of a run that waits for an answer to nobody knows what (wire.md §8, T35)."""
    return AnswerNeeded(
        _("The run waits for an answer, and the server does not say to what."),
        hint=_("Start it again with `cozewf stream {workflow_id}`, which can answer.").format(
            workflow_id=_line([workflow_id])
        ),
        log_id=log_id,
        execute_id=interrupt.execute_id,
        debug_url=interrupt.debug_url,
    )


def _as_failure(error: CozewfError) -> RunFailed:
    return RunFailed(
        error.message,
        hint=error.hint,
        code=error.code,
        log_id=error.log_id,
        debug_url=error.debug_url,
        execute_id=error.execute_id,
        detail=error.detail,
    )


def _line(words: Sequence[str]) -> str:
    """A command to be pasted."""
    from ..render.reports import quote  # noqa: PLC0415  3 ms, for what is said at the end

    return " ".join(quote(word) for word in words)


def _answer_command(interrupt: Interrupt, workflow_id: str, server: ServerFlags) -> str:
    from ..render.reports import resume_command  # noqa: PLC0415  as above

    return resume_command(
        interrupt, workflow_id, profile=server.profile or "", base_url=server.base_url or ""
    )

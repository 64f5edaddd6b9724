"""One turn of a chat as one command."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..chat_answers import write_lines
from ..errors import AnswerNeeded, CozewfError
from ..events import Event, Interrupt
from ..render.chat_lines import turn_document
from ..render.reports import chat_command
from ..talk import Talk
from ..turn import TurnState
from ..wire.values import parse_object
from .app import App
from .flags import AnswerFlags, OutputFlags
from .watching import OnBytes, Watch

if TYPE_CHECKING:
    from ..client import CozeWorkflow, EventStream


class TurnWatch(Watch):
    """One turn, and the turns that answer what it asks. *server* are the options to repeat."""

    def __init__(
        self,
        app: App,
        talk: Talk,
        output: OutputFlags,
        *,
        answers: AnswerFlags,
        server: list[str],
        remember: Callable[[Talk], None],
    ) -> None:
        self._turn = TurnState(talk.workflow_id, keep_text=app.output == "json")
        self._turn.conversation_id = talk.conversation_id
        super().__init__(app, talk.workflow_id, "", output, answers=answers, state=self._turn)
        self._talk = talk
        self._server = server
        self._remember = remember

    def say(self, client: CozeWorkflow, message: str) -> None:
        """Say *message*, show the answer, report the end. Raises the error of that end."""

        def answer(interrupt: Interrupt, text: str, on_bytes: OnBytes) -> EventStream:
            self._talk.conversation_id = self._turn.conversation_id
            return client.chatflow.say(self._talk, text, on_bytes)

        self.follow(lambda on_bytes: client.chatflow.say(self._talk, message, on_bytes), answer)

    def report(self, error: CozewfError | None) -> None:
        """As for a run; and the line that goes on with the conversation."""
        conversation_id = self._turn.conversation_id
        if conversation_id:
            self._talk.conversation_id = conversation_id
            self._remember(self._talk)
        super().report(error)
        terminal = self._app.terminal
        if (
            conversation_id
            and terminal.err_is_tty
            and not self._app.quiet
            and not self._app.as_json
        ):
            line = chat_command(self._talk.workflow_id, conversation_id, server=self._server)
            terminal.say(terminal.style(f"  go on: {line}", 2))

    def _document(self, duration_ms: int, error: CozewfError | None) -> dict[str, Any]:
        return turn_document(self._turn, duration_ms, error)

    def _answer(self, interrupt: Interrupt) -> str | None:
        answer = super()._answer(interrupt)
        if answer is None or not interrupt.fields:
            return answer
        return write_lines(parse_object(answer) or {})

    def _error_of(self, last: Event) -> CozewfError | None:
        if not isinstance(last, Interrupt):
            return super()._error_of(last)
        question = last.prompt or ", ".join(field.name for field in last.fields)
        return AnswerNeeded(
            f"The chat waits for an answer: {question or last.data}",
            hint=f"Answer with: {self._next_step(last)}",
            log_id=self._turn.log_id,
            execute_id=last.execute_id,
            debug_url=last.debug_url,
        )

    def _next_step(self, interrupt: Interrupt) -> str:
        example = interrupt.options[0] if interrupt.options else "…"
        if interrupt.fields:
            example = "\n".join(f"{field.name}:…" for field in interrupt.fields)
        return chat_command(
            self._talk.workflow_id,
            self._turn.conversation_id,
            message=example,
            server=self._server,
        )

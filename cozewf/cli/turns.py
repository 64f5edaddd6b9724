"""One turn of a chat as one command."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..chat_answers import encode_answer, is_open
from ..errors import CozewfError
from ..events import Interrupt
from ..language import _
from ..prompts import ask_text
from ..render.chat_lines import turn_document
from ..render.reports import chat_command
from ..session import LookUp
from ..talk import Talk
from ..turn import TurnState
from .app import App
from .conversing import tell_next_step
from .flags import AnswerFlags, OutputFlags, ServerFlags
from .watching import OnBytes, Watch

if TYPE_CHECKING:
    from ..client import CozeWorkflow, EventStream


class TurnWatch(Watch):
    """One turn, and the turns that answer what it asks. *repeat* are the options to say again."""

    def __init__(
        self,
        app: App,
        talk: Talk,
        server: ServerFlags,
        output: OutputFlags,
        *,
        answers: AnswerFlags,
        repeat: list[str],
        remember: Callable[[Talk], None],
        look_up: LookUp,
    ) -> None:
        self._turn = TurnState(talk.workflow_id, keep_text=app.output == "json")
        self._turn.conversation_id = talk.conversation_id
        self._talk = talk
        self._repeat = repeat
        self._remember = remember
        super().__init__(
            app,
            talk.workflow_id,
            server,
            output,
            answers=answers,
            kind="chat",
            state=self._turn,
            look_up=look_up,
        )

    def say(self, client: CozeWorkflow, message: str) -> None:
        """Say *message*, show the answer, report the end. Raises the error of that end."""

        def answer(interrupt: Interrupt, text: str, on_bytes: OnBytes) -> EventStream:
            self._talk.conversation_id = self._turn.conversation_id
            return client.chatflow.say(self._talk, encode_answer(interrupt, text), on_bytes)

        self.follow(lambda on_bytes: client.chatflow.say(self._talk, message, on_bytes), answer)

    def ask(self, interrupt: Interrupt) -> str | None:
        """As for a run; but an open question was shown already, as what the chat said."""
        if is_open(interrupt) and self._app.output == "text":
            return ask_text(self._app.terminal, _("Answer: "))
        return super().ask(interrupt)

    def next_step(self, interrupt: Interrupt) -> str:
        """The next message is the answer."""
        if self._app.is_demo:
            return super().next_step(interrupt)
        example = interrupt.options[0] if interrupt.options else "…"
        if interrupt.fields:
            example = "\n".join(f"{field.name}:…" for field in interrupt.fields)
        line = chat_command(
            self._talk.workflow_id,
            self._turn.conversation_id,
            message=example,
            options=self._repeat,
        )
        return _("Answer with: {command}").format(command=line)

    def report(self, error: CozewfError | None) -> None:
        """As for a run; and the line that goes on with the conversation."""
        conversation_id = self._turn.conversation_id
        if conversation_id:
            self._talk.conversation_id = conversation_id
            self._remember(self._talk)
        super().report(error)
        if conversation_id and not self._app.is_demo:
            line = chat_command(self._talk.workflow_id, conversation_id, options=self._repeat)
            tell_next_step(self._app, line)

    def _document(self, duration_ms: int, error: CozewfError | None) -> dict[str, Any]:
        return turn_document(self._turn, duration_ms, error)

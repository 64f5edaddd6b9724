"""The events of a chat (wire.md §3.4): `id`, `event`, `data`; ids count from 1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .. import questions
from ..conversations import Conversation
from ..gojson import escaped, plain
from ..runs import Ids, Run
from ..steps import Ask, Fail, Finish, Step, Write
from .cards import card
from .events import debug_url, frame

SUGGESTIONS = ("还有别的推荐吗?", "帮我预订", "选择城市")


class Encoder:
    """One turn of a chat."""

    def __init__(
        self, run: Run, conversation: Conversation, ids: Ids, *, owner: str, suggest: bool
    ) -> None:
        self.run = run
        self._conversation = conversation
        self._ids = ids
        self._owner = owner
        self._suggest = suggest
        self._chat_id = ids.next()
        self._number = 0
        self._open: dict[str, tuple[str, str]] = {}  # node id: message id, text so far

    def start(self) -> Iterator[str]:
        yield self._chat("created")
        yield self._chat("in_progress")

    def encode(self, step: Step) -> Iterator[str]:
        match step:
            case Write():
                yield from self._write(step)
            case Finish():
                yield from self._finish(step)
            case Ask():
                yield from self._ask(step)
            case Fail(plain=True):
                yield frame("error", step.message)
            case Fail():
                yield self._frame(
                    "error",
                    {"code": str(step.code), "msg": step.message, "debug_url": debug_url(None)},
                )
            case _:
                pass

    def _write(self, step: Write) -> Iterator[str]:
        message_id, text = self._open.pop(step.node.id, ("", ""))
        message_id, text = message_id or self._ids.next(), text + step.text
        if step.kind == "answer":
            yield self._message("delta", message_id, step.text)
        if step.last:
            yield self._message("completed", message_id, text, kind=step.kind)
        else:
            self._open[step.node.id] = message_id, text

    def _finish(self, step: Finish) -> Iterator[str]:
        if self.run.workflow.mode != 3 and step.output is not None:
            text = step.output if isinstance(step.output, str) else escaped(dict(step.output))
            message_id = self._ids.next()
            yield self._message("delta", message_id, text)
            yield self._message("completed", message_id, text)
        for suggestion in SUGGESTIONS if self._suggest else ():
            yield self._message("completed", self._ids.next(), suggestion, kind="follow_up")
        # token_count is output + output, by the server's own mistake.
        words = self.run.words
        usage = {
            "token_count": words * 2,
            "output_count": words,
            "input_count": self.run.tokens_in,
        }
        yield self._chat("completed", bot_id=self._owner, usage=usage)
        yield self._frame("done", {"debug_url": debug_url(self.run)})

    def _ask(self, ask: Ask) -> Iterator[str]:
        """An open question comes twice, in the same words; others as a card (§4)."""
        message_id = self.run.event_id
        if ask.options or ask.fields:
            yield self._message("completed", message_id, card(ask), content_type="card")
        else:
            question = questions.first_question(ask)
            yield self._message("delta", message_id, question)
            yield self._message("completed", message_id, question)
        yield self._chat("requires_action")
        yield self._frame("done", {"debug_url": debug_url(self.run)})

    def _message(
        self,
        event: str,
        message_id: str,
        content: str,
        *,
        kind: str = "answer",
        content_type: str = "text",
    ) -> str:
        return self._frame(
            f"conversation.message.{event}",
            {
                "id": message_id,
                "chat_id": self._chat_id,
                "conversation_id": self._conversation.id,
                "bot_id": self._owner,
                "role": "assistant",
                "type": kind,
                "content": content,
                "content_type": content_type,
                "section_id": self._conversation.section_id,
            },
        )

    def _chat(self, status: str, *, bot_id: str = "", usage: Any = None) -> str:
        data: dict[str, Any] = {"id": self._chat_id, "conversation_id": self._conversation.id}
        if bot_id:
            data["bot_id"] = bot_id
        data["status"] = status
        if usage is not None:
            data["usage"] = usage
        data["execute_id"] = self.run.id
        data["section_id"] = self._conversation.section_id
        return self._frame(f"conversation.chat.{status}", data)

    def _frame(self, event: str, data: Mapping[str, Any]) -> str:
        self._number += 1
        return frame(event, plain(data), self._number)

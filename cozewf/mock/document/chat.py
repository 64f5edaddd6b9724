"""Chats as the document prints them: deltas and indexes, no roles, no ids (wire.md §3.4, A)."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

from ..calls import Refused, Reply
from ..conversations import Conversation, Conversations
from ..gojson import plain
from ..runs import STREAM, Leg, Run, Runs
from ..steps import Ask, Fail, Finish, Inputs, Step, Write
from ..workflows import Workflow
from .events import EXECUTION_FAILED, frame


class Chats:
    """Turns of conversations. The document has no event for a question in a chat: it is said as
    an answer, and the next message answers it."""

    def __init__(self, runs: Runs, conversations: Conversations) -> None:
        self._runs = runs
        self._conversations = conversations

    def create(self, workflow: Workflow) -> dict[str, Any]:
        conversation = self._conversations.create()
        return {
            "conversation_id": f"conv_{conversation.id}",
            "workflow_id": workflow.name,
            "created_at": int(time.time()),
        }

    def chat(
        self,
        body: Mapping[str, Any],
        workflow: Workflow,
        parameters: Mapping[str, Any],
        *,
        log_id: str,
    ) -> AsyncIterator[str]:
        conversation = self._conversation(body.get("conversation_id"))
        text = _text(body.get("additional_messages"), parameters)
        waiting, conversation.waiting = conversation.waiting, None
        if waiting is not None and waiting.status == "interrupted":
            run, leg = waiting, self._runs.resume(waiting, text)
        else:
            inputs = Inputs(dict(parameters) | {"USER_INPUT": text}, tuple(conversation.memory))
            run, leg = self._runs.start(workflow, inputs, mode=STREAM, log_id=log_id)
        conversation.memory.append(text)
        return _stream(Encoder(run, conversation), leg)

    def _conversation(self, given: Any) -> Conversation:
        if not given:
            return self._conversations.create()
        found = self._conversations.get(str(given).removeprefix("conv_"))
        if found is None:
            body = plain({"code": 404, "msg": f"conversation {given} not found"})
            raise Refused(Reply(body, 404))
        return found


async def _stream(encoder: Encoder, leg: Leg) -> AsyncIterator[str]:
    async for step in leg:
        for part in encoder.encode(step):
            yield part


class Encoder:
    """One turn of a chat."""

    def __init__(self, run: Run, conversation: Conversation) -> None:
        self._run = run
        self._conversation = conversation
        self._index = 0
        self._text = ""

    def encode(self, step: Step) -> Iterator[str]:
        match step:
            case Write(kind="answer"):
                yield from self._write(step.text, step.last)
            case Finish(output=output):
                if self._run.workflow.mode != 3 and output is not None:
                    text = output if isinstance(output, str) else plain(dict(output))
                    yield from self._write(text, True)
                yield self._completed()
            case Ask():
                self._conversation.waiting = self._run
                yield from self._write(_spoken(step), True)
                yield self._completed()
            case Fail(plain=True, message=message):
                data = {"conversation_id": f"conv_{self._conversation.id}"}
                yield frame("conversation.chat.failed", data | _error(message))
            case Fail(message=message):
                yield frame("error", _error(message))
            case _:
                pass

    def _write(self, text: str, last: bool) -> Iterator[str]:
        self._text += text
        yield frame("conversation.message.delta", {"delta": text, "index": self._index})
        if last:
            data = {"content": self._text, "index": self._index}
            yield frame("conversation.message.completed", data)
            self._index, self._text = self._index + 1, ""

    def _completed(self) -> str:
        data = {"conversation_id": f"conv_{self._conversation.id}"}
        return frame("conversation.chat.completed", data)


def _error(message: str) -> dict[str, Any]:
    return {"error_code": EXECUTION_FAILED, "error_message": message}


def _spoken(ask: Ask) -> str:
    """A question as a person would say it."""
    if ask.fields:
        names = "、".join(f.name + ("(必填)" if f.required else "") for f in ask.fields)
        return f"请填写:{names}(每行一个“名称:值”)"
    options = "".join(f"\n- {option}" for option in ask.options)
    return ask.question + options


def _text(messages: Any, parameters: Mapping[str, Any]) -> str:
    """What the user says: the last message, or the parameter where there is none."""
    if isinstance(messages, list) and messages and isinstance(messages[-1], dict):
        return str(messages[-1].get("content") or "")
    return str(parameters.get("USER_INPUT") or "")

"""Chats and conversations of the open-source servers (wire.md §3.4, §3.8)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from ..calls import PLAIN, Reply
from ..conversations import Conversation, Conversations
from ..gojson import escaped, panic, value_offset, wrong_byte
from ..runs import STREAM, Ids, Leg, Run, Runs
from ..steps import Inputs
from ..workflows import Workflow
from . import binding
from .binding import OPERATION_FAILED, failure, int64
from .chat_events import Encoder

_FUNCTION = "OpenAPIChatFlowRun"
_TEMPLATES = ("Default",)  # the conversation that every app has from its birth
_SUGGESTIONS_OFF = 2


class Chats:
    """Turns of conversations. The question of a turn is answered by the next message."""

    def __init__(self, runs: Runs, conversations: Conversations, ids: Ids) -> None:
        self._runs = runs
        self._conversations = conversations
        self._ids = ids

    def chat(self, body: Mapping[str, Any], *, log_id: str) -> AsyncIterator[str]:
        """Check in the order of the server's own code, then stream the turn."""
        last = _last_message(body)
        try:
            parameters = binding.parameters(body)
        except ValueError as wrong:
            raise failure(OPERATION_FAILED, str(wrong)) from None
        workflow = binding.workflow(body, _FUNCTION, OPERATION_FAILED)
        if body.get("connector_id"):
            int64(body["connector_id"], _FUNCTION, OPERATION_FAILED)
        owner = _owner(body)
        conversation = self._conversation(body, owner, parameters)
        text = _text(last)
        run, leg = self._turn(workflow, conversation, parameters or {}, text, log_id)
        encoder = Encoder(
            run,
            conversation,
            self._ids,
            owner=owner,
            suggest=_wants_suggestions(body.get("suggest_reply_info")),
        )
        return _stream(encoder, leg, conversation)

    def create(self, body: Mapping[str, Any], raw: bytes) -> Reply:
        """Get a named conversation, or (by default) bind its name to a new one."""
        refusal = _check_numbers(body, raw)
        if refusal is not None:
            return refusal
        owner, name = str(body.get("app_id") or "0"), str(body.get("conversation_name") or "")
        known = self._conversations.named(owner, name)
        if known is None and name not in _TEMPLATES:
            return _no_conversation(bool(body.get("get_or_create")), name)
        if known is None or not body.get("get_or_create"):
            known = self._conversations.create(owner, name)
        data = {
            "id": known.id,
            "created_at": 0,
            "meta_data": None,
            "last_section_id": known.section_id,
        }
        return Reply(escaped({"code": 0, "msg": "", "data": data}))

    def _conversation(
        self, body: Mapping[str, Any], owner: str, parameters: Mapping[str, Any] | None
    ) -> Conversation:
        given = body.get("conversation_id")
        if given is None:
            name = (parameters or {}).get("CONVERSATION_NAME")
            if not isinstance(name, str):
                raise failure(OPERATION_FAILED, "conversation name is requried")
            known = self._conversations.named(owner, name)
            return known or self._conversations.create(owner, name)
        int64(given, _FUNCTION, OPERATION_FAILED)
        found = self._conversations.get(str(given))
        foreign = found is not None and found.owner != owner and not body.get("bot_id")
        if found is None or foreign:
            raise failure(OPERATION_FAILED, "conversation not found")
        if parameters is None:  # `null` is a map that nothing can be put into
            raise failure(OPERATION_FAILED, panic("assignment to entry in nil map", _FUNCTION))
        return found

    def _turn(
        self,
        workflow: Workflow,
        conversation: Conversation,
        parameters: Mapping[str, Any],
        text: str,
        log_id: str,
    ) -> tuple[Run, Leg]:
        waiting, conversation.waiting = conversation.waiting, None
        if waiting is not None and waiting.status == "interrupted":
            leg = self._runs.resume(waiting, text)
            conversation.memory.append(text)
            return waiting, leg
        name = {"CONVERSATION_NAME": conversation.name, "USER_INPUT": text}
        inputs = Inputs(dict(parameters) | name, tuple(conversation.memory))
        conversation.memory.append(text)
        return self._runs.start(workflow, inputs, mode=STREAM, log_id=log_id)


async def _stream(encoder: Encoder, leg: Leg, conversation: Conversation) -> AsyncIterator[str]:
    for part in encoder.start():
        yield part
    async for step in leg:
        if encoder.run.question is step:
            conversation.waiting = encoder.run
        for part in encoder.encode(step):
            yield part


def _last_message(body: Mapping[str, Any]) -> Mapping[str, Any]:
    messages = body.get("additional_messages")
    if not messages:
        raise failure(OPERATION_FAILED, "additional_messages is requird")
    last = messages[-1]
    if not isinstance(last, dict) or last.get("role") != "user":
        raise failure(OPERATION_FAILED, "the role of the last day message must be user")
    return last


def _owner(body: Mapping[str, Any]) -> str:
    """The app or the agent that conversations belong to; "0" without either."""
    owners = [
        int64(body[name], _FUNCTION, OPERATION_FAILED)
        for name in ("app_id", "bot_id")
        if body.get(name) is not None
    ]
    if len(owners) == 2:
        raise failure(OPERATION_FAILED, "project_id and bot_id cannot be set at the same time")
    return owners[0] if owners else "0"


def _text(message: Mapping[str, Any]) -> str:
    kind, content = message.get("content_type"), str(message.get("content") or "")
    if kind == "text":
        return content
    if kind != "object_string":
        raise failure(OPERATION_FAILED, f"invalid message ccontent type {kind or ''}".rstrip())
    try:
        parts = json.loads(content)
        return "\n".join(str(part["text"]) for part in parts if part.get("text") is not None)
    except (ValueError, AttributeError, TypeError):
        raise failure(OPERATION_FAILED, "invalid input type") from None


def _wants_suggestions(info: Any) -> bool:
    mode = info.get("suggest_reply_mode") if isinstance(info, dict) else None
    return mode is not None and mode != _SUGGESTIONS_OFF


def _check_numbers(body: Mapping[str, Any], raw: bytes) -> Reply | None:
    """Fields that must be digits in a string; `space_id` would need a string in a string."""
    for name in ("space_id", "app_id", "connector_id"):
        value = body.get(name)
        if value is None or (name != "space_id" and str(value).isdigit()):
            continue
        text = wrong_byte(raw, value_offset(raw, name) + 1)
        return Reply(f"bind body failed, err={text}", 400, PLAIN)
    return None


def _no_conversation(get_or_create: bool, name: str) -> Reply:
    if get_or_create:
        return binding.error(
            777777762,
            "Conversation not found. Please create a conversation before attempting to perform "
            "any related operations.",
        )
    return binding.error(
        OPERATION_FAILED, f"Workflow operation failure: conversation {name} not found"
    )

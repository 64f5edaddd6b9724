"""Chat streams: frames of /v1/workflows/chat → events (wire.md §3.4, §7.23 to 29).

A turn ends in two steps: the chat says how (completed, requires_action, failed), then ``done``
follows, or nothing does. The first decides: ``done`` alone is no success.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from ..errors import OutcomeUnknown, TimeLimitPassed
from ..events import (
    ChatStatus,
    Closing,
    Delta,
    Done,
    Event,
    Failed,
    Interrupt,
    Reply,
    Unknown,
    Usage,
)
from ..growing import GrowingText
from ..language import _
from .cards import read_card
from .frames import Frame, is_noise
from .interrupts import NAMES
from .links import read_debug_url
from .replies import read_error_fields
from .values import Object, as_id, as_int, as_text, dump_json, first, parse_object, read_usage
from .workflow import lost, read_failure

_QUESTION = 2
_FAILED = ("failed", "canceled", "cancelled")


def decode(frames: Iterable[Frame], log_id: str = "") -> Iterator[Event]:
    """Yield the events of a chat turn, up to and including the one that closes it.

    Raises OutcomeUnknown when the frames end before the turn does: after all that was received.
    """
    turn = _Turn(log_id)
    for frame in _stop_when_settled(frames, turn):
        if is_noise(frame):
            continue
        if not frame.whole and parse_object(frame.data) is None:  # cut off in the middle
            if turn.ending is None:
                raise lost(log_id, frame)
            break
        for event in turn.read(frame):
            yield event
            if isinstance(event, Closing):
                return
    if turn.ending is None:
        raise lost(log_id)
    yield turn.ending


def _stop_when_settled(frames: Iterable[Frame], turn: _Turn) -> Iterator[Frame]:
    """A connection that breaks after the chat told its end takes nothing away."""
    try:
        yield from frames
    except (OutcomeUnknown, TimeLimitPassed):
        if turn.ending is None:
            raise


class _Turn:
    """What earlier events of the turn told. *ending* closes it as soon as nothing more comes."""

    def __init__(self, log_id: str) -> None:
        self.ending: Closing | None = None
        self._log_id = log_id
        self._conversation_id = ""
        self._chat_id = ""
        self._execute_id = ""
        self._usage: Usage | None = None
        self._texts: dict[str, GrowingText] = {}
        self._asked: Reply | GrowingText = (
            GrowingText()
        )  # what the chat said last, whole or in pieces

    def read(self, frame: Frame) -> Iterable[Event]:
        """The events of one frame."""
        data = parse_object(frame.data)
        name = frame.event.lower()
        if name == "message" and data is not None and isinstance(data.get("event"), str):
            name = data["event"].lower()
        match name.removeprefix("conversation."):
            case "error":
                return (self._fail(read_failure(frame.data, self._log_id)),)
            case "done":
                return (self._close(data or {}),)
            case "message.delta" if data is not None and data.get("content_type") != "card":
                return (self._delta(data),)
            case "message.completed" if data is not None:
                return (self._reply(data),)
            case chat if chat.startswith("chat.") and data is not None:
                return self._change(data, chat.removeprefix("chat."))
            case _:
                return (Unknown(event=frame.event, data=frame.data),)

    def _delta(self, data: Object) -> Delta:
        content = as_text(first(data, ("content", "delta")))
        message_id = _key_of(data)
        said = self._texts.setdefault(message_id, GrowingText())
        said.append(content)
        delta = Delta(
            content=content,
            reasoning_content=as_text(data.get("reasoning_content")),
            message_id=message_id,
            **self._who(data),
        )
        if delta.message_type == "answer":
            self._asked = said
        return delta

    def _reply(self, data: Object) -> Reply:
        message_id = _key_of(data)
        said = self._texts.pop(message_id, "")
        content = data.get("content")
        reply = Reply(
            content=str(said) if content is None else as_text(content),
            content_type=as_text(data.get("content_type")) or "text",
            message_id=message_id,
            **self._who(data),
        )
        if reply.message_type == "answer":
            self._asked = reply
        return reply

    def _who(self, data: Object) -> dict[str, str]:
        """Who says what kind of thing in which chat; the document's own shape says nothing."""
        self._conversation_id = as_id(data.get("conversation_id")) or self._conversation_id
        self._chat_id = as_id(data.get("chat_id")) or self._chat_id
        return {
            "role": as_text(data.get("role")) or "assistant",
            "message_type": as_text(data.get("type")) or "answer",
            "conversation_id": self._conversation_id,
            "chat_id": self._chat_id,
        }

    def _change(self, data: Object, name: str) -> Iterable[Event]:
        status = (as_text(data.get("status")) or name).lower()
        self._conversation_id = as_id(data.get("conversation_id")) or self._conversation_id
        self._chat_id = as_id(data.get("id")) or self._chat_id
        self._execute_id = as_id(data.get("execute_id")) or self._execute_id
        self._usage = read_usage(data.get("usage")) or self._usage
        yield ChatStatus(
            status=status,
            conversation_id=self._conversation_id,
            chat_id=self._chat_id,
            execute_id=self._execute_id,
            section_id=as_id(data.get("section_id")),
            usage=self._usage,
        )
        if name == "completed":
            self.ending = Done(
                execute_id=self._execute_id,
                conversation_id=self._conversation_id,
                usage=self._usage,
            )
        elif name == "requires_action":
            self.ending = self._ask(data.get("required_action"))
        elif name in _FAILED:
            yield self._fail(_read_chat_failure(data, status, self._log_id))

    def _ask(self, required_action: Any) -> Interrupt:
        """The question is what the chat said last; a bot's tool calls have a place of their own."""
        said = self._asked
        if required_action:
            data = dump_json(required_action)
            asked = Interrupt(event_id="", interrupt_name="tool_calls", data=data)
        elif isinstance(said, Reply) and said.content_type == "card":
            asked = read_card(said.content)
        else:
            text = said.content if isinstance(said, Reply) else str(said)
            asked = Interrupt(
                event_id="",
                interrupt_type=_QUESTION,
                interrupt_name=NAMES[_QUESTION],
                prompt=text.strip(),
                data=text,
            )
        return replace(asked, execute_id=self._execute_id, conversation_id=self._conversation_id)

    def _fail(self, failed: Failed) -> Failed:
        return replace(
            failed,
            execute_id=failed.execute_id or self._execute_id,
            conversation_id=failed.conversation_id or self._conversation_id,
        )

    def _close(self, data: Object) -> Closing:
        if self.ending is None:
            raise OutcomeUnknown(
                _("The server ended the turn without completing it."),
                hint=_("Ask again, or look at the conversation in the editor."),
                log_id=self._log_id,
                execute_id=self._execute_id,
            )
        link = read_debug_url(data.get("debug_url"))
        execute_id = self.ending.execute_id or link.execute_id
        return replace(self.ending, execute_id=execute_id, debug_url=link.url)


def _key_of(data: Object) -> str:
    """A message's id; the document's own shape numbers its messages instead (wire.md §7.23)."""
    index = data.get("index")
    return as_id(data.get("id")) or ("" if index is None else f"index:{index}")


def _read_chat_failure(data: Object, status: str, log_id: str) -> Failed:
    """chat.failed tells why in last_error, or beside it; code 0 there is no error (§7.27)."""
    error = data.get("last_error")
    if not isinstance(error, dict) or not (as_int(error.get("code")) or error.get("msg")):
        error = data
    failed = read_error_fields(error, log_id)
    link = read_debug_url(data.get("debug_url"))
    return replace(
        failed,
        error_message=failed.error_message
        or _("The chat ended with the status {status}.").format(status=status),
        debug_url=failed.debug_url or link.url,
        conversation_id=as_id(data.get("conversation_id")),
    )

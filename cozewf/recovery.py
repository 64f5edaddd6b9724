"""The end of a run whose stream was lost, made of what the server's history tells of it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from .events import Closing, Delta, Done, Event, Failed, Interrupt, Message, Reply
from .language import _
from .wire.values import split_message

if TYPE_CHECKING:
    from .models import RunRecord


class Tail:
    """What the last End node, or the chat's answer, has said so far, in constant memory.

    Only the length and a checksum are kept: enough to tell how the whole text goes on.
    """

    def __init__(self) -> None:
        self.last: Message | Delta | None = None
        self._key = ""
        self._closed = True
        self._size = 0
        self._checksum = 0

    def follow(self, event: Event) -> None:
        """Take note of *event*."""
        match event:
            case Message(echo=False) if event.node_type.lower() == "end":
                self._add(event, event.node_execute_uuid or event.node_id or event.node_title)
                self._closed = event.node_is_finish
            case Delta(message_type="answer"):
                self._add(event, event.message_id)
            case Reply(message_type="answer"):
                self._closed = True
            case _:
                pass

    def rest_of(self, text: str) -> str | None:
        """What follows in *text* after what was said; None where it does not begin with that."""
        if self.last is None or zlib.crc32(_bytes(text[: self._size])) != self._checksum:
            return None
        rest = text[self._size :]
        return None if rest and self._closed else rest

    def _add(self, event: Message | Delta, key: str) -> None:
        if self._closed or key != self._key:
            self._size, self._checksum = 0, 0
        self.last, self._key, self._closed = event, key, False
        self._size += len(event.content)
        self._checksum = zlib.crc32(_bytes(event.content), self._checksum)


def recover(
    record: RunRecord, tail: Tail, *, conversation_id: str = "", asked: Interrupt | None = None
) -> Iterator[Event]:
    """The events that the lost stream still owed: the rest of the result, and the closing one.

    *asked* is a question whose answer was lost on its way: a paused run waits for it still.
    """
    if record.status == "success":
        yield from _result_of(record, tail, conversation_id)
    if record.status == "interrupted" and asked is not None:
        yield asked
    else:
        yield closing_of(record, conversation_id)


def closing_of(record: RunRecord, conversation_id: str = "") -> Closing:
    """The closing event of a run that has ended, as its stream would have had it."""
    if record.status == "success":
        return Done(
            execute_id=record.execute_id,
            conversation_id=conversation_id,
            debug_url=record.debug_url,
            token=record.usage.total if record.usage else None,
            usage=record.usage,
        )
    if record.status == "interrupted":
        return record.interrupt or Interrupt(
            event_id="", execute_id=record.execute_id, debug_url=record.debug_url
        )
    otherwise = (
        _("The run was cancelled.") if record.status == "cancelled" else _("The run failed.")
    )
    message, detail = split_message(record.error_message)
    return Failed(
        error_code=record.error_code,
        error_message=message or otherwise,
        detail=detail,
        debug_url=record.debug_url,
        log_id=record.log_id,
        execute_id=record.execute_id,
        conversation_id=conversation_id,
    )


def _result_of(record: RunRecord, tail: Tail, conversation_id: str) -> Iterator[Event]:
    """Go on with the text that was being written, or begin a new one with the whole result."""
    text = _text_of(record, is_chat=bool(conversation_id))
    rest = tail.rest_of(text)
    known = tail.last if rest is not None else None
    missing = text if rest is None else rest
    if conversation_id:
        last = known if isinstance(known, Delta) else Delta(content="")
        yield replace(last, content=missing, conversation_id=conversation_id)
        yield Reply(content=text, message_id=last.message_id, conversation_id=conversation_id)
    elif missing:
        fresh = Message(content="", node_type="End")
        last_message = known if isinstance(known, Message) else fresh
        yield replace(last_message, content=missing, node_is_finish=True, token=None, usage=None)


def _text_of(record: RunRecord, *, is_chat: bool) -> str:
    """The result as text; what a ChatFlow answers is the one variable of its End node."""
    match record.result:
        case str() as text:
            return text
        case dict() as variables if is_chat and len(variables) == 1:
            (value,) = variables.values()
            return value if isinstance(value, str) else record.output or ""
        case _:
            return record.output or ""


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")

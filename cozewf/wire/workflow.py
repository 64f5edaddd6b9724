"""Workflow streams: frames of /v1/workflow/stream_run and stream_resume → events.

The dialects (wire.md §3.2) differ in event names (message, Message), in where the interrupt
stands, and in whether an error is JSON; each name's reader takes all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from ..errors import CozewfError, OutcomeUnknown
from ..events import Closing, Done, Event, Failed, Interrupt, Message, Unknown
from ..language import _
from .frames import Frame, is_noise
from .interrupts import read_interrupt
from .links import read_debug_url
from .values import (
    Object,
    as_bool,
    as_count,
    as_id,
    as_int,
    as_text,
    first,
    parse_object,
    read_usage,
    split_message,
)

_NAMES = frozenset({"message", "done", "error", "interrupt"})
_KNOWN_FIELDS = {
    *("id", "event", "content", "content_type", "node_is_finish", "token", "usage"),
    *("node_id", "node_title", "node_type", "node_seq_id", "node_execute_uuid"),
}
_MACHINE_QUESTION = r'\{\s*"(messages|content|content_type)"'
_LONGEST_QUESTION = 100_000  # characters that are remembered of what may be a question
_MOST_PARTS = 500  # strings of it: one for each token takes 40 times the memory of its text


def decode(frames: Iterable[Frame], log_id: str = "") -> Iterator[Event]:
    """Yield the events of a workflow stream, up to and including the one that closes it.

    Raises OutcomeUnknown when the frames end before the run does: after all that was received.
    """
    question = _Question()
    try:
        for frame in frames:
            if is_noise(frame):
                continue
            event = _read(frame, question, log_id)
            if event is None:
                raise lost(log_id, frame)
            del frame  # its text may be megabytes, and the event is shown before the next comes
            yield from question.settle(event)
            if isinstance(event, Closing):
                return
        raise lost(log_id)
    except (CozewfError, KeyboardInterrupt):
        yield from question.release()
        raise


def lost(log_id: str, rest: Frame | None = None) -> OutcomeUnknown:
    """The error for a stream that ended before the run did; *rest* is half an event."""
    return OutcomeUnknown(
        _("The stream ended before the run did."),
        hint=_("The run may still be going on at the server."),
        log_id=log_id,
        detail=_("The last event is cut off: {event}: {data}").format(
            event=rest.event, data=rest.data
        )
        if rest
        else "",
    )


def read_failure(text: str, log_id: str = "") -> Failed:
    """Read an error event: JSON of any dialect, or plain text (wire.md §7.18)."""
    data = parse_object(text)
    if data is None:
        from ..codes import find_inner  # noqa: PLC0415  only where a run fails

        inner = find_inner(text)
        message, detail = split_message(inner[1] if inner else text)
        rest = split_message(text)[1] if inner else detail
        return Failed(
            error_code=inner[0] if inner else None,
            error_message=message,
            log_id=log_id,
            detail=rest,
        )
    link = read_debug_url(data.get("debug_url"))
    message, detail = split_message(as_text(first(data, ("error_message", "msg", "message"))))
    return Failed(
        error_code=as_int(first(data, ("error_code", "code"))) or None,
        error_message=message,
        debug_url=link.url,
        log_id=log_id,
        execute_id=link.execute_id,
        conversation_id=as_id(data.get("conversation_id")),
        detail=detail,
    )


class _Question:
    """Holds back what may be the machine copy of a question, until the next event tells.

    Open-source servers send a question twice, first as a message for machines (wire.md §4).
    `text` is what the last node wrote: the cloud's questions stand only there.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._key = ""
        self._closed = False
        self._held: list[Event] = []

    @property
    def text(self) -> str:
        """The text of the node's message that is being written, or was written last."""
        return "".join(self._parts)

    def settle(self, event: Event) -> Sequence[Event]:
        """What can be told apart now that *event* has come."""
        match event:
            case Message():
                self._follow(event)
                if self._parts and self._parts[0].startswith("{") and self._may_be_echo(event):
                    self._held.append(event)
                    return ()
            case Interrupt() if self._held and self.text == event.data:
                return self._mark_echo(event)
            case Unknown() if self._held:
                self._held.append(event)
                return ()
            case _:
                pass
        return (*self.release(), event) if self._held else (event,)

    def release(self) -> Sequence[Event]:
        """What was held back: it was no echo."""
        held, self._held = self._held, []
        return held

    def _mark_echo(self, interrupt: Interrupt) -> Sequence[Event]:
        title = interrupt.node_title
        marked: list[Event] = []
        for held in self.release():
            if isinstance(held, Message):
                title = title or held.node_title
                held = replace(held, echo=True)
            marked.append(held)
        return (*marked, replace(interrupt, node_title=title))

    def _follow(self, message: Message) -> None:
        key = message.node_execute_uuid or message.node_id or message.node_title
        if self._closed or key != self._key:
            self._parts, self._length, self._key = [], 0, key
        if message.content and self._length < _LONGEST_QUESTION:
            self._parts.append(message.content)
            self._length += len(message.content)
            if len(self._parts) == _MOST_PARTS:
                self._parts = [self.text]
        self._closed = message.node_is_finish

    def _may_be_echo(self, message: Message) -> bool:
        if message.node_type.lower() in ("question", "input"):
            return True
        return not message.node_type and re.match(_MACHINE_QUESTION, self.text) is not None


def _read(frame: Frame, question: _Question, log_id: str) -> Event | None:
    """Read one frame. None: the stream was cut in the middle of it."""
    data = parse_object(frame.data)
    name = frame.event.lower()
    if name == "message" and data is not None and isinstance(data.get("event"), str):
        name = data["event"].lower()
    if not frame.whole and not _is_readable(name, data):
        return None
    match name:
        case "error":
            return read_failure(frame.data, log_id)
        case "done":
            return _read_done(data or {})
        case "interrupt" if data is not None:
            return read_interrupt(data, question.text)
        case "message" if data is not None:
            return _read_message(data, frame, question, log_id)
        case _:
            return Unknown(event=frame.event, data=frame.data)


def _is_readable(name: str, data: Object | None) -> bool:
    """Whether an event without its blank line came whole all the same: its JSON is complete."""
    if data is None or name not in _NAMES:
        return False
    return name != "message" or "content" in data or "interrupt_data" in data


def _read_message(data: Object, frame: Frame, question: _Question, log_id: str) -> Event:
    if isinstance(data.get("interrupt_data"), dict) or data.get("content_type") == "interrupt":
        return read_interrupt(data, question.text)
    if "content" not in data and ("error_code" in data or "error_message" in data):
        return read_failure(frame.data, log_id)
    usage = data.get("usage")
    return Message(
        content=as_text(data.get("content")),
        content_type=as_text(data.get("content_type")) or "text",
        node_id=as_id(data.get("node_id")),
        node_title=as_text(data.get("node_title")),
        node_type=as_text(data.get("node_type")),
        node_seq_id=as_text(data.get("node_seq_id")),
        node_execute_uuid=as_id(data.get("node_execute_uuid")),
        node_is_finish=as_bool(data.get("node_is_finish")),
        token=as_count(data.get("token")),
        usage=read_usage(usage) if usage else None,
        extra=_extra_fields(data),
    )


def _extra_fields(data: Object) -> Object:
    if data.keys() <= _KNOWN_FIELDS:
        return {}
    return {name: data[name] for name in sorted(data.keys() - _KNOWN_FIELDS)}


def _read_done(data: Object) -> Done:
    link = read_debug_url(data.get("debug_url"))
    usage: Any = data.get("usage")
    return Done(
        execute_id=as_id(data.get("execute_id")) or link.execute_id,
        conversation_id=as_id(data.get("conversation_id")),
        debug_url=link.url,
        token=as_count(data.get("token")),
        usage=read_usage(usage) if usage else None,
    )

"""Sorts events into segments: what belongs to which message, and what is not for display."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import assert_never

from ..events import (
    ChatStatus,
    Closing,
    Delta,
    Done,
    Event,
    Failed,
    Interrupt,
    Message,
    Reply,
    Unknown,
)
from ..language import N_, _
from .segments import Segment

# What servers say of a chat, in words.
_STATES = (N_("created"), N_("in progress"), N_("completed"), N_("requires action"))


class Inbox:
    """Folds events into segments and hands those with something to show to *enter*.

    *node* is the title or id of the only node to show. *label*, *tokens* and *characters* tell
    what is going on, hidden nodes included.
    """

    def __init__(
        self, enter: Callable[[Segment], None], *, node: str | None = None, verbose: bool = False
    ) -> None:
        self._enter = enter
        self._node = node
        self._verbose = verbose
        self._nodes: dict[str, Segment] = {}
        self._answers: dict[str, Segment] = {}
        self.label = _("waiting")
        self.tokens = 0
        self.characters = 0

    def receive(self, events: deque[Event], now: float) -> bool:
        """Take *events* up to one that closes the run, and tell whether there was one."""
        while events:
            event = events.popleft()
            if isinstance(event, Message):  # most are; a `case` is a third of their cost
                self._message(event, now)
            elif self._sort(event, now):
                return True
        return False

    def _sort(self, event: Delta | Reply | ChatStatus | Unknown | Closing, now: float) -> bool:
        match event:
            case Delta():
                self._delta(event, now)
            case Reply():
                self._reply(event, now)
            case ChatStatus():
                self.label = _(event.status.replace("_", " "))
            case Unknown():
                self._note(f"{event.event}: {event.data}", now)
            case Interrupt() | Done() | Failed():
                self.close()
                return True
            case _:
                assert_never(event)
        return False

    def close(self) -> None:
        """Nothing that is open will be finished by its node any more."""
        for segment in (*self._nodes.values(), *self._answers.values()):
            segment.finished = True
        self._nodes.clear()
        self._answers.clear()

    def _message(self, event: Message, now: float) -> None:
        if event.echo:
            return
        content, node_title, node_id = event.content, event.node_title, event.node_id
        self.label = title = node_title or event.node_type or node_id or "?"
        if event.token:
            self.tokens += event.token
        self.characters += len(content)
        if self._node is not None and self._node not in (node_title, node_id):
            return
        key = event.node_execute_uuid or node_id or node_title
        segment = self._nodes.get(key)
        if segment is None:
            if not content:
                return
            segment = self._nodes[key] = Segment(title, event.node_type, event.content_type)
        if segment.texts and content:  # as `_add`, whose call would be a twentieth of a token
            segment.texts.append(content)
            segment.wrote_at = now
        else:
            self._add(segment, content, now)
        if event.node_is_finish:
            self._nodes.pop(key).finished = True

    def _delta(self, event: Delta, now: float) -> None:
        if event.message_type not in ("answer", ""):
            return
        segment = self._answer(event.message_id)
        segment.said.append(event.content)
        self.characters += len(event.content)
        self._add(segment, event.content, now)

    def _reply(self, event: Reply, now: float) -> None:
        if event.message_type not in ("answer", ""):
            if event.message_type != "follow_up":  # those are offered at the next prompt
                self._note(f"{event.message_type}: {event.content}", now)
            return
        segment = self._answer(event.message_id)
        said = str(segment.said)
        if not said:
            segment.content_type = event.content_type
        if event.content_type == "card":  # the question is put by whoever asks it
            pass
        elif event.content.startswith(said):
            self._add(segment, event.content[len(said) :], now)
        elif event.content.strip() != said.strip():  # the server has changed its mind
            self._add(segment, f"\n\n{event.content}", now)
        self._answers.pop(event.message_id).finished = True

    def _answer(self, message_id: str) -> Segment:
        segment = self._answers.get(message_id)
        if segment is None:
            segment = self._answers[message_id] = Segment()
        return segment

    def _note(self, text: str, now: float) -> None:
        if self._verbose:
            self._add(Segment(note=True, finished=True), text, now)

    def _add(self, segment: Segment, text: str, now: float) -> None:
        if not text:
            return
        if not segment.texts:  # else it has entered, and waits
            self._enter(segment)
        segment.texts.append(text)
        segment.wrote_at = now

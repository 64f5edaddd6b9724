"""Plain text for a pipe: what the nodes write, as it comes, and nothing else."""

from __future__ import annotations

from ..events import Delta, Done, Event, Failed, Interrupt, Message, Reply
from ..terminal import Terminal
from ..turn import AnswerText

_MOST_WAITING = 2000  # characters of other nodes that wait for the one that is writing


class PlainText:
    """Writes what nodes and chats say to stdout; each message ends with a line end.

    Nodes that run side by side are not mixed word by word: one writes, the others wait for its
    message to end, but never with more than 2000 characters, since it may not end. *node* keeps
    one node only, by its id or title.
    """

    def __init__(self, terminal: Terminal, *, node: str | None = None) -> None:
        self._terminal = terminal
        self._node = node
        self._answer = AnswerText()
        self._writing: str | None = None
        self._waiting: dict[str, list[Message]] = {}
        self._waiting_size = 0
        self._at_line_start = True

    def emit(self, event: Event) -> None:
        match event:
            case Message(echo=False) if self._node in (None, event.node_id, event.node_title):
                self._take(event)
            case Delta():
                self._write(self._answer.feed(event))
            case Reply(message_type="answer"):
                self._write(self._answer.feed(event))
                self._end_line()
            case Interrupt() | Done() | Failed():
                self._release_all()
            case _:
                pass

    def close(self) -> None:
        self._release_all()

    def _take(self, message: Message) -> None:
        key = message.node_execute_uuid or message.node_id or message.node_title
        if self._writing in (None, key):
            self._writing = key
            self._show(message)
            return
        self._waiting.setdefault(key, []).append(message)
        self._waiting_size += len(message.content)
        if self._waiting_size > _MOST_WAITING:
            self._give_way()

    def _show(self, message: Message) -> None:
        self._write(message.content)
        if message.node_is_finish:
            self._give_way()

    def _give_way(self) -> None:
        """The message that is being written has ended or takes too long: the next one writes."""
        self._end_line()
        self._writing = None
        if not self._waiting:
            return
        key = next(iter(self._waiting))
        messages = self._waiting.pop(key)
        self._waiting_size -= sum(len(message.content) for message in messages)
        for message in messages:
            self._take(message)

    def _release_all(self) -> None:
        self._end_line()
        while self._waiting:
            self._give_way()
        self._end_line()
        self._writing = None

    def _write(self, text: str) -> None:
        if text:
            self._at_line_start = text.endswith("\n")  # first: Ctrl-C may come while writing
            self._terminal.write(text)

    def _end_line(self) -> None:
        if not self._at_line_start:
            self._write("\n")

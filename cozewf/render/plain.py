"""Plain text for a pipe: what the nodes write, as it comes, and nothing else."""

from __future__ import annotations

from ..events import Delta, Event, Interrupt, Message, Reply
from ..terminal import Terminal


class PlainText:
    """Writes the nodes' text to stdout; each node's message ends with a line end.

    *node* keeps one node only, by its id or title.
    """

    def __init__(self, terminal: Terminal, *, node: str | None = None) -> None:
        self._terminal = terminal
        self._node = node
        self._key = ""
        self._at_line_start = True

    def emit(self, event: Event) -> None:
        match event:
            case Message(echo=False) if self._node in (None, event.node_id, event.node_title):
                key = event.node_execute_uuid or event.node_id or event.node_title
                if key != self._key:
                    self._end_line()
                self._key = key
                self._write(event.content)
                if event.node_is_finish:
                    self._end_line()
            case Delta(message_type="answer"):
                self._key = event.message_id
                self._write(event.content)
            case Reply() | Interrupt():
                self._end_line()
            case _:
                pass

    def close(self) -> None:
        self._end_line()

    def _write(self, text: str) -> None:
        if text:
            self._at_line_start = text.endswith("\n")  # first: Ctrl-C may come while writing
            self._terminal.write(text)

    def _end_line(self) -> None:
        if not self._at_line_start:
            self._write("\n")

"""Whose turn it is: one node writes, what the others say waits, and nobody waits too long."""

from __future__ import annotations

from .segments import Segment, Writer

_SWITCH_SECONDS = 0.7  # a silent node lets another one speak
_SWITCH_CHARACTERS = 2000  # so much unseen text may not wait any longer


class Stage:
    """Gives the screen to one segment after the other."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._front: Segment | None = None
        self._queue: list[Segment] = []

    def enter(self, segment: Segment) -> None:
        """*segment* has something to show."""
        if segment is not self._front and segment not in self._queue:
            self._queue.append(segment)

    @property
    def waiting(self) -> bool:
        """Whether anything is not on the screen yet."""
        front = self._front
        return bool(self._queue) or (front is not None and (bool(front.texts) or front.finished))

    def perform(self, now: float) -> None:
        """Write all that may be written now."""
        while (front := self._front or self._next()) is not None:
            self._front = front
            if front.texts or front.finished:
                self._write(front)
            if not front.finished:
                if not self._is_impatient(front, now):
                    return
                self._writer.leave(front)
            self._front = None

    def interrupt(self) -> None:
        """Something else is written to the terminal: let go of the row that was begun."""
        if self._front is not None:
            self._writer.leave(self._front)
            self._front.headed = True  # no other node has written, it just goes on

    def _write(self, segment: Segment) -> None:
        if segment.note:
            self._writer.note(segment.take())
        else:
            self._writer.write(segment)

    def _next(self) -> Segment | None:
        for index, segment in enumerate(self._queue):
            if segment.ready:
                return self._queue.pop(index)
        return None

    def _is_impatient(self, front: Segment, now: float) -> bool:
        """Whether *front* has been silent, or the others have waited, for too long."""
        if not self._queue:
            return False
        others = [segment for segment in self._queue if segment.ready]
        return bool(others) and (
            now - front.wrote_at > _SWITCH_SECONDS
            or any(segment.size > _SWITCH_CHARACTERS for segment in others)
        )

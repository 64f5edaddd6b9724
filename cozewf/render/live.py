"""The live view of a run on a terminal: text grows, finished blocks are formatted once."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from ..events import Delta, Event, Message
from ..language import _
from ..terminal import ReaderGone, Terminal
from .inbox import Inbox
from .screen import Screen
from .segments import Writer
from .stage import Stage
from .status import FRAME_SECONDS, status_line

if TYPE_CHECKING:
    from .markdown import Formatter

_FLUSH_SECONDS = 0.04  # how old text may be before it is on the screen
_QUIET_SECONDS = 0.5  # without new text for so long, the status row shows life
_LONG_AGO = float("-inf")
_TEXT = (Message, Delta)  # what may wait for the next frame


class LiveView:
    """A sink for a terminal. One node writes at a time; the others wait for their turn.

    *node* is the title or id of the only node to show. *ticker* draws what is due also while no
    event comes; without it only events do. Safe against lines on stderr in between.
    """

    def __init__(
        self,
        terminal: Terminal,
        *,
        clock: Callable[[], float] = time.monotonic,
        ticker: bool = True,
        node: str | None = None,
        verbose: bool = False,
    ) -> None:
        self._terminal = terminal
        self._lock = terminal.lock
        self._clock = clock
        self._screen = Screen(terminal)
        self._styled = terminal.can_redraw and terminal.colored("out")
        mark = "●" if terminal.unicode else "*"
        self._stage = Stage(Writer(self._screen, _formatter if self._styled else None, mark))
        self._inbox = Inbox(self._stage.enter, node=node, verbose=verbose)
        # What came since the last frame: many events are sorted in one go.
        self._received: deque[Event] = deque()
        self._started = self._wrote_at = clock()
        self._due = self._drawn_at = _LONG_AGO  # when the next frame is, when the last status was
        self._failure: Exception | None = None
        self._closed = threading.Event()
        self._active = threading.Event()
        terminal.before_say = self._make_room
        self.begin()
        if ticker:
            threading.Thread(target=self._run, daemon=True).start()

    def begin(self) -> None:
        """Something was asked of the server: show the status until its answer comes."""
        with self._lock:
            if not self._active.is_set():
                self._started = self._wrote_at = self._clock()
                self._active.set()

    def emit(self, event: Event) -> None:
        """Show *event*: text within 40 ms, what closes a run at once.

        Raises what the ticker has met: ReaderGone, as a rule.
        """
        self._received.append(event)
        if self._clock() < self._due and isinstance(event, _TEXT):
            return
        with self._lock:
            if self._failure is not None:
                raise self._failure
            now = self._clock()  # the lock may have been waited for
            self._take(now)
            if self._active.is_set() and now >= self._due:
                self._flush(now)

    def close(self) -> None:
        """Show what is left and give the terminal back."""
        self._closed.set()
        with self._lock:
            if self._terminal.before_say == self._make_room:
                self._terminal.before_say = None
            with suppress(ReaderGone):  # whoever wrote first has been told
                self._take(self._clock())
                self._finish()
        self._active.set()  # lets the ticker end

    def tick(self) -> None:
        """Draw what is due by now."""
        with self._lock:
            now = self._clock()
            self._take(now)
            if self._closed.is_set() or not self._active.is_set():
                return
            if self._stage.waiting:
                self._flush(now)
            if now - self._wrote_at >= _QUIET_SECONDS and now - self._drawn_at >= FRAME_SECONDS:
                self._draw_status(now)

    def _run(self) -> None:
        """The ticker's thread."""
        if self._styled:
            _formatter()  # takes 100 ms, while the server thinks
        while self._active.wait() and not self._closed.wait(_FLUSH_SECONDS):
            with self._lock:
                try:
                    self.tick()
                except Exception as error:  # noqa: BLE001  `emit` raises it
                    self._failure = error
                    return

    def _take(self, now: float) -> None:
        """Sort what was received, and finish what it closes."""
        while self._received:
            if not self._active.is_set():
                self.begin()
            if self._inbox.receive(self._received, now):
                self._finish()

    def _flush(self, now: float) -> None:
        self._due = now + _FLUSH_SECONDS
        if not self._stage.waiting:
            return
        self._wrote_at = now
        self._screen.look()
        self._stage.perform(now)
        self._screen.flush()

    def _draw_status(self, now: float) -> None:
        if not self._screen.can_redraw:
            return
        self._drawn_at = now
        box = self._inbox
        amount = _("{count:,} chars").format(count=box.characters) if box.characters else ""
        if box.tokens:
            amount = _("{count:,} tokens").format(count=box.tokens)
        line = status_line(self._terminal, box.label, now - self._started, amount)
        self._screen.look()
        self._screen.show_status(f"\x1b[2m{line}\x1b[0m" if self._styled else line)
        self._screen.flush()

    def _finish(self) -> None:
        """Write all there is; the screen is free after that."""
        self._rest()
        self._inbox.close()
        self._screen.look()
        self._stage.perform(self._clock())
        self._screen.end_line()
        self._screen.hide_status()
        self._screen.flush()

    def _make_room(self, text: str) -> None:
        """Somebody writes *text* to stderr, which may be the same terminal."""
        if not self._terminal.err_is_tty:
            return
        self._screen.blank = False
        self._take(self._clock())
        if not self._active.is_set():
            return
        self._screen.look()
        self._stage.interrupt()
        self._screen.hide_status()
        self._screen.flush()
        if not text.endswith("\n"):  # a question: nothing may be drawn over it
            self._rest()

    def _rest(self) -> None:
        """Draw nothing until the next event."""
        self._active.clear()
        self._due = _LONG_AGO


@cache
def _formatter() -> Formatter:
    from .markdown import Formatter  # noqa: PLC0415  100 ms, only where Markdown is formatted

    return Formatter()

"""Signs of life: a spinner with what is going on and for how long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType

from ..cleaning import clean_line
from ..terminal import Terminal
from .reports import duration
from .wrap import clip

FRAME_SECONDS = 0.1
_DOTS = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_ASCII = "-\\|/"


def status_line(terminal: Terminal, label: str, elapsed: float, extra: str = "") -> str:
    """One row: the spinner as it looks after *elapsed* seconds, *label*, the time, *extra*.

    It leaves the last column free, where some terminals would begin a new row.
    """
    glyphs = _DOTS if terminal.unicode else _ASCII
    glyph = glyphs[int(elapsed / FRAME_SECONDS) % len(glyphs)]
    parts = [part for part in (duration(int(elapsed)), extra) if part]
    tail = "  " + "  ".join(parts)
    room = terminal.size()[0] - 1
    name = clip(clean_line(label), max(0, room - len(glyph) - 1 - len(tail)))
    return clip(f"{glyph} {name}{tail}", room)


class Spinner:
    """Shows on stderr that something is waited for, while the `with` block runs.

    Draws nothing where stderr is no terminal that can redraw. Whatever is said meanwhile
    through *terminal* stands on its own rows.
    """

    def __init__(
        self,
        terminal: Terminal,
        label: str,
        *,
        clock: Callable[[], float] = time.monotonic,
        ticker: bool = True,
    ) -> None:
        self.label = label
        self._terminal = terminal
        self._clock = clock
        self._started = clock()
        self._shown = False
        self._drawing = False
        self._line_open = False  # somebody asks something on this row
        self._stopped = threading.Event()
        self._enabled = terminal.err_is_tty and terminal.environ.get("TERM", "") not in ("dumb", "")
        self._ticker = threading.Thread(target=self._run, daemon=True) if ticker else None

    def __enter__(self) -> Spinner:
        if self._enabled:
            self._terminal.before_say = self._make_room
            if self._ticker is not None:
                self._ticker.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._enabled:
            return
        self._stopped.set()
        with self._terminal.lock:
            self._terminal.before_say = None
            self._erase()

    def draw(self) -> None:
        """Draw the next picture; the ticker does so ten times a second."""
        with self._terminal.lock:
            if self._enabled and not self._line_open and not self._stopped.is_set():
                elapsed = self._clock() - self._started
                line = status_line(self._terminal, self.label, elapsed)
                self._say(f"\r{self._terminal.style(line, 2)}\x1b[K\r")
                self._shown = True

    def _run(self) -> None:
        while not self._stopped.wait(FRAME_SECONDS):
            self.draw()

    def _make_room(self, text: str) -> None:
        if not self._drawing:
            self._erase()
            self._line_open = not text.endswith("\n")

    def _erase(self) -> None:
        if self._shown:
            self._say("\r\x1b[K")
            self._shown = False

    def _say(self, text: str) -> None:
        self._drawing = True
        self._terminal.say_part(text)
        self._drawing = False

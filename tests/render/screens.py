"""A terminal of the size one wants, with all that was ever on it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pyte

from cozewf.events import Message
from cozewf.render.live import LiveView
from cozewf.terminal import Terminal


class Tty(io.StringIO):
    """A stream that says it is a terminal and keeps every write."""

    encoding = "utf-8"

    def __init__(self, feed: Callable[[str], None] = lambda text: None) -> None:
        super().__init__()
        self._feed = feed
        self.writes: list[str] = []
        self.stall: Callable[[], object] = lambda: None  # how long the terminal takes for a write

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self.closed:
            raise BrokenPipeError
        self.stall()
        self.writes.append(text)
        # pyte drops what follows a joiner or a variation selector
        self._feed(re.sub("[\u200d\ufe0f]", "", text).replace("\n", "\r\n"))
        return len(text)

    @property
    def sent(self) -> str:
        return "".join(self.writes)


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Window:
    """A terminal emulator; stdout and stderr both go to it."""

    columns: int = 80
    rows: int = 24
    environ: dict[str, str] = field(default_factory=lambda: {"TERM": "xterm-256color"})

    def __post_init__(self) -> None:
        self.clock = Clock()
        self.screen = pyte.HistoryScreen(self.columns, self.rows, history=1_000_000, ratio=0.5)
        stream = pyte.Stream(self.screen)
        self.out, self.err = Tty(stream.feed), Tty(stream.feed)
        self.terminal = Terminal(
            Tty(), self.out, self.err, environ=self.environ, size=lambda: (self.columns, self.rows)
        )

    def view(self, **options: Any) -> LiveView:
        return LiveView(self.terminal, clock=self.clock, ticker=False, **options)

    def pass_time(self, view: LiveView, seconds: float) -> None:
        """Let the ticker tick for so long."""
        end = self.clock.now + seconds
        while self.clock.now < end:
            self.clock.now += 0.04
            view.tick()

    def resize(self, columns: int, rows: int) -> None:
        """As terminals without reflow do; pyte itself would lose what no longer fits."""
        for y in range(self.rows - rows):
            self.screen.history.top.append(self.screen.buffer[y])
        self.columns, self.rows = columns, rows
        self.screen.resize(rows, columns)

    @property
    def lines(self) -> list[str]:
        """All that is in the scrollback and on the screen, without empty rows at the end."""
        rows = [
            *self.screen.history.top,
            *(self.screen.buffer[y] for y in range(self.screen.lines)),
        ]
        texts = ["".join(row[x].data for x in range(self.screen.columns)).rstrip() for row in rows]
        while texts and not texts[-1]:
            texts.pop()
        return texts

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def message(
    content: str, title: str = "写作", *, finish: bool = False, kind: str = "text"
) -> Message:
    return Message(
        content=content,
        content_type=kind,
        node_id=f"id-{title}",
        node_title=title,
        node_is_finish=finish,
    )

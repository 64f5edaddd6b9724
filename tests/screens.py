"""The real command in this process, on streams that may say they are a terminal."""

from __future__ import annotations

import io
import os
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from cozewf.cli import main
from cozewf.language import FOLDER
from cozewf.terminal import Terminal

KEY = "pat_canary_0123456789"


class Screen(io.TextIOWrapper):
    """A stream that keeps what is written, holds *typed*, and may call itself a terminal."""

    def __init__(self, typed: str = "", *, is_tty: bool = True, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(typed.encode()), encoding, "replace", newline="\n")
        self._is_tty = is_tty

    def isatty(self) -> bool:
        return self._is_tty

    @property
    def data(self) -> bytes:
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue()

    @property
    def so_far(self) -> str:
        """What was shown by now, for another thread."""
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode(self.encoding, "replace")

    @property
    def shown(self) -> str:
        return self.data.decode(self.encoding)


@dataclass(frozen=True)
class Shown:
    """How a command ended, and what reached its two streams."""

    code: int
    out: Screen
    err: Screen

    @property
    def text(self) -> str:
        return self.out.shown + self.err.shown


def show(
    argv: Sequence[str],
    environ: Mapping[str, str],
    *,
    stdin: TextIO | None = None,
    typed: Sequence[tuple[str, str]] = (),
    is_tty: bool = True,
    encoding: str = "utf-8",
    size: tuple[int, int] = (100, 40),
    catalogues: Path = FOLDER,
) -> Shown:
    """Run a command line; nobody is there who types, but for *stdin*, or `typing` of *typed*."""
    out, err = (Screen(is_tty=is_tty, encoding=encoding) for _ in range(2))
    with typing(err, typed) as keyboard:
        terminal = Terminal(stdin or keyboard, out, err, environ=environ, size=lambda: size)
        code = main(argv, terminal=terminal, environ=environ, catalogues=catalogues)
    return Shown(code, out, err)


@contextmanager
def typing(screen: Screen, steps: Sequence[tuple[str, str]]) -> Iterator[TextIO]:
    """A keyboard: of each of *steps*, types the keys as soon as *screen* shows the text."""
    if not steps:
        yield io.StringIO()
        return
    master, slave = os.openpty()
    over = threading.Event()

    def type_all() -> None:
        at = 0
        for text, keys in steps:
            while (found := screen.so_far.find(text, at)) < 0:
                if over.wait(0.01):
                    return
            at = found + len(text)
            time.sleep(0.02)  # the line editor takes the terminal over
            os.write(master, keys.encode())

    fingers = threading.Thread(target=type_all, daemon=True)
    with os.fdopen(master, "wb"), os.fdopen(slave, encoding="utf-8") as stdin:
        fingers.start()
        try:
            yield stdin
        finally:
            over.set()
            fingers.join(5)


def settings(home: Path, environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """An environment with a key and folders of its own; *environ* goes before."""
    return {
        "COZEWF_API_KEY": KEY,
        "COZEWF_CONFIG_DIR": str(home),
        "COZEWF_STATE_DIR": str(home),
        "TERM": "xterm-256color",
    } | dict(environ or {})


def on_a_screen(
    argv: Sequence[str], home: Path, environ: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Run a command line on a terminal; return its exit code and all that reached it."""
    shown = show(argv, settings(home, environ))
    return shown.code, shown.text

"""The real command in this process, on streams that may say they are a terminal."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
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
    is_tty: bool = True,
    encoding: str = "utf-8",
    size: tuple[int, int] = (100, 40),
    catalogues: Path = FOLDER,
) -> Shown:
    """Run a command line; nobody is there who types, but for what *stdin* holds."""
    out, err = (Screen(is_tty=is_tty, encoding=encoding) for _ in range(2))
    terminal = Terminal(stdin or io.StringIO(), out, err, environ=environ, size=lambda: size)
    code = main(argv, terminal=terminal, environ=environ, catalogues=catalogues)
    return Shown(code, out, err)


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

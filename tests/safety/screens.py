"""The real command in this process, on streams that say they are a terminal."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from cozewf.cli import main
from cozewf.terminal import Terminal

KEY = "pat_canary_0123456789"


class Screen(io.TextIOWrapper):
    """A text stream over bytes that calls itself a terminal."""

    def isatty(self) -> bool:
        return True

    @property
    def shown(self) -> str:
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode()


def on_a_screen(
    argv: Sequence[str], home: Path, environ: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Run a command line; return its exit code and all that reached the terminal."""
    out, err = (Screen(io.BytesIO(), "utf-8", "replace", newline="\n") for _ in range(2))
    terminal = Terminal(
        io.StringIO(), out, err, environ={"TERM": "xterm-256color"}, size=lambda: (100, 40)
    )
    settings = {
        "COZEWF_API_KEY": KEY,
        "COZEWF_CONFIG_DIR": str(home),
        "COZEWF_STATE_DIR": str(home),
        "TERM": "xterm-256color",
    }
    code = main(argv, terminal=terminal, environ=settings | dict(environ or {}))
    return code, out.shown + err.shown

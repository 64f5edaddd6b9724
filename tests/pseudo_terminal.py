"""A person's terminal: the real command under a pseudo-terminal, its screen read by pyte."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

import ptyprocess  # type: ignore[import-untyped]  # theirs
import pyte

from .zygote import Life, Zygote, suits


class PseudoTerminal:
    """Runs a command on a terminal of *columns* × *rows* and keeps all that was ever shown."""

    def __init__(
        self,
        argv: list[str],
        environ: Mapping[str, str],
        *,
        columns: int = 80,
        rows: int = 24,
        zygote: Zygote | None = None,
    ) -> None:
        self.columns, self.rows = columns, rows
        self.screen = pyte.HistoryScreen(columns, rows, history=100_000, ratio=0.5)
        self._stream = pyte.ByteStream(self.screen)
        self.sent = b""
        environ = {"TERM": "xterm-256color", **environ}
        if zygote is not None and suits(zygote, environ, Path.cwd()):
            self._process = _Forked.become(zygote, argv, environ, columns, rows)
        else:
            self._process = ptyprocess.PtyProcess.spawn(
                argv, env=environ, dimensions=(rows, columns)
            )
        self._process.delayafterclose = 0.01

    @classmethod
    def cozewf(
        cls,
        *argv: str,
        environ: Mapping[str, str],
        columns: int = 80,
        rows: int = 24,
        zygote: Zygote | None = None,
    ) -> PseudoTerminal:
        """The command at a terminal: started, or forked from *zygote*."""
        command = [sys.executable, "-m", "cozewf", *argv]
        return cls(command, environ, columns=columns, rows=rows, zygote=zygote)

    def __enter__(self) -> PseudoTerminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.close(force=True)

    def type(self, text: str) -> None:
        self._process.write(text.encode())

    def type_until(self, keys: str, text: str) -> None:
        """Type *keys* again and again until *text* has been shown."""

        def is_there() -> bool:
            self.type(keys)
            self._read(0.1)
            return text in self.text

        self._wait(is_there, f"{text!r} did not come", 10)

    @property
    def descriptor(self) -> int:
        """The side of the terminal that is not the command's."""
        return int(self._process.fd)

    def interrupt(self) -> None:
        self.send(signal.SIGINT)

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the command alone."""
        self._process.kill(number)

    def hang_up(self, seconds: float) -> int:
        """Let the terminal disappear; return how the command ends, as `wait`."""
        self._process.fileobj.close()
        self._process.closed = True
        end = time.monotonic() + seconds
        while self._process.isalive():
            assert time.monotonic() < end, "still running without a terminal"
            time.sleep(0.02)
        return self._code()

    def resize(self, columns: int, rows: int) -> None:
        """As terminals without reflow do; pyte itself would lose the rows that no longer fit."""
        self._read(0.1)
        for y in range(self.rows - rows):
            self.screen.history.top.append(self.screen.buffer[y])
        self.columns, self.rows = columns, rows
        self.screen.resize(rows, columns)
        _set_size(self._process.fd, columns, rows)

    def wait_for(self, text: str, seconds: float = 10) -> None:
        """Read until *text* has been shown."""
        self._wait(lambda: text in self.text, f"{text!r} did not come", seconds)

    def wait_until(self, is_there: Callable[[], bool], seconds: float = 10) -> None:
        """Read until something is so that no screen shows."""
        self._wait(is_there, "it did not come to be", seconds)

    def wait(self, seconds: float = 20) -> int:
        """Read until the command has ended; return its exit code, -N for a signal."""
        end = time.monotonic() + seconds
        while self._read(0.05) or self._process.isalive():
            assert time.monotonic() < end, f"still running:\n{self.text}"
        self._process.wait() if self._process.exitstatus is None else None
        return self._code()

    def type_until_gone(self, keys: str) -> None:
        """Type *keys* again and again until the command has ended."""
        end = time.monotonic() + 10
        while self._process.isalive():
            assert time.monotonic() < end, f"still running:\n{self.text}"
            self.type(keys)
            self._read(0.2)

    def _code(self) -> int:
        signalled = self._process.signalstatus
        return -signalled if signalled else int(self._process.exitstatus or 0)

    @property
    def lines(self) -> list[str]:
        """All rows that were ever shown, scrollback first, without spaces at their ends."""
        rows = [*self.screen.history.top, *(self.screen.buffer[y] for y in range(self.rows))]
        shown = [self._row(row).rstrip() for row in rows]
        while shown and not shown[-1]:
            shown.pop()
        return shown

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def _row(self, row: Mapping[int, pyte.screens.Char]) -> str:
        width = max(self.columns, max(row, default=-1) + 1)
        return "".join(row[x].data for x in range(width))

    def _wait(self, is_there: Callable[[], bool], complaint: str, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not is_there():
            self._read(0.05)
            assert time.monotonic() < end, f"{complaint}:\n{self.text}"

    def _read(self, seconds: float) -> bool:
        """Take what the command has written; whether there was anything."""
        ready, _, _ = select.select([self._process.fd], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self._process.fd, 65536)
        except OSError:  # Linux says so at the end
            return False
        self.sent += data
        self._stream.feed(data)
        return bool(data)


class _Forked(ptyprocess.PtyProcess):  # type: ignore[misc]  # as above
    """A process that is no child of ours: a zygote tells how it ends."""

    exitstatus: int | None
    signalstatus: int | None

    def __init__(self, life: Life, number: int) -> None:
        super().__init__(life.pid, number)
        self._life = life

    @classmethod
    def become(
        cls, zygote: Zygote, argv: list[str], environ: Mapping[str, str], columns: int, rows: int
    ) -> _Forked:
        """Run *argv*, which begins with `python -m`."""
        ours, theirs = os.openpty()
        _set_size(ours, columns, rows)
        assert argv[:2] == [sys.executable, "-m"]
        return cls(zygote.fork(argv[2:], [theirs] * 3, environ, Path.cwd()), ours)

    def isalive(self) -> bool:
        code = self._life.poll()
        if code is None:
            return True
        self.terminated = True
        self.exitstatus, self.signalstatus = (code, None) if code >= 0 else (None, -code)
        return False


def _set_size(number: int, columns: int, rows: int) -> None:
    fcntl.ioctl(number, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

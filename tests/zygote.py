"""A process that has everything loaded, and becomes the real command by a fork.

A start of the command is 0.2 s of a processor, most of it for loading modules, and the tests need
nine hundred of them. Here they are loaded once: what is forked runs `python -m cozewf` from its
first line to its `os._exit`, on the streams, words, environment and folder that it is given, in a
fifth of the time. The whole suite takes 306 s of processors instead of 522. A zygote runs
nothing itself, so that no module of ours has been used before.

A fork cannot show an import that is missing, nor what Python reads when it starts (`suits`), and
sets have the same order in all that comes from one zygote. So starts, signals, locales, closed
streams, help and completions are tested with real ones, and `test_zygote.py` compares both for
each command. `multiprocessing` has a fork server too, but its children are no plain processes.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import TracebackType

# What Python and its C library read when they start; TZ they read again when told to.
_READ_AT_START = ("PYTHON", "LC_", "LANG", "LD_", "MALLOC_", "GLIBC_")
HEAD = struct.Struct("=i")  # of an order: its size; of an answer: an id or an exit code


class Zygote:
    """Starts `python -m …` by forks of one process, which lives in *environ* until `close`."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", f"{__package__}.births", str(theirs.fileno())],
                env=dict(environ),
                cwd=Path(__file__).parent.parent,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def __enter__(self) -> Zygote:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._control.close()
        self._process.wait()

    def run(
        self, words: Sequence[str], *, stdin: bytes, environ: Mapping[str, str], folder: Path
    ) -> tuple[int, bytes, bytes]:
        """Run `python -m WORDS` without a terminal, as `subprocess.run` does."""
        (read_in, write_in), (read_out, write_out), (read_err, write_err) = (
            os.pipe() for _ in range(3)
        )
        life = self.fork(words, (read_in, write_out, write_err), environ, folder)
        with ThreadPoolExecutor(3) as pool:
            pool.submit(_feed, write_in, stdin)
            out, err = (pool.submit(_drain, number) for number in (read_out, read_err))
            return life.wait(30), out.result(), err.result()

    def fork(
        self,
        words: Sequence[str],
        streams: Sequence[int],
        environ: Mapping[str, str],
        folder: Path,
    ) -> Life:
        """Start `python -m WORDS` on three *streams*, which it takes over."""
        read, write = os.pipe()
        order = json.dumps([list(words), dict(environ), str(folder)]).encode()
        socket.send_fds(self._control, [HEAD.pack(len(order))], [*streams, write])
        self._control.sendall(order)
        for number in {*streams, write}:
            os.close(number)
        return Life(read)


def suits(zygote: Zygote, environ: Mapping[str, str], folder: Path) -> bool:
    """Whether *zygote* becomes what a new process with *environ* in *folder* would be."""
    own, wanted = (
        {k: v for k, v in variables.items() if k.startswith(_READ_AT_START)}
        for variables in (zygote.environ, environ)
    )
    return own == wanted and not any(folder.glob("*.py"))  # which that would import


class Life:
    """A process that a zygote has become: *status* tells its id, and then how it has ended."""

    def __init__(self, status: int) -> None:
        self._status = status
        self._code: int | None = None
        self.pid = self._read()

    def poll(self, seconds: float = 0) -> int | None:
        """How it ended within *seconds*: an exit code, -N for a signal. None: it lives."""
        if self._code is None and select.select([self._status], [], [], seconds)[0]:
            self._code = self._read()
            os.close(self._status)
        return self._code

    def wait(self, seconds: float) -> int:
        """How it ended, as `poll`. Raises TimeoutExpired, having killed it."""
        code = self.poll(seconds)
        if code is None:
            os.killpg(self.pid, signal.SIGKILL)
            self.poll(seconds)
            raise subprocess.TimeoutExpired("cozewf", seconds)
        return code

    def _read(self) -> int:
        data = os.read(self._status, HEAD.size)
        assert data, "the zygote has died"
        return int(HEAD.unpack(data)[0])


def _feed(number: int, data: bytes) -> None:
    with suppress(BrokenPipeError), open(number, "wb") as pipe:
        pipe.write(data)


def _drain(number: int) -> bytes:
    with open(number, "rb") as pipe:
        return pipe.read()

"""A process that has everything loaded, and becomes the real command by a fork.

A start of the command is 0.2 s of a processor, most of it for loading modules, and the tests need
a thousand of them. Here they are loaded once: what is forked runs `python -m cozewf` from its
first line to its `os._exit`, on the streams, words, environment and folder that it is given. A
zygote runs nothing itself, so that no module of ours has been used before.

A fork cannot show an import that is missing, nor what Python reads when it starts (`suits`), and
sets have the same order in all that comes from one zygote. So starts, signals, locales, closed
streams, help and completions are tested with real ones, and `test_zygote.py` compares both for
each command. `multiprocessing` has a fork server too, but its children are no plain processes.
"""

from __future__ import annotations

import fcntl
import gc
import io
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any

# What Python and its C library read when they start; TZ they read again when told to.
_READ_AT_START = ("PYTHON", "LC_", "LANG", "LD_", "MALLOC_", "GLIBC_")
# What our modules load when they first need it.
_LIBRARIES = (
    *("csv", "decimal", "getpass", "gettext", "http.client", "sqlite3", "ssl", "statistics"),
    *("subprocess", "tempfile", "tomllib", "webbrowser", "zoneinfo", "asyncio"),
    *("httpx", "jmespath", "jsonschema", "platformdirs", "rich.console", "rich.table"),
    *("rich.text", "starlette.applications", "tomlkit", "typer", "typer.main", "uvicorn"),
)
_HEAD = struct.Struct("=i")


class Zygote:
    """Starts `python -m …` by forks of one process, which lives in *environ* until `close`."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(theirs.fileno())],
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
        socket.send_fds(self._control, [_HEAD.pack(len(order))], [*streams, write])
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
        data = os.read(self._status, _HEAD.size)
        assert data, "the zygote has died"
        return int(_HEAD.unpack(data)[0])


def _feed(number: int, data: bytes) -> None:
    with suppress(BrokenPipeError), open(number, "wb") as pipe:
        pipe.write(data)


def _drain(number: int) -> bytes:
    with open(number, "rb") as pipe:
        return pipe.read()


# --- The other side.


def _become() -> None:
    """Fork for each order, until there are none; return in what is forked, ready to run."""
    control = socket.socket(fileno=int(sys.argv[1]))
    _load()
    gc.collect()
    gc.freeze()  # no look for garbage touches what all of them share
    statuses: dict[int, int] = {}
    signal.signal(signal.SIGCHLD, lambda number, frame: _reap(statuses))
    while True:
        head, numbers, _, _ = socket.recv_fds(control, _HEAD.size, 4)
        if not head:
            os._exit(0)
        order = json.loads(control.recv(_HEAD.unpack(head)[0], socket.MSG_WAITALL))
        # No child may end before its status has a place.
        masked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        pid = os.fork()
        if pid == 0:
            control.detach()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_SETMASK, masked)
            _be_born(numbers[:3], *order)
            return
        statuses[pid] = numbers.pop()
        os.write(statuses[pid], _HEAD.pack(pid))
        for number in numbers:
            os.close(number)
        signal.pthread_sigmask(signal.SIG_SETMASK, masked)


def _load() -> None:
    sys.modules["httpx._main"] = None  # type: ignore[assignment]  # as `cozewf.__main__` does
    for name in _LIBRARIES:
        import_module(name)
    package = import_module("cozewf")
    for module in pkgutil.walk_packages(package.__path__, "cozewf."):
        if not module.name.endswith("__main__"):
            import_module(module.name)


def _reap(statuses: dict[int, int]) -> None:
    """Tell how those ended that have ended by now."""
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            status = statuses.pop(ended[0])
            with suppress(BrokenPipeError):  # nobody waits any more
                os.write(status, _HEAD.pack(os.waitstatus_to_exitcode(ended[1])))
            os.close(status)


def _be_born(
    numbers: Sequence[int], words: list[str], environ: dict[str, str], folder: str
) -> None:
    """Be as a new process is that was started with all this."""
    os.setsid()
    for ours, number in enumerate(numbers):
        os.dup2(number, ours)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    if os.isatty(0):
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    os.environ.clear()
    os.environ.update(environ)
    time.tzset()
    os.chdir(folder)
    sys.path[0] = folder
    for ours, (name, mode) in enumerate((("stdin", "rb"), ("stdout", "wb"), ("stderr", "wb"))):
        stream = _open(ours, mode, getattr(sys, name))
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    sys.argv = words


def _open(number: int, mode: str, before: Any) -> Any:
    """A standard stream as Python opens it: *before* was, in the same locale."""
    binary: Any = open(number, mode, closefd=False)  # noqa: SIM115  it lives as long as we do
    binary.raw.name = before.name
    stream: Any = io.TextIOWrapper(
        binary,
        before.encoding,
        before.errors,
        newline="\n",
        line_buffering=number == 2 or binary.isatty(),
    )
    stream.mode = mode[0]
    return stream


if __name__ == "__main__":
    _become()
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)

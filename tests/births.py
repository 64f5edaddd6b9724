"""The zygote itself: loads everything, then forks for each order; see `zygote`.

`python -m tests.births SOCKET` reads orders from the socket of that number: a `HEAD` with the size
of what follows, the three streams, and a pipe that wants the process's id and, later, its end.
"""

from __future__ import annotations

import fcntl
import gc
import io
import json
import os
import pkgutil
import runpy
import signal
import socket
import sys
import termios
import time
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

from .zygote import HEAD

# What our modules load when they first need it.
_LIBRARIES = (
    *("csv", "decimal", "getpass", "gettext", "http.client", "sqlite3", "ssl", "statistics"),
    *("subprocess", "tempfile", "tomllib", "webbrowser", "zoneinfo", "asyncio"),
    *("httpx", "jmespath", "jsonschema", "platformdirs", "rich.console", "rich.table"),
    *("rich.text", "starlette.applications", "tomlkit", "typer", "typer.main", "uvicorn"),
)


def _become() -> None:
    """Fork for each order, until there are none; return in what is forked, ready to run."""
    control = socket.socket(fileno=int(sys.argv[1]))
    _load()
    gc.collect()
    gc.freeze()  # no look for garbage touches what all of them share
    statuses: dict[int, int] = {}
    signal.signal(signal.SIGCHLD, lambda number, frame: _reap(statuses))
    while True:
        head, numbers, _, _ = socket.recv_fds(control, HEAD.size, 4)
        if not head:
            os._exit(0)
        order = json.loads(control.recv(HEAD.unpack(head)[0], socket.MSG_WAITALL))
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
        os.write(statuses[pid], HEAD.pack(pid))
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
                os.write(status, HEAD.pack(os.waitstatus_to_exitcode(ended[1])))
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

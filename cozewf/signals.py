"""SIGTERM and SIGHUP: obeyed as Ctrl-C is, and then died of, as those who send them expect.

Nothing would be given back otherwise: a terminal without echo, a run that is "running" for ever.
"""

from __future__ import annotations

import os
import signal
from types import FrameType

_ENDING = ("SIGTERM", "SIGHUP")  # Windows has no SIGHUP

_received = 0


class Terminated(KeyboardInterrupt):
    """The process has to end, and there may be nobody at the terminal any more."""


def watch() -> None:
    """Raise `Terminated` in the main thread for the first signal that ends us.

    More of them change nothing: terminals and service managers send several. What was ignored
    before (by `nohup`) stays ignored.
    """
    for number in _numbers():
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _terminate)


def must_end() -> bool:
    """Whether such a signal has come: then nothing may be begun any more."""
    return _received != 0


def die() -> None:
    """End as the signal that has come would have ended us; return where none has."""
    if not _received:
        return
    if os.name == "nt":
        os._exit(128 + _received)
    signal.signal(_received, signal.SIG_DFL)
    os.kill(os.getpid(), _received)


def _terminate(number: int, frame: FrameType | None) -> None:
    global _received  # noqa: PLW0603  a process has one fate
    if not _received:
        _received = number
        raise Terminated


def _numbers() -> list[signal.Signals]:
    return [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]

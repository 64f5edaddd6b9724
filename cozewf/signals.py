"""SIGTERM and SIGHUP: obeyed as Ctrl-C is, and then died of, as those who send them expect.

Nothing would be given back otherwise: a terminal without echo, a run that is "running" for ever.

Python loses an exception that a signal raises in the wrong place: what a weak reference or a
`__del__` calls swallows it, and among modules it becomes a RuntimeError, or the `except:` of a
library takes it. There the signal is put off for a moment, or sent once more.
"""

from __future__ import annotations

import _thread
import os
import signal
import sys
import time
from types import FrameType
from typing import Any

_ENDING = ("SIGTERM", "SIGHUP")  # Windows has no SIGHUP
_LOADER = vars(sys.modules["_frozen_importlib"])
_MOMENT = 0.005  # seconds

_received = 0
_put_off = False


class Terminated(KeyboardInterrupt):
    """The process has to end, and there may be nobody at the terminal any more."""


def watch() -> None:
    """Raise `Terminated` in the main thread for the first signal that ends us.

    More of them change nothing: terminals and service managers send several. What was ignored
    before (by `nohup`) stays ignored. Ctrl-C is KeyboardInterrupt, as ever, but is never lost.
    """
    for number in _numbers():
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _terminate)
    if signal.getsignal(signal.SIGINT) not in (signal.SIG_IGN, None):
        signal.signal(signal.SIGINT, _interrupt)
    sys.unraisablehook = _take_up


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
        if _is_loading(frame):
            _send_later(number)
            return
        _received = number
        raise Terminated


def _interrupt(number: int, frame: FrameType | None) -> None:
    if _is_loading(frame):
        _send_later(number)
    else:
        raise KeyboardInterrupt


def _is_loading(frame: FrameType | None) -> bool:
    """Whether a module is being loaded by what the signal has stopped."""
    while frame is not None and frame.f_globals is not _LOADER:
        frame = frame.f_back
    return frame is not None


def _take_up(lost: Any) -> None:
    """Send a signal again whose exception Python has just swallowed; tell of all others."""
    global _received
    if isinstance(lost.exc_value, Terminated):
        number, _received = _received, 0
        _send_later(number)
    elif isinstance(lost.exc_value, KeyboardInterrupt):
        _send_later(signal.SIGINT)
    else:
        sys.__unraisablehook__(lost)


def _send_later(number: int) -> None:
    """Send ourselves the signal in a moment; several that are put off are one."""
    global _put_off  # noqa: PLW0603  as above
    if not _put_off:
        _put_off = True
        _thread.start_new_thread(_send, (number,))


def _send(number: int) -> None:
    global _put_off  # noqa: PLW0603  as above
    time.sleep(_MOMENT)
    _put_off = False
    if os.name == "nt":
        _thread.interrupt_main(signal.Signals(number))
    else:
        os.kill(os.getpid(), number)


def _numbers() -> list[signal.Signals]:
    return [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]

"""The three clocks of a request: connecting, silence, and all in all."""

from __future__ import annotations

import threading
import time
from typing import Any

from ..profiles.specs import CONNECT_SECONDS, IDLE_SECONDS
from ..records import record


@record
class Limits:
    """Three clocks in seconds, None for no limit: connecting, silence, and all in all."""

    connect: float = CONNECT_SECONDS
    idle: float | None = IDLE_SECONDS
    total: float | None = None


class Deadline:
    """The total clock: when it is up, the connection is shut down under the reader."""

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds
        self._end = None if seconds is None else time.monotonic() + seconds
        self._sockets: list[Any] = []
        self._timer: threading.Timer | None = None
        self.passed = False
        if seconds is not None:
            self._timer = threading.Timer(seconds, self._shut_down)
            self._timer.daemon = True
            self._timer.start()

    def left(self) -> float | None:
        """Seconds that are left, None where there is no limit."""
        return None if self._end is None else max(0.001, self._end - time.monotonic())

    def watch(self, socket: Any) -> None:
        """Take note of a connection that is to be shut down."""
        if self.seconds is not None:
            self._sockets.append(socket)
        if self.passed:
            self._shut_down()

    def cancel(self) -> None:
        """The work is done in time."""
        if self._timer is not None:
            self._timer.cancel()

    def _shut_down(self) -> None:
        self.passed = True
        for socket in self._sockets:
            try:
                socket.shutdown(2)
            except OSError:
                continue  # it is closed already

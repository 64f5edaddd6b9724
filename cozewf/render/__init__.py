"""Views of a run: sinks take its events one by one and show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ..events import Event


class Sink(Protocol):
    """Where events go. After a closing event the screen is free for a prompt, until the next."""

    def emit(self, event: Event) -> None:
        """Show *event*."""

    def close(self) -> None:
        """Nothing more will come; leave the screen tidy."""


class Tee:
    """Several sinks as one."""

    def __init__(self, sinks: Sequence[Sink]) -> None:
        self._sinks = sinks

    def emit(self, event: Event) -> None:
        for sink in self._sinks:
            sink.emit(event)

    def close(self) -> None:
        for sink in self._sinks:
            sink.close()

"""Sees which function shows a text, while the real command runs: Python's profiler tells."""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any

from prompt_toolkit import PromptSession

from cozewf import cleaning
from cozewf.render import reports
from cozewf.terminal import Terminal

# What a text goes through on its way to the terminal, and the variable that holds it.
_WAYS: dict[CodeType, str] = {
    cleaning.clean.__code__: "text",
    cleaning.clean_line.__code__: "text",
    cleaning.escape.__code__: "json_text",
    reports.quote.__code__: "word",
    Terminal.write.__code__: "text",
    Terminal.write_bytes.__code__: "data",
    Terminal.write_json.__code__: "data",
    Terminal.say_part.__code__: "text",
    PromptSession.prompt.__code__: "message",
}
_NAMELESS = re.compile(r"\.<locals>\.<\w+>")  # a lambda or a comprehension


@contextmanager
def watching(writers: Collection[str], mark: str) -> Iterator[set[str]]:
    """The *writers* that have shown a text with *mark* in it, so far."""
    seen: set[str] = set()

    def look(frame: FrameType, event: str, _argument: Any) -> None:
        name = _WAYS.get(frame.f_code) if event == "call" else None
        if name is not None and mark in _text_of(frame.f_locals[name]):
            writer = _writer_of(frame.f_back, writers)
            if writer:
                seen.add(writer)

    threading.setprofile(look)
    sys.setprofile(look)
    try:
        yield seen
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


def _text_of(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _writer_of(frame: FrameType | None, writers: Collection[str]) -> str:
    """The nearest of *writers* that is at work."""
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        name = f"{module.removeprefix('cozewf.')}:{_NAMELESS.sub('', frame.f_code.co_qualname)}"
        if name in writers:
            return name
        frame = frame.f_back
    return ""

"""What is held for any bytes at all. Each target takes bytes and fails for a broken promise.

The same functions serve three callers: atheris for hours (`python -m tests.fuzz`), hypothesis
and the kept corpus in pytest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from . import http, replies, streams, texts

Target: TypeAlias = Callable[[bytes], None]

TARGETS: dict[str, Target] = {
    target.__name__: target
    for target in (
        *(http.heads, http.chunks, http.packed),
        *(streams.frames, streams.stream, streams.prefix, streams.chat),
        *(streams.recovery, replies.run, replies.history, replies.info, replies.conversation),
        *(replies.probe, texts.cleaning, texts.rows, texts.markdown, texts.answer, texts.params),
        *(texts.book, texts.toml, texts.address),
    )
}

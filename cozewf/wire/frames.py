"""Frames: the events of a text/event-stream before anything of Coze is known about them.

httpx-sse does the framing (in `client`). What it lacks is here: a byte order mark, a last event
without a blank line, and the empty event that it makes of a comment after an id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

_BOM = b"\xef\xbb\xbf"


class Frame(NamedTuple):
    """One event of the stream. *whole* is False where the stream ended before its blank line."""

    event: str
    data: str
    id: str = ""
    whole: bool = True


def mend_bytes(chunks: Iterable[bytes], on_end: Callable[[], None]) -> Iterator[bytes]:
    """Strip a byte order mark, and end the last event of a stream that forgot to.

    *on_end* is called when the server's bytes are used up, before the blank line that is added.
    """
    start = b""
    begun = False
    last = b""
    for chunk in chunks:
        if not begun:
            start += chunk
            if len(start) < len(_BOM) and _BOM.startswith(start):
                continue
            chunk, begun = start.removeprefix(_BOM), True
        if chunk:
            last = chunk[-1:]
            yield chunk
    if not begun and start:
        yield start
    if last == b"\r":  # a decoder waits for the LF that may follow: give it, to end that line
        yield b"\n"
    on_end()
    yield b"\n\n"


def is_noise(frame: Frame) -> bool:
    """Whether the frame carries nothing: httpx-sse makes one of each comment after an id."""
    return not frame.data and frame.event in ("", "message")


def looks_like_events(start: bytes) -> bool:
    """Tell an event stream from JSON and HTML by its first bytes, whatever the header says."""
    head = start.removeprefix(_BOM).lstrip()[:1]
    return head not in (b"{", b"[", b"<")

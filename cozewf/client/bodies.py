"""How long a reply's body is: by chunks, by its length, or until the connection ends. Pure.

Each decoder is fed what was read and gives what of it is the body. *ended* once that is whole;
*surplus* came after it. *broken* says what is wrong with a body that is not what its head says.
`finish` tells it that the connection has ended.
"""

from __future__ import annotations

from ..language import _
from .chunks import ChunkDecoder
from .heads import Head


def decoder_for(head: Head) -> ChunkDecoder | LengthDecoder | OpenDecoder:
    """What decodes the body that stands after *head*."""
    if head.is_chunked:
        return ChunkDecoder()
    return OpenDecoder() if head.length is None else LengthDecoder(head.length)


class LengthDecoder:
    """A body of *length* bytes."""

    def __init__(self, length: int) -> None:
        self.ended = length == 0
        self.surplus = b""
        self.broken = ""
        self._length = self._left = length

    def feed(self, data: bytes) -> bytes:
        piece, self.surplus = data[: self._left], data[self._left :]
        self._left -= len(piece)
        self.ended = self._left == 0
        return piece

    def finish(self) -> bytes:
        cut = _(
            "peer closed connection without sending complete message body"
            " (received {count} bytes, expected {length})"
        )
        self.broken = cut.format(count=self._length - self._left, length=self._length)
        return b""


class OpenDecoder:
    """A body that goes on until the connection ends."""

    ended = False
    surplus = b""
    broken = ""

    def feed(self, data: bytes) -> bytes:
        return data

    def finish(self) -> bytes:
        self.ended = True
        return b""

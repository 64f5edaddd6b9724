"""Bodies that were sent packed, though we ask for none: some gateways pack whatever comes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from .transport import TransportError

_PIECE = 1024 * 1024  # bytes that are unpacked at once, however well they were packed
_FORMATS = {
    "gzip": (zlib.MAX_WBITS | 16,),
    "x-gzip": (zlib.MAX_WBITS | 16,),
    # What the standard says, and what many send: https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1.2
    "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS),
}


def decode(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """*pieces* without their Content-Encoding; one that we don't know is left as it is.

    Raises TransportError for what is not packed as it says.
    """
    for name in reversed(encoding.lower().replace(",", " ").split()):
        if formats := _FORMATS.get(name):
            pieces = _unpack(pieces, formats)
    return pieces


def _unpack(pieces: Iterable[bytes], formats: tuple[int, ...]) -> Iterator[bytes]:
    unpacker = None
    for packed in pieces:
        if unpacker is None:
            unpacker = zlib.decompressobj(_format_of(packed, formats))
        try:
            piece = unpacker.decompress(packed, _PIECE)
            while piece:
                yield piece
                piece = unpacker.decompress(unpacker.unconsumed_tail, _PIECE)
        except zlib.error as error:
            raise TransportError(str(error)) from error


def _format_of(start: bytes, formats: tuple[int, ...]) -> int:
    """The first of *formats* that *start* can be of."""
    for format_ in formats[:-1]:
        try:
            zlib.decompressobj(format_).decompress(start, 1)
        except zlib.error:
            continue
        return format_
    return formats[-1]

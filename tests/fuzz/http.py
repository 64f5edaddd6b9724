"""What is held for any bytes of HTTP: the head of a reply, chunks, and packed bodies."""

from __future__ import annotations

import gzip
import zlib
from contextlib import suppress
from socket import socket
from typing import cast

from cozewf.client.direct import _receive_block
from cozewf.client.encodings import decode
from cozewf.client.heads import read_head
from cozewf.client.transport import TransportError

from ..client.test_chunks import decode as decode_chunks
from ..client.test_chunks import parse as parse_http
from ..client.test_heads import LINES, STATUSES, ask_h11
from .streams import cut

_ENCODINGS = ("gzip", "deflate", "gzip, deflate", "x-gzip", "br", "")


def heads(data: bytes) -> None:
    """A head is read as another reader of HTTP reads it, however it is cut, or refused."""
    lines = [LINES[b] if b < len(LINES) else data[i : i + b % 16] for i, b in enumerate(data[5:])]
    status = STATUSES[data[4] % len(STATUSES)] if data[4:] else b""
    whole = b"\r\n".join([status, *lines, b"", b""])
    block, rest = _receive_block(cast(socket, _Pieces([whole])), b"")
    pieces = _Pieces(cut(whole, data[:4]))
    again, more = _receive_block(cast(socket, pieces), b"")
    assert (again, more + b"".join(pieces.left)) == (block, rest), "the cut of the bytes shows"
    known = ask_h11(block + b"\r\n\r\n") if b"\n" not in block.replace(b"\r\n", b"") else None
    try:
        head = read_head(block)
    except TransportError:
        assert known is None, "refuses what others read"
        return
    assert head.length is None or head.length >= 0
    assert known is None or head.status == known.status_code


class _Pieces:
    """A socket that gives one piece after the other."""

    def __init__(self, pieces: list[bytes]) -> None:
        self.left = [piece for piece in pieces if piece]

    def recv(self, size: int) -> bytes:
        return self.left.pop(0) if self.left else b""


def chunks(data: bytes) -> None:
    """A chunked body is read as another reader of HTTP reads it, however it is cut."""
    kinds = (b"\r\n", b"0\r\n\r\n", b"0\r\n", b"1\r\na\r\n", b"00b\r\ndata: hello\r\n", b"5;x\r\n")
    body = b"".join(kinds[b] if b < len(kinds) else _chunk(b) for b in data[4:])
    whole, end = decode_chunks([body])
    assert decode_chunks(cut(body, data[:4])) == (whole, end), "the cut of the bytes shows"
    # h11 looks at a line when it is whole; what can become no header need not be waited for.
    known, known_end = parse_http([body], b"\r\n" if end == "error" else b"")
    assert whole == known
    assert known_end == end or (end, known_end) == ("end", "error")  # trailers are not looked at


def _chunk(size: int) -> bytes:
    """A chunk of a size below 16, else a byte that has no business there."""
    return b"%x\r\n%b\r\n" % (size % 16, b"x" * (size % 16)) if size < 128 else bytes((size,))


def packed(data: bytes) -> None:
    """A packed body comes out as it was; what is not packed is told, or left as it is."""
    encoding = _ENCODINGS[data[0] % len(_ENCODINGS)] if data else ""
    body = data[6:]
    with suppress(TransportError):
        b"".join(decode(iter(cut(body, data[1:5])), encoding))
    for name, pack in (("gzip", gzip.compress), ("deflate", zlib.compress)):
        pieces = [piece for piece in cut(pack(body), data[1:5]) if len(piece) > 1]
        if sum(map(len, pieces)) == len(pack(body)):
            assert b"".join(decode(iter(pieces), name)) == body

"""Packed bodies come out as they were, however they are cut, and never all at once."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cozewf.client.encodings import decode
from cozewf.client.transport import TransportError

PLAIN = b'event: Message\ndata: {"content":"\xe6\x98\xa5"}\n\n' * 50


def _raw(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKED = {
    "gzip": gzip.compress(PLAIN),
    "GZIP": gzip.compress(PLAIN),
    "x-gzip": gzip.compress(PLAIN),
    "deflate": zlib.compress(PLAIN),
    "deflate, identity": _raw(PLAIN),
    "deflate, gzip": gzip.compress(zlib.compress(PLAIN)),
    "": PLAIN,
    "identity": PLAIN,
    "unknown": PLAIN,
}


def _cut(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


@given(encoding=st.sampled_from([*PACKED]), size=st.integers(2, 5000))
def test_a_packed_body_is_unpacked_however_it_is_cut(encoding: str, size: int) -> None:
    assert b"".join(decode(_cut(PACKED[encoding], size), encoding)) == PLAIN


def test_what_has_come_of_a_packed_stream_is_told_at_once() -> None:
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    pieces = [packer.compress(part) + packer.flush(zlib.Z_SYNC_FLUSH) for part in (b"one", b"two")]
    assert [*decode(iter(pieces), "gzip")] == [b"one", b"two"]


def test_what_is_not_packed_is_told() -> None:
    with pytest.raises(TransportError):
        [*decode(iter([PLAIN]), "gzip")]


def test_a_bomb_is_unpacked_in_pieces() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    tracemalloc.start()
    assert sum(len(piece) for piece in decode(iter([bomb]), "gzip")) == 50_000_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000

"""Chunked bodies are decoded as h11 decodes them, however they are cut."""

from __future__ import annotations

from itertools import pairwise

import h11
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cozewf.client.chunks import ChunkDecoder

HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
PIECES = [
    b"5\r\nabcde\r\n",
    b"0005\r\n\r\n\r\n0\r\n",
    b"A\r\n0123456789\r\n",
    b"1;x=y\r\nz\r\n",
    b"1 \t\r\nz\r\n",
    b"\r\n",
    b"x",
    b"fffffffff\r\n",
    b"+1\r\na\r\n",
]
ENDS = [b"", b"0", b"0\r\n", b"0\r\n\r\n", b"0\r\nX-T: 1\r\nY: 2\r\n\r\n", b"0\r\n\r\nHTTP/1.1 200"]
BODIES = st.builds(
    lambda pieces, end: b"".join(pieces) + end,
    st.lists(st.sampled_from(PIECES), max_size=12),
    st.sampled_from(ENDS),
)


@given(body=BODIES, cuts=st.lists(st.integers(0, 200), max_size=8))
@example(body=b"5\r\nabcde\r\n5\r\nfghij\r\n0\r\n\r\n", cuts=list(range(40)))
@example(body=b"5\r\nabcdeXX5\r\nfghij\r\n0\r\n\r\n", cuts=[])
@example(body=b"0\r\nX-T: 1\r\n\r\nHTTP/1.1 200", cuts=[3])
def test_the_body_and_its_end_are_what_h11_says(body: bytes, cuts: list[int]) -> None:
    edges = [0, *sorted(cut for cut in cuts if cut < len(body)), len(body)]
    reads = [body[a:b] for a, b in pairwise(edges) if a < b]
    came, end = decode(reads)
    # h11 looks at a line when it is whole; what can become no header need not be waited for.
    assert (came, end) == parse(reads, b"\r\n" if end == "error" else b"")


def test_what_came_in_one_read_is_one_piece() -> None:
    decoder = ChunkDecoder()
    reads = [b"2\r\nab\r\n3\r\ncde\r\n9\r\nfg", b"hijklmn\r\n1", b"\r\no\r\n0\r\n\r\nmore"]
    assert [decoder.feed(read) for read in reads] == [b"abcdefg", b"hijklmn", b"o"]
    assert (decoder.ended, decoder.surplus, decoder.broken) == (True, b"more", "")


@pytest.mark.parametrize(
    ("body", "came", "broken"),
    [
        (b"1\r\na\r\nx\r\n", b"a", "illegal chunk header: b'\\r\\nx\\r\\n'"),
        (b"1\r\na\r\n1;" + b"x" * 65_536, b"a", f"illegal chunk header: {b'1;' + b'x' * 16!r}"),
        (b"1\r\na\r\n0\r\n" + b"X: y\r\n" * 11_000, b"a", "the trailers have no end"),
    ],
)
def test_what_came_before_a_broken_place_is_kept(body: bytes, came: bytes, broken: str) -> None:
    decoder = ChunkDecoder()
    assert decoder.feed(body) == came
    assert decoder.broken.replace("\\r\\n1;", "1;") == broken


def decode(reads: list[bytes]) -> tuple[bytes, str]:
    decoder = ChunkDecoder()
    body = b""
    for read in reads:
        body += decoder.feed(read)
        if decoder.broken:
            return body, "error"
        if decoder.ended:
            return body, "end"
    return body, "more"


def parse(reads: list[bytes], more: bytes) -> tuple[bytes, str]:
    """The body as far as h11 can read it, and how it ends; *more* comes in a read of its own."""
    connection = h11.Connection(h11.CLIENT)
    connection.send(h11.Request(method="GET", target="/", headers=[("Host", "x")]))
    connection.send(h11.EndOfMessage())
    body = b""
    for read in filter(None, [HEAD, *reads, more]):
        try:
            connection.receive_data(read)
            while (event := connection.next_event()) is not h11.NEED_DATA:
                if isinstance(event, h11.Data):
                    body += event.data
                elif isinstance(event, h11.EndOfMessage):
                    return body, "end"
        except h11.RemoteProtocolError:
            return body, "error"
    return body, "more"

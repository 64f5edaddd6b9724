"""Merged chunks say what the server's chunks said: h11 parses both."""

from __future__ import annotations

from itertools import pairwise

import h11
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cozewf.client.chunks import ChunkMerger

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
EVENT = b'data: {"content":"\xe4\xbd\xa0"}\n\n'
PIECES = [
    *(b"5\r\nabcde\r\n", b"0005\r\n\r\n\r\n0\r\n", b"A\r\n0123456789\r\n", b"1;x=y\r\nz\r\n"),
    *(
        b"\r\n",
        b"0\r\n",
        b"0\r\n\r\n",
        b"0\r\nX-T: 1\r\n\r\n",
        b"x",
        b"fffffffff\r\n",
        b"+1\r\na\r\n",
    ),
]
BODIES = st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join)


@given(body=BODIES, cuts=st.lists(st.integers(0, 200), max_size=8))
@example(body=b"5\r\nabcde\r\n5\r\nfghij\r\n0\r\n\r\n", cuts=list(range(80, 120)))
@example(body=b"5\r\nabcdeXX5\r\nfghij\r\n0\r\n\r\n", cuts=[])
def test_a_parser_gets_the_same_body_and_the_same_end(body: bytes, cuts: list[int]) -> None:
    whole = HEAD + body
    edges = [0, *sorted(cut for cut in cuts if cut < len(whole)), len(whole)]
    reads = [whole[a:b] for a, b in pairwise(edges) if a < b]
    merger = ChunkMerger()
    assert _parse([merger.feed(read) for read in reads]) == _parse(reads)


@pytest.mark.parametrize(
    ("reads", "merged"),
    [
        ([HEAD + b"2\r\nab\r\n3\r\ncde\r\n"], [HEAD + b"5\r\nabcde\r\n"]),
        (
            [HEAD + b"9\r\nab", b"cdefghi\r\n1\r\nj\r\n"],
            [HEAD + b"2\r\nab\r\n", b"8\r\ncdefghij\r\n"],
        ),
        ([HEAD + b"1\r\na\r\n", b"1", b"\r\nb\r\n"], [HEAD + b"1\r\na\r\n", b"", b"1\r\nb\r\n"]),
        ([HEAD + b"1\r\na\r\n0\r\nX: y\r\n\r\n"], [HEAD + b"1\r\na\r\n0\r\nX: y\r\n\r\n"]),
        ([HEAD[:40], HEAD[40:] + b"1\r\na\r\n1\r\nb\r\n"], None),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n1\r\na\r\n1\r\nb\r\n"], None),
        ([b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD + b"1\r\na\r\n1\r\nb\r\n"], None),
        ([HEAD.replace(b"\r\n", b"\n") + b"1\r\na\r\n1\r\nb\r\n0\r\n\r\n"], None),
    ],
)
def test_a_read_becomes_one_chunk_and_all_else_is_left_alone(
    reads: list[bytes], merged: list[bytes] | None
) -> None:
    merger = ChunkMerger()
    assert [merger.feed(read) for read in reads] == (merged or reads)


def _parse(reads: list[bytes]) -> tuple[bytes, str]:
    """The body as far as h11 can read it, and how it ends."""
    connection = h11.Connection(h11.CLIENT)
    connection.send(h11.Request(method="GET", target="/", headers=[("Host", "x")]))
    connection.send(h11.EndOfMessage())
    body = b""
    for read in [*[read for read in reads if read], b""]:
        try:
            connection.receive_data(read)
            while (event := connection.next_event()) is not h11.NEED_DATA:
                if isinstance(event, h11.Data):
                    body += event.data
                elif not isinstance(event, h11.Response):
                    return body, type(event).__name__
        except h11.RemoteProtocolError:
            return body, "error"
    return body, "more"

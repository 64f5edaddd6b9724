"""The decoder frames as the SSE standard says: httpx-sse is the oracle, tables hold the rest."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import httpx
import pytest
from httpx_sse import EventSource
from hypothesis import example, given
from hypothesis import strategies as st

from cozewf.errors import OutcomeUnknown
from cozewf.wire.frames import Frame, is_noise, read_frames

# Pieces that meet in streams, and bytes that must not be taken for line ends or for UTF-8.
PIECES = [
    *(b"data", b"event", b"id", b"retry", b"dat", b":", b" ", b"\n", b"\r", b"\r\n", b"\n\n"),
    *(b"Message", b"message", b"1", b"\0", b"\xef\xbb\xbf", b"\xe4\xbd", b"\xe4\xbd\xa0", b"\xff"),
    *("\u2028".encode(), "\x85".encode(), b"\x0b\x0c\x1c\x1d\x1e", b'data: {"a":1}\n\n', b": x\n"),
]
STREAMS = st.lists(st.sampled_from(PIECES) | st.binary(max_size=3), max_size=40).map(b"".join)


@given(body=STREAMS, cuts=st.lists(st.integers(0, 120), max_size=6))
@example(body=b"data: x\r\n\r\ndata: y\r\r", cuts=[8, 9, 10, 19, 20])
@example(body=b"id: 1\nevent: ping\n\n: comment\n\nevent: Message\ndata\n\n", cuts=[])
def test_frames_are_those_of_httpx_sse_however_the_bytes_are_cut(
    body: bytes, cuts: list[int]
) -> None:
    edges = [0, *sorted(cuts), len(body)]
    chunks = [body[a:b] for a, b in pairwise(edges)]
    frames = list(read_frames(chunks))
    assert [f[:3] for f in frames if not is_noise(f)] == _oracle(body)
    assert [f.whole for f in frames[:-1]] == [True] * len(frames[:-1])


def _oracle(body: bytes) -> list[tuple[str, str, str]]:
    """httpx-sse's events, but for what the decoder does on top: no mark, no noise, an end."""
    response = httpx.Response(
        200,
        headers={"content-type": "text/event-stream; charset=utf-8"},
        content=body.removeprefix(b"\xef\xbb\xbf") + b"\n\n",
    )
    events = [(e.event, e.data, e.id) for e in EventSource(response).iter_sse()]
    return [(name, data, id_) for name, data, id_ in events if data or name != "message"]


@pytest.mark.parametrize(
    ("body", "frames"),
    [
        (b"\xef\xbb\xbfdata: x\n\n", [Frame("message", "x")]),
        (b"data: x\n", [Frame("message", "x", whole=False)]),
        (b"data: x", [Frame("message", "x", whole=False)]),
        (b"data: x\r\r", [Frame("message", "x")]),
        (b"event: PING\n\n", [Frame("PING", "")]),
        (b"id: 7\n\n: still here\n\ndata: x\n\n", [Frame("message", "x", "7")]),
        (b"data: a\ndata:b\ndata:  c\n\n", [Frame("message", "a\nb\n c")]),
        ("data: 你\u2028\x85好\n\n".encode(), [Frame("message", "你\u2028\x85好")]),
        (b"data: \xe4\xbd\n\n", [Frame("message", "\ufffd")]),
        (b"", []),
    ],
)
def test_what_servers_send_becomes_frames(body: bytes, frames: list[Frame]) -> None:
    assert list(read_frames([body])) == frames
    assert list(read_frames(body[i : i + 1] for i in range(len(body)))) == frames


def test_an_event_is_given_out_as_soon_as_its_blank_line_has_come() -> None:
    taken: list[bytes] = []

    def chunks() -> Iterator[bytes]:
        for chunk in (b"data: 1\r\n\r", b"\ndata: 2\n", b"\n"):
            taken.append(chunk)
            yield chunk

    frames = read_frames(chunks())
    assert (next(frames).data, len(taken)) == ("1", 1)
    assert (next(frames).data, len(taken)) == ("2", 3)


@pytest.mark.parametrize("data", [b"x", b": ", b"data: x"])
def test_a_line_without_end_does_not_take_all_memory(data: bytes) -> None:
    block = data * (1024 * 1024)
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        while True:
            taken += len(block)
            yield block

    with pytest.raises(OutcomeUnknown, match=r"an event of more than 256 MB"):
        list(read_frames(endless()))
    assert taken <= 256 * 1024 * 1024 + 2 * len(block)


def test_many_large_events_are_no_event_of_that_size() -> None:
    lines = b"data: " + b"x" * 1_000_000 + b"\n"
    events = (lines, b"data: y\n\n") * 300
    assert sum(frame.data.endswith("\ny") for frame in read_frames(events)) == 300

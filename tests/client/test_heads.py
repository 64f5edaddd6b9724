"""Heads are read as h11 reads them, and written so that h11 reads them."""

from __future__ import annotations

from typing import Any

import h11
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cozewf.client.heads import Head, read_head, write_head
from cozewf.client.transport import Call, TransportError, Unsendable

LINES = [
    b"Content-Type: text/event-stream",
    b"content-type:text/html",
    b"X-Log-Id:  02176\t ",
    b"X-Tt-Logid: a, b",
    b"Content-Length: 5",
    b"content-length: 7",
    b"Content-Length: -1",
    b"Content-Length: 5, 5",
    b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: gzip, chunked",
    b"Connection: close",
    b"Connection: Keep-Alive, x",
    b"no colon",
    b": no name",
    b"X-Empty:",
    b"Location: /\xe8\xb7\xaf",
]
STATUSES = [
    b"HTTP/1.1 200 OK",
    b"HTTP/1.1 200 ",
    b"HTTP/1.1 503 Service Unavailable",
    b"HTTP/1.1 204 No Content",
    b"HTTP/1.0 200 OK",
    b"HTTP/1.1 20 OK",
    b"HTTP/1.1 abc",
    b"ICY 200 OK",
    b"",
]


@given(
    status=st.sampled_from(STATUSES),
    lines=st.lists(st.sampled_from(LINES), max_size=6, unique=True),
    end=st.sampled_from([b"\r\n", b"\n"]),
)
@example(STATUSES[0], [b"Content-Length: 5", b"content-length: 7"], b"\r\n")
def test_a_head_is_what_h11_says(status: bytes, lines: list[bytes], end: bytes) -> None:
    expected = ask_h11(end.join([status, *lines]) + end + end)
    if expected is None:
        with pytest.raises(TransportError):
            read_head(end.join([status, *lines]))
        return
    head = read_head(end.join([status, *lines]))
    assert (head.status, head.reason.strip()) == (expected.status_code, _text(expected.reason))
    values: dict[str, list[str]] = {}
    for name, value in expected.headers:
        values.setdefault(_text(name), []).append(_text(value))
    # h11 makes one length of several that are the same.
    ours = head.headers | ({"content-length": "5"} if "content-length" in head.headers else {})
    theirs = {name: ", ".join(its) for name, its in values.items()}
    theirs |= {"content-length": "5"} if "content-length" in theirs else {}
    assert ours == theirs


def ask_h11(data: bytes) -> h11.Response | None:
    """What h11 reads; None for what it refuses."""
    connection = h11.Connection(h11.CLIENT)
    connection.send(h11.Request(method="GET", target="/", headers=[("Host", "h")]))
    connection.send(h11.EndOfMessage())
    connection.receive_data(data)
    try:
        event = connection.next_event()
    except h11.RemoteProtocolError:
        return None
    return event if isinstance(event, h11.Response) else None


def _text(raw: bytes) -> str:
    return raw.decode("utf-8")


@pytest.mark.parametrize(
    ("block", "framing"),
    [
        (b"HTTP/1.1 200 OK", (False, None, False)),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3", (False, 3, True)),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close", (False, 3, False)),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 3", (False, 3, False)),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 3\r\nConnection: Keep-Alive", (False, 3, True)),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", (True, None, True)),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked",
            (True, None, True),
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            (True, None, True),
        ),
        (b"HTTP/1.1 204 No\r\nContent-Length: 3", (False, 0, True)),
        (b"HTTP/1.1 304 No\r\nTransfer-Encoding: chunked", (False, 0, True)),
    ],
)
def test_a_head_says_how_long_its_body_is(
    block: bytes, framing: tuple[bool, int | None, bool]
) -> None:
    head = read_head(block)
    assert (head.is_chunked, head.length, head.keeps) == framing


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (b"<html>", "illegal status line: b'<html>'"),
        (b"HTTP/2 200", "illegal status line: b'HTTP/2 200'"),
        (b"HTTP/1.1 200 OK\r\nnonsense", "illegal header line: b'nonsense'"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: zip", "unknown Transfer-Encoding: zip"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0x5", "illegal Content-Length: 0x5"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6",
            "illegal Content-Length: 5, 6",
        ),
    ],
)
def test_what_is_no_head_is_told(block: bytes, said: str) -> None:
    with pytest.raises(TransportError) as raised:
        read_head(block)
    assert str(raised.value) == said


def test_a_header_may_go_on_in_the_next_line_and_holds_any_text() -> None:
    block = "HTTP/1.1 200 好的\r\nX-A: 一\r\n 二\r\nX-B: ".encode() + b"\xe9"
    assert read_head(block) == Head(200, "好的", {"x-a": "一 二", "x-b": "é"}, False, None, False)


def _call(**changed: Any) -> Call:
    call = Call("POST", "http://h:8/a?b=c", {"X": "y"}, b"{}", 1, None, lambda _: None)
    return call._replace(**changed)


@pytest.mark.parametrize(
    ("call", "target", "host"),
    [
        (_call(), b"/a?b=c", b"h:8"),
        (_call(url="https://h"), b"/", b"h"),
        (_call(url="http://[::1]:8/"), b"/", b"[::1]:8"),
        (_call(url="http://me:pw@h/x"), b"/x", b"h"),
    ],
)
def test_a_request_is_what_h11_reads(call: Call, target: bytes, host: bytes) -> None:
    server = h11.Connection(h11.SERVER)
    server.receive_data(write_head(call) + call.body)
    request, data, end = (server.next_event() for _ in range(3))
    assert isinstance(request, h11.Request)
    assert isinstance(data, h11.Data)
    assert (request.method, request.target) == (b"POST", target)
    assert list(request.headers) == [(b"host", host), (b"x", b"y"), (b"content-length", b"2")]
    assert (bytes(data.data), end) == (b"{}", h11.EndOfMessage())


@pytest.mark.parametrize(
    "changed",
    [{"headers": {"X": "y\r\nZ: 1"}}, {"headers": {"X": "é"}}, {"headers": {"X\n": ""}}],
    ids=["a line end", "no ASCII", "a line end in a name"],
)
def test_what_would_be_another_request_is_not_sent(changed: dict[str, object]) -> None:
    with pytest.raises(Unsendable):
        write_head(_call(**changed))

"""The faults of the matrix. Each says what it does and what of the reply can be known after it.

Nothing here says what cozewf should do: `oracle` derives that from `Facts`.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from ..server import Script
from .commands import Command, Piece
from .scripts import CHUNKED, LAST_CHUNK, chunk, drip, head, reset, send, singly, stall

End: TypeAlias = Literal[
    "unreachable",  # no byte of the request can have arrived
    "silent",  # an own time limit passes
    "cut",  # the connection or the reply ends before the run does
    "refused",  # the server says no, by HTTP status
    "unreadable",  # an answer that is not the API's
    "whole",  # the reply can be read to its end
]


@dataclass(frozen=True)
class Facts:
    """What a client can know. *pieces* are the events that came, *sent* the body's bytes."""

    end: End
    status: int = 200
    pieces: Sequence[Piece] = ()
    sent: bytes = b""
    began: bool = False  # whether a reply that is the API's has begun
    all_sent_arrives: bool = True  # a reset may take bytes with it


@dataclass(frozen=True)
class Case:
    """A fault, ready to happen: the scripts of the server's connections, and the facts."""

    scripts: Sequence[Script]
    facts: Facts
    argv: Sequence[str] = ()
    base_url: str = ""  # instead of the server's
    answers: int | None = None  # requests that the server answers, where there are several


@dataclass(frozen=True)
class Fault:
    """A row of the table. *cases* yields one case, or one for each place it can happen.

    *many* places take one output format each, in turn, instead of all of them.
    """

    name: str
    cases: Callable[[Command], Iterator[Case]]
    many: bool = field(default=False, kw_only=True)


_IDLE = ("--idle-timeout", "0.15")
_TOTAL = ("--timeout", "0.3")


def _chunked(body: bytes, *, content_type: str | None = None) -> Script:
    return send(head(content_type=content_type, headers=CHUNKED), chunk(body), LAST_CHUNK)


def _length(command: Command, body: bytes, length: int, **headers: str) -> Script:
    headers["Content-Length"] = str(length)
    return send(head(content_type=command.content_type, headers=headers) + body)


def _whole(command: Command) -> Facts:
    return Facts("whole", pieces=command.pieces, sent=command.body, began=True)


def came(command: Command, cut: int, *, ended: bool) -> tuple[Piece, ...]:
    """The pieces of the first *cut* bytes. *ended*: tidily, so that a last blank line may miss."""
    pieces: list[Piece] = []
    at = 0
    for piece in command.pieces:
        tells_its_end = ended and piece.data.endswith(b"}\n\n")  # JSON does, plain text does not
        size = len(piece.data) - 2 if tells_its_end else len(piece.data)
        if at + size > cut:
            break
        pieces.append(piece)
        at += len(piece.data)
    return tuple(pieces)


def _part(command: Command, cut: int, *, ended: bool, end: End = "cut") -> Facts:
    """The facts of a reply of which *cut* bytes came."""
    pieces = came(command, cut, ended=ended)
    if command.streams and pieces == command.pieces:
        return Facts("whole", pieces=pieces, sent=command.body[:cut], began=True)
    began = command.streams
    return Facts(end, pieces=pieces, sent=command.body[:cut], began=began)


# -- no connection


def _at(base_url: str, scripts: Sequence[Script] = ()) -> Callable[[Command], Iterator[Case]]:
    def cases(command: Command) -> Iterator[Case]:
        yield Case(scripts, Facts("unreachable"), ("--retries", "1"), base_url=base_url)

    return cases


# -- broken and silent connections


def _reset_before_headers(command: Command) -> Iterator[Case]:
    yield Case([reset], Facts("cut", all_sent_arrives=False), ("--retries", "3"), answers=1)
    yield Case([send()], Facts("cut"), ("--retries", "3"), answers=1)
    yield Case([send(b"HTTP/1.1 200 OK\r\nConte")], Facts("cut"), ("--retries", "3"), answers=1)


def _reset_after_headers(command: Command) -> Iterator[Case]:
    start = head(content_type=command.content_type, headers=CHUNKED)
    yield Case(
        [send(start, pause=0.01, then=reset)],
        Facts("cut", began=False, all_sent_arrives=False),
        ("--retries", "3"),
        answers=1,
    )


def _lost_at_every_byte(command: Command) -> Iterator[Case]:
    """The connection ends inside a chunk: the length of what is missing is known."""
    start = head(content_type=command.content_type, headers=CHUNKED)
    for cut in range(1, len(command.body)):
        part = b"%x\r\n" % len(command.body) + command.body[:cut]
        yield Case([send(start + part)], _part(command, cut, ended=False))


def _ended_at_every_byte(command: Command) -> Iterator[Case]:
    """The body ends tidily, too early: as when a server gives up."""
    for cut in range(len(command.body)):
        script = _chunked(command.body[:cut], content_type=command.content_type)
        yield Case([script], _part(command, cut, ended=True))


def _closed_at_some_bytes(command: Command) -> Iterator[Case]:
    """No length and no chunks: only the end of the connection tells the end."""
    start = head(content_type=command.content_type)
    for cut in range(0, len(command.body), 13):
        yield Case([send(start + command.body[:cut])], _part(command, cut, ended=True))
    yield Case([send(start + command.body)], _whole(command))


def _stall_before_headers(command: Command) -> Iterator[Case]:
    for limit in (_IDLE, _TOTAL):
        yield Case([stall], Facts("silent"), limit, answers=1)


def _stall_in_the_middle(command: Command) -> Iterator[Case]:
    for cut in (1, len(command.body) // 2, len(command.body) - 3):
        for limit in (_IDLE, _TOTAL):
            facts = _part(command, cut, ended=False, end="silent")
            body = command.body[:cut]
            with_chunks = head(content_type=command.content_type, headers=CHUNKED) + chunk(body)
            until_close = head(content_type=command.content_type) + body
            yield Case([send(with_chunks, then=stall)], facts, limit)
            yield Case([send(until_close, then=stall)], facts, limit)


def _drip_without_end(command: Command) -> Iterator[Case]:
    """Never silent, so only the total limit ends it."""
    noise = b": ping\n\n" if command.streams else b" "
    facts = Facts("silent", began=command.streams, all_sent_arrives=False)
    start = head(content_type=command.content_type, headers=CHUNKED)
    yield Case([send(start, then=drip(chunk(noise), 0.02))], facts, _TOTAL)
    start = head(content_type=command.content_type)
    yield Case([send(start, then=drip(noise, 0.02))], facts, _TOTAL)
    later = [_refusal(429, {"Retry-After": "0"}), send(start, then=drip(noise, 0.02))]
    yield Case(later, facts, (*_TOTAL, "--retries", "1"), answers=2)


def _byte_by_byte(command: Command) -> Iterator[Case]:
    start = head(content_type=command.content_type, headers=CHUNKED)
    parts = [start, *map(chunk, singly(command.body)), LAST_CHUNK]
    yield Case([send(*parts, pause=0.0005)], _whole(command), ("--idle-timeout", "5"))
    plain = [*singly(head(content_type="text/plain") + command.body)]
    yield Case([send(*plain, pause=0.0005)], _whole(command), ("--idle-timeout", "5"))


# -- replies that say something wrong about themselves


def _content_types(command: Command) -> Iterator[Case]:
    for content_type in (
        None,
        "",
        "text/plain",
        "application/octet-stream",
        "Text/Event-Stream",
        "application/json",
        "text/event-stream; charset=gbk",
        "text/html",
    ):
        yield Case([_chunked(command.body, content_type=content_type)], _whole(command))


def _wrong_length(command: Command) -> Iterator[Case]:
    body = command.body
    facts = _whole(command) if command.streams else Facts("cut")
    yield Case([_length(command, body, len(body) + 10)], facts)
    short = _part(command, len(body) - 10, ended=True)
    yield Case([_length(command, body, len(body) - 10)], short)
    yield Case([_length(command, body, len(body))], _whole(command))


def _truncated_chunk(command: Command) -> Iterator[Case]:
    start = head(content_type=command.content_type, headers=CHUNKED)
    for rest in (b"", b"5", b"5\r\n", b"zz\r\nxx\r\n", b"-1\r\n"):
        facts = _whole(command) if command.streams else Facts("cut")
        yield Case([send(start + chunk(command.body) + rest)], facts)


def _zipped(command: Command) -> Iterator[Case]:
    body = gzip.compress(command.body)
    yield Case([_length(command, body, len(body), **{"Content-Encoding": "gzip"})], _whole(command))
    facts = Facts("cut", began=command.streams)
    yield Case([_length(command, body[:9], 9, **{"Content-Encoding": "gzip"})], facts)
    facts = Facts("cut")
    yield Case([_length(command, b"\x1f\x8bxx", 4, **{"Content-Encoding": "gzip"})], facts)


# -- refusals

_PAGE = b"<html><head><title>Bad   Gateway &amp; more</title></head><body><h1>no</h1></body></html>"


def _refusal(status: int, headers: dict[str, str] | None = None) -> Script:
    return send(head(status, content_type="text/html", headers=headers) + _PAGE)


def _statuses(command: Command) -> Iterator[Case]:
    for status in (400, 401, 403, 404, 408, 418, 429, 500, 502, 503, 504):
        bodies = (_PAGE, b"", b"plain text\nof two lines", b'{"msg":"no"}', b"\xff\xfe\0", b"[1]")
        for body in bodies:
            script = send(head(status, content_type="text/html") + body)
            facts = Facts("refused", status)
            yield Case([script], facts, ("--retries", "0"), answers=1)


def _rate_limits(command: Command) -> Iterator[Case]:
    for wait in ("0", "-1", "soon", "", "Wed, 21 Oct 2015 07:28:00 GMT", "99999999999", "٣"):
        headers = {"Retry-After": wait.encode().decode("latin-1")}
        facts = Facts("refused", 429)
        if command.method == "POST":
            yield Case([_refusal(429, headers)], facts, answers=1)
    zero = _refusal(429, {"Retry-After": "0"})
    yield Case([zero], Facts("refused", 429), ("--retries", "2"), answers=3)
    good = _chunked(command.body, content_type=command.content_type)
    yield Case([zero, zero, good], _whole(command), ("--retries", "2"), answers=3)
    patient = _refusal(429, {"Retry-After": "300"})
    yield Case([patient], Facts("refused", 429), ("--retries", "2", "--timeout", "1"), answers=1)


def _redirects(command: Command) -> Iterator[Case]:
    good = _chunked(command.body, content_type=command.content_type)
    for status in (301, 302, 303, 307, 308):
        follows = status in (307, 308) or command.method == "GET"
        near = _refusal(status, {"Location": "/elsewhere"})
        if follows:
            yield Case([near, good], _whole(command), answers=2)
        else:
            yield Case([near], Facts("refused", status), answers=1)
        for location in (
            "http://127.0.0.1:1/x",
            "https://example.com/",
            "//example.com:x/",
            "http://[",
            "http://user:pw@127.0.0.1/",
            "",
            "file:///etc/passwd",
            "\x1b]0;x\x07",
        ):
            far = _refusal(status, {"Location": location} if location else {})
            circles = follows and not location
            yield Case([far], Facts("refused", status), answers=3 if circles else 1)
    yield Case([_refusal(307, {"Location": "/again"})], Facts("refused", 307), answers=3)


def _unreadable(command: Command) -> Iterator[Case]:
    for body in (_PAGE, b"[1,2]", b"plain", b"<", b"3", b'"x"', b"\x00\x01", b"\xff" * 100):
        yield Case([send(head(content_type="text/html") + body)], Facts("unreadable"))
    yield Case([send(b"SSH-2.0-OpenSSH_9.6\r\n")], Facts("cut", all_sent_arrives=False))
    yield Case([send(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000)], Facts("cut"))
    if command.streams:
        yield Case(
            [send(head(content_type="application/json") + b'{"code":0}')], Facts("unreadable")
        )


# -- what stands between the events


def _insert(*strange: Piece) -> Callable[[Command], Iterator[Case]]:
    """Put *strange* pieces between those of a stream, at every place."""

    def cases(command: Command) -> Iterator[Case]:
        if not command.streams:
            return
        for at, piece in enumerate(command.pieces):
            if piece.type == "interrupt" and any(s.type == "message" for s in strange):
                continue  # a question and its machine copy belong together
            pieces = (*command.pieces[:at], *strange, *command.pieces[at:])
            body = b"".join(piece.data for piece in pieces)
            shown = tuple(piece for piece in pieces if piece.type)
            facts = Facts("whole", pieces=shown, sent=body, began=True)
            yield Case([_chunked(body, content_type=command.content_type)], facts)

    return cases


def _unknown(data: bytes) -> Piece:
    return Piece(data, "unknown")


def _nothing(data: bytes) -> Piece:
    return Piece(data, "")


_SURROGATE = b'{"content":"\\ud800","node_id":"1","node_is_finish":true}'
_DEEP = b"[" * 10_000 + b"]" * 10_000
_NUMBER = b'{"content":"","node_id":99999999999999999999,"token":36893488147419103232,"x":1e-999}'


def _after_the_end(command: Command) -> Iterator[Case]:
    if not command.streams:
        return
    second = b'event: Error\ndata: {"error_code":1}\n\n'
    for rest in (second, command.pieces[-1].data, b"x" * 10, command.body):
        body = command.body + rest
        facts = Facts("whole", pieces=command.pieces, sent=body, began=True)
        yield Case([_chunked(body, content_type=command.content_type)], facts)


def _ids(command: Command) -> Iterator[Case]:
    """Ids that repeat, go backwards or make no sense are none of our business."""
    if not command.streams:
        return
    for ids in ("0000", "3210", ["9" * 30, "-1", "", "x"], "\0\0\0\0"):
        numbered = [
            b"id: " + str(ids[i]).encode() + b"\n" + piece.data
            for i, piece in enumerate(command.pieces)
        ]
        body = b"".join(numbered)
        facts = Facts("whole", pieces=command.pieces, sent=body, began=True)
        yield Case([_chunked(body, content_type=command.content_type)], facts)


def _strange_json(command: Command) -> Iterator[Case]:
    """A reply with fields that nobody needs and that cannot be used."""
    if command.streams:
        return
    data = json.loads(command.body)
    for strange in (10**30, "\ud800", "\0\x1b", {"a": [[]]}, [None] * 1000, -(2**63) - 1):
        body = json.dumps({**data, "detail": strange, "usage": strange, "BaseResp": strange})
        yield Case([_chunked(body.encode(), content_type="application/json")], _whole(command))
    deep = command.body[:-1] + b',"x":' + _DEEP + b"}"
    yield Case([_chunked(deep, content_type="application/json")], Facts("cut"))


FAULTS = (
    Fault("connection refused", _at("http://127.0.0.1:{closed}")),
    Fault("no such host", _at("http://host.invalid")),
    Fault("TLS with a server that has none", _at("https://127.0.0.1:{plain}")),
    Fault("TLS with an unknown authority", _at("https://127.0.0.1:{tls}")),
    Fault("reset before the headers", _reset_before_headers),
    Fault("reset after the headers", _reset_after_headers),
    Fault("lost at every byte", _lost_at_every_byte, many=True),
    Fault("ended at every byte", _ended_at_every_byte, many=True),
    Fault("closed without a length", _closed_at_some_bytes, many=True),
    Fault("silent before the headers", _stall_before_headers),
    Fault("silent in the middle", _stall_in_the_middle),
    Fault("endless keep-alives", _drip_without_end),
    Fault("byte by byte", _byte_by_byte),
    Fault("wrong content type", _content_types),
    Fault("wrong length", _wrong_length),
    Fault("truncated chunk", _truncated_chunk),
    Fault("gzip, whole and broken", _zipped),
    Fault("HTTP 400 to 504 with any body", _statuses, many=True),
    Fault("429 with and without Retry-After", _rate_limits),
    Fault("redirects", _redirects),
    Fault("no answer of the API", _unreadable),
    Fault(
        "NUL bytes", _insert(_unknown(b"event: Message\ndata: \0{\0}\n\n"), _nothing(b"\0\0\n\n"))
    ),
    Fault("invalid UTF-8", _insert(_unknown(b"event: M\xff\xfe\ndata: \xff\xc3\n\n"))),
    Fault(
        "lone surrogates",
        _insert(
            Piece(
                b"event: Message\ndata: " + _SURROGATE + b"\n\n",
                "message",
                "\ud800",
                ends=True,
            )
        ),
    ),
    Fault(
        "numbers beyond 2^63",
        _insert(Piece(b"event: Message\ndata: " + _NUMBER + b"\n\n", "message")),
    ),
    Fault("nested 10,000 deep", _insert(_unknown(b"event: Message\ndata: " + _DEEP + b"\n\n"))),
    Fault(
        "unknown events and noise",
        _insert(
            _unknown(b'event: PING\ndata: {"content":"{}"}\n\n'),
            _nothing(b": x\n\n"),
            _nothing(b"\n\n\n"),
            _unknown(b"event: Message\ndata: {\n\n"),
            _nothing(b"retry: 1\n\n"),
            _nothing(b"x" * 5000 + b"\n\n"),
        ),
    ),
    Fault("more after the end", _after_the_end),
    Fault("duplicate and reordered ids", _ids),
    Fault("strange values in a reply", _strange_json),
)

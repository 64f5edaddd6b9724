"""The faults of the matrix. Each says what it does and what of the reply can be known after it.

Nothing here says what cozewf should do: `oracle` derives that from `Facts`.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from ..server import Script
from .commands import Command
from .replies import CONVERSATION_ID, RUN_ID, Piece, Pieces, event
from .scripts import CHUNKED, LAST_CHUNK, chunk, drip, head, reset, send, singly, stall

End: TypeAlias = Literal[
    "unreachable",  # no byte of the request can have arrived
    "silent",  # an own time limit passes
    "cut",  # the connection breaks, or what started a run ends before it has told the end
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
    retries: int = 0  # the --retries that are asked for
    base_url: str = ""  # instead of the server's
    answers: int | None = None  # requests that the server answers, where there are several


@dataclass(frozen=True)
class Fault:
    """A row of the table. *cases* yields one case, or one for each place it can happen.

    *many* places take one output format each, in turn, instead of all of them; and only every
    fifth place of a command's dialects other than the first, and of a reply that another command
    has had. *plain* ones have nothing of the API's reply in them: one dialect is enough.
    """

    name: str
    cases: Callable[[Command], Iterator[Case]]
    many: bool = field(default=False, kw_only=True)
    plain: bool = field(default=False, kw_only=True)


_IDLE = ("--idle-timeout", "0.3")
_TOTAL = ("--timeout", "0.6")


def _chunked(body: bytes, *, content_type: str | None = None) -> Script:
    return send(head(content_type=content_type, headers=CHUNKED), chunk(body), LAST_CHUNK)


def _length(command: Command, body: bytes, length: int, **headers: str) -> Script:
    headers["Content-Length"] = str(length)
    return send(head(content_type=command.content_type, headers=headers) + body)


def _whole(command: Command) -> Facts:
    return Facts("whole", pieces=command.pieces, sent=command.body, began=True)


def came(command: Command, cut: int, *, ended: bool) -> Pieces:
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
    """The facts of a reply of which *cut* bytes came; a chat may have told its end by then."""
    sent = command.body[:cut]
    if not command.streams:
        return _half(command, sent) if ended else Facts(end, sent=sent)
    pieces = came(command, cut, ended=ended)
    settled = pieces == command.pieces or any(piece.owes for piece in pieces)
    return Facts("whole" if settled else end, pieces=pieces, sent=sent, began=True)


def _half(command: Command, sent: bytes = b"") -> Facts:
    """The facts of a reply that ends well and is no whole JSON: a POST may have started a run."""
    return Facts("cut" if command.method == "POST" else "unreadable", sent=sent)


# -- no connection


def _at(base_url: str, scripts: Sequence[Script] = ()) -> Callable[[Command], Iterator[Case]]:
    def cases(command: Command) -> Iterator[Case]:
        if not command.opening:  # whose first request has arrived
            yield Case(scripts, Facts("unreachable"), retries=1, base_url=base_url)

    return cases


# -- broken and silent connections


def _reset_before_headers(command: Command) -> Iterator[Case]:
    for script in (reset, send(), send(b"HTTP/1.1 200 OK\r\nConte")):
        yield Case([script], Facts("cut", all_sent_arrives=False), retries=1)


def _reset_after_headers(command: Command) -> Iterator[Case]:
    start = head(content_type=command.content_type, headers=CHUNKED)
    yield Case([send(start, then=reset)], Facts("cut", all_sent_arrives=False), retries=1)


def _reset_at_some_bytes(command: Command) -> Iterator[Case]:
    """A reset, which the system reports after the bytes that came before it."""
    start = head(content_type=command.content_type, headers=CHUNKED)
    for cut in range(1, len(command.body), 23):
        part = b"%x\r\n" % len(command.body) + command.body[:cut]
        yield Case([send(start + part, then=reset)], _part(command, cut, ended=False))


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
        yield Case([stall], Facts("silent"), limit)


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


def _drip_after_a_refusal(command: Command) -> Iterator[Case]:
    """The total limit goes on through the tries."""
    if command.method == "POST":
        start = head(content_type=command.content_type)
        noise = b": ping\n\n" if command.streams else b" "
        facts = Facts("silent", began=command.streams, all_sent_arrives=False)
        later = [_refusal(429, {"Retry-After": "0"}), send(start, then=drip(noise, 0.02))]
        yield Case(later, facts, _TOTAL, retries=1, answers=2)


def _byte_every_moment(command: Command) -> Iterator[Case]:
    """A byte every second, scaled: they take longer than the idle limit, which begins anew."""
    if command.patient == "limit":
        return  # its own limit would pass
    start = head(content_type=command.content_type)
    slow, rest = command.body[:80], command.body[80:]
    script = send(start, *singly(slow), rest, pause=0.04)
    yield Case([script], _whole(command), ("--idle-timeout", "1.5"))


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
    facts = _whole(command) if command.streams else Facts("cut")  # fewer bytes than announced
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
    facts = Facts("cut", began=True) if command.streams else _half(command)
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
            yield Case([script], Facts("refused", status, sent=body))


def _told_to_wait(command: Command) -> Iterator[Case]:
    """Retry-After in every spelling, and what cannot be waited for."""
    for status in (408, 429, 503):
        for wait in ("0", "-1", "soon", "", "Wed, 21 Oct 2015 07:28:00 GMT", "99999999999", "٣"):
            headers = {"Retry-After": wait.encode().decode("latin-1")}
            yield Case([_refusal(status, headers)], Facts("refused", status))
    if command.method == "POST":
        patient = _refusal(429, {"Retry-After": "300"})
        yield Case([patient], Facts("refused", 429), ("--timeout", "1"), retries=2, answers=1)


def _repeated(command: Command) -> Iterator[Case]:
    """What fails twice: a GET is sent again, a POST only after a rate limit."""
    yield from (Case([script], facts, retries=1) for script, facts in _passing(command))


def _passes(command: Command) -> Iterator[Case]:
    """What fails once, and then would not: a POST that may have arrived is not sent again."""
    good = _chunked(command.body, content_type=command.content_type)
    for script, facts in _passing(command):
        again = command.method == "GET" or facts.status == 429
        if again and not command.examines:
            yield Case([script, good], _whole(command), retries=1, answers=2)
        else:
            yield Case([script, good], facts, retries=1)


def _passing(command: Command) -> Iterator[tuple[Script, Facts]]:
    """Faults that may be gone at the next try."""
    yield reset, Facts("cut", all_sent_arrives=False)
    half = command.body[: len(command.body) // 2]
    start = head(content_type=command.content_type, headers={"Content-Length": "9999"})
    yield send(start + half), _part(command, len(half), ended=False)
    for status in (408, 429, 500, 502, 503, 504):
        yield _refusal(status, {"Retry-After": "0"}), Facts("refused", status, sent=_PAGE)


def _redirects(command: Command) -> Iterator[Case]:
    good = _chunked(command.body, content_type=command.content_type)
    for status in (301, 302, 303, 307, 308):
        follows = status in (307, 308) or command.method == "GET"
        near = _refusal(status, {"Location": "/elsewhere"})
        if follows:
            yield Case([near, good], _whole(command), answers=2)
        else:
            yield Case([near], Facts("refused", status))
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


# -- what stands in a reply


def _strange(
    make: Callable[[Command], Pieces], values: Sequence[bytes] = (), broken: Sequence[bytes] = ()
) -> Callable[[Command], Iterator[Case]]:
    """Put strange events between those of a stream, at every place; or a strange value into a
    field of JSON that nobody needs. *broken* values make it no JSON.
    """

    def cases(command: Command) -> Iterator[Case]:
        if command.streams:
            for strange in make(command):
                yield from _inserted(command, strange)
            return
        for value in (*values, *broken):
            body = command.body[:-1] + b',"x":' + value + b"}"
            facts = _half(command) if value in broken else _whole(command)
            yield Case([_chunked(body, content_type="application/json")], facts)

    return cases


def _inserted(command: Command, strange: Piece) -> Iterator[Case]:
    for at, piece in enumerate(command.pieces):
        told = any(before.owes for before in command.pieces[:at])
        if piece.type == "interrupt" and strange.type == "message":
            continue  # a question and its machine copy belong together
        if told and strange.type in ("delta", "message"):
            continue  # a chat says nothing more after its end
        pieces = (*command.pieces[:at], strange, *command.pieces[at:])
        body = b"".join(piece.data for piece in pieces)
        facts = Facts("whole", pieces=pieces, sent=body, began=True)
        yield Case([_chunked(body, content_type=command.content_type)], facts)


def _unknown(*events: bytes) -> Callable[[Command], Pieces]:
    """Events that nobody knows, or can read."""
    return lambda command: tuple(Piece(data, "unknown") for data in events)


def _noise(command: Command) -> Pieces:
    unknown = (b'event: PING\ndata: {"content":"{}"}\n\n', b"event: Message\ndata: {\n\n")
    nothing = (b": x\n\n", b"\n\n\n", b"retry: 1\n\n", b"x" * 5000 + b"\n\n", b"\0\0\n\n")
    return (*_unknown(*unknown)(command), *(Piece(data, "") for data in nothing))


def _said(content: str, raw: bytes) -> Callable[[Command], Pieces]:
    """Something said with *content*, whose JSON is *raw*: by a node, or in a chat."""

    def make(command: Command) -> Pieces:
        if command.is_chat:
            data = b'event: conversation.message.delta\ndata: {"content":%b,"id":"9"}\n\n' % raw
            return (Piece(data, "delta", content, key="9"),)
        data = b'{"content":%b,"node_id":"1","node_is_finish":true}' % raw
        return (Piece(b"event: Message\ndata: %b\n\n" % data, "message", content, ends=True),)

    return make


def _numbers(command: Command) -> Pieces:
    huge = b"99999999999999999999"
    fields = b'"content":"","node_id":%b,"id":%b,"token":%b,"x":1e-999,"type":"answer"'
    data = b"{%b}" % (fields % (huge, huge, huge))
    if command.is_chat:
        start = b"event: conversation.message.delta\ndata: "
        return (Piece(start + data + b"\n\n", "delta", key=huge.decode()),)
    return (Piece(b"event: Message\ndata: %b\n\n" % data, "message"),)


_DEEP = b"[" * 10_000 + b"]" * 10_000


def _strange_ids(command: Command) -> Iterator[Case]:
    """Lone surrogates and controls in every id: they are kept, sent back and remembered."""
    if not command.streams:
        return
    for strange in ("\\ud800", "\\u0000", "\\u001b[2J", "'; DROP TABLE runs; --", "９"):
        pieces = tuple(
            replace(
                piece,
                data=piece.data.replace(RUN_ID.encode(), RUN_ID.encode() + strange.encode())
                .replace(CONVERSATION_ID.encode(), strange.encode())
                .replace(b'"node_id": "', b'"node_id": "' + strange.encode()),
            )
            for piece in command.pieces
        )
        body = b"".join(piece.data for piece in pieces)
        facts = Facts("whole", pieces=pieces, sent=body, began=True)
        yield Case([_chunked(body, content_type=command.content_type)], facts)


def _two_ends(command: Command) -> Iterator[Case]:
    """The first closing event counts."""
    if not command.streams or command.pieces[-1].type not in ("done", "error", "interrupt"):
        return
    ends = (
        event("Error", "error", error_code=1),
        event("Done", "done"),
        event("Interrupt", "interrupt", interrupt_data={"event_id": "1/2", "type": 2}),
        event("conversation.chat.failed", "error", last_error={"code": 1}),
        command.pieces[-1],
    )
    yield from _followed(command, *(second.data for second in ends))


def _after_the_end(command: Command) -> Iterator[Case]:
    if command.streams and command.pieces[-1].type in ("done", "error", "interrupt"):
        yield from _followed(command, b"x" * 10, command.body, b"\0", b"\n" * 99)


def _followed(command: Command, *rests: bytes) -> Iterator[Case]:
    for rest in rests:
        body = command.body + rest
        facts = Facts("whole", pieces=command.pieces, sent=body, began=True)
        yield Case([_chunked(body, content_type=command.content_type)], facts)


def _ids(command: Command) -> Iterator[Case]:
    """Ids that repeat, go backwards or make no sense are none of our business."""
    if not command.streams:
        return
    for ids in ("0000000", "6543210", ["9" * 30, "-1", "", "x", "1", "", "1"], "\0\0\0\0\0\0\0"):
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
    stranges: list[Any] = [{"a": [[]]}, [None] * 1000, True, "x" * 99_999]
    for strange in stranges:
        body = json.dumps({**data, "detail": strange, "usage": strange, "BaseResp": strange})
        yield Case([_chunked(body.encode(), content_type="application/json")], _whole(command))


FAULTS = (
    Fault("connection refused", _at("http://127.0.0.1:{closed}"), plain=True),
    Fault("no such host", _at("http://host.invalid"), plain=True),
    Fault("TLS with a server that has none", _at("https://127.0.0.1:{plain}"), plain=True),
    Fault("TLS with an unknown authority", _at("https://127.0.0.1:{tls}"), plain=True),
    Fault("reset before the headers", _reset_before_headers, plain=True),
    Fault("reset after the headers", _reset_after_headers, plain=True),
    Fault("reset at some bytes", _reset_at_some_bytes, many=True),
    Fault("lost at every byte", _lost_at_every_byte, many=True),
    Fault("ended at every byte", _ended_at_every_byte, many=True),
    Fault("closed without a length", _closed_at_some_bytes, many=True),
    Fault("silent before the headers", _stall_before_headers, plain=True),
    Fault("silent in the middle", _stall_in_the_middle, many=True),
    Fault("endless keep-alives", _drip_without_end, plain=True),
    Fault("endless after a rate limit", _drip_after_a_refusal, plain=True),
    Fault("byte by byte", _byte_by_byte),
    Fault("a byte every second (scaled)", _byte_every_moment),
    Fault("wrong content type", _content_types),
    Fault("wrong length", _wrong_length),
    Fault("truncated chunk", _truncated_chunk),
    Fault("gzip, whole and broken", _zipped),
    Fault("HTTP 400 to 504 with any body", _statuses, many=True, plain=True),
    Fault("408, 429, 503 with Retry-After", _told_to_wait, many=True, plain=True),
    Fault("fails at every try", _repeated, many=True),
    Fault("fails once", _passes, many=True),
    Fault("redirects 301 to 308", _redirects, many=True, plain=True),
    Fault("no answer of the API", _unreadable, many=True, plain=True),
    Fault(
        "NUL bytes",
        _strange(_unknown(b"event: Message\ndata: \0{\0}\n\n"), [b'"\\u0000"'], [b'"\0"', b"\0"]),
    ),
    Fault(
        "invalid UTF-8",
        _strange(_said("\ufffda", b'"\xffa"'), [b'"\xff\xfe"', b'"\xed\xa0\x80"'], [b"\xff"]),
    ),
    Fault("invalid UTF-8 in a name", _strange(_unknown(b"event: M\xff\xfe\ndata: \xff\xc3\n\n"))),
    Fault("lone surrogates", _strange(_said("\ud800", b'"\\ud800"'), [b'"\\udc00\\ud800"'])),
    Fault("surrogates and controls in ids", _strange_ids),
    Fault("numbers beyond 2^63", _strange(_numbers, [b"9" * 40, b"-9223372036854775809"])),
    Fault("numbers beyond any", _strange(_unknown(b'event: Message\ndata: {"content":1e999}\n\n'))),
    Fault(
        "nested 10,000 deep",
        _strange(_unknown(b"event: Message\ndata: " + _DEEP + b"\n\n"), broken=[_DEEP]),
    ),
    Fault("unknown events and noise", _strange(_noise), many=True),
    Fault("two closing events", _two_ends),
    Fault("more after the end", _after_the_end),
    Fault("duplicate and reordered ids", _ids),
    Fault("strange values in a reply", _strange_json),
)

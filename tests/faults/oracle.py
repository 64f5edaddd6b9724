"""What must be seen after a fault, derived from the facts by the rules of the contract.

The exit code tells the truth; stdout is data and only that; stderr says what happened; what came
is kept; nothing that starts a run is sent twice.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cozewf.codes import CODES
from cozewf.errors import (
    ConnectionFailed,
    CozewfError,
    NotAllowed,
    OutcomeUnknown,
    ReplyUnreadable,
    ServerRefused,
    TimeLimitPassed,
)

from .commands import Command
from .faults import Case, Facts
from .replies import Piece

SECRETS = ("pat_canary_0123456789", "session_canary_0123456789")
_CLOSING = ("done", "error", "interrupt")
_CANNOT_LIST = (400, 404)  # what servers answer that list no runs (wire.md §3.7)
_NOTES = (  # no errors: what people are told besides
    "Warning: ",
    "This server lists no runs",
    "No runs.",
    "The server tells no parameters",
)


@dataclass(frozen=True)
class Seen:
    """What a command left behind; *requests* are those of the fault that the server got.

    *logins* are the headers that logged in, over all requests; *sends* the POSTs among these.
    """

    code: int
    out: bytes
    err: str
    requests: int
    sends: int
    logins: frozenset[str]


def complaints(command: Command, case: Case, output: str, login: str, seen: Seen) -> list[str]:
    """What is wrong with *seen*, in words; empty where every promise is kept."""
    facts = case.facts
    found = []
    if seen.code != (code := exit_code(command, case)):
        found.append(f"exit code {seen.code} instead of {code}")
    if seen.requests not in (requests := _requests(command, case)):
        found.append(f"{seen.requests} requests instead of {requests}")
    if command.method == "GET" and seen.sends != bool(command.opening):
        found.append(f"a run was started {seen.sends} times")
    if not seen.logins <= {login}:
        found.append(f"logged in by {sorted(seen.logins)}")
    found += _wrong_stdout(command, facts, output, code, seen.out)
    found += _wrong_stderr(code, output, seen.err)
    if any(secret in seen.err or secret.encode() in seen.out for secret in SECRETS):
        found.append("the key is shown")
    return found


def exit_code(command: Command, case: Case) -> int:
    """The one exit code for an end (errors.EXIT_CODES)."""
    facts = case.facts
    if facts.end == "whole":
        return command.exit
    if facts.end == "refused":
        return _refusal(command, facts)
    if command.patient == "limit" and _may_pass(command, facts):
        return TimeLimitPassed.exit_code
    unknown = OutcomeUnknown if command.method == "POST" else ConnectionFailed
    errors = {
        "unreachable": ConnectionFailed,
        "cut": unknown,
        "silent": TimeLimitPassed,
        "unreadable": ReplyUnreadable,
    }
    return errors[facts.end].exit_code


def _refusal(command: Command, facts: Facts) -> int:
    if command.examines:
        return _verdict(facts)
    if command.lists and facts.status in _CANNOT_LIST:
        return 0
    if command.patient == "limit" and _may_pass(command, facts):
        return TimeLimitPassed.exit_code
    known = CODES.get(facts.status)
    return (known.kind if known else ServerRefused).exit_code


def _verdict(facts: Facts) -> int:
    """Of a refusal `config check` learns that it is one of the login, or, of the API's own words
    about something else, that the login is good; from anything else it learns nothing.
    """
    if facts.status in (401, 403):
        return NotAllowed.exit_code
    is_own = facts.sent.startswith(b"{")
    tells = is_own and 400 <= facts.status < 500 and facts.status not in (404, 408, 429)
    return 0 if tells else CozewfError.exit_code


def _may_pass(command: Command, facts: Facts) -> bool:
    """Whether asking again can help, and does no harm: of a GET that broke or was put off. Who
    waits for a run asks again also when an answer did not come in time, or made no sense.
    """
    if command.method != "GET" or command.examines:
        return facts.end == "refused" and facts.status == 429 and not command.examines
    patient = command.patient != "" and facts.end in ("silent", "unreadable")
    put_off = facts.end == "refused" and (facts.status in (408, 429) or facts.status >= 500)
    return patient or put_off or facts.end == "cut"


def _requests(command: Command, case: Case) -> range:
    """How often the server may have been asked: but for who waits a certain time, a number."""
    facts = case.facts
    passes = _may_pass(command, facts)
    if case.answers is not None:
        return _exactly(case.answers)
    if facts.end == "unreachable":
        return _exactly(0)
    if command.patient == "limit" and passes:
        return range(5)
    places = 2 if command.looks_up and facts.end == "refused" and facts.status == 404 else 1
    return _exactly(places * (1 + (case.retries if passes else 0)))


def _exactly(number: int) -> range:
    return range(number, number + 1)


def _wrong_stdout(command: Command, facts: Facts, output: str, code: int, out: bytes) -> list[str]:
    known = command.goes_on and facts.end in ("cut", "silent")
    tells = command.examines or (command.lists and code == 0)
    if not (facts.began or known or tells or command.opening or _is_whole(command, facts)):
        return [] if out == b"" else [f"stdout should be empty: {out[:200]!r}"]
    try:
        match output:
            case "text":
                return _wrong_text(command, facts, code, out)
            case "raw":
                return _wrong_bytes(command, facts, out)
            case "jsonl" if command.streams:
                return _wrong_lines(command, facts, out)
            case "jsonl" if facts.end != "whole":
                return [] if out == b"" else [f"lines: {out[:200]!r}"]
            case "jsonl":
                return _lacks(json.loads(out), command.document["runs"][0])
            case _:
                return _wrong_document(command, facts, code, out)
    except ValueError as error:
        return [f"stdout is not the JSON it should be ({error}): {out[:200]!r}"]


def _is_whole(command: Command, facts: Facts) -> bool:
    return not command.streams and facts.end == "whole"


def _wrong_text(command: Command, facts: Facts, code: int, out: bytes) -> list[str]:
    if command.examines:
        return _wrong_findings(command, code, out)
    if command.text is None and facts.end == "whole":
        return [f"{word} is not shown" for word in command.words if word.encode() not in out]
    if command.streams:
        expected = _text(command, facts)
    else:
        expected = (command.text or "") if facts.end == "whole" else ""
    if out == expected.encode("utf-8", "replace"):
        return []
    return [f"stdout {out[:300]!r} != {expected[:300]!r}"]


def _wrong_findings(command: Command, code: int, out: bytes) -> list[str]:
    rows = [line.split("\t") for line in out.decode().splitlines()]
    found = [] if all(len(row) == 4 for row in rows) else ["a finding is not of four columns"]
    failed = [row for row in rows if row[0] == "failed"]
    if bool(failed) != (code != 0) or failed != rows[-1:] * len(failed):
        found.append(f"the findings are {rows}, the exit code {code}")
    if not failed:
        found += [f"{word} is not shown" for word in command.words if word.encode() not in out]
    return found


def _text(command: Command, facts: Facts) -> str:
    """The nodes' text, each message on lines of its own."""
    if command.is_chat:
        return _chat_text(facts.pieces)
    shown = [*_shown(command.opening), *_shown(facts.pieces)]
    text = "".join(_ended(piece) for piece in shown)
    return text + ("\n" if text and not text.endswith("\n") else "")


def _ended(piece: Piece) -> str:
    ends_line = piece.ends and piece.content and not piece.content.endswith("\n")
    return piece.content + ("\n" if ends_line else "")


def _chat_text(pieces: Sequence[Piece]) -> str:
    """What the chat says as it comes; a whole message adds what was not said yet, and a line."""
    text = ""
    said: dict[str, str] = {}
    for piece in pieces:
        if piece.type == "delta":
            said[piece.key] = said.get(piece.key, "") + piece.content
            text += piece.content
        elif piece.type == "reply":
            text += piece.content.removeprefix(said.pop(piece.key, ""))
            text += "" if text.endswith("\n") or not text else "\n"
    return text + ("\n" if text and not text.endswith("\n") else "")


def _shown(pieces: Sequence[Piece]) -> list[Piece]:
    """The messages for people."""
    asked = any(piece.type == "interrupt" for piece in pieces)
    return [p for p in pieces if p.type == "message" and not (p.echo and asked)]


def _wrong_bytes(command: Command, facts: Facts, out: bytes) -> list[str]:
    if not out.startswith(command.opening_body):
        return ["the bytes before the answer are others"]
    out = out.removeprefix(command.opening_body)
    closed = any(set(piece.lines) & set(_CLOSING) for piece in facts.pieces)
    if out == _sent(facts) or (not facts.all_sent_arrives and out.startswith(facts.sent)):
        return []
    if closed and facts.sent.startswith(out) and _closes(facts, out):
        return []  # what comes after the end need not be read
    return [f"stdout is {len(out)} of {len(facts.sent)} bytes, or others: {out[-60:]!r}"]


def _sent(facts: Facts) -> bytes:
    """What was sent of a stream: pages that refuse are told on stderr."""
    return facts.sent if facts.began else b""


def _closes(facts: Facts, out: bytes) -> bool:
    last = next(piece for piece in facts.pieces if set(piece.lines) & set(_CLOSING))
    return last.data.rstrip(b"\n") in out


def _wrong_lines(command: Command, facts: Facts, out: bytes) -> list[str]:
    lines = [json.loads(line) for line in out.splitlines()]
    types = [*_types(command.opening), *_types(facts.pieces), *_closing(command, facts)]
    found = []
    if [line["type"] for line in lines] != types:
        found.append(f"lines {[line['type'] for line in lines]} instead of {types}")
    said = ("message", "delta", "reply")
    contents = [line["content"] for line in lines if line["type"] in said]
    expected = [p.content for p in (*command.opening, *facts.pieces) if p.type in said]
    if contents != expected:
        found.append(f"other contents: {contents}")
    if lines and lines[-1].get("status") != _status(command, facts):
        found.append(f"the last line says {lines[-1].get('status')}")
    if [line["seq"] for line in lines] != list(range(1, len(lines) + 1)):
        found.append("seq has gaps")
    return found


def _types(pieces: Sequence[Piece]) -> list[str]:
    return [name for piece in pieces for name in piece.lines]


def _closing(command: Command, facts: Facts) -> list[str]:
    """The line that closes where no event of the server's does."""
    if facts.end in ("cut", "silent"):
        return ["error"]
    if set(_types(facts.pieces)) & set(_CLOSING):
        return []
    return [piece.owes for piece in facts.pieces if piece.owes]


def _wrong_document(command: Command, facts: Facts, code: int, out: bytes) -> list[str]:
    document: dict[str, Any] = json.loads(out)
    if out.count(b"\n") != 1:
        return ["the document is not one line"]
    if command.examines:
        return _lacks(document, {"ok": code == 0})
    if command.lists and facts.end != "whole":
        return _lacks(document, {"source": "local", "runs": []})
    if not command.status:
        return _lacks(document, command.document)
    found = _lacks(document, {"status": _status(command, facts)})
    if (document["error"] is None) != (code == 0):
        found.append(f"error is {document['error']}")
    return found + _wrong_texts(command, facts, document)


def _wrong_texts(command: Command, facts: Facts, document: dict[str, Any]) -> list[str]:
    if command.is_chat:
        return _wrong_messages(facts.pieces, document)
    written = "".join(node["content"] for node in document["nodes"])
    shown = [*_shown(command.opening), *_shown(facts.pieces)]
    if written == "".join(piece.content for piece in shown):
        return []
    return [f"nodes hold {written!r}"]


def _wrong_messages(pieces: Sequence[Piece], document: dict[str, Any]) -> list[str]:
    said: dict[str, str] = {}
    for piece in pieces:
        if piece.type in ("delta", "reply"):
            before = said.get(piece.key, "") if piece.type == "delta" else ""
            said[piece.key] = before + piece.content
    written = [message["content"] for message in document["messages"]]
    return [] if written == list(said.values()) else [f"messages hold {written}"]


def _lacks(found: Any, expected: Any) -> list[str]:
    """What *found* has not of *expected*, in words."""
    match expected:
        case dict():
            return [
                lack for name, value in expected.items() for lack in _lacks(found.get(name), value)
            ]
        case list() if len(found) == len(expected):
            return [lack for f, e in zip(found, expected, strict=True) for lack in _lacks(f, e)]
        case _:
            return [] if found == expected else [f"{found!r} instead of {expected!r}"]


def _status(command: Command, facts: Facts) -> str:
    if facts.end == "whole":
        return command.status
    if command.method == "GET":
        return "running"  # it was started, and its end was not seen
    return "lost" if facts.end in ("cut", "silent") else "interrupted"


def _wrong_stderr(code: int, output: str, err: str) -> list[str]:
    if "Traceback" in err:
        return [f"a traceback: {err[-600:]}"]
    err = "".join(line for line in err.splitlines(True) if not line.startswith(_NOTES))
    if code == 0:
        return [f"stderr is not empty: {err[:200]!r}"] if err else []
    if output in ("json", "jsonl"):
        try:
            fields = set(json.loads(err)["error"])
        except (ValueError, KeyError):
            return [f"stderr is no error object: {err[:200]!r}"]
        expected = {"code", "message", "hint", "http_status", "log_id", "debug_url"}
        return [] if fields == expected else [f"the error object has {fields}"]
    first, *more = err.splitlines() or [""]
    if not first.startswith("cozewf: ") or len(first) < 9 or len(more) > 6:
        return [f"stderr is {err[:300]!r}"]
    return []

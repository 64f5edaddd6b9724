"""What must be seen after a fault, derived from the facts by the rules of the contract.

The exit code tells the truth; stdout is data and only that; stderr says what happened; what came
is kept; nothing that starts a run is sent twice.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from cozewf.codes import CODES
from cozewf.errors import (
    ConnectionFailed,
    OutcomeUnknown,
    ReplyUnreadable,
    ServerRefused,
    TimeLimitPassed,
)

from .commands import Command, Piece
from .faults import Case, Facts

SECRET = "pat_canary_0123456789"
_CLOSING = ("done", "error", "interrupt")


@dataclass(frozen=True)
class Seen:
    """What a command left behind; *requests* are those that the server got."""

    code: int
    out: bytes
    err: str
    requests: int


def complaints(command: Command, case: Case, output: str, seen: Seen) -> list[str]:
    """What is wrong with *seen*, in words; empty where every promise is kept."""
    facts = case.facts
    found = []
    if seen.code != (code := exit_code(command, facts)):
        found.append(f"exit code {seen.code} instead of {code}")
    if seen.requests != (requests := _requests(facts, case)):
        found.append(f"{seen.requests} requests instead of {requests}")
    found += _wrong_stdout(command, facts, output, seen.out)
    found += _wrong_stderr(code, output, seen.err)
    if SECRET in seen.err or SECRET.encode() in seen.out:
        found.append("the key is shown")
    return found


def exit_code(command: Command, facts: Facts) -> int:
    """The one exit code for an end (errors.EXIT_CODES)."""
    match facts.end:
        case "whole":
            return command.exit
        case "unreachable":
            return ConnectionFailed.exit_code
        case "cut":
            return (OutcomeUnknown if command.method == "POST" else ConnectionFailed).exit_code
        case "silent":
            return TimeLimitPassed.exit_code
        case "refused":
            known = CODES.get(facts.status)
            return (known.kind if known else ServerRefused).exit_code
        case "unreadable":
            return ReplyUnreadable.exit_code


def _requests(facts: Facts, case: Case) -> int:
    if case.answers is not None:
        return case.answers
    return 0 if facts.end == "unreachable" else 1


def _wrong_stdout(command: Command, facts: Facts, output: str, out: bytes) -> list[str]:
    if not facts.began and not (command.goes_on and facts.end in ("cut", "silent")):
        return [] if out == b"" else [f"stdout should be empty: {out[:200]!r}"]
    try:
        match output:
            case "text":
                expected = _text(command, facts)
                return [] if out == expected else [f"stdout {out[:300]!r} != {expected[:300]!r}"]
            case "raw":
                return _wrong_bytes(facts, out)
            case "jsonl":
                return _wrong_lines(command, facts, out)
            case _:
                return _wrong_document(command, facts, out)
    except ValueError as error:
        return [f"stdout is not the JSON it should be ({error}): {out[:200]!r}"]


def _text(command: Command, facts: Facts) -> bytes:
    """The nodes' text, each message on lines of its own."""
    if not command.streams:
        return command.text.encode()
    text = "".join(piece.text for piece in _shown(facts))
    text += "\n" if text and not text.endswith("\n") else ""
    return text.encode("utf-8", "replace")


def _shown(facts: Facts) -> list[Piece]:
    """The messages for people."""
    asked = any(piece.type == "interrupt" for piece in facts.pieces)
    return [p for p in facts.pieces if p.type == "message" and not (p.echo and asked)]


def _wrong_bytes(facts: Facts, out: bytes) -> list[str]:
    closed = any(piece.type in _CLOSING for piece in facts.pieces)
    if out == facts.sent or (not facts.all_sent_arrives and out.startswith(facts.sent)):
        return []
    if closed and facts.sent.startswith(out) and _closes(facts, out):
        return []  # what comes after the end need not be read
    return [f"stdout is {len(out)} of {len(facts.sent)} bytes, or others: {out[-60:]!r}"]


def _closes(facts: Facts, out: bytes) -> bool:
    last = next(piece for piece in facts.pieces if piece.type in _CLOSING)
    return last.data.rstrip(b"\n") in out


def _wrong_lines(command: Command, facts: Facts, out: bytes) -> list[str]:
    lines = [json.loads(line) for line in out.splitlines()]
    types = [piece.type for piece in facts.pieces]
    closes = [] if facts.end == "whole" else ["error"]
    found = []
    if [line["type"] for line in lines] != types + closes:
        found.append(f"lines {[line['type'] for line in lines]} instead of {types + closes}")
    contents = [line["content"] for line in lines if line["type"] == "message"]
    if contents != [p.content for p in facts.pieces if p.type == "message"]:
        found.append(f"other contents: {contents}")
    if lines and lines[-1].get("status") != _status(command, facts):
        found.append(f"the last line says {lines[-1].get('status')}")
    if [line["seq"] for line in lines] != list(range(1, len(lines) + 1)):
        found.append("seq has gaps")
    return found


def _wrong_document(command: Command, facts: Facts, out: bytes) -> list[str]:
    document: dict[str, Any] = json.loads(out)
    if out.count(b"\n") != 1:
        return ["the document is not one line"]
    if not command.status:
        return []
    found = []
    if document["status"] != (status := _status(command, facts)):
        found.append(f"status {document['status']} instead of {status}")
    if command.streams:
        written = "".join(node["content"] for node in document["nodes"])
        if written != "".join(piece.content for piece in _shown(facts)):
            found.append(f"nodes hold {written!r}")
    if (document["error"] is None) != (status in ("success", "running")):
        found.append(f"error is {document['error']}")
    return found


def _status(command: Command, facts: Facts) -> str:
    return command.status if facts.end == "whole" else "lost"


def _wrong_stderr(code: int, output: str, err: str) -> list[str]:
    if "Traceback" in err:
        return [f"a traceback: {err[-600:]}"]
    err = "".join(line for line in err.splitlines(True) if not line.startswith("Warning: "))
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

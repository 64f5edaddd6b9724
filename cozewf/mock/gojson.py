"""How the open-source servers, written in Go, print JSON and their own failures (wire.md §1)."""

from __future__ import annotations

import json
from typing import Any

_HTML = {ord(c): f"\\u{ord(c):04x}" for c in "&<>\u2028\u2029"}
_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "bool"),
    (str, "string"),
    (int, "number"),
    (float, "number"),
    (dict, "object"),
    (list, "array"),
)
_CARET_REACH = 16


def plain(value: Any) -> str:
    """JSON as it stands in an event's data: compact, nothing escaped that need not be."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def escaped(value: Any) -> str:
    r"""JSON as in a body: ``&``, ``<`` and ``>`` arrive as ``\u0026`` and so on (§1.3)."""
    return plain(value).translate(_HTML)


def panic(message: str, function: str) -> str:
    """A recovered panic: many lines of stack in what should be a sentence (§1.4)."""
    service = "github.com/coze-dev/coze-studio/backend/application/workflow"
    frames = (
        "runtime/debug.Stack()\n\t/usr/local/go/src/runtime/debug/stack.go:26 +0x5e",
        f"{service}.(*ApplicationService).{function}.func1()\n"
        "\t/app/application/workflow/workflow.go:85 +0x45",
        "panic({0x902e80?, 0xc00028e900?})\n\t/usr/local/go/src/runtime/panic.go:792 +0x132",
        "github.com/coze-dev/coze-studio/backend/api/handler/coze.mustParseInt64(...)\n"
        "\t/app/api/handler/coze/workflow_service.go:1188",
        f"{service}.(*ApplicationService).{function}(0x30?, {{0xa52460, 0xc00028e7b0}})\n"
        "\t/app/application/workflow/workflow.go:92 +0x11e9",
    )
    stack = "\n".join(frames)
    return f"panic error: {message}, \nstack: goroutine 94 [running]:\n{stack}\n"


def not_an_int(text: str) -> str:
    """What the number parser says about *text*."""
    return f"strconv.ParseInt: parsing {_quote(text)}: invalid syntax"


def syntax_error(text: str) -> str:
    """A quoted picture of where *text* stops to be JSON."""
    raw = text.encode()
    try:
        json.loads(text)
        at, why = len(raw), "invalid char"
    except json.JSONDecodeError as error:
        at = len(text[: error.pos].encode())
        why = "eof" if at >= len(raw) else "invalid char"
    return wrong_byte(raw, at, why)


def wrong_byte(raw: bytes, at: int, why: str = "invalid char") -> str:
    """A quoted picture of the byte that the parser stopped at."""
    return _quote(f"Syntax error at index {at}: {why}\n\n\t{_picture(raw, at)}\n")


def mismatch(wanted: str, value: Any, raw: bytes, at: int) -> str:
    """The refusal of a body whose field at byte *at* has the wrong type (§1.2)."""
    found = next((name for kind, name in _KINDS if isinstance(value, kind)), "null")
    where = f"at index {at}: mismatched type with value\n\n\t{_picture(raw, at)}\n"
    return f"bind body failed, err=Mismatch type {wanted} with value {found} {_quote(where)}"


def value_offset(raw: bytes, *path: str) -> int:
    """The byte at which the value under *path* begins; *raw* is the JSON of an object."""
    text = raw.decode("utf-8", "replace")
    at = _skip(text, 0)
    for key in path:
        at = _find(text, at, key)
    return len(text[:at].encode())


def _find(text: str, at: int, key: str) -> int:
    decoder = json.JSONDecoder()
    at = _skip(text, at + 1)  # past the brace
    while at < len(text) and text[at] == '"':
        name, at = decoder.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)  # past the colon
        if name == key:
            return at
        _, at = decoder.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)  # past the comma
    return at


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _picture(raw: bytes, at: int) -> str:
    """16 bytes to each side of *at*, moved inside of *raw*, with a caret below."""
    if not 0 <= at < len(raw):
        left, right, before, after = 0, len(raw), 0, 0
    else:
        left, right = at - _CARET_REACH, at + _CARET_REACH
        left, right = (0, right - left) if left < 0 else (left, right)
        if right > len(raw):
            left, right = max(left - (right - len(raw)), 0), len(raw)
        before, after = at - left, right - at - 1
    line = raw[left:right].decode("utf-8", "replace")
    return f"{line}\n\t{'.' * before}^{'.' * after}"


def _quote(text: str) -> str:
    """Go's quoting; near enough to JSON's for what is quoted here."""
    return json.dumps(text, ensure_ascii=False)

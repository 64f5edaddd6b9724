"""Replies whose every string tries to take over the terminal."""

from __future__ import annotations

import json
import re
from typing import Any

# Clipboard, title, cursor report, a colour, a link that hides its target, C1 CSI, bell, reset,
# right-to-left override, a carriage return that overwrites, and Rich's and Markdown's markup.
POISON = (
    "\x1b]52;c;ZXZpbA==\x07\x1b]0;PWNED\x07\x1b[31337m\x1b[6n\x1b]8;;http://evil\x1b\\a\x1b]8;;\x1b\\"
    "\x9b31337m\x07\x1bc\u202eevil\u2066\x7f\x08\rover[red]x[/red][link=http://evil]y[/link]\x00"
)
# What must never be sent to a terminal, whatever sequences of its own a view may send.
FORBIDDEN = re.compile(
    "\x1b\\]|31337m(?<=\x1b\\[31337m)|\x1bc|\x1b\\[6n|[\x07\x00\x08\x7f\x80-\x9f]"
    "|[\u202a-\u202e\u2066-\u2069]|\r(?=over)"
)
# Words that readers decide by: poisoned, they would only test the reader of unknown kinds.
_WORDS = {
    *("type", "content_type", "node_type", "event", "role", "status", "card_type", "mode"),
    *("execute_status", "workflow_mode"),
}


def poison(value: Any, key: str = "", *, words: bool = False) -> Any:
    """Add the poison to every string in JSON; *words* also to those that readers decide by."""
    if isinstance(value, dict):
        mark = POISON if key == "properties" else ""  # a schema's keys are the server's names
        return {k + mark: poison(v, k, words=words) for k, v in value.items()}
    if isinstance(value, list):
        return [poison(v, key, words=words) for v in value]
    if not isinstance(value, str) or (key in _WORDS and not words):
        return value
    try:
        inner = json.loads(value)
    except ValueError:
        inner = None
    if isinstance(inner, dict | list):  # JSON in a string, as questions, forms and cards come
        return json.dumps(poison(inner, key, words=words), ensure_ascii=False)
    return value + POISON


def poison_body(body: bytes, *, words: bool = False) -> bytes:
    """Poison a reply: JSON, an event stream, or text."""
    text = body.decode("utf-8", "replace")
    if re.match(r"\s*\{", text):
        return _encode(poison(json.loads(text), words=words))
    if not re.search(r"^data:", text, re.MULTILINE):
        return _plain(text).encode("utf-8", "surrogatepass")
    lines = [_poison_line(line, words=words) for line in text.split("\n")]
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _poison_line(line: str, *, words: bool) -> str:
    name, colon, value = line.partition(":")
    if name != "data" or not colon:
        return line
    try:
        data = json.loads(value)
    except ValueError:
        return line + POISON.replace("\r", "")
    return f"data: {_encode(poison(data, words=words)).decode()}"


def _plain(text: str) -> str:
    """A page or a text: poison in its title and at its end."""
    return text.replace("</title>", f"{POISON}</title>") + POISON


def _encode(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")

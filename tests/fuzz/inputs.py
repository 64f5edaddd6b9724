"""Any bytes made into something nearer to what servers send and people type.

What is built depends on nothing but the bytes, so that a fuzzer can work on it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

from .words import EVENTS, KEYS, NOISE, PIECES, VALUES

_T = TypeVar("_T")
_VECTORS = Path(__file__).parents[1] / "vectors"
_LONGEST = 3000  # bytes of a vector; the longer ones would be most of the work
# The words of JSON and of event streams: an edit takes a whole one.
_WORD = re.compile(rb'"(?:[^"\\\n]|\\.)*"|[{}\[\],:]|\r\n?|\n|[^\s{}\[\],:"]+|\s|"')


class Choices:
    """Bytes as choices, one after the other; zeros when they are used up."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def next(self) -> int:
        self._at += 1
        return self._data[self._at - 1] if self._at <= len(self._data) else 0

    def pick(self, things: Sequence[_T]) -> _T:
        return things[self.next() % len(things)]

    @property
    def used_up(self) -> bool:
        return self._at >= len(self._data)


def compose(data: bytes, kind: str) -> bytes:
    """Bytes of a reply. The first one says how near it comes to a real one of *kind*."""
    how, rest = (data or b"\0")[0], data[1:]
    if how < 24:
        return rest
    if how < 72:
        return b"".join(PIECES[b] if b < len(PIECES) else bytes((b,)) for b in rest)
    choices = Choices(rest)
    if how < 104:
        return make_json(choices).encode("utf-8", "surrogatepass")
    if how < 144:
        return b"".join(make_events(choices))
    return _edit(choices, kind)


def make_events(choices: Choices, *, tidy: bool = False) -> Iterator[bytes]:
    """Events until the choices are used up; *tidy* ones all have their blank line."""
    while not choices.used_up:
        yield _make_event(choices, tidy=tidy)


def _make_event(choices: Choices, *, tidy: bool) -> bytes:
    end = choices.pick((b"\n", b"\n", b"\n", b"\r", b"\r\n"))
    name, noise = choices.pick(EVENTS), b"" if tidy else choices.pick(NOISE)
    data = make_json(choices).encode("utf-8", "surrogatepass")
    lines = [noise] if noise else []
    lines += [b"event: " + name] if name else []
    lines += [b"data: " + part for part in data.split(b"\n")]
    after = end * 2 if tidy else choices.pick((end * 2, end * 2, end * 2, end * 3, end, b""))
    return end.join(lines) + after


def make_json(choices: Choices, depth: int = 0) -> str:
    """JSON, mostly valid, with the keys that servers use and values that they should not."""
    kind = choices.next() % 16
    if kind < 8 and depth < 5:
        pairs = (
            f"{json.dumps(choices.pick(KEYS))}:{make_json(choices, depth + 1)}"
            for _ in range(choices.next() % 8)
        )
        return "{" + ",".join(pairs) + "}"
    if kind == 8 and depth < 5:
        parts = (make_json(choices, depth + 1) for _ in range(choices.next() % 4))
        return "[" + ",".join(parts) + "]"
    if kind == 9 and depth < 5:  # JSON in a string, as questions and forms come
        return json.dumps(make_json(choices, depth + 1), ensure_ascii=choices.next() % 2 == 0)
    return choices.pick(VALUES)


def _edit(choices: Choices, kind: str) -> bytes:
    """A vector of *kind*, with some of its words replaced, doubled, taken out or moved."""
    words = list(choices.pick(_vectors(kind)))
    while not choices.used_up and words:
        _edit_once(choices, words)
    return b"".join(words)


def _edit_once(choices: Choices, words: list[bytes]) -> None:
    at = (choices.next() << 8 | choices.next()) % len(words)
    match choices.next() % 12:
        case 0:
            del words[at]
        case 1:
            words.insert(at, words[at])
        case 2:
            other = choices.next() % len(words)
            words[at], words[other] = words[other], words[at]
        case 3:
            words[at] = json.dumps(choices.pick(KEYS)).encode()
        case 4:
            words[at] = make_json(choices).encode("utf-8", "surrogatepass")
        case 5:
            words[at] = words[at][: choices.next() % 16]
        case 6 | 7:
            words[at] = _edit_inside(choices, words[at])
        case _:
            words[at] = choices.pick(VALUES).encode("utf-8", "surrogatepass")


def _edit_inside(choices: Choices, word: bytes) -> bytes:
    """JSON in a string is edited in its turn; any other word gets a strange byte."""
    if b"{" not in word or word[:1] != b'"':
        return word + bytes((choices.next(),))
    try:
        inner = json.loads(word).encode("utf-8", "surrogatepass")
    except ValueError:
        return word
    words = _WORD.findall(inner)
    _edit_once(choices, words)
    text = b"".join(words).decode("utf-8", "replace")
    return json.dumps(text, ensure_ascii=False).encode("utf-8", "surrogatepass")


@cache
def _vectors(kind: str) -> list[list[bytes]]:
    """The vectors whose names begin with *kind*, as words."""
    paths = sorted(_VECTORS.glob(f"{kind}*"))
    bodies = [path.read_bytes() for path in paths if path.stem != "index"]
    return [_WORD.findall(body) for body in bodies if len(body) <= _LONGEST]

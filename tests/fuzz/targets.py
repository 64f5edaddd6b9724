"""What is held for any bytes at all. Each target takes bytes and fails for a broken promise.

The same functions serve three callers: atheris for hours (`python -m tests.fuzz`), hypothesis
and the kept corpus in pytest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias, TypeVar

from cozewf.answers import encode_text, read_field
from cozewf.errors import CozewfError, InvalidInput, OutcomeUnknown
from cozewf.events import Event, Failed, Field, Interrupt
from cozewf.params import parse_params
from cozewf.render import content
from cozewf.render.lines import document, fields_of
from cozewf.render.reports import resume_command
from cozewf.state import RunState
from cozewf.terminal import clean, clean_line
from cozewf.wire import workflow
from cozewf.wire.frames import looks_like_events, read_frames
from cozewf.wire.replies import Reply, error_of, read_reply, read_run
from cozewf.wire.values import dump_json

from .words import EVENTS, KEYS, NOISE, PIECES, VALUES

_T = TypeVar("_T")
Target: TypeAlias = Callable[[bytes], None]


@dataclass
class _Choices:
    """Bytes as choices: what is built depends on nothing else."""

    data: bytes
    at: int = 0

    def next(self) -> int:
        self.at += 1
        return self.data[self.at - 1] if self.at <= len(self.data) else 0

    def pick(self, things: Sequence[_T]) -> _T:
        return things[self.next() % len(things)]

    @property
    def used_up(self) -> bool:
        return self.at >= len(self.data)


def compose(data: bytes) -> bytes:
    """Turn any bytes into something nearer to what servers send; the first one says how near."""
    how, rest = (data or b"\0")[0], data[1:]
    if how < 32:
        return rest
    if how < 96:
        return b"".join(PIECES[b] if b < len(PIECES) else bytes((b,)) for b in rest)
    choices = _Choices(rest)
    if how < 160:
        return _json(choices).encode("utf-8", "surrogatepass")
    return b"".join(_events(choices))


def _events(choices: _Choices, *, tidy: bool = False) -> Iterator[bytes]:
    """Events until the choices are used up; *tidy* ones all have their blank line."""
    while not choices.used_up:
        yield _event(choices, tidy=tidy)


def _event(choices: _Choices, *, tidy: bool) -> bytes:
    end = choices.pick((b"\n", b"\n", b"\n", b"\r", b"\r\n"))
    name, noise = choices.pick(EVENTS), b"" if tidy else choices.pick(NOISE)
    data = _json(choices).encode("utf-8", "surrogatepass")
    lines = [noise] if noise else []
    lines += [b"event: " + name] if name else []
    lines += [b"data: " + part for part in data.split(b"\n")]
    after = end * 2 if tidy else choices.pick((end * 2, end * 2, end * 2, end * 3, end, b""))
    return end.join(lines) + after


def _json(choices: _Choices, depth: int = 0) -> str:
    """JSON, mostly valid, with the keys that servers use and values that they should not."""
    kind = choices.next() % 16
    if kind < 8 and depth < 5:
        pairs = (
            f"{json.dumps(choices.pick(KEYS))}:{_json(choices, depth + 1)}"
            for _ in range(choices.next() % 8)
        )
        return "{" + ",".join(pairs) + "}"
    if kind == 8 and depth < 5:
        return "[" + ",".join(_json(choices, depth + 1) for _ in range(choices.next() % 4)) + "]"
    if kind == 9 and depth < 5:  # JSON in a string, as questions and forms come
        return json.dumps(_json(choices, depth + 1), ensure_ascii=choices.next() % 2 == 0)
    return choices.pick(VALUES)


def stream(data: bytes) -> None:
    """The same events however the bytes are cut; every view takes every event."""
    body = compose(data[3:])
    events, ended = _decode([body])
    cuts = sorted(cut % (len(body) + 1) for cut in data[:3])
    again, ended_again = _decode([body[a:b] for a, b in pairwise([0, *cuts, len(body)])])
    assert (again, ended_again) == (events, ended), "the cut of the bytes shows"
    state = RunState("1")
    for event in events:
        state.apply(event)
        _show(event)
    json.loads(dump_json(document(state, 1)))


def prefix(data: bytes) -> None:
    """A stream that is cut off gives a prefix of the events, and never a false end."""
    body = b"".join(_events(_Choices(data[2:]), tidy=True))
    events, ended = _decode([body])
    cut = int.from_bytes(data[:2], "big") % (len(body) + 1)
    part, part_ended = _decode([body[:cut]])
    plain, part_plain = [_shape(e) for e in events], [_shape(e) for e in part]
    if part_ended and isinstance(part[-1], Failed):
        return  # an error's plain text may be cut: it is an error all the same
    assert part_plain == plain[: len(part)], "a cut stream invents events"
    assert not part_ended or ended, "a cut stream claims to have ended"


def reply(data: bytes) -> None:
    """Any reply is a result or a declared error, and both can be shown."""
    body = compose(data[2:])
    status = (200, 200, 200, 400, 401, 429, 500, 504)[data[1] % 8] if len(data) > 1 else 200
    headers = {"content-type": ("application/json", "text/html", "text/plain")[len(data) % 3]}
    headers["retry-after"] = headers["date"] = data[2:40].decode("latin-1")
    looks_like_events(body, declared=False)
    try:
        result = read_run(read_reply(Reply(status, headers, body)), "log")
    except CozewfError as error:
        _show_error(error)
        return
    state = RunState("1")
    state.apply_result(result)
    json.loads(dump_json(document(state, 1)))


def text(data: bytes) -> None:
    """What people see has no control character; JSON for people is that JSON."""
    body = compose(data[1:])
    value = body.decode("utf-16-le" if data[:1] < b"\x40" else "utf-8", "replace")
    shown = clean(value)
    assert not [c for c in shown if c not in "\n\t" and _is_unsafe(c)], "a control got through"
    assert clean(shown) == shown, "clean is not stable"
    line = clean_line(value)
    assert len(line.splitlines()) <= 1, "a line has several"
    pretty = content.pretty(value)
    if pretty is not None:
        assert _literal(pretty) == _literal(value), "pretty changed the JSON"
    for content_type in ("card", "image", "object_string", "other"):
        content.kind(content_type, value)
        content.complete(value, content_type)


def answer(data: bytes) -> None:
    """What a person types is an answer or a declared error."""
    value = compose(data[1:]).decode("utf-8", "replace")
    types = ("string", "integer", "number", "boolean", "object", "list", "array", "image")
    field = Field(name="a", type=types[(data or b"\0")[0] % len(types)], required=True)
    with suppress(InvalidInput):
        read_field(field, value)
    for asked in (
        Interrupt(event_id="1/2", options=("1", "北京", "２")),
        Interrupt(event_id="1/2", fields=(field,)),
        Interrupt(event_id="1/2", fields=(field, Field(name="b"))),
        Interrupt(event_id="1/2"),
    ):
        with suppress(InvalidInput):
            encode_text(asked, value).encode()
    with suppress(InvalidInput):
        parse_params([value], None, lambda path: path)
    with suppress(InvalidInput):
        parse_params([], value, lambda path: path)


TARGETS: dict[str, Target] = {f.__name__: f for f in (stream, prefix, reply, text, answer)}


def every(data: bytes) -> None:
    """The first byte picks the target."""
    targets = list(TARGETS.values())
    targets[(data or b"\0")[0] % len(targets)](data[1:])


def _decode(chunks: list[bytes]) -> tuple[list[Event], bool]:
    events: list[Event] = []
    try:
        events.extend(_take(workflow.decode(read_frames(iter(chunks)), "log"), events))
    except OutcomeUnknown:
        return events, False
    return events, True


def _take(source: Iterator[Event], events: list[Event]) -> Iterator[Event]:
    """Nothing to add at the end: all has been kept as it came, also before an error."""
    for event in source:
        events.append(event)
    return iter(())


def _show(event: Event) -> None:
    line = dump_json(fields_of(event))
    assert "\n" not in line
    json.loads(line)
    if isinstance(event, Failed):
        _show_error(error_of(event))
    if isinstance(event, Interrupt):
        assert "\n" not in resume_command(event, "1")


def _show_error(error: CozewfError) -> None:
    assert error.exit_code in (1, 3, 4, 5, 6, 7)
    assert error.message, "an error without a message"
    assert "\n" not in clean_line(error.message)


def _shape(event: Event) -> dict[str, object]:
    """An event but for its echo mark, which only the interrupt after it tells."""
    return {**fields_of(event), "echo": None}


def _is_unsafe(char: str) -> bool:
    code = ord(char)
    return code < 0x20 or 0x7F <= code < 0xA0 or 0x202A <= code <= 0x202E or 0xD800 <= code < 0xE000


def _literal(text: str) -> object:
    return json.loads(text, parse_int=str, parse_float=str)

"""What is held for any bytes of a stream: frames, and the events of runs and chats."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from cozewf.cleaning import clean_line
from cozewf.errors import CozewfError, OutcomeUnknown
from cozewf.events import Event, Failed, Interrupt
from cozewf.models import RunRecord
from cozewf.recovery import Tail, recover
from cozewf.render.chat_lines import turn_document
from cozewf.render.lines import JsonLines, document, fields_of
from cozewf.render.plain import PlainText
from cozewf.render.reports import resume_command
from cozewf.state import RunState
from cozewf.terminal import Terminal
from cozewf.turn import TurnState
from cozewf.wire import chat as chat_wire
from cozewf.wire import workflow
from cozewf.wire.frames import Frame, is_telling, looks_like_events, read_frames
from cozewf.wire.replies import error_of
from cozewf.wire.values import dump_json

from .inputs import Choices, compose, make_events

_Decode = Callable[[Iterable[Frame], str], Iterator[Event]]


def frames(data: bytes) -> None:
    """The same frames however the bytes are cut, and only the last may lack its end."""
    body = compose(data[4:], "framing")
    found = list(read_frames([body]))
    assert list(read_frames(cut(body, data[:4]))) == found, "the cut of the bytes shows"
    assert all(frame.whole for frame in found[:-1])
    if len(body) < 100:
        assert list(read_frames(body[i : i + 1] for i in range(len(body)))) == found
    for declared in (True, False):
        start = body.removeprefix(b"\xef\xbb\xbf").lstrip()
        is_stream = looks_like_events(start, declared=declared)
        for at in range(min(len(start), 60)):
            if is_telling(start[:at], declared=declared):
                told = looks_like_events(start[:at], declared=declared)
                assert told == is_stream, "what the reply is shows too early"
                break


def stream(data: bytes) -> None:
    """The same events however the bytes are cut; every view takes every event."""
    body = compose(data[3:], "stream_run")
    events = _same_events(body, data[:3], workflow.decode)
    state = RunState("1")
    for event in _show(events, state):
        if isinstance(event, Interrupt):
            assert "\n" not in resume_command(event, "1")
    json.loads(dump_json(document(state, 1)))


def chat(data: bytes) -> None:
    """The same for the events of a chat."""
    body = compose(data[3:], "chat")
    state = TurnState("1")
    list(_show(_same_events(body, data[:3], chat_wire.decode), state))
    json.loads(dump_json(turn_document(state, 1)))


def prefix(data: bytes) -> None:
    """A stream that is cut off gives a prefix of the events, and never a false end."""
    body = b"".join(make_events(Choices(data[2:]), tidy=True))
    events, ended = _decode([body], workflow.decode)
    end = int.from_bytes(data[:2], "big") % (len(body) + 1)
    part, part_ended = _decode([body[:end]], workflow.decode)
    plain, part_plain = [_shape(e) for e in events], [_shape(e) for e in part]
    if part_ended and isinstance(part[-1], Failed):
        return  # an error's plain text may be cut: it is an error all the same
    assert part_plain == plain[: len(part)], "a cut stream invents events"
    assert not part_ended or ended, "a cut stream claims to have ended"


def recovery(data: bytes) -> None:
    """What a history tells after a cut adds up to the whole, whatever had come before."""
    text = compose(data[2:], "stream_run").decode("utf-8", "replace")
    said, kind = text[: data[0] % (len(text) + 1)] if data else "", "conv" if data[1:2] else ""
    body = json.dumps({"content": said, "node_type": "End", "node_id": "1"}).encode()
    events, _ = _decode([b"event: Message\ndata: " + body + b"\n\n"], workflow.decode)
    tail = Tail()
    for event in events:
        tail.follow(event)
    record = RunRecord(execute_id="1", workflow_id="1", status="success", output=text, result=text)
    *_, last = recover(record, tail, conversation_id=kind)
    assert last.type == "done"
    assert said + (tail.rest_of(text) or "") == text


def _same_events(body: bytes, cuts: bytes, decode: _Decode) -> list[Event]:
    events, ended = _decode([body], decode)
    again, ended_again = _decode(cut(body, cuts), decode)
    assert (again, ended_again) == (events, ended), "the cut of the bytes shows"
    return events


def cut(body: bytes, at: bytes) -> list[bytes]:
    """*body* in pieces; they may be empty."""
    cuts = sorted(byte * 7 % (len(body) + 1) for byte in at)
    return [body[a:b] for a, b in pairwise([0, *cuts, len(body)])]


def _decode(pieces: list[bytes], decode: _Decode) -> tuple[list[Event], bool]:
    """The events of a stream, and whether its end was seen."""
    events: list[Event] = []
    try:
        for event in decode(read_frames(iter(pieces)), "log"):
            events.append(event)
    except OutcomeUnknown:
        return events, False
    return events, True


def _show(events: list[Event], state: RunState) -> Iterator[Event]:
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", "replace", newline="\n")
    terminal = Terminal(io.StringIO(), out, out, environ={})
    lines, plain = JsonLines(terminal), PlainText(Terminal(out, _Nowhere(), out, environ={}))
    for event in events:
        state.apply(event)
        lines.emit(event)
        plain.emit(event)
        if isinstance(event, Failed):
            check_error(error_of(event))
        yield event
    plain.close()
    shown = out.buffer.getvalue().splitlines()
    assert [json.loads(line)["type"] for line in shown] == [event.type for event in events]


class _Nowhere(io.StringIO):
    def write(self, text: str) -> int:
        return len(text.encode("utf-8", "surrogatepass"))


def check_error(error: CozewfError) -> None:
    """An error has a declared exit code and a message of one line."""
    assert error.exit_code in (1, 3, 4, 5, 6, 7)
    assert error.message, "an error without a message"
    assert "\n" not in clean_line(error.message)


def _shape(event: Event) -> dict[str, object]:
    """An event but for its echo mark, which only the interrupt after it tells."""
    return {**fields_of(event), "echo": None}

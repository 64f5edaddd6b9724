"""JSON lines: what each holds does not depend on how it is put together."""

from __future__ import annotations

import io
import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from cozewf.events import Message
from cozewf.render.lines import JsonLines, fields_of
from cozewf.terminal import Terminal

_TEXTS = st.text(st.characters())  # lone surrogates among them
_MESSAGES = st.builds(
    Message,
    content=_TEXTS,
    content_type=_TEXTS,
    node_id=_TEXTS,
    node_title=_TEXTS,
    node_type=_TEXTS,
    node_seq_id=_TEXTS,
    node_execute_uuid=_TEXTS,
    node_is_finish=st.booleans(),
    token=st.none() | st.integers(),
    echo=st.booleans(),
    extra=st.dictionaries(_TEXTS, _TEXTS, max_size=2),
)


@given(_MESSAGES)
@example(Message(content='"中文 🎉\\\n\x1b', node_id="7533521629687578628", token=0))
@example(Message(content="\ud83d", node_execute_uuid="\udc00"))
def test_a_message_s_line_is_its_fields_in_their_order(message: Message) -> None:
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n")
    terminal = Terminal(io.StringIO(), out, io.StringIO(), environ={})
    JsonLines(terminal, clock=lambda: 1.5).emit(message)
    fields = {"schema": 1, "seq": 1, "ts": "1970-01-01T00:00:01.500Z", **fields_of(message)}
    assert out.buffer.getvalue() == _encode(fields)


def test_fields_of_a_server_do_not_take_the_place_of_a_line_s_own() -> None:
    out = io.StringIO()
    lines = JsonLines(Terminal(io.StringIO(), out, out, environ={}), clock=lambda: 0)
    lines.emit(Message(content="x", extra={"schema": 7, "seq": 8, "ts": 9, "type": 10, "new": 11}))
    assert out.getvalue() == (
        '{"schema":1,"seq":1,"ts":"1970-01-01T00:00:00.000Z","type":"message","node_id":null,'
        '"node_title":null,"node_type":null,"node_seq_id":null,"content":"x",'
        '"content_type":"text","node_is_finish":false,"token":null,"new":11}\n'
    )


def _encode(fields: dict[str, Any]) -> bytes:
    """As compact as can be, and escaped only where UTF-8 cannot write it."""
    try:
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(fields, separators=(",", ":")).encode() + b"\n"

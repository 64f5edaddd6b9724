"""The commands of the matrix and the whole reply of each: a new command joins by one line.

A reply is made of pieces, so that what any part of it must show can be derived: see `oracle`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

_QUESTION = json.dumps(
    {"messages": [{"type": "question", "content_type": "text", "content": "哪里?"}]},
    ensure_ascii=False,
)
_LINK = "http://127.0.0.1:3000/work_flow?execute_id=7533521629687578624&space_id=1&workflow_id=7549"
RUN_ID = "7533521629687578624"


@dataclass(frozen=True)
class Piece:
    """One event: its bytes, its type in a JSON line, and the text that a node writes with it.

    *echo* is the machine copy of a question: not for people once the question itself has come.
    """

    data: bytes
    type: str
    content: str = ""
    ends: bool = False
    echo: bool = False

    @property
    def text(self) -> str:
        """What a pipe gets of it."""
        ends_line = self.ends and self.content and not self.content.endswith("\n")
        return self.content + ("\n" if ends_line else "")


@dataclass(frozen=True)
class Command:
    """A command, the reply that ends it well, and what that shows.

    *status* is the one of the document of ``-o json``, "" where a command prints another one.
    *text* is the whole stdout of a command that does not stream. *goes_on* is whether the run has
    been started before: then it has begun whatever happens to the request.
    """

    name: str
    argv: tuple[str, ...]
    pieces: tuple[Piece, ...]
    streams: bool = True
    method: str = "POST"
    status: str = "success"
    exit: int = 0
    text: str = ""
    goes_on: bool = False
    outputs: tuple[str, ...] = ("text", "json", "jsonl", "raw")

    @property
    def body(self) -> bytes:
        return b"".join(piece.data for piece in self.pieces)

    @property
    def content_type(self) -> str:
        return "text/event-stream" if self.streams else "application/json"


def event(name: str, kind: str, content: str = "", *, ends: bool = False, **data: Any) -> Piece:
    """A piece of a stream; *kind* is its type in a JSON line."""
    fields = {"content": content, "node_is_finish": ends, **data} if kind == "message" else data
    lines = f"event: {name}\ndata: {json.dumps(fields, ensure_ascii=False)}\n\n"
    return Piece(lines.encode(), kind, content, ends, echo=data.get("node_type") == "Question")


_WRITES = (
    event("Message", "message", "第一", node_id="1", node_title="大纲", node_type="Message"),
    event("Message", "message", "段 🎉\n", ends=True, node_id="1", node_title="大纲"),
    event("Message", "message", '{"answer":"好"}', ends=True, node_id="900001", node_type="End"),
)
_DONE = event("Done", "done", debug_url=_LINK)
_ASKS = (
    event("Message", "message", _QUESTION, ends=True, node_id="5", node_type="Question"),
    event(
        "Interrupt",
        "interrupt",
        interrupt_data={"event_id": f"{RUN_ID}/7", "type": 2, "data": _QUESTION},
        debug_url=_LINK,
    ),
)
_FAILS = Piece(b"event: error\ndata: code=720701013 message=node failed\n\n", "error")


def _json(**data: Any) -> tuple[Piece, ...]:
    return (Piece(json.dumps({"code": 0, "msg": None, **data}).encode(), ""),)


_RESUME = ("resume", f"{RUN_ID}/7", "--workflow", "7549", "--answer", "北京")
_RUN_REPLY = _json(data='{"output":"你好"}', debug_url=_LINK, execute_id=None, token=12)
_STARTED = _json(data=None, debug_url=_LINK, execute_id=RUN_ID)
_WHOLE = ("text", "json")

COMMANDS = (
    Command("stream", ("stream", "7549", "-p", "topic=AI"), (*_WRITES, _DONE)),
    Command(
        "stream, asks", ("stream", "7549"), (*_WRITES[:2], *_ASKS), status="interrupted", exit=8
    ),
    Command("stream, fails", ("stream", "7549"), (_WRITES[0], _FAILS), status="failed", exit=3),
    Command("resume", _RESUME, (*_WRITES, _DONE), goes_on=True),
    Command(
        "run",
        ("run", "7549"),
        _RUN_REPLY,
        streams=False,
        text='{"output":"你好"}\n',
        outputs=_WHOLE,
    ),
    Command(
        "run --async",
        ("run", "7549", "--async"),
        _STARTED,
        streams=False,
        status="running",
        text=f"{RUN_ID}\n",
        outputs=_WHOLE,
    ),
)

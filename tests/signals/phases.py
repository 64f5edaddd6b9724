"""The phases of a command in which a signal can come: how each is reached, what it leaves behind.

A new phase joins by one line of `PHASES`.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ..server import Script, chunked, reply

RUN_ID = "7533521629687578624"
SLEEPER = "86399.25"  # seconds; looked for among the processes afterwards
_EVENT_ID = f"{RUN_ID}/7"


def event(name: str, data: object) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


_TALKS = event("Message", {"content": "一半", "node_title": "输出", "node_id": "1"})
_TURN = b"".join(
    (
        event("conversation.chat.created", {"id": "5", "conversation_id": "3"}),
        event("conversation.message.delta", {"id": "1", "content": "半句"}),
    )
)


def _asks(data: object, kind: int = 2) -> bytes:
    text = json.dumps(data, ensure_ascii=False)
    interrupt = {"event_id": _EVENT_ID, "type": kind, "data": text}
    return event("Interrupt", {"interrupt_data": interrupt, "node_title": "问"})


_OPEN = _asks({"messages": [{"type": "question", "content": "去哪?"}]})
_MENU = _asks(
    {
        "messages": [
            {
                "type": "question",
                "content": {"question": "去哪?", "options": [{"name": "山"}, {"name": "海"}]},
            }
        ]
    }
)
_FORM = _asks({"content": [{"name": "city", "type": "string", "required": True}]}, 5)


class Gate:
    """Holds a server back until the cell is over, and tells when it was reached."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.over = threading.Event()

    def hold(self) -> None:
        self.reached.set()
        self.over.wait(20)


Scripts = Callable[[Gate], Sequence[Script]]


@dataclass(frozen=True, kw_only=True)
class Phase:
    """What runs, and when a signal comes.

    *shows* is the text on the terminal that tells that the phase is reached, "" where the server
    tells. *told* is what must be said after the signal, *runs* and *paused* the states that are
    remembered. *lives* is whether Ctrl-C leaves the command running (a chat). *code* is the exit
    code of Ctrl-C, *posts* how many requests start something.
    """

    name: str
    argv: tuple[str, ...]
    scripts: Scripts = lambda gate: [reply(b"{}")]
    on_terminal: bool = False
    shows: str = ""
    types: tuple[str, ...] = ()
    told: str = ""
    runs: tuple[str, ...] = ()
    paused: tuple[str, ...] = ()
    lives: bool = False
    code: int = 130
    posts: int = 0
    place: Literal["server", "full", "none"] = "server"
    environ: dict[str, str] = field(default_factory=dict)


def _silent(gate: Gate) -> Sequence[Script]:
    return [lambda connection: gate.hold()]


def _sends(data: bytes) -> Scripts:
    return lambda gate: [chunked(data, pause=gate.hold)]


def _ends(data: bytes) -> Scripts:
    return lambda gate: [chunked(data)]


def _running(gate: Gate) -> Sequence[Script]:
    record = {"execute_id": RUN_ID, "execute_status": "Running"}
    body = json.dumps({"code": 0, "data": [record]}).encode()

    def answer(connection: socket.socket) -> None:
        gate.reached.set()
        reply(body)(connection)

    return [answer]


_STREAM = ("stream", "7549", "--idle-timeout", "20")
_GOES_ON = "most likely goes on"


def _sent(name: str, **facts: Any) -> Phase:
    """A run was started, or may have been, and nobody will see its end."""
    return Phase(
        name=name, **{"argv": _STREAM, "told": _GOES_ON, "posts": 1, **facts}, runs=("lost",)
    )


def _asked(name: str, data: bytes, shows: str, **facts: Any) -> Phase:
    """A person is asked, and the run waits."""
    return Phase(
        name=name,
        argv=_STREAM,
        scripts=_ends(data),
        on_terminal=True,
        shows=shows,
        runs=("interrupted",),
        paused=("waiting",),
        told="cozewf resume",
        posts=1,
        **facts,
    )


def _chat(name: str, types: str, shows: str, **facts: Any) -> Phase:
    """A chat, which goes on after Ctrl-C."""
    return Phase(
        name=name,
        argv=("chat", "7549"),
        on_terminal=True,
        types=(types,),
        shows=shows,
        lives=True,
        **facts,
    )


_WAIT = ("wait", RUN_ID, "--workflow", "7549")
_EDITOR = f"sh -c 'echo editing; exec sleep {SLEEPER}'"

PHASES = (
    Phase(name="asking a command for the key", argv=_STREAM, place="full", shows="sleeper"),
    _sent("connecting", place="full", shows="socket", posts=0),
    _sent("waiting for the head", scripts=_silent),
    _sent("waiting for a whole reply", argv=("run", "7549"), scripts=_silent),
    _sent("in the middle of a stream", scripts=_sends(_TALKS)),
    _sent("in the middle of a live view", scripts=_sends(_TALKS), on_terminal=True, shows="一半"),
    _asked("at a question", _OPEN, "Answer:"),
    _asked("at a menu", _MENU, "Answer (arrows"),
    _asked("at a form", _FORM, "city"),
    _asked("at a question of a dumb terminal", _OPEN, "Answer:", environ={"TERM": "dumb"}),
    _sent(
        "answering a paused run",
        argv=("resume", _EVENT_ID, "--workflow", "7549", "--answer", "海"),
        scripts=_silent,
    ),
    _chat("typing in a chat", "你好吗", "lists the commands.\n>"),
    _chat(
        "listening in a chat",
        "你好\r",
        "半句",
        scripts=_sends(_TURN),
        runs=("lost",),
        posts=1,
    ),
    _chat("in an editor of a chat", "/edit\r", "editing", environ={"EDITOR": _EDITOR}),
    Phase(name="waiting for runs", argv=_WAIT, scripts=_running, told="cozewf wait"),
    Phase(
        name="waiting for runs on a terminal",
        argv=_WAIT,
        scripts=_running,
        on_terminal=True,
        shows="waiting for run",
        told="cozewf wait",
    ),
    Phase(
        name="asking for a key",
        argv=("config", "set", "api_key"),
        on_terminal=True,
        shows="will not be shown",
        types=("pat_half",),
        place="none",
    ),
    Phase(name="mock", argv=("mock", "--port", "0"), shows="Ctrl-C stops it", place="none", code=0),
    _sent("demo", argv=("demo",), on_terminal=True, shows="检索", place="none", told="", posts=0),
)

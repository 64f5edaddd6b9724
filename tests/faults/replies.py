"""Whole replies of every kind in the three dialects of wire.md: A, B and C.

A reply is made of pieces, so that what any part of it must show can be derived: see `oracle`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

RUN_ID = "7533521629687578624"
CONVERSATION_ID = "7533520000000000512"
LINK = f"http://127.0.0.1:3000/work_flow?execute_id={RUN_ID}&space_id=1&workflow_id=7549"


@dataclass(frozen=True)
class Piece:
    """One event: its bytes, its type in a JSON line, and the text that a node writes with it.

    *echo* is the machine copy of a question: not for people once the question itself has come.
    *key* is the message of a chat. *then* is the line that the same event is told by besides,
    *owes* the one that closes the turn where nothing else does: the chat has told its end.
    """

    data: bytes
    type: str
    content: str = ""
    ends: bool = False
    echo: bool = False
    key: str = ""
    then: str = ""
    owes: str = ""

    @property
    def lines(self) -> list[str]:
        """The types of its JSON lines."""
        return [name for name in (self.type, self.then) if name]


Pieces = tuple[Piece, ...]


def message(content: str, /, *, ends: bool = False, name: str = "Message", **data: Any) -> Piece:
    """A node's message, in any dialect."""
    fields = {"content": content, "node_is_finish": ends, **data}
    echo = "{" in content and data.get("node_type") == "Question"
    return Piece(_event(name, fields), "message", content, ends, echo)


def event(name: str, kind: str, /, *, then: str = "", owes: str = "", **data: Any) -> Piece:
    """An event without text; *kind* is its type in a JSON line."""
    return Piece(_event(name, data), kind, then=then, owes=owes)


def delta(content: str, /, **data: Any) -> Piece:
    """A chat answer grows."""
    key = str(data.get("id", data.get("index")))
    return Piece(_event("conversation.message.delta", data), "delta", content, key=key)


def reply(content: str, /, **data: Any) -> Piece:
    """A chat message is complete."""
    key = str(data.get("id", data.get("index")))
    fields = {"content": content, **data}
    return Piece(_event("conversation.message.completed", fields), "reply", content, key=key)


def document(**data: Any) -> Pieces:
    """A reply that is one JSON object."""
    return (Piece(json.dumps(data, ensure_ascii=False).encode(), ""),)


def _event(name: str, data: dict[str, Any]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


_QUESTION = json.dumps(
    {"messages": [{"type": "question", "content_type": "text", "content": "哪里?"}]},
    ensure_ascii=False,
)


def _interrupt(number: int) -> Piece:
    data = {"event_id": f"{RUN_ID}/{number}", "type": 2, "data": _QUESTION}
    return event("Interrupt", "interrupt", interrupt_data=data, debug_url=LINK)


_OUTPUT = '{"answer":"好"}'
_BEGUN = message("第一", node_id="1", node_title="大纲", node_type="Message")
_ENDED = message("段 🎉\n", ends=True, node_id="1", node_title="大纲")
_RESULT = message(_OUTPUT, ends=True, node_id="900001", node_type="End")
_ASKED = message(_QUESTION, ends=True, node_id="5", node_type="Question")
_A: dict[str, Any] = {"id": "1", "event": "message", "content_type": "text"}
_BEGUN_A = message("第一", name="message", **_A, node_id="1")
_ENDED_A = message("段 🎉\n", ends=True, name="message", **_A, node_id="1")

WRITES: dict[str, Pieces] = {
    "A": (_BEGUN_A, _ENDED_A, event("done", "done", id="3", event="done", debug_url=LINK)),
    "B": (_BEGUN, _ENDED, _RESULT, event("Done", "done", debug_url=LINK)),
    "C": (
        message("第一", node_id="1", node_title="输出"),
        event("PING", "unknown", content="{}"),
        message("段 🎉\n", ends=True, node_id="1", node_title="输出", usage={"token_count": 3}),
        event("Done", "done"),
    ),
}
ASKS: dict[str, Pieces] = {
    "A": (
        _BEGUN_A,
        event(
            "message",
            "interrupt",
            event="message",
            content="",
            content_type="interrupt",
            node_is_finish=True,
            interrupt_data={"event_id": "interrupt_001", "type": 1, "data": "A 或 B?"},
        ),
    ),
    "B": (_BEGUN, _ENDED, _ASKED, _interrupt(7)),
    "C": (
        message("哪里?", ends=True, node_title="问答"),
        event(
            "Interrupt",
            "interrupt",
            interrupt_data={"data": "", "event_id": f"{RUN_ID}/7", "type": 2},
            node_title="问答",
        ),
    ),
}
ASKS_AGAIN: dict[str, Pieces] = {"B": (_BEGUN, _ENDED, _ASKED, _interrupt(8))}
FAILS: dict[str, Pieces] = {
    "A": (_BEGUN_A, event("error", "error", error_code=4002, error_message="节点执行超时")),
    "B": (
        _BEGUN,
        Piece(b"event: error\ndata: code=720701013 message=node failed\n\n", "error"),
    ),
    "C": (
        _BEGUN,
        event("Error", "error", error_code=4000, error_message="no", debug_url=LINK),
    ),
}

_B = {"id": "78", "chat_id": "7", "type": "answer"}
_CHAT = {"id": "7", "conversation_id": CONVERSATION_ID, "execute_id": RUN_ID}
_CREATED = event("conversation.chat.created", "chat", **_CHAT, status="created")
_CREATED_C = event("conversation.chat.created", "chat", id="7", conversation_id=CONVERSATION_ID)
_SAYS = (delta("你好", content="你好", **_B), delta("🎉", content="🎉", **_B))
_SAYS_A = (delta("你好", delta="你好", index=0), delta("🎉", delta="🎉", index=0))
_COMPLETED = event(
    "conversation.chat.completed",
    "chat",
    owes="done",
    **_CHAT,
    usage={"token_count": 6, "output_count": 3, "input_count": 2},
)
CHATS: dict[str, Pieces] = {
    "A": (
        *_SAYS_A,
        reply("你好🎉", index=0),
        event("conversation.chat.completed", "chat", owes="done", conversation_id=CONVERSATION_ID),
    ),
    "B": (
        *(_CREATED, *_SAYS, reply("你好🎉", **_B)),
        *(_COMPLETED, event("done", "done", debug_url=LINK)),
    ),
    "C": (
        *(_CREATED_C, *_SAYS, reply("你好🎉", **_B)),
        event("conversation.chat.completed", "chat", owes="done", status="completed"),
        Piece(b'event:done\ndata:"[DONE]"\n\n', "done"),
    ),
}
CHAT_ASKS: dict[str, Pieces] = {
    "B": (
        *(_CREATED, delta("哪里?", content="哪里?", **_B), reply("哪里?", **_B)),
        event("conversation.chat.requires_action", "chat", owes="interrupt", **_CHAT),
        event("done", "interrupt", debug_url=LINK),
    ),
}
CHAT_FAILS: dict[str, Pieces] = {
    "A": (_SAYS_A[0], event("error", "error", error_code=4002, error_message="节点执行超时")),
    "B": (_CREATED, *_SAYS, event("error", "error", code="720701013", msg="no")),
    "C": (
        *(_CREATED_C, _SAYS[0]),
        event(
            "conversation.chat.failed",
            "chat",
            then="error",
            status="failed",
            last_error={"code": 5000, "msg": "internal"},
        ),
    ),
}

RUNS: dict[str, Pieces] = {
    "A": document(code=0, msg="success", data={"execute_id": RUN_ID, "output": _OUTPUT}),
    "B": document(code=0, msg=None, data=_OUTPUT, debug_url=LINK, execute_id=None, token=12),
    "C": document(code=0, data=_OUTPUT, detail={"logid": "2"}, usage={"token_count": 9}),
}
STARTED: dict[str, Pieces] = {
    "A": document(code=0, msg="success", data={"execute_id": RUN_ID, "output": None}),
    "B": document(code=0, msg=None, data=None, debug_url=LINK, execute_id=RUN_ID),
    "C": document(code=0, msg="Success", debug_url=LINK, execute_id=RUN_ID),
}
HISTORIES: dict[str, Pieces] = {
    "A": document(
        code=0,
        data={
            "histories": [
                {"execute_id": RUN_ID, "status": "success", "output": _OUTPUT, "started_at": 17}
            ],
            "has_more": False,
        },
    ),
    "B": document(
        data=[
            {
                "execute_id": int(RUN_ID),
                "execute_status": "Success",
                "create_time": 1761363978,
                "debug_url": LINK,
                "output": _OUTPUT,
                "error_code": "",
            }
        ],
        BaseResp=None,
    ),
    "C": document(
        code=0,
        data=[
            {
                "execute_id": RUN_ID,
                "execute_status": "Success",
                "output": json.dumps({"Output": _OUTPUT}),
                "logid": "2",
                "token": "0",
            }
        ],
    ),
}
DESCRIPTIONS: dict[str, Pieces] = {
    "A": document(
        code=0,
        data={
            "workflow_id": "7549",
            "name": "文章",
            "mode": 0,
            "input_schema": {"type": "object", "properties": {"topic": {"type": "string"}}},
        },
    ),
    "B": document(data={"role": {"workflow_id": "7549", "name": "文章"}}, BaseResp=None),
    "C": document(
        code=0, data={"workflow_detail": {"workflow_id": "7549", "workflow_name": "文章"}}
    ),
}
CONVERSATIONS: dict[str, Pieces] = {
    "A": document(code=0, msg="success", data={"conversation_id": CONVERSATION_ID}),
    "B": document(code=0, msg="", data={"id": CONVERSATION_ID, "created_at": 0}),
    "C": document(code=0, data={"id": CONVERSATION_ID, "meta_data": {}}, detail={"logid": "2"}),
}
REFUSED_PROBES: dict[str, Pieces] = {
    "A": document(code=0, data={"histories": [], "has_more": False}),
    "B": document(code=777777775, msg="x does not have access to space 0", BaseResp=None),
    "C": document(code=4200, msg="no such run", detail={"logid": "2"}),
}

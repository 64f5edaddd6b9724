"""The commands of the matrix, and what a whole reply of each shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from . import replies
from .replies import CONVERSATION_ID, RUN_ID, Pieces


@dataclass(frozen=True)
class Command:
    """A command, the reply that ends it well, and what that shows.

    *status* is the one of the document of ``-o json``, "" where a command prints another one:
    *document* is a part of that. *text* is the whole stdout of a command that does not stream;
    None: it holds *words*. *goes_on* is whether the run has been started before: then it has
    begun whatever happens to the request. *opening* is what an earlier request was answered,
    which *opens* by its method.
    """

    name: str
    argv: tuple[str, ...]
    pieces: Pieces
    dialect: str = "B"
    streams: bool = True
    method: Literal["GET", "POST"] = "POST"
    status: str = "success"
    exit: int = 0
    text: str | None = ""
    words: tuple[str, ...] = ()
    document: Mapping[str, Any] = field(default_factory=dict)
    goes_on: bool = False
    opening: Pieces = ()
    outputs: tuple[str, ...] = ("text", "json", "jsonl", "raw")
    is_chat: bool = False
    looks_up: bool = False  # one run, at either of two endpoints
    lists: bool = False  # runs; what this machine remembers where the server cannot
    patient: Literal["", "retries", "limit"] = ""  # what ends the asking of one who waits
    examines: bool = False  # sends its question once, and prints what it finds in any case

    @property
    def body(self) -> bytes:
        return b"".join(piece.data for piece in self.pieces)

    @property
    def opening_body(self) -> bytes:
        return b"".join(piece.data for piece in self.opening)

    @property
    def content_type(self) -> str:
        return "text/event-stream" if self.streams else "application/json"


def _each(command: Command, pieces: Mapping[str, Pieces]) -> tuple[Command, ...]:
    """*command* in each dialect, the open-source servers' first."""
    return tuple(
        replace(command, pieces=pieces[dialect], dialect=dialect)
        for dialect in ("B", "A", "C")
        if dialect in pieces
    )


_RESUME = ("resume", f"{RUN_ID}/7", "--workflow", "7549", "--answer", "北京")
_CHAT = ("chat", "7549", "你好", "--app-id", "1")
_SUCCEEDED = {"execute_id": RUN_ID, "status": "success", "output": {"answer": "好"}}
_OUTPUT = '{"answer":"好"}\n'
_DOCUMENT = ("text", "json")
_LISTED = ("text", "json", "jsonl")

COMMANDS: tuple[Command, ...] = (
    *_each(Command("stream", ("stream", "7549", "-p", "topic=AI"), ()), replies.WRITES),
    *_each(
        Command("stream asks", ("stream", "7549"), (), status="interrupted", exit=8), replies.ASKS
    ),
    *_each(Command("stream fails", ("stream", "7549"), (), status="failed", exit=3), replies.FAILS),
    *_each(
        Command("answers", ("stream", "7549", "--answer", "北京"), (), opening=replies.ASKS["B"]),
        replies.WRITES,
    ),
    *_each(Command("resume", _RESUME, (), goes_on=True), replies.WRITES),
    *_each(
        Command("resume asks", _RESUME, (), goes_on=True, status="interrupted", exit=8),
        replies.ASKS_AGAIN,
    ),
    *_each(Command("chat", _CHAT, (), is_chat=True), replies.CHATS),
    *_each(
        Command("chat asks", _CHAT, (), is_chat=True, status="interrupted", exit=8),
        replies.CHAT_ASKS,
    ),
    *_each(
        Command("chat fails", _CHAT, (), is_chat=True, status="failed", exit=3), replies.CHAT_FAILS
    ),
    *_each(
        Command("run", ("run", "7549"), (), streams=False, text=_OUTPUT, outputs=_DOCUMENT),
        replies.RUNS,
    ),
    *_each(
        Command(
            "run --async",
            ("run", "7549", "--async"),
            (),
            streams=False,
            status="running",
            text=f"{RUN_ID}\n",
            outputs=_DOCUMENT,
        ),
        replies.STARTED,
    ),
    *_each(
        Command(
            "--wait",
            ("run", "7549", "--async", "--wait", "--timeout", "3"),
            (),
            streams=False,
            method="GET",
            text=_OUTPUT,
            opening=replies.STARTED["B"],
            outputs=_DOCUMENT,
            looks_up=True,
            patient="limit",
        ),
        replies.HISTORIES,
    ),
    *_each(
        Command(
            "wait",
            ("wait", RUN_ID, "--workflow", "7549"),
            (),
            streams=False,
            method="GET",
            status="",
            text=f"{RUN_ID}\tsuccess\t{_OUTPUT}",
            document={"runs": [_SUCCEEDED]},
            outputs=_LISTED,
            looks_up=True,
            patient="retries",
        ),
        replies.HISTORIES,
    ),
    *_each(
        Command(
            "history",
            ("history", "7549"),
            (),
            streams=False,
            method="GET",
            status="",
            text=None,
            words=("EXECUTE ID", RUN_ID, "success"),
            document={"source": "server", "runs": [_SUCCEEDED]},
            outputs=_LISTED,
            lists=True,
        ),
        {"A": replies.HISTORIES["A"]},
    ),
    *_each(
        Command(
            "history 1",
            ("history", "7549", "--execute-id", RUN_ID),
            (),
            streams=False,
            method="GET",
            status="",
            text=None,
            words=(RUN_ID, "success", "好"),
            document=_SUCCEEDED,
            outputs=_DOCUMENT,
            looks_up=True,
        ),
        replies.HISTORIES,
    ),
    *_each(
        Command(
            "info",
            ("info", "7549"),
            (),
            streams=False,
            method="GET",
            status="",
            text=None,
            words=("文章", "7549"),
            document={"workflow_id": "7549", "name": "文章"},
            outputs=_DOCUMENT,
        ),
        replies.DESCRIPTIONS,
    ),
    *_each(
        Command(
            "conv create",
            ("conv", "create", "7549", "--app-id", "1"),
            (),
            streams=False,
            status="",
            text=f"{CONVERSATION_ID}\n",
            document={"conversation_id": CONVERSATION_ID},
            outputs=_DOCUMENT,
        ),
        replies.CONVERSATIONS,
    ),
    *_each(
        Command(
            "config check",
            ("config", "check"),
            (),
            streams=False,
            method="GET",
            status="",
            text=None,
            words=("ok\tconnection\t", "ok\tlogin\t"),
            document={"ok": True},
            outputs=_DOCUMENT,
            examines=True,
        ),
        replies.REFUSED_PROBES,
    ),
)

"""Raw events of runs that ask, as the open-source servers send them (wire.md §4)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

WORKFLOW = "7533516453652561920"
RUN = "7533521629687578624"
EVENT = f"{RUN}/7533521629687595008"
NEXT_EVENT = f"{RUN}/7533521629687595009"
FIELDS = (
    {"type": "string", "name": "city", "required": True},
    {"type": "integer", "name": "days", "required": False, "default": 2},
    {"type": "list", "name": "tags", "required": False, "schema": {"type": "string"}},
)


def event(name: str, data: dict[str, Any]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def message(text: str) -> bytes:
    return event("Message", {"content": text, "node_id": "1", "node_title": "输出"})


DONE = event("Done", {"debug_url": ""})


def question(*asked: str, options: Sequence[str] = (), event_id: str = EVENT) -> bytes:
    """A question; several of *asked* are its rounds, with an answer between each two."""
    messages: list[dict[str, Any]] = []
    for text in asked:
        if messages:
            messages.append({"type": "answer", "content_type": "text", "content": "随便"})
        messages.append({"type": "question", "content_type": "text", "content": text})
    if options:
        messages[-1]["content_type"] = "option"
        names = [{"name": option} for option in options]
        messages[-1]["content"] = {"question": asked[-1], "options": names}
    return _ask(event_id, 2, {"messages": messages}, "Question", "问答")


def form(fields: Sequence[dict[str, Any]] = FIELDS, *, event_id: str = EVENT) -> bytes:
    content = json.dumps(fields, ensure_ascii=False)
    data = {"content": content, "content_type": "form_schema"}
    return _ask(event_id, 5, data, "Input", "输入")


def unknown_kind(data: str, *, event_id: str = EVENT) -> bytes:
    return event("Interrupt", {"interrupt_data": {"event_id": event_id, "type": 7, "data": data}})


def _ask(event_id: str, kind: int, data: dict[str, Any], node_type: str, title: str) -> bytes:
    """The copy for machines, and the interrupt itself."""
    text = json.dumps(data, ensure_ascii=False)
    node = {"node_id": "2", "node_type": node_type, "node_title": title, "node_is_finish": True}
    return event("Message", {"content": text, **node}) + event(
        "Interrupt", {"interrupt_data": {"event_id": event_id, "type": kind, "data": text}}
    )

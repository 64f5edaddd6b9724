"""Reduce events to the facts that tests/vectors/index.json states of each raw reply."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cozewf.errors import OutcomeUnknown
from cozewf.events import Done, Event, Failed, Interrupt, Message, Unknown, Usage
from cozewf.wire import workflow
from cozewf.wire.frames import read_frames

VECTORS = Path(__file__).parent.parent / "vectors"
INDEX: list[dict[str, Any]] = json.loads((VECTORS / "index.json").read_text("utf-8"))


@dataclass(frozen=True)
class Decoded:
    """The events of a stream, and whether it ended before the run did."""

    events: list[Event]
    truncated: bool


def entries(*kinds: str) -> list[dict[str, Any]]:
    return [entry for entry in INDEX if entry["expected_normalised"]["kind"] in kinds]


def body_of(entry: dict[str, Any]) -> bytes:
    return VECTORS.joinpath(entry["file"]).read_bytes()


def decode_workflow(chunks: Iterable[bytes]) -> Decoded:
    events: list[Event] = []
    try:
        for event in workflow.decode(read_frames(iter(chunks))):
            events.append(event)
    except OutcomeUnknown:
        return Decoded(events, truncated=True)
    return Decoded(events, truncated=False)


def name_of(event: Event) -> str:
    if isinstance(event, Unknown):
        return "ping" if event.event.lower() == "ping" else "unknown"
    return event.type


def usage_of(usage: Usage | None) -> dict[str, int | None] | None:
    if usage is None:
        return None
    facts = {"input": usage.input, "output": usage.output, "total": usage.total}
    return facts | ({"reported_total": usage.reported_total} if usage.reported_total else {})


def interrupt_of(event: Interrupt) -> dict[str, Any]:
    return {
        "event_id": event.event_id,
        "execute_id": event.execute_id or None,
        "type": event.interrupt_type,
        "kind": event.interrupt_name,
        "question": event.prompt or None,
        "options": list(event.options),
        "fields": [{"name": f.name, "type": f.type, "required": f.required} for f in event.fields],
        "history": event.history,
    }


def segments_of(events: list[Event]) -> list[dict[str, Any]]:
    segments: list[dict[str, Any]] = []
    running: dict[str, dict[str, Any]] = {}
    for event in events:
        if not isinstance(event, Message):
            continue
        key = event.node_execute_uuid or event.node_id or event.node_title
        segment = running.get(key)
        if segment is None:
            segment = running[key] = {
                "node_id": event.node_id or None,
                "node_title": event.node_title or None,
                "node_type": event.node_type or None,
                "text": "",
                "finished": False,
            }
            segments.append(segment)
        segment["text"] += event.content
        if event.echo:
            segment["echo_of_interrupt"] = True
        if event.node_is_finish:
            segment["finished"] = True
            del running[key]
    return segments


def workflow_facts(decoded: Decoded) -> dict[str, Any]:
    """What index.json calls a workflow_stream, but for the ids that only a link's query holds."""
    events = decoded.events
    last = events[-1] if events else None
    closing = last if isinstance(last, Done | Failed | Interrupt) else None
    segments = segments_of(events)
    usages = [
        m.usage or (Usage(total=m.token) if m.token else None)
        for m in events
        if isinstance(m, Message)
    ]
    shown = [s for s in segments if "echo_of_interrupt" not in s]
    return {
        "kind": "workflow_stream",
        "events": [name_of(event) for event in events],
        "segments": segments,
        "final_text": shown[-1]["text"] if isinstance(last, Done) and shown else None,
        "interrupt": interrupt_of(last) if isinstance(last, Interrupt) else None,
        "error": {"code": last.error_code, "message": last.error_message}
        if isinstance(last, Failed)
        else None,
        "execute_id": (closing.execute_id or None) if closing else None,
        "debug_url": (closing.debug_url or None) if closing else None,
        "usage": usage_of(next((u for u in reversed(usages) if u), None)),
        "terminal": "truncated" if decoded.truncated else (closing.type if closing else None),
    }

"""Every captured chat stream, read whole, byte by byte, and cut at every offset."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from cozewf.errors import OutcomeUnknown
from cozewf.events import ChatStatus, Delta, Done, Event, Failed, Interrupt, Reply
from cozewf.wire import chat
from cozewf.wire.frames import read_frames

from .facts import Decoded, body_of, entries, usage_of

STREAMS = entries("chat_stream")


def _ids(entry: dict[str, Any]) -> str:
    return str(entry["file"])


def decode(chunks: Iterable[bytes]) -> Decoded:
    events: list[Event] = []
    try:
        for event in chat.decode(read_frames(iter(chunks))):
            events.append(event)
    except OutcomeUnknown:
        return Decoded(events, truncated=True)
    return Decoded(events, truncated=False)


def facts(decoded: Decoded) -> dict[str, Any]:
    """What index.json calls a chat_stream; *section_id* stands in the chat's own events."""
    events = decoded.events
    statuses = [event for event in events if isinstance(event, ChatStatus)]
    last = events[-1] if events else None
    status = statuses[-1].status if statuses else None
    messages = messages_of(events)
    closing = last if isinstance(last, Done | Failed | Interrupt) else None
    terminal = "truncated" if decoded.truncated else status
    if isinstance(last, Failed) and status != "failed":
        terminal = "error"
    return {
        "kind": "chat_stream",
        "events": names_of(events),
        "messages": messages,
        "answer_text": "".join(
            m["text"] for m in messages if m["type"] == "answer" and m["content_type"] != "card"
        ),
        "follow_ups": [m["text"] for m in messages if m["type"] == "follow_up"],
        "interrupt": interrupt_of(last) if isinstance(last, Interrupt) else None,
        "error": {"code": last.error_code, "message": last.error_message}
        if isinstance(last, Failed)
        else None,
        "chat_id": next((s.chat_id for s in statuses if s.chat_id), None),
        "conversation_id": (closing.conversation_id or None) if closing else None,
        "section_id": next((s.section_id for s in statuses if s.section_id), None),
        "execute_id": (closing.execute_id or None) if closing else None,
        "debug_url": (closing.debug_url or None) if closing else None,
        "usage": usage_of(statuses[-1].usage) if statuses else None,
        "status": status,
        "terminal": terminal,
    }


def names_of(events: list[Event]) -> list[str]:
    names = []
    for event in events:
        match event:
            case ChatStatus():
                names.append(f"chat_{event.status}")
            case Delta():
                names.append("message_delta")
            case Reply():
                names.append("message_completed")
            case Done() | Interrupt():
                names.append("done")
            case Failed() if names[-1:] != ["chat_failed"]:
                names.append("error")
    return names


def messages_of(events: list[Event]) -> list[dict[str, Any]]:
    messages: dict[str, dict[str, Any]] = {}
    for event in events:
        if isinstance(event, Delta | Reply) and event.message_type in ("answer", "follow_up"):
            message = messages.setdefault(
                event.message_id,
                {
                    "id": event.message_id,
                    "role": event.role,
                    "type": event.message_type,
                    "content_type": "text",
                    "text": "",
                    "completed": False,
                },
            )
            if isinstance(event, Reply):
                is_card = event.content_type == "card"
                message["content_type"] = event.content_type
                message["text"] = "<card json>" if is_card else event.content
                message["completed"] = True
            else:
                message["text"] += event.content
    return list(messages.values())


def interrupt_of(event: Interrupt) -> dict[str, Any]:
    assert event.event_id == ""
    return {
        "kind": event.interrupt_name,
        "question": event.prompt or None,
        "options": list(event.options),
        "fields": [{"name": f.name, "type": f.type, "required": f.required} for f in event.fields],
        "answer_with": "next_chat_message",
    }


@pytest.mark.parametrize("entry", STREAMS, ids=_ids)
@pytest.mark.parametrize("size", [None, 1, 2, 3, 7])
def test_a_chat_gives_the_same_facts_however_its_bytes_are_cut(
    entry: dict[str, Any], size: int | None
) -> None:
    body = body_of(entry)
    size = size or len(body)
    chunks = [body[i : i + size] for i in range(0, len(body), size)]
    expected = dict(entry["expected_normalised"])
    if expected["events"][-1] == "chat_completed":  # the end of the body closes it
        expected["events"] = [*expected["events"], "done"]
    assert facts(decode(chunks)) == expected


@pytest.mark.parametrize("entry", STREAMS, ids=_ids)
def test_a_cut_chat_is_over_only_when_the_chat_said_how_it_ended(entry: dict[str, Any]) -> None:
    body = body_of(entry)
    whole = [_without_link(event) for event in decode([body]).events]
    for cut in range(len(body)):
        part = decode([body[:cut]])
        events = [_without_link(event) for event in part.events]
        assert events == whole[: len(events)], f"cut at byte {cut}"
        assert part.truncated == (len(events) < len(whole)), f"cut at byte {cut}"


def _without_link(event: Any) -> Any:
    """The link comes with `done`, which may be missing; some name the execute id only there."""
    if not isinstance(event, Done | Interrupt):
        return event
    return replace(event, debug_url="", execute_id="")


def sse(*events: tuple[str, Any]) -> bytes:
    lines = [
        f"event: {name}\ndata: {data if isinstance(data, str) else json.dumps(data)}\n\n"
        for name, data in events
    ]
    return "".join(lines).encode()


def card(info: Any) -> dict[str, Any]:
    content = {"card_type": 3, "data": "{}", "x_properties": {"workflow_card_info": info}}
    return {"id": "1", "type": "answer", "content": json.dumps(content), "content_type": "card"}


ASKS = ("conversation.chat.requires_action", {"id": "2", "conversation_id": "3"})


def test_an_input_card_becomes_a_form() -> None:
    info = {
        "card_type": "INPUT",
        "input_card_data": [
            {"type": "string", "name": "城市", "required": True},
            {"type": "integer", "name": "days", "required": False},
        ],
    }
    body = sse(("conversation.message.completed", card(json.dumps(info))), ASKS, ("done", "{}"))
    last = decode([body]).events[-1]
    assert isinstance(last, Interrupt)
    assert (last.interrupt_name, last.interrupt_type) == ("input", 5)
    assert [(f.name, f.type, f.required) for f in last.fields] == [
        ("城市", "string", True),
        ("days", "integer", False),
    ]


@pytest.mark.parametrize("info", [None, "", "no json", '{"card_type":"MAP"}'])
def test_a_card_that_nobody_knows_keeps_its_raw_data(info: Any) -> None:
    message = card(info)
    body = sse(("conversation.message.completed", message), ASKS)
    last = decode([body]).events[-1]
    assert isinstance(last, Interrupt)
    assert (last.interrupt_name, last.prompt, last.data) == ("card", "", message["content"])
    assert last.conversation_id == "3"


def test_tool_calls_of_a_bot_are_told_apart_from_questions() -> None:
    calls = {"submit_tool_outputs": {"tool_calls": [{"id": "call_1", "type": "function"}]}}
    body = sse((ASKS[0], ASKS[1] | {"required_action": calls}))
    last = decode([body]).events[-1]
    assert isinstance(last, Interrupt)
    assert (last.interrupt_name, json.loads(last.data)) == ("tool_calls", calls)


@pytest.mark.parametrize("data", ['"[DONE]"', "[DONE]", "{}"])
def test_done_alone_is_no_success(data: str) -> None:
    body = sse(("conversation.message.completed", {"content": "你好"}), ("done", data))
    decoded = decode([body])
    assert [event.type for event in decoded.events] == ["reply"]
    assert decoded.truncated


@pytest.mark.parametrize("data", ['"[DONE]"', "[DONE]", "{}", '"[DO'])
def test_done_closes_a_completed_chat_however_it_is_written(data: str) -> None:
    body = sse(("conversation.chat.completed", {"conversation_id": "3"}), ("done", data))
    last = decode([body]).events[-1]
    assert last == Done(conversation_id="3")


def test_a_connection_that_breaks_after_the_end_takes_nothing_away() -> None:
    body = sse(("conversation.chat.completed", {"conversation_id": "3"}))

    def breaks() -> Iterator[bytes]:
        yield body
        raise OutcomeUnknown("The connection broke.")

    assert decode(breaks()) == decode([body])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"last_error": {"code": 5000, "msg": "internal"}}, (5000, "internal")),
        ({"last_error": {"code": 0, "msg": ""}, "error_message": "x"}, (None, "x")),
        ({"last_error": {"code": 0, "msg": ""}}, (None, "The chat ended with the status failed.")),
        ({"error_code": "4001", "error_message": "no"}, (4001, "no")),
        ({}, (None, "The chat ended with the status failed.")),
    ],
)
def test_a_failed_chat_says_why(data: dict[str, Any], expected: tuple[int | None, str]) -> None:
    events = decode([sse(("conversation.chat.failed", data | {"conversation_id": "3"}))]).events
    last = events[-1]
    assert isinstance(last, Failed)
    assert (last.error_code, last.error_message) == expected
    assert last.conversation_id == "3"


def test_what_nobody_knows_is_kept_and_ends_nothing() -> None:
    body = sse(
        ("PING", '{"content":"{}"}'),
        ("conversation.audio.delta", {"content": "AAAA"}),
        ("conversation.message.delta", "not json"),
        ("conversation.message.delta", {"content": "你", "id": "1"}),
        ("conversation.chat.completed", {"id": "2"}),
    )
    kinds = [event.type for event in decode([body]).events]
    assert kinds == ["unknown", "unknown", "unknown", "delta", "chat", "done"]


def test_a_message_that_only_its_deltas_told_is_complete_with_their_text() -> None:
    body = sse(
        ("conversation.message.delta", {"delta": "你", "index": 0}),
        ("conversation.message.delta", {"delta": "他", "index": 1}),
        ("conversation.message.delta", {"delta": "好", "index": 0}),
        ("conversation.message.completed", {"index": 0}),
    )
    last = decode([body]).events[-1]
    assert last == Reply(content="你好", message_id="index:0")

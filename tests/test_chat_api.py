"""Chatting and conversations from Python (design: Shape of the code)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from cozewf import CozeWorkflow, OutcomeUnknown, RunFailed, RunOptions, ServerRefused
from cozewf.errors import CozewfError

from .server import RawServer, chunked, reply
from .wire.facts import body_of, entries
from .wire.test_chat_streams import sse

Serve = Callable[..., RawServer]
CONVERSATIONS = entries("conversation")
OCCUPIED = reply(b'{"code":4016,"msg":"Conversation occupied"}')
HELLO = sse(
    ("conversation.message.delta", {"id": "1", "content": "你好"}),
    ("conversation.message.completed", {"id": "1", "content": "你好!"}),
    ("conversation.message.completed", {"id": "2", "type": "follow_up", "content": "然后呢?"}),
    ("conversation.chat.completed", {"id": "5", "conversation_id": "3"}),
    ("done", "[DONE]"),
)


def client_of(server: RawServer, **options: Any) -> CozeWorkflow:
    return CozeWorkflow(api_key="pat_x", base_url=server.url, **options)


def test_the_documents_example_iterates_over_text(
    serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    server = serve(chunked(HELLO))
    client = client_of(server)
    chat = client.chatflow.chat(workflow_id="wf_chat", message="你好")
    for delta in chat:
        print(delta, end="")  # noqa: T201  as in the document
    print(chat.conversation_id)  # noqa: T201  as above
    assert capsys.readouterr().out == "你好!3\n"
    assert (chat.follow_ups, chat.interrupt, chat.answer) == (["然后呢?"], None, "你好!")
    client.close()


def test_a_new_conversation_has_a_name_of_its_own_and_the_next_turn_its_id(serve: Serve) -> None:
    server = serve(chunked(HELLO))
    with client_of(server) as client:
        for conversation in (None, None, "3"):
            turn = client.chatflow.chat(
                workflow_id="1", message="x", conversation_id=conversation, parameters={"a": 1}
            )
            assert [event.type for event in turn.events][-1] == "done"
    bodies = [request.json for request in server.requests]
    names = [json.loads(body["parameters"]).get("CONVERSATION_NAME") for body in bodies]
    assert names[0] and names[1] and names[0] != names[1]
    assert names[2] is None
    assert [body.get("conversation_id") for body in bodies] == [None, None, "3"]
    assert bodies[2] == {
        "workflow_id": "1",
        "parameters": '{"a":1}',
        "additional_messages": [{"role": "user", "content": "x", "content_type": "text"}],
        "conversation_id": "3",
    }


def test_a_failed_turn_raises_after_its_text_and_keeps_the_conversation(serve: Serve) -> None:
    failed = sse(
        ("conversation.message.delta", {"id": "1", "content": "一半"}),
        (
            "conversation.chat.failed",
            {"conversation_id": "3", "last_error": {"code": 5, "msg": "x"}},
        ),
    )
    with client_of(serve(chunked(failed))) as client:
        turn = client.chatflow.chat(workflow_id="1", message="x")
        assert next(turn) == "一半"
        with pytest.raises(RunFailed):
            next(turn)
        assert (turn.conversation_id, turn.answer) == ("3", "一半")


def test_a_question_ends_the_text_and_is_kept(serve: Serve) -> None:
    asks = sse(
        ("conversation.message.completed", {"id": "1", "content": "几位?"}),
        ("conversation.chat.requires_action", {"conversation_id": "3"}),
        ("done", "{}"),
    )
    with client_of(serve(chunked(asks))) as client:
        turn = client.chatflow.chat(workflow_id="1", message="订座")
        assert list(turn) == ["几位?"]
        assert turn.interrupt is not None
        assert turn.interrupt.prompt == "几位?"


@pytest.mark.parametrize("cut", range(0, HELLO.index(b"chat.completed"), 29))
def test_a_turn_that_loses_its_end_is_never_sent_again(cut: int, serve: Serve) -> None:
    server = serve(chunked(HELLO[:cut], end=False) if cut else lambda connection: None)
    with client_of(server, retries=5) as client, pytest.raises(OutcomeUnknown):
        list(client.chatflow.chat(workflow_id="1", message="x", conversation_id="3"))
    assert len(server.requests) == 1


def test_an_occupied_conversation_is_waited_for(serve: Serve) -> None:
    server = serve(OCCUPIED, OCCUPIED, chunked(HELLO))
    waits: list[float] = []
    with client_of(server, sleep=waits.append) as client:
        assert "".join(client.chatflow.chat(workflow_id="1", message="x")) == "你好!"
    assert len(waits) == 2
    assert 0.3 < waits[0] < waits[1] < 2


def test_an_occupied_conversation_is_given_up_in_the_end(serve: Serve) -> None:
    server = serve(OCCUPIED)
    with client_of(server, sleep=lambda _: None) as client, pytest.raises(ServerRefused) as caught:
        client.chatflow.chat(workflow_id="1", message="x")
    assert (caught.value.code, len(server.requests)) == (4016, 6)
    assert caught.value.hint == "Wait for it to end, or start a new conversation."


@pytest.mark.parametrize("entry", CONVERSATIONS, ids=lambda entry: str(entry["file"]))
def test_a_new_conversation_is_read_in_every_dialect(entry: dict[str, Any], serve: Serve) -> None:
    server = serve(reply(body_of(entry)))
    with client_of(server) as client:
        made = client.conversations.create(workflow_id="7533516453652561920")
    facts = entry["expected_normalised"]
    assert (made.conversation_id, made.section_id or None, made.created_at, made.name or None) == (
        facts["conversation_id"],
        facts["section_id"],
        facts["created_at"],
        facts["name"],
    )


def test_a_conversation_is_asked_for_in_the_words_of_every_dialect(serve: Serve) -> None:
    server = serve(reply(b'{"code":0,"data":{"id":"3"}}'))
    with client_of(server) as client:
        client.conversations.create(
            workflow_id="1",
            name="旅行",
            meta_data={"k": "v"},
            get_or_create=True,
            options=RunOptions(app_id="2"),
        )
    assert server.requests[0].path == "/v1/workflow/conversation/create"
    assert server.requests[0].json == {
        "workflow_id": "1",
        "app_id": "2",
        "connector_id": "1024",
        "conversation_name": "旅行",
        "name": "旅行",
        "meta_data": {"k": "v"},
        "metadata": {"k": "v"},
        "get_or_create": True,
    }


@pytest.mark.parametrize("body", [b"{}", b'{"code":0,"data":null}', b'{"data":{"id":"0"}}'])
def test_a_reply_that_names_no_conversation_is_an_error(body: bytes, serve: Serve) -> None:
    with client_of(serve(reply(body))) as client, pytest.raises(CozewfError):
        client.conversations.create(workflow_id="1")

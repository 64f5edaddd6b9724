"""One turn of a chat by the real command, without a terminal."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ..conftest import Cozewf, Ran
from ..server import RawServer, chunked, reply
from ..wire.facts import body_of, entries
from ..wire.test_chat_streams import ASKS, card, sse
from .test_vectors import DOCUMENT, LINE

Serve = Callable[..., RawServer]
WORKFLOW = "7533516453652561920"
STREAMS = entries("chat_stream")
REFUSALS = [e for e in entries("error") if e["file"].startswith(("chat.", "conversation_"))]
EXIT = {"completed": 0, "requires_action": 8, "error": 3, "failed": 3}
STATUS = {
    "completed": "success",
    "requires_action": "interrupted",
    "error": "failed",
    "failed": "failed",
}
HELLO = sse(
    ("conversation.message.completed", {"id": "1", "content": "你好!"}),
    ("conversation.chat.completed", {"id": "5", "conversation_id": "3"}),
)
ASK_FORM = sse(
    (
        "conversation.message.completed",
        card(
            json.dumps(
                {
                    "card_type": "INPUT",
                    "input_card_data": [
                        {"type": "string", "name": "name", "required": True},
                        {"type": "integer", "name": "people", "required": False},
                    ],
                }
            )
        ),
    ),
    ASKS,
)
ASK_TEXT = sse(("conversation.message.completed", {"id": "1", "content": "几位?"}), ASKS)


def _name(entry: dict[str, Any]) -> str:
    return str(entry["file"])


@pytest.fixture
def answered(cozewf: Cozewf, serve: Serve) -> Callable[..., Ran]:
    """Run a command against a server that answers with the vector, and asks nothing twice."""

    def run(entry: dict[str, Any], *argv: str) -> Ran:
        server = serve(
            reply(
                body_of(entry),
                status=entry["http_status"],
                content_type=entry["content_type"],
                headers=entry.get("headers"),
            )
        )
        ran = cozewf(*argv, "--base-url", server.url)
        assert len(server.requests) == 1
        return ran

    return run


@pytest.mark.parametrize("entry", STREAMS, ids=_name)
def test_text_in_a_pipe_is_the_answer_and_nothing_else(
    entry: dict[str, Any], answered: Callable[..., Ran]
) -> None:
    facts = entry["expected_normalised"]
    ran = answered(entry, "chat", WORKFLOW, "你好")
    shown = [m["text"] for m in facts["messages"] if m["type"] == "answer" and m["text"]]
    assert ran.text == "".join(f"{text}\n" for text in shown if text != "<card json>")
    assert ran.code == EXIT[facts["terminal"]]
    assert (ran.err == "") == (ran.code == 0)


@pytest.mark.parametrize("entry", STREAMS, ids=_name)
def test_jsonl_has_a_line_for_each_event_and_ends_with_the_closing_one(
    entry: dict[str, Any], answered: Callable[..., Ran]
) -> None:
    facts = entry["expected_normalised"]
    ran = answered(entry, "chat", WORKFLOW, "你好", "-o", "jsonl")
    lines = [json.loads(line) for line in ran.text.splitlines()]
    for line in lines:
        LINE.validate(line)
    assert lines[-1]["status"] == STATUS[facts["terminal"]]
    assert lines[-1]["execute_id"] == facts["execute_id"]
    assert lines[-1]["conversation_id"] == facts["conversation_id"]
    answers = [line["content"] for line in lines if line["type"] == "reply"]
    completed = [m for m in facts["messages"] if m["completed"]]
    assert len(answers) >= len(completed)
    assert ran.code == EXIT[facts["terminal"]]


@pytest.mark.parametrize("entry", STREAMS, ids=_name)
def test_json_is_one_document_whatever_the_end(
    entry: dict[str, Any], answered: Callable[..., Ran]
) -> None:
    facts = entry["expected_normalised"]
    ran = answered(entry, "chat", WORKFLOW, "你好", "-o", "json")
    document = json.loads(ran.text)
    DOCUMENT.validate(document)
    assert document["status"] == STATUS[facts["terminal"]]
    assert document["output"] == (facts["answer_text"] if ran.code == 0 else None)
    for name in ("conversation_id", "chat_id", "execute_id", "debug_url", "follow_ups"):
        assert document[name] == facts[name]
    assert document["token"] == (facts["usage"] or {}).get("total")
    assert (document["error"] or {}).get("message") == (
        facts["error"]["message"] or "The server reported an error without saying which."
        if facts["error"]
        else (document["error"] or {}).get("message")
    )
    if facts["interrupt"]:
        assert document["interrupt"]["prompt"] == facts["interrupt"]["question"]
        assert document["interrupt"]["options"] == facts["interrupt"]["options"]
    assert ran.code == EXIT[facts["terminal"]]


@pytest.mark.parametrize("entry", STREAMS, ids=_name)
def test_raw_is_the_servers_bytes_untouched(
    entry: dict[str, Any], answered: Callable[..., Ran]
) -> None:
    ran = answered(entry, "chat", WORKFLOW, "你好", "-o", "raw")
    assert (ran.code, ran.out) == (
        EXIT[entry["expected_normalised"]["terminal"]],
        body_of(entry),
    )


@pytest.mark.parametrize("entry", REFUSALS, ids=_name)
def test_a_refusal_leaves_stdout_empty(entry: dict[str, Any], answered: Callable[..., Ran]) -> None:
    is_chat = entry["file"].startswith("chat.")
    command = ("chat", WORKFLOW, "你好") if is_chat else ("conv", "create", WORKFLOW)
    facts = entry["expected_normalised"]
    ran = answered(entry, *command, "-o", "json")
    assert ran.text == ""
    error = json.loads(ran.err)["error"]
    assert (error["code"], error["message"]) == (facts["code"], facts["message"])
    assert ran.code == (6 if facts["code"] == 777777762 else 1)


def test_the_message_may_come_through_a_pipe(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(chunked(HELLO))
    ran = cozewf("chat", "1", "-", "--base-url", server.url, stdin="第一行\n第二行\n".encode())
    assert (ran.code, ran.text) == (0, "你好!\n")
    message = {"role": "user", "content": "第一行\n第二行", "content_type": "text"}
    assert server.requests[0].json["additional_messages"] == [message]


def test_everything_given_is_sent(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(chunked(HELLO))
    ran = cozewf(
        *("chat", "1", "x", "-p", "a=b", "--app-id", "2", "--conversation-name", "旅行"),
        *("--meta", "k=v", "--workflow-version", "v1", "--execute-mode", "debug"),
        *("--connector-id", "1024", "--base-url", server.url),
    )
    assert ran.code == 0
    assert server.requests[0].json == {
        "workflow_id": "1",
        "parameters": '{"CONVERSATION_NAME":"旅行","a":"b"}',
        "app_id": "2",
        "connector_id": "1024",
        "version": "v1",
        "execute_mode": "DEBUG",
        "additional_messages": [
            {"role": "user", "content": "x", "content_type": "text", "meta_data": {"k": "v"}}
        ],
    }


def test_a_dry_run_shows_the_request_and_sends_nothing(cozewf: Cozewf) -> None:
    ran = cozewf("chat", "1", "你好", "--conversation", "3", "--dry-run", "--base-url", "http://h")
    head, _, body = ran.text.partition("\n\n")
    assert head.splitlines()[0] == "POST /v1/workflows/chat HTTP/1.1"
    assert json.loads(body)["conversation_id"] == "3"
    assert ran.code == 0


def test_the_last_conversation_goes_on_in_another_process(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(chunked(HELLO))
    assert cozewf("chat", "1", "x", "--base-url", server.url).code == 0
    assert cozewf("chat", "1", "y", "--continue", "--base-url", server.url).code == 0
    assert "conversation_id" not in server.requests[0].json
    assert server.requests[1].json["conversation_id"] == "3"


def test_a_conversation_is_remembered_even_when_its_turn_fails(
    cozewf: Cozewf, serve: Serve
) -> None:
    failed = sse(("conversation.chat.failed", {"id": "5", "conversation_id": "3"}))
    server = serve(chunked(failed), chunked(HELLO))
    assert cozewf("chat", "1", "x", "--base-url", server.url).code == 3
    assert cozewf("chat", "1", "y", "-c", "--base-url", server.url).code == 0
    assert server.requests[1].json["conversation_id"] == "3"


@pytest.mark.parametrize(
    ("argv", "complaint"),
    [
        (["chat", "1"], "There is no message, and nobody at a terminal to type one."),
        (["chat", "1", ""], "The message is empty."),
        (["chat", "1", "-"], "The message is empty."),
        (["chat", "1", "-", "--params", "-"], "cannot both come from stdin"),
        (["chat", "1", "x", "--continue"], "No conversation with this workflow is remembered"),
        (["chat", "1", "x", "--conversation", " "], "The conversation id is empty."),
        (["chat", "1", "x", "-c", "--conversation", "3"], "Give one of --conversation"),
        (["chat", "1", "-o", "json"], "A conversation has no --output json."),
        (["conv", "create", "1", "-o", "jsonl"], "has no --output jsonl"),
        (["conv", "create", "1", "--meta", "x"], '--meta "x" is not KEY=VALUE.'),
    ],
)
def test_what_cannot_be_sent_is_told_before_anything_is_sent(
    argv: list[str], complaint: str, cozewf: Cozewf, serve: Serve
) -> None:
    server = serve(reply(b""))
    begun = time.monotonic()
    ran = cozewf(*argv, "--base-url", server.url)
    assert (ran.code, ran.text, server.requests) == (2, "", [])
    assert complaint in ran.err
    assert time.monotonic() - begun < 5


def test_a_question_is_answered_by_the_given_answers_in_the_same_conversation(
    cozewf: Cozewf, serve: Serve
) -> None:
    server = serve(chunked(ASK_TEXT), chunked(ASK_FORM), chunked(HELLO))
    ran = cozewf(
        *("chat", "1", "订座", "--base-url", server.url),
        *("--answer", "四位", "--answer", '{"name":"张三","people":4}'),
    )
    assert (ran.code, ran.text, ran.err) == (0, "几位?\n你好!\n", "")
    assert [r.json["additional_messages"][0]["content"] for r in server.requests] == [
        "订座",
        "四位",
        "name:张三\npeople:4",
    ]
    assert [r.json.get("conversation_id") for r in server.requests] == [None, "3", "3"]


def test_a_question_without_an_answer_ends_with_8_and_the_line_that_answers_it(
    cozewf: Cozewf, serve: Serve
) -> None:
    server = serve(chunked(ASK_TEXT))
    ran = cozewf("chat", "1", "订座", "--base-url", server.url, "--app-id", "2")
    assert (ran.code, ran.text) == (8, "几位?\n")
    assert (
        f"Answer with: cozewf chat 1 '…' --conversation 3 --base-url {server.url} --app-id 2\n"
        in ran.err
    )


def test_the_line_that_answers_a_form_sends_what_the_server_reads(
    cozewf: Cozewf, serve: Serve, environ: dict[str, str], tmp_path: Path
) -> None:
    server = serve(chunked(ASK_FORM), chunked(HELLO))
    ran = cozewf("chat", "1", "订座", "--base-url", server.url)
    line = ran.err.partition("Answer with: ")[2].strip().replace("…", "4")
    line = line.replace("cozewf chat", "python -m cozewf chat")
    path = str(Path(sys.executable).parent)
    done = subprocess.run(
        line,
        shell=True,
        env=environ | {"PATH": f"{path}:{environ['PATH']}"},
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert (ran.code, done.returncode) == (8, 0)
    message = server.requests[1].json["additional_messages"][0]["content"]
    assert message == "name:4\npeople:4"


def test_an_answer_that_the_server_would_choke_on_is_not_sent(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(chunked(ASK_FORM))
    ran = cozewf("chat", "1", "x", "--base-url", server.url, "--answer", '{"name":"张\\n三"}')
    assert (ran.code, len(server.requests)) == (2, 1)
    assert "The value of name has a line end" in ran.err


@pytest.mark.parametrize("cut", range(0, HELLO.index(b"chat.completed"), 31))
def test_an_answer_is_never_sent_twice_wherever_the_connection_breaks(
    cut: int, cozewf: Cozewf, serve: Serve
) -> None:
    broken = chunked(HELLO[:cut], end=False) if cut else lambda connection: None
    server = serve(chunked(ASK_TEXT), broken)
    ran = cozewf("chat", "1", "x", "--answer", "四位", "--base-url", server.url, "--retries", "3")
    assert (ran.code, len(server.requests)) == (5, 2)


def test_a_turn_whose_stream_was_lost_is_looked_up(cozewf: Cozewf, serve: Serve) -> None:
    begun = sse(
        (
            "conversation.chat.created",
            {"id": "5", "conversation_id": "3", "execute_id": "7533521629687578624"},
        ),
        ("conversation.message.delta", {"id": "1", "content": "一半"}),
    )
    record = {
        "execute_id": 7533521629687578624,
        "execute_status": "Success",
        "output": json.dumps({"Output": "一半和另一半"}),
    }
    server = serve(chunked(begun, end=False), reply(json.dumps({"data": [record]}).encode()))
    ran = cozewf("chat", "1", "x", "--base-url", server.url)
    assert (ran.code, ran.text) == (0, "一半和另一半\n")
    assert [request.method for request in server.requests] == ["POST", "GET"]


def test_an_occupied_conversation_is_waited_for(cozewf: Cozewf, serve: Serve) -> None:
    occupied = reply(b'{"code":4016,"msg":"Conversation occupied"}')
    server = serve(occupied, chunked(HELLO))
    ran = cozewf("chat", "1", "x", "--conversation", "3", "--base-url", server.url)
    assert (ran.code, ran.text, len(server.requests)) == (0, "你好!\n", 2)


@pytest.mark.parametrize("entry", entries("conversation"), ids=_name)
@pytest.mark.parametrize("output", ["text", "json"])
def test_a_new_conversation_prints_its_id(
    entry: dict[str, Any], output: str, answered: Callable[..., Ran]
) -> None:
    facts = entry["expected_normalised"]
    ran = answered(entry, "conv", "create", WORKFLOW, "--app-id", "2", "-o", output)
    assert (ran.code, ran.err) == (0, "")
    if output == "text":
        assert ran.text == f"{facts['conversation_id']}\n"
        return
    document = json.loads(ran.text)
    assert document["conversation_id"] == facts["conversation_id"]
    assert (document["section_id"], document["name"], document["created_at"]) == (
        facts["section_id"],
        facts["name"],
        facts["created_at"],
    )


def test_a_created_conversation_is_the_one_that_goes_on(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(reply(b'{"code":0,"data":{"id":"9"}}'), chunked(HELLO))
    url = ("--base-url", server.url)
    assert cozewf("conv", "create", "1", "--name", "旅行", "--meta", "k=v", *url).text == "9\n"
    assert cozewf("chat", "1", "x", "-c", *url).code == 0
    assert server.requests[0].json == {
        "workflow_id": "1",
        "connector_id": "1024",
        "conversation_name": "旅行",
        "name": "旅行",
        "meta_data": {"k": "v"},
        "metadata": {"k": "v"},
    }
    assert server.requests[1].json["conversation_id"] == "9"

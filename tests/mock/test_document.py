"""Dialect A: whole replies against the samples of the published document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from cozewf.mock.server import Server
from cozewf.mock.workflows import BUILT_IN

from .talk import Talk, events, frames, names, shape, vector, written

HISTORY = "/v1/workflow/get_run_history"


def asked(text: str) -> dict[str, Any]:
    data = events(text)[-1][1]["interrupt_data"]
    assert isinstance(data, dict)
    return data


def test_a_sync_run_has_an_object_for_data(document: Talk) -> None:
    reply = document.run("wf_echo", parameters='{"name":"x"}').json()
    real = json.loads(vector("run.seed.sync.json"))
    assert list(reply) == list(real)
    assert list(reply["data"]) == list(real["data"])
    assert reply["msg"] == "success"
    assert reply["data"]["execute_id"].startswith("exec_")
    assert reply["data"]["debug_url"] == ""
    assert json.loads(reply["data"]["output"]) == {"received": {"name": "x"}}


def test_a_debug_url_comes_in_debug_mode_only(document: Talk) -> None:
    data = document.run("wf_json", execute_mode="DEBUG").json()["data"]
    assert data["debug_url"].endswith(f"/debug/{data['execute_id']}")


def test_a_failed_run_is_code_4001(document: Talk) -> None:
    reply = document.run("wf_fail").json()
    assert shape(reply) == shape(json.loads(vector("run.seed.error_4001.json")))
    assert reply["code"] == 4001


def test_a_message_has_its_id_and_event_in_the_data(document: Talk) -> None:
    text = document.stream("wf_123").text
    real = [d for _, d in events(vector("stream_run.seed.happy.sse"))]
    found = [d for _, d in events(text)]
    assert all(list(f) == ["event", "data"] for f in frames(text))
    assert [int(d["id"]) for d in found] == list(range(1, len(found) + 1))
    shapes = {tuple(d) for d in found}
    assert shapes == {tuple(d) for d in real}
    assert (names(text)[0], names(text)[-1]) == ("message", "done")
    assert json.loads(written(text, "结束")) == {"output": written(text, "文章输出")}


def test_a_failed_stream_ends_with_an_error(document: Talk) -> None:
    name, data = events(document.stream("wf_fail").text)[-1]
    assert (name, list(data)) == ("error", ["error_code", "error_message"])
    assert data["error_code"] == 4001


def test_a_question_is_a_message_of_content_type_interrupt(document: Talk) -> None:
    text = document.stream("wf_ask", ask="open").text
    real = events(vector("stream_run.seed.interrupt_content_type.sse"))
    assert shape(events(text)) == shape(real)
    assert asked(text)["data"] == "请具体说说,你想去什么样的地方?"


def test_a_run_is_resumed_by_its_event_id_alone(document: Talk) -> None:
    text = document.stream("wf_ask").text
    for answer, kind in (("海边 🏖️", 2), ('{"city":"杭州"}', 5)):
        assert asked(text)["type"] == kind
        text = document.post(
            "/v1/workflow/stream_resume",
            event_id=asked(text)["event_id"],
            resume_data=answer,
            interrupt_type=kind,
        ).text
    assert names(text)[-1] == "done"
    assert json.loads(written(text, "结束"))["days"] == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"event_id": "interrupt_001"},
        {"event_id": None},
        {"interrupt_type": "2"},
        {"interrupt_type": True},
        {"resume_data": {"city": "x"}},
    ],
)
def test_a_resume_that_is_no_resume_is_4003(document: Talk, changed: dict[str, Any]) -> None:
    event_id = asked(document.stream("wf_ask").text)["event_id"]
    body = {"event_id": event_id, "resume_data": "x", "interrupt_type": 2} | changed
    reply = document.post("/v1/workflow/stream_resume", **body)
    assert (reply.status_code, reply.json()["code"]) == (400, 4003)


def test_parameters_are_checked_against_the_schema(document: Talk) -> None:
    reply = document.run("wf_echo", parameters={"count": "many"})
    assert reply.status_code == 400
    assert reply.json() == {
        "code": 4003,
        "msg": "parameter validation failed: name is required, count must be integer",
    }


def test_every_workflow_tells_its_schemas(document: Talk) -> None:
    real = json.loads(vector("workflow_info.seed.json"))
    for workflow in BUILT_IN:
        reply = document.get(f"/v1/workflows/{workflow.name}", connector_id="1024").json()
        assert list(reply["data"]) == list(real["data"])
        assert list(reply["data"]["input_schema"]) == list(real["data"]["input_schema"])
        assert reply["data"]["mode"] == (3 if workflow.name == "wf_chat" else 0)


def test_history_is_paged_newest_first(document: Talk) -> None:
    ids = [document.run("wf_json").json()["data"]["execute_id"] for _ in range(3)]
    document.run("wf_silent")
    first = document.get(HISTORY, workflow_id="wf_json", page_size="2").json()["data"]
    assert list(first) == list(json.loads(vector("run_history.seed.json"))["data"])
    rest = document.get(
        HISTORY, workflow_id="wf_json", page_size="2", page_token=first["page_token"]
    ).json()["data"]
    assert [h["execute_id"] for h in first["histories"] + rest["histories"]] == ids[::-1]
    assert (first["has_more"], rest["has_more"], rest["page_token"]) == (True, False, "")


def test_history_finds_one_run(document: Talk) -> None:
    document.run("wf_json")
    wanted = document.run("wf_fail", is_async=True).json()["data"]["execute_id"]
    data = document.get(HISTORY, execute_id=wanted).json()["data"]
    real = json.loads(vector("run_history.seed.json"))["data"]["histories"][0]
    assert [h["status"] for h in data["histories"]] == ["failed"]
    assert list(data["histories"][0]) == list(real)


def test_a_chat_has_deltas_and_indexes(document: Talk) -> None:
    text = document.chat("你好").text
    real = dict(events(vector("chat.seed.happy.sse")))
    for name, data in events(text):
        assert list(data) == list(real[name])
    deltas = "".join(d["delta"] for n, d in events(text) if n.endswith("delta"))
    assert [d["content"] for n, d in events(text) if n.endswith("message.completed")] == [deltas]
    assert names(text)[-1] == "conversation.chat.completed"


def test_a_question_of_a_chat_is_said_and_answered_by_the_next_message(document: Talk) -> None:
    created = document.post(
        "/v1/workflow/conversation/create", workflow_id="wf_chat", metadata={"a": "b"}
    ).json()
    real = json.loads(vector("conversation_create.seed.json"))
    assert shape(created) == shape(real)
    where = {"conversation_id": created["data"]["conversation_id"]}
    question = events(document.chat("选择", **where).text)
    assert question[1][1]["content"].endswith("\n- 北京\n- 上海 & 周边\n- 其他 🌏")
    assert question[-1] == ("conversation.chat.completed", where)
    done = events(document.chat("北京", **where).text)
    assert done[-2][1]["content"] == "北京:晴,26℃ ☀️"


@pytest.mark.parametrize(
    ("message", "real"),
    [("fail", "chat.seed.error_event.sse"), ("crash", "chat.seed.chat_failed.sse")],
)
def test_a_chat_fails_in_both_ways(document: Talk, message: str, real: str) -> None:
    (name, data), (real_name, real_data) = (
        events(document.chat(message).text)[-1],
        events(vector(real))[-1],
    )
    assert (name, list(data)) == (real_name, list(real_data))


def test_an_unknown_conversation_or_workflow_is_http_404(document: Talk) -> None:
    assert document.chat("x", conversation_id="conv_1").status_code == 404
    assert document.run("wf_999").json() == {"code": 404, "msg": "workflow wf_999 not found"}
    assert document.get("/v1/nothing").status_code == 404


@pytest.fixture
def guarded() -> Iterator[str]:
    with Server("document", pace=0, api_key="right") as server:
        yield server.base_url


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": "Bearer right"}, 200),
        ({"Cookie": "session_key=right"}, 200),
        ({"Cookie": "session_key=wrong"}, 401),
    ],
)
def test_both_logins_work(guarded: str, headers: dict[str, str], status: int) -> None:
    reply = httpx.post(
        f"{guarded}/v1/workflow/run",
        json={"workflow_id": "wf_json"},
        headers=headers,
        trust_env=False,
    )
    assert reply.status_code == status

"""Dialect B: login, history, info, conversations, files, unknown paths."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from cozewf.mock.server import Server

from .talk import Talk, shape, vector

CREATE = "/v1/workflow/conversation/create"
APP = "7532756111111110656"


@pytest.fixture
def guarded() -> Iterator[str]:
    with Server("open-source", pace=0, api_key="right") as server:
        yield server.base_url


def ask(base_url: str, path: str = "/v1/workflow/run", **headers: str) -> httpx.Response:
    return httpx.post(
        base_url + path, json={"workflow_id": "wf_json"}, headers=headers, trust_env=False
    )


@pytest.mark.parametrize(
    ("real", "headers"),
    [
        ("auth.plus.missing_authorization.json", {}),
        ("auth.plus.missing_authorization.json", {"Cookie": "session_key=right"}),
        ("auth.plus.malformed_bearer.json", {"Authorization": "bearer right"}),
        ("auth.plus.malformed_bearer.json", {"Authorization": "Bearer"}),
        ("auth.plus.invalid_key.json", {"Authorization": "Bearer wrong"}),
    ],
)
def test_a_missing_login_is_refused_with_http_200(
    guarded: str, real: str, headers: dict[str, str]
) -> None:
    reply = ask(guarded, **headers)
    assert (reply.status_code, reply.text) == (200, vector(real))


def test_the_right_key_is_let_in(guarded: str) -> None:
    assert ask(guarded, Authorization="Bearer right").json()["code"] == 0


@pytest.mark.parametrize(
    ("status", "real", "cookie"),
    [
        (401, "auth.plus.session_401_for_unknown_path.json", ""),
        (404, "route.plus.404.json", "session_key=right"),
    ],
)
def test_an_unknown_path_speaks_of_a_cookie(
    guarded: str, status: int, real: str, cookie: str
) -> None:
    reply = ask(guarded, "/v1/workflows/resume", Authorization="Bearer right", Cookie=cookie)
    assert (reply.status_code, reply.text) == (status, vector(real))


def test_history_is_one_record_with_bare_numbers(open_source: Talk) -> None:
    started = open_source.run("wf_echo", parameters={"name": "x"}).json()
    reply = open_source.get(
        "/v1/workflow/get_run_history", workflow_id="wf_echo", execute_id=started["execute_id"]
    )
    real = json.loads(vector("run_history.plus.success.json"))
    record = reply.json()["data"][0]
    assert list(reply.json()) == list(real)
    assert list(record) == list(real["data"][0])
    assert record["execute_id"] == int(started["execute_id"])
    assert record["execute_status"] == "Success"
    assert json.loads(record["output"]) == {"received": {"name": "x"}}


@pytest.mark.parametrize(
    ("workflow_id", "status", "code"),
    [("wf_fail", "Fail", "305000002"), ("wf_ask", "<UNSET>", "")],
)
def test_history_tells_how_an_async_run_ended(
    open_source: Talk, workflow_id: str, status: str, code: str
) -> None:
    started = open_source.run(workflow_id, is_async=True).json()
    reply = open_source.get(
        "/v1/workflow/get_run_history",
        workflow_id=workflow_id,
        execute_id=started["execute_id"],
    )
    record = reply.json()["data"][0]
    assert shape(started) == shape(json.loads(vector("run.plus.async.json")))
    assert (record["execute_status"], record["error_code"]) == (status, code)
    assert record["run_mode"] == 2
    assert "<UNSET>" not in reply.text


def test_history_refuses_as_the_real_server(open_source: Talk) -> None:
    path = "/v1/workflow/get_run_history"
    nameless = open_source.get(path)
    assert (nameless.status_code, nameless.text) == (
        400,
        vector("run_history.plus.http400_no_workflow_id.json"),
    )
    unknown = open_source.get(path, workflow_id="1", execute_id="7533521629687578624")
    assert unknown.text == vector("run_history.plus.err_unknown_execute_id.json")
    panicked = open_source.get(path, workflow_id="1").json()
    assert panicked["code"] == 777777775
    assert "ParseInt" in panicked["msg"]


def test_info_is_a_role_card_for_chatflows_only(open_source: Talk) -> None:
    role = open_source.get("/v1/workflows/wf_chat", connector_id="1024").json()
    real = json.loads(vector("workflow_info.plus.chatflow_role.json"))
    assert list(role) == list(real)
    assert list(role["data"]["role"]) == list(real["data"]["role"])
    other = open_source.get("/v1/workflows/wf_123")
    assert other.text == vector("workflow_info.plus.err_not_chatflow.json")
    unknown = open_source.get("/v1/workflows/wf_999")
    assert unknown.status_code == 401


def test_a_conversation_is_found_by_name_or_reset(open_source: Talk) -> None:
    named: dict[str, Any] = {"app_id": APP, "conversation_name": "Default"}
    first = open_source.post(CREATE, **named, get_or_create=True).json()
    same = open_source.post(CREATE, **named, get_or_create=True).json()
    reset = open_source.post(CREATE, **named).json()
    assert shape(first) == shape(json.loads(vector("conversation_create.plus.ok.json")))
    assert first["data"]["id"] == same["data"]["id"] != reset["data"]["id"]


def test_an_unknown_conversation_name_is_not_created(open_source: Talk) -> None:
    named: dict[str, Any] = {"app_id": APP, "conversation_name": "no such"}
    unknown = open_source.post(CREATE, **named, get_or_create=True)
    assert unknown.text == vector("conversation_create.plus.err_not_found.json")
    assert open_source.post(CREATE, **named).json()["code"] == 777777775


def test_a_conversation_that_cannot_be_bound_is_plain_text(open_source: Talk) -> None:
    reply = open_source.send(
        "POST",
        CREATE,
        content=json.dumps(
            {
                "workflow_id": "7533516453652561920",
                "app_id": APP,
                "conversation_name": "Default",
                "space_id": "7532755646093983744",
                "connector_id": "1024",
            }
        ).encode(),
        headers={"Content-Type": "application/json"},
    )
    real = vector("conversation_create.plus.http400_plain_text.txt")
    assert reply.status_code == 400
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    assert reply.text.split("invalid char")[1] == real.split("invalid char")[1]


def test_a_file_is_taken_with_the_server_s_own_spelling(open_source: Talk) -> None:
    reply = open_source.send(
        "POST", "/v1/files/upload", files={"file": ("旅行.png", b"\x89PNG\r\n\x00", "image/png")}
    ).json()
    real = json.loads(vector("files_upload.plus.ok.json"))
    assert shape(reply) == shape(real)
    assert (reply["data"]["file_name"], reply["data"]["bytes"]) == ("旅行.png", 7)


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([("file", ("a", b"1")), ("file", ("b", b"2"))], 104000007),
        ([("other", (None, b"1"))], 104000006),
        (None, 104000003),
    ],
)
def test_an_upload_of_another_number_of_files_is_refused(
    open_source: Talk, files: Any, code: int
) -> None:
    reply = open_source.send("POST", "/v1/files/upload", files=files)
    assert (reply.status_code, reply.json()["code"]) == (200, code)


def test_a_trailing_slash_is_redirected_with_its_method(open_source: Talk) -> None:
    post = open_source.send("POST", "/v1/workflow/run/")
    get = open_source.get("/v1/workflow/get_run_history/")
    assert (post.status_code, get.status_code) == (307, 301)
    assert post.headers["location"] == "/v1/workflow/run"


def test_another_method_is_not_found(open_source: Talk) -> None:
    assert open_source.get("/v1/workflow/run").status_code == 404

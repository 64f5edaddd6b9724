"""Looking runs up and describing workflows, over a real socket."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cozewf.client import CozeWorkflow
from cozewf.errors import NotAvailable

from ..server import RawServer, Script, reply

VECTORS = Path(__file__).parent.parent / "vectors"
Serve = Callable[..., RawServer]
RUN = "7533521629687578624"


def vector(name: str, status: int = 200) -> Script:
    return reply((VECTORS / name).read_bytes(), status=status)


def as_json(value: Any) -> Script:
    return reply(json.dumps(value).encode())


def paths(server: RawServer) -> list[str]:
    return [request.path for request in server.requests]


def test_a_server_without_one_lookup_is_asked_with_the_other_and_remembered(serve: Serve) -> None:
    server = serve(
        vector("auth.plus.session_401_for_unknown_path.json", 401),
        vector("run_history.cloud.success.json"),
    )
    with CozeWorkflow("pat_x", server.url) as client:
        for _ in range(2):
            record = client.workflows.find_run("738/9", "7565010293847561234")
            assert (record.status, record.result) == ("success", "完成")
    cloud = "/v1/workflows/738%2F9/run_histories/7565010293847561234"
    assert paths(server) == [
        "/v1/workflow/get_run_history?workflow_id=738%2F9&execute_id=7565010293847561234",
        cloud,
        cloud,
    ]


def test_a_run_that_the_server_does_not_have_is_not_available(serve: Serve) -> None:
    server = serve(vector("run_history.seed.json"))
    with CozeWorkflow("pat_x", server.url) as client, pytest.raises(NotAvailable) as caught:
        client.workflows.find_run("wf_1", "exec_404")
    assert caught.value.message == "There is no run exec_404."
    assert len(server.requests) == 1


def test_a_server_without_any_lookup_is_told_as_such(serve: Serve) -> None:
    server = serve(vector("route.plus.404.json", 404))
    with CozeWorkflow("pat_x", server.url) as client, pytest.raises(NotAvailable):
        client.workflows.find_run("1", RUN)
    assert len(server.requests) == 2


def test_pages_are_asked_for_one_by_one(serve: Serve) -> None:
    server = serve(vector("run_history.seed.json"), as_json({"data": {"histories": []}}))
    with CozeWorkflow("pat_x", server.url) as client:
        first = client.workflows.history("wf_1", page_size=20)
        last = client.workflows.history("wf_1", page_token=first.next_page_token)
    assert [record.execute_id for record in first.records] == ["exec_001"]
    assert (last.records, last.has_more) == ((), False)
    assert paths(server) == [
        "/v1/workflow/get_run_history?workflow_id=wf_1&page_size=20",
        "/v1/workflow/get_run_history?workflow_id=wf_1&page_token=next_page_token",
    ]


def test_a_description_is_asked_for_in_the_words_of_each_dialect(serve: Serve) -> None:
    server = serve(vector("workflow_info.seed.json"))
    with CozeWorkflow("pat_x", server.url) as client:
        info = client.workflows.get(workflow_id="wf_123456789", connector_id="1024")
    assert info.name == "文章生成工作流"
    assert paths(server) == [
        "/v1/workflows/wf_123456789?connector_id=1024&include_input_output=true"
    ]

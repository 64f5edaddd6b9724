"""The official Python SDK, cozepy, against dialect B, as far as it can read it (wire.md §6).

It reads runs, histories' errors and workflow streams. It wants a `node_title` in an interrupt
and no `id:` line in a chat, so it reads neither here, just as it fails on the real servers; the
document's dialect has no ids in its workflow streams, which it cannot read at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import cozepy
import pydantic
import pytest

from .talk import Talk, events


@pytest.fixture
def coze(open_source: Talk) -> Iterator[cozepy.Coze]:
    http = cozepy.SyncHTTPClient(trust_env=False)  # type: ignore[no-untyped-call]  # theirs
    yield cozepy.Coze(
        auth=cozepy.TokenAuth("pat_test"), base_url=open_source.base_url, http_client=http
    )
    http.close()


def test_it_runs_a_workflow(coze: cozepy.Coze) -> None:
    result = coze.workflows.runs.create(workflow_id="wf_echo", parameters={"name": "x"})
    assert json.loads(result.data or "") == {"received": {"name": "x"}}
    assert result.debug_url.startswith("http://127.0.0.1:3000/work_flow?execute_id=7")


def test_it_starts_an_async_run(coze: cozepy.Coze) -> None:
    result = coze.workflows.runs.create(workflow_id="wf_json", is_async=True)
    assert len(result.execute_id or "") == 19


def test_it_streams_a_workflow(coze: cozepy.Coze) -> None:
    found = list(coze.workflows.runs.stream(workflow_id="wf_123", parameters={"topic": "AI"}))
    assert {e.event for e in found} == {cozepy.WorkflowEventType.MESSAGE}
    assert [e.id for e in found] == list(range(len(found)))
    article = "".join(e.message.content for e in found if e.message.node_title == "文章输出")
    assert article.startswith("# AI in three minutes 🚀")


def test_it_sees_a_failure(coze: cozepy.Coze) -> None:
    last = list(coze.workflows.runs.stream(workflow_id="wf_fail"))[-1]
    assert last.error.error_code == 305000002


def test_it_resumes_a_run_whose_question_was_read_without_it(
    coze: cozepy.Coze, open_source: Talk
) -> None:
    question = events(open_source.stream("wf_ask", ask="options").text)[-1][1]
    found = coze.workflows.runs.resume(
        workflow_id="wf_ask",
        event_id=question["interrupt_data"]["event_id"],
        resume_data="海边 🏖️",
        interrupt_type=2,
    )
    assert "海边 🏖️" in "".join(e.message.content for e in found)


def test_it_cannot_read_an_interrupt(coze: cozepy.Coze) -> None:
    with pytest.raises(pydantic.ValidationError, match="node_title"):
        list(coze.workflows.runs.stream(workflow_id="wf_ask"))


def test_it_cannot_read_a_chat(coze: cozepy.Coze) -> None:
    said = [cozepy.Message.build_user_question_text("你好")]
    with pytest.raises(cozepy.CozeInvalidEventError):
        list(
            coze.workflows.chat.stream(
                workflow_id="wf_chat",
                additional_messages=said,
                app_id="7532756111111110656",
                parameters={"CONVERSATION_NAME": "Default"},
            )
        )


def test_it_tells_a_refusal(coze: cozepy.Coze) -> None:
    with pytest.raises(cozepy.CozeAPIError) as refused:
        coze.workflows.runs.create(workflow_id="7533516453652561920")
    assert refused.value.code == 720702004


def test_it_uploads_a_file(coze: cozepy.Coze) -> None:
    found = coze.files.upload(file=("旅行.txt", b"abc"))
    assert (found.file_name, found.bytes, found.created_at) == ("旅行.txt", 3, None)

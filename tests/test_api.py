"""The Python API mirrors the document's own SDK example (design: Shape of the code)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import cozewf
from cozewf import CozeWorkflow, EventStream, InvalidInput, OutcomeUnknown, RunFailed, ServerRefused

from .questions import DONE, EVENT, WORKFLOW, form, message, question
from .server import RawServer, chunked, reply

Serve = Callable[..., RawServer]


def test_every_public_name_can_be_had() -> None:
    assert {name for name in cozewf.__all__ if not hasattr(cozewf, name)} == set()
    assert dir(cozewf) == sorted(cozewf.__all__)


def test_the_documents_example_streams_events(serve: Serve) -> None:
    server = serve(
        chunked(
            'event: Message\ndata: {"node_title":"文章","content":"你好"}\n\n'.encode(),
            b'event: Done\ndata: {"debug_url":""}\n\n',
        )
    )
    client = CozeWorkflow(api_key="pat_x", base_url=server.url)
    seen = []
    for event in client.workflows.run(
        workflow_id="wf_123", parameters={"topic": "AI"}, stream=True
    ):
        if event.type == "message":
            seen.append((event.node_title, event.content))
    client.close()
    assert seen == [("文章", "你好")]


def test_a_run_returns_its_decoded_output(serve: Serve) -> None:
    server = serve(reply(b'{"code":0,"data":"{\\"id\\":7533521629687578624}"}'))
    with CozeWorkflow(api_key="pat_x", base_url=server.url) as client:
        result = client.workflows.run(workflow_id="wf_123", parameters={"topic": "AI"})
    assert result.output == {"id": 7533521629687578624}


def test_a_stream_that_loses_its_end_raises_after_its_events(serve: Serve) -> None:
    server = serve(chunked(b'event: Message\ndata: {"content":"x"}\n\n'))
    with CozeWorkflow(api_key="pat_x", base_url=server.url) as client:
        stream = client.workflows.run(workflow_id="1", stream=True)
        assert next(stream).type == "message"
        with pytest.raises(OutcomeUnknown):
            next(stream)


def test_a_failed_run_raises_its_error(serve: Serve) -> None:
    server = serve(reply(b'{"code":4001,"msg":"workflow execution failed"}'))
    client = CozeWorkflow(api_key="pat_x", base_url=server.url)
    with client, pytest.raises(RunFailed) as caught:
        client.workflows.run(workflow_id="1")
    assert (caught.value.code, caught.value.exit_code) == (4001, 3)


def test_a_program_answers_a_question_and_a_form_and_goes_on(serve: Serve) -> None:
    server = serve(
        chunked(question("去哪里？", options=("北京", "上海"))),
        chunked(form(event_id="1/2")),
        chunked(message("完"), DONE),
    )
    with CozeWorkflow(api_key="pat_x", base_url=server.url) as client:
        stream: EventStream | None = client.workflows.run(workflow_id=WORKFLOW, stream=True)
        said: list[str | dict[str, Any]] = ["上海", {"city": "上海", "days": 2}]
        answers = iter(said)
        seen = []
        while stream is not None:
            events, stream = stream, None
            for event in events:
                seen.append(event.type)
                if event.type == "interrupt":
                    stream = client.workflows.resume(
                        workflow_id=WORKFLOW,
                        event_id=event.event_id,
                        interrupt_type=event.interrupt_type or 2,
                        resume_data=next(answers),
                    )
    assert seen == ["message", "interrupt", "message", "interrupt", "message", "done"]
    sent = [request.json for request in server.requests[1:]]
    assert [(body["event_id"], body["interrupt_type"], body["resume_data"]) for body in sent] == [
        (EVENT, 2, "上海"),
        ("1/2", 5, '{"city":"上海","days":2}'),
    ]


def test_an_answer_that_comes_too_late_or_may_have_arrived_raises(serve: Serve) -> None:
    refusal = b'{"code":720701013,"msg":"workflow execution 1 is not interrupted, cannot resume"}'
    server = serve(reply(refusal), lambda connection: None)
    client = CozeWorkflow(api_key="pat_x", base_url=server.url, retries=5)
    with client:
        for kind in (ServerRefused, OutcomeUnknown):
            with pytest.raises(kind):
                client.workflows.resume(workflow_id="1", event_id="1/2", resume_data="x")
        with pytest.raises(InvalidInput):
            client.workflows.resume(workflow_id="", event_id="1/2", resume_data="x")
    assert len(server.requests) == 2

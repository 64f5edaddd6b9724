"""Every captured reply through the real command over a real socket, in each output format."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from ..conftest import Cozewf, Ran
from ..server import RawServer, reply
from ..wire.facts import VECTORS, body_of, entries

SCHEMAS = VECTORS.parent.parent / "cozewf" / "schemas"
LINE = jsonschema.Draft202012Validator(json.loads((SCHEMAS / "line.json").read_text("utf-8")))
DOCUMENT = jsonschema.Draft202012Validator(
    json.loads((SCHEMAS / "document.json").read_text("utf-8"))
)
STREAMS = entries("workflow_stream")
RUNS = entries("run_result")
REFUSALS = [
    entry
    for entry in entries("error")
    if not entry["file"].startswith(("chat.", "conversation_", "run_history", "workflow_info"))
]
EXIT_OF_TERMINAL = {"done": 0, "error": 3, "interrupt": 8, "truncated": 5}
STATUS_OF_TERMINAL = {
    "done": "success",
    "error": "failed",
    "interrupt": "interrupted",
    "truncated": "lost",
}
EXIT_OF_REFUSAL = {
    "run.plus.err_not_published.json": 6,
    "run.plus.err_bad_parameters.json": 1,
    "run.plus.err_interrupt_6039.json": 3,
    "run.plus.err_bad_workflow_id_panic.json": 6,
    "run.plus.err_not_found.json": 6,
    "run.plus.err_exec_failed_with_debug.json": 3,
    "run.plus.http400_numeric_id.json": 1,
    "run.plus.http400_ext_not_string.json": 1,
    "stream_run.plus.json_error_instead_of_sse.json": 6,
    "stream_resume.plus.err_not_interrupted.json": 1,
    "stream_resume.plus.err_bad_event_id.json": 1,
    "stream_resume.plus.http400_string_type.json": 1,
    "stream_resume.plus.err_missing_workflow_id_panic.json": 6,
    "auth.plus.missing_authorization.json": 4,
    "auth.plus.malformed_bearer.json": 4,
    "auth.plus.invalid_key.json": 4,
    "auth.plus.session_401_for_unknown_path.json": 6,
    "route.plus.404.json": 6,
    "gateway.studio.504.html": 1,
    "gateway.plus.500.json": 1,
    "stream_resume.studio.permission_denied.json": 4,
    "run.seed.error_4001.json": 3,
    "rate_limit.seed.429.json": 7,
    "run.cloud.err_4200.json": 6,
    "rate_limit.cloud.4013.json": 7,
    "auth.cloud.401.json": 4,
    "auth.cloud.4101_http200.json": 4,
}


def _name(entry: dict[str, Any]) -> str:
    return str(entry["file"])


@pytest.fixture
def answered(cozewf: Cozewf, serve: Callable[..., RawServer]) -> Callable[..., Ran]:
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


def _command(entry: dict[str, Any]) -> list[str]:
    if "resume" in entry["endpoint"]:
        return ["resume", "1/2", "--workflow", "7533516453652561920", "--answer", "x"]
    if "/stream_run" in entry["endpoint"]:
        return ["stream", "7533516453652561920"]
    return ["run", "7533516453652561920"]


def _shown_text(facts: dict[str, Any]) -> str:
    """Each node's message on lines of its own; the echo of a question is not among them."""
    texts = [s["text"] for s in facts["segments"] if not s.get("echo_of_interrupt")]
    return "".join(text if text.endswith("\n") or not text else text + "\n" for text in texts)


@pytest.mark.parametrize("entry", STREAMS, ids=_name)
def test_text_in_a_pipe_is_the_nodes_text_and_nothing_else(
    entry: dict[str, Any], answered: Callable[..., Ran]
) -> None:
    facts = entry["expected_normalised"]
    ran = answered(entry, *_command(entry))
    assert (ran.code, ran.text) == (EXIT_OF_TERMINAL[facts["terminal"]], _shown_text(facts))
    assert (ran.err == "") == (facts["terminal"] == "done")


@pytest.mark.parametrize("entry", STREAMS, ids=_name)
def test_jsonl_has_a_line_for_each_event_and_ends_with_the_closing_one(
    entry: dict[str, Any], answered: Callable[..., Ran]
) -> None:
    facts = entry["expected_normalised"]
    ran = answered(entry, *_command(entry), "-o", "jsonl")
    lines = [json.loads(line) for line in ran.text.splitlines()]
    for line in lines:
        LINE.validate(line)
    types = [e if e != "ping" else "unknown" for e in facts["events"]]
    lost = ["error"] if facts["terminal"] == "truncated" else []
    assert [line["type"] for line in lines] == types + lost
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    assert lines[-1]["status"] == STATUS_OF_TERMINAL[facts["terminal"]]
    assert ran.code == EXIT_OF_TERMINAL[facts["terminal"]]
    _assert_error_object(ran, facts["terminal"] != "done")


@pytest.mark.parametrize("entry", STREAMS, ids=_name)
def test_json_is_one_document_whatever_the_end(
    entry: dict[str, Any], answered: Callable[..., Ran]
) -> None:
    facts = entry["expected_normalised"]
    ran = answered(entry, *_command(entry), "-o", "json")
    document = json.loads(ran.text)
    DOCUMENT.validate(document)
    shown = [s for s in facts["segments"] if not s.get("echo_of_interrupt")]
    assert [(n["node_id"], n["content"], n["node_is_finish"]) for n in document["nodes"]] == [
        (s["node_id"], s["text"], s["finished"]) for s in shown
    ]
    assert document["status"] == STATUS_OF_TERMINAL[facts["terminal"]]
    # What the stream does not tell, the event id does (wire.md §7.17).
    of_event = "1" if "resume" in entry["endpoint"] else None
    assert document["execute_id"] == (facts["execute_id"] or of_event)
    assert document["debug_url"] == facts["debug_url"]
    assert document["output"] == _decoded(facts["final_text"])
    assert document["token"] == (facts["usage"] or {}).get("total")
    if facts["interrupt"]:
        asked = document["interrupt"]
        assert asked["event_id"] == facts["interrupt"]["event_id"]
        assert asked["prompt"] == facts["interrupt"]["question"]
        assert asked["options"] == facts["interrupt"]["options"]
    if facts["error"]:
        assert document["error"]["code"] == facts["error"]["code"]
        assert document["error"]["message"] == facts["error"]["message"]
    _assert_error_object(ran, facts["terminal"] != "done")


@pytest.mark.parametrize("entry", STREAMS, ids=_name)
def test_raw_is_the_servers_bytes_untouched(
    entry: dict[str, Any], answered: Callable[..., Ran]
) -> None:
    ran = answered(entry, *_command(entry), "-o", "raw")
    terminal = entry["expected_normalised"]["terminal"]
    assert (ran.code, ran.out) == (EXIT_OF_TERMINAL[terminal], body_of(entry))


@pytest.mark.parametrize("entry", RUNS, ids=_name)
@pytest.mark.parametrize("output", ["text", "json"])
def test_a_run_prints_its_result(
    entry: dict[str, Any], output: str, answered: Callable[..., Ran]
) -> None:
    facts = entry["expected_normalised"]
    ran = answered(entry, "run", "7533516453652561920", "-o", output)
    assert ran.code == (8 if facts["interrupt"] else 0)
    if output == "text":
        shown = (
            facts["text"]
            or facts["output_raw"]
            or (facts["execute_id"] if facts["async"] else None)
        )
        assert ran.text == (f"{shown}\n" if shown else "")
        return
    document = json.loads(ran.text)
    DOCUMENT.validate(document)
    assert document["execute_id"] == (facts["execute_id"] or None)
    assert document["output"] == _decoded(facts["text"] or facts["output_raw"])
    assert document["token"] == (facts["usage"] or {}).get("total")
    assert document["debug_url"] == facts["debug_url"]


@pytest.mark.parametrize("entry", REFUSALS, ids=_name)
@pytest.mark.parametrize("command", ["run", "stream"])
@pytest.mark.parametrize("output", ["text", "json"])
def test_a_refusal_leaves_stdout_empty_and_ends_with_the_code_of_its_body(
    entry: dict[str, Any], command: str, output: str, answered: Callable[..., Ran]
) -> None:
    facts = entry["expected_normalised"]
    ran = answered(entry, command, "7533516453652561920", "-o", output)
    assert (ran.code, ran.text) == (EXIT_OF_REFUSAL[entry["file"]], "")
    if output == "text":
        assert facts["message"] in ran.err
        assert f"code {facts['code']}" in ran.err
        assert "goroutine" not in ran.err
        return
    error = json.loads(ran.err)["error"]
    assert error["code"] == facts["code"]
    assert error["message"] == facts["message"]
    assert error["http_status"] == facts["http_status"]
    assert error["debug_url"] == facts["debug_url"]
    expected_log = facts.get("logid") or next(iter((entry.get("headers") or {}).values()), None)
    assert error["log_id"] == expected_log


def _decoded(text: str | None) -> Any:
    try:
        return json.loads(text) if text is not None else None
    except ValueError:
        return text


def _assert_error_object(ran: Ran, expected: bool) -> None:
    if not expected:
        assert ran.err == ""
        return
    assert set(json.loads(ran.err)["error"]) == {
        *("code", "message", "hint", "http_status", "log_id", "debug_url")
    }

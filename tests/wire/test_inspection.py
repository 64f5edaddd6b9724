"""Every captured history, description and refusal, read into the facts that it holds."""

from __future__ import annotations

from typing import Any

import pytest

from cozewf import codes
from cozewf.errors import CozewfError
from cozewf.models import RunRecord, WorkflowInfo
from cozewf.wire.history import read_history, read_record
from cozewf.wire.info import describe_type, read_info
from cozewf.wire.replies import Reply, read_reply

from .facts import body_of, entries, usage_of

WORKFLOW = "7533516453652561920"


def _ids(entry: dict[str, Any]) -> str:
    return str(entry["file"])


def _reply(entry: dict[str, Any]) -> Reply:
    given = {"content-type": entry["content_type"], **entry.get("headers", {})}
    headers = {name.lower(): value for name, value in given.items()}
    return Reply(entry["http_status"], headers, body_of(entry))


def _record_facts(record: RunRecord) -> dict[str, Any]:
    has_error = record.error_code is not None or record.error_message
    error = {"code": record.error_code, "message": record.error_message}
    return {
        "execute_id": record.execute_id,
        "workflow_id": record.workflow_id or None,
        "status": record.status,
        "status_raw": record.status_raw,
        "input": record.input,
        "output": record.output,
        "started_at": record.started_at,
        "finished_at": record.finished_at,
        "run_mode": record.run_mode,
        "usage": usage_of(record.usage),
        "error": error if has_error else None,
        "logid": record.log_id or None,
        "debug_url": record.debug_url or None,
        "bot_id": record.bot_id or None,
        "connector_id": record.connector_id or None,
        "interrupt": record.interrupt,
    }


@pytest.mark.parametrize("entry", entries("run_history"), ids=_ids)
def test_a_history_is_read_the_same_from_every_kind_of_server(entry: dict[str, Any]) -> None:
    page = read_history(read_reply(_reply(entry)))
    assert {
        "kind": "run_history",
        "items": [_record_facts(record) for record in page.records],
        "has_more": page.has_more,
        "next_page_token": page.next_page_token or None,
    } == entry["expected_normalised"]


def _info_facts(info: WorkflowInfo) -> dict[str, Any]:
    inputs = [{"name": p.name, "type": p.type, "required": p.required} for p in info.inputs]
    outputs = [{"name": p.name, "type": p.type} for p in info.outputs]
    facts = {
        "kind": "workflow_info",
        "workflow_id": info.workflow_id,
        "name": info.name,
        "description": info.description,
        "mode": info.mode,
        "inputs": None if info.input_schema is None else inputs,
        "outputs": None if info.output_schema is None else outputs,
        "created_at": info.created_at,
        "updated_at": info.updated_at,
        "empty": info.is_empty,
    }
    return facts | ({"opening": info.opening} if info.opening else {})


@pytest.mark.parametrize("entry", entries("workflow_info"), ids=_ids)
def test_a_description_is_read_the_same_from_every_kind_of_server(entry: dict[str, Any]) -> None:
    assert (
        _info_facts(read_info(read_reply(_reply(entry)), WORKFLOW))
        == (entry["expected_normalised"])
    )


@pytest.mark.parametrize("entry", entries("error"), ids=_ids)
def test_a_refusal_gives_its_code_its_first_line_and_its_link(entry: dict[str, Any]) -> None:
    expected = entry["expected_normalised"]
    with pytest.raises(CozewfError) as caught:
        read_reply(_reply(entry))
    error = caught.value
    inner = codes.find_inner(error.message)
    facts = {
        "kind": "error",
        "http_status": error.http_status,
        "code": error.code,
        "message": error.message,
        "debug_url": error.debug_url or None,
        "execute_id": error.execute_id,
        "logid": error.log_id,
        "message_has_more_lines": bool(error.detail),
        "inner_code": inner[0] if inner else None,
    }
    assert {name: facts[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        ("SUCCESS", "success"),
        ("Fail", "failed"),
        ("failed", "failed"),
        ("Cancel", "cancelled"),
        ("canceled", "cancelled"),
        ("<UNSET>", "interrupted"),
        ("Interrupted", "interrupted"),
        ("Queued", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_status_is_known_in_any_spelling_and_kept_as_it_came(raw: str, status: str) -> None:
    record = read_record({"execute_id": 1, "execute_status": raw})
    assert (record.status, record.status_raw) == (status, raw)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (1761363978, 1761363978),
        ("1761363978", 1761363978),
        (1761363978123, 1761363978),
        (0, None),
        ("0", None),
        (None, None),
        ("soon", None),
    ],
)
def test_a_time_may_be_a_number_a_string_or_missing(value: Any, seconds: int | None) -> None:
    assert read_record({"execute_id": "1", "create_time": value}).started_at == seconds


def test_a_long_id_never_loses_its_last_digits() -> None:
    data = read_reply(Reply(200, {}, b'{"data":[{"execute_id":7533521629687578625}]}'))
    assert read_history(data).records[0].execute_id == "7533521629687578625"


def test_the_result_of_a_cloud_run_is_taken_out_of_its_end_node() -> None:
    entry = next(e for e in entries("run_history") if e["file"] == "run_history.cloud.success.json")
    assert read_history(read_reply(_reply(entry))).records[0].result == "完成"


def test_a_paused_cloud_run_tells_its_event_id_and_question() -> None:
    record = read_record(
        {
            "execute_id": "75",
            "execute_status": "Running",
            "interrupt_data": {"event_id": "75/8", "type": 2, "data": "去哪?"},
        }
    )
    assert record.status == "interrupted"
    assert record.interrupt is not None
    assert (record.interrupt.event_id, record.interrupt.prompt) == ("75/8", "去哪?")


def test_the_parameters_of_the_cloud_become_a_json_schema() -> None:
    info = read_info(
        {
            "data": {
                "workflow_detail": {
                    "workflow_id": "73",
                    "workflow_name": "统计",
                    "created_at": "1752060786",
                },
                "input": {
                    "parameters": {
                        "pictures": {
                            "type": "array",
                            "items": {"type": "image"},
                            "required": True,
                            "description": "图片",
                        },
                        "size": {"type": "integer", "default_value": "3"},
                        "place": {
                            "type": "object",
                            "properties": {"city": {"type": "string", "required": True}},
                        },
                    }
                },
            }
        },
        "73",
    )
    assert (info.name, info.created_at, info.output_schema) == ("统计", 1752060786, None)
    assert info.input_schema == {
        "type": "object",
        "properties": {
            "pictures": {
                "type": "array",
                "description": "图片",
                "items": {"x-coze-type": "image"},
            },
            "size": {"type": "integer", "default": "3"},
            "place": {
                "type": "object",
                "properties": {"city": {"type": "string"}},
                "required": ["city"],
            },
        },
        "required": ["pictures"],
    }
    assert [p.type for p in info.inputs] == ["array of image", "integer", "object"]
    assert describe_type({"type": ["string", "null"]}) == "string or null"


def test_a_chatflow_without_a_role_card_is_an_empty_description() -> None:
    assert read_info({"BaseResp": None}, "75").is_empty

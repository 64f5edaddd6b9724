"""Run histories: get_run_history of the document and the open-source servers, the cloud's
run_histories, all as RunRecord (wire.md §3.7, §7.34 to 37).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..models import RunMode, RunPage, RunRecord, RunStatus
from .interrupts import read_interrupt
from .links import read_debug_url
from .values import (
    Object,
    as_bool,
    as_id,
    as_int,
    as_text,
    as_time,
    decode_output,
    first,
    parse_object,
    read_usage,
)

_STATUSES: dict[str, RunStatus] = {
    "success": "success",
    "running": "running",
    "fail": "failed",
    "failed": "failed",
    "cancel": "cancelled",
    "canceled": "cancelled",
    "cancelled": "cancelled",
    "<unset>": "interrupted",  # the number 5 has no name in open-source servers
    "interrupted": "interrupted",
}
_RUN_MODES: tuple[RunMode, ...] = ("sync", "stream", "async")
_CLOUD_FIELDS = ("logid", "is_output_trimmed", "node_execute_status")


def read_history(data: Object, workflow_id: str = "") -> RunPage:
    """Read a reply of either endpoint: a page of runs (A), or a list of one (B, C).

    *workflow_id* is what was asked for: only the document's servers repeat it.
    """
    inner = data.get("data")
    page: Object = inner if isinstance(inner, dict) else {}
    items = page.get("histories") if page else inner
    records = tuple(
        read_record(item, workflow_id)
        for item in (items if isinstance(items, list) else [])
        if isinstance(item, dict)
    )
    token = as_text(page.get("page_token")) if as_bool(page.get("has_more", True)) else ""
    return RunPage(records=records, next_page_token=token)


def read_record(item: Object, workflow_id: str = "") -> RunRecord:
    """Read one run, under any of the names that its fields have."""
    link = read_debug_url(item.get("debug_url"))
    execute_id = as_id(item.get("execute_id")) or link.execute_id
    raw = as_text(first(item, ("status", "execute_status")))
    status = _STATUSES.get(raw.strip().lower(), "unknown")
    output = as_text(item.get("output")) or None
    interrupt = None
    if isinstance(item.get("interrupt_data"), dict):
        interrupt = replace(read_interrupt(item), execute_id=execute_id)
        status = "interrupted" if status == "running" else status
    mode = as_int(item.get("run_mode"))
    return RunRecord(
        execute_id=execute_id,
        workflow_id=as_id(item.get("workflow_id")) or link.workflow_id or workflow_id,
        status=status,
        status_raw=raw,
        input=as_text(item.get("input")) or None,
        output=output,
        result=_decode_result(item, output),
        started_at=as_time(first(item, ("started_at", "create_time"))),
        finished_at=as_time(first(item, ("finished_at", "update_time"))),
        run_mode=_RUN_MODES[mode] if mode in (0, 1, 2) else None,
        usage=read_usage(item.get("usage"), item.get("token")),
        error_code=as_int(item.get("error_code")) or None,
        error_message=as_text(first(item, ("error_message", "error_msg"))).strip(),
        debug_url=link.url,
        log_id=as_text(first(item, ("log_id", "logid"))),
        bot_id=as_id(item.get("bot_id")),
        connector_id=as_id(item.get("connector_id")),
        interrupt=interrupt,
    )


def _decode_result(item: Object, output: str | None) -> Any:
    """The output decoded; the cloud's stands in ``Output``, beside what other nodes wrote."""
    if output is not None and any(name in item for name in _CLOUD_FIELDS):
        nodes = parse_object(output)
        if nodes is not None and isinstance(nodes.get("Output"), str):
            return decode_output(nodes["Output"])
    return decode_output(output)

"""Requests: what is sent to each endpoint, as plain data (wire.md §3, §7.38 to 45)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from .values import dump_json

ExecuteMode = Literal["release", "debug"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What a run may be given besides its parameters; "" and None are not sent.

    *bot_id* and *app_id* name what the run belongs to, at most one of them. *connector_id* is the
    channel that it is counted for. Open-source servers run the newest published version whatever
    *workflow_version* and *execute_mode* say. *ext* holds further fields, text for text.
    """

    bot_id: str = ""
    app_id: str = ""
    connector_id: str = ""
    workflow_version: str = ""
    execute_mode: ExecuteMode | None = None
    ext: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRequest:
    """A request before it has a host and a login. *starts_run*: it must never be sent twice."""

    method: Literal["GET", "POST"]
    path: str
    body: Mapping[str, Any] | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    starts_run: bool = False
    streams: bool = False

    def content(self) -> bytes:
        """The body as it is sent."""
        return b"" if self.body is None else dump_json(self.body).encode()


def is_cloud(base_url: str) -> bool:
    """Whether *base_url* is the Coze cloud, whose SDKs send parameters as an object."""
    host = urlsplit(base_url).hostname or ""
    return host in ("api.coze.com", "api.coze.cn") or host.endswith((".coze.com", ".coze.cn"))


def build_run(
    workflow_id: str,
    parameters: Mapping[str, Any],
    options: RunOptions,
    *,
    cloud: bool,
    is_async: bool = False,
) -> ApiRequest:
    """POST /v1/workflow/run (wire.md §3.1)."""
    body = _run_body(workflow_id, parameters, options, cloud=cloud)
    if is_async:
        body["is_async"] = True
    return ApiRequest(method="POST", path="/v1/workflow/run", body=body, starts_run=True)


def build_stream_run(
    workflow_id: str, parameters: Mapping[str, Any], options: RunOptions, *, cloud: bool
) -> ApiRequest:
    """POST /v1/workflow/stream_run (wire.md §3.2)."""
    body = _run_body(workflow_id, parameters, options, cloud=cloud)
    return ApiRequest(
        method="POST", path="/v1/workflow/stream_run", body=body, starts_run=True, streams=True
    )


def build_stream_resume(
    workflow_id: str, event_id: str, resume_data: str, interrupt_type: int
) -> ApiRequest:
    """POST /v1/workflow/stream_resume; the workflow id is always sent (wire.md §3.3)."""
    body = {
        "workflow_id": workflow_id,
        "event_id": event_id,
        "resume_data": resume_data,
        "interrupt_type": interrupt_type,
    }
    return ApiRequest(
        method="POST", path="/v1/workflow/stream_resume", body=body, starts_run=True, streams=True
    )


def _run_body(
    workflow_id: str, parameters: Mapping[str, Any], options: RunOptions, *, cloud: bool
) -> dict[str, Any]:
    body: dict[str, Any] = {"workflow_id": workflow_id}
    if parameters:
        # A and B take a string of JSON, the cloud's SDKs send the object (wire.md §7.39).
        body["parameters"] = dict(parameters) if cloud else dump_json(parameters)
    for name in ("bot_id", "app_id", "connector_id"):
        if value := getattr(options, name):
            body[name] = value
    if options.workflow_version:
        body["workflow_version" if cloud else "version"] = options.workflow_version
    if options.execute_mode:
        body["execute_mode"] = options.execute_mode.upper()
    if options.ext:
        body["ext"] = dict(options.ext)
    return body

"""Requests: what is sent to each endpoint, as plain data (wire.md §3, §7.38 to 45)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Any, Literal, NamedTuple
from urllib.parse import quote, urlsplit

from ..records import record
from .values import dump_json

ExecuteMode = Literal["release", "debug"]
DEFAULT_CONVERSATION = "Default"  # the name that every app of an open-source server knows


@record
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


class ApiRequest(NamedTuple):
    """A request before it has a host and a login. *starts_run*: it must never be sent twice."""

    method: Literal["GET", "POST"]
    path: str
    body: Mapping[str, Any] | None = None
    query: Mapping[str, str] = MappingProxyType({})
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


def build_chat(
    workflow_id: str,
    message: str,
    parameters: Mapping[str, Any],
    options: RunOptions,
    *,
    cloud: bool,
    conversation_id: str = "",
    conversation_name: str = "",
    meta_data: Mapping[str, str] | None = None,
) -> ApiRequest:
    """POST /v1/workflows/chat (wire.md §3.4).

    Without an id the conversation is a new one. Open-source servers want a name then, and make
    one of each name that they don't know; an empty id would crash them.
    """
    if not conversation_id and conversation_name:
        parameters = {"CONVERSATION_NAME": conversation_name, **parameters}
    body = _run_body(workflow_id, parameters, options, cloud=cloud)
    if cloud:
        body.setdefault("parameters", {})
    said: dict[str, Any] = {"role": "user", "content": message, "content_type": "text"}
    if meta_data:
        said["meta_data"] = dict(meta_data)
    body["additional_messages"] = [said]
    if conversation_id:
        body["conversation_id"] = conversation_id
    return ApiRequest(
        method="POST", path="/v1/workflows/chat", body=body, starts_run=True, streams=True
    )


def build_conversation_create(
    workflow_id: str,
    options: RunOptions,
    *,
    cloud: bool,
    name: str = "",
    meta_data: Mapping[str, str] | None = None,
    get_or_create: bool = False,
) -> ApiRequest:
    """POST …/conversation/create: one body that every dialect finds its own names in (§3.8)."""
    body: dict[str, Any] = {"workflow_id": workflow_id}
    if options.app_id:
        body["app_id"] = options.app_id
    if options.bot_id:
        body["bot_id"] = options.bot_id
    # The chat's default is 1024; here it would be 0, and the two would not find each other.
    body["connector_id"] = options.connector_id or "1024"
    if name:
        body["conversation_name"] = body["name"] = name
    if meta_data:
        body["meta_data"] = body["metadata"] = dict(meta_data)
    if get_or_create:
        body["get_or_create"] = True
    if options.execute_mode == "debug":
        body["draft_mode"] = True
    path = "/v1/conversation/create" if cloud else "/v1/workflow/conversation/create"
    return ApiRequest(method="POST", path=path, body=body, starts_run=True)


def build_info(workflow_id: str, connector_id: str, *, is_debug: bool = False) -> ApiRequest:
    """GET /v1/workflows/{id}; each dialect reads its own part of the query (wire.md §3.6)."""
    query = {"connector_id": connector_id, "include_input_output": "true"}
    if is_debug:
        query["is_debug"] = "true"
    return ApiRequest(method="GET", path=f"/v1/workflows/{_segment(workflow_id)}", query=query)


def build_run_history(
    workflow_id: str, execute_id: str = "", *, page_size: int | None = None, page_token: str = ""
) -> ApiRequest:
    """GET /v1/workflow/get_run_history, of the document and open-source servers (§3.7)."""
    given = {
        "workflow_id": workflow_id,
        "execute_id": execute_id,
        "page_size": str(page_size or ""),
        "page_token": page_token,
    }
    query = {name: value for name, value in given.items() if value}
    return ApiRequest(method="GET", path="/v1/workflow/get_run_history", query=query)


def build_cloud_run_history(workflow_id: str, execute_id: str) -> ApiRequest:
    """GET /v1/workflows/{id}/run_histories/{execute_id}, of the cloud (wire.md §3.7)."""
    path = f"/v1/workflows/{_segment(workflow_id)}/run_histories/{_segment(execute_id)}"
    return ApiRequest(method="GET", path=path)


def _segment(id_: str) -> str:
    return quote(id_, safe="")


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

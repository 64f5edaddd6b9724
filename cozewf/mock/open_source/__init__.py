"""Dialect B: the open-source servers, Coze Plus and Coze Studio (wire.md)."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import quote

from ..calls import Answer, Call, EventStream, Reply, uploads
from ..conversations import Conversations
from ..gojson import escaped
from ..runs import ASYNC, STREAM, SYNC, Ids, Run, Runs
from ..steps import Inputs
from ..workflows import Workflow, find
from . import binding
from .binding import (
    EXECUTION_FAILED,
    INVALID_PARAMETER,
    INVALID_PARAMETER_TEXT,
    OPERATION_FAILED,
    Failure,
    bind,
    error,
    failure,
    int64,
)
from .chat import Chats
from .events import debug_url, stream
from .replies import USER_ID, finished, record, role, run_failed, run_reply

_PATHS = (
    "/v1/workflow/run",
    "/v1/workflow/stream_run",
    "/v1/workflow/stream_resume",
    "/v1/workflow/get_run_history",
    "/v1/workflow/conversation/create",
    "/v1/workflows/chat",
    "/v1/files/upload",
)


class OpenSource:
    """The endpoints. Business errors have HTTP status 200."""

    def __init__(self, ids: Ids, runs: Runs, *, api_key: str | None) -> None:
        self._ids = ids
        self._runs = runs
        self._api_key = api_key
        self._chats = Chats(runs, Conversations(ids), ids)

    def unknown(self, call: Call) -> Reply:
        if call.path in _PATHS:  # with another method
            return error(404, "not found", 404)
        if call.path.rstrip("/") in _PATHS:  # §1.1
            status = 301 if call.method == "GET" else 307
            return Reply("", status, headers={"Location": call.path.rstrip("/")})
        return binding.unknown_path(call, self._api_key)

    async def run(self, call: Call) -> Answer:
        body = self._open(call)
        run = None
        try:
            workflow, parameters = _read_start(body, "OpenAPIRun")
            mode = ASYNC if body.get("is_async") else SYNC
            run, leg = self._runs.start(workflow, Inputs(parameters), mode=mode, log_id=call.log_id)
            if mode == ASYNC:
                return run_reply(debug_url=debug_url(run), execute_id=run.id)
            await leg.wait()
            return finished(run)
        except Failure as refusal:
            shown = run if run is not None and run.failure is not None else None
            return run_failed(refusal, shown)

    async def stream_run(self, call: Call) -> Answer:
        body = self._open(call)
        try:
            workflow, parameters = _read_start(body, "OpenAPIStreamRun")
        except Failure as refusal:
            return error(refusal.code, refusal.message, chunked=True)
        run, leg = self._runs.start(workflow, Inputs(parameters), mode=STREAM, log_id=call.log_id)
        return EventStream(stream(run, leg))

    async def stream_resume(self, call: Call) -> Answer:
        body = self._open(call)
        try:
            run = self._waiting(body)
        except Failure as refusal:
            return error(refusal.code, refusal.message, chunked=True)
        return EventStream(stream(run, self._runs.resume(run, str(body.get("resume_data", "")))))

    async def chat(self, call: Call) -> Answer:
        body = self._open(call)
        try:
            return EventStream(self._chats.chat(body, log_id=call.log_id))
        except Failure as refusal:
            return error(refusal.code, refusal.message, chunked=True)

    async def create_conversation(self, call: Call) -> Answer:
        binding.check_login(call, self._api_key)
        body = bind(call, text_errors=True)
        return self._chats.create(body, call.raw)

    async def history(self, call: Call) -> Answer:
        self._open(call)
        if not call.query.get("workflow_id"):
            return error(
                400,
                "'workflow_id' field is a 'required' parameter, but the request body does not "
                "have this parameter 'workflow_id'",
                400,
            )
        try:
            execute_id = int64(
                call.query.get("execute_id"), "OpenAPIGetWorkflowRunHistory", OPERATION_FAILED
            )
            run = self._runs.get(execute_id)
            if run is None:
                cause = f"user {USER_ID} does not have access to space 0"
                raise failure(OPERATION_FAILED, cause)
        except Failure as refusal:
            return Reply(escaped({"code": refusal.code, "msg": refusal.message, "BaseResp": None}))
        return Reply(escaped({"data": [record(run)], "BaseResp": None}))

    async def info(self, call: Call) -> Answer:
        workflow = find(call.workflow_id)
        if workflow is None and not call.workflow_id.isdigit():
            return self.unknown(call)  # the server's own pattern is digits only (§1.2)
        self._open(call)
        if workflow is None or workflow.mode != 3:
            return error(777777780, "ChatFlowRole operation failure: {cause}")
        return Reply(escaped({"data": {"role": role(workflow)}, "BaseResp": None}))

    async def upload(self, call: Call) -> Answer:
        binding.check_login(call, self._api_key)
        files = uploads(call)
        if files is None:
            return error(104000003, "content-type not supported")
        if len(files) != 1:
            code = 104000006 if not files else 104000007
            return error(code, "file not found" if not files else "only one file is supported")
        uri = f"bot_files/{uuid.uuid4()}"
        data = {
            "uri": f"{uri}/{files[0].name}",
            "bytes": len(files[0].content),
            "CreatedAt": int(self._ids.next()) >> 32,
            "file_name": files[0].name,
            "url": f"http://localhost:8889/opencoze/{uri}/{quote(files[0].name)}"
            "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=604800",
            "id": self._ids.next(),
        }
        return Reply(escaped({"data": data, "code": 0, "msg": "", "BaseResp": None}))

    def _open(self, call: Call) -> dict[str, Any]:
        binding.check_login(call, self._api_key)
        return bind(call) if call.method == "POST" else {}

    def _waiting(self, body: dict[str, Any]) -> Run:
        """The run that may be resumed, or the refusal (§3.3)."""
        given = str(body.get("event_id") or "")
        run_id, slash, event_id = given.partition("/")
        if not (slash and run_id.isdigit() and event_id.isdigit()):
            cause = f"invalid event id when stream resume: {given}"
            raise failure(EXECUTION_FAILED, cause)
        binding.workflow(body, "OpenAPIStreamResume", EXECUTION_FAILED)
        run = self._runs.get(run_id)
        if run is None:
            raise failure(EXECUTION_FAILED, "workflow execution does not exist")
        if run.status != "interrupted":
            number = {"running": 1, "success": 2, "failed": 3}[run.status]
            raise failure(
                EXECUTION_FAILED,
                f"workflow execution {run.id} is not interrupted, status is {number}, "
                "cannot resume",
            )
        if event_id != run.event_id:
            raise failure(
                EXECUTION_FAILED,
                f"interrupt event id mismatch, expect: {event_id}, actual: {run.event_id}",
            )
        return run


def _read_start(body: dict[str, Any], function: str) -> tuple[Workflow, dict[str, Any]]:
    try:
        parameters = binding.parameters(body) or {}
    except ValueError:
        raise Failure(INVALID_PARAMETER, INVALID_PARAMETER_TEXT) from None
    workflow = binding.workflow(body, function, EXECUTION_FAILED)
    if body.get("app_id") and body.get("bot_id"):
        raise failure(EXECUTION_FAILED, "project_id and bot_id cannot be set at the same time")
    binding.check_parameters(workflow, parameters)
    return workflow, parameters

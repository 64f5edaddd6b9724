"""Dialect A: the published document (wire.md, "A seed")."""

from __future__ import annotations

import json
from typing import Any

from ..calls import Answer, Call, EventStream, Refused, Reply, uploads
from ..conversations import Conversations
from ..gojson import plain
from ..runs import ASYNC, STREAM, SYNC, Ids, Run, Runs
from ..steps import Inputs
from ..workflows import Workflow, find
from .chat import Chats
from .events import EXECUTION_FAILED, execute_id, stream

INVALID = 4003
PAGE_SIZE, LARGEST_PAGE = 20, 100


class Document:
    """The endpoints. A login is a Bearer key or a session cookie."""

    def __init__(self, ids: Ids, runs: Runs, *, api_key: str | None) -> None:
        self._ids = ids
        self._runs = runs
        self._api_key = api_key
        self._chats = Chats(runs, Conversations(ids))

    def unknown(self, call: Call) -> Reply:
        return error(404, "not found", 404)

    async def run(self, call: Call) -> Answer:
        body = self._open(call)
        workflow, parameters = _read_start(body)
        mode = ASYNC if body.get("is_async") is True else SYNC
        run, leg = self._runs.start(workflow, Inputs(parameters), mode=mode, log_id=call.log_id)
        if mode == SYNC:
            await leg.wait()
        debug_url = f"{call.base_url}/debug/{execute_id(run)}"
        if run.failure is not None or run.status == "interrupted":
            why = run.failure.message if run.failure else "it asks for an answer, use stream_run"
            body = {"code": EXECUTION_FAILED, "msg": f"workflow execution failed: {why}"}
            return Reply(plain(body | {"debug_url": debug_url}))
        data = {
            "execute_id": execute_id(run),
            "output": run.output if isinstance(run.output, str) else run.output_json,
            "error_code": 0,
            "error_message": "",
            "debug_url": debug_url if body.get("execute_mode") == "DEBUG" else "",
        }
        return _success(data)

    async def stream_run(self, call: Call) -> Answer:
        workflow, parameters = _read_start(self._open(call))
        run, leg = self._runs.start(workflow, Inputs(parameters), mode=STREAM, log_id=call.log_id)
        return EventStream(stream(run, leg))

    async def stream_resume(self, call: Call) -> Answer:
        """By event id alone: the document lists no workflow_id here."""
        body = self._open(call)
        event_id, answer = body.get("event_id"), body.get("resume_data")
        if not isinstance(event_id, str) or not isinstance(answer, str):
            return invalid("event_id and resume_data are required strings")
        if type(body.get("interrupt_type")) is not int:
            return invalid("interrupt_type is a required integer")
        number = event_id.removeprefix("interrupt_")
        run = self._runs.with_event(number)
        if run is None:
            return invalid(f"interrupt event {event_id} does not exist")
        if run.event_id != number:
            return invalid(f"interrupt event {event_id} has been answered")
        return EventStream(stream(run, self._runs.resume(run, answer)))

    async def chat(self, call: Call) -> Answer:
        body = self._open(call)
        workflow, parameters = _read_start(body, ("USER_INPUT",))
        return EventStream(self._chats.chat(body, workflow, parameters, log_id=call.log_id))

    async def create_conversation(self, call: Call) -> Answer:
        body = self._open(call)
        workflow = _workflow(str(body.get("workflow_id") or ""))
        return _success(self._chats.create(workflow))

    async def history(self, call: Call) -> Answer:
        self._open(call)
        workflow_id, wanted = call.query.get("workflow_id"), call.query.get("execute_id")
        runs = [
            run
            for run in self._runs.newest()
            if workflow_id in (None, "", run.workflow.name, run.workflow.number)
            and wanted in (None, "", execute_id(run))
        ]
        try:
            size = min(int(call.query.get("page_size") or PAGE_SIZE), LARGEST_PAGE)
            start = int((call.query.get("page_token") or "page_0").removeprefix("page_"))
        except ValueError:
            return invalid("page_size or page_token is invalid")
        if size < 1 or start < 0:
            return invalid("page_size or page_token is invalid")
        has_more = start + size < len(runs)
        data = {
            "histories": [_record(run) for run in runs[start : start + size]],
            "page_token": f"page_{start + size}" if has_more else "",
            "has_more": has_more,
        }
        return _success(data)

    async def info(self, call: Call) -> Answer:
        self._open(call)
        workflow = _workflow(call.workflow_id)
        if not call.query.get("connector_id"):
            return invalid("connector_id is required")
        return _success(_describe(workflow))

    async def upload(self, call: Call) -> Answer:
        """The document tells nothing of the reply: this is the cloud's."""
        self._check_login(call)
        files = uploads(call)
        if not files or len(files) != 1:
            return invalid("exactly one file is required")
        data = {
            "id": self._ids.next(),
            "bytes": len(files[0].content),
            "created_at": int(self._ids.next()) >> 32,
            "file_name": files[0].name,
        }
        return _success(data)

    def _open(self, call: Call) -> dict[str, Any]:
        self._check_login(call)
        if call.method != "POST":
            return {}
        try:
            body = json.loads(call.raw)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise Refused(invalid("the body is not a JSON object"))
        return body

    def _check_login(self, call: Call) -> None:
        scheme, _, key = call.headers.get("authorization", "").partition(" ")
        given = key.strip() if scheme.lower() == "bearer" else ""
        given = given or call.cookies.get("session_key", "")
        if not given or (self._api_key is not None and given != self._api_key):
            raise Refused(error(401, "unauthorized", 401))


def error(code: int, message: str, status: int = 200) -> Reply:
    return Reply(plain({"code": code, "msg": message}), status)


def invalid(why: str) -> Reply:
    return error(INVALID, f"parameter validation failed: {why}", 400)


def _success(data: Any) -> Reply:
    return Reply(plain({"code": 0, "msg": "success", "data": data}))


def _workflow(workflow_id: str) -> Workflow:
    found = find(workflow_id)
    if found is None:
        raise Refused(error(404, f"workflow {workflow_id} not found", 404))
    return found


def _read_start(
    body: dict[str, Any], given_later: tuple[str, ...] = ()
) -> tuple[Workflow, dict[str, Any]]:
    workflow = _workflow(str(body.get("workflow_id") or ""))
    parameters = body.get("parameters") or {}
    if isinstance(parameters, str):
        try:
            parameters = json.loads(parameters)
        except ValueError:
            raise Refused(invalid("parameters is not valid JSON")) from None
    if not isinstance(parameters, dict):
        raise Refused(invalid("parameters is not a JSON object"))
    wrong = [f"{n} {why}" for n, why in workflow.problems(parameters) if n not in given_later]
    if wrong:
        raise Refused(invalid(", ".join(wrong)))
    return workflow, parameters


def _record(run: Run) -> dict[str, Any]:
    finished = run.updated if run.status in ("success", "failed") else None
    return {
        "execute_id": execute_id(run),
        "workflow_id": run.workflow.name,
        "status": run.status,
        "input": plain(dict(run.parameters)),
        "output": run.output if isinstance(run.output, str) else run.output_json,
        "started_at": run.created,
        "finished_at": finished,
        "duration": None if finished is None else finished - run.created,
        "error_message": run.failure.message if run.failure else "",
    }


def _describe(workflow: Workflow) -> dict[str, Any]:
    return {
        "workflow_id": workflow.name,
        "name": workflow.title,
        "description": workflow.description,
        "mode": workflow.mode,
        "input_schema": {
            "type": "object",
            "properties": dict(workflow.inputs),
            "required": list(workflow.required),
        },
        "output_schema": {"type": "object", "properties": dict(workflow.outputs)},
        "created_at": 1704067200,
        "updated_at": 1704153600,
    }

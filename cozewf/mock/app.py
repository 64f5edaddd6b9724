"""The server as a Starlette application: bytes in and out, nothing of the API itself."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Literal, Protocol, TypeAlias

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from .calls import Answer, Call, EventStream, Refused, Reply
from .document import Document
from .open_source import OpenSource
from .requests import RecordedRequest, record
from .runs import Ids, Runs, Sleep

DialectName: TypeAlias = Literal["document", "open-source"]
Endpoint: TypeAlias = Callable[[Call], Awaitable[Answer]]

_STREAM_HEADERS = {
    "Cache-Control": "no-cache",
    "Connection": "keep-alive",
    "Access-Control-Allow-Origin": "*",
}
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]


class Dialect(Protocol):
    """One way to speak the API."""

    def unknown(self, call: Call) -> Reply: ...
    async def run(self, call: Call) -> Answer: ...
    async def stream_run(self, call: Call) -> Answer: ...
    async def stream_resume(self, call: Call) -> Answer: ...
    async def chat(self, call: Call) -> Answer: ...
    async def history(self, call: Call) -> Answer: ...
    async def info(self, call: Call) -> Answer: ...
    async def create_conversation(self, call: Call) -> Answer: ...
    async def upload(self, call: Call) -> Answer: ...


def create_app(
    dialect: DialectName,
    *,
    pace: float = 1.0,
    api_key: str | None = None,
    sleep: Sleep | None = None,
) -> Starlette:
    """The application. *pace* scales the time that runs take, 0 means none.

    *api_key* None takes any login, but none at all is refused as the dialect does. The requests
    are kept in ``app.state.requests``.
    """
    ids = Ids()
    runs = Runs(ids, pace=pace, sleep=sleep or asyncio.sleep)
    speaker: Dialect
    if dialect == "document":
        speaker = Document(ids, runs, api_key=api_key)
    else:
        speaker = OpenSource(ids, runs, api_key=api_key)
    requests: list[RecordedRequest] = []
    app = Starlette(routes=_routes(speaker, requests))
    app.state.requests = requests
    app.router.redirect_slashes = False
    return app


def _routes(dialect: Dialect, requests: list[RecordedRequest]) -> list[Route]:
    async def unknown(call: Call) -> Answer:
        return dialect.unknown(call)

    table: list[tuple[str, str, Endpoint]] = [
        ("POST", "/v1/workflow/run", dialect.run),
        ("POST", "/v1/workflow/stream_run", dialect.stream_run),
        ("POST", "/v1/workflow/stream_resume", dialect.stream_resume),
        ("POST", "/v1/workflows/chat", dialect.chat),
        ("GET", "/v1/workflow/get_run_history", dialect.history),
        ("GET", "/v1/workflows/{workflow_id}", dialect.info),
        ("POST", "/v1/workflow/conversation/create", dialect.create_conversation),
        ("POST", "/v1/files/upload", dialect.upload),
    ]
    routes = [_route(path, [method], endpoint, requests) for method, path, endpoint in table]
    return [*routes, _route("/{path:path}", _METHODS, unknown, requests)]


def _route(
    path: str, methods: list[str], endpoint: Endpoint, requests: list[RecordedRequest]
) -> Route:
    async def answer(request: Request) -> Response:
        call = await _call(request)
        requests.append(record(call))
        try:
            reply = await endpoint(call)
        except Refused as refused:
            reply = refused.reply
        return _response(reply, call.log_id)

    return Route(path, answer, methods=methods, include_in_schema=False)


async def _call(request: Request) -> Call:
    return Call(
        method=request.method,
        path=request.url.path,
        query=dict(request.query_params),
        headers=dict(request.headers),
        cookies=request.cookies,
        raw=await request.body(),
        log_id=str(uuid.uuid4()),
        workflow_id=str(request.path_params.get("workflow_id", "")),
    )


def _response(answer: Answer, log_id: str) -> Response:
    response: Response
    match answer:
        case EventStream(frames=frames):
            response = _streamed(frames, "text/event-stream; charset=utf-8")
        case Reply(chunked=True):
            response = _streamed(_once(answer.body), answer.content_type)
        case Reply():
            response = Response(answer.body, answer.status, dict(answer.headers))
            response.headers["Content-Type"] = answer.content_type
    response.raw_headers.append((b"X-Log-Id", log_id.encode()))
    return response


def _streamed(frames: AsyncIterator[str], content_type: str) -> Response:
    return StreamingResponse(frames, headers=_STREAM_HEADERS | {"Content-Type": content_type})


async def _once(body: str) -> AsyncIterator[str]:
    yield body

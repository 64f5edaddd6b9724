"""Talking raw HTTP to the mock, and comparing what comes back with the wire's vectors."""

from __future__ import annotations

import json
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

VECTORS = Path(__file__).parent.parent / "vectors"
KEY = {"Authorization": "Bearer pat_test"}


class Talk:
    """A client of one server that adds nothing but the login."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._client = httpx.Client(base_url=base_url, headers=KEY, trust_env=False)

    def __enter__(self) -> Talk:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._client.close()

    def get(self, path: str, **query: str) -> httpx.Response:
        return self._client.get(path, params=query)

    def post(self, path: str, **body: Any) -> httpx.Response:
        return self._client.post(path, json=body)

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self._client.request(method, path, **options)

    def run(self, workflow_id: str, **body: Any) -> httpx.Response:
        return self.post("/v1/workflow/run", workflow_id=workflow_id, **body)

    def stream(self, workflow_id: str, **parameters: Any) -> httpx.Response:
        return self.post("/v1/workflow/stream_run", workflow_id=workflow_id, parameters=parameters)

    def resume(self, event_id: str, answer: str, kind: int = 2) -> httpx.Response:
        return self.post(
            "/v1/workflow/stream_resume",
            workflow_id="wf_ask",
            event_id=event_id,
            resume_data=answer,
            interrupt_type=kind,
        )

    def chat(self, message: str, **body: Any) -> httpx.Response:
        said = [{"role": "user", "content": message, "content_type": "text"}]
        return self.post(
            "/v1/workflows/chat", workflow_id="wf_chat", additional_messages=said, **body
        )


def vector(name: str) -> str:
    return (VECTORS / name).read_text(encoding="utf-8")


def frames(text: str) -> list[dict[str, str]]:
    """The fields of every event, in their order on the wire."""
    assert text.endswith("\n\n") or not text
    return [
        dict(line.split(": ", 1) for line in block.split("\n")) for block in text.split("\n\n")[:-1]
    ]


def events(text: str) -> list[tuple[str, Any]]:
    """(name, data) of every event whose data is JSON."""
    return [(f["event"], json.loads(f["data"])) for f in frames(text)]


def names(text: str) -> list[str]:
    return [f["event"] for f in frames(text)]


def written(text: str, title: str) -> str:
    """What the node *title* has written in a stream."""
    return "".join(d["content"] for _, d in events(text) if d.get("node_title") == title)


def shape(value: Any) -> Any:
    """Keys in their order, and the types of values; JSON inside of strings counts as well."""
    if isinstance(value, dict):
        return [(key, shape(inner)) for key, inner in value.items()]
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    if isinstance(value, str) and value[:1] in "{[" and value[:1]:
        try:
            return ("json", shape(json.loads(value)))
        except ValueError:
            return "str"
    return type(value).__name__


def stream_shape(text: str) -> list[Any]:
    """The shape of a whole stream: fields of events in order, ids, names, data."""
    return [
        [
            (name, shape(json.loads(value)) if name == "data" else value)
            for name, value in frame.items()
        ]
        for frame in frames(text)
    ]

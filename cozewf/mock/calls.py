"""A request and its answer, free of any web framework."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

JSON = "application/json; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"

_BOUNDARY = re.compile(r'multipart/form-data;.*?boundary="?([^";]+)', re.IGNORECASE)
_FILE_NAME = re.compile(r'filename="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Call:
    """A request; header names are lower-case. *log_id* is what its answer will carry."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    raw: bytes
    log_id: str
    workflow_id: str = ""

    @property
    def base_url(self) -> str:
        return f"http://{self.headers.get('host', '127.0.0.1')}"

    @property
    def is_json(self) -> bool:
        return self.headers.get("content-type", "").lower().startswith("application/json")


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole body. *chunked* where the server had prepared a stream (wire.md §1.2)."""

    body: str
    status: int = 200
    content_type: str = JSON
    chunked: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EventStream:
    """Server-sent events, each frame with its blank line."""

    frames: AsyncIterator[str]


Answer: TypeAlias = Reply | EventStream


class Refused(Exception):
    """The call ends here, with *reply*."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.body)
        self.reply = reply


@dataclass(frozen=True, slots=True)
class Upload:
    """A file part of a multipart body."""

    name: str
    content: bytes


def uploads(call: Call) -> list[Upload] | None:
    """The file parts of a multipart body; None where it is no multipart body."""
    boundary = _BOUNDARY.match(call.headers.get("content-type", ""))
    if boundary is None:
        return None
    files = []
    for part in (b"\r\n" + call.raw).split(b"\r\n--" + boundary[1].encode()):
        head, _, content = part.partition(b"\r\n\r\n")
        name = _FILE_NAME.search(head.decode("utf-8", "replace"))
        if name is not None:
            files.append(Upload(name[1], content))
    return files

"""The log of requests, for tests: what came in, without its secrets."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .calls import Call

_SECRET = ("authorization", "cookie", "proxy-authorization")


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """A request as the server saw it; *json* is None where the body is none. *at* is monotonic."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    json: Any
    at: float


def record(call: Call) -> RecordedRequest:
    """Write *call* down; the value of a login becomes ``***``."""
    return RecordedRequest(
        method=call.method,
        path=call.path,
        query=dict(call.query),
        headers={k: "***" if k in _SECRET else v for k, v in call.headers.items()},
        json=_read(call.raw),
        at=time.monotonic(),
    )


def _read(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None

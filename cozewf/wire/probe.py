"""A harmless question to a server, and what its answer tells: the login, the dialect, the clock.

It asks for the history of a run that there is not. Every server checks the login first, starts
nothing, and refuses in its own words (wire.md §1.2, §3.7).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal

from ..errors import (
    CozewfError,
    NotAllowed,
    NotAvailable,
    RateLimited,
    ReplyUnreadable,
)
from ..language import _
from .replies import Reply, read_reply
from .requests import ApiRequest, is_cloud
from .values import Object, parse_object

Login = Literal["accepted", "refused", "unknown"]
Dialect = Literal["document", "open-source", "cloud", "unknown"]

_NO_RUN = "1"  # no run has this id: real ones have 19 digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What an answer tells. *error* is the refusal, *evidence* why the dialect is thought so."""

    login: Login
    error: CozewfError | None
    dialect: Dialect
    evidence: str
    server: str
    clock_ahead: float | None


def build_probe(base_url: str) -> ApiRequest:
    """The question, at the path that this kind of server knows."""
    if is_cloud(base_url):
        return ApiRequest(method="GET", path=f"/v1/workflows/{_NO_RUN}/run_histories/{_NO_RUN}")
    return ApiRequest(
        method="GET",
        path="/v1/workflow/get_run_history",
        query={"workflow_id": _NO_RUN, "execute_id": _NO_RUN},
    )


def read_probe(reply: Reply, base_url: str, now: datetime) -> Probe:
    """Read the answer, which came at *now* by this machine's clock."""
    error: CozewfError | None = None
    try:
        read_reply(reply)
    except CozewfError as refusal:
        error = refusal
    dialect, evidence = _recognize(reply, base_url)
    return Probe(
        login=_read_login(error, is_api=_body_of(reply) is not None),
        error=error,
        dialect=dialect,
        evidence=evidence,
        server=reply.headers.get("server", ""),
        clock_ahead=_read_clock(reply, now),
    )


def _body_of(reply: Reply) -> Object | None:
    """The JSON object that the API answers with, also when it refuses; a proxy's page is none."""
    return parse_object(reply.body.decode("utf-8-sig", "replace"))


def _read_login(error: CozewfError | None, *, is_api: bool) -> Login:
    """A server that speaks of the run has let the login pass; what stands before it has not."""
    match error:
        case NotAllowed():
            return "refused"
        case ReplyUnreadable() | RateLimited():
            return "unknown"
        case NotAvailable(code=401 | 404):  # it does not know the path, or is no such server
            return "unknown"
        case CozewfError(http_status=int(status)) if status >= 500 or status == 408 or not is_api:
            return "unknown"
        case _:
            return "accepted"


def _recognize(reply: Reply, base_url: str) -> tuple[Dialect, str]:
    """Which dialect the server speaks, and by what it was known (wire.md §1.1, §3.7)."""
    body = _body_of(reply) or {}
    if is_cloud(base_url):
        return "cloud", _("the address")
    if "x-tt-logid" in reply.headers:
        return "cloud", _("the header X-Tt-Logid")
    if "BaseResp" in body:
        return "open-source", _("BaseResp in the reply")
    if str(body.get("msg")).startswith("authentication failed:"):
        return "open-source", _("the words of the refusal")
    if _is_page_of_histories(body):
        return "document", _("a page of histories in the reply")
    if "x-log-id" in reply.headers:
        return "open-source", _("the header X-Log-Id")
    return "unknown", ""


def _is_page_of_histories(body: Object) -> bool:
    data: Any = body.get("data")
    return isinstance(data, dict) and "histories" in data


def _read_clock(reply: Reply, now: datetime) -> float | None:
    """How many seconds the server's clock is ahead of ours; None where it tells no time."""
    try:
        then = parsedate_to_datetime(reply.headers.get("date", ""))
    except ValueError:
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    return (then - now).total_seconds()

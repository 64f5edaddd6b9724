"""JSON replies: the envelope and its errors in every dialect, and the result of a run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import CozewfError, RateLimited, ReplyUnreadable, RunFailed, ServerRefused
from ..events import Failed
from ..language import _
from .interrupts import read_interrupt
from .links import read_debug_url
from .values import (
    Object,
    as_id,
    as_int,
    as_text,
    decode_output,
    first,
    parse_json,
    parse_object,
    read_envelope,
    read_usage,
    split_message,
)

if TYPE_CHECKING:
    from ..models import OutputKind, RunResult

_TITLE = r"(?is)<title[^>]*>(.*?)</title>"
_TAG = r"<[^>]*>"
_LOG_ID_HEADERS = ("x-log-id", "x-tt-logid")


class Reply(NamedTuple):
    """A reply that is not an event stream; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def read_log_id(headers: Mapping[str, str]) -> str:
    """The log id that the server gave the request, "" where it gave none (wire.md §1.1)."""
    return next((headers[name] for name in _LOG_ID_HEADERS if headers.get(name)), "")


def read_reply(reply: Reply) -> Object:
    """Return the body of a successful reply.

    The body's code goes before the HTTP status, since real servers send failures with 200.
    Raises the error that the code stands for (`codes`), ReplyUnreadable for what is no JSON.
    """
    text = reply.body.decode("utf-8-sig", "replace")
    try:
        data = parse_json(text)
    except ValueError:
        raise _no_json(reply, text) from None
    if not isinstance(data, dict):
        raise _no_json(reply, text)
    code = as_int(data.get("code"))
    if reply.status >= 400 or code:
        raise _read_error(data, reply, code)
    return data


def is_cut_off(reply: Reply) -> bool:
    """Whether a reply was going to be a success, and ended before its JSON did, or began."""
    text = reply.body.decode("utf-8-sig", "replace").strip()
    begun = not text or text.startswith("{")
    return reply.status < 300 and begun and parse_object(text) is None


def read_run(data: Object, log_id: str = "") -> RunResult:
    """Read a run's reply: data is an object (A), a string of JSON or text (B, C), or null.

    Raises RunFailed where the document's shape carries an error inside its data.
    """
    from ..models import RunResult  # noqa: PLC0415  7 ms that a stream has no use for

    inner = data.get("data")
    body: Object = inner if isinstance(inner, dict) else data
    raw = first(body, ("output",)) if isinstance(inner, dict) else inner
    output = as_text(raw) or None
    if isinstance(inner, dict) and as_int(inner.get("error_code")):
        raise error_of(read_error_fields(inner, log_id))
    link = read_debug_url(first(body, ("debug_url",)) or data.get("debug_url"))
    execute_id = as_id(first(body, ("execute_id",)) or data.get("execute_id")) or link.execute_id
    interrupt = None
    if isinstance(data.get("interrupt_data"), dict):
        interrupt = replace(read_interrupt(data), execute_id=execute_id)
    return RunResult(
        execute_id=execute_id,
        output=decode_output(output),
        output_raw=output,
        output_kind=_kind_of(output),
        is_async=output is None and bool(execute_id) and interrupt is None,
        interrupt=interrupt,
        usage=read_usage(data.get("usage"), first(body, ("token",))),
        debug_url=link.url,
        log_id=as_text(_detail(data).get("logid")) or log_id,
    )


def error_of(failed: Failed) -> CozewfError:
    """The error of a run that told of its own failure: its code may still name a better kind."""
    kind, hint = _classify(failed.error_code, None, f"{failed.error_message}\n{failed.detail}")
    if kind is ServerRefused:
        kind = RunFailed
    return kind(
        failed.error_message or _("The server reported an error without saying which."),
        hint=hint,
        code=failed.error_code,
        log_id=failed.log_id,
        debug_url=failed.debug_url,
        execute_id=failed.execute_id,
        detail=failed.detail,
    )


def read_error_fields(data: Object, log_id: str = "") -> Failed:
    """Read code, message and link of an error object, under any of their names (wire.md §7.34)."""
    link = read_debug_url(data.get("debug_url"))
    message, detail = split_message(as_text(first(data, ("error_message", "msg", "error_msg"))))
    return Failed(
        error_code=as_int(first(data, ("error_code", "code"))) or None,
        error_message=message,
        debug_url=link.url,
        log_id=log_id,
        execute_id=as_id(data.get("execute_id")) or link.execute_id,
        detail=detail,
    )


def _kind_of(output: str | None) -> OutputKind | None:
    if output is None:
        return None
    if read_envelope(output) is not None:
        return "envelope"
    return "text" if isinstance(decode_output(output), str) and output[0] != '"' else "json"


def _classify(code: int | None, status: int | None, text: str) -> tuple[type[CozewfError], str]:
    from ..codes import classify  # noqa: PLC0415  all codes there are, for a reply that is an error

    return classify(code, status, text)


def _read_error(data: Object, reply: Reply, code: int | None) -> CozewfError:
    """Make the error of a JSON reply (wire.md §7.30 to 31)."""
    error: Any = data.get("error")
    nested = error if isinstance(error, dict) else {}
    text = as_text(first(data, ("msg", "error_message", "message"))) or as_text(
        nested.get("detail")
    )
    link = read_debug_url(data.get("debug_url"))
    message, detail = split_message(text)
    kind, hint = _classify(code or reply.status, reply.status, text)
    if kind is ServerRefused and link.execute_id:  # wire.md §3.1: it did start
        kind = RunFailed
    made = kind(
        message
        or _("The server answered with HTTP {status} and no message.").format(status=reply.status),
        hint=hint,
        code=code or reply.status,
        http_status=reply.status,
        log_id=_find_log_id(data, nested, reply),
        debug_url=link.url,
        execute_id=as_id(data.get("execute_id")) or link.execute_id,
        detail=detail,
    )
    return _with_retry_after(made, reply)


def _no_json(reply: Reply, text: str) -> CozewfError:
    """Make the error of a body that is no JSON object: a proxy's page, or plain text (§7.32)."""
    content_type = reply.headers.get("content-type", "").lower()
    is_page = "html" in content_type or text.lstrip()[:1] == "<"
    if is_page:
        import html  # noqa: PLC0415  with email.utils a tenth of what --help imports

        title = re.search(_TITLE, text)
        message = " ".join(html.unescape(title[1] if title else re.sub(_TAG, " ", text)).split())
        detail = ""
    else:
        message, detail = split_message(text)
    log_id = read_log_id(reply.headers)
    if reply.status < 400:
        what = (
            _("a web page") if is_page else (content_type.partition(";")[0] or _("an empty body"))
        )
        where = f'"{message[:80]}"' if message else _("with no text")
        return ReplyUnreadable(
            _("The server answered with {what} instead of JSON: {where}.").format(
                what=what, where=where
            ),
            hint=_("Check the base URL; a login page or a proxy may stand in between."),
            http_status=reply.status,
            log_id=log_id,
            detail=detail,
        )
    kind, hint = _classify(reply.status, reply.status, text)
    made = kind(
        message[:300] or _("The server answered with HTTP {status}.").format(status=reply.status),
        hint=hint,
        code=reply.status,
        http_status=reply.status,
        log_id=log_id,
        detail=detail,
    )
    return _with_retry_after(made, reply)


def _with_retry_after(error: CozewfError, reply: Reply) -> CozewfError:
    if isinstance(error, RateLimited):
        error.retry_after = read_retry_after(reply.headers)
    return error


def read_retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds of a Retry-After header, given as a number or a date; None where it says neither."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal() and len(value) < 7:
        return float(value)
    from email.utils import parsedate_to_datetime  # noqa: PLC0415  see `_no_json`

    try:
        then = parsedate_to_datetime(value)
        now = parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (then - now).total_seconds())
    except (ValueError, TypeError):
        return None


def _find_log_id(data: Object, error: Object, reply: Reply) -> str:
    found = first(data, ("log_id", "logid")) or _detail(data).get("logid") or error.get("logid")
    return as_text(found) or read_log_id(reply.headers)


def _detail(data: Object) -> Object:
    detail = data.get("detail")
    return detail if isinstance(detail, dict) else {}

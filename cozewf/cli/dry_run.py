"""--dry-run: the request as it would be sent, without its secret."""

from __future__ import annotations

import json
import shlex
from typing import Literal
from urllib.parse import urlencode, urlsplit

from ..cleaning import escape
from ..profiles import Profile
from ..wire.requests import ApiRequest
from .app import App

_DEMO_URL = "http://127.0.0.1:8787"  # where `cozewf mock` listens


def show_request(
    app: App, profile: Profile, request: ApiRequest, form: Literal["http", "curl"]
) -> None:
    """Print *request* to stdout as HTTP or as a curl command; nothing is sent, no login needed."""
    from ..client.address import check_base_url  # noqa: PLC0415  the client package is not light

    base_url = _DEMO_URL if profile.is_demo else check_base_url(profile.text("base_url"))
    query = f"?{urlencode(request.query)}" if request.query else ""
    url = f"{base_url}{request.path}{query}"
    uses_cookie = profile.login_form().startswith("session_key")
    writer = _as_curl if form == "curl" else _as_http
    text = writer(request, url, uses_cookie=uses_cookie)
    # A project's file may have written the parameters; on a screen they are the same JSON, escaped.
    app.terminal.write(escape(text) if app.terminal.out_is_tty else text)


def _headers(request: ApiRequest) -> dict[str, str]:
    accept = "text/event-stream" if request.streams else "application/json"
    return {"Accept": accept} | (
        {"Content-Type": "application/json"} if request.method == "POST" else {}
    )


def _as_http(request: ApiRequest, url: str, *, uses_cookie: bool) -> str:
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    login = "Cookie: session_key=***" if uses_cookie else "Authorization: Bearer ***"
    lines = [f"{request.method} {target} HTTP/1.1", f"Host: {parts.netloc}", login]
    lines += [f"{name}: {value}" for name, value in _headers(request).items()]
    body = "" if request.body is None else json.dumps(request.body, ensure_ascii=False, indent=2)
    return "\n".join([*lines, "", body]) + ("\n" if body else "")


def _as_curl(request: ApiRequest, url: str, *, uses_cookie: bool) -> str:
    """The key is named by its variable, so that the line can be run and shared."""
    login = (
        '-H "Cookie: session_key=$COZEWF_SESSION_KEY"'
        if uses_cookie
        else '-H "Authorization: Bearer $COZEWF_API_KEY"'
    )
    lines = [f"curl -sS {'-N ' if request.streams else ''}{shlex.quote(url)}", login]
    lines += [f"-H {shlex.quote(f'{k}: {v}')}" for k, v in _headers(request).items()]
    if request.body is not None:
        lines.append(f"-d {shlex.quote(request.content().decode())}")
    return " \\\n  ".join(lines) + "\n"

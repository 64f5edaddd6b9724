"""Examining a server from here: can it be reached, does it take the login, does it stream?

Knows neither the terminal nor HTTP: it is given what asks, and yields what it found.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from .errors import CozewfError, OutcomeUnknown, ReplyUnreadable
from .events import Event, Failed, Interrupt
from .language import N_, _, join
from .profiles.listing import mask_url
from .wire.probe import Probe, build_probe, read_probe
from .wire.replies import Reply, error_of
from .wire.requests import ApiRequest

if TYPE_CHECKING:
    from .client import EventStream

Status = Literal["ok", "note", "warning", "failed"]
Ask = Callable[[ApiRequest], Reply]
Start = Callable[[Callable[[bytes], None]], "EventStream"]

_NGINX = N_("In nginx: proxy_buffering off; proxy_read_timeout 3600s;")
_MOST_SKEW = 60.0  # seconds
_LONG_SILENCE = 45.0  # nginx cuts after 60 (wire.md §1.5)
_FEW_EVENTS = 3
_MANY_AT_ONCE = 10
_MOMENT = 0.02  # seconds
_NOTICEABLE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was looked at, how it is, and what to do about it; *error* where it failed."""

    name: str
    status: Status
    message: str
    fix: str = ""
    error: CozewfError | None = None


def ask_server(ask: Ask, base_url: str) -> Probe:
    """Put the harmless question to the server. Raises what the network does."""
    reply = ask(build_probe(base_url))
    return read_probe(reply, base_url, datetime.now(UTC))


def examine_server(ask: Ask, base_url: str) -> Iterator[Finding]:
    """Find out whether the server can be reached, takes the login, and is one of ours."""
    began = time.monotonic()
    try:
        probe = ask_server(ask, base_url)
    except CozewfError as error:
        yield failed("tls" if "SSL" in error.message else "connection", error)
        return
    seconds = time.monotonic() - began
    server = f" ({probe.server})" if probe.server else ""
    yield Finding(
        name="connection",
        status="ok",
        message=_("{base_url}{server} answered in {seconds:.2f} s.").format(
            base_url=base_url, server=server, seconds=seconds
        ),
    )
    yield _find_login(probe)
    yield _find_dialect(probe)
    yield _find_clock(probe)


def examine_encryption(base_url: str, *, is_loopback: bool, insecure: bool) -> Finding:
    """Tell whether the key travels unseen."""
    if base_url.startswith("https:"):
        if not insecure:
            return Finding(name="tls", status="ok", message=_("The certificate is verified."))
        return Finding(
            name="tls",
            status="warning",
            message=_("The certificate is not verified."),
            fix=_("Leave out --insecure; SSL_CERT_FILE names your own authority's certificate."),
        )
    if is_loopback:
        return Finding(name="tls", status="note", message=_("Not needed on this machine."))
    return Finding(
        name="tls",
        status="warning",
        message=_("The key travels unencrypted."),
        fix=_("Put TLS before the server, and use https://."),
    )


def examine_proxy(base_url: str, environ: Mapping[str, str], *, is_loopback: bool) -> Finding:
    """Tell which proxy the requests go through, if any."""
    parts = urlsplit(base_url)
    names = [f"{parts.scheme}_proxy", "all_proxy"]
    found = [(n, environ[n]) for name in names for n in (name, name.upper()) if environ.get(n)]
    if not found:
        return Finding(name="proxy", status="ok", message=_("No proxy variable is set."))
    name, value = found[0]
    exempt = environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    if is_loopback or _is_exempt(parts.hostname or "", exempt):
        why = _("this machine needs no proxy") if is_loopback else f"NO_PROXY={exempt}"
        return Finding(
            name="proxy",
            status="note",
            message=_("{name} is not used: {why}.").format(name=name, why=why),
        )
    return Finding(
        name="proxy",
        status="note",
        message=_("{name}={value} is used.").format(name=name, value=mask_url(value)),
    )


def examine_stream(start: Start) -> Finding:
    """Run a workflow and see how its events arrive."""
    began = time.monotonic()
    arrivals: list[float] = []
    count, last = 0, None
    try:
        with start(lambda _bytes: arrivals.append(time.monotonic() - began)) as stream:
            for event in stream:
                count, last = count + 1, event
    except CozewfError as error:
        return _broken_stream(error, time.monotonic() - began)
    if isinstance(last, Failed):
        failure = error_of(last)
        return failed(
            "stream",
            failure,
            _("The workflow itself failed: {message}").format(message=failure.message),
        )
    return judge_arrivals(arrivals, count, last)


def judge_arrivals(arrivals: Sequence[float], count: int, last: Event | None = None) -> Finding:
    """Tell from the seconds at which bytes came whether somebody on the way holds them back."""
    paused = _("The run waits for an answer now.") if isinstance(last, Interrupt) else ""
    first, last_one = (arrivals[0], arrivals[-1]) if arrivals else (0.0, 0.0)
    silence = max((b - a for a, b in pairwise([0.0, *arrivals])), default=0.0)
    moments = len({int(at / _MOMENT) for at in arrivals})
    facts = _("the first after {first:.1f} s, the longest silence {silence:.1f} s").format(
        first=first, silence=silence
    )
    at_once = last_one - first < _MOMENT
    if at_once and count >= _FEW_EVENTS and first >= _NOTICEABLE:
        message = _("All {count} events came at once, after {seconds:.1f} s.")
        message = message.format(count=count, seconds=first)
        error = CozewfError(_("The events of a run are held back on their way."), hint=_(_NGINX))
        return failed("stream", error, join(message, paused))
    fix = ""
    status: Status = "ok"
    if count > _MANY_AT_ONCE * moments and silence >= _NOTICEABLE:
        message = _("{count} events came in {moments} bursts: {facts}.")
        status, fix = "warning", _(_NGINX)
    elif silence > _LONG_SILENCE:
        message = _("{count} events came, {facts}: many proxies cut after 60 s.")
        status, fix = "warning", _(_NGINX)
    elif count < _FEW_EVENTS:
        message, status = _("{count} events came within {seconds:.1f} s: too few to tell."), "note"
    elif at_once:
        message = _("{count} events came within {seconds:.1f} s: too quick to tell.")
        status = "note"
    else:
        message = _("{count} events came one by one: {facts}.")
    message = message.format(count=count, moments=moments, facts=facts, seconds=last_one)
    return Finding(name="stream", status=status, message=join(message, paused), fix=fix)


def failed(name: str, error: CozewfError, message: str = "") -> Finding:
    """The finding that *error* stands for."""
    return Finding(
        name=name, status="failed", message=message or error.message, fix=error.hint, error=error
    )


def _broken_stream(error: CozewfError, seconds: float) -> Finding:
    if isinstance(error, OutcomeUnknown) or error.http_status in (502, 504):
        error.hint = _(_NGINX)
    return failed(
        "stream",
        error,
        _("{message} (after {seconds:.1f} s)").format(message=error.message, seconds=seconds),
    )


def _is_exempt(host: str, no_proxy: str) -> bool:
    """Whether NO_PROXY names *host*, or a domain that it is in."""
    names = [name.strip().lstrip(".") for name in no_proxy.split(",") if name.strip()]
    return any(name in ("*", host) or host.endswith(f".{name}") for name in names)


def _find_login(probe: Probe) -> Finding:
    match probe.login, probe.error:
        case "refused", CozewfError() as error:
            if "missing authorization" in error.message:  # wire.md §8, T21
                error.hint = _("This server takes API keys, no session keys: set api_key.")
            return failed("login", error)
        case "unknown", CozewfError() as error:
            return Finding(
                name="login",
                status="warning",
                message=_("The server did not tell whether it takes the login: {message}").format(
                    message=error.message
                ),
                fix=error.hint,
            )
        case _:
            return Finding(name="login", status="ok", message=_("The login is accepted."))


def _find_dialect(probe: Probe) -> Finding:
    if probe.dialect != "unknown":
        message = _("{dialect}, known by {evidence}.").format(
            dialect=probe.dialect, evidence=probe.evidence
        )
        return Finding(name="dialect", status="ok", message=message)
    if isinstance(probe.error, ReplyUnreadable) or probe.login == "unknown":
        error = CozewfError(
            _("What answers there is not the Coze API."), hint=_("Check the base URL.")
        )
        return failed("dialect", error)
    return Finding(name="dialect", status="note", message=_("Not to be told; all three are read."))


def _find_clock(probe: Probe) -> Finding:
    ahead = probe.clock_ahead
    if ahead is None:
        return Finding(name="clock", status="note", message=_("The server does not tell the time."))
    if abs(ahead) <= _MOST_SKEW:
        return Finding(name="clock", status="ok", message=_("It agrees with the server's."))
    message = _("The server's is {seconds:.0f} s behind this machine's.")
    if ahead > 0:
        message = _("The server's is {seconds:.0f} s ahead of this machine's.")
    return Finding(
        name="clock",
        status="warning",
        message=message.format(seconds=abs(ahead)),
        fix=_("Set the clock, on Linux: timedatectl set-ntp true"),
    )

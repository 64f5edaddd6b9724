"""One request and its open reply: redirects, limits, and httpx's errors turned into ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from urllib.parse import urljoin, urlsplit

import httpx

from ..errors import (
    ConnectionFailed,
    CozewfError,
    InvalidInput,
    OutcomeUnknown,
    ReplyUnreadable,
    ServerRefused,
    TimeLimitPassed,
)
from ..language import N_, _, reason_of, translate_reason
from ..wire.frames import BOM, is_telling, looks_like_events
from ..wire.replies import Reply, read_log_id, read_reply
from ..wire.requests import ApiRequest
from .address import mask_headers, origin
from .limits import Deadline, Limits

_GOES_ON = N_("If the request arrived, the run most likely goes on; it was not sent again.")
_MOST_REDIRECTS = 3
_LARGEST_REPLY = 256 * 1024 * 1024  # bytes; open-source servers take 200 MB in one body


@dataclass(slots=True, kw_only=True, repr=False, eq=False)  # it holds the login
class Channel:
    """What all requests of a client share."""

    http: httpx.Client
    base_url: str
    headers: dict[str, str]
    limits: Limits
    trace: Callable[[str], None] | None
    on_wait: Callable[[], None]


class Exchange:
    """One request and its open reply."""

    def __init__(self, channel: Channel, request: ApiRequest, deadline: Deadline) -> None:
        self._channel = channel
        self._request = request
        self._deadline = deadline
        self._response: httpx.Response | None = None
        self._chunks: Iterator[bytes] = iter(())
        self._reply: Reply | None = None
        self.status = 0
        self.log_id = ""

    def start(self) -> None:
        """Send the request and read the reply's head; follow redirects within the same origin."""
        url = self._channel.base_url + self._request.path
        with self._own_errors():
            for _hop in range(_MOST_REDIRECTS):
                response = self._send(url)
                if not 300 <= response.status_code < 400:
                    break
                url = self._next_url(response, url)
            else:
                raise ServerRefused(_("The server redirects in a circle."))
        self._chunks = self._body(response)

    def check_stream(self) -> None:
        """Raise the reply's error when it is no event stream, whatever its header says."""
        declared = "event-stream" in self._header("content-type").lower()
        if self.status < 300 and looks_like_events(self._peek(declared), declared=declared):
            return
        read_reply(self.read_all())
        raise ReplyUnreadable(
            _("The server answered with JSON instead of an event stream."),
            http_status=self.status,
            log_id=self.log_id,
        )

    def read_all(self) -> Reply:
        """Read the whole body."""
        if self._reply is not None:
            return self._reply
        parts: list[bytes] = []
        size = 0
        with self._own_errors():
            for chunk in self._chunks:
                parts.append(chunk)
                size += len(chunk)
                if size > _LARGEST_REPLY:
                    raise ReplyUnreadable(_("The reply is larger than 256 MB."), log_id=self.log_id)
        body = b"".join(parts)
        self._say(lambda: f"< {body.decode('utf-8', 'replace')}")
        headers = self._response.headers if self._response is not None else {}
        self._reply = Reply(self.status, dict(headers.items()), body)
        return self._reply

    def chunks(self, on_bytes: Callable[[bytes], None] | None) -> Iterator[bytes]:
        """The body's bytes as they arrive."""
        with self._own_errors():
            for chunk in self._chunks:
                if on_bytes is not None:
                    on_bytes(chunk)
                yield chunk
                self._channel.on_wait()

    def discard(self) -> None:
        """Give the connection back, or close it where the reply was not read to its end."""
        if self._response is not None:
            self._response.close()

    def close(self) -> None:
        """Discard the reply and stop the total clock: nothing more is asked."""
        self._deadline.cancel()
        self.discard()

    def _body(self, response: httpx.Response) -> Iterator[bytes]:
        yield from response.iter_bytes()
        if self._deadline.passed:  # without a length, our own end looks like the server's
            raise httpx.ReadTimeout("")

    def _peek(self, declared: bool) -> bytes:
        """The start of the body, enough of it to tell what it is. It stays to be read."""
        kept: list[bytes] = []
        start = b""
        with self._own_errors():
            for chunk in self._chunks:
                kept.append(chunk)
                start = (start + chunk).removeprefix(BOM).lstrip()
                if is_telling(start, declared=declared):
                    break
        self._chunks = chain(kept, self._chunks)
        return start

    def _send(self, url: str) -> httpx.Response:
        http, limits, request = self._channel.http, self._channel.limits, self._request
        left = self._deadline.left()
        silence = min((s for s in (limits.idle, left) if s), default=None)
        accept = "text/event-stream" if request.streams else "application/json"
        headers = {"Accept": accept, **self._channel.headers}
        if request.method == "POST":
            headers["Content-Type"] = "application/json"
        built = http.build_request(
            request.method,
            url,
            params=dict(request.query) or None,
            content=request.content() if request.method == "POST" else None,
            headers=headers,
            timeout=httpx.Timeout(silence, connect=min(limits.connect, left or limits.connect)),
            extensions=self._deadline.hooks(),
        )
        self._say(lambda: _describe_request(built))
        self._channel.on_wait()
        self._response = response = http.send(built, stream=True)
        self.status = response.status_code
        self.log_id = read_log_id(response.headers)
        self._say(lambda: _describe_response(response))
        return response

    def _next_url(self, response: httpx.Response, url: str) -> str:
        """Where a redirect leads; the login never follows it to another origin (wire.md §7.44)."""
        location = str(response.headers.get("location", ""))
        response.close()
        keeps_method = response.status_code in (307, 308) or self._request.method == "GET"
        if keeps_method and (near := _within_origin(url, location)):
            return near
        raise ServerRefused(
            _("The server redirects to {address}.").format(address=location[:200] or '""'),
            hint=_("If you trust that address, set it as the base URL."),
            code=response.status_code,
            http_status=response.status_code,
            log_id=self.log_id,
        )

    def _header(self, name: str) -> str:
        return self._response.headers.get(name, "") if self._response is not None else ""

    def _say(self, text: Callable[[], str]) -> None:
        if self._channel.trace is not None:
            self._channel.trace(text())

    @contextmanager
    def _own_errors(self) -> Iterator[None]:
        """Turn httpx's errors into ours; this is the only place that knows them."""
        try:
            yield
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError) as error:
            raise InvalidInput(
                _("The request cannot be sent: {reason}.").format(reason=error)
            ) from error
        except httpx.TimeoutException as error:
            raise self._time_limit(error) from error
        except httpx.HTTPError as error:
            if self._deadline.passed:
                raise self._time_limit(error) from error
            if isinstance(error, httpx.ConnectError):
                raise _connection_failed(error, self._channel.base_url) from error
            raise self._broken(error) from error

    def _time_limit(self, error: httpx.HTTPError) -> CozewfError:
        limits = self._channel.limits
        connecting = isinstance(error, httpx.ConnectTimeout | httpx.ConnectError)
        if connecting:
            seconds = min(limits.connect, self._deadline.seconds or limits.connect)
            what = _("No connection within {seconds:g} s.").format(seconds=seconds)
            hint = _("Check the base URL.")
        elif self._deadline.passed or (limits.idle is None) or not self._is_idle_limit():
            seconds = self._deadline.seconds or 0
            what = _("The time limit of {seconds:g} s has passed.").format(seconds=seconds)
            hint = _(_GOES_ON)
        else:
            what = _("No byte came for {seconds:g} s.").format(seconds=limits.idle)
            hint = _(_GOES_ON)
        if not self._request.starts_run and not connecting:
            hint = ""
        passed = TimeLimitPassed(what, hint=hint, log_id=self.log_id)
        passed.connected = not connecting
        return passed

    def _is_idle_limit(self) -> bool:
        idle, total = self._channel.limits.idle, self._deadline.seconds
        return total is None or (idle or 0) < total

    def _broken(self, error: httpx.HTTPError) -> CozewfError:
        reason = reason_of(error)
        if isinstance(error, httpx.ProxyError):
            return ConnectionFailed(
                _("The proxy refused: {reason}.").format(reason=reason), may_pass=False
            )
        if "location header" in str(error):  # httpx reads it, though it must not follow it
            return ServerRefused(_("The server redirects to no valid address."), log_id=self.log_id)
        if self._request.starts_run:
            return OutcomeUnknown(
                _("The connection broke before the run ended: {reason}").format(reason=reason),
                hint=_(_GOES_ON),
                log_id=self.log_id,
            )
        return ConnectionFailed(
            _("The connection broke: {reason}").format(reason=reason), log_id=self.log_id
        )


def lost_reply(log_id: str) -> OutcomeUnknown:
    """The error for a reply that ended before it was whole, of a request that started a run."""
    return OutcomeUnknown(
        _("The reply ended before it was whole."), hint=_(_GOES_ON), log_id=log_id
    )


def _within_origin(url: str, location: str) -> str:
    """The address that *location* means at *url*; "" where it is another origin, or none."""
    try:
        address = urljoin(url, location)
        return str(httpx.URL(address)) if origin(address) == origin(url) else ""
    except (ValueError, httpx.InvalidURL):
        return ""


def _describe_request(request: httpx.Request) -> str:
    """A request as --verbose shows it, the login masked."""
    lines = [f"> {request.method} {request.url}"]
    lines += [f"> {name}: {value}" for name, value in mask_headers(request.headers).items()]
    if request.content:
        lines.append(f"> {request.content.decode('utf-8', 'replace')}")
    return "\n".join(lines)


def _describe_response(response: httpx.Response) -> str:
    lines = [f"< {response.status_code} {response.reason_phrase}"]
    lines += [f"< {name}: {value}" for name, value in mask_headers(response.headers).items()]
    return "\n".join(lines)


def _connection_failed(error: httpx.ConnectError, base_url: str) -> CozewfError:
    reason = str(error)
    is_tls = "SSL" in reason or "certificate" in reason.lower()
    hint = _("Check the base URL, the network and the proxy settings.")
    if is_tls:
        hint = _("Check the certificate; SSL_CERT_FILE names your own authority's.")
    return ConnectionFailed(
        _("No connection to {host}: {reason}").format(
            host=urlsplit(base_url).netloc, reason=translate_reason(reason)
        ),
        hint=hint,
        may_pass=not is_tls,
    )

"""One request and its open reply: redirects, limits, and a transport's errors turned into ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from urllib.parse import urlencode, urljoin, urlsplit

from .. import __version__
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
from .address import encode_url, mask_headers, origin
from .limits import Deadline, Limits
from .transport import (
    Answer,
    Call,
    NoConnection,
    ProxyRefused,
    TimedOut,
    Transport,
    TransportError,
    Unsendable,
)

_GOES_ON = N_("If the request arrived, the run most likely goes on; it was not sent again.")
_MOST_REDIRECTS = 3
_LARGEST_REPLY = 256 * 1024 * 1024  # bytes; open-source servers take 200 MB in one body


@dataclass(slots=True, kw_only=True, repr=False, eq=False)  # it holds the login
class Channel:
    """What all requests of a client share."""

    transport: Transport
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
        self._answer: Answer | None = None
        self._chunks: Iterator[bytes] = iter(())
        self._reply: Reply | None = None
        self.status = 0
        self.log_id = ""

    def start(self) -> None:
        """Send the request and read the reply's head; follow redirects within the same origin."""
        request = self._request
        query = f"?{urlencode(request.query)}" if request.query else ""
        with self._own_errors():
            url = encode_url(f"{self._channel.base_url}{request.path}{query}")
            for _hop in range(_MOST_REDIRECTS):
                answer = self._send(url)
                if not 300 <= answer.status < 400:
                    break
                url = self._next_url(answer, url)
            else:
                raise ServerRefused(_("The server redirects in a circle."))
        self._chunks = self._body(answer)

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
        headers = self._answer.headers if self._answer is not None else {}
        self._reply = Reply(self.status, headers, body)
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
        if self._answer is not None:
            self._answer.close()

    def close(self) -> None:
        """Discard the reply and stop the total clock: nothing more is asked."""
        self._deadline.cancel()
        self.discard()

    def _body(self, answer: Answer) -> Iterator[bytes]:
        yield from answer.pieces()
        if self._deadline.passed:  # without a length, our own end looks like the server's
            raise TimedOut

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

    def _send(self, url: str) -> Answer:
        call = self._call(url)
        self._say(lambda: _describe_call(call))
        self._channel.on_wait()
        self._answer = answer = self._channel.transport.send(call)
        self.status = answer.status
        self.log_id = read_log_id(answer.headers)
        self._say(lambda: _describe_answer(answer))
        return answer

    def _call(self, url: str) -> Call:
        limits, request = self._channel.limits, self._request
        left = self._deadline.left()
        headers = {
            "User-Agent": f"cozewf/{__version__}",
            "Accept": "text/event-stream" if request.streams else "application/json",
            "Accept-Encoding": "identity",
            **self._channel.headers,
        }
        if request.method == "POST":
            headers["Content-Type"] = "application/json"
        return Call(
            request.method,
            url,
            headers,
            request.content(),
            connect=min(limits.connect, left or limits.connect),
            silence=min((s for s in (limits.idle, left) if s), default=None),
            watch=self._deadline.watch,
        )

    def _next_url(self, answer: Answer, url: str) -> str:
        """Where a redirect leads; the login never follows it to another origin (wire.md §7.44)."""
        location = answer.headers.get("location", "")
        answer.close()
        keeps_method = answer.status in (307, 308) or self._request.method == "GET"
        if keeps_method and (near := _within_origin(url, location)):
            return near
        raise ServerRefused(
            _("The server redirects to {address}.").format(address=location[:200] or '""'),
            hint=_("If you trust that address, set it as the base URL."),
            code=answer.status,
            http_status=answer.status,
            log_id=self.log_id,
        )

    def _header(self, name: str) -> str:
        return self._answer.headers.get(name, "") if self._answer is not None else ""

    def _say(self, text: Callable[[], str]) -> None:
        if self._channel.trace is not None:
            self._channel.trace(text())

    @contextmanager
    def _own_errors(self) -> Iterator[None]:
        """Turn the transport's errors into ours; this is the only place that knows them."""
        try:
            yield
        except Unsendable as error:
            raise InvalidInput(
                _("The request cannot be sent: {reason}.").format(reason=error)
            ) from error
        except TransportError as error:
            if isinstance(error, TimedOut) or self._deadline.passed:
                raise self._time_limit(error) from error
            if isinstance(error, NoConnection):
                raise _connection_failed(error, self._channel.base_url) from error
            raise self._broken(error) from error

    def _time_limit(self, error: TransportError) -> CozewfError:
        limits = self._channel.limits
        connecting = isinstance(error, NoConnection)
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

    def _broken(self, error: TransportError) -> CozewfError:
        reason = reason_of(error)
        if isinstance(error, ProxyRefused):
            return ConnectionFailed(
                _("The proxy refused: {reason}.").format(reason=reason), may_pass=False
            )
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
        return encode_url(address) if origin(address) == origin(url) else ""
    except (ValueError, Unsendable):
        return ""


def _describe_call(call: Call) -> str:
    """A request as --verbose shows it, the login masked."""
    lines = [f"> {call.method} {call.url}"]
    lines += [f"> {name}: {value}" for name, value in mask_headers(call.headers).items()]
    if call.body:
        lines.append(f"> {call.body.decode('utf-8', 'replace')}")
    return "\n".join(lines)


def _describe_answer(answer: Answer) -> str:
    lines = [f"< {answer.status} {answer.reason}"]
    lines += [f"< {name}: {value}" for name, value in mask_headers(answer.headers).items()]
    return "\n".join(lines)


def _connection_failed(error: NoConnection, base_url: str) -> CozewfError:
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

"""httpx's transport for direct connections, on Python's own `http.client`.

httpx's default one stands on httpcore and h11: to import those takes a sixth of the time until
the first line of a stream, and every chunk costs 6 µs there, half of all that `stream -o jsonl`
does. `http.client` is loaded anyway, as httpx wants `urllib.request`. Proxies are left to httpx.
"""

from __future__ import annotations

import io
import select
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import (
    HTTPConnection,
    HTTPException,
    HTTPResponse,
    RemoteDisconnected,
)
from http.client import InvalidURL as InvalidTarget
from socket import IPPROTO_TCP, TCP_NODELAY, create_connection, socket
from typing import Any, TypeAlias

import httpx

from ..language import _
from .chunks import ChunkDecoder

_READ = 64 * 1024  # bytes
_KEPT = 5.0  # seconds that an idle connection is worth trying
_Origin: TypeAlias = tuple[str, str, int | None]


class DirectTransport(httpx.BaseTransport):
    """Connections without a proxy, kept between requests. Safe to use from several threads.

    The extension ``on_socket`` is called with the socket of each request, to shut it down under
    the reader when a limit has passed.
    """

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        self._context.set_alpn_protocols(["http/1.1"])
        self._idle: list[tuple[_Origin, HTTPConnection, float]] = []
        self._open: set[_Body] = set()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        limits = request.extensions.get("timeout", {})
        origin = (request.url.scheme, request.url.raw_host.decode(), request.url.port)
        connection = self._take_idle(origin) or self._connect(origin, limits.get("connect"))
        sock = connection.sock
        if on_socket := request.extensions.get("on_socket"):
            on_socket(sock)
        try:
            sock.settimeout(limits.get("write"))
            broken = _send(connection, request)
            sock.settimeout(limits.get("read"))
            response = _receive_head(connection, broken)
        except BaseException:
            connection.close()
            raise
        body = _Body(response, connection, lambda: self._keep(origin, connection), self._open)
        return httpx.Response(
            response.status,
            headers=[(_encode(name), _encode(value)) for name, value in response.getheaders()],
            stream=body,
            extensions={"http_version": b"HTTP/1.1", "reason_phrase": _encode(response.reason)},
        )

    def close(self) -> None:
        for body in [*self._open]:
            body.close()
        while self._idle:
            self._idle.pop()[1].close()

    def _connect(self, origin: _Origin, seconds: float | None) -> HTTPConnection:
        scheme, host, port = origin
        port = port or (443 if scheme == "https" else 80)
        connection = HTTPConnection(host, port)
        connection.response_class = _Response
        try:
            connection.sock = self._open_socket(host, port, seconds, secure=scheme == "https")
        except TimeoutError as error:
            raise httpx.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise httpx.ConnectError(str(error)) from error
        return connection

    def _open_socket(self, host: str, port: int, seconds: float | None, *, secure: bool) -> socket:
        # As bytes, a host is not put through Python's codec for IDNA, whose loading takes 3 ms.
        name: Any = host.encode("ascii")
        sock = create_connection((name, port), seconds)
        sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        return self._context.wrap_socket(sock, server_hostname=name) if secure else sock

    def _take_idle(self, origin: _Origin) -> HTTPConnection | None:
        """A kept connection that the server has not closed since."""
        with suppress(IndexError):
            while True:
                its_origin, connection, since = self._idle.pop()
                is_fresh = its_origin == origin and time.monotonic() - since < _KEPT
                if is_fresh and not _is_readable(connection):
                    return connection
                connection.close()
        return None

    def _keep(self, origin: _Origin, connection: HTTPConnection) -> None:
        self._idle.append((origin, connection, time.monotonic()))


class _Response(HTTPResponse):
    """A reply whose head must be whole: `http.client` takes what came of a lost one for all."""

    def __init__(self, sock: socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = _WholeLines(self.fp.detach())

    def begin(self) -> None:
        super().begin()
        while 100 <= self.status < 200:  # `http.client` knows only 100
            self.headers = None  # type: ignore[assignment]  # so that it begins again
            super().begin()


class _WholeLines(io.BufferedReader):
    def readline(self, size: int | None = -1, /) -> bytes:
        line = super().readline(size)
        if line.endswith(b"\n") or len(line) == size:
            return line
        raise RemoteDisconnected(_("Server disconnected without sending a response."))


class _Body(httpx.SyncByteStream):
    """The rest of a reply; what came in one read is one piece.

    Once it is whole its connection is kept, whether or not its reader asks for more.
    """

    def __init__(
        self,
        response: HTTPResponse,
        connection: HTTPConnection,
        keep: Callable[[], None],
        still_open: set[_Body],
    ) -> None:
        self._response = response
        self._connection = connection
        self._keep = keep
        self._is_whole = False
        self._still_open = still_open
        still_open.add(self)

    def __iter__(self) -> Iterator[bytes]:
        with _httpx_errors():
            if self._response.chunked:
                yield from self._read_chunks()
            elif self._response.length is None:
                yield from iter(lambda: self._response.fp.read1(_READ), b"")
            else:
                yield from self._read_length(self._response.length)

    def close(self) -> None:
        self._still_open.discard(self)
        self._response.close()
        if self._is_whole and not self._response.will_close:
            self._keep()
        else:
            self._connection.close()

    def _read_chunks(self) -> Iterator[bytes]:
        decoder = ChunkDecoder()
        while not decoder.ended:
            data = self._response.fp.read1(_READ)
            if not data:
                raise httpx.RemoteProtocolError(
                    _(
                        "peer closed connection without sending complete message body"
                        " (incomplete chunked read)"
                    )
                )
            piece = decoder.feed(data)
            self._is_whole = decoder.ended and not decoder.surplus
            if piece:
                yield piece
            if decoder.broken:
                raise httpx.RemoteProtocolError(decoder.broken)

    def _read_length(self, length: int) -> Iterator[bytes]:
        left = length
        while left:
            data = self._response.fp.read1(min(left, _READ))
            if not data:
                cut = _(
                    "peer closed connection without sending complete message body"
                    " (received {count} bytes, expected {length})"
                )
                raise httpx.RemoteProtocolError(cut.format(count=length - left, length=length))
            left -= len(data)
            self._is_whole = left == 0
            yield data


def _send(connection: HTTPConnection, request: httpx.Request) -> OSError | None:
    """Send *request*. A server may answer before it has read it all: that is told later."""
    try:
        connection.putrequest(
            request.method,
            request.url.raw_path.decode("ascii"),
            skip_host=True,
            skip_accept_encoding=True,
        )
        for name, value in request.headers.raw:
            connection.putheader(name, value)
    except (InvalidTarget, ValueError) as error:
        raise httpx.LocalProtocolError(str(error)) from error
    try:
        connection.endheaders(request.read() or None)
    except TimeoutError as error:
        raise httpx.WriteTimeout(str(error)) from error
    except OSError as error:
        return error
    return None


def _receive_head(connection: HTTPConnection, broken: OSError | None) -> HTTPResponse:
    """The reply's head. *broken* is how sending ended, where it did not end well."""
    with _httpx_errors():
        try:
            return connection.getresponse()
        except (OSError, HTTPException):
            if broken is not None:
                raise httpx.WriteError(str(broken)) from broken
            raise


@contextmanager
def _httpx_errors() -> Iterator[None]:
    """Raise what reading runs into as httpx's errors."""
    try:
        yield
    except RemoteDisconnected as error:  # an OSError too
        raise httpx.RemoteProtocolError(str(error)) from error
    except TimeoutError as error:
        raise httpx.ReadTimeout(str(error)) from error
    except OSError as error:
        raise httpx.ReadError(str(error)) from error
    except HTTPException as error:
        raise httpx.RemoteProtocolError(str(error) or type(error).__name__) from error


def _is_readable(connection: HTTPConnection) -> bool:
    """Whether something has come that nobody asked for: in all likelihood, the end."""
    try:
        return bool(select.select([connection.sock], [], [], 0)[0])
    except (OSError, ValueError):  # closed, or a number too large for select
        return True


def _encode(text: str) -> bytes:
    return text.encode("latin-1", "replace")

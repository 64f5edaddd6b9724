"""Direct connections, on sockets.

httpx would be most of the time until the first line of a stream, and each chunk costs 6 µs there,
half of all that `stream -o jsonl` does. It is loaded where it knows more: see `through_httpx`.
"""

from __future__ import annotations

import select
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from socket import IPPROTO_TCP, TCP_NODELAY, create_connection, socket
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

from ..language import _
from .bodies import decoder_for
from .encodings import decode
from .heads import Head, read_head, write_head
from .transport import (
    Answer,
    Call,
    ConnectTimedOut,
    NoConnection,
    TimedOut,
    Transport,
    TransportError,
)

if TYPE_CHECKING:
    import ssl

_READ = 64 * 1024  # bytes
_LONGEST_HEAD = 256 * 1024  # bytes
_KEPT = 5.0  # seconds that an idle connection is worth trying
_Origin: TypeAlias = tuple[str, str, int | None]


class DirectTransport(Transport):
    """Connections without a proxy, kept between requests. Safe to use from several threads.

    *context* is for https; plain http has no use for one, whose certificates take 30 ms to load.
    """

    def __init__(self, context: ssl.SSLContext | None) -> None:
        self._context = context
        self._idle: list[tuple[_Origin, socket, float]] = []
        self._open: set[DirectAnswer] = set()

    def send(self, call: Call) -> DirectAnswer:
        message = write_head(call) + call.body
        url = urlsplit(call.url)
        origin = (url.scheme, url.hostname or "", url.port)
        sock = self._take_idle(origin) or self._connect(origin, call.connect)
        call.watch(sock)
        try:
            sock.settimeout(call.silence)
            head, rest = _receive_head(sock, _send(sock, message))
        except BaseException:
            sock.close()
            raise
        return DirectAnswer(head, rest, sock, lambda: self._keep(origin, sock), self._open)

    def close(self) -> None:
        for answer in [*self._open]:
            answer.close()
        while self._idle:
            self._idle.pop()[1].close()

    def _connect(self, origin: _Origin, seconds: float) -> socket:
        scheme, host, port = origin
        port = port or (443 if scheme == "https" else 80)
        # As bytes, a host is not put through Python's codec for IDNA, whose loading takes 3 ms.
        name: Any = host.encode("ascii")
        try:
            sock = create_connection((name, port), seconds)
            sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
            return self._context.wrap_socket(sock, server_hostname=name) if self._context else sock
        except TimeoutError as error:
            raise ConnectTimedOut(str(error)) from error
        except OSError as error:
            raise NoConnection(str(error)) from error

    def _take_idle(self, origin: _Origin) -> socket | None:
        """A kept connection that the server has not closed since."""
        with suppress(IndexError):
            while True:
                its_origin, sock, since = self._idle.pop()
                is_fresh = its_origin == origin and time.monotonic() - since < _KEPT
                if is_fresh and not _is_readable(sock):
                    return sock
                sock.close()
        return None

    def _keep(self, origin: _Origin, sock: socket) -> None:
        self._idle.append((origin, sock, time.monotonic()))


class DirectAnswer(Answer):
    """An open reply; what came of its body in one read is one piece.

    Once it is whole its connection is kept, whether or not its reader asks for more.
    """

    def __init__(
        self,
        head: Head,
        rest: bytes,
        sock: socket,
        keep: Callable[[], None],
        still_open: set[DirectAnswer],
    ) -> None:
        self.status = head.status
        self.reason = head.reason
        self.headers = head.headers
        self._rest = rest  # of the body, what came with the head
        self._sock = sock
        self._keeps = head.keeps
        self._keep = keep
        self._decoder = decoder_for(head)
        self._still_open = still_open
        still_open.add(self)

    def pieces(self) -> Iterator[bytes]:
        return decode(self._read(), self.headers.get("content-encoding", ""))

    def close(self) -> None:
        if self not in self._still_open:
            return
        self._still_open.discard(self)
        if self._keeps and self._decoder.ended and not self._decoder.surplus:
            self._keep()
        else:
            self._sock.close()

    def _read(self) -> Iterator[bytes]:
        decoder, data, self._rest = self._decoder, self._rest, b""
        while not decoder.ended:
            data = data or _receive(self._sock)
            piece = decoder.feed(data) if data else decoder.finish()
            data = b""
            if piece:
                yield piece
            if decoder.broken:
                raise TransportError(decoder.broken)


def _send(sock: socket, message: bytes) -> OSError | None:
    """Send *message*. A server may answer before it has read it all: that is told later."""
    try:
        sock.sendall(message)
    except TimeoutError as error:
        raise TimedOut(str(error)) from error
    except OSError as error:
        return error
    return None


def _receive_head(sock: socket, broken: OSError | None) -> tuple[Head, bytes]:
    """The reply's head, and what came after it. *broken* is how sending ended, if not well."""
    try:
        rest = b""
        while True:
            block, rest = _receive_block(sock, rest)
            head = read_head(block)
            if head.status >= 200:  # the others come before it, and say nothing to us
                return head, rest
    except TransportError:
        if broken is not None:
            raise TransportError(str(broken)) from broken
        raise


def _receive_block(sock: socket, data: bytes) -> tuple[bytes, bytes]:
    """What comes before the first empty line, and what came after it; *data* has come already."""
    while True:
        ends = [
            (at, at + len(end)) for end in (b"\r\n\r\n", b"\n\n") if (at := data.find(end)) >= 0
        ]
        if ends:
            at, after = min(ends)
            return data[:at], data[after:]
        more = _receive(sock)
        if not more:
            raise TransportError(_("Server disconnected without sending a response."))
        data += more
        if len(data) > _LONGEST_HEAD:
            raise TransportError(_("the reply's head has no end"))


def _receive(sock: socket) -> bytes:
    """What has come, at most `_READ` bytes; nothing at the end."""
    try:
        return sock.recv(_READ)
    except TimeoutError as error:
        raise TimedOut(str(error)) from error
    except OSError as error:
        raise TransportError(str(error)) from error


def _is_readable(sock: socket) -> bool:
    """Whether something has come that nobody asked for: in all likelihood, the end."""
    try:
        return bool(select.select([sock], [], [], 0)[0])
    except (OSError, ValueError):  # closed, or a number too large for select
        return True

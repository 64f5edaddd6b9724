"""What carries a request to a server and its reply back: the seam between ours and a library.

`direct` is the one without a proxy; `through_httpx` knows proxies, and is loaded for one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple


class Call(NamedTuple):
    """A request as it is sent. Times are in seconds, None for no limit.

    *watch* is called with the socket of the call, to shut it down under the reader when a limit
    has passed.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    connect: float
    silence: float | None
    watch: Callable[[Any], None]


class Answer:
    """An open reply. The names of its headers are in lower case."""

    status: int
    reason: str
    headers: Mapping[str, str]

    def pieces(self) -> Iterator[bytes]:
        """The body as it arrives, without its Content-Encoding. Raises TransportError."""
        raise NotImplementedError

    def close(self) -> None:
        """Give the connection back, or close it where the body was not read to its end."""
        raise NotImplementedError


class Transport:
    """Sends calls, and keeps connections between them."""

    def send(self, call: Call) -> Answer:
        """Send *call* and read the head of its reply. Raises TransportError."""
        raise NotImplementedError

    def close(self) -> None:
        """Close the connections."""
        raise NotImplementedError


class TransportError(Exception):
    """The reply, or the rest of it, was lost: the request may have arrived."""


class Unsendable(TransportError):
    """The call is none that HTTP can carry."""


class NoConnection(TransportError):
    """Nothing was sent, as there is no connection."""


class TimedOut(TransportError):
    """A limit passed while something was sent or awaited."""


class ConnectTimedOut(NoConnection, TimedOut):
    """There was no connection within the limit."""


class ProxyRefused(TransportError):
    """The proxy would not take the call."""

"""Calls through httpx: for proxies, and for a program that brings one of httpx's transports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx

from ..errors import InvalidInput
from ..language import _
from .transport import (
    Answer,
    Call,
    ConnectTimedOut,
    NoConnection,
    ProxyRefused,
    TimedOut,
    Transport,
    TransportError,
    Unsendable,
)


class HttpxTransport(Transport):
    """httpx's client, with the proxies of the environment unless it is given a *transport*.

    Raises InvalidInput for a proxy that cannot be one, OSError for unreadable certificates.
    """

    def __init__(self, transport: httpx.BaseTransport | None = None, *, insecure: bool) -> None:
        try:
            self._http = httpx.Client(transport=transport, verify=not insecure)
        except (ValueError, ImportError, httpx.InvalidURL):  # its text may hold the password
            raise InvalidInput(
                _("The proxy cannot be used."),
                hint=_(
                    "HTTPS_PROXY, HTTP_PROXY and ALL_PROXY take http:// and https:// addresses."
                ),
            ) from None

    def send(self, call: Call) -> _HttpxAnswer:
        with _own_errors():
            # Not the client's `build_request`: that adds headers and cookies of its own.
            request = httpx.Request(
                call.method,
                call.url,
                content=call.body if call.method == "POST" else None,
                headers=dict(call.headers),
                extensions={
                    "timeout": httpx.Timeout(call.silence, connect=call.connect).as_dict(),
                    "trace": _watcher(call.watch),
                },
            )
            return _HttpxAnswer(self._http.send(request, stream=True))

    def close(self) -> None:
        self._http.close()


class _HttpxAnswer(Answer):
    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self.status = response.status_code
        self.reason = response.reason_phrase
        self.headers = dict(response.headers.items())

    def pieces(self) -> Iterator[bytes]:
        with _own_errors():
            yield from self._response.iter_bytes()

    def close(self) -> None:
        self._response.close()


def _watcher(watch: Callable[[Any], None]) -> Callable[[str, Mapping[str, Any]], None]:
    """httpcore's trace hook that hands over each socket that is opened."""

    def trace(event: str, info: Mapping[str, Any]) -> None:
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            watch(info["return_value"].get_extra_info("socket"))

    return trace


@contextmanager
def _own_errors() -> Iterator[None]:
    """Raise httpx's errors as the transport's."""
    try:
        yield
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError) as error:
        raise Unsendable(str(error)) from error
    except httpx.ConnectTimeout as error:
        raise ConnectTimedOut(str(error)) from error
    except httpx.TimeoutException as error:
        raise TimedOut(str(error)) from error
    except httpx.ConnectError as error:
        raise NoConnection(str(error)) from error
    except httpx.ProxyError as error:
        raise ProxyRefused(str(error)) from error
    except httpx.HTTPError as error:
        raise TransportError(str(error) or type(error).__name__) from error

"""Running the local server: beside other work in a thread, or in the foreground."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

from ..errors import InvalidInput
from ..language import _, translate_reason

if TYPE_CHECKING:
    from .requests import RecordedRequest
    from .runs import Sleep

DialectName = Literal["document", "open-source"]
_STOP_SECONDS = 5


class Server:
    """The local server in a daemon thread, for the length of a ``with`` block.

    *host* is loopback unless *any_host* is set: the server has no login worth the name. The port
    0 is any free one; `base_url` tells. No signal handler is installed, nothing is logged.
    """

    def __init__(
        self,
        dialect: DialectName = "open-source",
        *,
        port: int = 0,
        host: str = "127.0.0.1",
        pace: float = 1.0,
        api_key: str | None = None,
        sleep: Sleep | None = None,
        any_host: bool = False,
    ) -> None:
        if not any_host and not is_loopback(host):
            raise InvalidInput(
                _("The mock server listens on loopback only, not on {host}.").format(host=host),
                hint=_("Leave --host out, or use 127.0.0.1."),
            )
        self._app = _create_app(dialect, pace, api_key, sleep)
        self._address = host, port
        self._stop: Callable[[], None] = _nothing
        self.base_url = ""

    @property
    def requests(self) -> list[RecordedRequest]:
        """Every request that came in so far."""
        requests: list[RecordedRequest] = self._app.state.requests
        return requests

    def __enter__(self) -> Server:
        listener = _listen(*self._address)
        host, port = listener.getsockname()[:2]
        self.base_url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        ready = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(listener, ready), name="cozewf-mock", daemon=True
        )
        self._thread.start()
        ready.wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stop()
        self._thread.join(_STOP_SECONDS)

    def _run(self, listener: socket.socket, ready: threading.Event) -> None:
        try:
            asyncio.run(self._serve(listener, ready))
        finally:
            ready.set()

    async def _serve(self, listener: socket.socket, ready: threading.Event) -> None:
        from .uvicorn_server import QuietServer  # noqa: PLC0415  the packages of an extra

        server = QuietServer(self._app)
        loop, stop = asyncio.get_running_loop(), asyncio.Event()

        def stop_from_outside() -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(stop.set)

        self._stop = stop_from_outside
        await server.serve_until(stop, listener, ready.set)


def serve_forever(
    dialect: DialectName = "open-source",
    *,
    port: int = 0,
    host: str = "127.0.0.1",
    pace: float = 1.0,
    api_key: str | None = None,
    any_host: bool = False,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve until Ctrl-C, which ends it quietly. *on_ready* is told the base URL."""
    server = Server(dialect, port=port, host=host, pace=pace, api_key=api_key, any_host=any_host)
    try:
        with server:
            if on_ready is not None:
                on_ready(server.base_url)
            while True:  # in slices, since Windows cannot interrupt an endless wait
                threading.Event().wait(0.5)
    except KeyboardInterrupt:
        return


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach *host*."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _create_app(dialect: DialectName, pace: float, api_key: str | None, sleep: Sleep | None) -> Any:
    try:
        import uvicorn  # noqa: F401, PLC0415  the packages of an extra

        from .app import create_app  # noqa: PLC0415  as above
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in ("starlette", "uvicorn", "anyio", "h11"):
            raise
        raise InvalidInput(
            _("The mock server needs the extra packages: pip install 'cozewf[mock]'"),
            hint=_("The package {name} is missing.").format(name=missing.name),
        ) from None
    return create_app(dialect, pace=pace, api_key=api_key, sleep=sleep)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio switches Nagle's delay (40 ms a reply) off.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name != "nt":  # there it would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        raise InvalidInput(
            _("The mock server cannot listen on {host}:{port}: {reason}").format(
                host=host, port=port, reason=translate_reason(str(error))
            ),
            hint=_("Choose another --port; 0 is any free one."),
        ) from error
    return listener


def _nothing() -> None:
    pass

"""A server of raw bytes on loopback: each request gets the next script."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

GO_ON = "this connection is kept"  # what a script returns for that
Script = Callable[[socket.socket], object]


@dataclass(frozen=True)
class Received:
    """A request as the server saw it."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class RawServer:
    """Answers request after request with *scripts*, the last one again and again.

    *connections* counts how many brought the *requests*: one each, but where a script says GO_ON.
    """

    scripts: Sequence[Script]
    requests: list[Received] = field(default_factory=list)
    tls: ssl.SSLContext | None = None
    connections: int = 0

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        with suppress(OSError):  # shut down already
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(20)
        try:
            connection = self.tls.wrap_socket(connection, True) if self.tls else connection
        except OSError:
            return
        with connection:
            try:
                while request := receive(connection):
                    self.requests.append(request)
                    script = self.scripts[min(len(self.requests), len(self.scripts)) - 1]
                    if script(connection) is not GO_ON:
                        return
            except OSError:
                return


def reply(
    body: bytes,
    *,
    status: int = 200,
    content_type: str = "application/json; charset=utf-8",
    headers: dict[str, str] | None = None,
) -> Script:
    """A whole reply with its length."""
    lines = [
        f"HTTP/1.1 {status} X",
        f"Content-Type: {content_type}",
        f"Content-Length: {len(body)}",
    ]
    lines += [f"{k}: {v}" for k, v in (headers or {}).items()] + ["Connection: close", "", ""]
    return lambda connection: connection.sendall("\r\n".join(lines).encode() + body)


def chunked(
    *chunks: bytes,
    content_type: str = "text/event-stream; charset=utf-8",
    headers: dict[str, str] | None = None,
    end: bool = True,
    pause: Callable[[], object] = lambda: None,
) -> Script:
    """A chunked reply; without *end* the connection is closed where the next chunk should be."""
    lines = ["HTTP/1.1 200 OK", f"Content-Type: {content_type}", "Transfer-Encoding: chunked"]
    lines += [f"{k}: {v}" for k, v in (headers or {}).items()] + ["Connection: close", "", ""]

    def send(connection: socket.socket) -> None:
        connection.sendall("\r\n".join(lines).encode())
        for chunk in chunks:
            connection.sendall(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
            pause()
        if end:
            connection.sendall(b"0\r\n\r\n")

    return send


def receive(connection: socket.socket) -> Received | None:
    """The next request; None where the connection ends before it."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return None
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in rest)}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    method, path, _ = first.split(" ", 2)
    return Received(method, path, headers, body)

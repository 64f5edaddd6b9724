"""What a server can do wrong on the wire, as scripts for `tests.server.RawServer`."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Iterable, Mapping

from ..server import Script


def head(
    status: int = 200, *, content_type: str | None, headers: Mapping[str, str] | None = None
) -> bytes:
    lines = [f"HTTP/1.1 {status} X"]
    lines += [f"Content-Type: {content_type}"] if content_type else []
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1")


def send(*parts: bytes, pause: float = 0, then: Script | None = None) -> Script:
    """Send *parts* one by one, then do *then*, and end the connection tidily."""

    def script(connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for part in parts:
            connection.sendall(part)
            if pause:
                time.sleep(pause)
        if then is not None:
            then(connection)

    return script


def chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n" if data else b""


LAST_CHUNK = b"0\r\n\r\n"
CHUNKED = {"Transfer-Encoding": "chunked"}


def reset(connection: socket.socket) -> None:
    """Break the connection off: RST instead of FIN."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def stall(connection: socket.socket) -> None:
    """Say nothing more until the client has gone."""
    connection.recv(1)


def drip(data: bytes, pause: float) -> Script:
    """Send *data* again and again until the client has gone: never silent, never done."""

    def script(connection: socket.socket) -> None:
        while True:
            connection.sendall(data)
            time.sleep(pause)

    return script


def singly(data: bytes) -> Iterable[bytes]:
    return (data[i : i + 1] for i in range(len(data)))

"""A server of events in a process of its own: prebuilt bytes, so that the client is slower.

The workflow id of the request says what is wanted, as `n=1000;pace_us=1000`:
n        number of Message events, each in an HTTP chunk of its own; a Done event follows
pace_us  microseconds between events, each holding the time it was sent; else as fast as it goes
big      bytes of each event, sent in chunks of 16 KB
"""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections.abc import Iterator

_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)
_BLOCK = 1000  # events that are built once and sent again and again


def event(number: int, content: str = "正在") -> bytes:
    """An event of about 180 bytes, as open-source servers write it."""
    data = {
        "content": content,
        "content_type": "text",
        "node_is_finish": False,
        "node_seq_id": str(number),
        "node_title": "LLM",
        "node_id": "9" * 19,
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"id: {number}\nevent: Message\ndata: {text}\n\n".encode()


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


_DONE = chunk(b'id: 0\nevent: Done\ndata: {"debug_url":"http://localhost/debug"}\n\n')
_EVENTS = [chunk(event(number)) for number in range(_BLOCK)]


def _pieces(wanted: dict[str, str]) -> Iterator[bytes]:
    count = int(wanted.get("n", 3))
    if "big" in wanted:
        body = event(0, "正在生成回答 a token " * (int(wanted["big"]) // 27))
        for _ in range(count):
            yield from (chunk(body[at : at + 16384]) for at in range(0, len(body), 16384))
    elif "pace_us" in wanted:
        yield from _paced(count, int(wanted["pace_us"]) / 1e6)
    else:
        yield from (b"".join(_EVENTS) for _ in range(count // _BLOCK))
        yield b"".join(_EVENTS[: count % _BLOCK])


def _paced(count: int, seconds: float) -> Iterator[bytes]:
    due = time.monotonic() + 0.2
    for number in range(count):
        time.sleep(max(0.0, due - time.monotonic()))
        yield chunk(event(number, f"t={time.monotonic_ns()}"))
        due += seconds


def _serve(connection: socket.socket) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with connection, connection.makefile("rb") as stream:
        while stream.readline():
            length = 0
            while (line := stream.readline().strip().lower()) != b"":
                if line.startswith(b"content-length:"):
                    length = int(line.partition(b":")[2])
            asked = str(json.loads(stream.read(length) or b"{}").get("workflow_id", ""))
            wanted = dict(part.split("=", 1) for part in asked.split(";") if "=" in part)
            connection.sendall(_HEAD)
            for piece in _pieces(wanted):
                connection.sendall(piece)
            connection.sendall(_DONE + b"0\r\n\r\n")


def _serve_quietly(connection: socket.socket) -> None:
    try:
        _serve(connection)
    except OSError:
        return  # the client has seen enough


def main() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        sys.stdout.write(f"http://127.0.0.1:{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=_serve_quietly, args=(connection,), daemon=True).start()


if __name__ == "__main__":
    main()

"""Replies of a size that no server means to send, read by real processes whose memory is measured.

`python -m tests.faults` tries a million tiny events, `--masses 10000000` as many as that.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..server import RawServer, Script
from .oracle import SECRETS
from .scripts import head

_MB = 1024 * 1024
_BLOCK = 1000  # events that are sent at once
_LARGE = 100 * _MB  # of a line
_DONE = b"event: Done\ndata: {}\n\n"
_COMPLETED = b"event: conversation.chat.completed\ndata: {}\n\n" + _DONE.lower()
_HISTORY = b'{"code":0,"data":[{"execute_id":"1","execute_status":"Success","output":"'


@dataclass(frozen=True)
class Mass:
    """A command, the body it is sent, and what must come of that.

    *lines* and *out* are those of stdout, at least; *memory* is the peak that it may have, in MB.
    """

    name: str
    argv: Sequence[str]
    body: Sequence[tuple[bytes, int]]  # what is sent how often
    memory: int
    exit: int = 0
    lines: int = 0
    out: int = 0
    stream: bool = True
    zipped: bool = False
    pause: float = 0


@dataclass(frozen=True)
class Weighed:
    """What a process took, and what is wrong with what it left."""

    mass: Mass
    seconds: float
    memory: int  # MB
    found: Sequence[str]

    def __str__(self) -> str:
        mass = self.mass
        figures = f"{self.seconds:7.1f} s {self.memory:5} of {mass.memory:4} MB"
        return f"{mass.name:<31}{' '.join(mass.argv):<38}{figures}  {'; '.join(self.found)}"


def masses(count: int) -> Iterator[Mass]:
    """All of them; *count* is how many tiny events are."""
    yield from _lines()
    yield from _replies()
    yield from _tiny(count)
    events = [(b'event: Message\ndata: {"content":"x"}\n\n', 8), (_DONE, 1)]
    argv = ("stream", "1", "--idle-timeout", "3", "-o", "jsonl")
    yield Mass("an event every second", argv, events, 60, lines=9, pause=1)


def _lines() -> Iterator[Mass]:
    """A line is held as bytes, as text and as JSON while it is read: a few times its size."""
    long = [
        (b'event: Message\ndata: {"content":"', 1),
        (b"x" * _MB, 100),
        (b'"}\n\n', 1),
        (_DONE, 1),
    ]
    for output in ("text", "jsonl", "raw", "json"):
        argv = ("stream", "1", "-o", output)
        yield Mass("a line of 100 MB", argv, long, 750, out=_LARGE)
    comment = [(b": ", 1), (b"x" * _MB, 100), (b"\n\n", 1), (_DONE, 1)]
    yield Mass("a comment of 100 MB", ("stream", "1", "-o", "jsonl"), comment, 600, lines=1)
    name = [(b"event: ", 1), (b"x" * _MB, 100), (b"\n\n", 1), (_DONE, 1)]
    yield Mass("a name of 100 MB", ("stream", "1", "-o", "jsonl"), name, 650, lines=2)
    for output in ("text", "jsonl"):
        endless = [(b"data: ", 1), (b"x" * _MB, 1000)]
        argv = ("stream", "1", "-o", output)
        yield Mass("a line that does not end", argv, endless, 400, exit=5)
        many = [(b"event: Message\n", 1), (b"data: " + b"x" * 10_000 + b"\n", 100_000)]
        yield Mass("an event that does not end", argv, many, 400, exit=5)
    zipped = [(b"data: ", 1), (b"x" * _MB, 1000)]
    yield Mass("a gzip bomb", ("stream", "1", "-o", "text"), zipped, 400, exit=5, zipped=True)
    chat = [(b'event: conversation.message.delta\ndata: {"content":"', 1), (b"x" * _MB, 100)]
    chat += [(b'","id":"1"}\n\n', 1), (_COMPLETED, 1)]
    yield Mass("a line of 100 MB", ("chat", "1", "a", "-o", "jsonl"), chat, 750, out=_LARGE)


def _replies() -> Iterator[Mass]:
    text = [(b'{"code":0,"data":"', 1), (b"x" * _MB, 100), (b'"}', 1)]
    argv: tuple[str, ...] = ("run", "1", "-o", "text")
    yield Mass("a reply of 100 MB", argv, text, 500, out=_LARGE, stream=False)
    huge = [(b'{"code":0,"data":"', 1), (b"x" * _MB, 1000)]
    yield Mass("a reply that does not end", argv, huge, 400, exit=1, stream=False)
    yield Mass("a gzip bomb", argv, huge, 400, exit=1, stream=False, zipped=True)
    argv = ("history", "1", "--execute-id", "1", "--retries", "0", "-o", "json")
    past = [(_HISTORY, 1), (b"x" * _MB, 100), (b'"}]}', 1)]
    yield Mass("a reply of 100 MB", argv, past, 500, out=_LARGE, stream=False)
    huge = [(_HISTORY, 1), (b"x" * _MB, 1000)]
    yield Mass("a reply that does not end", argv, huge, 400, exit=1, stream=False)


def _tiny(count: int) -> Iterator[Mass]:
    """A stream takes no memory, however long it is, but for the document of all of it."""
    blocks = count // _BLOCK
    name = f"{count:,} tiny events"
    said = b'event: Message\ndata: {"content":"x"}\n\n' * _BLOCK
    argv: tuple[str, ...] = ("stream", "1", "-o", "jsonl")
    noise = b"data\n\n" * _BLOCK
    yield Mass(f"{count:,} empty events", argv, [(noise, blocks), (_DONE, 1)], 64, lines=1)
    pings = b": \n\n" * _BLOCK
    yield Mass(f"{count:,} comments", argv, [(pings, blocks), (_DONE, 1)], 64, lines=1)
    for output, lines in (("text", 0), ("jsonl", count + 1), ("raw", 3 * count)):
        argv = ("stream", "1", "-o", output)
        yield Mass(name, argv, [(said, blocks), (_DONE, 1)], 64, lines=lines, out=count)
    grown = b'event: conversation.message.delta\ndata: {"content":"xyz","id":"1"}\n\n' * _BLOCK
    for output, lines in (("text", 0), ("jsonl", count + 2)):
        body = [(grown, blocks), (_COMPLETED, 1)]
        memory = 64 + 8 * 3 * count // _MB  # what an answer says is kept, to be compared at its end
        argv = ("chat", "1", "a", "-o", output)
        yield Mass(name, argv, body, memory, lines=lines, out=3 * count)


def weigh(mass: Mass) -> Weighed:
    """Run the command in a process of its own."""
    server = RawServer([_script(mass)])
    begun = time.monotonic()
    try:
        with tempfile.TemporaryDirectory() as home:
            code, lines, size, memory = _measure(mass, server.url, home)
    finally:
        server.close()
    posts = sum(request.method == "POST" for request in server.requests)
    found = [f"exit code {code} instead of {mass.exit}"] if code != mass.exit else []
    found += [f"{lines} lines"] if lines < mass.lines else []
    found += [f"{size} bytes"] if size < mass.out else []
    found += [f"sent {posts} times"] if posts > 1 else []
    found += ["too much memory"] if memory > mass.memory else []
    return Weighed(mass, time.monotonic() - begun, memory, found)


def _measure(mass: Mass, url: str, home: str) -> tuple[int, int, int, int]:
    """The exit code, the lines and bytes of stdout, and the peak of memory in MB."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cozewf", *mass.argv, "--base-url", url],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "COZEWF_API_KEY": SECRETS[0]}
        | {"COZEWF_CONFIG_DIR": home, "COZEWF_STATE_DIR": home},
    )
    assert process.stdout is not None
    lines = size = 0
    with process.stdout as out:
        while data := os.read(out.fileno(), _MB):
            lines += data.count(b"\n")
            size += len(data)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    kilobytes = usage.ru_maxrss // (1024 if sys.platform == "darwin" else 1)
    return process.returncode, lines, size, kilobytes // 1024


def _script(mass: Mass) -> Script:
    kind = "text/event-stream" if mass.stream else "application/json"
    headers = {"Content-Encoding": "gzip"} if mass.zipped else {}

    def script(connection: socket.socket) -> None:
        connection.settimeout(120)
        connection.sendall(head(content_type=kind, headers=headers))
        squeeze = zlib.compressobj(9, zlib.DEFLATED, 31) if mass.zipped else None
        for data, times in mass.body:
            for _ in range(times):
                connection.sendall(squeeze.compress(data) if squeeze else data)
                time.sleep(mass.pause)
        if squeeze:
            connection.sendall(squeeze.flush())

    return script

"""One cell of the matrix: the real command, in this process, over a real socket."""

from __future__ import annotations

import io
import multiprocessing
import socket
import ssl
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import cozewf.client  # noqa: F401  for ten threads at once Python may call it a deadlock
from cozewf.cli import main
from cozewf.terminal import Terminal

from ..server import RawServer, reply
from .commands import COMMANDS, Command
from .faults import FAULTS, Case, Fault
from .oracle import SECRETS, Seen, complaints

_THREADS = 10
_LONGEST = 10.0  # seconds; every limit that a case sets is far below


@dataclass(frozen=True)
class Cell:
    """A fault in a command with an output format; *place* counts the fault's cases."""

    fault: Fault
    command: Command
    output: str
    place: int
    case: Case

    def __str__(self) -> str:
        command = self.command
        where = f"{self.fault.name} [{self.place}]"
        return f"{where} × {command.name} ({command.dialect}) -o {self.output}"

    @property
    def login(self) -> str:
        """The header that logs in: both ways take turns."""
        return "cookie" if self.place % 2 else "authorization"


@dataclass(frozen=True)
class Verdict:
    cell: Cell
    found: Sequence[str]
    seconds: float


def cells(faults: Sequence[Fault] = FAULTS) -> Iterator[Cell]:
    """Every command × fault × place × format.

    A reply that was tried before, and another end of the same command, at fewer places.
    """
    for fault in faults:
        names: set[str] = set()
        bodies: set[bytes] = set()
        for command in COMMANDS:
            is_first = command.name not in names
            is_plain = command.name == command.argv[0]
            is_fresh = is_first and is_plain and command.body not in bodies
            names.add(command.name)
            bodies.add(command.body)
            if is_first or not fault.plain:
                dense = is_fresh or fault.plain or not fault.many
                yield from _cells_of(fault, command, every=1 if dense else 5)


def _cells_of(fault: Fault, command: Command, *, every: int) -> Iterator[Cell]:
    formats = command.outputs
    for place, case in enumerate(fault.cases(command)):
        if place % every:
            continue
        # Not the place itself: it may go in step with the formats.
        chosen = (formats[place // every % len(formats)],) if fault.many else formats
        for output in chosen:
            yield Cell(fault, command, output, place, case)


def try_all(chosen: Sequence[Cell], *, processes: int = 1) -> Iterator[Verdict]:
    """Try *chosen*, several at a time: many of them wait for a limit."""
    if processes == 1:
        yield from _try_some(chosen)
        return
    context = multiprocessing.get_context("fork")  # scripts cannot be pickled
    queue = context.SimpleQueue()

    def work(part: int) -> None:
        for number, verdict in enumerate(_try_some(chosen[part::processes])):
            queue.put((part + number * processes, verdict.found, verdict.seconds))

    workers = [context.Process(target=work, args=(part,)) for part in range(processes)]
    for worker in workers:
        worker.start()
    for _ in chosen:
        at, found, seconds = queue.get()
        yield Verdict(chosen[at], found, seconds)


def _try_some(chosen: Sequence[Cell]) -> Iterator[Verdict]:
    with _surroundings() as places, ThreadPoolExecutor(_THREADS) as pool:
        yield from pool.map(lambda cell: _try(cell, places), chosen)


def _try(cell: Cell, places: dict[str, str]) -> Verdict:
    server = _serve(cell)
    try:
        begun = time.monotonic()
        base_url = cell.case.base_url.format_map(places) or server.url
        argv = [*cell.command.argv, "--base-url", base_url, "-o", cell.output]
        argv += ["--retries", str(cell.case.retries), *cell.case.argv]
        with tempfile.TemporaryDirectory(dir=places["home"]) as home:
            code, out, err = run(argv, home, cell.login)
        found = complaints(
            cell.command, cell.case, cell.output, cell.login, _look(cell, server, code, out, err)
        )
        seconds = time.monotonic() - begun
        if seconds > _LONGEST:
            found.append(f"took {seconds:.1f} s")
    finally:
        server.close()
    return Verdict(cell, found, seconds)


def _look(cell: Cell, server: RawServer, code: int, out: bytes, err: str) -> Seen:
    logins = {
        name
        for request in server.requests
        for name in ("authorization", "cookie")
        if name in request.headers
    }
    sends = sum(request.method == "POST" for request in server.requests)
    return Seen(code, out, err, _count(cell, server), sends, frozenset(logins))


def _serve(cell: Cell) -> RawServer:
    """The cell's server. To look-ups of a run that was lost it says that it has no history."""
    command, scripts = cell.command, cell.case.scripts or [reply(b"")]

    def answer(connection: socket.socket) -> None:
        if command.opening and len(server.requests) == 1:
            reply(command.opening_body, content_type=_OPENS[command.method])(connection)
        elif server.requests[-1].method != command.method:
            _NO_HISTORY(connection)
        else:
            scripts[min(_count(cell, server), len(scripts)) - 1](connection)

    server = RawServer([answer])
    return server


_NO_HISTORY = reply(b'{"code":404,"msg":"not found"}', status=404)
_OPENS = {"POST": "text/event-stream", "GET": "application/json"}


def _count(cell: Cell, server: RawServer) -> int:
    """The requests that met the fault: without those before, and without look-ups after it."""
    command = cell.command
    count = sum(request.method == command.method for request in server.requests)
    return count - (bool(command.opening) and command.method == "POST")


def run(argv: Sequence[str], home: str, login: str) -> tuple[int, bytes, str]:
    """Run a command line in this process; a traceback is what it would have printed."""
    out, err = io.BytesIO(), io.BytesIO()
    terminal = Terminal(
        io.StringIO(),
        io.TextIOWrapper(out, "utf-8", "replace", newline="\n"),
        io.TextIOWrapper(err, "utf-8", "replace", newline="\n"),
        environ={},
    )
    variable, secret = _LOGINS[login]
    environ = {variable: secret, "COZEWF_CONFIG_DIR": home, "COZEWF_STATE_DIR": home}
    try:
        code = main(argv, terminal=terminal, environ=environ)
    except BaseException as error:  # noqa: BLE001  that is what is looked for
        code, _ = 1, err.write(f"Traceback: {type(error).__name__}: {error}".encode())
    return code, out.getvalue(), err.getvalue().decode()


_LOGINS = {
    "authorization": ("COZEWF_API_KEY", SECRETS[0]),
    "cookie": ("COZEWF_SESSION_KEY", SECRETS[1]),
}


class _Babbler:
    """Answers before it has read anything, and not in TLS."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = str(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                connection.close()


@contextmanager
def _surroundings() -> Iterator[dict[str, str]]:
    """Places that connections fail at: a closed port, TLS where there is none, and untrusted."""
    import trustme  # noqa: PLC0415  an extra `dev`; only here

    with socket.create_server(("127.0.0.1", 0)) as listener:
        closed = str(listener.getsockname()[1])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    plain, tls = _Babbler(), RawServer([reply(b"{}")], tls=context)
    with tempfile.TemporaryDirectory() as home:
        yield {
            "home": str(Path(home)),
            "closed": closed,
            "plain": plain.port,
            "tls": tls.url.rpartition(":")[2],
        }
    plain.close()
    tls.close()

"""One cell: the real command in a process of its own, a signal in one of its phases, what is left.

Everything must be given back: the terminal as it was, the state whole and true, no process left.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from ..pseudo_terminal import PseudoTerminal
from ..server import RawServer
from .phases import PHASES, SLEEPER, Gate, Phase

Way = Literal["Ctrl-C", "SIGINT", "SIGTERM", "SIGHUP", "SIGTERM twice", "hang up", "SIGINT twice"]
WAYS: tuple[Way, ...] = get_args(Way)
_INTERRUPTS = ("Ctrl-C", "SIGINT", "SIGINT twice")
_NUMBERS = {
    "SIGINT": signal.SIGINT,
    "SIGTERM": signal.SIGTERM,
    "SIGHUP": signal.SIGHUP,
    "SIGTERM twice": signal.SIGTERM,
    "SIGINT twice": signal.SIGINT,
}
_TWICE_SECONDS = 0.03  # the first one is being obeyed
_SECONDS = 15.0
# What a terminal must not be left in, and what ends it.
_MODES = {
    "a hidden cursor": ("\x1b[?25l", "\x1b[?25h"),
    "bracketed paste": ("\x1b[?2004h", "\x1b[?2004l"),
    "the other screen": ("\x1b[?1049h", "\x1b[?1049l"),
    "a held frame": ("\x1b[?2026h", "\x1b[?2026l"),
    "mouse reports": ("\x1b[?1000h", "\x1b[?1000l"),
}


@dataclass(frozen=True)
class Cell:
    """A way to end in a phase."""

    phase: Phase
    way: Way

    def __str__(self) -> str:
        return f"{self.way} × {self.phase.name}"


@dataclass(frozen=True)
class Left:
    """What a command left behind. *code* is negative for the signal it died of."""

    code: int
    told: str
    terminal: list[str]
    seconds: float


def cells() -> Iterator[Cell]:
    """Every way in every phase; only a terminal has Ctrl-C as a key, and can hang up."""
    for phase in PHASES:
        for way in WAYS:
            if phase.on_terminal or way not in ("Ctrl-C", "hang up"):
                yield Cell(phase, way)


def try_cell(cell: Cell) -> list[str]:
    """What is wrong, in words; empty where every promise is kept."""
    try:
        return _try(cell)
    except (AssertionError, subprocess.TimeoutExpired) as error:
        return [f"the phase was not reached, or does not end: {error}"]


def _try(cell: Cell) -> list[str]:
    phase = cell.phase
    gate = Gate()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        server = RawServer(phase.scripts(gate))
        stack.callback(server.close)
        stack.callback(gate.over.set)
        environ = _environ(phase, Path(folder))
        argv = [*phase.argv, *_place(phase, server, stack)]
        run = _on_terminal if phase.on_terminal else _in_pipes
        left = run(cell, argv, environ, gate)
        posts = sum(request.method == "POST" for request in server.requests)
        return [
            *_wrong_end(cell, left),
            *left.terminal,
            *_wrong_state(cell, Path(folder)),
            *([f"{posts} requests instead of {phase.posts}"] if posts != phase.posts else []),
            *(["a process is left"] if _is_sleeping(folder) else []),
        ]


def _environ(phase: Phase, folder: Path) -> dict[str, str]:
    (folder / "config").mkdir(mode=0o700)
    if phase.shows == "sleeper":
        config = folder / "config" / "config.toml"
        command = f'api_key_command = "sleep {SLEEPER}"'
        config.write_text(f"[profiles.default]\n{command}\n")
        config.chmod(0o600)
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "SYSTEMROOT")}
    login = {} if phase.shows == "sleeper" else {"COZEWF_API_KEY": "pat_canary_0123456789"}
    return (
        kept
        | login
        | {
            "HOME": str(folder),
            "COZEWF_CONFIG_DIR": str(folder / "config"),
            "COZEWF_STATE_DIR": str(folder / "state"),
            "LANG": "C.UTF-8",
            "PYTHONWARNINGS": "error,ignore::ResourceWarning",
            **phase.environ,
        }
    )


def _place(phase: Phase, server: RawServer, stack: ExitStack) -> list[str]:
    match phase.place:
        case "server":
            return ["--base-url", server.url]
        case "full":
            return ["--base-url", f"http://127.0.0.1:{stack.enter_context(_full_port())}"]
        case "none":
            return []


@contextmanager
def _full_port() -> Iterator[int]:
    """A port that takes no connection: its queue is full, so that connecting takes for ever."""
    with socket.socket() as listener, ExitStack() as stack:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


def _in_pipes(cell: Cell, argv: list[str], environ: dict[str, str], gate: Gate) -> Left:
    process = subprocess.Popen(
        [sys.executable, "-m", "cozewf", *argv],
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        _reach(cell.phase, process, gate, environ["HOME"])
        begun = time.monotonic()
        _send(cell.way, process.send_signal)
        _, err = process.communicate(timeout=_SECONDS)
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
    return Left(process.returncode, err.decode(), [], time.monotonic() - begun)


def _send(way: Way, send: Callable[[signal.Signals], None]) -> None:
    send(_NUMBERS[way])
    if way.endswith("twice"):
        time.sleep(_TWICE_SECONDS if way.startswith("SIGINT") else 0)
        send(_NUMBERS[way])


def _reach(phase: Phase, process: subprocess.Popen[bytes], gate: Gate, folder: str) -> None:
    """Wait until the command is in its phase."""
    match phase.shows:
        case "":
            assert gate.reached.wait(_SECONDS), "the server was not asked"
            time.sleep(0.05)  # what it sent is read
        case "sleeper":
            _wait(lambda: _is_sleeping(folder), "no command was asked")
            time.sleep(0.1)  # it is waited for
        case "socket":
            _wait(lambda: _connects(process.pid), "no connection was tried")
        case text:
            assert process.stderr is not None
            shown = b""
            while text.encode() not in shown:
                shown += (more := os.read(process.stderr.fileno(), 4096))
                assert more, shown


def _on_terminal(cell: Cell, argv: list[str], environ: dict[str, str], gate: Gate) -> Left:
    phase = cell.phase
    with PseudoTerminal.cozewf(*argv, environ=environ, rows=40) as terminal:
        before = termios.tcgetattr(terminal.descriptor)
        _reach_on_screen(phase, terminal)
        begun = time.monotonic()
        mark = len(terminal.sent)
        match cell.way:
            case "Ctrl-C":
                terminal.type("\x03")
            case "hang up":
                return Left(terminal.hang_up(_SECONDS), "", [], time.monotonic() - begun)
            case way:
                _send(way, terminal.send)
        if phase.lives and cell.way in _INTERRUPTS:
            _go_on_and_leave(terminal, mark, in_editor="editor" in phase.name)
        code = terminal.wait(_SECONDS)
        after = termios.tcgetattr(terminal.descriptor)
        wrong = _wrong_terminal(terminal.sent.decode("utf-8", "replace"))
        wrong += ["the terminal's settings are others"] if after != before else []
        told = terminal.sent[mark:].decode("utf-8", "replace")
        return Left(code, told, wrong, time.monotonic() - begun)


def _reach_on_screen(phase: Phase, terminal: PseudoTerminal) -> None:
    if phase.types and phase.argv[0] == "chat":
        terminal.wait_for("lists the commands.\n>")
    elif phase.types:
        terminal.wait_for(phase.shows)
    for text in phase.types:
        terminal.type(text)
    terminal.wait_for(phase.types[0] if "typing" in phase.name else phase.shows)
    if phase.shows.startswith("Answer") and phase.environ.get("TERM") != "dumb":
        terminal.wait_until(lambda: b"\x1b[?2004h" in terminal.sent)
    time.sleep(0.1)  # what is shown before the terminal is taken over


def _go_on_and_leave(terminal: PseudoTerminal, mark: int, *, in_editor: bool) -> None:
    """After Ctrl-C a chat goes on: it prompts again, and Ctrl-D leaves it."""
    if in_editor:  # which goes on too, when only we get the signal
        terminal.type("\x03")
    terminal.wait_until(lambda: len(terminal.sent) > mark)
    time.sleep(0.3)
    terminal.type_until_gone("\x04")


def _wrong_end(cell: Cell, left: Left) -> list[str]:
    phase = cell.phase
    found = []
    if cell.way in _INTERRUPTS:
        codes = {0} if phase.lives else {phase.code}
        codes |= {130} if cell.way == "SIGINT twice" else set()
    elif cell.way == "hang up":
        codes = {-signal.SIGHUP}
    else:
        codes = {-_NUMBERS[cell.way]}
    if left.code not in codes:
        found.append(f"exit code {left.code} instead of {codes}")
    quiet = cell.way == "hang up" or cell.way.endswith("twice")
    if not quiet and phase.told not in re.sub(r"\s+", " ", left.told):
        found.append(f"{phase.told!r} is not told: {left.told!r}")
    for word in ("Traceback", "Exception ignored", "Error:", "Unhandled"):
        if word in left.told:
            found.append(f"{word}: {left.told[-800:]}")
    if left.seconds > 6:
        found.append(f"took {left.seconds:.1f} s")
    return found


def _wrong_terminal(sent: str) -> list[str]:
    return [
        f"left in {name}" for name, (on, off) in _MODES.items() if sent.rfind(on) > sent.rfind(off)
    ]


def _wrong_state(cell: Cell, folder: Path) -> list[str]:
    """The second Ctrl-C may come before the end of a run is noted."""
    phase = cell.phase
    path = folder / "state" / "state.db"
    if not path.exists():
        return [] if not phase.runs else ["there is no state"]
    with closing(sqlite3.connect(path)) as state:
        (whole,) = state.execute("PRAGMA integrity_check").fetchone()
        runs = tuple(status for (status,) in state.execute("SELECT status FROM runs"))
        paused = tuple(status for (status,) in state.execute("SELECT status FROM paused"))
    found = [] if whole == "ok" else [f"the state is damaged: {whole}"]
    may_run = cell.way == "SIGINT twice" and runs == ("running",) * len(phase.runs)
    if runs != phase.runs and not may_run:
        found.append(f"the runs are {runs} instead of {phase.runs}")
    if paused != phase.paused:
        found.append(f"the questions are {paused} instead of {phase.paused}")
    return found


def _is_sleeping(folder: str) -> bool:
    """Whether a process of the cell in *folder* sleeps: a key's command, or an editor."""
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "cmdline").read_bytes().split(b"\0")
            environ = (place / "environ").read_bytes()
        except OSError:
            continue
        if words[:2] == [b"sleep", SLEEPER.encode()] and folder.encode() in environ:
            return True
    return False


def _connects(pid: int) -> bool:
    """Whether the process has a connection in the making (state 02 in /proc)."""
    try:
        numbers = [os.readlink(place) for place in Path(f"/proc/{pid}/fd").iterdir()]
    except OSError:
        return False
    inodes = {text[8:-1] for text in numbers if text.startswith("socket:[")}
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return any(row[3] == "02" and row[9] in inodes for row in rows)


def _wait(is_there: Callable[[], Any], complaint: str) -> None:
    end = time.monotonic() + _SECONDS
    while not is_there():
        assert time.monotonic() < end, complaint
        time.sleep(0.02)

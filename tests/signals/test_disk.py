"""A disk that is full, or a state folder that is none: told once, and nothing else is lost."""

from __future__ import annotations

import json
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from ..questions import DONE, EVENT, RUN, message
from ..screens import Shown, settings, show
from ..server import RawServer, Script, chunked, reply
from .phases import event

resource = pytest.importorskip("resource", reason="limits the size of files")

Serve = Callable[..., RawServer]
_STREAM = chunked(message("好"), DONE)
_TURN = chunked(
    event("conversation.chat.created", {"id": "5", "conversation_id": "3"}),
    event("conversation.message.delta", {"id": "1", "content": "你好"}),
    event("conversation.chat.completed", {"id": "5"}),
)
_RECORD = {"execute_id": RUN, "execute_status": "Success", "output": "{}"}
_ENDED = reply(json.dumps({"code": 0, "data": [_RECORD]}).encode())
# The commands that keep something, or look into what is kept, and what the server says to them.
KEEPING: dict[tuple[str, ...], Script] = {
    ("run", "7549"): reply(b'{"code":0,"data":"{\\"output\\":1}"}'),
    ("stream", "7549"): _STREAM,
    ("resume", EVENT, "--workflow", "7549", "--answer", "x"): _STREAM,
    ("chat", "7549", "hi"): _TURN,
    ("wait", RUN, "--workflow", "7549"): _ENDED,
    ("history", "7549", "--execute-id", RUN): _ENDED,
}
# Those that have nothing else to tell.
READING = (
    ("history", "--local"),
    ("history", "7549", "--execute-id", "@latest"),
    ("resume",),
    ("resume", "--list"),
    ("resume", EVENT),
    ("wait", RUN),
    ("chat", "7549", "hi", "--continue"),
)


@contextmanager
def _full_disk() -> Iterator[None]:
    """No file can grow."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def _a_file_where_the_folder_would_be(state: Path) -> Iterator[None]:
    state.write_text("")
    yield
    state.unlink()


@contextmanager
def _a_full_disk(state: Path) -> Iterator[None]:
    with _full_disk():
        yield


@contextmanager
def _a_disk_that_is_full_by_now(state: Path) -> Iterator[None]:
    state.mkdir(0o700)
    with closing(sqlite3.connect(state / "state.db")) as made:
        made.execute("PRAGMA journal_mode = WAL")
    with _full_disk():
        yield


@contextmanager
def _a_damaged_file(state: Path) -> Iterator[None]:
    state.mkdir(0o700)
    (state / "state.db").write_bytes(b"\0broken" * 1000)
    yield


@contextmanager
def _a_folder_of_the_kernel(state: Path) -> Iterator[None]:
    """Not even root makes a folder there."""
    state.symlink_to("/sys/kernel/cozewf")
    yield
    state.unlink()


TROUBLES = (
    _a_file_where_the_folder_would_be,
    _a_full_disk,
    _a_disk_that_is_full_by_now,
    _a_damaged_file,
    _a_folder_of_the_kernel,
)


def _run(words: tuple[str, ...], server: RawServer, home: Path, **facts: object) -> Shown:
    places = {"COZEWF_BASE_URL": server.url, "COZEWF_STATE_DIR": str(home / "state")}
    given: Any = {"is_tty": False, **facts}
    return show(words, settings(home, places), **given)


def _runs(home: Path) -> list[str]:
    with closing(sqlite3.connect(home / "state" / "state.db")) as state:
        assert state.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [status for (status,) in state.execute("SELECT status FROM runs")]


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.__name__)
def test_a_state_that_cannot_be_kept_is_told_once_and_costs_nothing_else(
    trouble: Callable[..., AbstractContextManager[object]], serve: Serve, tmp_path: Path
) -> None:
    for number, (words, script) in enumerate(KEEPING.items()):
        server = serve(script)
        home = tmp_path / str(number)
        home.mkdir()
        usual = _run(words, server, tmp_path)
        with trouble(home / "state"):
            ran = _run(words, server, home)
        assert (ran.code, ran.out.shown) == (0, usual.out.shown), words
        (line,) = ran.err.shown.splitlines()
        assert line.startswith("Warning: ") and "state.db" in line
    # When it is over, the next run is remembered.
    assert _run(("stream", "7549"), serve(_STREAM), home).err.shown == ""
    assert _runs(home) == ["success"]


def test_what_is_kept_but_cannot_be_read_is_not_nothing(serve: Serve, tmp_path: Path) -> None:
    server = serve(_STREAM)
    assert _run(("stream", "7549"), server, tmp_path).code == 0
    before = len(server.requests)
    for words in READING:
        with _full_disk():
            text, data = (
                _run(words, server, tmp_path),
                _run((*words, "-o", "json"), server, tmp_path),
            )
        assert (text.code, text.out.shown, data.code, data.out.shown) == (1, "", 1, ""), words
        first, second = text.err.shown.splitlines()
        assert first.startswith("Warning: ") and "cannot be used (" in first
        assert second == "cozewf: What this machine remembers cannot be read."
        assert "cannot be used (" in json.loads(data.err.shown)["error"]["hint"]
    assert len(server.requests) == before
    assert _runs(tmp_path) == ["success"]


def test_a_conversation_goes_on_when_the_disk_becomes_full(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(connection: socket.socket) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
        _TURN(connection)

    monkeypatch.chdir(tmp_path)
    typed = (("commands.", "hi\r"), ("> ", "ho\r"), ("> ", "/save\r"), ("cannot be", "\x04"))
    try:
        ran = _run(("chat", "7549"), serve(fill, _TURN), tmp_path, is_tty=True, typed=typed)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (ran.code, ran.out.shown.count("你好")) == (0, 2)
    assert ran.err.shown.count("runs are not remembered") == 1
    assert "chat-3.md cannot be written: File too large." in ran.err.shown
    assert "Continue with: cozewf chat 7549 --conversation 3" in ran.err.shown
    assert [word for word in ("Traceback", "Unhandled") if word in ran.text] == []
    assert _runs(tmp_path) == ["running"]  # as far as it could be noted


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_result_that_cannot_be_written_is_told_by_the_exit_code(
    serve: Serve, environ: dict[str, str], tmp_path: Path
) -> None:
    with open("/dev/full", "wb") as full:
        started = {
            words: subprocess.Popen(
                [sys.executable, "-m", "cozewf", *words],
                env=environ
                | {
                    "COZEWF_BASE_URL": serve(script).url,
                    "COZEWF_STATE_DIR": str(tmp_path / str(number) / "state"),
                },
                stdin=subprocess.DEVNULL,
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
            )
            for number, (words, script) in enumerate(KEEPING.items())
        }
    ended = {
        words: (process.communicate(timeout=30)[1], process.returncode)
        for words, process in started.items()
    }
    told = "cozewf: stdout cannot be written: No space left on device.\n"
    assert ended == dict.fromkeys(KEEPING, (told, 1))
    homes = dict(zip(KEEPING, map(str, range(len(KEEPING))), strict=True))
    kept = {words[0]: _runs(tmp_path / home) for words, home in homes.items()}
    assert (kept.pop("run"), kept.pop("wait"), kept.pop("history")) == (["success"], [], [])
    # Whether the end had come by then is a matter of milliseconds.
    assert [name for name, runs in kept.items() if runs not in (["success"], ["lost"])] == []

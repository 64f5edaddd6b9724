"""What a command leaves in the state file: each run from its start to its end, and no more."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from cozewf.store import Run, Store

from ..conftest import Cozewf
from ..questions import DONE, EVENT, RUN, WORKFLOW, event, message, question
from ..server import RawServer, Script, chunked, reply

Serve = Callable[..., RawServer]
LINK = f"http://127.0.0.1:3000/work_flow?execute_id={RUN}&space_id=1"
LOG = {"X-Log-Id": "0f5d7c1e"}
END = event("Done", {"debug_url": LINK, "usage": {"input_count": 3, "output_count": 4}})
FAILED = event("Error", {"error_code": 305000002, "error_message": "boom", "debug_url": LINK})
ASYNC = b'{"code":0,"execute_id":"7533521629687578624","data":null}'


def runs(folder: Path) -> list[Run]:
    store = Store(folder / "state" / "state.db", warn=pytest.fail)
    try:
        return store.runs()
    finally:
        store.close()


def facts(folder: Path) -> list[tuple[str, str, str, int | None, int | None]]:
    return [(r.kind, r.status, r.execute_id, r.token, r.error_code) for r in runs(folder)]


@pytest.mark.parametrize(
    ("argv", "script", "expected"),
    [
        (["run"], reply(b'{"code":0,"data":"ok","token":7}'), ("run", "success", "", 7, None)),
        (["run", "--async"], reply(ASYNC), ("async", "running", RUN, None, None)),
        (["stream"], chunked(END), ("stream", "success", RUN, 7, None)),
        (["stream"], chunked(FAILED), ("stream", "failed", RUN, None, 305000002)),
        (["stream"], chunked(question("?")), ("stream", "interrupted", RUN, None, None)),
        (["stream"], chunked(message("x")), ("stream", "lost", "", None, None)),
        (["run"], lambda connection: None, ("run", "lost", "", None, None)),
        (
            ["run"],
            reply(f'{{"code":720701013,"msg":"boom","debug_url":"{LINK}"}}'.encode()),
            ("run", "failed", RUN, None, 720701013),
        ),
    ],
)
def test_a_run_is_remembered_with_its_end(
    argv: list[str],
    script: Script,
    expected: tuple[object, ...],
    cozewf: Cozewf,
    serve: Serve,
    tmp_path: Path,
) -> None:
    cozewf(*argv, WORKFLOW, "--base-url", serve(script).url)
    assert facts(tmp_path) == [expected]


@pytest.mark.parametrize(
    "script",
    [
        reply(b'{"code":6031,"msg":"not published"}'),
        reply(b'{"code":700012006,"msg":"authentication failed"}'),
        reply(b'{"code":4000,"msg":"missing parameter"}'),
    ],
)
@pytest.mark.parametrize("command", ["run", "stream"])
def test_a_run_that_the_server_refused_is_none(
    command: str, script: Script, cozewf: Cozewf, serve: Serve, tmp_path: Path
) -> None:
    assert cozewf(command, WORKFLOW, "--base-url", serve(script).url).code > 0
    assert runs(tmp_path) == []


def test_where_and_when_a_run_was_is_remembered(
    cozewf: Cozewf, serve: Serve, tmp_path: Path
) -> None:
    server = serve(chunked(END, headers=LOG))
    cozewf("stream", WORKFLOW, "--base-url", server.url + "/v1/")
    (run,) = runs(tmp_path)
    assert (run.profile, run.base_url, run.workflow_id) == ("", server.url, WORKFLOW)
    assert (run.debug_url, run.log_id) == (LINK, "0f5d7c1e")
    assert run.ended is not None and 0 <= run.ended - run.started < 10


def test_a_run_that_was_answered_later_is_one_run(
    cozewf: Cozewf, serve: Serve, tmp_path: Path
) -> None:
    server = serve(chunked(question("?")), chunked(END))
    cozewf("stream", WORKFLOW, "--base-url", server.url)
    cozewf("resume", "--answer", "x")
    assert facts(tmp_path) == [("stream", "success", RUN, 7, None)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_run_is_remembered_from_its_start_also_when_cozewf_is_killed(
    number: signal.Signals, environ: dict[str, str], serve: Serve, tmp_path: Path
) -> None:
    go_on = threading.Event()
    server = serve(chunked(message("一半"), pause=lambda: go_on.wait(10)))
    process = subprocess.Popen(
        [sys.executable, "-m", "cozewf", "stream", WORKFLOW, "--base-url", server.url],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None and process.stdout.read(6).decode() == "一半"
    assert facts(tmp_path) == [("stream", "running", "", None, None)]
    process.send_signal(number)
    process.communicate(timeout=10)
    go_on.set()
    expected = "lost" if number == signal.SIGINT else "running"
    assert facts(tmp_path) == [("stream", expected, "", None, None)]


@pytest.mark.skipif(os.name != "posix", reason="needs bash")
def test_a_run_whose_reader_went_away_is_lost_from_sight(
    environ: dict[str, str], serve: Serve, tmp_path: Path
) -> None:
    server = serve(chunked(*[message("行\n")] * 2000, DONE))
    command = f"{sys.executable} -m cozewf stream {WORKFLOW} --base-url {server.url} | head -1"
    subprocess.run(["bash", "-c", command], env=environ, capture_output=True, check=True)
    assert facts(tmp_path) == [("stream", "lost", "", None, None)]


def test_no_secret_and_no_output_text_is_in_any_file(
    cozewf: Cozewf, serve: Serve, tmp_path: Path
) -> None:
    secret = "pat_canary_0123456789"
    server = serve(
        chunked(message("OUTPUT-canary"), question(f"is {secret} yours?")),
        chunked(event("Error", {"error_message": f"OUTPUT-canary {secret}"})),
    )
    place = ("--base-url", server.url)
    cozewf("stream", WORKFLOW, "-p", "topic=PARAM-canary", *place)
    assert cozewf("resume", "--list").text.split("\t")[2] == "is *** yours?"
    cozewf("resume", "--answer", "ANSWER-canary", *place)
    files = list((tmp_path / "state").iterdir())
    assert [file.name for file in files] == ["state.db"]
    assert b"canary" not in files[0].read_bytes()


def test_log_false_writes_nothing(cozewf: Cozewf, serve: Serve, tmp_path: Path) -> None:
    config = tmp_path / "config" / "config.toml"
    config.parent.mkdir()
    config.write_text("log = false\n")
    server = serve(chunked(question("?")), chunked(END))
    ran = cozewf("stream", WORKFLOW, "--base-url", server.url)
    assert (ran.code, (tmp_path / "state").exists()) == (8, False)
    place = ("--workflow", WORKFLOW, "--base-url", server.url)
    assert cozewf("resume", "--answer", "x", *place).code == 2
    assert cozewf("resume", EVENT, "--answer", "x", *place).code == 0
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize("code", [0, 8])
def test_a_folder_that_cannot_be_written_is_told_once_and_the_run_goes_on(
    code: int, cozewf: Cozewf, serve: Serve, tmp_path: Path
) -> None:
    folder = tmp_path / "file"
    folder.write_text("")
    server = serve(chunked(END if code == 0 else question("?")))
    env = {"COZEWF_STATE_DIR": str(folder / "state")}
    ran = cozewf("stream", WORKFLOW, "--base-url", server.url, env=env)
    assert ran.code == code
    assert ran.err.count("runs are not remembered") == 1
    quiet = cozewf("stream", WORKFLOW, "--base-url", server.url, "-o", "json", env=env)
    assert (quiet.code, "Warning" in quiet.err) == (code, False)


def test_a_damaged_file_is_set_aside_and_the_run_is_remembered(
    cozewf: Cozewf, serve: Serve, tmp_path: Path
) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    (folder / "state.db").write_bytes(b"\x00broken" * 1000)
    ran = cozewf("stream", WORKFLOW, "--base-url", serve(chunked(END)).url)
    assert ran.code == 0
    assert ran.err.startswith(f"Warning: The state file {folder / 'state.db'} is set aside as ")
    assert facts(tmp_path) == [("stream", "success", RUN, 7, None)]


def test_a_python_without_sqlite_runs_workflows_all_the_same(
    cozewf: Cozewf, serve: Serve, tmp_path: Path
) -> None:
    (tmp_path / "sqlite3.py").write_text("raise ImportError")
    ran = cozewf("stream", WORKFLOW, "--base-url", serve(chunked(END)).url)
    assert (ran.code, ran.err) == (
        0,
        "Warning: This Python has no sqlite3: runs are not remembered.\n",
    )

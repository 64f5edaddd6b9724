"""Broken connections: what was received is kept, the end is told, nothing is sent twice."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from ..conftest import Cozewf
from ..server import RawServer, chunked, reply

Serve = Callable[..., RawServer]


def _event(name: str, data: dict[str, object]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


HALF = _event("Message", {"content": "一半", "node_title": "输出", "node_id": "1"})
DONE = _event("Done", {})
LOG = {"X-Log-Id": "0f5d7c1e"}


@pytest.mark.parametrize("end", [True, False], ids=["clean end", "connection lost"])
def test_a_stream_without_an_end_keeps_what_came_and_ends_with_5(
    end: bool, cozewf: Cozewf, serve: Serve
) -> None:
    server = serve(chunked(HALF, headers=LOG, end=end))
    ran = cozewf("stream", "7549", "--base-url", server.url)
    assert (ran.code, ran.text) == (5, "一半\n")
    assert "log id 0f5d7c1e" in ran.err
    assert "The run may still be going on" in ran.err or "most likely goes on" in ran.err
    assert len(server.requests) == 1


def test_a_request_that_may_have_arrived_is_not_sent_again(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(lambda connection: connection.close())
    ran = cozewf("run", "7549", "--base-url", server.url, "--retries", "5")
    assert (ran.code, ran.text, len(server.requests)) == (5, "", 1)
    assert "it was not sent again" in ran.err


def test_a_refused_connection_is_tried_again_and_ends_with_1(cozewf: Cozewf) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    ran = cozewf("stream", "7549", "--base-url", f"http://127.0.0.1:{port}", "--retries", "1")
    assert (ran.code, ran.text) == (1, "")
    assert ran.err.startswith(f"cozewf: No connection to 127.0.0.1:{port}: ")


def test_a_rate_limit_is_waited_for_only_when_asked(cozewf: Cozewf, serve: Serve) -> None:
    limited = reply(b'{"code":429,"msg":"too many"}', status=429, headers={"Retry-After": "0"})
    server = serve(limited, limited, reply(b'{"code":0,"data":"ok"}'))
    assert cozewf("run", "7549", "--base-url", server.url).code == 7
    assert len(server.requests) == 1
    ran = cozewf("run", "7549", "--base-url", server.url, "--retries", "2")
    assert (ran.code, ran.text, len(server.requests)) == (0, "ok\n", 3)


@pytest.mark.parametrize("option", ["--idle-timeout", "--timeout"])
def test_an_own_time_limit_ends_with_124_and_keeps_what_came(
    option: str, cozewf: Cozewf, serve: Serve
) -> None:
    go_on = threading.Event()
    server = serve(chunked(HALF, pause=lambda: go_on.wait(5)))
    ran = cozewf("stream", "7549", "--base-url", server.url, option, "0.3", "-o", "json")
    go_on.set()
    document = json.loads(ran.text)
    assert (ran.code, document["status"]) == (124, "lost")
    assert [node["content"] for node in document["nodes"]] == ["一半"]


def test_a_total_limit_also_ends_a_server_that_never_falls_silent(
    cozewf: Cozewf, serve: Serve
) -> None:
    over = threading.Event()
    server = serve(chunked(*[HALF] * 100, pause=lambda: over.wait(0.05)))
    ran = cozewf("stream", "7549", "--base-url", server.url, "--timeout", "0.4")
    over.set()
    assert ran.code == 124
    assert "The time limit of 0.4 s has passed." in ran.err


def test_a_reader_that_goes_away_is_no_error(environ: dict[str, str], serve: Serve) -> None:
    server = serve(chunked(*[_event("Message", {"content": "行\n"})] * 2000, DONE))
    command = f"{sys.executable} -m cozewf stream 7549 --base-url {server.url} | head -1"
    done = subprocess.run(
        ["bash", "-c", command + "; echo ${PIPESTATUS[0]}"],
        env=environ,
        capture_output=True,
        timeout=20,
        check=False,
    )
    assert (done.stdout.decode(), done.stderr.decode()) == ("行\n0\n", "")


def test_a_web_page_instead_of_an_answer_is_told_by_its_title(cozewf: Cozewf, serve: Serve) -> None:
    page = b"<html><head><title>Sign in</title></head></html>"
    server = serve(reply(page, content_type="text/html"))
    ran = cozewf("stream", "7549", "--base-url", server.url)
    assert (ran.code, ran.text) == (1, "")
    assert ran.err.partition("\n")[0] == (
        'cozewf: The server answered with a web page instead of JSON: "Sign in".'
    )


def test_a_redirect_within_the_origin_keeps_body_and_login(cozewf: Cozewf, serve: Serve) -> None:
    moved = reply(b"", status=307, headers={"Location": "/elsewhere/run"})
    server = serve(moved, reply(b'{"code":0,"data":"ok"}'))
    ran = cozewf("run", "7549", "--base-url", server.url)
    assert (ran.code, ran.text) == (0, "ok\n")
    first, second = server.requests
    assert second.path == "/elsewhere/run"
    assert (first.body, first.headers["authorization"]) == (
        second.body,
        second.headers["authorization"],
    )


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_the_login_never_follows_a_redirect_to_another_origin(
    status: int, cozewf: Cozewf, serve: Serve
) -> None:
    other = serve(reply(b'{"code":0,"data":"stolen"}'))
    server = serve(reply(b"", status=status, headers={"Location": other.url + "/v1/workflow/run"}))
    ran = cozewf("run", "7549", "--base-url", server.url)
    assert (ran.code, ran.text, other.requests) == (1, "", [])
    assert f"redirects to {other.url}/v1/workflow/run" in ran.err


def test_ctrl_c_says_that_the_run_goes_on_and_keeps_what_came(
    environ: dict[str, str], serve: Serve, tmp_path: Path
) -> None:
    go_on = threading.Event()
    server = serve(chunked(HALF, pause=lambda: go_on.wait(10), headers=LOG))
    process = subprocess.Popen(
        [sys.executable, "-m", "cozewf", "stream", "7549", "--base-url", server.url],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert os.read(process.stdout.fileno(), 100).decode() == "一半"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=10)
    go_on.set()
    assert (process.returncode, out.decode()) == (130, "\n")
    assert "The run most likely goes on" in err.decode()
    assert "log id 0f5d7c1e" in err.decode()


@pytest.mark.parametrize("argv", [["--version"], ["-V"]])
def test_the_version_is_one_line(argv: list[str], cozewf: Cozewf) -> None:
    ran = cozewf(*argv)
    assert (ran.code, ran.text, ran.err) == (0, "cozewf 0.1.0\n", "")

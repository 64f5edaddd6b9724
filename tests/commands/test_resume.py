"""A paused run is answered from another process: the newest, one of many, or one by its id."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from cozewf.store import Paused, Store

from ..conftest import Cozewf, Ran
from ..pseudo_terminal import PseudoTerminal
from ..questions import (
    DONE,
    EVENT,
    NEXT_EVENT,
    RUN,
    WORKFLOW,
    form,
    message,
    question,
    unknown_kind,
)
from ..server import RawServer, Script, chunked, reply

Serve = Callable[..., RawServer]
ASK = chunked(question("去哪里？", options=("北京", "上海 🏙")))
FORM = chunked(form())
END = chunked(message("完"), DONE)
NOT_PAUSED = reply(
    b'{"code":720701013,"msg":"Workflow execution failure: workflow execution '
    b'7533521629687578624 is not interrupted, status is 2, cannot resume"}'
)
NOTHING_WAITS = (
    "cozewf: No run waits for an answer, as far as this machine knows.\n"
    "  See `cozewf resume --list`, or name an event id and its --workflow.\n"
)


@pytest.fixture
def pause(cozewf: Cozewf, serve: Serve) -> Callable[..., RawServer]:
    """A server where a run has paused; it goes on with the scripts."""

    def start(*scripts: Script, asks: Script = ASK) -> RawServer:
        server = serve(asks, *scripts)
        assert cozewf("stream", WORKFLOW, "--base-url", server.url).code == 8
        return server

    return start


def remembered(tmp_path: Path) -> list[Paused]:
    store = Store(tmp_path / "state" / "state.db", warn=pytest.fail)
    try:
        return store.paused()
    finally:
        store.close()


def status(tmp_path: Path) -> str:
    (paused,) = remembered(tmp_path)
    return paused.status


def test_the_newest_paused_run_goes_on_without_any_flag_but_the_answer(
    pause: Callable[..., RawServer], cozewf: Cozewf, tmp_path: Path
) -> None:
    server = pause(END)
    ran = cozewf("resume", "--answer", "2")
    assert (ran.code, ran.text, ran.err) == (0, "完\n", "")
    assert [request.path for request in server.requests[1:]] == ["/v1/workflow/stream_resume"]
    assert server.requests[1].json == {
        "workflow_id": WORKFLOW,
        "event_id": EVENT,
        "resume_data": "上海 🏙",
        "interrupt_type": 2,
    }
    assert status(tmp_path) == "answered"
    again = cozewf("resume", "--answer", "2")
    assert (again.code, again.text, again.err) == (2, "", NOTHING_WAITS)
    by_id = cozewf("resume", EVENT, "--answer", "2")
    assert (by_id.code, by_id.err) == (
        2,
        "cozewf: This question was answered from here already.\n",
    )
    assert len(server.requests) == 2


def test_a_run_that_asks_again_is_answered_again(
    pause: Callable[..., RawServer], cozewf: Cozewf, tmp_path: Path
) -> None:
    server = pause(chunked(form(event_id=NEXT_EVENT)), END)
    assert cozewf("resume", "--answer", "北京").code == 8
    assert cozewf("resume", "--data", '{"city": "北京", "days": "3"}').code == 0
    assert server.requests[2].json == {
        "workflow_id": WORKFLOW,
        "event_id": NEXT_EVENT,
        "resume_data": '{"city":"北京","days":3}',
        "interrupt_type": 5,
    }
    assert [paused.status for paused in remembered(tmp_path)] == ["answered", "answered"]


def test_the_list_shows_what_waits_to_pipes_and_programs(
    pause: Callable[..., RawServer], cozewf: Cozewf
) -> None:
    server = pause()
    in_pipe = cozewf("resume", "--list")
    event_id, workflow, asked, when = in_pipe.text.rstrip("\n").split("\t")
    assert (event_id, workflow, asked) == (EVENT, WORKFLOW, "去哪里？ [北京 / 上海 🏙]")
    document = json.loads(cozewf("resume", "--list", "-o", "json").text)
    assert document == {
        "schema": 1,
        "paused": [
            {
                "profile": None,
                "base_url": server.url,
                "workflow_id": WORKFLOW,
                "status": "waiting",
                "asked_at": when,
                "event_id": EVENT,
                "interrupt_type": 2,
                "interrupt_name": "question",
                "node_title": "问答",
                "prompt": "去哪里？",
                "options": ["北京", "上海 🏙"],
                "fields": [],
                "data": "",
                "execute_id": RUN,
                "debug_url": None,
            }
        ],
    }
    line = json.loads(cozewf("resume", "--list", "-o", "jsonl", "--query", "event_id").text)
    assert line == EVENT
    assert cozewf("resume", "--list", "--profile", "demo").text == ""
    assert cozewf("resume", "--list", "--workflow", "1", "--base-url", server.url).text == ""


def test_the_list_is_for_people_on_a_terminal(
    pause: Callable[..., RawServer], environ: dict[str, str], tmp_path: Path
) -> None:
    config = tmp_path / "config" / "config.toml"
    config.parent.mkdir()
    config.touch(mode=0o600)
    config.write_text(f'[aliases]\npoem = "{WORKFLOW}"\n')
    pause()
    with PseudoTerminal.cozewf("resume", "--list", environ=environ) as terminal:
        assert terminal.wait() == 0
    assert terminal.lines == [f"{EVENT}  poem  just now", "  去哪里？ [北京 / 上海 🏙]"]


def _profiles(tmp_path: Path, **servers: RawServer) -> dict[str, str]:
    config = tmp_path / "config" / "config.toml"
    config.parent.mkdir()
    config.write_text(
        "".join(
            f'[profiles.{name}]\nbase_url = "{server.url}"\napi_key = "pat_{name}"\n'
            for name, server in servers.items()
        )
    )
    return {"COZEWF_API_KEY": ""}


def test_each_profile_has_its_own_newest_run_and_an_id_brings_its_profile(
    cozewf: Cozewf, serve: Serve, tmp_path: Path
) -> None:
    home = serve(ASK, END)
    work = serve(chunked(question("?", event_id=NEXT_EVENT)), END)
    env = _profiles(tmp_path, home=home, work=work)
    for name in ("home", "work"):
        assert cozewf("stream", WORKFLOW, "--profile", name, env=env).code == 8
    assert cozewf("resume", "--answer", "1", "--profile", "home", env=env).code == 0
    assert (len(home.requests), len(work.requests)) == (2, 1)
    assert cozewf("resume", NEXT_EVENT, "--answer", "好", env=env).code == 0
    assert work.requests[1].headers["authorization"] == "Bearer pat_work"
    assert work.requests[1].json["event_id"] == NEXT_EVENT


def test_an_answer_goes_to_no_other_server_than_the_one_that_asked(
    pause: Callable[..., RawServer], cozewf: Cozewf, serve: Serve
) -> None:
    asked, other = pause(END), serve(END)
    elsewhere = {"COZEWF_BASE_URL": other.url}
    ran = cozewf("resume", EVENT, "--answer", "1", env=elsewhere)
    assert (ran.code, ran.text, other.requests) == (2, "", [])
    assert ran.err == (
        f"cozewf: The run waits at {asked.url}, not at {other.url}.\n"
        f"  Choose its profile, or give --base-url {asked.url}\n"
    )
    assert cozewf("resume", "--answer", "1", env=elsewhere).err == NOTHING_WAITS
    assert cozewf("resume", EVENT, "--answer", "1", "--base-url", asked.url).code == 0


def test_a_server_by_another_name_is_the_one_that_asked_when_a_person_says_so(
    pause: Callable[..., RawServer], cozewf: Cozewf, tmp_path: Path
) -> None:
    server = pause(END)
    same = server.url.replace("127.0.0.1", "localhost")
    assert cozewf("resume", EVENT, "--answer", "1", "--base-url", same).code == 0
    assert status(tmp_path) == "answered"


def test_a_run_of_another_machine_needs_its_workflow(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(END)
    place = ("--base-url", server.url)
    ran = cozewf("resume", EVENT, "--answer", "1", *place)
    assert (ran.code, ran.err) == (
        2,
        f"cozewf: This machine does not know the run that asked {EVENT}.\n"
        "  Name its workflow with --workflow, or see `cozewf resume --list`.\n",
    )
    workflow = ("--workflow", WORKFLOW, *place)
    assert cozewf("resume", EVENT, *workflow).code == 8
    assert server.requests == []
    assert cozewf("resume", EVENT, *workflow, "--answer", "x").code == 0
    assert cozewf("resume", EVENT, *workflow, "--data", '{"a": 1}').code == 0
    typed = cozewf("resume", EVENT, *workflow, "--data", "1", "--interrupt-type", "7")
    assert typed.code == 0
    sent = [(r.json["resume_data"], r.json["interrupt_type"]) for r in server.requests]
    assert sent == [("x", 2), ('{"a":1}', 5), ("1", 7)]


@pytest.mark.parametrize(
    ("asks", "argv", "message"),
    [
        (ASK, ["--answer", " "], "The answer is empty."),
        (
            ASK,
            ["--data", '{"a": 1}'],
            "A question is answered with a text, not with an object or a list.",
        ),
        (FORM, ["--answer", "北京"], "A form with several fields is answered with a JSON object."),
        (
            FORM,
            ["--data", '{"days": "三", "tags": [1], "citty": 1}'],
            "The answer does not fit the form"
            ' (missing: city; unknown: citty; "三" is no integer for days).',
        ),
    ],
)
def test_an_answer_that_the_server_would_choke_on_is_refused_here(
    asks: Script,
    argv: list[str],
    message: str,
    pause: Callable[..., RawServer],
    cozewf: Cozewf,
    tmp_path: Path,
) -> None:
    server = pause(END, asks=asks)
    ran = cozewf("resume", *argv)
    assert (ran.code, ran.text) == (2, "")
    assert ran.err.partition("\n")[0] == f"cozewf: {message}"
    assert f"Answer with: cozewf resume {EVENT} --workflow {WORKFLOW}" in ran.err
    assert (len(server.requests), status(tmp_path)) == (1, "waiting")


@pytest.mark.parametrize("asks", [ASK, FORM, chunked(unknown_kind("{}"))])
@pytest.mark.parametrize("command", [["stream", WORKFLOW], ["resume"]])
def test_without_a_terminal_nobody_is_asked_and_nothing_hangs(
    asks: Script,
    command: list[str],
    pause: Callable[..., RawServer],
    environ: dict[str, str],
) -> None:
    server = pause(asks, asks=asks)
    process = subprocess.Popen(
        [sys.executable, "-m", "cozewf", *command, "--base-url", server.url],
        env=environ,
        stdin=subprocess.PIPE,  # nobody writes to it, and nobody closes it
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.wait(timeout=5) == 8
    out, err = process.communicate()
    assert out == b""
    assert f"Answer with: cozewf resume {EVENT} --workflow {WORKFLOW}".encode() in err


@pytest.mark.parametrize("by_id", [False, True])
def test_a_question_that_was_answered_elsewhere_is_told_and_not_offered_again(
    by_id: bool, pause: Callable[..., RawServer], cozewf: Cozewf, tmp_path: Path
) -> None:
    pause(NOT_PAUSED)
    ran = cozewf("resume", *([EVENT] if by_id else []), "--answer", "1", "-o", "json")
    assert (ran.code, ran.text) == (1, "")
    assert json.loads(ran.err)["error"]["hint"] == (
        "The run does not wait for this answer: it was given, or has expired."
    )
    assert status(tmp_path) == "gone"
    assert cozewf("resume", "--list").text == ""
    assert cozewf("resume", "--answer", "1").err == NOTHING_WAITS


def test_a_refusal_inside_the_stream_counts_as_well(
    pause: Callable[..., RawServer], cozewf: Cozewf, tmp_path: Path
) -> None:
    pause(chunked(b"event: error\ndata: interrupt event does not exist\n\n"))
    assert cozewf("resume", "--answer", "1").code == 3
    assert status(tmp_path) == "gone"


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (reply(b'{"code":700012006,"msg":"authentication failed"}'), 4),
        (reply(b'{"code":400,"msg":"bind body failed"}', status=400), 1),
        (reply(b'{"code":4013,"msg":"slow down"}'), 7),
    ],
)
def test_after_a_refusal_of_another_kind_the_run_still_waits(
    script: Script, code: int, pause: Callable[..., RawServer], cozewf: Cozewf, tmp_path: Path
) -> None:
    pause(script, END)
    ran = cozewf("resume", "--answer", "1")
    assert ran.code == code
    assert f"Answer with: cozewf resume {EVENT}" in ran.err
    assert status(tmp_path) == "waiting"
    assert cozewf("resume", "--answer", "1").code == 0


def _cut(data: bytes) -> Script:
    """Send *data* and break the connection off."""
    return lambda connection: connection.sendall(data)


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


def posts(server: RawServer) -> int:
    """How many runs and answers were sent; looking up how a run ended is no such thing."""
    return sum(request.method == "POST" for request in server.requests)


NO_HISTORY = reply(b'{"code":401,"msg":"missing session_key in cookie"}', status=401)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
DROPS = {
    "before any byte": (_cut(b""), "sent"),
    "by a reset": (_reset, "sent"),
    "inside the status line": (_cut(HEAD[:9]), "sent"),
    "inside the head": (_cut(HEAD[:-2]), "sent"),
    "after the head": (_cut(HEAD), "sent"),
    "inside an event": (chunked(message("x")[:20], end=False), "sent"),
    "after an empty stream": (chunked(), "sent"),
    "after an event": (chunked(message("x"), end=False), "answered"),
    "after an event, without the end": (chunked(message("x")), "answered"),
    "by the proxy": (reply(b"<html>", status=504, content_type="text/html"), "sent"),
    "by the server's panic": (reply(b'{"code":500,"msg":"internal"}', status=500), "sent"),
}


@pytest.mark.parametrize("in_place", [True, False], ids=["in place", "by resume"])
@pytest.mark.parametrize("drop", DROPS)
def test_wherever_a_resume_is_dropped_exactly_one_answer_was_sent(
    drop: str, in_place: bool, cozewf: Cozewf, serve: Serve, tmp_path: Path
) -> None:
    script, fate = DROPS[drop]
    server = serve(ASK, script, NO_HISTORY)
    place = ("--base-url", server.url, "--retries", "3")
    if in_place:
        ran = cozewf("stream", WORKFLOW, "--answer", "1", *place)
    else:
        cozewf("stream", WORKFLOW, *place)
        ran = cozewf("resume", "--answer", "1", *place)
    assert ran.code in ((1,) if drop.startswith("by the") else (5,))
    assert posts(server) == 2
    assert status(tmp_path) == fate
    assert cozewf("resume", "--answer", "1").err == NOTHING_WAITS
    assert posts(server) == 2


def test_an_answer_of_unknown_outcome_is_sent_again_only_by_its_id_and_with_a_warning(
    pause: Callable[..., RawServer], cozewf: Cozewf, environ: dict[str, str]
) -> None:
    server = pause(_cut(b""), NO_HISTORY, NO_HISTORY, END)
    assert cozewf("resume", "--answer", "1").code == 5
    with PseudoTerminal.cozewf("resume", "--list", environ=environ, columns=120) as terminal:
        terminal.wait()
    assert terminal.lines[0] == (
        f"{EVENT}  {WORKFLOW}  just now  an answer was sent, outcome unknown"
    )
    ran = cozewf("resume", EVENT, "--answer", "1")
    assert (ran.code, ran.text, ran.err, posts(server)) == (
        0,
        "完\n",
        "Warning: An answer was sent before, and nobody knows whether it arrived.\n",
        3,
    )


def test_ctrl_c_while_an_answer_is_on_its_way_leaves_its_outcome_unknown(
    pause: Callable[..., RawServer], environ: dict[str, str], tmp_path: Path
) -> None:
    arrived, go_on = threading.Event(), threading.Event()

    def hold(connection: socket.socket) -> None:
        arrived.set()
        go_on.wait(10)

    server = pause(hold)
    process = subprocess.Popen(
        [sys.executable, "-m", "cozewf", "resume", "--answer", "1"],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert arrived.wait(10)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=10)
    go_on.set()
    assert (process.returncode, status(tmp_path), len(server.requests)) == (130, "sent", 2)
    assert b"the run most likely goes on at the server" in err


def test_a_server_that_cannot_be_reached_has_got_no_answer(
    pause: Callable[..., RawServer], cozewf: Cozewf, tmp_path: Path
) -> None:
    server = pause()
    server.close()
    ran = cozewf("resume", "--answer", "1", "--retries", "0")
    assert (ran.code, status(tmp_path)) == (1, "waiting")
    assert f"Answer with: cozewf resume {EVENT}" in ran.err


def test_a_question_that_is_being_answered_is_not_offered_to_another_process(
    pause: Callable[..., RawServer], cozewf: Cozewf, environ: dict[str, str]
) -> None:
    answering: list[Ran] = []

    def answer_elsewhere(connection: socket.socket) -> None:
        answering.append(cozewf("resume", "--answer", "2"))
        END(connection)

    server = pause(answer_elsewhere)
    assert cozewf("resume", "--answer", "1").code == 0
    assert (answering[0].code, answering[0].err) == (2, NOTHING_WAITS)
    assert len(server.requests) == 2


def test_a_resumed_run_ends_with_its_document(
    pause: Callable[..., RawServer], cozewf: Cozewf
) -> None:
    pause(END)
    ran = cozewf("resume", "--answer", "1", "-o", "json")
    document = json.loads(ran.text)
    assert (ran.code, document["status"], document["execute_id"], document["output"]) == (
        0,
        "success",
        RUN,
        "完",
    )


def test_the_demo_says_that_its_question_cannot_wait(cozewf: Cozewf, tmp_path: Path) -> None:
    ran = cozewf("stream", "wf_ask", "--profile", "demo")
    assert ran.code == 8
    assert "The demo's server ends with this command" in ran.err
    assert remembered(tmp_path) == []

"""Questions on a real terminal: menus, forms, rounds, and the ways out of them."""

from __future__ import annotations

import json
import socket
import sys
import threading
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from ..conftest import Cozewf
from ..pseudo_terminal import PseudoTerminal
from ..questions import (
    DONE,
    EVENT,
    NEXT_EVENT,
    WORKFLOW,
    form,
    message,
    question,
    unknown_kind,
)
from ..server import RawServer, Script, chunked
from ..zygote import Zygote

Serve = Callable[..., RawServer]
CITIES = ("北京", "上海 🏙", "广州")
ASK = chunked(question("去哪里？", options=CITIES))
END = chunked(message("完"), DONE)
UP, DOWN, CTRL_C, CTRL_D, CTRL_U, BACKSPACE = "\x1b[A", "\x1b[B", "\x03", "\x04", "\x15", "\x7f"
Start = Callable[..., PseudoTerminal]


@pytest.fixture
def stream(environ: dict[str, str], zygote: Zygote | None) -> Start:
    def start(server: RawServer, *argv: str, **env: str) -> PseudoTerminal:
        return PseudoTerminal.cozewf(
            *("stream", WORKFLOW, "--base-url", server.url, *argv),
            environ=environ | env,
            columns=100,
            zygote=zygote,
        )

    return start


def answers(server: RawServer) -> list[str]:
    return [request.json["resume_data"] for request in server.requests[1:]]


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        ("\r", "北京"),
        (DOWN + "\r", "上海 🏙"),
        (DOWN + DOWN + DOWN + UP + "\r", "广州"),
        ("3\r", "广州"),
        ("广州\r", "广州"),
        ("上海x" + BACKSPACE + BACKSPACE + BACKSPACE + "广州\r", "广州"),
        ("南极\r", "南极"),
        ("南极" + DOWN + "\r", "上海 🏙"),
    ],
)
def test_an_option_is_chosen_by_arrows_number_name_or_in_other_words(
    keys: str, answer: str, stream: Start, serve: Serve
) -> None:
    server = serve(ASK, END)
    with stream(server) as terminal:
        terminal.wait_for("Answer")
        terminal.type(keys)
        assert terminal.wait() == 0
    assert answers(server) == [answer]
    assert terminal.lines[:3] == ["", "? 去哪里？  (问答)", f"❯ {answer}"]


def test_the_menu_shows_what_is_chosen(stream: Start, serve: Serve) -> None:
    server = serve(ASK, END)
    with stream(server) as terminal:
        terminal.wait_for("Answer")
        assert terminal.lines[1:] == [
            "? 去哪里？  (问答)",
            "❯ 1  北京",
            "  2  上海 🏙",
            "  3  广州",
            "Answer (arrows, number or text):",
        ]
        terminal.type("2")
        terminal.wait_for("❯ 2")
        terminal.type(CTRL_C)
        terminal.wait()


def test_a_menu_longer_than_the_screen_scrolls(stream: Start, serve: Serve) -> None:
    options = [f"选项 {number}" for number in range(1, 61)]
    server = serve(chunked(question("哪个？", options=options)), END)
    with stream(server) as terminal:
        terminal.wait_for("Answer")
        terminal.type(UP)
        terminal.wait_for("❯ 60")
        assert "? 哪个？" in terminal.text
        terminal.type("\r")
        assert terminal.wait() == 0
    assert answers(server) == ["选项 60"]


def test_a_form_is_asked_field_by_field_and_a_wrong_type_is_asked_again(
    stream: Start, serve: Serve
) -> None:
    server = serve(chunked(form()), END)
    with stream(server) as terminal:
        terminal.wait_for("city (string, required):")
        terminal.type("\r")
        terminal.wait_for("This field is required.\n  city (string, required):")
        terminal.type("北京x" + BACKSPACE + "\r")
        terminal.wait_for("days (integer) [2]:")
        terminal.type("三\r")
        terminal.wait_for('"三" is no integer for days.\n  days (integer) [2]:')
        terminal.type("3\r")
        terminal.wait_for("tags (list of string) a, b, c or JSON:")
        terminal.type("海, 吃\r")
        assert terminal.wait() == 0
    assert answers(server) == ['{"city":"北京","days":3,"tags":["海","吃"]}']
    assert terminal.lines[1:9] == [
        "? 输入",
        "  city (string, required):",
        "  This field is required.",
        "  city (string, required): 北京",
        "  days (integer) [2]: 三",
        '  "三" is no integer for days.',
        "  days (integer) [2]: 3",
        "  tags (list of string) a, b, c or JSON: 海, 吃",
    ]


def test_what_is_left_empty_takes_its_default_or_is_left_out(stream: Start, serve: Serve) -> None:
    server = serve(chunked(form()), END)
    with stream(server) as terminal:
        for prompt, keys in (("city", "x\r"), ("days", "\r"), ("tags", "\r")):
            terminal.wait_for(prompt)
            terminal.type(keys)
        assert terminal.wait() == 0
    assert answers(server) == ['{"city":"x","days":2}']


def test_keys_that_are_typed_ahead_go_to_the_next_field(stream: Start, serve: Serve) -> None:
    server = serve(chunked(form()), END)
    with stream(server) as terminal:
        terminal.wait_for("city")
        terminal.type("北京\r3\r海\r")
        assert terminal.wait() == 0
    assert answers(server) == ['{"city":"北京","days":3,"tags":["海"]}']


def test_a_question_that_is_asked_again_says_its_round_and_shows_the_last_one(
    stream: Start, serve: Serve
) -> None:
    server = serve(
        chunked(question("去哪里？")),
        chunked(question("去哪里？", "说具体一点？", event_id=NEXT_EVENT)),
        END,
    )
    with stream(server) as terminal:
        terminal.wait_for("Answer:")
        terminal.type("随便\r")
        terminal.wait_for("? 说具体一点？  (问答, asked again, round 2)")
        terminal.type("看海\r")
        assert terminal.wait() == 0
    assert answers(server) == ["随便", "看海"]
    assert terminal.text.count("去哪里？") == 1


def test_a_pause_of_an_unknown_kind_shows_its_data_and_takes_a_raw_answer(
    stream: Start, serve: Serve
) -> None:
    server = serve(chunked(unknown_kind('{"plugin": "邮箱\\u001b[31m", "n": 1}')), END)
    with stream(server) as terminal:
        terminal.wait_for("Answer:")
        terminal.type('{"ok": true}\r')
        assert terminal.wait() == 0
    assert answers(server) == ['{"ok": true}']
    assert terminal.lines[1:4] == [
        "? The run waits for an answer of an unknown kind (oauth_plugin, type 7).",
        '{"plugin": "邮箱\\u001b[31m", "n": 1}',
        'Answer: {"ok": true}',
    ]


def test_pasted_lines_are_one_answer(stream: Start, serve: Serve) -> None:
    server = serve(chunked(question("说说？")), END)
    with stream(server) as terminal:
        terminal.wait_for("Answer:")
        terminal.type("\x1b[200~第一行\n第二行\x1b[201~\r")
        assert terminal.wait() == 0
    assert answers(server) == ["第一行\n第二行"]


@pytest.mark.parametrize(
    ("asks", "prompt"),
    [(ASK, "Answer"), (chunked(question("?")), "Answer:"), (chunked(form()), "required):")],
    ids=["menu", "text", "form"],
)
@pytest.mark.parametrize(("key", "code"), [(CTRL_C, 130), (CTRL_D, 8)])
@pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
def test_leaving_a_question_shows_the_line_that_answers_it_later(
    asks: Script, prompt: str, key: str, code: int, term: str, stream: Start, serve: Serve
) -> None:
    server = serve(asks)
    with stream(server, TERM=term) as terminal:
        terminal.wait_for(prompt)
        terminal.type(key)
        assert terminal.wait() == code
    assert f"  Answer with: cozewf resume {EVENT}" in terminal.text
    assert answers(server) == []


def test_a_dumb_terminal_is_asked_line_by_line(stream: Start, serve: Serve) -> None:
    server = serve(ASK, chunked(form(event_id=NEXT_EVENT)), END)
    with stream(server, TERM="dumb") as terminal:
        for prompt, keys in (
            ("Answer (number or text):", "\n2\n"),
            ("city", "x\n"),
            ("days", "\n"),
            ("tags", "\n"),
        ):
            terminal.wait_for(prompt)
            terminal.type(keys)
        assert terminal.wait() == 0
    assert answers(server) == ["上海 🏙", '{"city":"x","days":2}']
    assert b"\x1b" not in terminal.sent


def test_what_servers_and_options_say_cannot_move_the_cursor(stream: Start, serve: Serve) -> None:
    server = serve(chunked(question("a\x1b[2Jb", options=("c\x1b[2J\rd", "e\nf"))), END)
    with stream(server, "--color", "never") as terminal:
        terminal.wait_for("Answer")
        assert terminal.lines[1:4] == ["? a␛[2Jb  (问答)", "❯ 1  c␛[2J␍d", "  2  e f"]
        terminal.type("\r")
        assert terminal.wait() == 0
    assert answers(server) == ["c\x1b[2J\rd"]


def test_stdout_stays_data_while_a_person_is_asked(
    environ: dict[str, str], serve: Serve, tmp_path: Path
) -> None:
    server = serve(ASK, END)
    target = tmp_path / "out.txt"
    command = f"cozewf stream {WORKFLOW} --base-url {server.url} > {target}"
    shell = ["bash", "-c", f'cozewf() {{ "$PYTHON" -m cozewf "$@"; }}; {command}']
    with PseudoTerminal(shell, environ | {"PYTHON": sys.executable}) as terminal:
        terminal.wait_for("Answer")
        terminal.type(DOWN + "\r")
        assert terminal.wait() == 0
    assert target.read_text("utf-8") == "完\n"
    assert answers(server) == ["上海 🏙"]


def test_the_newest_question_is_asked_again_by_resume(
    cozewf: Cozewf, environ: dict[str, str], serve: Serve
) -> None:
    server = serve(ASK, END)
    assert cozewf("stream", WORKFLOW, "--base-url", server.url).code == 8
    with PseudoTerminal.cozewf("resume", environ=environ) as terminal:
        terminal.wait_for("Answer")
        terminal.type(DOWN + "\r")
        assert terminal.wait() == 0
    assert answers(server) == ["上海 🏙"]
    assert terminal.lines[1:3] == ["? 去哪里？  (问答)", "❯ 上海 🏙"]


def test_a_recorded_session_answers_the_same_questions_without_a_person(
    stream: Start, cozewf: Cozewf, serve: Serve, tmp_path: Path
) -> None:
    book = tmp_path / "answers.toml"
    asks = (ASK, chunked(form(event_id=NEXT_EVENT)), END)
    person = serve(*asks)
    with stream(person, "--record-answers", str(book)) as terminal:
        for prompt, keys in (("Answer", DOWN + "\r"), ("city", "x\r"), ("days", CTRL_U + "5\r")):
            terminal.wait_for(prompt)
            terminal.type(keys)
        terminal.wait_for("tags")
        assert len(tomllib.loads(book.read_text("utf-8"))["answers"]) == 1
        terminal.type("\r")
        assert terminal.wait() == 0
    assert tomllib.loads(book.read_text("utf-8")) == {
        "answers": [
            {"node": "问答", "question": "去哪里？", "kind": "choice", "answer": "上海 🏙"},
            {"node": "输入", "kind": "form", "answer": {"city": "x", "days": 5}},
        ]
    }
    again, copy = serve(*asks), tmp_path / "copy.json"
    ran = cozewf(
        *("stream", WORKFLOW, "--base-url", again.url, "--answers", str(book)),
        *("--record-answers", str(copy)),
    )
    assert (ran.code, ran.text) == (0, "完\n")
    assert answers(again) == answers(person)
    assert json.loads(copy.read_text("utf-8")) == tomllib.loads(book.read_text("utf-8"))


def test_a_stream_is_left_at_its_question_before_it_is_answered(
    cozewf: Cozewf, serve: Serve
) -> None:
    left = threading.Event()

    def ask_and_stay(connection: socket.socket) -> None:
        chunked(question("去哪里？"), end=False)(connection)
        if connection.recv(1) == b"":
            left.set()

    def go_on(connection: socket.socket) -> None:
        assert left.wait(10)
        END(connection)

    server = serve(ask_and_stay, go_on)
    ran = cozewf("stream", WORKFLOW, "--base-url", server.url, "--answer", "北京")
    assert (ran.code, ran.text, ran.err) == (0, "完\n", "")
    assert answers(server) == ["北京"]

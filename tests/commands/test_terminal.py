"""The live view of the real command on a pseudo-terminal, over a real socket."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Callable

import pytest

from ..pseudo_terminal import PseudoTerminal
from ..server import RawServer, chunked

Serve = Callable[..., RawServer]
LINES = [f"{n:03} 第{n}行的内容,with English 🎉 看看会不会丢" for n in range(500)]


def _message(content: str, **fields: object) -> bytes:
    data = {"content": content, "node_id": "1", "node_title": "文章输出", **fields}
    return f"event: Message\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def _tokens(text: str) -> list[bytes]:
    return [_message(text[at : at + 40]) for at in range(0, len(text), 40)]


DONE = b'event: Done\ndata: {"debug_url":""}\n\n'
QUESTION = json.dumps(
    {
        "messages": [
            {
                "type": "question",
                "content_type": "option",
                "content": {"options": [{"name": "北京"}, {"name": "上海"}], "question": "哪里?"},
            }
        ]
    },
    ensure_ascii=False,
)
ASK = (
    _message(QUESTION, node_id="2", node_type="Question", node_title="问答", node_is_finish=True),
    b"event: Interrupt\ndata: "
    + json.dumps({"interrupt_data": {"event_id": "1/2", "type": 2, "data": QUESTION}}).encode()
    + b"\n\n",
)


def _marks(terminal: PseudoTerminal) -> list[str]:
    return re.findall(r"^(\d{3}) 第", terminal.text, re.MULTILINE)


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40)])
def test_no_line_of_500_is_lost_or_doubled(
    columns: int, rows: int, environ: dict[str, str], serve: Serve
) -> None:
    server = serve(chunked(*_tokens("\n".join(LINES)), DONE))
    with PseudoTerminal.cozewf(
        *("stream", "7549", "--base-url", server.url), environ=environ, columns=columns, rows=rows
    ) as terminal:
        assert terminal.wait() == 0
    shown = terminal.lines
    assert shown[0] == "● 文章输出"
    # pyte shows a wide character in two cells, the second one empty
    assert shown[1:501] == LINES
    assert shown[-1].startswith("✓ ok · ")


def test_no_line_is_lost_or_doubled_by_a_resize_in_the_middle(
    environ: dict[str, str], serve: Serve
) -> None:
    half, go_on = threading.Event(), threading.Event()
    first, second = _tokens("\n".join(LINES[:250]) + "\n"), _tokens("\n".join(LINES[250:]))

    def pause() -> None:
        if len(sent) == len(first):
            half.set()
            go_on.wait(10)
        sent.append(1)

    sent: list[int] = []
    server = serve(chunked(*first, *second, DONE, pause=pause))
    with PseudoTerminal.cozewf(
        "stream", "7549", "--base-url", server.url, environ=environ
    ) as terminal:
        terminal.wait_for("240 第")
        terminal.resize(100, 30)
        go_on.set()
        assert terminal.wait() == 0
    assert _marks(terminal) == [f"{n:03}" for n in range(500)]


def test_an_interrupt_in_the_middle_is_answered_in_place_and_the_run_goes_on(
    environ: dict[str, str], serve: Serve
) -> None:
    server = serve(
        chunked(*_tokens("\n".join(LINES[:250])), *ASK),
        chunked(*_tokens("\n".join(LINES[250:])), DONE),
    )
    with PseudoTerminal.cozewf(
        "stream", "7549", "--base-url", server.url, environ=environ
    ) as terminal:
        terminal.wait_for("Answer")
        terminal.type("2\r")
        assert terminal.wait() == 0
    assert _marks(terminal) == [f"{n:03}" for n in range(500)]
    assert server.requests[1].json == {
        "workflow_id": "7549",
        "event_id": "1/2",
        "resume_data": "上海",
        "interrupt_type": 2,
    }
    assert terminal.text.count("哪里?") == 1
    assert "messages" not in terminal.text


def test_a_question_without_an_answer_ends_with_8_and_the_line_that_answers_it(
    environ: dict[str, str], serve: Serve
) -> None:
    server = serve(chunked(*ASK))
    with PseudoTerminal.cozewf(
        "stream", "7549", "--base-url", server.url, environ=environ, columns=120
    ) as terminal:
        terminal.wait_for("Answer")
        terminal.type("\x04")
        assert terminal.wait() == 8
    assert "cozewf resume 1/2 --workflow 7549 --interrupt-type 2 --answer '北京'" in terminal.text
    assert len(server.requests) == 1


@pytest.mark.parametrize("extra", [{"CI": "1"}, {"COZEWF_NO_INPUT": "1"}])
def test_nobody_is_asked_in_ci(
    extra: dict[str, str], environ: dict[str, str], serve: Serve
) -> None:
    server = serve(chunked(*ASK))
    with PseudoTerminal.cozewf(
        "stream", "7549", "--base-url", server.url, environ=environ | extra
    ) as terminal:
        assert terminal.wait() == 8


def test_a_run_shows_a_spinner_and_leaves_its_result_and_one_line(
    environ: dict[str, str], serve: Serve
) -> None:
    shown = threading.Event()

    def answer(connection: socket.socket) -> None:
        shown.wait(10)
        chunked(b'{"code":0,"data":"{\\"n\\":1}"}', content_type="application/json")(connection)

    server = serve(answer)
    with PseudoTerminal.cozewf(
        "run", "7549", "--base-url", server.url, environ=environ
    ) as terminal:
        terminal.wait_for("running")
        shown.set()
        assert terminal.wait() == 0
    assert terminal.lines[:3] == ["{", '  "n": 1', "}"]
    assert "running" not in terminal.text

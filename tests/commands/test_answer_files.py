"""--answer, --answers and --record-answers in scripts: who answers what, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ..conftest import Cozewf
from ..questions import DONE, EVENT, NEXT_EVENT, WORKFLOW, form, message, question
from ..server import RawServer, chunked

Serve = Callable[..., RawServer]
OPEN = chunked(question("去哪里？"))
NEXT = chunked(question("为什么？", event_id=NEXT_EVENT))
END = chunked(message("完"), DONE)


@pytest.fixture
def book(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str) -> str:
        path = tmp_path / "answers.toml"
        path.write_text(text, "utf-8")
        return str(path)

    return write


def answers(server: RawServer) -> list[str]:
    return [request.json["resume_data"] for request in server.requests[1:]]


def test_answers_come_first_in_order_and_then_from_the_file(
    cozewf: Cozewf, serve: Serve, book: Callable[[str], str]
) -> None:
    server = serve(OPEN, NEXT, END)
    path = book(
        '[[answers]]\nquestion = "去哪"\nanswer = "不用"\n'
        '[[answers]]\nquestion = "/为.么/"\nanswer = "好玩"\n'
    )
    ran = cozewf(
        *("stream", WORKFLOW, "--base-url", server.url, "--answer", "北京", "--answers", path)
    )
    assert (ran.code, ran.text, answers(server)) == (0, "完\n", ["北京", "好玩"])


def test_what_no_entry_fits_ends_with_8_and_the_line_that_answers_it(
    cozewf: Cozewf, serve: Serve, book: Callable[[str], str]
) -> None:
    server = serve(OPEN, NEXT, END)
    path = book('[[answers]]\nquestion = "去哪"\nanswer = "北京"\n')
    ran = cozewf("stream", WORKFLOW, "--base-url", server.url, "--answers", path)
    assert (ran.code, ran.text, answers(server)) == (8, "", ["北京"])
    assert ran.err == (
        "cozewf: The run waits for an answer: 为什么？\n"
        f"  execute id {NEXT_EVENT.partition('/')[0]}\n"
        f"  Answer with: cozewf resume {NEXT_EVENT} --workflow {WORKFLOW} --interrupt-type 2"
        f" --answer '…' --base-url {server.url}\n"
    )
    assert cozewf("resume", "--answer", "x").code == 0


def test_an_entry_that_the_server_would_choke_on_is_refused_and_the_run_waits(
    cozewf: Cozewf, serve: Serve, book: Callable[[str], str]
) -> None:
    server = serve(chunked(form()), END)
    path = book('[[answers]]\nkind = "form"\nanswer = { city = "北京", days = "三" }\n')
    ran = cozewf("stream", WORKFLOW, "--base-url", server.url, "--answers", path)
    assert (ran.code, answers(server)) == (2, [])
    assert ran.err.startswith(
        'cozewf: The answer does not fit the form ("三" is no integer for days).\n'
    )
    assert f"Answer with: cozewf resume {EVENT}" in ran.err
    assert cozewf("resume", "--list").text.startswith(EVENT)


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--answers", "none.toml"], "none.toml cannot be read: No such file or directory."),
        (["--answers", "broken.toml"], "broken.toml: Invalid value (at line 1, column 5)."),
        (["--record-answers", "a.txt"], "a.txt is neither .toml nor .json."),
        (
            ["--record-answers", "no/a.toml"],
            "no/a.toml cannot be written: there is no such folder.",
        ),
    ],
)
def test_a_file_that_cannot_serve_is_refused_before_anything_is_sent(
    argv: list[str], message: str, cozewf: Cozewf, serve: Serve, tmp_path: Path
) -> None:
    (tmp_path / "broken.toml").write_text("a = \n")
    server = serve(END)
    ran = cozewf("stream", WORKFLOW, "--base-url", server.url, *argv)
    assert (ran.code, ran.text, server.requests) == (2, "", [])
    assert ran.err.partition("\n")[0] == f"cozewf: {message}"


def test_a_record_that_can_no_longer_be_written_is_a_warning(
    cozewf: Cozewf, serve: Serve, tmp_path: Path
) -> None:
    target = tmp_path / "folder.toml"
    target.mkdir()
    server = serve(OPEN, NEXT, END)
    ran = cozewf(
        *("stream", WORKFLOW, "--base-url", server.url, "--answer", "a", "--answer", "b"),
        *("--record-answers", str(target)),
    )
    assert (ran.code, ran.text) == (0, "完\n")
    assert ran.err == f"Warning: {target} cannot be written: Is a directory.\n"

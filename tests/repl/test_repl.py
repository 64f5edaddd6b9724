"""A conversation at a pseudo-terminal, driven by keystrokes over a real socket."""

from __future__ import annotations

import json
import socket
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cozewf.mock.server import Server

from ..commands.test_chat import ASK_FORM, ASK_TEXT
from ..pseudo_terminal import PseudoTerminal
from ..server import RawServer, chunked, reply
from ..wire.test_chat_streams import ASKS, card, sse
from ..zygote import Zygote

Serve = Callable[..., RawServer]
Talk = Callable[..., PseudoTerminal]
PASTED = "\x1b[200~第一行\n第二行\r\n/help\x1b[201~"
UP, DOWN, BACKSPACE = "\x1b[A", "\x1b[B", "\x7f"
CTRL_C, CTRL_D, ALT_ENTER, CTRL_J = "\x03", "\x04", "\x1b\r", "\n"
USAGE = {"input_count": 3, "output_count": 4}


def turn(text: str, conversation: str = "3", **more: Any) -> bytes:
    return sse(
        ("conversation.chat.created", {"id": "5", "conversation_id": conversation}),
        ("conversation.message.delta", {"id": "1", "content": text}),
        ("conversation.message.completed", {"id": "1", "content": text}),
        *more.get("then", ()),
        (
            "conversation.chat.completed",
            {"id": "5", "usage": {"input_count": 3, "output_count": 4}},
        ),
        ("done", "[DONE]"),
    )


@pytest.fixture
def talk(environ: dict[str, str], zygote: Zygote | None) -> Talk:
    """Start `cozewf chat 1` at a terminal, up to its first prompt."""

    def start(
        server: RawServer, *argv: str, env: dict[str, str] | None = None, columns: int = 80
    ) -> PseudoTerminal:
        terminal = PseudoTerminal.cozewf(
            *("chat", "1", "--base-url", server.url, *argv),
            environ=environ | (env or {}),
            columns=columns,
            zygote=zygote,
        )
        terminal.wait_for("/help lists the commands.\n>")
        return terminal

    return start


def said(server: RawServer) -> list[str]:
    return [request.json["additional_messages"][0]["content"] for request in server.requests]


@pytest.mark.parametrize("dialect", ["open-source", "document"])
def test_three_turns_with_a_pasted_message_are_one_conversation(
    dialect: Any, environ: dict[str, str]
) -> None:
    with (
        Server(dialect, pace=0) as server,
        PseudoTerminal.cozewf(
            "chat", "wf_chat", "--base-url", server.base_url, environ=environ
        ) as terminal,
    ):
        terminal.wait_for("\n>")
        terminal.type("你好\r")
        terminal.wait_for("试试。")
        terminal.type(PASTED)
        terminal.wait_for("… /help")
        terminal.type("\r")
        terminal.wait_for("第 2 句")
        terminal.type("再见\r")
        terminal.wait_for("第 3 句")
        terminal.type(CTRL_D)
        assert terminal.wait() == 0
    bodies = [request.json for request in server.requests]
    assert [body["additional_messages"][0]["content"] for body in bodies] == [
        "你好",
        "第一行\n第二行\n/help",
        "再见",
    ]
    conversation = bodies[1]["conversation_id"]
    assert [body.get("conversation_id") for body in bodies] == [None, conversation, conversation]
    assert f"cozewf chat wf_chat --conversation {conversation}" in " ".join(terminal.lines)


def test_a_message_of_several_lines_and_wide_characters_is_edited_as_it_looks(
    talk: Talk, serve: Serve
) -> None:
    server = serve(chunked(turn("好")))
    with talk(server) as terminal:
        terminal.type(f"你好吗🎉{BACKSPACE}{BACKSPACE}{ALT_ENTER}第二行{CTRL_J}第三{UP}嗯")
        terminal.wait_for("第二嗯行")
        terminal.type("\r")
        terminal.wait_for("好\n\n>")
    assert said(server) == ["你好\n第二嗯行\n第三"]


def test_ctrl_c_stops_the_answer_keeps_its_text_and_the_next_turn_works(
    talk: Talk, serve: Serve, tmp_path: Path
) -> None:
    half = sse(
        ("conversation.chat.created", {"id": "5", "conversation_id": "3"}),
        ("conversation.message.delta", {"id": "1", "content": "一半的回答"}),
    )
    gone = threading.Event()

    def hang(connection: socket.socket) -> None:
        chunked(half, end=False)(connection)
        connection.recv(1)  # until the client goes away
        gone.set()

    server = serve(hang, chunked(turn("第二个回答")))
    with talk(server) as terminal:
        terminal.type("你好\r")
        terminal.wait_for("一半的回答")
        terminal.interrupt()
        terminal.wait_for("Stopped listening")
        assert gone.wait(5)
        terminal.type("还在吗\r")
        terminal.wait_for("第二个回答")
        terminal.type(f"/save {tmp_path}/chat.md\r")
        terminal.wait_for("Saved to")
        terminal.type(CTRL_D)
        assert terminal.wait() == 0
    saved = (tmp_path / "chat.md").read_text("utf-8")
    assert saved.endswith(
        "## You\n\n你好\n\n## Answer\n\n一半的回答\n\n*Stopped watching.*\n\n"
        "## You\n\n还在吗\n\n## Answer\n\n第二个回答\n"
    )
    assert said(server) == ["你好", "还在吗"]
    assert server.requests[1].json["conversation_id"] == "3"
    assert terminal.text.count("一半的回答") == 1


def test_ctrl_c_at_an_empty_prompt_gives_a_hint_and_clears_what_is_typed(
    talk: Talk, serve: Serve
) -> None:
    server = serve(chunked(turn("好")))
    with talk(server) as terminal:
        terminal.type(CTRL_C)
        terminal.wait_for("Ctrl-D leaves.\n>")
        terminal.type(f"weg{CTRL_C}da\r")
        terminal.wait_for("好")
        terminal.type(CTRL_D)
        assert terminal.wait() == 0
    assert said(server) == ["da"]


def test_a_new_process_goes_on_and_remembers_what_was_typed(
    talk: Talk, serve: Serve, environ: dict[str, str]
) -> None:
    server = serve(chunked(turn("好的")))
    with talk(server) as terminal:
        terminal.type("第一行\n第二行\r")
        terminal.wait_for("好的")
        terminal.type(f"key {environ['COZEWF_API_KEY']}\r")
        terminal.type("/quit\r")
        assert terminal.wait() == 0
    with talk(server, "--continue") as terminal:
        terminal.type_until(UP, "第二行")  # the history is read while one may type already
        terminal.type("\r")
        terminal.wait_for("好的")
        terminal.type(CTRL_D)
        assert terminal.wait() == 0
    assert said(server)[0] == said(server)[-1] == "第一行\n第二行"
    assert server.requests[-1].json["conversation_id"] == "3"
    history = Path(environ["COZEWF_STATE_DIR"]) / "chat_history"
    assert stat.S_IMODE(history.stat().st_mode) == 0o600
    assert "第一行" in history.read_text("utf-8")
    assert "pat_canary" not in history.read_text("utf-8")


def test_a_card_is_a_menu_and_the_answer_the_next_message(talk: Talk, serve: Serve) -> None:
    info = {
        "card_type": "QUESTION",
        "question_card_data": {
            "Title": "哪个城市?",
            "Options": [{"name": "北京"}, {"name": "上海 & 周边"}],
        },
    }
    asks = sse(("conversation.message.completed", card(json.dumps(info))), ASKS)
    server = serve(chunked(asks), chunked(turn("晴")))
    with talk(server) as terminal:
        terminal.type("天气\r")
        terminal.wait_for("上海 & 周边")
        terminal.type(f"{DOWN}\r")
        terminal.wait_for("晴")
    assert said(server) == ["天气", "上海 & 周边"]
    assert "card_type" not in terminal.text


def test_a_form_is_asked_field_by_field_with_its_types(talk: Talk, serve: Serve) -> None:
    server = serve(chunked(ASK_FORM), chunked(turn("收到")))
    with talk(server) as terminal:
        terminal.type("订座\r")
        terminal.wait_for("name (string, required):")
        terminal.type("张三\r")
        terminal.wait_for("people (integer):")
        terminal.type("很多\r")
        terminal.wait_for("is no integer for people")
        terminal.type("4\r")
        terminal.wait_for("收到")
    assert said(server) == ["订座", "name:张三\npeople:4"]


def test_a_form_that_is_left_waits_for_an_empty_line_or_a_line_that_fits(
    talk: Talk, serve: Serve
) -> None:
    server = serve(chunked(ASK_FORM), chunked(turn("收到")))
    with talk(server) as terminal:
        terminal.type("订座\r")
        terminal.wait_for("name (string, required):")
        terminal.type(CTRL_C)
        terminal.wait_for("an empty line puts it again.")
        terminal.type("\r")
        terminal.wait_for("again.\n\n>\n\n? Please fill in:")
        terminal.type(CTRL_D)
        terminal.wait_for("again.\n\n>\n\n? Please fill in:")
        terminal.type("四位\r")
        terminal.wait_for("answered with a JSON object")
        terminal.type("name:张三\r")
        terminal.wait_for("收到")
    assert said(server) == ["订座", "name:张三"]


def test_an_open_question_is_answered_by_the_next_line(talk: Talk, serve: Serve) -> None:
    server = serve(chunked(ASK_TEXT), chunked(ASK_TEXT), chunked(turn("好")))
    with talk(server) as terminal:
        terminal.type("订座\r")
        terminal.wait_for("几位?")
        terminal.type("不知道\r")
        terminal.wait_for("It asks again")
        terminal.type("四位\r")
        terminal.wait_for("好")
    assert said(server) == ["订座", "不知道", "四位"]


def test_suggestions_are_said_by_number_and_tool_messages_stay_hidden(
    talk: Talk, serve: Serve
) -> None:
    then = (
        ("conversation.message.completed", {"id": "2", "type": "verbose", "content": "geheim"}),
        ("conversation.message.completed", {"id": "3", "type": "follow_up", "content": "为什么?"}),
    )
    server = serve(chunked(turn("因为", then=then)), chunked(turn("所以")))
    with talk(server) as terminal:
        terminal.type("/usage on\r你好\r")
        terminal.wait_for("1  为什么?")
        terminal.wait_for("7 tokens")
        terminal.type("1\r")
        terminal.wait_for("所以")
    assert said(server) == ["你好", "为什么?"]
    assert "geheim" not in terminal.text


@pytest.mark.parametrize("cut", [0, 60, 200, 330])
def test_a_broken_turn_is_told_and_only_said_again_when_asked(
    cut: int, talk: Talk, serve: Serve
) -> None:
    body = turn("回答")
    broken = chunked(body[:cut], end=False) if cut else lambda connection: None
    server = serve(broken, chunked(body))
    with talk(server) as terminal:
        terminal.type("你好\r")
        terminal.wait_for("it was not sent again.")
        assert said(server) == ["你好"]
        terminal.type("/retry\r")
        terminal.wait_for("回答")
        terminal.type(CTRL_D)
        assert terminal.wait() == 0
    assert said(server) == ["你好", "你好"]


def test_a_refusal_leaves_the_chat_going(talk: Talk, serve: Serve) -> None:
    server = serve(reply(b'{"code":4000,"msg":"no"}'), chunked(turn("好")))
    with talk(server) as terminal:
        terminal.type("a\r")
        terminal.wait_for("cozewf: no")
        terminal.type("b\r")
        terminal.wait_for("好")
    assert said(server) == ["a", "b"]


def test_the_commands_work(talk: Talk, serve: Serve, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nprintf 'aus dem\\nEditor' > \"$1\"\n")
    editor.chmod(0o700)
    server = serve(
        *(chunked(turn(f"Antwort {n}", str(n))) for n in (1, 2)),
        reply(b'{"code":0,"data":{"id":"7"}}'),
        chunked(turn("Antwort 3", "7")),
    )
    options = ("--app-id", "2", "--conversation-name", "N")
    columns = 80 + len(str(tmp_path))  # what is said of a file is one line, however long its path
    with talk(server, *options, env={"EDITOR": str(editor)}, columns=columns) as terminal:
        for keys, shown in (
            ("/hel\t\r", "write what was said"),
            ("/hlep\r", "did you mean /help?"),
            ("/id\r", "(begins with the next message)"),
            ("/params a=1 b:=2\r", '{"a":"1","b":2}'),
            ("/params\r", '{"a":"1","b":2}'),
            ("/params x\r", "is not KEY=VALUE."),
            ("/retry\r", "Nothing was said yet."),
            ("/edit\r", "… Editor"),
            ("\r", "Antwort 1"),
            ("/id\r", "conversation  1"),
            ("/new M\r", "begins another conversation"),
            ("/params clear\r", "{}"),
            ("zwei\r", "Antwort 2"),
            ("/reset\r", "is empty again"),
            ("drei\r", "Antwort 3"),
            ("/usage x\r", "/usage is on or off."),
            (f"/save {tmp_path}/chat.md\r", "Saved to"),
            (f"/save {tmp_path}/chat.md\r", "exists already."),
        ):
            terminal.type(keys)
            terminal.wait_for(shown)
        terminal.type("/quit\r")
        assert terminal.wait() == 0
    first, second, made, third = (request.json for request in server.requests)
    assert first["additional_messages"][0]["content"] == "aus dem\nEditor"
    assert json.loads(first["parameters"]) == {"CONVERSATION_NAME": "N", "a": "1", "b": 2}
    assert json.loads(second["parameters"]) == {"CONVERSATION_NAME": "M"}
    assert (made["conversation_name"], "get_or_create" in made) == ("M", False)
    assert (third["conversation_id"], "parameters" in third) == ("7", False)


@pytest.mark.parametrize("env", [{"CI": "1"}, {"COZEWF_NO_INPUT": "1"}])
def test_nobody_is_waited_for_in_ci(
    env: dict[str, str], environ: dict[str, str], serve: Serve
) -> None:
    server = serve(chunked(turn("好")))
    with PseudoTerminal.cozewf(
        "chat", "1", "--base-url", server.url, environ=environ | env
    ) as terminal:
        assert terminal.wait() == 2
    assert server.requests == []


def test_a_single_turn_asks_in_place_and_says_how_to_go_on(
    environ: dict[str, str], serve: Serve
) -> None:
    server = serve(chunked(ASK_TEXT), chunked(turn("好")))
    with PseudoTerminal.cozewf(
        "chat", "1", "订座", "--base-url", server.url, environ=environ, columns=120
    ) as terminal:
        terminal.wait_for("Answer:")
        terminal.type("四位\r")
        assert terminal.wait() == 0
    assert terminal.text.count("几位?") == 1
    assert terminal.lines[-1] == f"  go on: cozewf chat 1 --conversation 3 --base-url {server.url}"
    assert said(server) == ["订座", "四位"]


def test_server_text_never_controls_the_terminal(talk: Talk, serve: Serve) -> None:
    evil = "\x1b]0;evil\x07\x1b[2J"
    then = (("conversation.message.completed", {"type": "follow_up", "content": evil}),)
    server = serve(chunked(turn(f"a{evil}b", conversation=f"3{evil}", then=then)))
    with talk(server) as terminal:
        terminal.type("x\r")
        terminal.wait_for("1  ␛]0;evil")
        terminal.type("/id\r")
        terminal.wait_for("conversation  3␛")
        terminal.type(CTRL_D)
        assert terminal.wait() == 0
    assert b"\x1b]0;evil" not in terminal.sent
    assert b"\x1b[2J" not in terminal.sent

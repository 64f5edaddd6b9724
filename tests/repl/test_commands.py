"""What a line of a chat means."""

from __future__ import annotations

import pytest

from cozewf.repl.commands import COMMANDS, Command, Line, Say, parse
from cozewf.repl.transcript import file_name


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", None),
        ("  \n ", None),
        ("你好", Say("你好")),
        (" 你好\n世界 ", Say("你好\n世界")),
        ("/new", Command("new")),
        ("/new 旅行 计划", Command("new", "旅行 计划")),
        (" /params a=1 b:=2 ", Command("params", "a=1 b:=2")),
        ('/params {"a":\n 1}', Command("params", '{"a":\n 1}')),
        ("/exit", Command("quit")),
        ("/?", Command("help")),
        ("/nonsense", Command("nonsense")),
        ("//new is a command", Say("/new is a command")),
        ("/usr/bin/env is a path", Say("/usr/bin/env is a path")),
        ("/help\nsaid he", Say("/help\nsaid he")),
        ("/", Say("/")),
        ("/New", Say("/New")),
        ("1", Say("然后呢?")),
        ("3", Say("3")),
        ("0", Say("0")),
        (" 1", Say("1")),
    ],
)
def test_a_line_is_a_message_or_a_command(line: str, expected: Line) -> None:
    assert parse(line, ["然后呢?", "还有吗?"]) == expected


def test_a_number_is_a_message_where_nothing_is_suggested() -> None:
    assert parse("1") == Say("1")


def test_every_command_is_read_as_itself() -> None:
    assert [parse(f"/{name}") for name in COMMANDS] == [Command(name) for name in COMMANDS]


@pytest.mark.parametrize(
    ("conversation_id", "name"),
    [
        ("7529912345678901248", "chat-7529912345678901248.md"),
        ("", "chat-new.md"),
        ("/../../.ssh/x", "chat-_.._.._.ssh_x.md"),
        ("a\x00\x1b[2J\n", "chat-a_2J_.md"),
    ],
)
def test_a_servers_id_makes_a_plain_file_name(conversation_id: str, name: str) -> None:
    assert file_name(conversation_id) == name

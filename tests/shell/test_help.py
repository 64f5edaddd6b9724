"""Help: one screen for each command, from the same tree as everything else."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cozewf.errors import EXIT_CODES
from cozewf.shell.facts import WRITES
from cozewf.shell.help import show_command, show_topic
from cozewf.shell.layout import rows, width, wrap
from cozewf.shell.topics import Topic, make_topics
from cozewf.shell.tree import Command

from ..conftest import Ran
from ..generate import ROOT, read_tree

Cozewf = Callable[..., Ran]
TREE = read_tree()
COMMANDS = [pytest.param(command, id=command.title) for command in TREE.walk()]
TOPICS = make_topics(TREE)
# A terminal has 24 lines at least; these have more of their own to tell.
_LONG = {"cozewf": 40, "cozewf resume": 28, "cozewf chat": 30, "cozewf history": 27}
_LONG |= {"cozewf conv create": 25}


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_fits_a_screen(command: Command) -> None:
    lines = show_command(command).splitlines()
    folded = [line for line in lines if not line.startswith("  cozewf ")]  # ids make these long
    assert max(map(width, folded)) <= 80, "\n".join(lines)
    assert len(lines) <= _LONG.get(command.title, 24), "\n".join(lines)


def test_the_options_of_many_commands_are_named_with_the_topic_that_tells_them() -> None:
    lines = show_command(TREE.find(("info",)) or TREE).splitlines()
    assert lines[-4:] == [
        "  cozewf help server  --profile  --base-url  --timeout  --idle-timeout",
        "                      --connect-timeout  --retries  --insecure",
        "  cozewf help output  -q  -v  -o text|json|jsonl|raw  --json  --query  --color",
        "                      --lang",
    ]
    told = " ".join(row for topic in ("server", "output") for row in _rows(TOPICS[topic]))
    named = re.findall(r"(?<=  )-[a-z-]+", "\n".join(lines[-4:]))
    assert [name for name in named if name not in told] == []


def _rows(topic: Topic) -> list[str]:
    return [name for block in topic.blocks if not isinstance(block, str) for name, _ in block]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_answers_help_with_it(command: Command) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cozewf", *command.path, "--help"],
        capture_output=True,
        env={"COLUMNS": "80", "LANG": "C.UTF-8"},
        check=True,
    )
    assert done.stdout.decode() == show_command(command)
    assert done.stderr == b""


@pytest.mark.parametrize("command", COMMANDS)
def test_examples_come_first_and_are_of_the_command(command: Command) -> None:
    if command.name == "demo":
        return  # it takes nothing, and says so
    assert any(command.title in example for example in command.shown_examples)
    assert re.search(r"Examples:\n  \S", show_command(command))


@pytest.mark.parametrize("name", TOPICS)
def test_a_topic_fits_a_screen(name: str) -> None:
    lines = show_topic(TOPICS[name]).splitlines()
    assert max(map(width, lines)) <= 80
    assert len(lines) <= 45


def test_the_topics_tell_what_the_program_does(cozewf: Cozewf) -> None:
    listed = cozewf("help")
    assert [line.split()[0] for line in listed.text.splitlines()[3:]] == list(TOPICS)
    codes = cozewf("help", "exit-codes").text
    assert all(f"  {code:<3}  {text}" in codes for code, text in EXIT_CODES.items())
    assert cozewf("help", "run").text == show_command(TREE.find(("run",)) or TREE)


def test_an_unknown_topic_names_the_nearest(cozewf: Cozewf) -> None:
    done = cozewf("help", "exit")
    assert (done.code, done.out) == (2, b"")
    assert done.err == (
        'cozewf: There is no topic or command "exit".\n  Did you mean exit-codes?\n'
    )


def test_misspelt_commands_and_options_name_the_nearest(cozewf: Cozewf) -> None:
    assert cozewf("strem").err == (
        "cozewf: No such command 'strem'. Did you mean 'stream'?\n  See `cozewf --help`.\n"
    )
    assert cozewf("stream", "1", "--parm", "a=b").err == (
        "cozewf: No such option: --parm\n  Did you mean --param? See `cozewf stream --help`.\n"
    )


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["completion", "zhs"], "Did you mean zsh? See `cozewf completion --help`."),
        (["stream", "1", "-o", "jsnol"], "Did you mean jsonl? See `cozewf stream --help`."),
        (["history", "--status=faild"], "Did you mean failed? See `cozewf history --help`."),
        (
            ["mock", "--dialect", "opensource"],
            "Did you mean open-source? See `cozewf mock --help`.",
        ),
        (["mock", "--dialect", "x"], "See `cozewf mock --help`."),
        (["config", "sett"], "See `cozewf config --help`."),
    ],
    ids=" ".join,
)
def test_a_misspelt_choice_names_the_nearest(cozewf: Cozewf, words: list[str], hint: str) -> None:
    done = cozewf(*words)
    assert (done.code, done.out) == (2, b"")
    assert done.err.splitlines()[1:] == [f"  {hint}"]


def test_the_map_tells_programs_everything(cozewf: Cozewf) -> None:
    done = cozewf("help", "-o", "json")
    shown = json.loads(done.text)
    names = [command["name"] for command in shown["commands"]]
    assert names == [" ".join(c.path) for c in TREE.walk() if c.path and not c.commands]
    run = next(command for command in shown["commands"] if command["name"] == "run")
    assert run["effect"] == "write"
    assert run["arguments"][0]["metavar"] == "WORKFLOW"
    output = next(option for option in run["options"] if "--output" in option["names"])
    assert output["choices"] == ["text", "json", "jsonl", "raw"]
    assert {int(code) for code in shown["exit_codes"]} == EXIT_CODES.keys()


def test_the_map_is_as_its_schema_says_and_in_english(cozewf: Cozewf) -> None:
    schema = json.loads((ROOT / "cozewf" / "schemas" / "commands.json").read_text("utf-8"))
    known = {key for part in _parts(schema) for key in part.get("properties", {})}
    done = cozewf("help", "-o", "json", env={"COZEWF_LANG": "zh"})
    shown = json.loads(done.text)
    Draft202012Validator(schema).validate(shown)
    assert {key for c in shown["commands"] for key in _keys(c)} | shown.keys() <= known
    assert next(c for c in shown["commands"] if c["name"] == "info")["summary"] == (
        "Describe a workflow: name, mode, inputs and outputs."
    )


def _parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Every object within *schema*."""
    if isinstance(schema, dict):
        yield schema
    if isinstance(schema, dict | list):
        for child in schema.values() if isinstance(schema, dict) else schema:
            yield from _parts(child)


def _keys(command: dict[str, Any]) -> set[str]:
    inner = [*command["arguments"], *command["options"]]
    return set(command) | {key for entry in inner for key in entry}


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["conv"], ["conv create"]),
        (["config", "set"], ["config set"]),
        (["exit-codes"], []),
    ],
)
def test_the_map_of_a_command_has_it_alone(
    cozewf: Cozewf, words: list[str], names: list[str]
) -> None:
    shown = json.loads(cozewf("help", *words, "-o", "json").text)
    assert [command["name"] for command in shown["commands"]] == names


def test_the_map_of_an_unknown_command_is_an_error(cozewf: Cozewf) -> None:
    done = cozewf("help", "strem", "-o", "json")
    assert (done.code, done.out) == (2, b"")
    assert json.loads(done.err)["error"]["hint"] == "Did you mean stream?"


def test_every_command_that_writes_is_known_to_do_so() -> None:
    """What only looks is listed here, so that a new command cannot slip in as one of them."""
    reads = {"completion", "help", "info", "history", "wait", "explain"}
    reads |= {f"config {verb}" for verb in ("list", "get", "path", "check")}
    names = {" ".join(c.path) for c in TREE.walk() if c.path and not c.commands}
    assert names - WRITES - reads == set()


def test_columns_hold_for_wide_characters() -> None:
    shown = list(rows([("一二", "甲乙丙丁戊己庚"), ("abc", "x y")], 16))
    assert shown == ["  一二  甲乙丙丁", "        戊己庚", "  abc   x y"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one two three", ["one two", "three"]),
        ("aaaaaaaaaaaa b", ["aaaaaaaaaaaa", "b"]),
        ("你好世界,朋友", ["你好世", "界,朋友"]),
        ("运行 abc 工作流", ["运行 abc", "工作流"]),
    ],
)
def test_text_is_broken_between_words_and_characters(text: str, lines: list[str]) -> None:
    assert wrap(text, 8) == lines

"""No English is left where cozewf speaks another language: help, errors, runs, chats."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cozewf.mock.server import Server

from ..generate import read_tree
from ..pseudo_terminal import PseudoTerminal
from .speech import command_line, find_english, speak, write_catalogue

# A command's connections end with its process; here they wait for the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

TREE = read_tree()
COMMANDS = list(TREE.walk())
TOPICS = ("params", "output", "interrupts", "server", "environment", "exit-codes", "dialects")
# What the servers of these tests say.
SAID = """
    Message Start End open source document workflow poem nope not found please check if the exists
    and not deleted Function execution failed please check the code of the function Detail
    ZeroDivisionError division by zero execution failure panic error strconv ParseInt parsing
    invalid syntax bash ncozewf ask Workflow
    chatflow string output interrupt exec wf success Success city days async
"""

Speak = Callable[..., str]


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_catalogue(tmp_path_factory.mktemp("locale"))


@pytest.fixture(scope="module", params=["open-source", "document"])
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    with Server(request.param, pace=0) as running:
        yield running.base_url


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """Leave no connection to be found while another test runs."""
    yield
    gc.collect()


@pytest.fixture
def spoken(catalogues: Path, environ: dict[str, str]) -> dict[str, str]:
    """An environment that asks for the language of *catalogues*, without a key."""
    kept = {name: value for name, value in environ.items() if name != "COZEWF_API_KEY"}
    return kept | {"LANG": "zh_CN.UTF-8", "TERM": "xterm"}


@pytest.fixture
def english(catalogues: Path, spoken: dict[str, str]) -> Callable[..., list[str]]:
    """Run a command; return the English words that it said by itself."""

    def run(*argv: str, data: str = "", key: str = "", stdin: str | None = None) -> list[str]:
        environ = spoken | ({"COZEWF_API_KEY": key} if key else {})
        environ |= {"TERM": "dumb"} if stdin is not None else {}
        _, shown = speak(catalogues, *argv, environ=environ, stdin=stdin)
        assert "⟦" in shown, shown
        return find_english(shown, " ".join([*argv, data]))

    return run


English = Callable[..., list[str]]


def test_help_of_every_command(english: English) -> None:
    left = {
        command.title: words
        for command in COMMANDS
        if (
            words := english(
                *command.path,
                "--help",
                data=" ".join([*command.examples, *(child.name for child in command.commands)]),
            )
        )
    }
    assert left == {}


def test_help_of_every_topic(english: English) -> None:
    assert english("help", data=" ".join(TOPICS)) == []
    names = "key text sub json jsonl raw csv toml open source document cloud"
    assert {topic: w for topic in TOPICS if (w := english("help", topic, data=names))} == {}


WRONG = """
strem|bogus|stream|stream 1 --parm x|stream 1 2|stream 1 --param|stream 1 --insecure=1
stream 1 -o xml|history --limit x|history --limit -1|mock --pace x|mock --port 99999
config sett x|help nope|help strem|completion|completion tcsh|explain abc|explain 999999
explain 6999|stream 1 -z|--bogus|run 1|run 1 --base-url x|run 1 --base-url http://u:p@h
run 1 --base-url http://h?q|run 1 -p x|run 1 -p x:=[|run 1 -p x:=NaN|run 1 --params @none
run 1 --params [1]|run 1 --query x|run 1 -o raw|run |stream 1 --answers x.txt
chat 1 x --continue --conversation 2|chat 1 |chat 1 x --conversation |chat 1 x --continue
chat 1|chat 1 -o raw|wait 1|wait @latest|wait @x|wait 1 -o raw|info 1 -o raw
conv create 1 -o raw|resume|resume --profile demo|resume 5|history --since x --local
history --execute-id 1 --local|history --execute-id 1|history -o raw|config set x 1
config set timeout x|config set timeout|config set lang fr|config set api_key x
config set timeout 1 2|config get timeout|config get nope|config unset timeout
config use nope|config set profiles.x 1|config set profiles.demo.timeout 1
config set timeout |config init|stream 1 --answers x.json|stream 1 --profile nope
stream 1 --record-answers /nope/x.toml|stream 1 --profile demo --base-url http://x
stream 1 --timeout -1|stream 1 --ext x|config init --base-url http://h --api-key-stdin
run 1 --json --query x
"""


def test_wrong_usage(english: English) -> None:
    lines = [line.split(" ") for row in WRONG.strip().split("\n") for line in row.split("|")]
    of_json = "error code message hint http_status log_id debug_url null"
    left = {" ".join(words): w for words in lines if (w := english(*words, data=of_json))}
    assert left == {}


def test_settings(english: English, server: str, spoken: dict[str, str]) -> None:
    names = "default idle_timeout connect_timeout output text no_input false log true poem"
    names += " config_dir state_dir config toml work aliases"
    assert english("config", "set", "aliases.poem", "75") == []
    assert english("config", "list", "--show-origin", data=names) == []
    typed = f"work\nno address\n{server}\n3\nNOPE\ny\n"
    assert english("config", "init", data=names, stdin=typed) == []
    assert english("config", "use", "work", data=names) == []
    assert english("config", "set", "timeout", "60", data=names) == []
    assert english("config", "unset", "timeout", data=names) == []
    assert english("config", "check", "--base-url", "http://127.0.0.1:9", key="k" * 12) == []


def test_runs(english: English, server: str) -> None:
    def say(*argv: str, **more: str) -> list[str]:
        return english(*argv, "--base-url", server, data=SAID, key="k" * 12, **more)

    assert say("stream", "wf_123", "-p", "topic=春天") == []
    assert say("run", "wf_123", "--async", "--wait") == []
    assert say("wait", "@latest", "@-2") == []
    assert say("history", "wf_123") == []
    assert say("history", "--local", "--stats") == []
    assert say("history", "--execute-id", "@latest") == []
    assert say("stream", "wf_fail") == []
    assert say("stream", "75") == []
    assert say("stream", "nope") == []
    assert say("info", "wf_chat") == []
    assert say("config", "check", "--workflow", "wf_123") == []


def test_questions(english: English, server: str) -> None:
    def say(*argv: str, **more: str) -> list[str]:
        return english(*argv, "--base-url", server, data=SAID, key="k" * 12, **more)

    assert say("stream", "wf_ask", "--no-input") == []
    assert say("resume", "--list") == []
    assert say("resume", "--answer", "1", "--answer", "x") == []
    assert say("stream", "wf_ask", stdin="1\n\nx\n2\n") == []
    assert say("chat", "wf_chat", "你好") == []


def test_a_chat_at_a_terminal(catalogues: Path, spoken: dict[str, str]) -> None:
    argv = [*command_line(catalogues), "chat", "wf_chat", "--profile", "demo"]
    with PseudoTerminal(argv, spoken) as terminal:
        terminal.wait_for("/help lists the commands.")
        for line in ("/help", "/hlep", "/id", "/usage on", "你好", "/params x", "/save /nope/x"):
            terminal.type(f"{line}\r")
        terminal.wait_for("tokens")
        terminal.wait_for("/nope/x")
        terminal.type("\x04")
        terminal.wait()
    names = "new reset id params clear retry save edit usage on off quit help hlep chat"
    assert find_english(terminal.text, f"{SAID} {names}") == []


def test_programs_get_the_same_in_every_language(
    catalogues: Path, spoken: dict[str, str], server: str
) -> None:
    """Keys, codes and values of JSON; what a person is told in it is translated."""

    def run(language: str, *argv: str) -> str:
        environ = spoken | {"COZEWF_API_KEY": "k" * 12, "COZEWF_LANG": language}
        return speak(catalogues, *argv, "--base-url", server, environ=environ, is_tty=False)[1]

    for argv in (("run", "wf_chat", "--dry-run"), ("history", "wf_123", "-q", "-o", "csv")):
        assert run("zh", *argv) == run("en", *argv)
    wrong = json.loads(run("zh", "run", "1", "--json", "--query", "["))
    assert {"code", "message", "hint", "http_status", "log_id", "debug_url"} == wrong[
        "error"
    ].keys()
    assert wrong["error"]["message"].startswith("⟦--query is not JMESPath")
    _, whole = speak(catalogues, "help", "-o", "json", environ=spoken, is_tty=False)
    assert "⟦" not in whole

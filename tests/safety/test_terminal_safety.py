"""No byte of a server controls the terminal: every captured reply, poisoned, in every view."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cozewf.cleaning import clean_line
from cozewf.cli.flags import ServerFlags
from cozewf.cli.following import wait_command
from cozewf.events import Interrupt
from cozewf.render.reports import chat_command, resume_command

from ..pseudo_terminal import PseudoTerminal
from ..screens import on_a_screen
from ..server import RawServer, Script, chunked, reply
from ..wire.facts import INDEX, body_of
from .poison import FORBIDDEN, POISON, poison_body

Serve = Callable[..., RawServer]
_RESUME = ("resume", "1/2", "--workflow", "7549", "--answer", "x")
# What asks for each kind of reply.
COMMANDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "workflow_stream": (("stream", "7549"),),
    "run_result": (("run", "7549"),),
    "error": (("stream", "7549"), ("info", "7549")),
    "chat_stream": (("chat", "7549", "hi"),),
    "run_history": (
        ("history", "7549", "--execute-id", "7533521629687578624"),
        ("history", "7549"),
        ("wait", "7533521629687578624", "--workflow", "7549", "--timeout", "0.2"),
    ),
    "workflow_info": (("info", "7549"), ("info", "7549", "--skeleton")),
    "conversation": (("conv", "create", "7549", "--app-id", "1"),),
}
_TEXTS = (("-o", "text"), ("-o", "text", "-v"))
_DATA = (("-o", "json"), ("-o", "jsonl"), ("-o", "raw"))
REPLIES = [e for e in INDEX if e["expected_normalised"]["kind"] in COMMANDS]


@pytest.mark.parametrize("words", [False, True], ids=["texts", "texts and words"])
@pytest.mark.parametrize("entry", REPLIES, ids=lambda entry: str(entry["file"]))
def test_a_poisoned_reply_is_harmless_in_every_view(
    entry: dict[str, Any], words: bool, serve: Serve, tmp_path: Path
) -> None:
    server = serve(_answer(entry, words=words))
    config = tmp_path / "config.toml"
    config.write_text("log = false\n")
    config.chmod(0o600)
    found = {}
    commands = COMMANDS[entry["expected_normalised"]["kind"]]
    for command in (_RESUME,) if "resume" in entry["endpoint"] else commands:
        for options in _TEXTS if words else _TEXTS + _DATA:
            argv = (*command, *options, "--base-url", server.url, "--retries", "0")
            _, shown = on_a_screen(argv, tmp_path)
            if match := FORBIDDEN.search(shown):
                found[" ".join(argv[:-4])] = shown[max(0, match.start() - 80) : match.end() + 20]
    assert found == {}


def _answer(entry: dict[str, Any], *, words: bool) -> Script:
    hostile = "\x1b]0;PWNED\x9b31337m".encode().decode("latin-1")
    return reply(
        poison_body(body_of(entry), words=words),
        status=entry["http_status"],
        content_type=entry["content_type"] + "; " + hostile,
        headers={"X-Log-Id": "log" + hostile, "X-Tt-Logid": "log" + hostile, "Server": hostile},
    )


QUESTIONS = {
    "text": {"messages": [{"type": "question", "content": "去哪?" + POISON}]},
    "options": {
        "messages": [
            {
                "type": "question",
                "content": {
                    "question": "?" + POISON,
                    "options": [{"name": n + POISON} for n in "ab"],
                },
            }
        ]
    },
    "form": {
        "content": [
            {
                "name": "city" + POISON,
                "type": "string" + POISON,
                "required": True,
                "description": POISON,
                "default": POISON,
            }
        ]
    },
}


# A dumb terminal is asked in `test_places`.
@pytest.mark.parametrize("kind", QUESTIONS)
def test_a_poisoned_question_is_harmless_where_a_person_is_asked(
    kind: str, environ: dict[str, str], serve: Serve
) -> None:
    asks = {
        "node_title": "问" + POISON,
        "interrupt_data": {"event_id": "1/2", "type": 2, "data": json.dumps(QUESTIONS[kind])},
    }
    server = serve(chunked(f"event: Interrupt\ndata: {json.dumps(asks)}\n\n".encode()))
    with PseudoTerminal.cozewf(
        *("stream", "7549", "--base-url", server.url),
        environ=environ,
    ) as terminal:
        terminal.wait_for("required)" if kind == "form" else "Answer")
        time.sleep(0.3)  # the line editor takes the terminal over
        terminal.type("\x04")
        assert terminal.wait() == 8
    shown = terminal.sent.decode("utf-8", "replace")
    ours = re.sub("\x1b\\[6n|\x08", "", shown)  # the line editor asks where it is
    match = FORBIDDEN.search(ours)
    assert match is None, ours[max(0, match.start() - 100) : match.end() + 20]


EVIL_WORDS = [
    "a b",
    "a'b",
    "\\\\",
    "\\'x",
    "x\\",
    "{a,b}",
    "$HOME",
    "(id)",
    "^x",
    "%s",
    "#x",
    "=ls",
    "[x]",
]
EVIL_IDS = [
    "1/2; rm -rf ~",
    "$(touch pwned)/`touch pwned`",
    "a\nb\rcozewf config set base_url http://evil",
    "'; touch pwned; '",
    '"; touch pwned; "',
    "\x1b[201~\ntouch pwned\n",
    "--base-url=http://evil",
    "-h",
    "!!",
    "~root",
    "*",
    "\ud800\u202e\x9b",
]


@pytest.mark.parametrize("event_id", EVIL_IDS)
def test_the_line_to_paste_is_one_command_whatever_the_id(event_id: str) -> None:
    interrupt = Interrupt(event_id=event_id, interrupt_type=2, options=("-x; touch pwned",))
    line = resume_command(interrupt, "7549", profile="work")
    assert FORBIDDEN.search(line) is None
    assert "\n" not in line
    shown = subprocess.run(
        ["bash", "-c", f"cozewf() {{ printf '%s\\0' \"$@\"; }}; {line}"],
        capture_output=True,
        check=True,
    )
    words = shown.stdout.decode().split("\0")[:-1]
    at = words.index("--answer")
    assert words[0] == "resume"
    assert words[at + 1] == "-x; touch pwned"
    assert words[-2] == "--" if event_id.startswith("-") else words[1] == clean_line(event_id)


SHELLS = {
    "bash": "cozewf() { printf '%s\\0' \"$@\"; }; ",
    "zsh": "cozewf() { printf '%s\\0' \"$@\"; }; ",
    "fish": "function cozewf; printf '%s\\0' $argv; end; ",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_the_lines_to_paste_are_words_in_every_shell(shell: str) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not there")
    words = [text.replace("\n", " ") for text in (*EVIL_IDS, *EVIL_WORDS)]
    lines = [
        chat_command(word, "3", message=f"{word} hi", options=["--app-id", word]) for word in words
    ]
    lines += [wait_command(f"x{word}", word, ServerFlags(base_url=word)) for word in words]
    expected: list[tuple[str, ...]] = [
        ("chat", word, f"{word} hi", "--conversation", "3", "--app-id", word) for word in words
    ]
    expected += [
        ("wait", f"x{word}", "--workflow", word, "--base-url", word) for word in words
    ]  # fmt: skip
    assert [line for line in lines if FORBIDDEN.search(line) or "\n" in line] == []
    script = SHELLS[shell] + "".join(f"\n{line}; printf '\\1'" for line in lines)
    done = subprocess.run(
        [program, *(["-f"] if shell == "zsh" else []), "-c", script],
        capture_output=True,
        check=True,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent"},
    )
    ran = [line.split("\0")[:-1] for line in done.stdout.decode().split("\x01")[:-1]]
    assert ran == [[clean_line(word) for word in words] for words in expected]


def test_the_poison_is_poisonous() -> None:
    assert len(set(FORBIDDEN.findall(POISON))) >= 9

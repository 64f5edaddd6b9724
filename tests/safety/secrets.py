"""Servers that echo the key, every command that could show it, and every place where it may lie."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from ..screens import show as show_line
from ..server import RawServer, Script, reply

CANARY = "pat_Canary/7f3e+9d1c-0b55=="  # has what is escaped in URLs
RUN_ID = "7533521629687578624"
Echo = Callable[[str], Script]

# Each command, and more than one line where it has several ways to show something. A command that
# is missing here fails `test_every_command_is_tried`. URL is the server's address.
LINES: dict[str, tuple[tuple[str, ...], ...]] = {
    "run": (
        ("run", "7549", "-p", "k=1"),
        ("run", "7549", "--async"),
        ("run", "7549", "--dry-run"),
        ("run", "7549", "--dry-run=curl"),
    ),
    "stream": (("stream", "7549"), ("stream", "7549", "--dry-run=curl")),
    "resume": (
        ("resume", f"{RUN_ID}/7", "--workflow", "7549", "--answer", "x"),
        ("resume", "--list"),
    ),
    "chat": (("chat", "7549", "hi", "--app-id", "1"), ("chat", "7549", "hi", "--dry-run")),
    "wait": (("wait", RUN_ID, "--workflow", "7549", "--timeout", "0.2", "--retries", "0"),),
    "info": (("info", "7549"), ("info", "7549", "--skeleton")),
    "history": (
        ("history", "7549"),
        ("history", "7549", "--execute-id", RUN_ID),
        ("history", "--local"),
        ("history", "--stats", "--local"),
    ),
    "conv create": (("conv", "create", "7549", "--app-id", "1"),),
    "config init": (
        ("config", "init", "--profile", "new", "--base-url", "URL", "--api-key-env", "MY_KEY"),
    ),
    "config list": (("config", "list", "--show-origin"),),
    "config get": (("config", "get", "api_key"), ("config", "get", "session_key")),
    "config set": (("config", "set", "api_key", CANARY), ("config", "set", "timeout", "5")),
    "config unset": (("config", "unset", "timeout"),),
    "config use": (("config", "use", "demo"),),
    "config path": (("config", "path"),),
    "config check": (("config", "check"), ("config", "check", "--workflow", "7549")),
    "explain": (("explain", "6031"),),
    "mock": (("mock", "--port", "PORT"),),  # a port that is taken
    "demo": (("demo", "--help"),),  # the tour is the commands above, at a server of our own
    "completion": (("completion", "bash"),),
    "help": (("help", "environment"),),
}
# The commands that ask a server; the others need no reply.
ASK = ("run", "stream", "resume", "chat", "wait", "info", "history", "conv create", "config init")
ASKING = (*ASK, "config check")
LOGINS = (
    *("COZEWF_API_KEY", "COZEWF_SESSION_KEY", "COZE_API_TOKEN"),
    *("api_key", "session_key", "api_key_env", "session_key_env", "api_key_command", "keyring"),
)
# How results are shown; what a command does not have, it refuses.
SHOWN = (
    *((), ("-v",), ("-o", "json"), ("-o", "json", "-v"), ("-o", "jsonl"), ("-o", "raw"), ("-q",)),
    ("--lang", "zh", "-v"),
)


def _event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


def _stream(*events: tuple[str, object]) -> Script:
    return reply("".join(_event(*e) for e in events).encode(), content_type="text/event-stream")


def _body(key: str) -> dict[str, object]:
    """All fields of all endpoints at once: each reader finds its own, and the key in it."""
    run = {
        "execute_id": RUN_ID,
        "execute_status": "Fail",
        "error_message": key,
        "logid": key,
        "error_code": "5000",
        "debug_url": f"http://h/?k={key}",
        "output": json.dumps({"o": key}),
    }
    flow = {"workflow_detail": {"workflow_name": key, "description": key}, "input": {}}
    return {"id": key, "name": key, "output": key, "run": run, **flow}


def _talk(key: str) -> tuple[tuple[str, object], ...]:
    return (
        ("conversation.chat.created", {"id": key, "conversation_id": key}),
        (
            "conversation.message.delta",
            {"id": "1", "role": "assistant", "type": "answer", "content": key},
        ),
        ("conversation.message.completed", {"id": "2", "type": "follow_up", "content": key}),
        ("conversation.chat.failed", {"id": "5", "last_error": {"code": 5000, "msg": key}}),
    )


REPLIES: dict[str, Echo] = {
    "result": lambda key: reply(
        json.dumps(
            {
                "code": 0,
                "msg": key,
                "data": json.dumps({"output": key}),
                "execute_id": RUN_ID,
                "debug_url": f"http://h/?k={key}",
                "detail": {"logid": key},
            }
        ).encode(),
        headers={"X-Log-Id": key, "Server": key},
    ),
    "object": lambda key: reply(json.dumps({"code": 0, "data": _body(key)}).encode()),
    "list": lambda key: reply(json.dumps({"code": 0, "data": [_body(key)["run"]]}).encode()),
    "error": lambda key: reply(
        json.dumps({"code": 5000, "msg": f"bad {key}\n{key}", "detail": {"logid": key}}).encode(),
        headers={"X-Log-Id": key},
    ),
    "refusal": lambda key: reply(json.dumps({"code": 4100, "msg": key}).encode(), status=401),
    "page": lambda key: reply(
        f"<html><title>{key}</title>{key}".encode(), status=502, content_type="text/html"
    ),
    "text": lambda key: reply(key.encode(), content_type=f"text/plain; x={key}"),
    "redirect": lambda key: reply(
        b"", status=307, headers={"Location": f"https://other.invalid/{key}?k={key}"}
    ),
    "messages": lambda key: _stream(
        ("Message", {"content": key, "node_title": key, "node_id": "1", "node_is_finish": True}),
        ("Strange", {"x": key}),
        ("Done", {"debug_url": f"http://h/?k={key}"}),
    ),
    "failure": lambda key: _stream(("Error", {"error_code": 5000, "error_message": key})),
    "question": lambda key: _stream(
        (
            "Interrupt",
            {
                "interrupt_data": {"event_id": f"1/{key}", "type": 2, "data": key},
                "node_title": key,
                "debug_url": f"http://h/?k={key}",
            },
        ),
    ),
    "talk": lambda key: _stream(*_talk(key)),
    "cut": lambda key: _stream(("Message", {"content": key, "node_title": key, "execute_id": key})),
}


@dataclass(frozen=True)
class Cell:
    """One line at a server that echoes, logged in and shown in one of the ways."""

    line: tuple[str, ...]
    echo: str
    login: str
    shown: tuple[str, ...]
    on_screen: bool

    def __str__(self) -> str:
        place = "screen" if self.on_screen else "pipe"
        return f"{' '.join((*self.line, *self.shown))} × {self.echo} × {self.login} × {place}"


def cells() -> Iterator[Cell]:
    """Every line at every server; logins, formats and places in turn, so that all of them meet."""
    logins, shown, screens = cycle(LOGINS), cycle(SHOWN), cycle((True, False, False, True, False))
    for name, lines in LINES.items():
        for line in lines:
            for echo in _replies(name, line):
                yield Cell(line, echo, next(logins), next(shown), next(screens))


def _replies(name: str, line: tuple[str, ...]) -> list[str]:
    """The replies that *line* can get; the look-up of a run that was cut off takes 5 seconds."""
    is_local = any(word.startswith(("--dry-run", "--list", "--local")) for word in line)
    if name not in ASKING or is_local:
        return ["text"]
    return [echo for echo in REPLIES if (name, echo) != ("resume", "cut")]


def serve(echo: Echo) -> RawServer:
    """A server that has read the login off the request."""

    def answer(connection: socket.socket) -> None:
        headers = server.requests[-1].headers
        login = headers.get("authorization", headers.get("cookie", ""))
        echo(login.removeprefix("Bearer ").removeprefix("session_key="))(connection)

    server = RawServer([answer])
    return server


def show(cell: Cell, server: RawServer, home: Path) -> bytes:
    """Run the line; return all that it has shown and left, but for where the key was put."""
    environ = log_in(cell.login, server, home)
    port = server.url.rpartition(":")[2]
    line = [word.replace("URL", server.url).replace("PORT", port) for word in cell.line]
    shown = show_line([*line, *cell.shown], environ, is_tty=cell.on_screen)
    printed = b"" if "raw" in cell.shown and not cell.on_screen else shown.out.data
    kept = b"".join(path.read_bytes() for path in (home / "state").rglob("*") if path.is_file())
    return printed + shown.err.data + kept


def log_in(login: str, server: RawServer, home: Path) -> dict[str, str]:
    """Put the canary where *login* says; return the environment."""
    (home / "config").mkdir(mode=0o700)
    settings = f'base_url = "{server.url}"\n'
    environ = {"COZEWF_CONFIG_DIR": str(home / "config"), "COZEWF_STATE_DIR": str(home / "state")}
    environ |= {"MY_KEY": CANARY, "TERM": "xterm", "HOME": str(home)}
    match login:
        case "api_key" | "session_key":
            settings += f'{login} = "{CANARY}"\n'
        case "api_key_env" | "session_key_env":
            settings += f'{login} = "MY_KEY"\n'
        case "api_key_command":
            (home / "key").write_text(CANARY)
            settings += f'{login} = "cat {home / "key"}"\n'
        case "keyring":
            settings += "keyring = true\n"
        case variable:
            environ[variable] = CANARY
    config = home / "config" / "config.toml"
    config.write_text(f"[profiles.default]\ntimeout = 5\n{settings}")
    os.chmod(config, 0o600)
    return environ

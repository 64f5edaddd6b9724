"""Consoles that are narrow, old, or of another system: everything is shown, nothing breaks."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from cozewf.cli.commands import COMMANDS
from cozewf.mock.server import Server
from cozewf.terminal import Terminal

from ..conftest import Cozewf
from ..screens import settings, show

# Each command, with what shows the most of it. A missing one fails `test_every_command_is_tried`.
LINES: dict[str, tuple[tuple[str, ...], ...]] = {
    "run": (("run", "wf_123", "-p", "topic=AI"), ("run", "wf_123", "--dry-run=curl")),
    "stream": (
        ("stream", "wf_123", "-p", "topic=AI"),
        ("stream", "wf_ask", "--answer", "1", "--answer", '{"city": "杭州", "days": 2}'),
        ("stream", "wf_ask"),
        ("stream", "wf_fail", "-v"),
    ),
    "resume": (("resume", "--list"),),
    "chat": (("chat", "wf_chat", "你好"),),
    "wait": (("wait", "@latest"),),
    "info": (("info", "wf_chat"),),
    "history": (("history", "--local"), ("history", "--local", "--stats")),
    "conv create": (("conv", "create", "wf_chat", "--app-id", "1"),),
    "config init": (("config", "init", "--api-key-stdin"),),
    "config list": (("config", "list", "--show-origin"),),
    "config get": (("config", "get", "base_url"),),
    "config set": (("config", "set", "aliases.诗", "7549"),),
    "config unset": (("config", "unset", "aliases.诗"),),
    "config use": (("config", "use", "demo"),),
    "config path": (("config", "path"),),
    "config check": (("config", "check"),),
    "explain": (("explain",), ("explain", "6031", "--lang", "zh")),
    "mock": (("mock", "--help"),),
    "demo": (("demo", "--help"),),
    "completion": (("completion", "fish"),),
    "help": (("help",), ("help", "params"), ("stream", "--help")),
}
_SEQUENCE = re.compile("\x1b\\[[0-9;?]*[A-Za-z]")
# What is wrapped at words; ids in tables, links, JSON and lines to be pasted are not broken.
_WRAPPED = ("stream", "chat", "explain")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(pace=0) as server:
        yield server


def _show(
    server: Server, home: Path, environ: dict[str, str] | None = None, **facts: Any
) -> dict[tuple[str, ...], tuple[int, str, str]]:
    """What each line shows on the streams that *facts* tell of."""
    shown = {}
    at = settings(home, {"COZEWF_BASE_URL": server.base_url, "TERM": "xterm", **(environ or {})})
    for lines in LINES.values():
        for line in lines:
            seen = show(line, at, **{"size": (80, 24), **facts})
            shown[line] = (seen.code, seen.out.shown, seen.err.shown)
    return shown


def _broken(shown: dict[tuple[str, ...], tuple[int, str, str]]) -> dict[str, str]:
    return {" ".join(line): err for line, (_, _, err) in shown.items() if "Traceback" in err}


def test_every_command_is_tried() -> None:
    assert list(LINES) == list(COMMANDS)


@pytest.mark.parametrize("encoding", ["ascii", "cp437", "cp1252", "gbk", "utf-8"])
@pytest.mark.parametrize("is_tty", [True, False], ids=["screen", "pipe"])
def test_a_console_that_cannot_show_a_character_shows_another(
    is_tty: bool, encoding: str, server: Server, tmp_path: Path
) -> None:
    shown = _show(server, tmp_path, is_tty=is_tty, encoding=encoding)
    assert _broken(shown) == {}
    code, out, _ = shown["chat", "wf_chat", "你好"]
    assert code == 0
    assert ("你好" if encoding in ("gbk", "utf-8") else "??") in out
    article = shown["stream", "wf_123", "-p", "topic=AI"][1]
    assert "A journey of a thousand miles" in " ".join(article.split())
    if encoding in ("ascii", "gbk"):
        assert "\ufffd" not in article


@pytest.mark.parametrize(
    "environ",
    [{"TERM": "dumb"}, {"TERM": ""}, {"NO_COLOR": "1"}, {"TERM": "dumb", "FORCE_COLOR": "1"}],
    ids=str,
)
def test_a_terminal_gets_only_what_it_knows(
    environ: dict[str, str], server: Server, tmp_path: Path
) -> None:
    shown = _show(server, tmp_path, environ)
    assert _broken(shown) == {}
    for line, (_, out, err) in shown.items():
        found = set(_SEQUENCE.findall(out + err))
        if "NO_COLOR" in environ:
            assert [s for s in found if s.endswith("m") and s != "\x1b[0m"] == [], line
        elif "FORCE_COLOR" in environ:  # it was asked for: colours, and no movement
            assert [s for s in found if not s.endswith("m")] == [], line
        elif environ["TERM"] == "dumb":
            assert found == set(), line
        else:
            assert [s for s in found if not s.endswith("m")] == [], line


@pytest.mark.parametrize("columns", [1, 10, 20, 40])
def test_a_narrow_terminal_is_drawn_on_without_a_break(
    columns: int, server: Server, tmp_path: Path
) -> None:
    shown = _show(server, tmp_path, size=(columns, 10))
    assert _broken(shown) == {}
    if columns < 20:
        return
    for name in _WRAPPED:
        for line in LINES[name]:
            if name == "explain" and columns < 40:
                continue  # no room beside the codes
            rows = _SEQUENCE.sub("", shown[line][1]).replace("\r", "\n").split("\n")
            assert [row for row in rows if cell_len(row) > columns] == [], line


def test_windows_line_ends_are_line_ends(cozewf: Cozewf, tmp_path: Path, server: Server) -> None:
    at = {"COZEWF_BASE_URL": server.base_url}
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "config.toml").write_bytes(b'[aliases]\r\npoem = "wf_123"\r\n')
    (folder / "config.toml").chmod(0o600)
    (tmp_path / ".cozewf.toml").write_bytes(
        b'[aliases]\r\nours = "wf_ask"\r\n[parameters.ours]\r\na = 1\r\n'
    )
    (tmp_path / "answers.toml").write_bytes(
        '[[answers]]\r\nanswer = "山里 & 古镇"\r\n[[answers]]\r\nkind = "form"\r\n'
        'answer = { city = "杭州", days = 3 }\r\n'.encode()
    )
    ran = cozewf("stream", "ours", "--answers", "answers.toml", env=at)
    assert (ran.code, ran.err) == (0, "")
    ran = cozewf(
        "run", "poem", "--params", "-", "--dry-run", stdin=b'{"a": 1,\r\n"b": 2}\r\n', env=at
    )
    assert (ran.code, '{\\"a\\":1,\\"b\\":2}' in ran.text) == (0, True)
    ran = cozewf("chat", "wf_chat", "-", "--dry-run", stdin=b"one\r\ntwo\r\n", env=at)
    assert (ran.code, '"content": "one\\ntwo"' in ran.text) == (0, True)
    ran = cozewf("config", "set", "api_key", "-", "--profile", "w", stdin=b"pat_0123456789\r\n")
    assert ran.code == 0
    kept = (folder / "config.toml").read_bytes()
    assert b'api_key = "pat_0123456789"\r\n' in kept


LOCALES = {
    "C": {"LC_ALL": "C"},
    "none": {},
    "one that is not installed": {"LANG": "xx_YY.UTF-8"},
    "ASCII": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "PYTHONIOENCODING": {"PYTHONIOENCODING": "ascii:strict"},
}


@pytest.mark.parametrize("name", LOCALES)
def test_chinese_comes_through_every_locale(
    name: str, environ: dict[str, str], server: Server
) -> None:
    base = {k: v for k, v in environ.items() if k != "LANG"} | LOCALES[name]
    done = subprocess.run(
        [sys.executable, "-m", "cozewf", "chat", "wf_chat", "你好", "-o", "jsonl", "-v"],
        env=base | {"COZEWF_BASE_URL": server.base_url},
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False), done.stderr
    assert "你说的是“你好”".encode() in done.stdout.replace(b'"}', b"") or (
        "你好" in "".join(re.findall(r'"content":"([^"]*)","role', done.stdout.decode()))
    )


POSIX_ONLY = ("fcntl", "termios", "pwd", "grp", "resource", "pty", "tty", "readline", "syslog")


def test_every_module_can_be_imported_without_what_only_posix_has() -> None:
    code = f"""
import pkgutil, sys
for name in {POSIX_ONLY}:
    sys.modules[name] = None
import cozewf
for module in pkgutil.walk_packages(cozewf.__path__, "cozewf."):
    if module.name != "cozewf.__main__":
        __import__(module.name)
from cozewf.cli import main
assert main(["explain", "6031"]) == 0
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_console_of_no_columns_is_taken_for_one_of_80() -> None:
    read, write = os.pipe()
    with open(read), open(write, "w") as out:
        terminal = Terminal(io.StringIO(), out, out, environ={})
        assert terminal.size() == (80, 24)

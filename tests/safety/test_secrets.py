"""A key is nowhere to be seen: not in what is shown, kept, or handed to other programs."""

from __future__ import annotations

import base64
import io
import shlex
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

import keyring
import pytest
from keyring.backend import KeyringBackend

from cozewf.cli import main
from cozewf.cli.commands import COMMANDS
from cozewf.terminal import Terminal

from ..conftest import Cozewf
from ..pseudo_terminal import PseudoTerminal
from ..screens import KEY, Screen, on_a_screen
from ..server import RawServer, reply
from .secrets import CANARY, LINES, REPLIES, cells, serve, show

Serve = Callable[..., RawServer]
BY_LINE = {line: list(group) for line, group in groupby(cells(), key=lambda cell: cell.line)}


class _Keyring(KeyringBackend):
    priority = 1

    def get_password(self, service: str, username: str) -> str:
        return CANARY

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


@pytest.fixture(autouse=True)
def _own_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    backend: Any = _Keyring  # whose own constructor has no types
    keyring.set_keyring(backend())
    yield
    keyring.set_keyring(before)


def test_every_command_is_tried() -> None:
    assert list(LINES) == list(COMMANDS)


@pytest.mark.parametrize("line", BY_LINE, ids=" ".join)
def test_a_server_that_echoes_the_key_does_not_get_it_shown(
    line: tuple[str, ...], tmp_path: Path
) -> None:
    forms = {CANARY, quote(CANARY, safe=""), base64.b64encode(CANARY.encode()).decode()}
    leaks = {}
    for number, cell in enumerate(BY_LINE[line]):
        home = tmp_path / str(number)
        home.mkdir()
        server = serve(REPLIES[cell.echo])
        try:
            seen = show(cell, server, home).decode("utf-8", "replace")
        finally:
            server.close()
        for form in forms:
            if form in seen:
                leaks[str(cell)] = seen[max(0, seen.index(form) - 150) : seen.index(form) + 60]
    assert leaks == {}


@pytest.mark.parametrize("options", [(), ("-v",), ("-o", "json", "-v")], ids=" ".join)
@pytest.mark.parametrize(
    "line", [("run", "1"), ("stream", "1"), ("info", "1"), ("config", "check")]
)
def test_the_password_of_a_proxy_is_not_shown_though_the_proxy_echoes_it(
    line: tuple[str, ...],
    options: tuple[str, ...],
    serve: Serve,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    password, escaped = "hunter2/and+more", "hunter2%2Fand%2Bmore"
    sent = base64.b64encode(f"me:{password}".encode()).decode()
    echo = f"{password} {escaped} {sent}".encode()
    proxy = serve(reply(echo, status=407, headers={"X-Log-Id": sent, "Via": password}))
    url = proxy.url.replace("http://", f"http://me:{escaped}@")
    monkeypatch.setenv("HTTP_PROXY", url)
    argv = (*line, *options, "--base-url", "http://coze.invalid", "--retries", "0")
    _, shown = on_a_screen(argv, tmp_path, {"HTTP_PROXY": url})
    assert proxy.requests[0].headers["proxy-authorization"] == f"Basic {sent}"
    assert [form for form in (password, escaped, sent) if form in shown] == []


def test_the_report_of_a_bug_holds_no_key_and_no_escape_sequence(tmp_path: Path) -> None:
    def fail() -> tuple[int, int]:
        raise RuntimeError(f"\x1b]0;title\x07 {KEY}")

    out, err = Screen(), Screen()
    terminal = Terminal(io.StringIO(), out, err, environ={"TERM": "xterm"}, size=fail)
    environ = {"COZEWF_API_KEY": KEY, "COZEWF_STATE_DIR": str(tmp_path)}
    assert main(["explain"], terminal=terminal, environ=environ) == 1
    assert err.shown.startswith("Traceback (most recent call last):\n")
    assert err.shown.endswith("RuntimeError: ␛]0;title␇ ***\n")


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="reads /proc")
def test_no_command_line_of_any_process_holds_the_key(
    environ: dict[str, str], serve: Serve, tmp_path: Path
) -> None:
    lines: list[bytes] = []

    def look(connection: object) -> None:
        for place in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                lines.append(place.read_bytes())
            except OSError:
                continue

    server = serve(look)
    log_in_by_command(environ, tmp_path, server)
    subprocess.run(
        [sys.executable, "-m", "cozewf", "run", "7549"],
        env=environ,
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert server.requests[0].headers["authorization"] == f"Bearer {CANARY}"
    assert any(b"cozewf" in line for line in lines)
    assert [line for line in lines if CANARY.encode() in line] == []


def log_in_by_command(environ: dict[str, str], folder: Path, server: RawServer) -> None:
    """Let a program print the key, which also writes down its environment."""
    program = folder / "print-key"
    program.write_text(f"#!/bin/sh\nenv > {shlex.quote(str(folder / 'seen'))}\necho '{CANARY}'\n")
    program.chmod(stat.S_IRWXU)
    config = Path(environ["COZEWF_CONFIG_DIR"])
    config.mkdir()
    (config / "config.toml").write_text(
        f'[profiles.default]\nbase_url = "{server.url}"\napi_key_command = "{program}"\n'
    )
    (config / "config.toml").chmod(0o600)
    del environ["COZEWF_API_KEY"]


def test_the_command_for_a_key_does_not_get_another_one(
    environ: dict[str, str], serve: Serve, cozewf: Cozewf, tmp_path: Path
) -> None:
    server = serve(reply(b'{"code":0,"data":"ok"}'))
    log_in_by_command(environ, tmp_path, server)
    other = {"COZE_API_TOKEN": "pat_another_0123456789", "KEPT": "this"}
    assert cozewf("run", "7549", env=other).text == "ok\n"
    seen = (tmp_path / "seen").read_text()
    assert "KEPT=this" in seen
    assert "pat_another" not in seen


def test_neither_the_editor_nor_the_history_of_a_chat_gets_the_key(
    environ: dict[str, str], tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    key = environ["COZEWF_API_KEY"]
    others = {"EDITOR": f"sh -c 'env > {seen}'", "MY_PROXY": f"http://me:{key}@h", "KEPT": "this"}
    with PseudoTerminal.cozewf(
        *("chat", "1", "--base-url", "http://127.0.0.1:9"), environ=environ | others
    ) as terminal:
        terminal.wait_for("lists the commands.\n>")
        terminal.type(f"/params k={key}\r")
        terminal.wait_for('"***"')
        terminal.type("/edit\r")
        terminal.wait_until(lambda: seen.exists() and "KEPT" in seen.read_text())
        terminal.type_until_gone("\x04")
    assert key not in seen.read_text()
    kept = b"".join(f.read_bytes() for f in (tmp_path / "state").rglob("*") if f.is_file())
    assert b"/edit" in kept
    assert key.encode() not in kept
    assert key not in terminal.sent.decode().replace(f"/params k={key}", "")


def test_plain_http_is_warned_of_once(tmp_path: Path) -> None:
    lines: list[tuple[str, ...]] = [("run", "1"), ("info", "1"), ("config", "check")]
    for argv in lines:
        line = (*argv, "--base-url", "http://coze.invalid", "--retries", "0")
        _, shown = on_a_screen(line, tmp_path)
        assert shown.count("unencrypted") == (1 if argv[0] != "config" else 0), argv


def test_a_certificate_goes_unverified_only_where_the_line_says_so(
    cozewf: Cozewf, environ: dict[str, str]
) -> None:
    folder = Path(environ["COZEWF_CONFIG_DIR"])
    folder.mkdir()
    (folder / "config.toml").write_text("[profiles.default]\ninsecure = true\n")
    ran = cozewf("run", "1", "--base-url", "https://127.0.0.1:9")
    assert ran.code == 2
    assert 'there is no setting "insecure"' in ran.err
    ran = cozewf("config", "set", "insecure", "true")
    assert (ran.code, 'there is no setting "insecure"' in ran.err) == (2, True)

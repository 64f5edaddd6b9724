"""Fetching the key: from a command and from the keyring, without a terminal, within a time."""

from __future__ import annotations

import os
import shlex
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cozewf.errors import NotAllowed
from cozewf.profiles.login import ask_command

from ..conftest import Cozewf
from ..server import RawServer, reply

Serve = Callable[..., RawServer]
SECRET = "pat_from_elsewhere_42"
BACKEND = f"""
import os, time
from keyring.backend import KeyringBackend

class Backend(KeyringBackend):
    priority = 1
    def get_password(self, service, username):
        if os.environ["MOOD"] == "slow":
            time.sleep(60)
        if os.environ["MOOD"] == "locked":
            raise RuntimeError("it is locked")
        return "{SECRET}" if (service, username) == ("cozewf", "work") else None
    def set_password(self, service, username, password):
        with open(os.environ["KEPT"], "w") as file:
            file.write(f"{{service}} {{username}} {{password}}")
"""


def _command(script: str) -> str:
    return shlex.join([sys.executable, "-c", script])


def _config(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "config"
    folder.mkdir()
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    path.chmod(0o600)


def test_the_first_line_of_a_command_is_the_key() -> None:
    assert ask_command(_command(f"print(' {SECRET} '); print('more')")) == SECRET


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (_command("import sys; print('k'); sys.exit(3)"), "failed (exit code 3)."),
        (_command("pass"), "failed (exit code 0)."),
        (_command("print('x' * 100_000)"), "failed"),
        (_command("while True: print('y' * 1000)"), "failed"),
        (_command("open('/dev/tty').read()"), "failed (exit code 1)."),
        (_command("import sys; sys.exit(not sys.stdin.read())"), "failed (exit code 1)."),
        ("no-such-program --key pat_inline", "cannot be run: No such file or directory."),
        ("'", "cannot be run: No closing quotation."),
        ("''", "cannot be run"),
    ],
)
def test_a_command_that_gives_no_key_is_said_without_what_it_printed(
    command: str, message: str
) -> None:
    with pytest.raises(NotAllowed) as caught:
        ask_command(command, seconds=10)
    assert caught.value.message.startswith(f"The command for the key {message}")
    assert "pat_" not in caught.value.message + caught.value.hint


@pytest.mark.skipif(os.name == "nt", reason="process groups are POSIX's")
def test_a_command_is_killed_at_the_limit_with_all_that_it_started(tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    child = f"import time\\nwhile True: open({str(alive)!r}, 'w').close(); time.sleep(0.02)"
    script = (
        "import subprocess, sys, time\n"
        f"subprocess.Popen([sys.executable, '-c', \"{child}\"])\n"
        "time.sleep(60)"
    )
    with pytest.raises(NotAllowed, match=r"took over 0\.5 s"):
        ask_command(_command(script), seconds=0.5)
    alive.unlink(missing_ok=True)
    time.sleep(0.2)
    assert not alive.exists()


def test_what_a_command_leaves_running_does_not_keep_us(tmp_path: Path) -> None:
    script = (
        "import subprocess, sys\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(5)'])\n"
        f"print('{SECRET}')"
    )
    began = time.monotonic()
    assert ask_command(_command(script)) == SECRET
    assert time.monotonic() - began < 3


def test_the_key_of_a_command_goes_to_the_server_alone(
    cozewf: Cozewf, serve: Serve, tmp_path: Path
) -> None:
    server = serve(reply(b'{"code":700012006,"msg":"no ' + SECRET.encode() + b'"}'))
    command = _command(f"import sys; print('{SECRET}'); print('{SECRET}', file=sys.stderr)")
    text = f"base_url = '{server.url}'\napi_key_command = '''{command}'''\n"
    _config(tmp_path, f"[profiles.default]\n{text}")
    ran = cozewf("run", "1", "--verbose", env={"COZEWF_API_KEY": ""})
    assert server.requests[0].headers["authorization"] == f"Bearer {SECRET}"
    assert ran.code == 4
    assert SECRET not in ran.text + ran.err


@pytest.fixture
def keyring(tmp_path: Path) -> dict[str, str]:
    """A keyring that is a module of the test's own."""
    (tmp_path / "own_keyring.py").write_text(BACKEND, "utf-8")
    return {
        "PYTHON_KEYRING_BACKEND": "own_keyring.Backend",
        "PYTHONPATH": str(tmp_path),
        "COZEWF_API_KEY": "",
        "MOOD": "well",
        "KEPT": str(tmp_path / "kept"),
    }


def test_the_key_may_lie_in_the_keyring(
    cozewf: Cozewf, serve: Serve, tmp_path: Path, keyring: dict[str, str]
) -> None:
    server = serve(reply(b'{"code":0,"data":"1"}'))
    _config(tmp_path, f"[profiles.work]\nbase_url = '{server.url}'\nkeyring = true\n")
    ran = cozewf("run", "1", "--profile", "work", env=keyring)
    assert (ran.code, ran.err) == (0, "")
    assert server.requests[0].headers["authorization"] == f"Bearer {SECRET}"


@pytest.mark.parametrize(
    ("mood", "profile", "message"),
    [
        ("well", "other", "The keyring has no key for the profile other."),
        ("locked", "work", "The keyring cannot be used: it is locked"),
        ("slow", "work", "The keyring did not answer within 3 s."),
    ],
)
def test_a_keyring_without_the_key_is_said(
    mood: str,
    profile: str,
    message: str,
    cozewf: Cozewf,
    tmp_path: Path,
    keyring: dict[str, str],
) -> None:
    _config(tmp_path, f"[profiles.{profile}]\nbase_url = 'http://127.0.0.1:9'\nkeyring = true\n")
    ran = cozewf("run", "1", "--profile", profile, env={**keyring, "MOOD": mood})
    assert (ran.code, ran.err.splitlines()[0]) == (4, f"cozewf: {message}")


def test_a_keyring_that_is_not_installed_is_said(
    cozewf: Cozewf, tmp_path: Path, keyring: dict[str, str]
) -> None:
    (tmp_path / "keyring.py").write_text("raise ImportError", "utf-8")
    _config(tmp_path, "[profiles.work]\nbase_url = 'http://127.0.0.1:9'\nkeyring = true\n")
    ran = cozewf("run", "1", "--profile", "work", env=keyring)
    assert (ran.code, ran.err) == (
        4,
        "cozewf: The package keyring is not installed.\n  pip install 'cozewf[keyring]'\n",
    )


def test_init_puts_the_key_into_the_keyring_and_not_into_the_file(
    cozewf: Cozewf, tmp_path: Path, keyring: dict[str, str]
) -> None:
    argv = ["--profile", "work", "--base-url", "http://127.0.0.1:9", "--keyring", "--api-key-stdin"]
    ran = cozewf("config", "init", *argv, "--no-check", stdin=SECRET.encode(), env=keyring)
    assert (ran.code, ran.text) == (0, "")
    assert (tmp_path / "kept").read_text() == f"cozewf work {SECRET}"
    saved = (tmp_path / "config" / "config.toml").read_text("utf-8")
    assert ("keyring = true" in saved, SECRET in saved) == (True, False)

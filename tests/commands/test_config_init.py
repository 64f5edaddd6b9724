"""config init: asks for what is needed, tries it, saves it; says what to pass where nobody is."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ..conftest import Cozewf
from ..pseudo_terminal import PseudoTerminal
from ..server import RawServer, reply

Serve = Callable[..., RawServer]
SECRET = "pat_new_secret_7"
KEY = ["--api-key-env", "A"]
ACCEPTED = reply(
    b'{"code":777777775,"msg":"Workflow operation failure: user 1 does not have access to space 0",'
    b'"BaseResp":null}'
)
REFUSED = reply(b'{"code":700012006,"msg":"authentication failed: api key invalid"}')


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "config.toml"


def _saved(path: Path) -> Any:
    return tomllib.loads(path.read_text("utf-8"))


def test_a_profile_is_made_from_flags_and_stdin(cozewf: Cozewf, serve: Serve, path: Path) -> None:
    server = serve(ACCEPTED)
    argv = ["--profile", "work", "--base-url", server.url + "/v1/", "--api-key-stdin"]
    ran = cozewf("config", "init", *argv, stdin=SECRET.encode() + b"\r\n")
    assert (ran.code, ran.text, ran.err) == (
        0,
        "",
        f"The server takes the login.\nSaved the profile work in {path}.\n",
    )
    assert _saved(path) == {
        "current": "work",
        "profiles": {"work": {"base_url": server.url, "api_key": SECRET}},
    }
    assert path.stat().st_mode & 0o777 == 0o600
    request = server.requests[0]
    assert (request.method, request.path) == (
        "GET",
        "/v1/workflow/get_run_history?workflow_id=1&execute_id=1",
    )
    assert request.headers["authorization"] == f"Bearer {SECRET}"


def test_a_second_profile_is_not_put_in_force(cozewf: Cozewf, serve: Serve, path: Path) -> None:
    server = serve(ACCEPTED)
    for name in ("work", "home"):
        ran = cozewf(
            "config", "init", "--profile", name, "--base-url", server.url, "--api-key-env", "K",
            env={"K": "k"},
        )  # fmt: skip
    assert ran.err.splitlines()[1:] == [
        f"Saved the profile home in {path}.",
        "`cozewf config use home` makes it the one in force.",
    ]
    assert _saved(path)["current"] == "work"


def test_an_existing_profile_keeps_what_is_not_asked_for(
    cozewf: Cozewf, serve: Serve, path: Path
) -> None:
    path.parent.mkdir()
    path.write_text(
        "# mine\n[profiles.default]\nsession_key = 'old'\ntimeout = 5 # short\n", "utf-8"
    )
    server = serve(ACCEPTED)
    ran = cozewf("config", "init", "--base-url", server.url, "--api-key-stdin", stdin=b"k-1")
    assert ran.code == 0
    saved = path.read_text("utf-8")
    assert ("# mine" in saved, "# short" in saved, "session_key" in saved) == (True, True, False)
    assert _saved(path)["profiles"]["default"]["api_key"] == "k-1"


def test_a_login_that_is_refused_is_not_saved(cozewf: Cozewf, serve: Serve, path: Path) -> None:
    server = serve(REFUSED)
    argv = ["config", "init", "--base-url", server.url, "--api-key-stdin"]
    ran = cozewf(*argv, stdin=SECRET.encode())
    assert (ran.code, ran.text) == (4, "")
    assert ran.err.startswith("cozewf: authentication failed: api key invalid\n")
    assert not path.exists()
    assert cozewf(*argv, "--no-check", stdin=SECRET.encode()).code == 0
    assert _saved(path)["profiles"]["default"]["api_key"] == SECRET


@pytest.mark.parametrize(
    ("argv", "stdin", "code", "message"),
    [
        ([], b"", 2, "There is nobody to ask for the server."),
        (["--base-url", "http://127.0.0.1:9"], b"", 2, "There is nobody to ask for the login."),
        (["--base-url", "nonsense", "--api-key-stdin"], b"k", 2, 'The base URL "nonsense" is not'),
        (["--base-url", "http://127.0.0.1:9", "--api-key-stdin"], b"k", 1, "No connection to"),
        (["--base-url", "http://127.0.0.1:9", "--api-key-stdin"], b"\n", 2, "There is no key on"),
        (["--base-url", "http://127.0.0.1:9", "--api-key-env", "N"], b"", 4, "The variable N,"),
        (["--base-url", "http://x", *KEY, "--api-key-stdin"], b"k", 2, "There are several"),
        (["--profile", "demo", "--base-url", "http://x", *KEY], b"", 2, "The profile demo"),
    ],
)  # fmt: skip
def test_without_a_person_it_says_what_to_pass(
    argv: list[str], stdin: bytes, code: int, message: str, cozewf: Cozewf, path: Path
) -> None:
    ran = cozewf("config", "init", *argv, stdin=stdin)
    assert (ran.code, ran.text) == (code, "")
    assert ran.err.startswith(f"cozewf: {message}")
    assert code != 2 or "base-url" not in message or "--api-key-stdin" in ran.err
    assert not path.exists()


def test_a_person_is_asked_and_the_key_is_not_shown(
    environ: dict[str, str], serve: Serve, path: Path
) -> None:
    server = serve(ACCEPTED)
    with PseudoTerminal.cozewf("config", "init", environ=environ) as terminal:
        terminal.wait_for("Name of the profile [default]:")
        terminal.type("工作\r")
        terminal.wait_for("Base URL of the server:")
        terminal.type("nonsense\r")
        terminal.wait_for("is not an http:// or https:// address")
        terminal.type(server.url + "\r")
        terminal.wait_for("Which login [1]:")
        terminal.type("9\r1\r")
        terminal.wait_for("it will not be shown")
        terminal.type(SECRET + "\r")
        assert terminal.wait() == 0
        assert SECRET not in terminal.text
        assert "Saved the profile 工作" in terminal.text
    assert _saved(path)["profiles"]["工作"] == {"base_url": server.url, "api_key": SECRET}


@pytest.mark.parametrize(("answer", "code"), [("\r", 130), ("y\r", 0), ("\x04", 130)])
def test_a_person_may_save_what_is_refused(
    answer: str, code: int, environ: dict[str, str], serve: Serve, path: Path
) -> None:
    server = serve(REFUSED)
    argv = ["config", "init", "--profile", "x", "--base-url", server.url, "--api-key-env", "K"]
    with PseudoTerminal.cozewf(*argv, environ=environ | {"K": "k"}) as terminal:
        terminal.wait_for("Save it all the same?")
        terminal.type(answer)
        assert terminal.wait() == code
    assert path.exists() is (code == 0)


def test_ctrl_c_at_the_key_saves_nothing_and_restores_the_echo(
    environ: dict[str, str], path: Path
) -> None:
    argv = ["config", "init", "--profile", "x", "--base-url", "http://127.0.0.1:9"]
    with PseudoTerminal.cozewf(*argv, environ=environ) as terminal:
        terminal.wait_for("Which login")
        terminal.type("\r")
        terminal.wait_for("it will not be shown")
        terminal.type("\x03")
        assert terminal.wait() == 130
        assert "Stopped." in terminal.text
    assert not path.exists()


def test_nobody_is_asked_where_asking_is_switched_off(environ: dict[str, str]) -> None:
    with PseudoTerminal.cozewf(
        "config", "init", environ=environ | {"COZEWF_NO_INPUT": "1"}
    ) as terminal:
        assert terminal.wait() == 2
        assert "There is nobody to ask for the server." in terminal.text

"""config: what is in force and why, and changing it by command."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path

import pytest

from ..conftest import Cozewf
from ..pseudo_terminal import PseudoTerminal

CANARY = "pat_canary_0123456789"
FILE = """\
current = "work"
[profiles.work]
base_url = "https://someone:pat_canary_0123456789@work.example.com"
session_key = "pat_canary_0123456789"
connector_id = "1024"
[profiles.home]
api_key_command = "echo pat_canary_0123456789"
[aliases]
poem = "7549"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "config" / "config.toml"
    path.parent.mkdir()
    path.write_text(FILE, "utf-8")
    path.chmod(0o600)
    return path


def test_list_tells_each_value_and_its_origin(cozewf: Cozewf, path: Path, tmp_path: Path) -> None:
    project = tmp_path / ".cozewf.toml"
    project.write_text('[aliases]\npoem = "1"\nsong = "2"\n[parameters.song]\nn = 3\n', "utf-8")
    env = {"COZEWF_API_KEY": "", "COZEWF_TIMEOUT": "5", "COZEWF_OUTPUT": "text"}
    ran = cozewf("config", "list", "--show-origin", "--idle-timeout", "60", env=env)
    assert (ran.code, ran.err) == (0, "")
    assert ran.text == (
        f"profile\twork\t{path}:1\n"
        f"base_url\thttps://***@work.example.com\t{path}:3\n"
        f"session_key\t***\t{path}:4\n"
        f"connector_id\t1024\t{path}:5\n"
        "timeout\t5\tCOZEWF_TIMEOUT\n"
        "idle_timeout\t60\t--idle-timeout\n"
        "connect_timeout\t10\tdefault\n"
        "output\ttext\tCOZEWF_OUTPUT\n"
        "no_input\tfalse\tdefault\n"
        "log\ttrue\tdefault\n"
        f"aliases.poem\t7549\t{path}:9\n"
        f"aliases.song\t2\t{project}:3\n"
        f"parameters.song.n\t3\t{project}:5\n"
        f"config_dir\t{path.parent}\tCOZEWF_CONFIG_DIR\n"
        f"state_dir\t{tmp_path}/state\tCOZEWF_STATE_DIR\n"
    )


def test_list_as_json(cozewf: Cozewf, path: Path) -> None:
    ran = cozewf("config", "list", "--profile", "home", "-o", "json", env={"COZEWF_API_KEY": ""})
    document = json.loads(ran.out)
    assert (document["schema"], document["path"]) == (1, str(path))
    assert document["profiles"] == ["work", "home", "demo"]
    assert document["settings"][:2] == [
        {
            "name": "profile",
            "value": "home",
            "origin": {"kind": "flag", "name": "--profile", "line": None},
        },
        {
            "name": "api_key_command",
            "value": "echo …",
            "origin": {"kind": "file", "name": str(path), "line": 7},
        },
    ]


@pytest.mark.parametrize(
    "argv",
    [
        ["list", "--show-origin"],
        ["list", "-o", "json"],
        ["list", "--profile", "home"],
        ["get", "api_key"],
        ["get", "profiles.work.session_key"],
        ["get", "profiles.work.base_url"],
        ["get", "profiles.home.api_key_command"],
        ["set", "api_key", CANARY],
        ["set", f"api_key={CANARY}"],
        ["set", "profiles.home.session_key", CANARY],
        ["set", "api_key", "=", CANARY],
    ],
)
@pytest.mark.usefixtures("path")
def test_a_secret_is_never_shown(argv: list[str], cozewf: Cozewf) -> None:
    ran = cozewf("config", *argv)
    assert CANARY not in ran.text + ran.err


@pytest.mark.parametrize(
    ("argv", "out"),
    [
        (["base_url"], "https://***@work.example.com\n"),
        (["base_url", "--base-url", "http://f"], "http://f\n"),
        (["idle_timeout"], "600\n"),
        (["current"], "work\n"),
        (["aliases.poem"], "7549\n"),
        (["profiles.work.connector_id"], "1024\n"),
        (["api_key", "--json", "--query", "value"], '"***"\n'),
    ],
)
@pytest.mark.usefixtures("path")
def test_get_prints_one_value(argv: list[str], out: str, cozewf: Cozewf) -> None:
    ran = cozewf("config", "get", *argv)
    assert (ran.code, ran.text, ran.err) == (0, out, "")


@pytest.mark.parametrize(
    ("argv", "place", "value"),
    [
        (["set", "base_url", "https://x.example.com"], "profiles.work.base_url", "https://x.example.com"),
        (["set", "profiles.new.timeout", "1.5"], "profiles.new.timeout", 1.5),
        (["set", "timeout", "30", "--profile", "home"], "profiles.home.timeout", 30),
        (["set", "bot_id=7533516453652561920"], "profiles.work.bot_id", "7533516453652561920"),
        (["set", "log=false"], "log", False),
        (["set", "log", "on"], "log", True),
        (["set", "output", "json"], "output", "json"),
        (["set", "aliases.诗", "7549"], "aliases.诗", "7549"),
        (["set", "api_key_env", "MY_KEY"], "profiles.work.api_key_env", "MY_KEY"),
        (["set", "current", "home"], "current", "home"),
        (["use", "demo"], "current", "demo"),
        (["unset", "connector_id"], "profiles.work.connector_id", None),
        (["unset", "profiles.work"], "current", None),
        (["unset", "aliases.poem"], "aliases.poem", None),
    ],
)  # fmt: skip
def test_set_unset_and_use_change_the_file(
    argv: list[str], place: str, value: object, cozewf: Cozewf, path: Path
) -> None:
    ran = cozewf("config", *argv)
    assert (ran.code, ran.text) == (0, "")
    assert ran.err.endswith(f" in {path}.\n")
    found: object = tomllib.loads(path.read_text("utf-8"))
    for name in place.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    assert found == value


def test_a_new_login_takes_the_place_of_the_old(cozewf: Cozewf, path: Path) -> None:
    ran = cozewf("config", "set", "api_key", "-", stdin=b"pat_new_key\n")
    assert (ran.code, ran.err) == (0, f"Set profiles.work.api_key in {path}.\n")
    work = tomllib.loads(path.read_text("utf-8"))["profiles"]["work"]
    assert (work["api_key"], "session_key" in work) == ("pat_new_key", False)


@pytest.mark.parametrize(
    ("argv", "stdin", "message"),
    [
        (["set", "base_url", "coze.example.com"], b"", 'The base URL "coze.example.com" is not'),
        (["set", "timeout", "soon"], b"", 'timeout: "soon" is not a number above 0.'),
        (["set", "lang", "fr"], b"", 'lang: "fr" is no language of cozewf.'),
        (["set", "log", "maybe"], b"", 'log: "maybe" is neither true nor false.'),
        (["set", "log", ""], b"", "The value of log is empty."),
        (["set", "tiemout", "3"], b"", 'there is no setting "tiemout".'),
        (["set", "timeout"], b"", "There is no value for timeout."),
        (["set", "api_key"], b"", "There is no value for api_key."),
        (["set", "api_key", "pat_x"], b"", "api_key is not taken from the command line"),
        (["set", "api_key", "-"], b"two lines\nof text", "The key has characters that no key has"),
        (["set", "api_key", "-"], b"", "The value of api_key is empty."),
        (["set", "api_key_command", "pass", "show"], b"", "Give one value."),
        (["set", "profiles.work", "x"], b"", "profiles.work is a whole profile."),
        (["set", "timeout", "3", "--profile", "demo"], b"", "The profile demo is built in."),
        (["set", "current", "wrok"], b"", 'there is no profile "wrok".'),
        (["use", "wrok"], b"", 'there is no profile "wrok".'),
        (["unset", "timeout"], b"", "profiles.work.timeout is not set in "),
        (["unset", "profiles.none"], b"", "profiles.none is not set in "),
        (["get", "bot_id"], b"", "bot_id is not set."),
        (["get", "aliases.none"], b"", "aliases.none is not set."),
        (["get", "profiles.none.timeout"], b"", 'there is no profile "none".'),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(
    argv: list[str], stdin: bytes, message: str, cozewf: Cozewf, path: Path
) -> None:
    ran = cozewf("config", *argv, stdin=stdin)
    assert (ran.code, ran.text) == (2, "")
    assert ran.err.startswith(f"cozewf: {message}")
    assert path.read_text("utf-8") == FILE


def test_set_mends_a_file_that_nothing_else_takes(cozewf: Cozewf, path: Path) -> None:
    path.write_text('current = "work"\n[profiles.work]\ntimeout = "soon"\n', "utf-8")
    path.chmod(0o644)
    assert cozewf("config", "list").code == 2
    assert cozewf("config", "set", "timeout", "5").code == 0
    assert cozewf("config", "get", "timeout").text == "5\n"
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o600


def test_path_is_told_whatever_the_file_holds(cozewf: Cozewf, path: Path) -> None:
    path.write_text("broken", "utf-8")
    ran = cozewf("config", "path")
    assert (ran.code, ran.text, ran.err) == (0, f"{path}\n", "")


def test_a_key_is_asked_for_and_not_shown(environ: dict[str, str], path: Path) -> None:
    with PseudoTerminal.cozewf("config", "set", "api_key", environ=environ) as terminal:
        terminal.wait_for("it will not be shown")
        terminal.type("pat_typed_secret\r")
        assert terminal.wait() == 0
        assert "pat_typed_secret" not in terminal.text
    work = tomllib.loads(path.read_text("utf-8"))["profiles"]["work"]
    assert work["api_key"] == "pat_typed_secret"


def test_the_list_stands_in_columns_on_a_terminal(environ: dict[str, str], path: Path) -> None:
    path.write_text('[aliases]\n"春天的诗" = "7549"\nx = "1"\n', "utf-8")
    with PseudoTerminal.cozewf("config", "list", environ=environ) as terminal:
        assert terminal.wait() == 0
        lines = [line.rstrip() for line in terminal.text.splitlines() if line.strip()]
    at = lines.index("aliases.春天的诗  7549")
    assert lines[at + 1] == "aliases.x         1"
    assert lines[-1] == "Profiles: demo"

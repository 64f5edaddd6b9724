"""A cloned project cannot hurt: what its `.cozewf.toml` may say, and what is refused."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from cozewf.profiles import find_project

from ..conftest import Cozewf
from ..server import RawServer, reply

Serve = Callable[..., RawServer]
GOOD = """\
[aliases]
poem = "7549"

[parameters.poem]
topic = "春天"
count = 3
id = 7533516453652561920
tags = ["a", {b = true}]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A cloned repository inside the folder that the commands run in."""
    (tmp_path / ".git").mkdir()
    return tmp_path / ".cozewf.toml"


def _sent(server: RawServer) -> tuple[str, object]:
    body = server.requests[-1].json
    return body["workflow_id"], json.loads(body.get("parameters", "{}"))


def test_an_alias_and_its_parameters_are_used_and_flags_win(
    project: Path, cozewf: Cozewf, serve: Serve
) -> None:
    project.write_text(GOOD, "utf-8")
    server = serve(reply(b'{"code":0,"data":"{}"}'))
    ran = cozewf("run", "poem", "--base-url", server.url, "-p", "topic=AI", "-p", "more=1")
    assert (ran.code, ran.err) == (0, "")
    assert _sent(server) == (
        "7549",
        {
            "topic": "AI",
            "count": 3,
            "id": 7533516453652561920,
            "tags": ["a", {"b": True}],
            "more": "1",
        },
    )


def test_the_parameters_are_for_the_alias_alone(
    project: Path, cozewf: Cozewf, serve: Serve
) -> None:
    project.write_text(GOOD, "utf-8")
    server = serve(reply(b'{"code":0,"data":"{}"}'))
    assert cozewf("run", "7549", "--base-url", server.url).code == 0
    assert _sent(server) == ("7549", {})


def test_the_users_own_alias_is_not_replaced(
    project: Path, cozewf: Cozewf, serve: Serve, tmp_path: Path
) -> None:
    project.write_text(GOOD, "utf-8")
    (tmp_path / "config").mkdir()
    own = tmp_path / "config" / "config.toml"
    own.write_text('[aliases]\npoem = "1"\n', "utf-8")
    own.chmod(0o600)
    server = serve(reply(b'{"code":0,"data":"{}"}'))
    assert cozewf("run", "poem", "--base-url", server.url).code == 0
    assert _sent(server) == ("1", {})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('base_url = "https://evil.example"', ":1: base_url is refused in a project's file"),
        ('\n[profiles.x]\nbase_url = "http://e"', ":2: profiles is refused in a project's file"),
        ('current = "x"', ":1: current is refused in a project's file"),
        ('api_key = "k"', ":1: api_key is refused in a project's file"),
        ('api_key_command = "curl evil"', ":1: api_key_command is refused in a project's file"),
        ("keyring = true", ":1: keyring is refused in a project's file"),
        ('output = "raw"', ":1: output is refused in a project's file"),
        ('anything = "x"', ":1: anything is refused in a project's file"),
        ('[aliases]\na = "../../v3/chat?x=1"', ":2: aliases.a is not a workflow id in quotes."),
        ("[aliases]\na = 1", ":2: aliases.a is not a workflow id in quotes."),
        ("aliases = 1", ":1: aliases is not a table."),
        ('[parameters.deploy]\nx = "1"', ":1: parameters.deploy is of no alias of this file."),
        ("[aliases]\na='1'\n[parameters]\na = 1", ":4: parameters.a is not a table."),
        (
            "[aliases]\na='1'\n[parameters.a]\nx.y = [1979-05-27]",
            ":4: parameters.a.x.y is a date or time: put it in quotes.",
        ),
        (
            "[aliases]\na='1'\n[parameters.a]\nx = nan",
            ":4: parameters.a.x is a number that JSON does not have.",
        ),
        ("x = " + "[" * 30000, ": it is nested too deep."),
        ("x." * 30000 + "x = 1", ": a key has too many parts."),
        ("x = " + "9" * 30000, ": Exceeds the limit"),
        ("#" * 70000, " is refused: it is larger than 64 KB."),
        ("x = \x00", ": Invalid value"),
    ],
)
def test_what_could_hurt_is_refused_with_its_place(
    text: str, message: str, project: Path, cozewf: Cozewf, serve: Serve
) -> None:
    project.write_text(text, "utf-8")
    server = serve(reply(b"{}"))
    ran = cozewf("run", "1", "--base-url", server.url)
    assert (ran.code, ran.text, server.requests) == (2, "", [])
    assert ran.err.startswith(f"cozewf: {project}{message}")


def test_bytes_that_are_no_text_are_refused(project: Path, cozewf: Cozewf) -> None:
    project.write_bytes(b"\xff\xfe\x00x")
    ran = cozewf("run", "1")
    assert (ran.code, ran.err.splitlines()[0]) == (
        2,
        f"cozewf: {project} is refused: it is not UTF-8 text.",
    )


def _link_outside(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def _dangling(path: Path) -> None:
    path.symlink_to(path.parent / "none.toml")


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(path))


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (_link_outside, " is refused: it is a link to a place outside of the project."),
        (_dangling, " cannot be read: No such file or directory."),
        (_pipe, " is refused: it is no file."),
        (Path.mkdir, " cannot be read: Is a directory."),
        (_socket, " cannot be read: No such device or address."),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="these are POSIX files")
def test_what_is_no_file_of_the_project_is_refused(
    make: Callable[[Path], None],
    reason: str,
    project: Path,
    cozewf: Cozewf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(project.parent)
    make(project)
    ran = cozewf("run", "1")
    assert (ran.code, ran.err.splitlines()[0]) == (2, f"cozewf: {project}{reason}")


def test_the_nearest_file_up_to_the_root_of_the_repository_counts(
    tmp_path: Path, cozewf: Cozewf, serve: Serve
) -> None:
    repository, home = tmp_path / "repository", tmp_path / "home"
    deep = repository / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / ".cozewf.toml").write_text("api_key = 'planted'", "utf-8")
    assert find_project(deep, home) is None  # no repository, not at home: only the folder itself
    (repository / ".git").mkdir()
    assert find_project(deep, home) is None
    (repository / ".cozewf.toml").write_text("[aliases]\nx = '1'", "utf-8")
    found = find_project(deep, home)
    assert found is not None
    assert found.path == repository / ".cozewf.toml"
    (deep / ".cozewf.toml").symlink_to(repository / ".cozewf.toml")
    found = find_project(deep, home)
    assert found is not None
    assert found.path == deep / ".cozewf.toml"

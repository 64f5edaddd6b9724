"""What a command imports: each library costs every user of that command its time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from cozewf.cli.commands import COMMANDS

from .generate import read_tree
from .server import RawServer, chunked

HEAVY = {"rich", "pygments", "prompt_toolkit", "pydantic", "click", "jmespath", "jsonschema"}
NETWORK = {"httpx", "httpcore", "h11", "ssl", "http.client", "urllib.request"}
DONE = b'event: Message\ndata: {"content":"x"}\n\nevent: Done\ndata: {}\n\n'


def _imported(environ: dict[str, str], *argv: str) -> set[str]:
    """The modules that a command imports, each with the packages that it is in."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "cozewf", *argv],
        env=environ,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    modules = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "|" in line}
    return modules | {module.partition(".")[0] for module in modules}


def test_the_version_needs_nothing(environ: dict[str, str]) -> None:
    imported = _imported(environ, "--version")
    assert imported & (HEAVY | NETWORK | {"typer", "typing", "inspect", "platformdirs"}) == set()


@pytest.mark.parametrize("argv", [["--help"], ["stream", "--help"]])
def test_help_needs_neither_network_nor_drawing(argv: list[str], environ: dict[str, str]) -> None:
    imported = _imported(environ, *argv)
    assert "typer" in imported
    assert imported & (HEAVY | NETWORK | {"platformdirs", "sqlite3"}) == set()


def test_the_list_of_commands_says_what_each_says_of_itself() -> None:
    summaries = {" ".join(command.path): command.summary for command in read_tree().walk()}
    assert {name: place.summary for name, place in COMMANDS.items()} == {
        name: summaries[name] for name in COMMANDS
    }


@pytest.mark.parametrize("output", ["jsonl", "raw", "text"])
def test_a_stream_into_a_pipe_needs_no_drawing(
    output: str, environ: dict[str, str], serve: Callable[..., RawServer]
) -> None:
    server = serve(chunked(DONE))
    imported = _imported(environ, "stream", "1", "-o", output, "--base-url", server.url)
    # What only proxies, TLS, other commands or a file need: half of the time until the first line.
    unwanted = NETWORK | {"email", "certifi", "tomllib", "encodings.idna", "cozewf.models"}
    assert imported & (HEAVY | unwanted) == set()

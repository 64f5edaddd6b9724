"""The real command over a real socket: `cozewf(...)` runs it, `serve(...)` is the server."""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from .server import RawServer, Script
from .zygote import Zygote, suits


@dataclass(frozen=True)
class Ran:
    """What a finished command left behind."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")


# What Python reads when it starts.
START = {"LANG": "C.UTF-8", "PYTHONWARNINGS": "error"}


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """A clean environment: no configuration, no key, no proxy, no terminal settings."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "SYSTEMROOT", "COVERAGE_RCFILE")}
    return (
        kept
        | START
        | {
            "HOME": str(tmp_path),
            "COZEWF_CONFIG_DIR": str(tmp_path / "config"),
            "COZEWF_STATE_DIR": str(tmp_path / "state"),
            "COZEWF_API_KEY": "pat_canary_0123456789",
        }
    )


Cozewf = Callable[..., Ran]


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote | None]:
    """What becomes the command, in a fifth of the time of a start; None where nothing can."""
    if sys.platform != "linux":  # elsewhere forks of what has loaded much are not safe
        yield None
        return
    with Zygote({"PATH": os.environ["PATH"]} | START) as zygote:
        yield zygote


@pytest.fixture
def cozewf(environ: dict[str, str], tmp_path: Path, zygote: Zygote | None) -> Cozewf:
    """Run the real command in a process of its own, without a terminal."""

    def run(*argv: str, stdin: bytes = b"", env: dict[str, str] | None = None) -> Ran:
        variables = environ | (env or {})
        fits = zygote is not None and suits(zygote, variables, tmp_path)
        return start(["cozewf", *argv], stdin, variables, tmp_path, zygote if fits else None)

    return run


def start(
    words: Sequence[str],
    stdin: bytes,
    environ: dict[str, str],
    folder: Path,
    zygote: Zygote | None = None,
) -> Ran:
    """Run `python -m WORDS`: a process that is started, or one that *zygote* becomes."""
    if zygote is not None:
        code, out, err = zygote.run(words, stdin=stdin, environ=environ, folder=folder)
    else:
        done = subprocess.run(
            [sys.executable, "-m", *words],
            input=stdin,
            capture_output=True,
            env=environ,
            cwd=folder,
            timeout=30,
            check=False,
        )
        code, out, err = done.returncode, done.stdout, done.stderr
    return Ran(code, out, err.decode("utf-8"))


@pytest.fixture
def serve() -> Iterator[Callable[..., RawServer]]:
    """Start servers that send given bytes, for the length of a test."""
    servers: list[RawServer] = []

    def start(*scripts: Script, tls: ssl.SSLContext | None = None) -> RawServer:
        server = RawServer(scripts, tls=tls)
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.close()

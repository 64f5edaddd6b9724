"""The real command over a real socket: `cozewf(...)` runs it, `serve(...)` is the server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from .server import RawServer, Script


@dataclass(frozen=True)
class Ran:
    """What a finished command left behind."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """A clean environment: no configuration, no key, no proxy, no terminal settings."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "SYSTEMROOT", "COVERAGE_RCFILE")}
    return kept | {
        "HOME": str(tmp_path),
        "COZEWF_CONFIG_DIR": str(tmp_path / "config"),
        "COZEWF_STATE_DIR": str(tmp_path / "state"),
        "COZEWF_API_KEY": "pat_canary_0123456789",
        "LANG": "C.UTF-8",
        "PYTHONWARNINGS": "error",
    }


Cozewf = Callable[..., Ran]


@pytest.fixture
def cozewf(environ: dict[str, str], tmp_path: Path) -> Cozewf:
    """Run the real command in a process of its own, without a terminal."""

    def run(*argv: str, stdin: bytes = b"", env: dict[str, str] | None = None) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "cozewf", *argv],
            input=stdin,
            capture_output=True,
            env=environ | (env or {}),
            cwd=tmp_path,
            timeout=30,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr.decode("utf-8"))

    return run


@pytest.fixture
def serve() -> Iterator[Callable[..., RawServer]]:
    """Start servers that send given bytes, for the length of a test."""
    servers: list[RawServer] = []

    def start(*scripts: Script) -> RawServer:
        server = RawServer(scripts)
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.close()

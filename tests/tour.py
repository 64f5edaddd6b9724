"""`python -m tests.tour SDIST`: both READMEs' tours word for word, as on a machine that is new.

The source archive is unpacked and installed as "Try it" says, into a virtual environment that has
nothing else. Each tour gets an empty home and no other variable than a login shell would have.
Where the mock server's port is taken, another one stands for it in the text.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tarfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from .pseudo_terminal import PseudoTerminal
from .readme import FILES, TALKS, TOUR, join, read_blocks

_PORT = "8787"
# How pip finds its packages on this machine is no part of the tour.
_PIP = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))}


def main() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        with tarfile.open(sys.argv[1]) as archive:
            archive.extractall(folder, filter="data")
        (source,) = folder.iterdir()
        venv.create(folder / "venv", with_pip=True)
        for file in FILES:
            _follow(file, folder, source)
    _say("both tours were done word for word")


def _follow(file: str, folder: Path, source: Path) -> None:
    home = folder / file
    home.mkdir()
    environ = {
        "PATH": f"{folder / 'venv' / 'bin'}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
    }
    blocks = list(read_blocks(file))
    _run(blocks[0].text, environ | _PIP, source, str(blocks[0]))
    server, *session = (block for block in blocks if block.section == TOUR)
    port = _free_port()
    with _served(server.text, port, environ, home):
        shell = [block for block in session if block.language == "sh"]
        _run(join(shell).replace(_PORT, port), environ, home, f"the tour of {file}")
        export = next(block.text for block in shell if block.text.startswith("export"))
        for block in shell:
            if block.remark == TALKS:
                _talk(f"{export}{block.text}".replace(_PORT, port), environ)


def _run(script: str, environ: dict[str, str], folder: Path, what: str) -> None:
    done = subprocess.run(
        ["bash", "-ec", script],
        env=environ,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode or "Traceback" in done.stdout:
        raise SystemExit(f"{done.stdout}\n{what} ended with {done.returncode}")
    _say(f"{what}: {len(done.stdout.splitlines())} lines, none of them a complaint")


def _talk(command: str, environ: dict[str, str]) -> None:
    with PseudoTerminal(["bash", "-c", command], environ) as terminal:
        terminal.wait_for("/help lists the commands.\n>", 30)
        terminal.type("你好\r")
        terminal.wait_for("试试。\n\n>", 30)
        terminal.type("\x04")
        if terminal.wait() != 0 or "--conversation" not in terminal.text:
            raise SystemExit(terminal.text)
    _say("a conversation at a terminal, left with Ctrl-D")


@contextmanager
def _served(text: str, port: str, environ: dict[str, str], home: Path) -> Iterator[None]:
    """The other terminal, in which the mock server runs until Ctrl-C."""
    command = text.strip() if port == _PORT else f"{text.strip()} --port {port}"
    with subprocess.Popen(
        ["bash", "-c", f"exec {command}"],
        env=environ,
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        assert server.stdout is not None
        if port not in server.stdout.readline():
            raise SystemExit(f"{command} does not start")
        yield
        server.send_signal(signal.SIGINT)
        if server.wait(10) not in (0, 130):
            raise SystemExit(f"{command} ended with {server.returncode}")


def _free_port() -> str:
    """The README's port, or another one where that is taken."""
    for port in (int(_PORT), 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return str(probe.getsockname()[1])
    raise SystemExit("no port is free")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

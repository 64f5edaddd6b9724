"""`python -m tests.bench`: the table of goals and what was measured, in Markdown.

Takes about eight minutes with the default of five rounds, and wants curl and a quiet machine.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .measure import environment
from .rows import GROUPS, Bench, Row, table

_HERE = Path(__file__).parent
_PROJECT = _HERE.parent.parent
_VERSIONS = ("cozewf", "typer", "httpx", "httpcore", "h11", "rich", "cozepy")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--python",
        help="of an environment with cozewf (no editable install: that doubles its start) and "
        "cozepy; without it, one is made",
    )
    parser.add_argument("groups", nargs="*", help=f"some of: {' '.join(GROUPS)}")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        python = given.python or _install(Path(folder) / "venv")
        with _serve() as url:
            bench = Bench(
                python=python,
                cozewf=str(Path(python).with_name("cozewf")),
                server=url,
                environ=environment(folder),
                rounds=given.rounds,
            )
            rows: list[Row] = []
            for name in given.groups or GROUPS:
                sys.stderr.write(f"{name} …\n")
                rows += GROUPS[name](bench)
        sys.stdout.write(f"{table(rows)}\n\n{_circumstances(python)}\n")


def _install(folder: Path) -> str:
    """Install the project's wheel and cozepy into a new environment, as users would."""
    sys.stderr.write("installing …\n")
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    pip = [python, "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "--upgrade", "pip"], check=True)  # old ones write slow launchers
    subprocess.run([*pip, str(_PROJECT), "cozepy"], check=True)
    return python


@contextmanager
def _serve() -> Iterator[str]:
    server = subprocess.Popen([sys.executable, str(_HERE / "server.py")], stdout=subprocess.PIPE)
    assert server.stdout is not None
    try:
        yield server.stdout.readline().decode().strip()
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


def _circumstances(python: str) -> str:
    """When and with what it was measured."""
    code = (
        "import importlib.metadata as m, platform, sys\n"
        "print('Python', platform.python_version(), *(f'{n} {m.version(n)}' for n in sys.argv[1:]),"
        " sep=', ')"
    )
    versions = subprocess.run(
        [python, "-c", code, *_VERSIONS], capture_output=True, text=True, check=True
    )
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"{today}, {system}, {versions.stdout.strip()}. Ratios of medians of paired rounds."


if __name__ == "__main__":
    main()

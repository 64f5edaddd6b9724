"""A fork of the zygote is what a start of Python would be; what a real start of each command shows.

Whatever is compared here is done in both ways, and is the same to the byte.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from cozewf.cli.commands import COMMANDS

from .conftest import Ran, start
from .faults.commands import COMMANDS as ASKING
from .pseudo_terminal import PseudoTerminal
from .server import RawServer, reply
from .zygote import Zygote, suits

NEWBORN = Path(__file__).with_name("newborn.py").read_text("utf-8")
ENDS = {
    "at its end": "import atexit; atexit.register(print, 'exit'); print('held', end='')",
    "with a code": "raise SystemExit(3)",
    "with words": "raise SystemExit('words')",
    "at once": "print('lost'); os._exit(4)",
    "by an error": "raise ValueError('x')",
    "by Ctrl-C": "raise KeyboardInterrupt",
    "by a signal": "os.kill(os.getpid(), 15)",
    "from a thread": "import threading; threading.Thread(target=print, args=('late',)).start()",
    "without stdout": "os.close(1); print('lost')",
}
LOCAL = [
    *(["--version"], ["nothing"], ["stream", "1", "--parm"], ["run", "1", "-p", "a=\udc80"]),
    *(["help", "params"], ["completion", "zsh"], ["explain", "8"], ["mock", "--dialect", "x"]),
    *(["config", "init", "--no-input"], ["config", "list"], ["config", "path"]),
    *(["config", "get", "output"], ["config", "set", "output", "json"]),
    *(["config", "unset", "output"], ["config", "use", "nobody"], ["demo", "x"]),
    *(["run", "1", "--params", "-", "--dry-run"], ["__complete", "profile"]),
]
STDIN = '{"a": "好"}\r\n'.encode()
ASKED = {command.name: command for command in ASKING if command.name in COMMANDS}

_LUCK = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b\d{19}\b|(?<=127.0.0.1:)\d+"
    r"|(?<=cozewf-)\d{8}-\d{6}-[0-9a-f]{4}|\b\d\.\d+(?= s\b)"
)

Run = Callable[..., Ran]


@pytest.fixture
def ways(environ: dict[str, str], tmp_path: Path, zygote: Zygote | None) -> list[Run]:
    """What runs a module really, and as a fork, each in a new home of the same name."""
    if zygote is None:
        pytest.skip("there is no zygote here")
    home = tmp_path / "home"
    moved = {k: v.replace(str(tmp_path), str(home)) for k, v in environ.items()}

    def run(origin: Zygote | None, *words: str, module: str = "", **env: str) -> Ran:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        if module:
            (home / f"{words[0]}.py").write_text(module, "utf-8")
        return start(words, STDIN, moved | env, home, origin)

    return [partial(run, None), partial(run, zygote)]


def test_a_process_finds_itself_as_if_it_had_been_started(ways: list[Run]) -> None:
    words = ("newborn", "a", "好", "\udc80")
    began, became = (run(*words, module=NEWBORN, TZ="Asia/Shanghai", ODD="\udcff") for run in ways)
    assert became == began
    assert (began.code, began.err) == (0, "")
    assert began.out.endswith(b"read " + STDIN)


def test_a_process_finds_its_terminal_as_if_it_had_been_started(
    environ: dict[str, str], zygote: Zygote | None
) -> None:
    if zygote is None:
        pytest.skip("there is no zygote here")
    argv = [sys.executable, "-m", "tests.newborn", "a"]
    seen = []
    for origin in (None, zygote):
        with PseudoTerminal(argv, environ, columns=500, rows=100, zygote=origin) as terminal:
            terminal.wait_for("read")
            terminal.type("\x04")
            assert terminal.wait() == 0
            seen.append(terminal.lines)
    assert seen[1] == seen[0]
    assert "terminal True True" in seen[0]


@pytest.mark.parametrize("how", ENDS)
def test_a_process_ends_as_if_it_had_been_started(ways: list[Run], how: str) -> None:
    began, became = (run("end", module=f"import os\n{ENDS[how]}\n") for run in ways)
    assert (became.code, became.out) == (began.code, began.out)
    assert became.err.splitlines()[-1:] == began.err.splitlines()[-1:]  # a traceback is longer


@pytest.mark.parametrize("words", LOCAL, ids=" ".join)
def test_a_command_line_shows_the_same(ways: list[Run], words: list[str]) -> None:
    began, became = (_without_luck(run("cozewf", *words)) for run in ways)
    assert became == began
    assert "Traceback" not in repr(began)


@pytest.mark.parametrize("name", ASKED)
def test_a_command_asks_the_same_and_shows_the_same(
    ways: list[Run], name: str, serve: Callable[..., RawServer]
) -> None:
    command = ASKED[name]
    server = serve(reply(command.body, content_type=command.content_type))
    seen = []
    for run in ways:
        ran = run("cozewf", *command.argv, "--base-url", server.url)
        assert ran.code == command.exit
        seen.append(_without_luck([ran, *server.requests]))
        server.requests.clear()
    assert seen[1] == seen[0]


def _without_luck(seen: object) -> str:
    """All of *seen* but what is drawn anew each time: ids, names, ports, and tenths of seconds."""
    return _LUCK.sub("…", repr(seen))


def test_every_command_is_started_at_least_once() -> None:
    lines = [*LOCAL, *(list(command.argv) for command in ASKED.values())]
    started = {
        name for name in COMMANDS for line in lines if line[: name.count(" ") + 1] == name.split()
    }
    assert started == set(COMMANDS)


def test_a_fork_is_no_way_to_another_locale_or_to_modules_of_a_folder(
    environ: dict[str, str], tmp_path: Path, zygote: Zygote | None
) -> None:
    if zygote is None:
        pytest.skip("there is no zygote here")
    assert suits(zygote, environ, tmp_path)
    for name in ("LANG", "LC_ALL", "PYTHONUTF8", "PYTHONPATH"):
        assert not suits(zygote, environ | {name: "x"}, tmp_path)
    (tmp_path / "json.py").write_text("")
    assert not suits(zygote, environ, tmp_path)

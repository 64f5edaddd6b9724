"""A home with profiles, aliases and remembered runs, as completion is to find them."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from cozewf.events import Interrupt
from cozewf.store import Store

EXECUTE_ID = "7533521629687578624"
EVENT_ID = f"{EXECUTE_ID}/7533521629687595008"
CONVERSATION_ID = "7529912345678901248"
_CONFIG = """\
current = "work"

[profiles.work]
base_url = "https://coze.example.com"
api_key = "pat_canary_0123456789"

[profiles."办公 室"]
base_url = "https://two.example.com"

[aliases]
poem = "7533516453652561920"
"诗 歌" = "7533516453652561921"
"""
# Aliases of a project that somebody else wrote: what a shell could run, or read differently.
ODD_NAMES = (
    'q1 it\'s "x" $(touch pwned) `touch pwned`; touch pwned & touch pwned | x > pwned',
    "q2\\back $HOME ~ * ? [a] {b,c} # % ^ 100%",
    "q3:a=b@c:d=e",
    "q4名 字:二",
)


@dataclass(frozen=True)
class Home:
    """Where a shell is started, and what it ran of cozewf."""

    folder: Path
    environ: dict[str, str]

    @property
    def calls(self) -> list[list[str]]:
        """The words of each cozewf that the shell has run so far."""
        log = self.folder / "calls"
        lines = log.read_text("utf-8").splitlines() if log.exists() else []
        return [line.split("\t")[:-1] for line in lines]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("home")
    (folder / "config").mkdir()
    (folder / "config" / "config.toml").write_text(_CONFIG, "utf-8")
    aliases = "".join(f"{json.dumps(name, ensure_ascii=False)} = '1'\n" for name in ODD_NAMES)
    (folder / ".cozewf.toml").write_text(f"[aliases]\n{aliases}", "utf-8")
    (folder / "notes.txt").write_text("x", "utf-8")
    (folder / "two words").mkdir()
    (folder / "two words" / "in it.json").write_text("{}", "utf-8")
    _fill_state(folder / "state" / "state.db")
    program = Path(sys.executable).with_name("cozewf")
    script = folder / "bin" / "cozewf"
    script.parent.mkdir()
    calls = shlex.quote(str(folder / "calls"))
    script.write_text(
        f'#!/bin/sh\nprintf "%s\\t" "$@" >>{calls}\necho >>{calls}\n'
        f'[ "$1" != __complete ] || exec {program} "$@"\n',
        "utf-8",
    )
    script.chmod(0o755)
    environ = {
        "PATH": f"{script.parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "COZEWF_CONFIG_DIR": str(folder / "config"),
        "COZEWF_STATE_DIR": str(folder / "state"),
        "LANG": "C.UTF-8",
    }
    return Home(folder, environ)


def _fill_state(path: Path) -> None:
    store = Store(path, warn=pytest.fail)
    place = {"profile": "work", "base_url": "https://coze.example.com", "workflow_id": "7533"}
    run = store.begin_run(kind="stream", **place)
    store.update_run(run, execute_id=EXECUTE_ID, status="interrupted")
    evil = store.begin_run(kind="stream", **place)
    store.update_run(evil, execute_id="$(touch pwned)", status="success")
    asked = Interrupt(event_id=EVENT_ID, interrupt_type=2, prompt="哪里\x1b]0;pwned\x07?\n第二行")
    store.remember_paused(asked, **place)
    store.remember_conversation("work", place["base_url"], "7533", CONVERSATION_ID, name="旅行")
    store.close()


def need(program: str) -> str:
    """The path of *program*, or the test is skipped and says what it wants."""
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed")
    return path

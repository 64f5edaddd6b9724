"""Ctrl-C is never lost, wherever Python is when it comes: among modules, or in a finalizer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")

# What Python makes of an exception there: another error, or nothing at all.
PLACES = {
    "a class that is made": """
class Asked:
    def __set_name__(self, owner, name):
        os.kill(os.getpid(), signal.{number})
class Owner:
    asked = Asked()
""",
    "a weak reference": """
class Gone:
    pass
gone = Gone()
kept = weakref.ref(gone, lambda _: os.kill(os.getpid(), signal.{number}))
del gone
""",
    "an except: of a library": """
try:
    os.kill(os.getpid(), signal.{number})
    time.sleep(0.1)
except:
    pass
""",
}
# The module *name* sends the signal, and is then what it is called after.
_MODULE = """\
import importlib, os, signal, sys, time, weakref
{place}
sys.path.remove(os.path.dirname(__file__))
del sys.modules["{name}"]
sys.modules["{name}"] = importlib.import_module("{name}")
"""


def _end(
    environ: dict[str, str], folder: Path, name: str, place: str, number: str = "SIGINT"
) -> tuple[int, str]:
    """How `cozewf mock` ends when a signal comes while it loads the module *name*."""
    sending = PLACES[place].format(number=number)
    (folder / f"{name}.py").write_text(_MODULE.format(place=sending, name=name))
    done = subprocess.run(
        [sys.executable, "-m", "cozewf", "mock", "--port", "0"],
        env=environ | {"PYTHONPATH": str(folder), "PYTHONWARNINGS": ""},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("place", PLACES)
def test_ctrl_c_before_the_command_begins_ends_it_at_once(
    place: str, environ: dict[str, str], tmp_path: Path
) -> None:
    assert _end(environ, tmp_path, "typer", place) == (130, "")


@pytest.mark.parametrize(
    ("place", "number", "code"),
    [
        ("a class that is made", "SIGINT", 0),
        ("a weak reference", "SIGINT", 0),
        ("an except: of a library", "SIGTERM", -15),
    ],
)
def test_a_signal_among_the_modules_of_a_command_stops_it(
    place: str, number: str, code: int, environ: dict[str, str], tmp_path: Path
) -> None:
    ended, said = _end(environ, tmp_path, "uvicorn", place, number)
    others = [line for line in said.splitlines() if "Ctrl-C" not in line and "COZEWF" not in line]
    assert (ended, others) == (code, [])


_FINALIZER = """
import os, signal, time
from cozewf import signals

class Dying:
    def __del__(self):
        os.kill(os.getpid(), signal.{number})

signals.watch()
try:
    Dying()
    time.sleep(10)
except signals.Terminated:
    print("ended")
except KeyboardInterrupt:
    print("stopped")
"""


@pytest.mark.parametrize(("number", "word"), [("SIGINT", "stopped"), ("SIGTERM", "ended")])
def test_a_signal_in_a_finalizer_comes_once_more(number: str, word: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FINALIZER.format(number=number)],
        capture_output=True,
        text=True,
        timeout=8,
        check=False,
    )
    assert (done.stdout, done.stderr) == (f"{word}\n", "")

"""Writing the configuration: in place, whole or not at all, one process at a time."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cozewf.errors import CozewfError, InvalidInput
from cozewf.profiles.edit import Change, edit

HAND_MADE = """\
# where the team works
current = "work"   # mine

# the team's server
[profiles.work]
base_url = "https://a.example.com"   # keep this
timeout = 30

[aliases]
"诗" = "1"   # 春天

[profiles.home]   # out of order
base_url = 'https://b.example.com'
"""


@pytest.mark.parametrize(
    ("changes", "old", "new"),
    [
        ([(("profiles", "work", "timeout"), 5)], "timeout = 30\n", "timeout = 5\n"),
        (
            [(("profiles", "work", "base_url"), "https://c")],
            '"https://a.example.com"   # keep',
            '"https://c"   # keep',
        ),
        (
            [(("profiles", "home", "bot_id"), "9")],
            "'https://b.example.com'\n",
            "'https://b.example.com'\nbot_id = \"9\"\n",
        ),
        ([(("current",), "home")], '"work"   # mine', '"home"   # mine'),
        ([(("log",), False)], "# mine\n", "# mine\nlog = false\n"),
        ([(("aliases", "诗"), "2")], '"1"   # 春天', '"2"   # 春天'),
        ([(("profiles", "work", "timeout"), None)], "timeout = 30\n", ""),
        ([(("profiles", "work", "bot_id"), None)], "", ""),
    ],
)
def test_comments_and_order_of_a_hand_made_file_stay(
    changes: list[Change], old: str, new: str, tmp_path: Path
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(HAND_MADE, "utf-8")
    edit(path, changes)
    changed = path.read_text("utf-8")
    assert changed.replace("\n\n", "\n") == HAND_MADE.replace(old, new, 1).replace("\n\n", "\n")


def test_a_windows_file_keeps_its_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(HAND_MADE.replace("\n", "\r\n").encode())
    edit(path, [(("log",), False), (("profiles", "new", "bot_id"), "1")])
    changed = path.read_bytes()
    assert changed.count(b"\n") == changed.count(b"\r\n") > 10


def test_a_new_file_and_folder_are_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "config.toml"
    edit(path, [(("profiles", "default", "base_url"), "https://a"), (("current",), "default")])
    assert path.read_text("utf-8") == (
        'current = "default"\n\n[profiles.default]\nbase_url = "https://a"\n'
    )
    if os.name != "nt":
        assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_looser_mode_is_mended_and_a_link_stays_one(tmp_path: Path) -> None:
    target, path = tmp_path / "dotfiles.toml", tmp_path / "config.toml"
    target.write_text(HAND_MADE, "utf-8")
    target.chmod(0o644)
    path.symlink_to(target)
    edit(path, [(("log",), True)])
    assert path.is_symlink()
    assert target.stat().st_mode & 0o777 == 0o600
    assert tomllib.loads(target.read_text("utf-8"))["log"] is True


@pytest.mark.parametrize("text", ["a = ", "profiles = 1", "profiles = {work = 1}"])
def test_what_cannot_be_edited_is_left_as_it_is(text: str, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(InvalidInput):
        edit(path, [(("profiles", "work", "timeout"), 5)])
    assert path.read_text("utf-8") == text


@pytest.mark.skipif(os.name == "nt" or os.getuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(CozewfError, match="cannot be written"):
        edit(tmp_path / "config.toml", [(("log",), True)])


DOTTED = "profiles.work.timeout = 1\n"
_NAMES = st.sampled_from(["work", "a b", "a.b", "诗", '"', "x" * 40, "\\", "'"])
_VALUES = (
    st.sampled_from(["", "x", '"', "\\", "诗", "a\nb", "\x7f"]) | st.booleans() | st.integers()
)
_PLACES = st.one_of(
    st.tuples(st.sampled_from(["current", "log"])),
    st.tuples(st.just("aliases"), _NAMES),
    st.tuples(st.just("profiles"), _NAMES, st.sampled_from(["base_url", "timeout"])),
)
_TEXTS = st.sampled_from(["", "# only a comment\n", HAND_MADE, DOTTED])


@settings(deadline=None, max_examples=60)
@given(
    text=_TEXTS,
    changes=st.lists(st.tuples(_PLACES, _VALUES | st.none()), max_size=6),
)
def test_what_is_set_can_be_read_and_nothing_else_changes(
    text: str, changes: list[Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("edit") / "config.toml"
    path.write_text(text, "utf-8")
    expected = tomllib.loads(text)
    for key, value in changes:
        before = path.read_bytes()
        try:
            edit(path, [(key, value)])
        except InvalidInput:  # not everything can be said in dotted keys
            assert (text, path.read_bytes()) == (DOTTED, before)
            return
        if value is not None:
            table = expected
            for name in key[:-1]:
                table = table.setdefault(name, {})
            table[key[-1]] = value
        else:
            table = expected
            for name in key[:-1]:
                table = table.get(name, {})
            table.pop(key[-1], None)
    assert tomllib.loads(path.read_bytes().decode()) == expected


_WRITER = """
import sys
from pathlib import Path
from cozewf.profiles.edit import edit
for number in range(int(sys.argv[3])):
    edit(Path(sys.argv[1]), [(("aliases", f"{sys.argv[2]}{number}"), "x" * 2000)])
"""


def _start_writer(path: Path, name: str, count: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", _WRITER, str(path), name, str(count)])


def test_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(HAND_MADE, "utf-8")
    writers = [_start_writer(path, name, 8) for name in "abcd"]
    assert [writer.wait(30) for writer in writers] == [0, 0, 0, 0]
    aliases = tomllib.loads(path.read_text("utf-8"))["aliases"]
    assert sorted(aliases) == sorted(["诗", *(f"{name}{i}" for name in "abcd" for i in range(8))])


def test_a_kill_at_any_moment_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(HAND_MADE, "utf-8")
    seen: list[int] = []
    stopped = threading.Event()

    def read_on() -> None:
        while not stopped.is_set():
            seen.append(len(tomllib.loads(path.read_text("utf-8"))["aliases"]))

    reader = threading.Thread(target=read_on)
    reader.start()
    for turn in range(12):
        writer = _start_writer(path, f"k{turn}_", 1000)
        time.sleep(0.15 + turn * 0.011)
        writer.kill()
        writer.wait(10)
    stopped.set()
    reader.join(10)
    assert seen == sorted(seen)  # every read saw a whole file, and none lost an entry
    edit(path, [(("log",), False)])  # the lock of the dead is free, their leavings are gone
    assert sorted(child.name for child in tmp_path.iterdir()) == ["config.toml", "config.toml.lock"]
    assert "# the team's server" in path.read_text("utf-8")

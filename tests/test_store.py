"""The state file: what it keeps, processes that write at once, everything that can go wrong."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cozewf.events import Field, Interrupt
from cozewf.store import Paused, Run, Store
from cozewf.store.file import VERSION

QUESTION = Interrupt(
    event_id="7533521629687578624/7533521629687595008",
    interrupt_type=2,
    interrupt_name="question",
    node_title="问答",
    prompt="去哪个城市？",
    options=("北京", "上海 🏙"),
    history=1,
    execute_id="7533521629687578624",
    debug_url="http://127.0.0.1:3000/work_flow?execute_id=7533521629687578624",
)
FORM = Interrupt(
    event_id="7533521629687578625/1",
    interrupt_type=5,
    interrupt_name="input",
    fields=(
        Field(name="city", type="string", required=True, description="哪里", default="北京"),
        Field(name="days", type="integer", default=3),
        Field(name="tags", type="list", items={"type": "string"}),
    ),
)
PLACE: dict[str, Any] = {
    "profile": "work",
    "base_url": "https://coze.example.com",
    "workflow_id": "753",
}


class Opened:
    """A store with a clock that goes on by a second each time, and what it warned of."""

    def __init__(self, path: Path, **options: float) -> None:
        self.warnings: list[str] = []
        self.clock = 1000.0
        self.store = Store(path, warn=self.warnings.append, mask=_mask, now=self._tick, **options)

    def _tick(self) -> float:
        self.clock += 1
        return self.clock


Open = Callable[..., Opened]


def _mask(text: str) -> str:
    return text.replace("pat_secret", "***")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "state.db"


@pytest.fixture
def open_store(path: Path) -> Iterator[Open]:
    opened: list[Opened] = []

    def open_one(**options: float) -> Opened:
        opened.append(Opened(path, **options))
        return opened[-1]

    yield open_one
    for one in opened:
        one.store.close()


def test_a_run_is_kept_from_its_start_to_its_end(open_store: Open) -> None:
    store = open_store().store
    first = store.begin_run(kind="run", **PLACE)
    second = store.begin_run(kind="stream", **PLACE)
    store.update_run(
        second,
        status="success",
        ended=1010.5,
        execute_id="7533521629687578624",
        token=12,
        debug_url="http://x",
        log_id="l1",
    )
    begun = Run(id=first, kind="run", status="running", started=1001.0, **PLACE)
    ended = Run(
        id=second,
        kind="stream",
        status="success",
        started=1002.0,
        ended=1010.5,
        execute_id="7533521629687578624",
        token=12,
        debug_url="http://x",
        log_id="l1",
        **PLACE,
    )
    assert open_store().store.runs() == [ended, begun]
    assert store.runs(1) == [ended]
    assert store.runs(status="running") == [begun]


def test_a_run_that_never_began_is_forgotten(open_store: Open) -> None:
    store = open_store().store
    store.forget_run(store.begin_run(kind="run", **PLACE))
    assert store.runs() == []


def test_a_wrong_name_is_a_bug_and_no_damage(open_store: Open) -> None:
    opened = open_store()
    with pytest.raises(TypeError, match="the table runs has no column workflow"):
        opened.store.runs(workflow="753")
    assert opened.warnings == []


def test_a_run_that_goes_on_keeps_its_row(open_store: Open) -> None:
    store = open_store().store
    row = store.begin_run(kind="stream", **PLACE)
    store.update_run(row, execute_id="75")
    assert store.begin_run(kind="stream", **PLACE, execute_id="75") == row
    assert store.begin_run(kind="stream", **PLACE, execute_id="76") != row


@pytest.mark.parametrize("question", [QUESTION, FORM], ids=["question", "form"])
def test_a_question_comes_back_as_it_was_asked(open_store: Open, question: Interrupt) -> None:
    open_store().store.remember_paused(question, **PLACE)
    paused = Paused(status="waiting", asked=1001.0, interrupt=question, **PLACE)
    assert open_store().store.paused() == [paused]


def test_the_newest_question_comes_first_also_when_it_is_asked_again(
    open_store: Open,
) -> None:
    store = open_store().store
    for question in (QUESTION, FORM, QUESTION):
        store.remember_paused(question, **PLACE)
    assert [paused.interrupt for paused in store.paused()] == [QUESTION, FORM]


def test_an_answer_is_claimed_by_one_process_only(open_store: Open) -> None:
    one, other = open_store().store, open_store().store
    one.remember_paused(QUESTION, **PLACE)
    key = (PLACE["base_url"], QUESTION.event_id)
    assert one.claim_answer(*key, seen="waiting")
    assert not other.claim_answer(*key, seen="waiting")
    assert [paused.status for paused in other.paused()] == ["sent"]
    one.settle_answer(*key, "answered")
    assert [paused.status for paused in other.paused()] == ["answered"]
    assert one.claim_answer(PLACE["base_url"], "unknown", seen="waiting")


def test_the_conversation_that_was_used_last_is_found(open_store: Open) -> None:
    store = open_store().store
    assert store.last_conversation("work", "753") is None
    for conversation_id in ("1", "2", "1"):
        store.remember_conversation("work", "https://a", "753", conversation_id, app_id="9")
    store.remember_conversation("home", "https://a", "753", "3")
    store.remember_conversation("work", "https://a", "754", "4")
    assert store.last_conversation("work", "753") == "1"


def test_no_secret_and_no_raw_data_reaches_the_file(open_store: Open, path: Path) -> None:
    store = open_store().store
    long = "长" * 501
    odd = Interrupt(event_id="1", prompt=long + "pat_secret", data="raw pat_secret")
    store.remember_paused(odd, **PLACE)
    row = store.begin_run(kind="run", **PLACE)
    store.update_run(row, debug_url="http://x?key=pat_secret")
    assert store.paused()[0].interrupt == Interrupt(event_id="1", prompt=long[:500])
    assert store.runs()[0].debug_url == "http://x?key=***"
    store.close()
    assert all(b"pat_secret" not in file.read_bytes() for file in path.parent.iterdir())


def test_what_may_be_output_is_not_stored_as_a_question(open_store: Open) -> None:
    store = open_store().store
    plugin = Interrupt(event_id="1", interrupt_name="oauth_plugin", prompt="output", data="why")
    store.remember_paused(plugin, **PLACE)
    assert store.paused()[0].interrupt.prompt == "why"


def test_what_sqlite_cannot_hold_is_no_reason_to_stop(open_store: Open) -> None:
    opened = open_store()
    row = opened.store.begin_run(kind="run", **PLACE)
    opened.store.update_run(row, token=10**30, log_id="a\ud800b\x00c")
    assert (opened.store.runs()[0].token, opened.store.runs()[0].log_id) == (None, "a?b\x00c")
    assert opened.warnings == []


def test_the_oldest_rows_make_room(open_store: Open) -> None:
    store = open_store().store
    for new_id in (1, 2, 10_001):
        store.update_run(store.begin_run(kind="run", **PLACE), id=new_id)
    newest = store.begin_run(kind="run", **PLACE)
    assert [run.id for run in store.runs()] == [newest, 10_001]


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_the_file_is_the_users_own(open_store: Open, path: Path) -> None:
    opened = open_store()
    opened.store.begin_run(kind="run", **PLACE)
    modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    assert modes == {"state.db": 0o600, "state.db-wal": 0o600, "state.db-shm": 0o600}
    assert path.parent.stat().st_mode & 0o777 == 0o700


_WRITER = """
import sys
from pathlib import Path
from cozewf.store import Store

for i in range(int(sys.argv[3])):
    store = Store(Path(sys.argv[1]), warn=lambda text: sys.exit(text))
    for j in range(int(sys.argv[4])):
        row = store.begin_run(kind="run", profile=sys.argv[2], base_url="", workflow_id="1")
        store.update_run(row, status="success", execute_id=f"{i}/{j}")
    store.close()
"""


@pytest.mark.parametrize("rounds, entries", [(1, 200), (40, 5)], ids=["one opening", "many"])
def test_processes_that_write_at_once_lose_nothing(
    open_store: Open, path: Path, rounds: int, entries: int
) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITER, path, name, str(rounds), str(entries)])
        for name in ("a", "b", "c")
    ]
    assert [writer.wait(30) for writer in writers] == [0, 0, 0]
    runs = open_store().store.runs(10_000)
    expected = sorted(f"{i}/{j}" for i in range(rounds) for j in range(entries))
    for name in ("a", "b", "c"):
        assert sorted(run.execute_id for run in runs if run.profile == name) == expected


def test_a_process_that_dies_in_a_transaction_leaves_the_file_whole(
    open_store: Open, path: Path
) -> None:
    opened = open_store()
    row = opened.store.begin_run(kind="run", **PLACE)
    opened.store.close()
    dying = (
        "import os, sqlite3, sys; db = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "db.execute('BEGIN IMMEDIATE'); db.execute('DELETE FROM runs'); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", dying, str(path)], check=False)
    assert [run.id for run in open_store().store.runs()] == [row]
    assert opened.warnings == []


def test_a_damaged_file_is_set_aside_with_a_warning(open_store: Open, path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this was a database once " * 400)
    opened = open_store()
    row = opened.store.begin_run(kind="run", **PLACE)
    assert [run.id for run in opened.store.runs()] == [row]
    (kept,) = [file for file in path.parent.iterdir() if ".damaged-" in file.name]
    assert kept.read_bytes().startswith(b"this was a database once")
    assert opened.warnings == [
        f"The state file {path} is set aside as {kept.name}. It is damaged: file is not a database."
    ]


def test_a_file_of_a_newer_version_is_set_aside_and_not_changed(
    open_store: Open, path: Path
) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as newer:
        newer.execute("CREATE TABLE runs (something TEXT)")
        newer.execute(f"PRAGMA user_version = {VERSION + 1}")
    newer.close()
    before = path.read_bytes()
    opened = open_store()
    opened.store.begin_run(kind="run", **PLACE)
    (kept,) = [file for file in path.parent.iterdir() if ".newer-" in file.name]
    assert kept.read_bytes() == before
    assert len(opened.store.runs()) == 1
    assert len(opened.warnings) == 1 and "newer version" in opened.warnings[0]


def test_somebody_elses_tables_are_set_aside(open_store: Open, path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE runs (something TEXT)")
    other.close()
    opened = open_store()
    assert opened.store.begin_run(kind="run", **PLACE)
    assert len(opened.warnings) == 1 and "damaged" in opened.warnings[0]


@pytest.mark.parametrize("seed", range(12))
def test_whatever_bytes_are_broken_the_store_goes_on(
    open_store: Open, path: Path, seed: int
) -> None:
    store = open_store().store
    for number in range(60):
        store.begin_run(kind="run", **PLACE)
        store.remember_paused(Interrupt(event_id=str(number), prompt="?" * 200), **PLACE)
    store.close()
    chance = random.Random(seed)
    body = bytearray(path.read_bytes())
    for _ in range(4 ** chance.randrange(1, 6)):
        body[chance.randrange(len(body))] = chance.randrange(256)
    path.write_bytes(bytes(body))
    opened = open_store()
    for _ in range(2):
        opened.store.begin_run(kind="run", **PLACE)
        opened.store.remember_paused(QUESTION, **PLACE)
        opened.store.runs()
        opened.store.paused()
    assert len(opened.warnings) <= 1


def test_a_folder_that_cannot_be_made_is_told_once_and_the_run_goes_on(
    open_store: Open, path: Path
) -> None:
    path.parent.write_text("a file where the folder should be")
    opened = open_store()
    assert not opened.store.is_usable()
    assert opened.store.begin_run(kind="run", **PLACE) == 0
    assert opened.store.paused() == []
    assert opened.warnings == [f"{path} cannot be used (File exists): runs are not remembered."]


_FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from cozewf.store import Store

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
warnings = []
store = Store(Path(sys.argv[1]), warn=warnings.append)
for _ in range(300):
    store.begin_run(kind="run", profile="", base_url="", workflow_id="1")
store.close()
assert len(warnings) == 1 and "runs are not remembered" in warnings[0], warnings
"""


@pytest.mark.skipif(os.name != "posix", reason="limits are POSIX's")
def test_a_full_disk_is_told_once_and_the_run_goes_on(open_store: Open, path: Path) -> None:
    subprocess.run([sys.executable, "-c", _FULL_DISK, str(path)], check=True)
    opened = open_store()
    assert opened.store.begin_run(kind="run", **PLACE)
    assert opened.warnings == []


def test_a_file_that_another_program_holds_is_given_up_after_a_while(
    open_store: Open, path: Path
) -> None:
    assert open_store().store.is_usable()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    waiting = open_store(patience=0.05)
    assert waiting.store.runs() == []
    assert len(waiting.warnings) == 1 and "locked" in waiting.warnings[0]
    holder.rollback()
    holder.close()
    assert len(list(path.parent.glob("state.db.*"))) == 0

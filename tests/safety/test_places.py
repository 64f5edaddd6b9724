"""Nothing that is shown is harmless by chance: each place is known, and was poisoned."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from tempfile import mkdtemp

import pytest

from cozewf.cli import main
from cozewf.terminal import Terminal

from ..screens import Screen, settings, show, typing
from ..server import RawServer
from .places import DATA, ELSEWHERE, EVENT_ID, LINES, MARK, OURS, SHOWN, Line, prepare
from .poison import FORBIDDEN, POISON
from .watching import watching
from .writers import find_writers

Serve = Callable[..., RawServer]
HERE = Path(__file__).parent
WRITERS = find_writers()


def test_every_place_is_listed_and_none_that_is_gone() -> None:
    listed = Counter(chain(*SHOWN.values(), *OURS.values(), ELSEWHERE))
    assert sorted(listed.elements()) == sorted(WRITERS)
    tests = "".join(path.read_text("utf-8") for path in HERE.glob("test_*.py"))
    assert [name for name in ELSEWHERE.values() if f"def {name}(" not in tests] == []


def test_each_place_was_poisoned_and_none_let_it_through(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: set[str] = set()
    broken: dict[str, str] = {}
    for number, line in enumerate(LINES):
        home = tmp_path / str(number)
        home.mkdir()
        monkeypatch.chdir(home)
        server = serve(*(line.replies or [lambda connection: None]))
        prepare(home, server.url)
        with watching(WRITERS, MARK) as shown:
            text = _run(line, home, server)
        seen |= shown
        if match := FORBIDDEN.search(text):
            broken[f"{number}: {line}"] = text[max(0, match.start() - 80) : match.end() + 20]
        elif "Traceback" in text:
            broken[f"{number}: {line}"] = text[-800:]
    assert broken == {}
    assert sorted(seen) == sorted(chain(*SHOWN.values()))


def _run(line: Line, home: Path, server: RawServer) -> str:
    """What reaches the terminal."""
    environ = settings(home, {"HOME": str(home), **({"TERM": "dumb"} if line.dumb else {})})
    out, err = Screen(is_tty=not line.piped), Screen()
    words = [word.replace("URL", server.url) for word in line.words]
    with typing(err, line.typed) as stdin:
        terminal = Terminal(stdin, out, err, environ=environ, size=lambda: (100, 40))
        main(words, terminal=terminal, environ=environ)
    return err.shown + ("" if line.piped else out.shown)


@pytest.mark.parametrize("is_tty", [True, False], ids=["screen", "pipe"])
def test_data_for_programs_is_the_same_data(is_tty: bool, serve: Serve, tmp_path: Path) -> None:
    for line in DATA:
        server = serve(*(line.replies or [lambda connection: None]))
        home = Path(mkdtemp(dir=tmp_path))
        prepare(home, server.url)
        environ = settings(home)
        printed = show(line.words, environ, is_tty=is_tty).out.shown
        if is_tty:
            assert FORBIDDEN.search(printed) is None, line
        texts = [*_texts_in(json.loads(f"[{','.join(_documents(printed))}]"))]
        assert [text for text in texts if text.endswith(POISON)] != [], line
        assert [text for text in texts if MARK in text and POISON not in text] == [], line


def _documents(printed: str) -> list[str]:
    """One document over many lines, or one in each line."""
    return [printed] if "\n  " in printed else printed.splitlines()


def _texts_in(value: object) -> Iterator[str]:
    match value:
        case dict():
            for one in value.values():
                yield from _texts_in(one)
        case list():
            for one in value:
                yield from _texts_in(one)
        case str():
            yield value


def test_what_completes_is_harmless(tmp_path: Path, environ: dict[str, str]) -> None:
    prepare(tmp_path, "http://127.0.0.1:9")
    shown = {}
    for kind in ("profile", "workflow", "execution", "event", "conversation"):
        shown[kind] = subprocess.run(
            [sys.executable, "-m", "cozewf", "__complete", kind],
            env=environ | settings(tmp_path),
            cwd=tmp_path,
            capture_output=True,
            check=True,
        ).stdout.decode()
    text = "".join(shown.values())
    assert FORBIDDEN.search(text) is None
    assert text.isprintable() or set(text) - {"\t", "\n"} == {c for c in text if c.isprintable()}
    # What would have to be quoted is no id; a name that cannot be seen is none of ours.
    assert {
        kind: [row.split("\t")[0] for row in rows.splitlines()] for kind, rows in shown.items()
    } == {
        "profile": ["default", "demo"],
        "workflow": ["诗", "kept", "7549"],
        "execution": [],
        "event": [EVENT_ID],
        "conversation": [],
    }
    assert f"去哪? {MARK}" in shown["event"]

"""`cozewf __complete`: what a shell asks at each Tab."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from cozewf.places import config_folder, state_folder
from cozewf.shell.plain_toml import read_tables

from .conftest import CONVERSATION_ID, EVENT_ID, EXECUTE_ID, Home

_PROGRAM = [sys.executable, "-m", "cozewf", "__complete"]


def _ask(home: Home, *words: str, folder: Path | None = None) -> str:
    done = subprocess.run(
        [*_PROGRAM, *words],
        capture_output=True,
        env=home.environ,
        cwd=folder or home.folder,
        check=True,
    )
    assert done.stderr == b""
    return done.stdout.decode("utf-8")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (
            ["profile"],
            "work\thttps://coze.example.com\n办公 室\thttps://two.example.com\n"
            "demo\ta server in this process\n",
        ),
        (["profile", "wo"], "work\thttps://coze.example.com\n"),
        (["workflow", "p"], "poem\t7533516453652561920\n"),
        (["workflow", "诗"], "诗 歌\t7533516453652561921\n"),
        (["workflow", "7"], "7533\tused · just now\n"),
        (["execution"], f"{EXECUTE_ID}\tinterrupted · 7533 · just now\n"),
        (["event"], f"{EVENT_ID}\t哪里 ]0;pwned ? 第二行 · just now\n"),
        (["conversation"], f"{CONVERSATION_ID}\t旅行 · just now\n"),
        (["nothing"], ""),
        ([], ""),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_kind_is_answered_by_what_this_machine_knows(
    home: Home, words: list[str], answer: str
) -> None:
    assert _ask(home, *words) == answer


def test_a_projects_aliases_come_first(home: Home, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".cozewf.toml").write_text('[aliases]\nlocal = "1"\n', "utf-8")
    inside = tmp_path / "src" / "deep"
    inside.mkdir(parents=True)
    answer = _ask(home, "workflow", folder=inside)
    assert answer.splitlines()[:2] == ["local\t1", "poem\t7533516453652561920"]


@pytest.mark.parametrize("broken", ["profiles = 3", "[profiles", 'aliases = ["x"]'])
def test_a_broken_configuration_is_no_answer_and_no_noise(
    home: Home, tmp_path: Path, broken: str
) -> None:
    (tmp_path / "config.toml").write_text(broken, "utf-8")
    (tmp_path / "state.db").write_text("no database", "utf-8")
    places = {"COZEWF_CONFIG_DIR": str(tmp_path), "COZEWF_STATE_DIR": str(tmp_path)}
    elsewhere = Home(home.folder, home.environ | places)
    assert _ask(elsewhere, "profile") in ("", "demo\ta server in this process\n")
    assert _ask(elsewhere, "execution") == ""
    assert _ask(elsewhere, "workflow", folder=tmp_path) == ""


def test_asking_makes_no_file(home: Home, tmp_path: Path) -> None:
    places = {"COZEWF_CONFIG_DIR": str(tmp_path), "COZEWF_STATE_DIR": str(tmp_path)}
    for kind in ("profile", "workflow", "execution"):
        _ask(Home(home.folder, home.environ | places), kind)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["profile", "workflow", "event"])
def test_an_answer_takes_less_than_three_bare_starts_of_python(home: Home, kind: str) -> None:
    """The median of ratios of neighbours: what else the machine does hits both."""

    def seconds(argv: list[str]) -> float:
        begun = time.perf_counter()
        subprocess.run(argv, stdout=subprocess.DEVNULL, env=home.environ, check=True)
        return time.perf_counter() - begun

    bare = [sys.executable, "-c", "pass"]
    ratios = [seconds([*_PROGRAM, kind]) / seconds(bare) for _ in range(15)]
    assert statistics.median(ratios) < 3


def test_nothing_heavy_is_imported(home: Home) -> None:
    code = (
        "import sys; from cozewf.shell.candidates import complete; complete(['workflow']);"
        "heavy = {'typer', 'rich', 'httpx', 'platformdirs', 'typing', 're', 'socket', 'ssl'};"
        "sys.exit(', '.join(heavy & sys.modules.keys()) or 0)"
    )
    # -S: a development install brings `typing` and `re` along through its import hook.
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        env=home.environ | {"PYTHONPATH": str(Path(__file__).parent.parent.parent)},
        capture_output=True,
        check=False,
    )
    assert done.stderr.decode() == ""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs itself is asked")
@pytest.mark.parametrize("folder", ["", "/x/配置"])
def test_the_folders_are_those_of_platformdirs(
    monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    import platformdirs  # noqa: PLC0415  it reads the environment

    monkeypatch.setenv("XDG_CONFIG_HOME", folder)
    monkeypatch.setenv("XDG_STATE_HOME", folder)
    assert config_folder(os.environ | {"COZEWF_CONFIG_DIR": ""}) == platformdirs.user_config_dir(
        "cozewf", appauthor=False
    )
    assert state_folder(os.environ | {"COZEWF_STATE_DIR": ""}) == platformdirs.user_state_dir(
        "cozewf", appauthor=False
    )


_names = st.text(min_size=1, max_size=8)
_tables = st.fixed_dictionaries(
    {"profiles": st.dictionaries(_names, st.dictionaries(_names, st.text(max_size=12)))},
    optional={"aliases": st.dictionaries(_names, st.text(max_size=12)), "current": st.text()},
)


@given(_tables)
def test_plain_toml_is_read_as_tomllib_does(data: dict[str, object]) -> None:
    text = tomli_w.dumps(data)
    assert read_tables(text) == tomllib.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        'a = "x" # note',
        "a = 'x'",
        'a = """\n[b]\n"""',
        'a.b = "x"',
        '[a."b.c"]\nx = "1"',
        'a = { b = "x" }',
        '  [a]  \r\n\tx="1"\r\n',
        'a = "\\u0041"',
    ],
)
def test_other_toml_is_left_to_tomllib(text: str) -> None:
    assert read_tables(text) == tomllib.loads(text)

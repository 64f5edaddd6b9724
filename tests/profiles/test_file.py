"""The configuration file: what is refused, and on which line it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cozewf.errors import InvalidInput
from cozewf.profiles import load
from cozewf.profiles.source import find_lines


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = \n", ": Invalid value (at line 1, column 5)."),
        ("x = 1\n", ':1: there is no setting "x".'),
        ("\nbase_url = 'http://x'\n", ":2: base_url belongs into a profile."),
        ("[profiles]\nx = 1\n", ":2: profiles.x is not a table."),
        ("[profiles.x]\nbase_urll = 'x'\n", ':2: profiles.x: there is no setting "base_urll".'),
        ("[profiles.x]\ntimeout = 'x'\n", ":2: profiles.x.timeout is not a number."),
        ("[profiles.x]\ntimeout = true\n", ":2: profiles.x.timeout is not a number."),
        ("[profiles.x]\nrate = -1\n", ':2: profiles.x.rate: "-1" is not a number above 0.'),
        ("[profiles.x]\nkeyring = 1\n", ":2: profiles.x.keyring is not true or false."),
        ("[profiles.x]\nbot_id = 1\n", ":2: profiles.x.bot_id is not a text in quotes."),
        (
            "[profiles.x]\napi_key = 'a'\nsession_key = 'b'\n",
            ":3: profiles.x has several logins: api_key, session_key.",
        ),
        ("log = 1\n", ":1: log is not true or false."),
        ("output = 'xml'\n", ':1: output: "xml" is no output format.'),
        ("lang = 'fr'\n", ':1: lang: "fr" is no language of cozewf.'),
        ("current = 1\n", ":1: current is not the name of a profile."),
        ("aliases = 1\n", ":1: aliases is not a table."),
        ("[aliases]\npoem = 7549\n", ":2: aliases.poem is not a workflow id in quotes."),
        ("x = " + "[" * 5000, ": it is nested too deep."),
        (".".join("a" * 99) + " = 1", ": a key has too many parts."),
        (".".join(['"a"'] * 99) + " = 1", ": a key has too many parts."),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_line(
    text: str, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(InvalidInput) as caught:
        load(path)
    assert caught.value.message == f"{path}{message}"


def test_a_windows_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes('\ufeff# 中文\r\ncurrent = "工作"\r\n[profiles."工作"]\r\n'.encode())
    config = load(path)
    assert (config.current, config.lines["current",]) == ("工作", 2)


def test_a_missing_file_is_an_empty_one(tmp_path: Path) -> None:
    config = load(tmp_path / "config.toml")
    assert (config.current, config.profiles, config.log, config.is_open) == ("", {}, True, False)


@pytest.mark.parametrize(("mode", "is_open"), [(0o600, False), (0o640, True), (0o604, True)])
def test_a_file_that_others_may_read_is_known(mode: int, is_open: bool, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("", "utf-8")
    path.chmod(mode)
    assert load(path).is_open is is_open


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a = 1\n\nb = 2\n", {("a",): 1, ("b",): 3}),
        ('# "\na = """\nb = 1\n"""\nc = 1', {("a",): 2, ("c",): 5}),
        ("a = [\n 1,\n]\nb = 1", {("a",): 1, ("b",): 4}),
        ("[t]\na = {b = 1, c = 2}", {("t",): 1, ("t", "a"): 2, ("t", "a", "b"): 2}),
        ("[t.'u v']\nx.y = 1\n[s]", {("t", "u v"): 1, ("t", "u v", "x", "y"): 2, ("s",): 3}),
        ("[[t]]\na = 1\n[[t]]\na = 2", {("t",): 1, ("t", "a"): 2}),
    ],
)
def test_each_key_has_its_line(text: str, lines: dict[tuple[str, ...], int]) -> None:
    found = find_lines(text)
    assert {key: found.get(key) for key in lines} == lines


_KEYS = st.lists(st.text("abc_", min_size=1, max_size=5), unique=True, max_size=8)


@given(_KEYS, st.data())
def test_lines_are_those_of_the_text(keys: list[str], data: st.DataObject) -> None:
    values = st.sampled_from(["1", '"x"', "[\n1,\n2]", '"""\nk = 1\n"""', "{z = 1}"])
    text, expected = "", {}
    for key in keys:
        text += data.draw(st.sampled_from(["", "\n", "# k = 1\n", "  "]))
        expected[key,] = text.count("\n") + 1
        text += f"{key} = {data.draw(values)}\n"
    found = find_lines(text)
    assert {key: line for key, line in found.items() if len(key) == 1} == expected

"""Answer files: which entry answers which question, and what is said of a wrong one."""

from __future__ import annotations

import json
import os
import stat
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cozewf.answer_book import Entry, entry_for, parse_book, write_book
from cozewf.errors import InvalidInput
from cozewf.events import Field, Interrupt

OPEN = Interrupt(event_id="1", interrupt_name="question", node_title="问答", prompt="去哪个城市？")
CHOICE = Interrupt(
    event_id="2", interrupt_name="question", node_title="Ask", prompt="Sure?", options=("Yes", "No")
)
FORM = Interrupt(
    event_id="3",
    interrupt_name="input",
    node_title="输入",
    fields=(Field(name="city"), Field(name="days", type="integer")),
)
PLUGIN = Interrupt(event_id="4", interrupt_name="oauth_plugin", data="{}")
EVERY = (OPEN, CHOICE, FORM, PLUGIN)


def taken(text: str, *asked: Interrupt, path: str = "a.toml") -> list[Any]:
    book = parse_book(text, path)
    entries = [book.take(interrupt) for interrupt in asked]
    return [entry and entry.answer for entry in entries]


@pytest.mark.parametrize(
    ("match", "fitting"),
    [
        ("", EVERY),
        ('node = "问答"', (OPEN,)),
        ('node = "ask"', (CHOICE,)),
        ('question = "哪个城市"', (OPEN,)),
        ('question = "SURE"', (CHOICE,)),
        ('question = "/^sure.$/"', (CHOICE,)),
        ('question = "/.+/"', (OPEN, CHOICE)),
        ('kind = "question"', (OPEN, CHOICE)),
        ('kind = "choice"', (CHOICE,)),
        ('kind = "form"', (FORM,)),
        ('kind = "input"', (FORM,)),
        ('kind = "oauth_plugin"', (PLUGIN,)),
        ('kind = "question"\nnode = "输入"', ()),
    ],
)
def test_an_entry_fits_by_node_question_and_kind(
    match: str, fitting: tuple[Interrupt, ...]
) -> None:
    book = f'[[answers]]\n{match}\nanswer = "x"'
    assert [asked for asked in EVERY if taken(book, asked) == ["x"]] == list(fitting)


def test_entries_are_taken_in_order_and_once() -> None:
    book = """
    [[answers]]
    answer = "any"
    [[answers]]
    node = "ask"
    answer = "ask"
    [[answers]]
    answer = { city = "北京", days = 3 }
    """
    assert taken(book, CHOICE, CHOICE, CHOICE, CHOICE) == [
        "any",
        "ask",
        {"city": "北京", "days": 3},
        None,
    ]


def test_json_is_an_object_or_the_bare_list() -> None:
    entries = [{"kind": "form", "answer": {"city": 1}}, {"answer": "x"}]
    for data in (entries, {"answers": entries}):
        assert taken(json.dumps(data), OPEN, FORM, path="a.JSON") == ["x", {"city": 1}]


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("a.yaml", "", "a.yaml is neither .toml nor .json."),
        ("a.toml", "[[answers]", "a.toml: Expected ']]' at the end of an array declaration"),
        ("a.toml", "answer = 1", "a.toml is not a list of answers."),
        ("a.json", "{", "a.json is not JSON: "),
        ("a.json", '[{"answer": 1}, {"node": "x"}]', "a.json: answer 2 has no answer."),
        ("a.toml", '[[answers]]\nanswer = 1\nnod = "x"', 'a.toml: answer 1: there is no "nod".'),
        ("a.toml", '[[answers]]\nanswer = 1\nkind = "fom"', 'a.toml: answer 1: there is no "fom".'),
        ("a.toml", "[[answers]]\nanswer = 1\nnode = 1", "a.toml: answer 1: node is not a text."),
        (
            "a.toml",
            '[[answers]]\nanswer = 1\nquestion = "/(/"',
            "a.toml: answer 1: the question is no regular expression: ",
        ),
        (
            "a.toml",
            "[[answers]]\nanswer = 2026-01-01",
            "a.toml: answer 1: dates, NaN and infinity are no JSON; use a text.",
        ),
    ],
)
def test_a_wrong_file_names_the_entry_and_what_is_wrong(path: str, text: str, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_book(text, path)
    assert caught.value.message.startswith(message)


def test_what_was_recorded_is_readable_and_answers_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    write_book(
        str(path),
        [
            entry_for(OPEN, "北京"),
            entry_for(CHOICE, "Yes"),
            entry_for(FORM, '{"city":"x","days":3}'),
        ],
    )
    text = path.read_text("utf-8")
    assert text == (
        '[[answers]]\nnode = "问答"\nquestion = "去哪个城市？"\nkind = "question"\n'
        'answer = "北京"\n'
        '\n[[answers]]\nnode = "Ask"\nquestion = "Sure?"\nkind = "choice"\nanswer = "Yes"\n'
        '\n[[answers]]\nnode = "输入"\nkind = "form"\n\n[answers.answer]\ncity = "x"\ndays = 3\n'
    )
    assert taken(text, FORM, CHOICE, OPEN) == [{"city": "x", "days": 3}, "Yes", "北京"]


def test_a_question_between_slashes_is_recorded_as_itself() -> None:
    asked = Interrupt(event_id="1", prompt="/a.c/")
    entry = entry_for(asked, "x")
    assert entry.fits(asked)
    assert not entry.fits(Interrupt(event_id="1", prompt="/abc/"))


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=6,
)
ANSWERS = st.text(st.characters(codec="utf-8")) | st.dictionaries(
    st.text(st.characters(codec="utf-8")), JSON
)


@given(st.lists(ANSWERS, min_size=1, max_size=3), st.sampled_from([".toml", ".json"]))
def test_any_answer_survives_the_file(answers: list[Any], suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, f"a{suffix}")
        write_book(path, [Entry(answer=answer) for answer in answers])
        read = taken(Path(path).read_text("utf-8"), *[PLUGIN] * len(answers), path=path)
    for answer, again in zip(answers, read, strict=True):
        # TOML has no null: such an answer is kept as its JSON, which a form takes as well
        assert again == answer or json.loads(again) == answer


def test_a_file_is_replaced_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("old")
    write_book(str(path), [Entry(answer="new")])
    assert json.loads(path.read_text()) == {"answers": [{"answer": "new"}]}
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

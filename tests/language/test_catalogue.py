"""The Chinese of the interface: whole, true to the English, and compiled."""

from __future__ import annotations

import re
import string

import pytest
from babel.messages.mofile import read_mo

from cozewf import language
from cozewf.language import _

from ..catalogue import MO, PO, extract, make, read_texts

TEXTS = extract()
CHINESE = read_texts()
# What a user types or must find again: it is the same in both languages.
_VERBATIM = re.compile(
    r"--[a-z][\w-]*|`[^`]*`|https?://(?:[\w/-]|\.(?=\w))*|\bCOZEWF_[A-Z_]+|\$\w+|(?<!\w)/[a-z]+\b"
)


def _fields(text: str) -> list[tuple[str, str | None, str | None]]:
    """The places for values, as `str.format` finds them."""
    parts = string.Formatter().parse(text)
    return sorted((name, spec, how) for _, name, spec, how in parts if name is not None)


def test_every_text_has_a_translation_and_no_other_has() -> None:
    assert [text for text in sorted(TEXTS) if not CHINESE.get(text)] == [], "see cozewf.po"
    assert CHINESE.keys() - TEXTS == set(), "python -m tests.generate"


def test_the_files_are_what_the_generator_writes() -> None:
    po, mo = make(TEXTS, CHINESE)
    assert PO.read_bytes() == po, "python -m tests.generate"
    assert MO.read_bytes() == mo, "python -m tests.generate"


def test_what_is_compiled_is_what_is_written() -> None:
    with MO.open("rb") as file:
        assert {m.id: m.string for m in read_mo(file) if m.id} == CHINESE


def test_a_translation_keeps_its_values_options_and_commands() -> None:
    whole = {text for text in TEXTS if text.startswith(" ") or '{"' in text}  # shown as they are
    for text in TEXTS - whole:
        assert _fields(CHINESE[text]) == _fields(text)
        assert sorted(_VERBATIM.findall(CHINESE[text])) == sorted(_VERBATIM.findall(text))


@pytest.mark.parametrize("mark", [",", ";", ":", "?", "!", "(", ")"])
def test_chinese_has_its_own_punctuation(mark: str) -> None:
    """Half a width beside a Chinese character is English punctuation."""
    han = "[\u4e00-\u9fff]"
    wrong = re.compile(f"{han}{re.escape(mark)}|{re.escape(mark)}{han}")
    assert [text for text in CHINESE.values() if wrong.search(text)] == []


def test_chinese_and_latin_words_stand_apart() -> None:
    latin = (
        r"(?:[A-Za-z0-9`]|--|\{(?!what|meaning|evidence))",
        r"(?:[A-Za-z0-9`]|\})",
    )
    touching = re.compile(f"[\u4e00-\u9fff]{latin[0]}|{latin[1]}[\u4e00-\u9fff]")
    assert [text for text in CHINESE.values() if touching.search(text)] == []


@pytest.mark.parametrize(
    ("environ", "named", "chosen"),
    [
        ({}, "", "en"),
        ({"LANG": "zh_CN.UTF-8"}, "", "zh"),
        ({"LANG": "zh_TW.UTF-8"}, "", "zh"),
        ({"LANG": "C.UTF-8"}, "", "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "", "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN"}, "", "zh"),
        ({"LANG": "zh_CN.UTF-8"}, "en", "en"),
        ({"LANG": "en_US.UTF-8"}, "zh", "zh"),
    ],
)
def test_the_language_is_the_one_named_or_the_locales(
    environ: dict[str, str], named: str, chosen: str
) -> None:
    assert language.choose(environ, named) == chosen


def test_what_has_no_translation_stays_as_it_is() -> None:
    try:
        language.use("zh")
        assert _("Too many requests.") == "请求过于频繁。"
        assert _("Nobody has translated" + " this.") == "Nobody has translated this."
        assert _("") == ""
    finally:
        language.use("en")
    assert _("Too many requests.") == "Too many requests."


@pytest.mark.parametrize(
    ("error", "english", "chinese"),
    [
        (
            FileNotFoundError(2, "No such file or directory"),
            *["No such file or directory", "没有这个文件或目录"],
        ),
        (
            UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"),
            "it is not UTF-8 text",
            "不是 UTF-8 文本",
        ),
        (
            ValueError("Invalid value (at line 3, column 5)"),
            "Invalid value (at line 3, column 5)",
            "值无效（第 3 行，第 5 列）",
        ),
        (
            OSError("[Errno 111] Connection refused"),
            "[Errno 111] Connection refused",
            "[Errno 111] 连接被拒绝",
        ),
        (ValueError("{braces} stay"), "{braces} stay", "{braces} stay"),
        (ValueError(), "ValueError", "ValueError"),
    ],
)
def test_reasons_of_the_system_are_translated_where_they_are_known(
    error: Exception, english: str, chinese: str
) -> None:
    assert language.reason_of(error) == english
    try:
        language.use("zh")
        assert language.reason_of(error) == chinese
    finally:
        language.use("en")


@pytest.mark.parametrize(
    ("sentences", "joined"),
    [
        ((), ""),
        (("One.", "", "Two."), "One. Two."),
        (("一。", "二。"), "一。二。"),
        (("一：cozewf", "二。"), "一：cozewf 二。"),
    ],
)
def test_sentences_are_joined_as_their_language_joins_them(
    sentences: tuple[str, ...], joined: str
) -> None:
    assert language.join(*sentences) == joined

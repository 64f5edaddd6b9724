"""The Chinese of the interface: complete, and compiled."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import cozewf
from cozewf import language
from cozewf.codes import CLASSES, CODES
from cozewf.errors import EXIT_CODES

FOLDER = Path(cozewf.__file__).parent / "locale" / "zh_CN" / "LC_MESSAGES"


def _texts(catalogue: Catalog) -> dict[str, str]:
    return {m.id: m.string for m in catalogue if m.id and not m.fuzzy}


def test_what_is_compiled_is_what_is_written() -> None:
    with (FOLDER / "cozewf.po").open("rb") as po, (FOLDER / "cozewf.mo").open("rb") as mo:
        assert _texts(read_po(po)) == _texts(read_mo(mo))


def test_every_code_speaks_chinese() -> None:
    with (FOLDER / "cozewf.po").open("rb") as po:
        translated = _texts(read_po(po))
    causes = {text for code in CODES.values() for text in (code.cause, code.remedy)}
    wanted = causes | set(CLASSES.values()) | set(EXIT_CODES.values())
    assert {text for text in wanted if not translated.get(text)} == set()


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
        assert language.translate("Too many requests.") == "请求过于频繁。"
        assert language.translate("Nobody has translated this.") == "Nobody has translated this."
        assert language.translate("") == ""
    finally:
        language.use("en")
    assert language.translate("Too many requests.") == "Too many requests."

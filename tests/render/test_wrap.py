"""Breaking text into rows of a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cozewf.render.wrap import Rows, cells, clip, wrap

TEXT = st.text(st.sampled_from("ab c 你好，。（）“”…é1-é\u0301👨\u200d👩🇨🇳⚠\ufe0f"))
LINES = st.text(st.sampled_from("ab c 你好，。（）“”…e\u0301👨\u200d👩🇨🇳⚠\ufe0f\n\t"))


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        ("hello world and more", ["hello ", "world and ", "more"]),
        ("你好世界再见", ["你好世界再", "见"]),
        ("a你好世界再见", ["a你好世界", "再见"]),
        ("你好世界再。见", ["你好世界", "再。见"]),
        ("你好世界（见）", ["你好世界", "（见）"]),
        ("x http://very.long/path", ["x ", "http://ver", "y.long/pat", "h"]),
        ("12345678👨\u200d👩\u200d👧x", ["12345678", "👨\u200d👩\u200d👧x"]),
        ("123456789e\u0301x", ["123456789e\u0301", "x"]),
        ("1234567890    x", ["1234567890    ", "x"]),
        ("", [""]),
    ],
)
def test_rows_end_between_words_and_wide_characters(line: str, rows: list[str]) -> None:
    assert list(wrap(line, 10)) == rows


def test_code_is_broken_anywhere_and_keeps_its_spaces() -> None:
    assert list(wrap("if x:        return 你", 10, fold=True)) == ["if x:     ", "   return ", "你"]


@given(TEXT, st.integers(4, 30), st.booleans())
def test_rows_joined_are_the_line_and_none_is_too_wide(line: str, width: int, fold: bool) -> None:
    rows = list(wrap(line, width, fold=fold))
    assert "".join(rows) == line
    assert all(cells(row if fold else row.rstrip(" ")) <= width for row in rows)


@given(st.lists(LINES, max_size=8), st.integers(8, 20), st.booleans())
def test_text_in_pieces_ends_in_the_same_row_as_text_in_one(
    pieces: list[str], width: int, fold: bool
) -> None:
    piecewise, whole = Rows(width), Rows(width)
    for piece in pieces:
        piecewise.write(piece, fold=fold)
    whole.write("".join(pieces), fold=fold)
    assert (piecewise.row, piecewise.count) == (whole.row, whole.count)


@pytest.mark.parametrize(
    ("text", "width", "clipped"),
    [("abc", 3, "abc"), ("abcdef", 5, "ab..."), ("你好世界", 6, "你好…"), ("abcdef", 2, "")],
)
def test_clipped_text_fits(text: str, width: int, clipped: str) -> None:
    assert clip(text, width) == clipped

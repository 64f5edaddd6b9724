"""Rows of a terminal: how wide text is, where a line may be broken, what the last row holds.

Widths are upper bounds. Terminals disagree about emoji sequences and about the punctuation that
Chinese fonts draw wide; a row measured too wide ends a cell early, one measured too narrow would
be wrapped by the terminal itself, and then nobody knows how many rows the text takes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

TAB = 4
_CLOSERS = "、。，．・：；？！％»’”›‼…‥）〕］｝〉》」』】〗〙〛～"  # never first in a row
_OPENERS = "«‘“‹（〔［｛〈《「『【〖〘〚￥＄"  # never last in a row
_WIDE = (
    "\u1100-\u115f\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2b00-\u2bff\u2e80-\ua4cf"
    "\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6"
    "\U0001f000-\U0001faff\U00020000-\U0003fffd"
)
_EXTEND = (
    "\u0300-\u036f\u200b-\u200d\u20d0-\u20ff\u302a-\u302f\u3099\u309a\ufe00-\ufe0f"
    "\U0001f3fb-\U0001f3ff\U000e0020-\U000e01ef"
)
_FLAG = "\U0001f1e6-\U0001f1ff"
# A character with all that joins it: marks, variation selectors, emoji glued by U+200D.
_JOINED = f"[{_EXTEND}]*(?:(?<=\u200d)[^ \n][{_EXTEND}]*)*"
_GLYPH = f"(?:[{_FLAG}]{{2}}|[^\n]{_JOINED})"
_WIDE_GLYPH = f"(?:[{_FLAG}]{{2}}|(?![{_CLOSERS}{_OPENERS}])[{_WIDE}]{_JOINED})"
_WORD = f"[^ {_WIDE}{_CLOSERS}{_OPENERS}]+"
# What is not broken: spaces, a wide character, or a word, each with the punctuation it keeps.
_UNIT = re.compile(
    f" +|[{_OPENERS}]*(?:{_WIDE_GLYPH}|{_WORD})[{_CLOSERS}]*"
    f"|[{_OPENERS}]+[{_CLOSERS}]*|[{_CLOSERS}]+"
)
_ONE_GLYPH = re.compile(_GLYPH)


class _Widths(dict[str, int]):
    """The cells that a character takes at most, worked out at its first use."""

    def __missing__(self, char: str) -> int:
        cells = self[char] = _most_cells(char)
        return cells


_WIDTHS = _Widths()


def _most_cells(char: str) -> int:
    from rich.cells import get_character_cell_size  # noqa: PLC0415  not for --help

    code = ord(char)
    if code == 0xFE0F:  # makes the character before it wide
        return 1
    if 0x1F000 <= code <= 0x1FAFF:
        return 2
    if unicodedata.category(char) in ("Mc", "Cn", "Co"):
        return max(1, get_character_cell_size(char))
    punctuation = 0x2010 <= code <= 0x205E or 0x2100 <= code <= 0x24FF or 0x25A0 <= code <= 0x27BF
    if punctuation and unicodedata.east_asian_width(char) in "AW":
        return 2
    return get_character_cell_size(char)


def cells(text: str) -> int:
    """The cells that *text* takes at most."""
    if text.isascii():
        return len(text)
    return sum(map(_WIDTHS.__getitem__, text))


def clip(text: str, width: int) -> str:
    """As much of *text* as fits into *width* cells, with an ellipsis where it was cut."""
    if cells(text) <= width:
        return text
    mark = "..." if text.isascii() else "…"
    room = width - cells(mark)
    kept = ""
    for match in _ONE_GLYPH.finditer(text):
        room -= cells(match[0])
        if room < 0:
            break
        kept += match[0]
    return kept + mark if width >= 4 else kept


def wrap(line: str, width: int, *, fold: bool = False) -> Iterator[str]:
    """Break *line* into rows of at most *width* cells, not counting spaces at their ends.

    Nothing is dropped: the rows joined are the line. *fold* breaks anywhere, for code.
    """
    start = end = used = 0
    for match in (_ONE_GLYPH if fold else _UNIT).finditer(line):
        unit = match[0]
        size = cells(unit)
        if used + size > width and (fold or unit[0] != " "):
            if used:
                yield line[start:end]
                start, used = end, 0
            if size > width:
                *full, last = _fold(unit, width)
                yield from full
                start = end + len(unit) - len(last)
                size = cells(last)
        used += size
        end = match.end()
    yield line[start:]


def _fold(unit: str, width: int) -> Iterator[str]:
    """Break *unit* between its characters, and within one that is wider than a whole row."""
    start = end = used = 0
    for match in _ONE_GLYPH.finditer(unit):
        glyph = match[0]
        for part in glyph if cells(glyph) > width else (glyph,):
            size = cells(part)
            if used + size > width and used:
                yield unit[start:end]
                start, used = end, 0
            used += size
            end += len(part)
    yield unit[start:]


class Rows:
    """Turns text into what has to be sent so that it stands wrapped on the terminal.

    *row* is what the last row holds, *count* how many rows were ended. A word that turns out too
    long for its row after part of it was sent is taken back and put on the next row.
    """

    def __init__(self, width: int) -> None:
        self.width = width
        self.row = ""
        self.count = 0

    @property
    def col(self) -> int:
        return min(cells(self.row), self.width)

    def write(self, text: str, *, fold: bool = False) -> str:
        """What to send for *text*, which goes on where the last text ended."""
        out: list[str] = []
        for number, line in enumerate(text.split("\n")):
            if number:
                out.append("\n")
                self.row = ""
                self.count += 1
            for piece in self._without_tabs(line):
                self._add(piece, fold, out)
        return "".join(out)

    def visible(self, row: str) -> str:
        """*row* without the spaces that hang over the edge."""
        while row.endswith(" ") and cells(row) > self.width:
            row = row[:-1]
        return row

    def _without_tabs(self, line: str) -> Iterator[str]:
        for number, piece in enumerate(line.split("\t")):
            yield " " * (TAB - self.col % TAB) + piece if number else piece

    def _add(self, text: str, fold: bool, out: list[str]) -> None:
        if not text:
            return
        whole = self.row + text
        if cells(whole) <= self.width:
            out.append(text)
            self.row = whole
            return
        before = self.visible(self.row)
        first, *others = wrap(whole, self.width, fold=fold)
        out.append(self._change(before, self.visible(first)))
        for row in others:
            out.append("\n" + self.visible(row))
        self.count += len(others)
        self.row = others[-1] if others else first

    def _change(self, before: str, after: str) -> str:
        """What makes the last row, which shows *before*, show *after*."""
        if after.startswith(before):
            return after[len(before) :]
        kept = before[: len(after)]
        if kept == after and after.isascii():
            return f"\x1b[{len(after) + 1}G\x1b[K"
        return f"\r\x1b[K{after}"

"""Rows of a terminal: how wide text is, where a line may be broken, what the last row holds.

Widths are upper bounds. Terminals disagree about emoji sequences and about the punctuation that
Chinese fonts draw wide; a row measured too wide ends a cell early, one measured too narrow would
be wrapped by the terminal itself, and then nobody knows how many rows the text takes.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

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
_WIDE_GLYPH = f"(?:[{_FLAG}]{{2}}|(?![{_CLOSERS}{_OPENERS}])[{_WIDE}]{_JOINED})"
_WORD = f"[^ {_WIDE}{_CLOSERS}{_OPENERS}]+"
# What is not broken: a wide character or a word, each with the punctuation it keeps.
_UNIT = re.compile(
    f"[{_OPENERS}]*(?:{_WIDE_GLYPH}|{_WORD})[{_CLOSERS}]*|[{_OPENERS}]+[{_CLOSERS}]*|[{_CLOSERS}]+"
)
_GLYPH = re.compile(f"[{_FLAG}]{{2}}|[^\n]{_JOINED}")
# Wide letters that belong to no unit but their own; and up to the last place in a text where a
# unit or a glyph begins for sure, whatever stands before.
_PLAIN = "\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
_UNIT_BEGINS = re.compile(f".*(?: |[{_PLAIN}](?=[{_PLAIN}]))")
_GLYPH_BEGINS = re.compile(f".*[ -~{_PLAIN}](?=[ -~{_PLAIN}])")
# Anything but what takes one cell and one byte, or two cells and three bytes.
_ODD = re.compile(f"[^ -~{_PLAIN}\u3001-\u3011\uff01-\uff5e“”‘’…—]")


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
    if _ODD.search(text) is None:  # a third of the time that a look at each character takes
        return (len(text) + len(text.encode())) // 2
    return sum(map(_WIDTHS.__getitem__, text))


def clip(text: str, width: int) -> str:
    """As much of *text* as fits into *width* cells, with an ellipsis where it was cut."""
    if cells(text) <= width:
        return text
    mark = "..." if text.isascii() else "…"
    room = width - cells(mark)
    kept = ""
    for match in _GLYPH.finditer(text):
        room -= cells(match[0])
        if room < 0:
            break
        kept += match[0]
    return kept + mark if width >= 4 else kept


def wrap(
    line: str, width: int, *, fold: bool = False, known: tuple[int, int] = (0, 0)
) -> Iterator[str]:
    """Break *line* into rows of at most *width* cells, not counting spaces at their ends.

    Nothing is dropped: the rows joined are the line. *fold* breaks anywhere, for code. *known*
    are so many characters at the beginning that take so many cells, which fit into a row.
    """
    start = 0
    edge = _edge(line, known[0], width - known[1])
    while (end := _row_end(line, start, edge, fold)) < len(line):
        yield line[start:end]
        start = end
        edge = _edge(line, start, width)
    yield line[start:]


def _row_end(line: str, start: int, edge: int, fold: bool) -> int:
    """Where the row that begins at *start* ends, when what *edge* begins with does not fit."""
    if edge == len(line):
        return edge
    if not fold:
        unit = _begin_of(_UNIT, _UNIT_BEGINS, line, start, edge)
        if unit > start:
            return unit
    glyph = _begin_of(_GLYPH, _GLYPH_BEGINS, line, start, edge)
    return glyph if glyph > start else max(edge, start + 1)  # a glyph wider than a row


def _edge(line: str, start: int, room: int) -> int:
    """The first character from *start* on that does not fit into *room* cells."""
    at = start
    while part := line[at : at + room + 1]:
        sums = list(accumulate(map(_WIDTHS.__getitem__, part)))
        fitting = bisect_right(sums, room)
        at += fitting
        if fitting < len(part):
            break
        room -= sums[-1]  # less than the characters: some take no cells
    return at


def _begin_of(
    units: re.Pattern[str], sure: re.Pattern[str], line: str, start: int, edge: int
) -> int:
    """Where the unit begins that reaches beyond *edge*; the end of *line* where none does.

    *sure* finds the last place up to *edge* where one certainly begins: looked for from *start*
    on, it takes ten times as long.
    """
    known = sure.match(line, start, edge + 1)
    for match in units.finditer(line, known.end() if known else start):
        if match.end() > edge:
            return match.start()
    return len(line)


class Rows:
    """Turns text into what has to be sent so that it stands wrapped on the terminal.

    *row* is what the last row holds, *count* how many rows were ended. A word that turns out too
    long for its row after part of it was sent is taken back and put on the next row.
    """

    def __init__(self, width: int) -> None:
        self.width = width
        self.row = ""
        self.count = 0
        self._used = 0  # cells of the row; counted anew for each piece they take most of its time

    @property
    def col(self) -> int:
        return min(self._used, self.width)

    def put(self, row: str) -> None:
        """The last row holds *row* now, whoever has written it."""
        self.row = row
        self._used = cells(row)

    def write(self, text: str, *, fold: bool = False) -> str:
        """What to send for *text*, which goes on where the last text ended."""
        if "\n" not in text and "\t" not in text:
            return self._add(text, fold)
        out: list[str] = []
        for number, line in enumerate(text.split("\n")):
            if number:
                out.append("\n")
                self.put("")
                self.count += 1
            for piece in self._without_tabs(line) if "\t" in line else (line,):
                out.append(self._add(piece, fold))
        return "".join(out)

    def visible(self, row: str) -> str:
        """*row* without the spaces that hang over the edge."""
        while row.endswith(" ") and cells(row) > self.width:
            row = row[:-1]
        return row

    def _without_tabs(self, line: str) -> Iterator[str]:
        for number, piece in enumerate(line.split("\t")):
            yield " " * (TAB - self.col % TAB) + piece if number else piece

    def _add(self, text: str, fold: bool) -> str:
        used = self._used + cells(text)
        if used <= self.width or not text:
            self.row += text
            self._used = used
            return text
        before = self.visible(self.row)
        known = (len(self.row), self._used) if self._used <= self.width else (0, 0)
        first, *others = wrap(self.row + text, self.width, fold=fold, known=known)
        out = [self._change(before, self.visible(first)), *map(self.visible, others)]
        self.count += len(others)
        self.put(others[-1] if others else first)
        return "\n".join(out)

    def _change(self, before: str, after: str) -> str:
        """What makes the last row, which shows *before*, show *after*."""
        if after.startswith(before):
            return after[len(before) :]
        kept = before[: len(after)]
        if kept == after and after.isascii():
            return f"\x1b[{len(after) + 1}G\x1b[K"
        return f"\r\x1b[K{after}"

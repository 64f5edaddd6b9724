"""Where one block of Markdown ends and the next begins, told while the text still grows."""

from __future__ import annotations

import re
from typing import TypeAlias

_FENCE = re.compile(r"\s*(?:(`{3,})[^`]*|(~{3,}).*)\Z")
_HEADING = re.compile(r" {0,3}#{1,6}(?:\s|\Z)")
_LIST_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)])(?:\s|\Z)")
_LONGEST_MARK = 200  # a line's beginning tells what it is; the rest need not be kept

# Without any of this a paragraph looks the same before and after formatting.
_SYNTAX = re.compile(
    r"[*`~|<&\\]|\b_|_\b|\]\(|^[ \t]*(?:#{1,6}\s|>|[-+]\s|\d{1,9}[.)]\s|[=-]+[ \t]*$)", re.M
)
# What formatting would take away: definitions of references and footnotes, and formulas.
_LITERAL = re.compile(r"^ {0,3}\[[^\]\n]+\]:|\\[()\[\]]|\$\$", re.M)


# A stretch of text inside one block, whether it is code, and whether the block is complete with it.
# No NamedTuple: to build one was a third of a piece's cutting.
Piece: TypeAlias = tuple[str, bool, bool]


class Blocks:
    """Cuts growing Markdown into blocks: at blank lines, headings and the ends of fences."""

    def __init__(self) -> None:
        self._line = ""  # the beginning of the unfinished line
        self._fence = ""

    def feed(self, text: str) -> list[Piece]:
        """All of *text*, piece by piece."""
        pieces: list[Piece] = []
        start = at = 0
        code = bool(self._fence)
        while (end := text.find("\n", at) + 1) > 0:
            line = self._line + text[at : end - 1]
            self._line = ""
            at = end
            ends = self._ends(line)
            if ends or bool(self._fence) != code:
                pieces.append((text[start:end], code, ends))
                start, code = end, bool(self._fence)
        if start < len(text):
            if len(self._line) < _LONGEST_MARK:
                self._line += text[at : at + _LONGEST_MARK]
            pieces.append((text[start:], code, False))
        return pieces

    def _ends(self, line: str) -> bool:
        """Whether *line* completes a block; remembers the fence that it opens or closes."""
        if self._fence:
            mark = line.strip()
            if mark.startswith(self._fence) and not mark.strip(self._fence[0]):
                self._fence = ""
                return True
            return False
        begun = line.lstrip()
        if not begun or begun[0] not in "`~#":  # as most are: neither of the patterns can match
            return not begun
        if match := _FENCE.match(line):
            self._fence = match[1] or match[2]
            return False
        return _HEADING.match(line) is not None


def can_change(block: str) -> bool:
    """Whether formatting would make *block* look different, and lose nothing of it."""
    return _SYNTAX.search(block) is not None and _LITERAL.search(block) is None


def indentation(block: str) -> int:
    """The spaces that every line of *block* begins with."""
    lines = [line for line in block.split("\n") if line.strip()]
    return min((len(line) - len(line.lstrip(" ")) for line in lines), default=0)


def is_list(block: str) -> bool:
    """Whether *block* begins with a list item that is not indented."""
    return _LIST_ITEM.match(block) is not None

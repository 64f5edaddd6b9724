"""Writes the messages of nodes to the screen, each under its header, block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..cleaning import clean, clean_line
from ..growing import GrowingText
from . import content
from .blocks import Blocks, Piece, can_change, is_list
from .screen import Screen
from .wrap import cells, clip

if TYPE_CHECKING:
    from .markdown import Formatter


@dataclass(eq=False, slots=True)
class Segment:
    """One message of a node, or one answer of a chat, while it is being written."""

    title: str = ""  # no header without one
    label: str = ""
    content_type: str = "text"
    texts: list[str] = field(default_factory=list)  # received, not yet written
    wrote_at: float = 0.0
    finished: bool = False
    headed: bool = False
    kind: content.Kind | None = None
    blocks: Blocks = field(default_factory=Blocks)
    block: list[str] | None = field(default_factory=list)  # None: it stays as it is written
    drawn: bool = False  # whether something of the block is on the screen
    in_list: bool = False
    said: GrowingText = field(default_factory=GrowingText)  # what the deltas of an answer add up to
    note: bool = False  # a dim line, nothing that a node wrote

    @property
    def size(self) -> int:
        """The characters that were received and not yet written."""
        return sum(map(len, self.texts))

    @property
    def ready(self) -> bool:
        """Whether there is something that may be shown now."""
        whole = content.kind(self.content_type, "") == "whole"
        return self.finished or (bool(self.texts) and not whole)

    def take(self) -> str:
        text = clean("".join(self.texts))
        self.texts.clear()
        return text


class Writer:
    """Puts segments on the screen. *formatter* is None where nothing may be styled."""

    def __init__(self, screen: Screen, formatter: Callable[[], Formatter] | None, mark: str):
        self._screen = screen
        self._formatter = formatter
        self._mark = mark

    def write(self, segment: Segment) -> None:
        """Write what *segment* has received; all of it when it is finished."""
        text = segment.take()
        if segment.kind is None:
            segment.kind = content.kind(segment.content_type, text)
            if segment.kind is None and not segment.finished:  # a lone bracket
                segment.texts.append(text)
                return
        if text and not segment.headed:
            self._head(segment)
        self._write_text(segment, text)
        if segment.finished:
            self._screen.end_line()

    def _write_text(self, segment: Segment, text: str) -> None:
        match segment.kind:
            case "whole":
                self._screen.write(clean(content.complete(text, segment.content_type)))
            case "json":
                self._write_pieces(segment, [(text, True, False)])
            case _ if self._formatter is None:  # it stays as it is written
                for part, code, _ in segment.blocks.feed(text):
                    self._screen.write(part, fold=code)
            case _:
                self._write_pieces(segment, segment.blocks.feed(text))

    def leave(self, segment: Segment) -> None:
        """Something else is written now; *segment* may go on later, under its header again."""
        if segment.texts:
            segment.kind = "markdown"
            self.write(segment)
        self._screen.give_up_block()
        self._screen.end_line()
        if segment.drawn:
            segment.block = None
        segment.headed = False

    def note(self, text: str) -> None:
        """Write *text* as a dim line of its own."""
        line = clip(clean_line(text), self._screen.width)
        self._screen.write_rows(f"{self._styled(line, 2)}\n")

    def _head(self, segment: Segment) -> None:
        segment.headed = True
        if not segment.title:
            return
        if not self._screen.blank:
            self._screen.write_rows("\n")
        room = self._screen.width - len(self._mark) - 1
        title = clip(clean_line(segment.title), room)
        label = f"  {clean_line(segment.label)}" if segment.label else ""
        if cells(title + label) > room:
            label = ""
        self._screen.write_rows(
            f"{self._styled(self._mark, 36)} {self._styled(title, 1)}{self._styled(label, 2)}\n"
        )

    def _styled(self, text: str, code: int) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._formatter and text else text

    def _write_pieces(self, segment: Segment, pieces: Iterable[Piece]) -> None:
        waiting: list[Piece] = []
        for piece in pieces:
            waiting.append(piece)
            text, _, ends = piece
            if segment.block is not None:
                segment.block.append(text)
            if ends:
                self._end_block(segment, waiting)
                waiting = []
        if segment.finished:
            self._end_block(segment, waiting)
        else:
            self._draw(segment, waiting)

    def _draw(self, segment: Segment, pieces: list[Piece]) -> None:
        if pieces and not segment.drawn:
            segment.drawn = True
            self._screen.begin_block()
        for text, code, _ in pieces:
            self._screen.write(text, fold=code)
        if segment.block and not self._screen.block_replaceable:
            segment.block = None

    def _end_block(self, segment: Segment, waiting: list[Piece]) -> None:
        """The block is complete: replace it by its formatted form, or just write the rest."""
        block = None if segment.block is None else "".join(segment.block)
        if segment.drawn and not self._screen.block_replaceable:
            block = None
        rows = self._formatted(segment, block) if block and not block.isspace() else None
        if block is None or rows is None:
            self._draw(segment, waiting)
        else:
            if segment.drawn:
                self._screen.erase_block()
            after = block[len(block.rstrip()) :].count("\n")
            self._screen.write_rows(rows + "\n" * (after - 1))
        self._screen.give_up_block()
        segment.block, segment.drawn = [], False

    def _formatted(self, segment: Segment, block: str) -> str | None:
        """*block* as rows that end with a newline; None where it stays as it is."""
        if segment.kind == "json" and (pretty := content.pretty(block)):
            return self._screen.wrapped(clean(pretty)) + "\n"
        in_list = segment.in_list
        if not block.startswith(" "):
            segment.in_list = is_list(block)
        if self._formatter is None or not can_change(block):
            return None
        return self._formatter().format(block, self._screen.width, in_list=in_list)

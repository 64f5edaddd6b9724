"""Markdown as rows of styled text. Importing this costs 100 ms: import it where it is needed.

Rich's Markdown, but for: rows are broken between Chinese characters too, line ends stay, links
and pictures show where they go, HTML is shown and not dropped, code keeps its fences and its
columns, so that it can be copied.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from rich.box import SIMPLE
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.markdown import CodeBlock, Heading, ListItem, Markdown, Paragraph, TableElement
from rich.segment import Segment
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

from ..cleaning import clean
from . import blocks
from .wrap import wrap

if TYPE_CHECKING:
    from markdown_it.token import Token

_NARROWEST_COLUMN = 6
_STYLES = Theme(  # no backgrounds: they look right on one half of all terminals only
    {
        "markdown.h1": "bold underline",
        "markdown.h2": "bold underline",
        "markdown.h3": "bold",
        "markdown.h4": "bold",
        "markdown.code": "cyan",
        "markdown.block_quote": "italic",
        "markdown.hr": "dim",
        "markdown.item.bullet": "cyan",
        "markdown.item.number": "cyan",
    }
)
# Rich fills rows with spaces: twice the bytes, and unwanted in what is copied.
_FILLING = re.compile(r"(?:\x1b\[[\d;]+m +\x1b\[0m| )++$", re.M)
_NO_LETTERS = re.compile(r"(?:\x1b\[[\d;]*m|[\W_])+")


class Formatter:
    """Formats one block after the other; knows whether the last one was a list."""

    def __init__(self) -> None:
        # As Rich makes them, but once and not for each block: a third of a paragraph's 1.2 ms.
        self._parser = MarkdownIt().enable("strikethrough").enable("table")
        self._markdown = _Markdown("", code_theme="ansi_dark", hyperlinks=False)
        self._out = io.StringIO()
        self._console = Console(
            file=self._out,
            force_terminal=True,
            color_system="standard",
            legacy_windows=False,
            highlight=False,
            markup=False,
            emoji=False,
            theme=_STYLES,
            height=25,  # no matter what; without one, the terminal is asked nine times a block
        )

    def format(self, block: str, width: int, *, in_list: bool) -> str | None:
        """*block* as rows; None where it stays as written, since formatting would lose text.

        That happens with HTML, link titles, surplus cells, numbers out of order, entities.
        """
        indent = blocks.indentation(block) if in_list else 0
        if indent:  # goes on below a list item: no code, which four spaces mean elsewhere
            block = "\n".join(line[indent:] for line in block.split("\n"))
        room = width - indent
        tokens = self._markdown.parsed = self._parser.parse(block)
        if not _prepare(tokens, room):
            return None
        self._out.seek(0)
        self._out.truncate()
        self._console.width = width
        self._console.print(self._markdown, width=room)
        rows = _FILLING.sub("", self._out.getvalue().strip("\n"))
        if not _same_letters(rows, block):
            return None
        return "".join(" " * indent + row + "\n" for row in rows.split("\n"))


def _same_letters(one: str, other: str) -> bool:
    """Whether both have the same letters and digits, a table's in any order: cells are wrapped."""
    one, other = _NO_LETTERS.sub("", one), _NO_LETTERS.sub("", other)
    return one == other or sorted(one) == sorted(other)


def _prepare(tokens: list[Token], room: int) -> bool:
    """Change what Rich would hide. False where there is no room for the columns of a table."""
    columns = 0
    for token in tokens:
        columns = 0 if token.type == "thead_open" else columns + (token.type == "th_open")
        if columns * _NARROWEST_COLUMN > room:
            return False
        if token.children:
            token.children = list(_visible(token.children))
    return True


def _visible(tokens: list[Token]) -> Iterator[Token]:
    """Inline tokens, changed so that nothing of them is hidden."""
    for token in tokens:
        token.content = clean(token.content)  # &#13; has become a carriage return
        match token.type:
            case "softbreak":
                token.type = "hardbreak"
            case "html_inline":
                token.type = "text"
            case "image":
                token.type, token.tag, token.children = "text", "", None
                token.content += f" ({clean(str(token.attrs.get('src', '')))})"
            case "link_open":
                token.attrs["href"] = clean(str(token.attrs.get("href", "")))
            case _:
                pass
        if token.markup != "autolink":  # its text is its address
            yield token


def _rows(text: Text, console: Console, width: int) -> Iterator[Segment]:
    """*text* as rows, rendered: Rich would look at each row again, a quarter of a paragraph."""
    for line in text.split("\n", allow_blank=True):
        start = 0
        ends: list[int] = []
        for row in wrap(line.plain, width):
            start += len(row)
            ends.append(start)
        for row_text in line.divide(ends[:-1]):
            row_text.rstrip()
            row_text.expand_tabs(8)
            yield from row_text.render(console, end="\n")


class _Paragraph(Paragraph):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from _rows(self.text, console, options.max_width)


class _Heading(Heading):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from _rows(self.text, console, options.max_width)


class _ListItem(ListItem):
    def render_number(
        self, console: Console, options: ConsoleOptions, number: int, last_number: int
    ) -> RenderResult:
        """As Rich does, with the dot that was written."""
        mark = f" {number}. "
        style = console.get_style("markdown.item.number", default="none")
        inner = options.update(width=options.max_width - len(mark))
        for index, line in enumerate(console.render_lines(self.elements, inner, style=self.style)):
            yield Segment(" " * len(mark) if index else mark, style)
            yield from line
            yield Segment.line()


class _CodeBlock(CodeBlock):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        fence = "```" if "```" not in str(self.text) else "~~~"
        name = "" if self.lexer_name == "text" else self.lexer_name
        yield Text(fence + clean(name), style="dim")
        yield Syntax(str(self.text).rstrip("\n"), self.lexer_name, theme=self.theme, word_wrap=True)
        yield Text(fence, style="dim")


class _Table(TableElement):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        table = Table(box=SIMPLE, show_edge=False, pad_edge=False, border_style="dim")
        for cell in self._header_cells():
            table.add_column(cell, overflow="fold", header_style="bold")
        if self.body is not None:
            for row in self.body.rows:
                cells: list[RenderableType] = [cell.content for cell in row.cells]
                table.add_row(*cells)
        yield table

    def _header_cells(self) -> list[Text]:
        if self.header is None or self.header.row is None:
            return []
        return [cell.content for cell in self.header.row.cells]


class _Markdown(Markdown):
    elements = {  # noqa: RUF012  declared by the base class
        **Markdown.elements,
        "paragraph_open": _Paragraph,
        "heading_open": _Heading,
        "list_item_open": _ListItem,
        "fence": _CodeBlock,
        "table_open": _Table,
    }

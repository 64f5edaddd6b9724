"""The README's picture: a real run on a terminal, its screen drawn as SVG."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from itertools import groupby
from pathlib import Path

from pyte.screens import Char

from cozewf.mock.server import Server
from cozewf.shell.layout import width

from .pseudo_terminal import PseudoTerminal

_COLUMNS, _ROWS = 90, 34
_CELL, _LINE, _EDGE = 8.4, 20, 16
_PROMPT = "$ cozewf stream wf_ask --profile demo"
# What is typed when the screen shows what.
_KEYS = (
    ("Answer (arrows", "2\r"),
    ("city (string", "杭州\r"),
    ("days (integer)", "3\r"),
    ("tags (list", "\r"),
)
# Ids, ports and times differ from run to run; an id may be broken at the end of a row.
_DIGITS = re.compile(r"\d{5,}")
_SECONDS = re.compile(r"\b\d\.\ds\b")
_ID = "7533521629687578624"
_COLORS = {
    "default": "#d8dee9",
    "black": "#6b7789",
    "red": "#e06c75",
    "green": "#98c379",
    "brown": "#e5c07b",
    "yellow": "#e5c07b",
    "blue": "#61afef",
    "magenta": "#c678dd",
    "cyan": "#56b6c2",
    "white": "#d8dee9",
}


def draw_run(home: Path) -> str:
    """Run the command in *home*, answer it as a person does, and draw the screen."""
    environ = {
        "HOME": str(home),
        "COZEWF_CONFIG_DIR": str(home / "config"),
        "COZEWF_STATE_DIR": str(home / "state"),
        "COZEWF_API_KEY": "any",
        "LANG": "C.UTF-8",
    }
    with (
        Server("open-source", pace=0) as server,
        PseudoTerminal.cozewf(
            *("stream", "wf_ask", "--base-url", server.base_url),
            environ=environ,
            columns=_COLUMNS,
            rows=_ROWS,
        ) as terminal,
    ):
        for shown, keys in _KEYS:
            terminal.wait_for(shown)
            terminal.type(keys)
        assert terminal.wait() == 0
        rows = [list(_runs(terminal.screen.buffer[y])) for y in range(_ROWS)]
    while not rows[-1]:
        rows.pop()
    return _draw([[(_PROMPT, "default", True)], *rows])


Run = tuple[str, str, bool]


def _runs(row: Mapping[int, Char]) -> Iterator[Run]:
    """The parts of a row that look the same: (text, colour, bold)."""
    cells = [row[x] for x in range(_COLUMNS)]
    text = "".join(cell.data for cell in cells)
    if not text.strip():
        return
    # Nothing changes its length, so each character keeps the look of its cell.
    fixed = _DIGITS.sub(lambda match: _ID[: len(match[0])], _SECONDS.sub("2.4s", text))
    looks = [(cell.fg, bool(cell.bold)) for cell in cells for _ in cell.data]
    pairs = zip(fixed.rstrip(), looks, strict=False)
    for (color, bold), part in groupby(pairs, key=lambda pair: pair[1]):
        yield "".join(char for char, _ in part), color, bold


def _draw(rows: list[list[Run]]) -> str:
    wide = round(_COLUMNS * _CELL + 2 * _EDGE)
    high = len(rows) * _LINE + 2 * _EDGE
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" '
        "font-family=\"ui-monospace, Menlo, Consolas, 'Noto Sans Mono CJK SC', monospace\" "
        'font-size="14">',
        "<title>cozewf stream: a workflow asks, is answered in place, and goes on</title>",
        f'<rect width="{wide}" height="{high}" rx="8" fill="#1f2430"/>',
    ]
    for number, row in enumerate(rows):
        y = _EDGE + (number + 1) * _LINE - 6
        column = 0
        for text, color, bold in row:
            cells = width(text)
            shown = text.lstrip()
            if shown:
                x = _EDGE + (column + len(text) - len(shown)) * _CELL
                weight = ' font-weight="bold"' if bold else ""
                lines.append(
                    f'<text xml:space="preserve" x="{x:.1f}" y="{y}" '
                    f'textLength="{width(shown) * _CELL:.1f}" fill="{_fill(color)}"{weight}>'
                    f"{escape(shown)}</text>"
                )
            column += cells
    return "\n".join([*lines, "</svg>", ""])


def _fill(color: str) -> str:
    name = color.removeprefix("bright")
    return _COLORS.get(name, f"#{name}" if re.fullmatch(r"[0-9a-f]{6}", name) else "#d8dee9")

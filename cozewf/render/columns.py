"""Rows of text in columns, for a screen or for a program."""

from __future__ import annotations

from collections.abc import Sequence

from ..terminal import Terminal, clean_line
from .wrap import cells


def write_columns(terminal: Terminal, rows: Sequence[Sequence[str]]) -> None:
    """Write *rows* to stdout: in columns on a terminal, with tabs between them in a pipe."""
    cleaned = [[clean_line(cell) for cell in row] for row in rows]
    if not terminal.out_is_tty:
        terminal.write("".join("\t".join(row) + "\n" for row in cleaned))
        return
    widths = [max(map(cells, column)) for column in zip(*cleaned, strict=True)]
    for row in cleaned:
        padded = [
            cell + " " * (width - cells(cell)) for cell, width in zip(row, widths, strict=True)
        ]
        terminal.write("  ".join(padded).rstrip() + "\n")

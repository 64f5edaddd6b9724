"""Rows of text in columns, for a screen or for a program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..cleaning import clean_line
from ..shell.layout import pad
from ..terminal import Terminal
from .wrap import cells, wrap

_LABEL = 12  # cells
_LEAST_ROOM = 20  # cells, for the last column to be wrapped


def write_columns(
    terminal: Terminal, rows: Sequence[Sequence[str]], *, wrapped: bool = False
) -> None:
    """Write *rows* to stdout: columns on a terminal, tabs in a pipe.

    With *wrapped* the last column keeps its margin, which is for prose: not for paths and links.
    """
    cleaned = [[clean_line(cell) for cell in row] for row in rows]
    if not terminal.out_is_tty:
        terminal.write("".join("\t".join(row) + "\n" for row in cleaned))
        return
    widths = [max(map(cells, column)) for column in zip(*cleaned, strict=True)][:-1]
    margin = sum(widths) + 2 * len(widths)
    room = terminal.size()[0] - margin
    for *first, last in cleaned:
        padded = [
            cell + " " * (width - cells(cell)) for cell, width in zip(first, widths, strict=True)
        ]
        lines = list(wrap(last, room)) if wrapped and room >= _LEAST_ROOM else [last]
        rest = [(" " * margin + line).rstrip() for line in lines[1:]]
        terminal.write("\n".join(["  ".join([*padded, *lines[:1]]).rstrip(), *rest]) + "\n")


def draw_facts(facts: Mapping[str, str]) -> str:
    """Names and values, one pair a line; what has no value is left out."""
    return "".join(f"{pad(name, _LABEL)}{value}\n" for name, value in facts.items() if value)

"""Runs `view.py` on a pseudo-terminal of 120 by 40 and counts what is sent to it."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import statistics
import struct
import subprocess
import termios
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_VIEW = str(Path(__file__).with_name("view.py"))
SHORT, LONG = 10_000, 1_000_000
Case = tuple[str, str, int]  # scheme, document, bytes


@dataclass(frozen=True, slots=True)
class Drawn:
    """CPU seconds per token, and bytes sent to the terminal per byte of text."""

    cpu: float
    sent: float


def draw(python: str, case: Case, environ: Mapping[str, str]) -> Drawn:
    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    process = subprocess.Popen(
        [python, _VIEW, *map(str, case)],
        stdin=terminal,
        stdout=terminal,
        stderr=subprocess.PIPE,
        env=dict(environ),
    )
    os.close(terminal)
    sent = _count(controller)
    os.close(controller)
    _, report = process.communicate()
    if process.returncode != 0:
        raise RuntimeError(report.decode("utf-8", "replace"))
    figures = json.loads(report)
    return Drawn(cpu=figures["cpu"], sent=sent / figures["text"])


def _count(controller: int) -> int:
    total = 0
    while True:
        try:
            data = os.read(controller, 1 << 16)
        except OSError:  # the other end is closed
            return total
        if not data:
            return total
        total += len(data)


def draw_all(
    python: str, cases: Sequence[Case], environ: Mapping[str, str], rounds: int
) -> dict[Case, Drawn]:
    """The medians of each case, drawn in turn."""
    drawn: dict[Case, list[Drawn]] = {case: [] for case in cases}
    for _ in range(rounds):
        for case in cases:
            drawn[case].append(draw(python, case, environ))
    return {
        case: Drawn(
            cpu=statistics.median(one.cpu for one in all_),
            sent=statistics.median(one.sent for one in all_),
        )
        for case, all_ in drawn.items()
    }

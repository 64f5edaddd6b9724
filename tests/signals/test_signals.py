"""A signal in each phase of a command; `python -m tests.signals` tries every one in every phase."""

from __future__ import annotations

import sys
from itertools import groupby

import pytest

from .cells import Cell, cells, try_cell

BY_PHASE = [list(group) for _, group in groupby(cells(), key=lambda cell: cell.phase.name)]
# Each phase once, each way several times.
SAMPLE = [group[number % len(group)] for number, group in enumerate(BY_PHASE)]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("cell", SAMPLE, ids=str)
def test_a_signal_leaves_terminal_and_state_as_they_should_be(cell: Cell) -> None:
    assert try_cell(cell) == []

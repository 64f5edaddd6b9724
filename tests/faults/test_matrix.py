"""A part of the fault matrix: `python -m tests.faults` tries all of it, in minutes."""

from __future__ import annotations

import pytest

from .cells import Cell, cells, try_all
from .faults import FAULTS

_CELLS = list(cells())


def _sample(name: str) -> list[Cell]:
    """Some cells of a fault, spread over its commands, places and formats."""
    chosen = [cell for cell in _CELLS if cell.fault.name == name]
    return chosen[:: max(1, len(chosen) // 6)]


@pytest.mark.parametrize("name", [fault.name for fault in FAULTS])
def test_a_fault_keeps_every_promise(name: str) -> None:
    broken = [f"{v.cell}: {'; '.join(v.found)}" for v in try_all(_sample(name)) if v.found]
    assert broken == []

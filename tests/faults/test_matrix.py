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


def _broken(chosen: list[Cell]) -> list[str]:
    return [f"{v.cell}: {'; '.join(v.found)}" for v in try_all(chosen) if v.found]


def _follows(cell: Cell) -> bool:
    """Whether the cell's run is asked about until a limit: that takes seconds."""
    return cell.command.patient == "limit"


@pytest.mark.parametrize("name", [fault.name for fault in FAULTS])
def test_a_fault_keeps_every_promise(name: str) -> None:
    assert _broken([cell for cell in _sample(name) if not _follows(cell)]) == []


def test_every_fault_keeps_every_promise_of_a_run_that_is_followed() -> None:
    """All at once, as they do nothing but wait."""
    chosen = [cell for fault in FAULTS for cell in _sample(fault.name) if _follows(cell)]
    assert len(chosen) > 5
    assert _broken(chosen) == []

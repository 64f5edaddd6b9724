"""A part of the fault matrix: `python -m tests.faults` tries all of it, in minutes."""

from __future__ import annotations

import pytest

from .cells import Cell, cells, try_all
from .faults import FAULTS, Fault


def _sample(fault: Fault) -> list[Cell]:
    """Some cells of a fault, spread over its commands, places and formats."""
    chosen = list(cells([fault]))
    return chosen[:: max(1, len(chosen) // 6)]


def _broken(chosen: list[Cell]) -> list[str]:
    return [f"{v.cell}: {'; '.join(v.found)}" for v in try_all(chosen) if v.found]


def _follows(cell: Cell) -> bool:
    """Whether the cell's run is asked about until a limit: that takes seconds."""
    return cell.command.patient == "limit"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_keeps_every_promise(fault: Fault) -> None:
    assert _broken([cell for cell in _sample(fault) if not _follows(cell)]) == []


def test_every_fault_keeps_every_promise_of_a_run_that_is_followed() -> None:
    """All at once, as they do nothing but wait."""
    chosen = [cell for fault in FAULTS for cell in _sample(fault) if _follows(cell)]
    assert len(chosen) > 5
    assert _broken(chosen) == []

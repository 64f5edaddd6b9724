"""Values of a reply that can have another shape than they should."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from cozewf.render import content
from cozewf.wire.values import as_int, parse_json


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (7, 7),
        ("7", 7),
        (" -7 ", -7),
        ("7533521629687578624", 7533521629687578624),
        ("", None),
        ("7.0", None),
        ("+-7", None),
        ("--7", None),
        ("٣", 3),
        ("9" * 5000, None),
        (True, None),
        (7.0, None),
        (None, None),
    ],
)
def test_a_whole_number_is_read_from_digits_and_from_nothing_else(
    value: Any, number: int | None
) -> None:
    assert as_int(value) == number


class _Dying:
    """Garbage whose end needs room on the stack."""

    def __init__(self, ended: list[int]) -> None:
        self.myself = self
        self._ended = ended

    def __del__(self) -> None:
        self._end()

    def _end(self) -> None:
        self._ended.append(1)


@pytest.mark.parametrize("read", [parse_json, content.pretty])
def test_no_garbage_is_collected_at_the_end_of_the_stack(
    read: Callable[[str], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    lost: list[object] = []
    ended: list[int] = []
    monkeypatch.setattr(sys, "unraisablehook", lost.append)
    before = gc.get_threshold()
    depths = range(sys.getrecursionlimit() - 200, sys.getrecursionlimit() + 50)
    try:
        for depth in depths:
            gc.collect(0)
            gc.disable()
            _Dying(ended)
            gc.set_threshold(depth)  # so many lists later
            gc.enable()
            with suppress(ValueError):
                read("[" * 10_000 + "]" * 10_000)
    finally:
        gc.set_threshold(*before)
        gc.enable()
        gc.collect()
    assert (lost, len(ended)) == ([], len(depths))

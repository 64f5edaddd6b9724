"""Values of a reply that can have another shape than they should."""

from __future__ import annotations

from typing import Any

import pytest

from cozewf.wire.values import as_int


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

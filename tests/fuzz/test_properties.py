"""The promises for any bytes, by hypothesis and by the corpus that the fuzzer left."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"
SLOW = ("markdown", "toml")


@pytest.mark.parametrize("name", TARGETS)
def test_a_promise_holds_for_any_bytes(name: str) -> None:
    @settings(
        max_examples=40 if name in SLOW else 150,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(data=st.binary(min_size=4, max_size=200))
    def hold(data: bytes) -> None:
        TARGETS[name](data)

    hold()


@pytest.mark.parametrize("name", TARGETS)
def test_a_promise_holds_for_all_that_was_interesting(name: str) -> None:
    inputs = sorted((CORPUS / name).iterdir())
    assert inputs
    for path in inputs:
        TARGETS[name](path.read_bytes())

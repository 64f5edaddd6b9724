"""Growing text is what its pieces say, in little more memory than that takes."""

from __future__ import annotations

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from cozewf.growing import GrowingText


@given(start=st.text(), pieces=st.lists(st.text(max_size=3)), times=st.sampled_from([1, 700]))
def test_growing_text_is_all_that_was_said(start: str, pieces: list[str], times: int) -> None:
    text = GrowingText(start)
    for piece in pieces * times:
        text.append(piece)
    assert str(text) == start + "".join(pieces) * times


def test_a_hundred_thousand_pieces_take_the_memory_of_their_characters() -> None:
    tracemalloc.start()
    text = GrowingText()
    for number in range(100_000):
        text.append(f"{number % 1000:03}")
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 500_000
    assert len(str(text)) == 300_000

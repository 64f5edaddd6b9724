"""Every captured workflow stream, read whole, byte by byte, and cut at every offset."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from .facts import body_of, decode_workflow, entries, workflow_facts

STREAMS = entries("workflow_stream")
_LINK_IDS = {"space_id", "workflow_id", "comments"}


def _ids(entry: dict[str, Any]) -> str:
    return str(entry["file"])


@pytest.mark.parametrize("entry", STREAMS, ids=_ids)
@pytest.mark.parametrize("size", [None, 1, 2, 3, 7])
def test_a_stream_gives_the_same_facts_however_its_bytes_are_cut(
    entry: dict[str, Any], size: int | None
) -> None:
    body = body_of(entry)
    size = size or len(body)
    chunks = [body[i : i + size] for i in range(0, len(body), size)]
    expected = {k: v for k, v in entry["expected_normalised"].items() if k not in _LINK_IDS}
    assert workflow_facts(decode_workflow(chunks)) == expected


@pytest.mark.parametrize("entry", STREAMS, ids=_ids)
def test_a_cut_stream_gives_a_prefix_and_then_says_that_the_end_is_missing(
    entry: dict[str, Any],
) -> None:
    body = body_of(entry)
    whole = decode_workflow([body])
    plain = [_without_echo(event) for event in whole.events]
    for cut in range(len(body)):
        part = decode_workflow([body[:cut]])
        events = [_without_echo(event) for event in part.events]
        assert events == plain[: len(events)], f"cut at byte {cut}"
        ended_well = not part.truncated
        assert not ended_well or len(events) == len(plain), f"cut at byte {cut}"


def _without_echo(event: Any) -> Any:
    """A message is known for an echo only when the interrupt after it has come."""
    return replace(event, echo=False) if event.type == "message" else event

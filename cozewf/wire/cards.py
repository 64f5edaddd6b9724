"""Cards: how a chat puts a question that has options or is a form (wire.md §4)."""

from __future__ import annotations

from typing import Any

from ..events import Interrupt
from .interrupts import NAMES, read_fields
from .values import Object, as_text, parse_object

_QUESTION, _INPUT = 2, 5


def read_card(content: str) -> Interrupt:
    """Read a card message as the question that it puts.

    Only ``workflow_card_info`` counts; the rest describes a user interface. A card without it,
    or of a kind that nobody knows, becomes an interrupt named "card" that keeps its raw data.
    """
    properties = _object_of(_object_of(content).get("x_properties"))
    raw = as_text(properties.get("workflow_card_info"))
    info = _object_of(raw)
    match info.get("card_type"):
        case "QUESTION":
            question = _object_of(info.get("question_card_data"))
            return Interrupt(
                event_id="",
                interrupt_type=_QUESTION,
                interrupt_name=NAMES[_QUESTION],
                prompt=as_text(question.get("Title")).strip(),
                options=tuple(_names_of(question.get("Options"))),
                data=raw,
            )
        case "INPUT":
            items = info.get("input_card_data")
            return Interrupt(
                event_id="",
                interrupt_type=_INPUT,
                interrupt_name=NAMES[_INPUT],
                fields=tuple(read_fields(items if isinstance(items, list) else ())),
                data=raw,
            )
        case _:
            return Interrupt(event_id="", interrupt_name="card", data=content)


def _object_of(value: Any) -> Object:
    """A JSON object that may come as a string of JSON; empty for anything else."""
    if isinstance(value, str):
        value = parse_object(value)
    return value if isinstance(value, dict) else {}


def _names_of(options: Any) -> list[str]:
    if not isinstance(options, list):
        return []
    return [as_text(o.get("name")) if isinstance(o, dict) else as_text(o) for o in options]

"""Answers to a question in the middle of a chat: the next message is one (wire.md §4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .answers import encode_form, encode_text, read_field
from .errors import InvalidInput
from .events import Field, Interrupt
from .wire.values import as_text, parse_object


def encode_message(interrupt: Interrupt, text: str) -> str:
    """Turn *text* into the message that answers *interrupt*. Raises InvalidInput.

    A form takes ``name:value`` lines, a JSON object, or the bare value of its only field; the
    rest is as for a workflow (`answers.encode_text`).
    """
    if not interrupt.fields:
        return encode_text(interrupt, text)
    values = _read_lines(interrupt.fields, text)
    form = encode_text(interrupt, text) if values is None else encode_form(interrupt.fields, values)
    return write_lines(parse_object(form) or {})


def write_lines(values: Mapping[str, Any]) -> str:
    """Write a form as a chat takes it: one ``name:value`` line a field.

    Raises InvalidInput for what open-source servers would crash on or read as another field:
    they split the message at line ends, and each line at its first colon.
    """
    lines = []
    for name, value in values.items():
        text = as_text(value)
        if ":" in name or "\n" in name or "\r" in name:
            raise InvalidInput(
                f'The field "{name}" cannot be answered in a chat: its name has a colon or a line'
                " end."
            )
        if "\n" in text or "\r" in text:
            raise InvalidInput(
                f"The value of {name} has a line end, and a chat takes one line a field.",
                hint="Write it on one line.",
            )
        if text:
            lines.append(f"{name}:{text}")
    if not lines:
        raise InvalidInput("The answer is empty: at least one field needs a value.")
    return "\n".join(lines)


def _read_lines(fields: tuple[Field, ...], text: str) -> dict[str, Any] | None:
    """Read ``name:value`` lines in the declared types; None where *text* is none of that."""
    known = {field.name: field for field in fields}
    values: dict[str, Any] = {}
    for line in text.strip().splitlines():
        name, colon, value = line.partition(":")
        field = known.get(name.strip())
        if not colon or field is None:
            return None
        values[field.name] = read_field(field, value.strip())
    return values or None

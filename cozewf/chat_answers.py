"""Answers to a question in the middle of a chat: the next message is one (wire.md §4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .answers import encode_form, encode_text, read_field
from .errors import InvalidInput
from .events import Field, Interrupt
from .language import _
from .wire.values import as_text, parse_object


def is_open(question: Interrupt) -> bool:
    """Whether a chat's question is a text, which it has said like any answer; else it is a card."""
    return question.interrupt_name == "question" and not question.options


def encode_message(interrupt: Interrupt, text: str) -> str:
    """Turn what a person types into the message that answers *interrupt*. Raises InvalidInput.

    A form takes ``name:value`` lines, a JSON object, or the bare value of its only field; the
    rest is as for a workflow (`answers.encode_text`).
    """
    values = _read_lines(interrupt.fields, text)
    if values is not None:
        return encode_answer(interrupt, encode_form(interrupt.fields, values))
    return encode_answer(interrupt, encode_text(interrupt, text))


def encode_answer(interrupt: Interrupt, answer: str) -> str:
    """Turn the answer that a workflow would take into the message that a chat takes.

    A form becomes ``name:value`` lines. Raises InvalidInput for what open-source servers would
    crash on or read as another field: they split the message at line ends, and each line at its
    first colon.
    """
    values = parse_object(answer)
    if not interrupt.fields or values is None:
        return answer
    lines = [_write_line(name, as_text(value)) for name, value in values.items() if value != ""]
    if not lines:
        raise InvalidInput(_("The answer is empty: at least one field needs a value."))
    return "\n".join(lines)


def _write_line(name: str, value: str) -> str:
    if ":" in name or "\n" in name or "\r" in name:
        raise InvalidInput(
            _(
                'A chat has no way to answer the field "{name}": its name has a colon or a line '
                "end."
            ).format(name=name)
        )
    if "\n" in value or "\r" in value:
        raise InvalidInput(
            _("The value of {name} has a line end, and a chat takes one line a field.").format(
                name=name
            ),
            hint=_("Write it on one line."),
        )
    return f"{name}:{value}"


def _read_lines(fields: tuple[Field, ...], text: str) -> Mapping[str, Any] | None:
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

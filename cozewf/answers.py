"""Answers: from what a person types to what each server wants as ``resume_data`` (wire.md §4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from .errors import InvalidInput
from .events import Field, Interrupt
from .wire.values import dump_json, parse_json, parse_object

_WHOLE = re.compile(r"[+-]?\d+")


def encode_text(interrupt: Interrupt, text: str) -> str:
    """Turn *text* into the answer of *interrupt*. Raises InvalidInput for what cannot be one.

    A question takes plain text, the exact name of an option or its number; a form takes a JSON
    object, or the bare value where it has one field only.
    """
    if interrupt.options:
        return choose_option(interrupt.options, text)
    if interrupt.fields:
        return encode_form(interrupt.fields, _read_form(interrupt.fields, text))
    return text


def choose_option(options: tuple[str, ...], text: str) -> str:
    """The option that *text* names or counts, else *text* itself: the server matches it then."""
    wanted = text.strip()
    for option in options:
        if option.strip().casefold() == wanted.casefold():
            return option
    if wanted.isdecimal() and 1 <= int(wanted) <= len(options):
        return options[int(wanted) - 1]
    return text


def read_field(field: Field, text: str) -> Any:
    """Read one field of a form in its declared type. Raises InvalidInput that says what is wrong.

    Text and all types nobody knows stay text.
    """
    reader = _READERS.get(field.type.lower())
    if reader is None:
        return text
    value = reader(text.strip())
    if value is None:
        raise InvalidInput(f'"{text}" is no {field.type} for {field.name}.')
    return value


def encode_form(fields: tuple[Field, ...], values: Mapping[str, Any]) -> str:
    """A form's answer for a workflow: a JSON object. Raises InvalidInput listing what is wrong."""
    known = {field.name for field in fields}
    missing = [f.name for f in fields if f.required and values.get(f.name) in (None, "")]
    unknown = [name for name in values if name not in known]
    if missing or unknown:
        parts = [f"missing: {', '.join(missing)}"] if missing else []
        parts += [f"unknown: {', '.join(unknown)}"] if unknown else []
        raise InvalidInput(
            f"The answer does not fit the form ({'; '.join(parts)}).",
            hint=f"Its fields are: {', '.join(describe_field(f) for f in fields)}.",
        )
    return dump_json(dict(values))


def describe_field(field: Field) -> str:
    """A field's name, type and whether it is required, in a few words."""
    return f"{field.name} ({field.type}{', required' if field.required else ''})"


def _read_form(fields: tuple[Field, ...], text: str) -> Mapping[str, Any]:
    values = parse_object(text)
    if values is not None:
        return values
    if len(fields) == 1:
        return {fields[0].name: read_field(fields[0], text)}
    example = dump_json({field.name: "…" for field in fields})
    raise InvalidInput(
        "A form with several fields is answered with a JSON object.", hint=f"For example: {example}"
    )


def _read_integer(text: str) -> int | None:
    return int(text) if _WHOLE.fullmatch(text) and len(text) < 1000 else None


def _read_number(text: str) -> int | float | None:
    try:
        value = parse_json(text)
    except ValueError:
        return None
    return None if isinstance(value, bool) or not isinstance(value, int | float) else value


def _read_boolean(text: str) -> bool | None:
    return {"true": True, "yes": True, "y": True, "false": False, "no": False, "n": False}.get(
        text.lower(), {"是": True, "否": False}.get(text)
    )


def _read_object(text: str) -> Mapping[str, Any] | None:
    return parse_object(text)


def _read_list(text: str) -> list[Any] | None:
    if not text.startswith("["):
        return [part.strip() for part in re.split("[,,、]", text) if part.strip()] or None
    try:
        value = parse_json(text)
    except ValueError:
        return None
    return value if isinstance(value, list) else None


_READERS: dict[str, Callable[[str], Any]] = {
    "integer": _read_integer,
    "number": _read_number,
    "float": _read_number,
    "boolean": _read_boolean,
    "object": _read_object,
    "list": _read_list,
    "array": _read_list,
}

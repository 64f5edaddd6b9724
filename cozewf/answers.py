"""Answers: from what a person types to what each server wants as ``resume_data`` (wire.md §4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from .errors import InvalidInput
from .events import Field, Interrupt
from .language import _
from .wire.values import as_text, dump_json, parse_json, parse_object

_WHOLE = re.compile(r"[+-]?\d+")


def encode_text(interrupt: Interrupt, text: str) -> str:
    """Turn *text* into the answer of *interrupt*. Raises InvalidInput for what cannot be one.

    A question takes plain text, the exact name of an option or its number; a form takes a JSON
    object, or the bare value where it has one field only.
    """
    if not text.strip():
        raise InvalidInput(_("The answer is empty."))
    if interrupt.options:
        return choose_option(interrupt.options, text)
    if interrupt.fields:
        values = parse_object(text)
        return encode_form(interrupt.fields, text if values is None else values)
    return text


def encode_value(interrupt: Interrupt, value: Any) -> str:
    """Turn a JSON *value* into the answer of *interrupt*. Raises InvalidInput for what cannot be.

    A question takes no object and no list; a pause of a kind that nobody knows gets the JSON.
    """
    if interrupt.fields:
        return encode_form(interrupt.fields, value)
    is_question = interrupt.options or interrupt.interrupt_name == "question"
    if is_question and isinstance(value, Mapping | list | None):
        raise InvalidInput(_("A question is answered with a text, not with an object or a list."))
    return encode_text(interrupt, as_text(value)) if is_question else dump_json(value)


def choose_option(options: tuple[str, ...], text: str) -> str:
    """The option that *text* names or counts, else *text* itself: the server matches it then."""
    wanted = text.strip()
    for option in options:
        if option.strip().casefold() == wanted.casefold():
            return option
    if wanted.isdecimal() and len(wanted) < 10 and 1 <= int(wanted) <= len(options):
        return options[int(wanted) - 1]
    return text


def encode_form(fields: tuple[Field, ...], values: Any) -> str:
    """A form's answer for a workflow: a JSON object. Raises InvalidInput listing what is wrong.

    *values* is the object, or the bare value of a form with one field; null means left out.
    """
    values = _read_single(fields, values)
    known = {field.name: field for field in fields}
    given = {name: value for name, value in values.items() if value is not None}
    missing = [f.name for f in fields if f.required and given.get(f.name, "") == ""]
    unknown = [name for name in given if name not in known]
    problems = [_("missing: {names}").format(names=", ".join(missing))] if missing else []
    problems += [_("unknown: {names}").format(names=", ".join(unknown))] if unknown else []
    fitted: dict[str, Any] = {}
    for name, value in given.items():
        if name in known:
            fitted[name] = _fit(known[name], value)
            problems += [_explain(known[name], value)] if fitted[name] is None else []
    if problems:
        raise InvalidInput(
            _("The answer does not fit the form ({problems}).").format(
                problems="; ".join(problems)
            ),
            hint=_("Its fields are: {names}.").format(
                names=", ".join(describe_field(f) for f in fields)
            ),
        )
    return dump_json(fitted)


def read_field(field: Field, text: str) -> Any:
    """Read one field of a form in its declared type. Raises InvalidInput that says what is wrong.

    Text and all types nobody knows stay text.
    """
    value = _fit(field, text)
    if value is None:
        raise InvalidInput(_("{problem}.").format(problem=_explain(field, text)))
    return value


def describe_field(field: Field) -> str:
    """A field's name, type and whether it is required, in a few words."""
    text = _("{name} ({type}, required)") if field.required else _("{name} ({type})")
    return text.format(name=field.name, type=_type_of(field))


def example_form(fields: tuple[Field, ...]) -> dict[str, Any]:
    """A form's values as they might be: its defaults, else something of the right type."""
    return {
        field.name: _EXAMPLES.get(field.type.lower(), "…")
        if field.default in (None, "")
        else field.default
        for field in fields
    }


def _read_single(fields: tuple[Field, ...], value: Any) -> Any:
    """*value* as the object of a whole form: it may be the bare value of the only field."""
    is_object = isinstance(value, Mapping)
    if is_object and (len(fields) > 1 or fields[0].type != "object" or fields[0].name in value):
        return value
    if len(fields) == 1:
        return {fields[0].name: value}
    raise InvalidInput(
        _("A form with several fields is answered with a JSON object."),
        hint=_("For example: {example}").format(example=dump_json(example_form(fields))),
    )


def _explain(field: Field, value: Any) -> str:
    shown = f'"{value}"' if isinstance(value, str) else dump_json(value)
    return _("{value} is no {type} for {name}").format(
        value=shown, type=_type_of(field), name=field.name
    )


def _type_of(field: Field) -> str:
    inner = _items_of(field)
    return f"{field.type} of {inner.type}" if inner else field.type


def _items_of(field: Field) -> Field | None:
    """What the elements of a list are; its schema is ``{"type": …}`` (wire.md §4)."""
    if not isinstance(field.items, Mapping) or not as_text(field.items.get("type")):
        return None
    return Field(name=field.name, type=as_text(field.items["type"]))


def _fit(field: Field, value: Any) -> Any:
    """*value* in the type of *field*, a string read as if it was typed; None where it is none."""
    kind = field.type.lower()
    if kind in ("list", "array"):
        return _fit_list(field, value)
    if kind == "string":
        return as_text(value)
    fit = _FITS.get(kind)
    return value if fit is None else fit(value.strip() if isinstance(value, str) else value)


def _fit_list(field: Field, value: Any) -> list[Any] | None:
    if isinstance(value, str):
        value = _read_list(value.strip())
    items = _items_of(field)
    if not isinstance(value, list) or items is None:
        return value if isinstance(value, list) else None
    fitted = [_fit(items, element) for element in value]
    return None if None in fitted else fitted


def _read_list(text: str) -> Any:
    if not text.startswith("["):
        return [part.strip() for part in re.split("[,,、]", text) if part.strip()] or None
    try:
        return parse_json(text)
    except ValueError:
        return None


def _fit_integer(value: Any) -> int | None:
    if isinstance(value, str):
        return int(value) if _WHOLE.fullmatch(value) and len(value) < 1000 else None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _fit_number(value: Any) -> int | float | None:
    if isinstance(value, str):
        try:
            value = parse_json(value)
        except ValueError:
            return None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _fit_boolean(value: Any) -> bool | None:
    if isinstance(value, str):
        words = {"true": True, "yes": True, "y": True, "false": False, "no": False, "n": False}
        return (words | {"是": True, "否": False}).get(value.lower())
    return value if isinstance(value, bool) else None


def _fit_object(value: Any) -> Mapping[str, Any] | None:
    if isinstance(value, str):
        return parse_object(value)
    return value if isinstance(value, Mapping) else None


_FITS: dict[str, Callable[[Any], Any]] = {
    "integer": _fit_integer,
    "number": _fit_number,
    "float": _fit_number,
    "boolean": _fit_boolean,
    "object": _fit_object,
}
_EXAMPLES: dict[str, Any] = {
    "integer": 1,
    "number": 1.5,
    "float": 1.5,
    "boolean": True,
    "object": {},
    "list": [],
    "array": [],
}

"""Checking parameters against a built-in workflow's inputs, with a server's tolerance."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "list": (list,),
    "object": (dict,),
}


def convert(value: Any, kind: str) -> Any:
    """*value* as *kind*; a string may hold the JSON of one. Raises ValueError.

    That tolerance is the open-source servers' own (wire.md §4, answers of an Input node).
    """
    if _is(value, kind) or value is None:
        return value
    if kind == "string":
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        parsed = json.loads(value)  # a JSONDecodeError is a ValueError
        if _is(parsed, kind):
            return parsed
    raise ValueError(f"{kind} expected")


def problems(
    inputs: Mapping[str, Any], required: Sequence[str], parameters: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """What is wrong with *parameters*: (name, why) each; unknown ones are nobody's problem."""
    found = [(name, "is required") for name in required if parameters.get(name) in (None, "")]
    for name, schema in inputs.items():
        try:
            convert(parameters.get(name), schema["type"])
        except ValueError:
            found.append((name, f"must be {schema['type']}"))
    return found


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _TYPES[kind])

"""A question as data for the wire, and an answer as a value for the script (wire.md §4)."""

from __future__ import annotations

import json
from typing import Any

from .gojson import panic, plain, syntax_error
from .schemas import convert
from .steps import Ask, Fail, FormField

QUESTION, INPUT = 2, 5
EXECUTION_FAILED, FIELD_MISSING = 720701013, 777777763


class Unreadable(Exception):
    """The answer breaks the run, with *failure*."""

    def __init__(self, failure: Fail) -> None:
        super().__init__(failure.message)
        self.failure = failure


def kind(ask: Ask) -> int:
    """The API's interrupt_type."""
    return INPUT if ask.fields else QUESTION


def data(ask: Ask) -> str:
    """``interrupt_data.data`` of the open-source servers."""
    if ask.fields:
        fields = plain([_form_field(f) for f in ask.fields])
        return plain({"content": fields, "content_type": "form_schema"})
    messages: list[dict[str, Any]] = []
    for question, answer in ask.earlier:
        messages.append(_message(ask, "question", question, len(messages)))
        messages.append(_message(ask, "answer", answer, len(messages)))
    messages.append(_message(ask, "question", _content(ask), len(messages)))
    return plain({"messages": messages})


def first_question(ask: Ask) -> str:
    """What an open-source server shows in a chat when it asks again: the first one (§4)."""
    return ask.earlier[0][0] if ask.earlier else ask.question


def read(ask: Ask, answer: str, *, lines: bool) -> Any:
    """The value for the script: a text, or a form's values from JSON or `name:value` *lines*."""
    if not ask.fields:
        return answer
    values = _read_lines(answer) if lines else _read_object(answer)
    return {f.name: _value(f, values) for f in ask.fields}


def _content(ask: Ask) -> Any:
    if not ask.options:
        return ask.question
    return {"options": [{"name": option} for option in ask.options], "question": ask.question}


def _message(ask: Ask, role: str, content: Any, number: int) -> dict[str, Any]:
    shape = "option" if isinstance(content, dict) else "text"
    return {
        "type": role,
        "content_type": shape,
        "content": content,
        "id": f"{ask.node.id}_{number}",
    }


def _form_field(field: FormField) -> dict[str, Any]:
    shown: dict[str, Any] = {"type": field.type, "name": field.name}
    if field.type == "list":
        shown["schema"] = {"type": "string"}
    shown["required"] = field.required
    if field.default is not None:
        shown["default"] = field.default
    return shown


def _read_object(answer: str) -> dict[str, Any]:
    try:
        values = json.loads(answer)
    except ValueError:
        raise Unreadable(_execution_failed(syntax_error(answer))) from None
    if not isinstance(values, dict):
        message = "Mismatch type map[string]interface {} with value"
        raise Unreadable(_execution_failed(message))
    return values


def _read_lines(answer: str) -> dict[str, Any]:
    values = {}
    for line in answer.split("\n"):
        name, colon, value = line.strip().partition(":")
        if not colon:  # §4: the server indexes the missing half
            message = "runtime error: index out of range [1] with length 1"
            raise Unreadable(_execution_failed(panic(message, "parserInput")))
        values[name] = value
    return values


def _value(field: FormField, values: dict[str, Any]) -> Any:
    value = values.get(field.name)
    if value in (None, ""):
        if field.required:
            message = f"input field ’{field.name}‘ not found"
            raise Unreadable(Fail(message, FIELD_MISSING))
        return field.default
    try:
        return convert(value, field.type)
    except ValueError:
        message = f"field ’{field.name}‘ is not {field.type}"
        raise Unreadable(_execution_failed(message)) from None


def _execution_failed(cause: str) -> Fail:
    return Fail(f"Workflow execution failure: {cause}", EXECUTION_FAILED)

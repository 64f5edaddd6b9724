"""Interrupts: what a run asks, in the shapes of wire.md §4."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from ..events import Field, Interrupt
from .links import read_debug_url
from .values import Object, as_bool, as_id, as_int, as_text, parse_json, parse_object

# wire.md §4. The cloud's documentation also calls 6 the local plug-in.
NAMES = {
    1: "local_plugin",
    2: "question",
    3: "require_infos",
    4: "scene_chat",
    5: "input",
    6: "local_plugin",
    7: "oauth_plugin",
}


class Question(NamedTuple):
    """What is asked: a text, options to choose from, or the fields of a form."""

    prompt: str = ""
    options: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    history: int = 0


def read_interrupt(data: Object, preceding_text: str = "") -> Interrupt:
    """Read the payload of an interrupt, in any dialect.

    *preceding_text* is what the node wrote just before: the cloud asks there, and leaves the
    interrupt's own data empty.
    """
    inner = data.get("interrupt_data")
    details: Object = inner if isinstance(inner, dict) else _read_content(data)
    raw = as_text(details.get("data"))
    question = read_question(raw)
    fields = _merge_required(question.fields, details.get("required_parameters"))
    prompt = question.prompt
    if not prompt and not fields and preceding_text != raw:
        prompt = preceding_text.strip()
    event_id = as_id(details.get("event_id"))
    kind = as_int(details.get("type"))
    link = read_debug_url(data.get("debug_url"))
    return Interrupt(
        event_id=event_id,
        interrupt_type=kind,
        interrupt_name=NAMES.get(kind or 0, "unknown"),
        node_title=as_text(data.get("node_title")),
        prompt=prompt,
        options=question.options,
        fields=fields,
        data=raw,
        history=question.history,
        execute_id=link.execute_id or execute_id_of(event_id),
        debug_url=link.url,
    )


def execute_id_of(event_id: str) -> str:
    """The execute id inside an event id, "" where it holds none (wire.md §7.17)."""
    execute_id, slash, _ = event_id.partition("/")
    return execute_id if slash else ""


def read_question(raw: str) -> Question:
    """Read ``interrupt_data.data``: a question's messages, a form, or plain text."""
    data = parse_object(raw)
    if data is None:
        fields = _read_field_list(raw)
        return Question(fields=fields) if fields else Question(prompt=raw.strip())
    messages = data.get("messages")
    if isinstance(messages, list):
        return _read_messages(messages)
    content = data.get("content")
    fields = _read_field_list(content)
    if fields:
        return Question(fields=fields)
    return Question(prompt=content.strip() if isinstance(content, str) else "")


def _read_content(data: Object) -> Object:
    """An interrupt without interrupt_data: the message's content holds it, or is the question."""
    content = as_text(data.get("content"))
    inner = parse_object(content)
    if inner is not None and "event_id" in inner:
        return inner
    return {"event_id": data.get("event_id"), "type": data.get("interrupt_type"), "data": content}


def _read_messages(messages: list[Any]) -> Question:
    """The current question is the last one; answers stand between (wire.md §4)."""
    questions = [m for m in messages if isinstance(m, dict) and m.get("type") == "question"]
    if not questions:
        return Question()
    content = questions[-1].get("content")
    if isinstance(content, dict):
        prompt = as_text(content.get("question"))
        options = _read_options(content.get("options"))
    else:
        prompt, options = as_text(content), ()
    return Question(prompt=prompt.strip(), options=options, history=len(questions) - 1)


def _read_options(options: Any) -> tuple[str, ...]:
    if not isinstance(options, list):
        return ()
    return tuple(as_text(o.get("name")) if isinstance(o, dict) else as_text(o) for o in options)


def _read_field_list(value: Any) -> tuple[Field, ...]:
    """A form's fields: a list of objects, or the JSON of one (JSON in JSON in JSON)."""
    if isinstance(value, str):
        try:
            value = parse_json(value)
        except ValueError:
            return ()
    if not isinstance(value, list):
        return ()
    return tuple(read_fields(value))


def read_fields(items: Iterable[Any]) -> Iterable[Field]:
    """Read the fields of an input form; what has no name is left out."""
    for item in items:
        if isinstance(item, dict) and item.get("name"):
            yield Field(
                name=as_text(item["name"]),
                type=as_text(item.get("type")) or "string",
                required=as_bool(item.get("required")),
                description=as_text(item.get("description")),
                default=item.get("default", item.get("default_value")),
                items=item.get("schema"),
            )


def _merge_required(fields: tuple[Field, ...], required: Any) -> tuple[Field, ...]:
    """The cloud's ``required_parameters`` corrects types and adds fields (wire.md §7.16)."""
    if not isinstance(required, dict):
        return fields
    known = {field.name: field for field in fields}
    for name, details in required.items():
        details = details if isinstance(details, dict) else {}
        field = known.get(name, Field(name=name))
        known[name] = replace(
            field,
            type=as_text(details.get("type")) or field.type,
            required=as_bool(details.get("required", field.required)),
        )
    return tuple(known.values())

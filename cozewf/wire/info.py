"""Workflow descriptions: JSON Schemas (A), a ChatFlow's role card (B), parameters (C); §3.6."""

from __future__ import annotations

from typing import Any

from ..models import Parameter, Schema, WorkflowInfo, WorkflowMode
from .values import Object, as_bool, as_id, as_int, as_text, as_time, first, parse_object

_MODES: tuple[WorkflowMode, ...] = ("workflow", "imageflow", "sceneflow", "chatflow")
_PLAIN_TYPES = ("string", "integer", "number", "boolean", "object", "array")
COZE_TYPE = "x-coze-type"  # the cloud's own word where JSON Schema has none: image, file, time, …


def read_info(data: Object, workflow_id: str, log_id: str = "") -> WorkflowInfo:
    """Read the description of *workflow_id* in any dialect."""
    inner = data.get("data")
    body: Object = inner if isinstance(inner, dict) else {}
    role, detail = body.get("role"), body.get("workflow_detail")
    if isinstance(role, dict):
        return _read_role(role, workflow_id, log_id)
    about: Object = detail if isinstance(detail, dict) else body
    inputs = _read_schema(body, "input")
    outputs = _read_schema(body, "output")
    return WorkflowInfo(
        workflow_id=as_id(about.get("workflow_id")) or workflow_id,
        name=as_text(first(about, ("name", "workflow_name"))),
        description=as_text(about.get("description")),
        mode=_read_mode(first(about, ("mode", "workflow_mode"))),
        input_schema=inputs,
        output_schema=outputs,
        inputs=list_parameters(inputs),
        outputs=list_parameters(outputs),
        created_at=as_time(about.get("created_at")),
        updated_at=as_time(about.get("updated_at")),
        log_id=log_id,
    )


def list_parameters(schema: Schema | None) -> tuple[Parameter, ...]:
    """The properties of an object's JSON Schema, in order."""
    properties = (schema or {}).get("properties")
    if not isinstance(properties, dict):
        return ()
    required = (schema or {}).get("required")
    names = required if isinstance(required, list) else []
    return tuple(
        _read_property(name, details if isinstance(details, dict) else {}, name in names)
        for name, details in properties.items()
    )


def _read_property(name: str, details: Object, required: bool) -> Parameter:
    return Parameter(
        name=name,
        type=describe_type(details),
        required=required,
        description=as_text(first(details, ("description", "title"))),
        default=details.get("default"),
    )


def describe_type(schema: Object) -> str:
    """The type of a JSON Schema in a word or two: ``integer``, ``array of string``, ``image``."""
    kind = schema.get(COZE_TYPE) or schema.get("type")
    if isinstance(kind, list):
        return " or ".join(as_text(part) for part in kind)
    items = schema.get("items")
    if kind == "array" and isinstance(items, dict) and (inner := describe_type(items)):
        return f"array of {inner}"
    return as_text(kind)


def _read_role(role: Object, workflow_id: str, log_id: str) -> WorkflowInfo:
    """A role card: all that open-source servers tell, and of ChatFlows only."""
    onboarding = role.get("onboarding_info")
    welcome: Object = onboarding if isinstance(onboarding, dict) else {}
    questions = welcome.get("suggested_questions")
    return WorkflowInfo(
        workflow_id=as_id(role.get("workflow_id")) or workflow_id,
        name=as_text(role.get("name")),
        description=as_text(role.get("description")),
        mode="chatflow",
        opening=as_text(welcome.get("prologue")),
        suggested_questions=tuple(map(as_text, questions if isinstance(questions, list) else ())),
        log_id=log_id,
    )


def _read_mode(value: Any) -> WorkflowMode | None:
    """A mode by its number (wire.md §3.6) or its name; None for what nobody knows."""
    number = as_int(value)
    if number is not None:
        return _MODES[number] if 0 <= number < len(_MODES) else None
    return next((mode for mode in _MODES if mode == as_text(value).lower()), None)


def _read_schema(body: Object, side: str) -> Schema | None:
    """The JSON Schema of the inputs or outputs, made of the cloud's parameters where need be."""
    schema = body.get(f"{side}_schema")
    if isinstance(schema, str):
        schema = parse_object(schema)
    if isinstance(schema, dict):
        return schema
    described = body.get(side)
    parameters = described.get("parameters") if isinstance(described, dict) else None
    return _object_schema(parameters) if isinstance(parameters, dict) else None


def _object_schema(parameters: Object) -> Schema:
    details = {name: d for name, d in parameters.items() if isinstance(d, dict)}
    return {
        "type": "object",
        "properties": {name: _schema_of(d) for name, d in details.items()},
        "required": [name for name, d in details.items() if as_bool(d.get("required"))],
    }


def _schema_of(parameter: Object) -> Schema:
    """The JSON Schema of one of the cloud's parameters, whose types JSON Schema lacks in part."""
    kind = as_text(parameter.get("type")).lower()
    schema: dict[str, Any] = {"type": kind} if kind in _PLAIN_TYPES else {}
    if kind and kind not in _PLAIN_TYPES:
        schema[COZE_TYPE] = kind  # a file is an address, or {"file_id": …} as JSON or its text
    if text := as_text(parameter.get("description")):
        schema["description"] = text
    if (default := parameter.get("default_value")) not in (None, ""):
        schema["default"] = default
    if isinstance(properties := parameter.get("properties"), dict):
        schema |= _object_schema(properties)
    if isinstance(items := parameter.get("items"), dict):
        schema["items"] = _schema_of(items)
    return schema

"""Checking parameters against a workflow's input schema before anything is sent. No I/O."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from .errors import InvalidInput
from .language import _
from .models import Schema
from .params import Plain
from .render.reports import quote
from .wire.info import describe_type
from .wire.values import dump_json, parse_json

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_LONGEST_SHOWN = 60  # characters of a value in a message or a command
_SAMPLES: dict[str, Any] = {
    "string": "",
    "integer": 0,
    "number": 0.0,
    "boolean": False,
    "null": None,
}


def check_parameters(
    schema: Schema,
    parameters: Mapping[str, Any],
    *,
    command: Sequence[str],
    built_in: Collection[str] = (),
) -> dict[str, Any]:
    """Return *parameters* with what was given as ``key=value`` in the declared types.

    *command* is what is run, for the corrected line; *built_in* are names that the command
    itself provides. Raises InvalidInput that lists everything that is missing, unknown or
    ill-typed.
    """
    fitted = {name: _fit(value, _property(schema, name)) for name, value in parameters.items()}
    problems = _Problems.find(schema, fitted, frozenset(built_in))
    if not problems:
        return fitted
    raise InvalidInput(
        _("The parameters do not fit the workflow: {problems}.").format(
            problems=problems.describe()
        ),
        hint=_("Try: {command}").format(command=problems.correct(fitted, command)),
    )


def check_schema(schema: Any) -> Schema:
    """Return *schema* if it is a JSON Schema of an object. Raises InvalidInput."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415  140 ms, only for a schema
    from jsonschema.exceptions import SchemaError  # noqa: PLC0415  as above

    example = '{"type": "object", "properties": {"topic": {"type": "string"}}}'
    if not isinstance(schema, dict) or not isinstance(schema.get("properties"), dict):
        raise InvalidInput(
            _("This is no JSON Schema of an object."),
            hint=_("For example: {example}").format(example=example),
        )
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        where = ".".join(map(str, error.absolute_path)) or _("its root")
        raise InvalidInput(
            _("This is no JSON Schema: at {where}, {reason}").format(
                where=where, reason=error.message
            )
        ) from None
    return schema


def make_skeleton(schema: Schema) -> dict[str, Any]:
    """Parameters to fill in: each with its default, or an empty value of its type."""
    properties = schema.get("properties")
    names = properties if isinstance(properties, dict) else {}
    return {name: _sample(_property(schema, name)) for name in names}


def write_command(command: Sequence[str], parameters: Mapping[str, Any]) -> str:
    """The command line with these parameters, each as ``key=text`` or ``key:=JSON``."""
    words = list(command)
    for name, value in parameters.items():
        is_text = isinstance(value, str)
        text = (value or "…") if is_text else dump_json(value)
        text = text if len(text) <= _LONGEST_SHOWN and text.isprintable() else "…"
        words += ["-p", f"{name}{'=' if is_text else ':='}{text}"]
    return " ".join(quote(word) for word in words)


@dataclass(frozen=True, slots=True)
class _Problems:
    """What does not fit: names, and for each parameter that is wrong why."""

    schema: Schema
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    wrong: Mapping[str, list[str]]

    @classmethod
    def find(
        cls, schema: Schema, parameters: Mapping[str, Any], built_in: frozenset[str]
    ) -> _Problems:
        required = schema.get("required")
        names = required if isinstance(required, list) else []
        known = schema.get("properties")
        is_open = schema.get("additionalProperties", False) is not False
        is_open = is_open or "patternProperties" in schema or not isinstance(known, dict)
        return cls(
            schema=schema,
            missing=tuple(n for n in names if n not in parameters and n not in built_in),
            unknown=()
            if is_open
            else tuple(n for n in parameters if n not in (known or {}) and n not in built_in),
            wrong=_find_wrong(schema, parameters),
        )

    def __bool__(self) -> bool:
        return bool(self.missing or self.unknown or self.wrong)

    def describe(self) -> str:
        """Everything at once, on one line."""
        parts = [
            _("missing {names}").format(names=name + self._type_of(name)) for name in self.missing
        ]
        for name in self.unknown:
            near = self._nearest(name)
            part = _("unknown {names} (did you mean {near}?)") if near else _("unknown {names}")
            parts.append(part.format(names=name, near=near))
        return "; ".join([*parts, *chain(*self.wrong.values())])

    def correct(self, parameters: Mapping[str, Any], command: Sequence[str]) -> str:
        """The command with the nearest names, and a place to fill in for what is wrong."""
        corrected: dict[str, Any] = {}
        for name, value in parameters.items():
            if name in self.unknown:
                if near := self._nearest(name):
                    corrected.setdefault(near, value)
            else:
                corrected[name] = self._sample_of(name) if name in self.wrong else value
        for name in self.missing:
            corrected.setdefault(name, self._sample_of(name))
        return write_command(command, corrected)

    def _nearest(self, name: str) -> str:
        """The declared name that *name* most likely means; one that is missing goes first."""
        declared: list[str] = [
            n for n in self.schema.get("properties", {}) if n not in self.missing
        ]
        for names in (self.missing, declared):
            if near := difflib.get_close_matches(name, names, n=1):
                return near[0]
        return ""

    def _type_of(self, name: str) -> str:
        kind = describe_type(_property(self.schema, name))
        return f" ({kind})" if kind else ""

    def _sample_of(self, name: str) -> Any:
        return _sample(_property(self.schema, name))


def _find_wrong(schema: Schema, parameters: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is wrong with the values, by the parameter's name; missing and unknown ones apart."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415  140 ms, only with a schema
    from jsonschema.exceptions import SchemaError  # noqa: PLC0415  as above
    from referencing import Registry  # noqa: PLC0415  as above
    from referencing.exceptions import Unresolvable  # noqa: PLC0415  as above

    try:
        Draft202012Validator.check_schema(schema)
        # An empty registry: a server's schema must not make us fetch its references.
        validator = Draft202012Validator(schema, registry=Registry())
        errors = [error for error in validator.iter_errors(parameters) if error.absolute_path]
    except (SchemaError, Unresolvable):
        return {}  # such a schema says nothing that could be held against the parameters
    wrong: dict[str, list[str]] = {}
    for error in errors:
        wrong.setdefault(str(error.absolute_path[0]), []).append(_describe(error))
    return wrong


def _describe(error: ValidationError) -> str:
    """One thing that is wrong, in our words."""
    where = _join(error.absolute_path)
    instance: Any = error.instance
    wanted: Any = error.validator_value
    value = dump_json(instance)
    shown = value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}…"
    match error.validator:
        case "type":
            return _("{where} is {value}, not {type}").format(
                where=where, value=shown, type=describe_type({"type": wanted})
            )
        case "enum":
            return _("{where} is {value}, not one of {names}").format(
                where=where, value=shown, names=", ".join(map(dump_json, wanted))
            )
        case "required":
            names = [name for name in wanted if name not in instance]
            return _("missing {names}").format(names=", ".join(f"{where}.{name}" for name in names))
        case "additionalProperties":
            whole: Any = error.schema
            names = [name for name in instance if name not in whole.get("properties", {})]
            return _("unknown {names}").format(names=", ".join(f"{where}.{name}" for name in names))
        case name:
            return _("{where} is {value}, against {rule}").format(
                where=where, value=shown, rule=f"{name} {dump_json(wanted)}"
            )


def _join(path: Collection[str | int]) -> str:
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in path]
    return "".join(parts).removeprefix(".")


def _fit(value: Any, schema: Schema) -> Any:
    """*value* with every text of ``key=value`` in it read as the declared type, where it is one."""
    match value:
        case Plain():
            return _fit_text(str(value), schema)
        case dict():
            return {k: _fit(v, _property(schema, k)) for k, v in value.items()}
        case list():
            items = schema.get("items")
            return [_fit(v, items if isinstance(items, dict) else {}) for v in value]
        case _:
            return value


def _fit_text(text: str, schema: Schema) -> Any:
    declared = schema.get("type")
    kinds = [str(kind) for kind in declared] if isinstance(declared, list) else [str(declared)]
    if declared is None or "string" in kinds:
        return text
    try:
        value = parse_json(text.strip())
    except ValueError:
        return text
    return value if any(_is_of(value, kind) for kind in kinds) else text


def _is_of(value: Any, kind: str) -> bool:
    match value:
        case bool():
            return kind == "boolean"
        case int():
            return kind in ("integer", "number")
        case float():
            return kind == "number" or (kind == "integer" and value.is_integer())
        case dict():
            return kind == "object"
        case list():
            return kind == "array"
        case None:
            return kind == "null"
        case _:
            return False


def _sample(schema: Schema) -> Any:
    """The default, the first choice, or an empty value of the declared type."""
    if schema.get("default") is not None:
        return schema["default"]
    choices = schema.get("enum")
    if isinstance(choices, list) and choices:
        return choices[0]
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) and kind else kind
    if kind == "object":
        return make_skeleton(schema)
    if kind == "array":
        items = schema.get("items")
        return [_sample(items)] if isinstance(items, dict) else []
    return _SAMPLES.get(str(kind), "")


def _property(schema: Schema, name: str) -> Schema:
    """The schema of one property; an empty one, which fits all, where there is none."""
    parts = schema.get("properties")
    part = parts.get(name) if isinstance(parts, dict) else None
    return part if isinstance(part, dict) else {}

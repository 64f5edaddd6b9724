"""Parameters of a workflow from the command line: ``-p KEY=VALUE`` and ``--params``.

key=value       a string, always: 19-digit ids must not become numbers
key:=JSON       any JSON value
key=@file       the file's text
key:=@file      the file's JSON
key[sub]=v      a value inside an object
key[]=v         one more value of a list
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from .errors import InvalidInput
from .language import _, translate_reason
from .wire.values import parse_json

Read: TypeAlias = Callable[[str], str]

_ITEM = re.compile(
    r"(?P<name>[^=\[\]]*?)(?P<path>(?:\[[^\[\]=]*\])*)(?P<sign>:=|=)(?P<value>.*)", re.S
)


class Plain(str):
    """The value of ``key=value``: text, which `preflight` may read as the declared type."""

    __slots__ = ()


def parse_params(items: Sequence[str], whole: str | None, read: Read) -> dict[str, Any]:
    """Build the parameters: *whole* is ``--params`` (JSON, @FILE or -), *items* win over it.

    *read* returns the text of a file, of stdin for "-". Raises InvalidInput.
    """
    parameters = _parse_whole(whole, read) if whole is not None else {}
    touched: set[str] = set()
    for item in items:
        match = _ITEM.fullmatch(item)
        if match is None or not match["name"]:
            raise InvalidInput(
                _('The parameter "{item}" is not KEY=VALUE.').format(item=item),
                hint=_("For example: -p topic=AI, -p count:=3, -p text=@article.md"),
            )
        name, path = match["name"], re.findall(r"\[([^\]]*)\]", match["path"])
        value = _parse_value(name + match["path"], match["sign"], match["value"], read)
        if name not in touched and path[:1] in ([], [""]):
            parameters.pop(name, None)  # a list given item by item replaces the one of --params
        touched.add(name)
        _put(parameters, [name, *path], value, item)
    return parameters


def parse_pairs(items: Sequence[str], option: str) -> dict[str, str]:
    """Parse ``KEY=VALUE`` items of *option*; values are strings. Raises InvalidInput."""
    pairs = {}
    for item in items:
        key, sign, value = item.partition("=")
        if not sign or not key:
            raise InvalidInput(
                _('{option} "{item}" is not KEY=VALUE.').format(option=option, item=item)
            )
        pairs[key] = value
    return pairs


def read_json(text: str, source: str) -> Any:
    """Parse JSON of a person. Raises InvalidInput that tells line and column."""
    try:
        return parse_json(text)
    except json.JSONDecodeError as error:
        raise InvalidInput(
            _("{source} is not JSON: {reason} at line {line}, column {column}.").format(
                source=source,
                reason=translate_reason(error.msg),
                line=error.lineno,
                column=error.colno,
            ),
            hint=_("Strings need double quotes; a plain string is key=value."),
        ) from None
    except ValueError as error:
        raise InvalidInput(
            _("{source} is not JSON: {reason}.").format(source=source, reason=error)
        ) from None


def _parse_whole(whole: str, read: Read) -> dict[str, Any]:
    text = whole
    if whole == "-" or whole.startswith("@"):
        text = read(whole.removeprefix("@"))
    value = read_json(text, "--params")
    if not isinstance(value, dict):
        raise InvalidInput(
            _("--params is not a JSON object."), hint=_('For example: {"topic": "AI"}')
        )
    return value


def _parse_value(key: str, sign: str, value: str, read: Read) -> Any:
    if value.startswith("@"):
        value = read(value[1:])
    if sign == "=":
        return Plain(value)
    return read_json(value, _("The value of {key}").format(key=key))


def _put(target: dict[str, Any], path: list[str], value: Any, item: str) -> None:
    """Set *value* at *path*; "" in the path is the end of a list."""
    container: Any = target
    for i, key in enumerate(path):
        is_last = i == len(path) - 1
        fresh: Any = value if is_last else ([] if path[i + 1] == "" else {})
        if key == "" and isinstance(container, list):
            container.append(fresh)
            container = container[-1]
        elif key != "" and isinstance(container, dict):
            if is_last:
                container[key] = fresh
            container = container.setdefault(key, fresh)
        else:
            raise InvalidInput(
                _('The parameter "{item}" does not fit the ones before it.').format(item=item),
                hint=_("A key is either one value, an object (key[sub]=v) or a list (key[]=v)."),
            )

"""What the kinds of content look like to a person: pure text in, text out."""

from __future__ import annotations

import json
import re
from typing import Any, Literal, TypeAlias

from ..language import _
from ..wire.values import parse_json, uncollected

Kind: TypeAlias = Literal["markdown", "json", "whole"]
"""How content may be shown: as it grows, as it grows and then formatted, or only when complete."""

# Enough of a text to know that it is JSON and no Markdown link, checkbox or footnote.
_JSON_START = re.compile(r'\s*(?:\{\s*["}]|\[\s*(?:["{\[\]]|-?\d|true\b|false\b|null\b))')
_TOO_SHORT = re.compile(r"\s*(?:[{\[]\s*)?\Z")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_DEEPEST = 40  # the indentation of deeper JSON would be longer than the JSON


def kind(content_type: str, start: str) -> Kind | None:
    """The kind of a text that begins with *start*; None while that is too short to tell."""
    if content_type not in ("", "text", "object_string"):
        return "whole"
    if content_type == "object_string" or _JSON_START.match(start):
        return "json"
    return None if _TOO_SHORT.match(start) else "markdown"


def complete(content: str, content_type: str) -> str:
    """The text that shows content of a kind that is no `text`."""
    match content_type:
        case "image":
            return content.strip()
        case "card":
            return card(content)
        case _:
            shown = pretty(content) or content
            return f"{content_type}: {shown}" if content_type != "object_string" else shown


def pretty(text: str) -> str | None:
    """JSON *text* over indented lines; None where it is no JSON object or list.

    The words of the text stay as they are: no number is read and written again.
    """
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        with uncollected():
            json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return None
    out: list[str] = []
    depth = 0
    previous = ""
    for token in _TOKEN.findall(text):
        if token in "}]":
            depth -= 1
        if depth > _DEEPEST:
            return None
        out.append(_gap(previous, token, depth))
        out.append(_readable(token))
        if token in "{[":
            depth += 1
        previous = token
    return "".join(out)


def _gap(previous: str, token: str, depth: int) -> str:
    """What stands between two words of JSON."""
    if previous == ":":
        return " "
    opened = previous != "" and previous in "{["
    closes = token in "}]"
    if previous == "," or opened != closes:
        return "\n" + "  " * depth if previous else ""
    return ""


def _readable(token: str) -> str:
    """A string with its \\uXXXX as characters; anything else as it is."""
    if "\\u" not in token:
        return token
    return json.dumps(json.loads(token), ensure_ascii=False)


def card(content: str) -> str:
    """A card's title, text and choices, never its UI description."""
    info = _loaded(_loaded(content).get("x_properties")).get("workflow_card_info")
    described = _loaded(info)
    match described:
        case {"card_type": "QUESTION", "question_card_data": dict() as question}:
            lines = [_word(question.get("Title"))]
            names = [
                _word(_loaded(option).get("name")) for option in _list(question.get("Options"))
            ]
            lines += [f"{number}. {name}" for number, name in enumerate(names, 1)]
        case {"card_type": "INPUT", "input_card_data": fields}:
            lines = [_field(_loaded(field)) for field in _list(fields)]
        case _:
            found = _loaded(content)
            lines = [_word(found.get(key)) for key in ("title", "text", "content", "description")]
    return "\n".join(line for line in lines if line) or _("[card]")


def _field(field: dict[str, Any]) -> str:
    text = _("{name} ({type}, required)") if field.get("required") else _("{name} ({type})")
    name, kind = _word(field.get("name")), _word(field.get("type")) or "string"
    return "- " + text.format(name=name, type=kind)


def _loaded(value: object) -> dict[str, Any]:
    """A JSON object that may come as text; empty where it is none."""
    if isinstance(value, str):
        try:
            value = parse_json(value)
        except ValueError:
            return {}
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _word(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""

"""A question of a chat as its card (wire.md §4): UI JSON, and what it is about in x_properties."""

from __future__ import annotations

from typing import Any

from ..gojson import plain
from ..steps import Ask

TEMPLATE_ID = 7383997384420262000


def card(ask: Ask) -> str:
    """The content of a message of type card."""
    return plain(
        {
            "card_type": 3,
            "content_type": 50,
            "response_type": "card",
            "template_id": TEMPLATE_ID,
            "template_url": "",
            "data": plain(_layout(_default_value(ask))),
            "x_properties": {"workflow_card_info": plain(_info(ask))},
        }
    )


def _info(ask: Ask) -> dict[str, Any]:
    if ask.fields:
        return {"card_type": "INPUT", "input_card_data": _fields(ask)}
    options = [{"name": option} for option in ask.options]
    return {
        "card_type": "QUESTION",
        "question_card_data": {"Title": ask.question, "Options": options},
    }


def _default_value(ask: Ask) -> Any:
    if ask.fields:
        return _fields(ask)
    return {"description": ask.question, "list": [{"key": option} for option in ask.options]}


def _fields(ask: Ask) -> list[dict[str, Any]]:
    return [{"type": f.type, "name": f.name, "required": f.required} for f in ask.fields]


def _layout(value: Any) -> dict[str, Any]:
    """About what the servers send: a page with one repeated input. No client should read it."""
    root = {
        "children": ["OpfZnYNHby"],
        "directives": {},
        "id": "root",
        "name": "Root",
        "type": "@flowpd/cici-components/PageContainer",
        "props": {"backgroundColor": "grey", "containerPadding": 16, "containerRowGap": 12},
    }
    item = {
        "children": [],
        "directives": {
            "repeat": {
                "type": "expression",
                "value": "{{5fJt3qKpSz}}",
                "replaceMap": {"5fJt3qKpSz": "list"},
            }
        },
        "id": "OpfZnYNHby",
        "name": "FlowpdCiciComponentsInput",
        "type": "@flowpd/cici-components/Input",
        "props": {"placeholder": "Please enter content.", "actionType": "enableMessage"},
    }
    variable = {"name": "list", "defaultValue": value, "id": "5fJt3qKpSz"}
    return {
        "elements": {"root": root, "OpfZnYNHby": item},
        "rootID": "root",
        "variables": {"5fJt3qKpSz": variable},
    }

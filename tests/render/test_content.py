"""Content that is no plain text."""

from __future__ import annotations

import json

import pytest

from cozewf.render import content


@pytest.mark.parametrize(
    ("content_type", "start", "kind"),
    [
        ("text", "Hello", "markdown"),
        ("text", "[link](x)", "markdown"),
        ("text", "[x] done", "markdown"),
        ("text", "{name} says", "markdown"),
        ("text", "", None),
        ("text", " {", None),
        ("text", '{ "a"', "json"),
        ("text", "[1, 2", "json"),
        ("text", "{}", "json"),
        ("object_string", "x", "json"),
        ("image", "", "whole"),
        ("hologram", "", "whole"),
    ],
)
def test_kind_is_known_from_the_first_characters(
    content_type: str, start: str, kind: content.Kind | None
) -> None:
    assert content.kind(content_type, start) == kind


def test_json_is_indented_and_its_words_stay() -> None:
    text = '{"id":7533521600000000768,"n":1.50,"e":[],"l":[true,{"k":"\\u4f60 \\"q\\" \\n"}]}'
    assert content.pretty(text) == (
        '{\n  "id": 7533521600000000768,\n  "n": 1.50,\n  "e": [],\n  "l": [\n    true,\n'
        '    {\n      "k": "你 \\"q\\" \\n"\n    }\n  ]\n}'
    )


@pytest.mark.parametrize("text", ['{"a":1', "[1,]", "7", "text", "[" * 5000 + "]" * 5000, ""])
def test_what_is_no_json_object_or_list_is_left_alone(text: str) -> None:
    assert content.pretty(text) is None


def test_card_shows_its_question_and_choices() -> None:
    info = {
        "card_type": "QUESTION",
        "question_card_data": {
            "Title": "去哪里？",
            "Options": [{"name": "北京"}, {"name": "上海"}],
        },
    }
    sent = {"data": "<ui>", "x_properties": {"workflow_card_info": json.dumps(info)}}
    assert content.card(json.dumps(sent)) == "去哪里？\n1. 北京\n2. 上海"


def test_card_shows_its_form() -> None:
    fields = [
        {"type": "string", "name": "city", "required": True},
        {"name": "n", "type": "integer"},
    ]
    info = {"card_type": "INPUT", "input_card_data": fields}
    sent = {"x_properties": {"workflow_card_info": json.dumps(info)}}
    assert content.card(json.dumps(sent)) == "- city (string, required)\n- n (integer)"


@pytest.mark.parametrize(
    "text", ["no json", '{"data":"<ui>"}', '{"x_properties":{"workflow_card_info":"?"}}', "[]"]
)
def test_card_that_cannot_be_read_is_named_and_not_dumped(text: str) -> None:
    assert content.card(text) == "[card]"


@pytest.mark.parametrize(
    ("content_type", "text", "shown"),
    [
        ("image", " https://a.b/c.png\n", "https://a.b/c.png"),
        ("hologram", "some text", "hologram: some text"),
        ("hologram", "[1]", "hologram: [\n  1\n]"),
    ],
)
def test_other_kinds_show_their_link_or_their_name(
    content_type: str, text: str, shown: str
) -> None:
    assert content.complete(text, content_type) == shown

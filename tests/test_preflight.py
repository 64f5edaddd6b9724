"""Parameters against an input schema: all that is wrong at once, and the corrected command."""

from __future__ import annotations

import shlex
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cozewf.errors import InvalidInput
from cozewf.params import parse_params
from cozewf.preflight import check_parameters, check_schema, make_skeleton, write_command

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "topic": {"type": "string", "description": "文章主题"},
        "length": {"type": "integer", "minimum": 1},
        "ratio": {"type": "number", "default": 0.5},
        "draft": {"type": "boolean"},
        "tags": {"type": "array", "items": {"type": "integer"}},
        "place": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
            "required": ["city"],
            "additionalProperties": False,
        },
        "tone": {"enum": ["formal", "轻松"]},
        "limit": {"type": ["integer", "null"]},
        "picture": {"x-coze-type": "image"},
    },
    "required": ["topic"],
}


def check(*items: str, whole: str | None = None, **options: Any) -> dict[str, Any]:
    parameters = parse_params(items, whole, read=lambda name: name)
    return check_parameters(SCHEMA, parameters, command=("cozewf", "run", "poem"), **options)


def problem(*items: str, whole: str | None = None) -> tuple[str, str]:
    with pytest.raises(InvalidInput) as caught:
        check(*items, whole=whole)
    start = "The parameters do not fit the workflow: "
    assert caught.value.message.startswith(start)
    return caught.value.message.removeprefix(start), caught.value.hint


def test_text_becomes_the_declared_type() -> None:
    assert check(
        *("topic=7533521629687578624", "length=800", "ratio=1", "draft=true"),
        *("tags[]=1", "tags[]=2", "place[city]=2026", "place[days]=3", "tone=轻松", "limit=null"),
        "picture=https://example.com/a.png",
    ) == {
        "topic": "7533521629687578624",
        "length": 800,
        "ratio": 1,
        "draft": True,
        "tags": [1, 2],
        "place": {"city": "2026", "days": 3},
        "tone": "轻松",
        "limit": None,
        "picture": "https://example.com/a.png",
    }


def test_a_whole_object_as_text_is_read_too() -> None:
    assert check("topic=x", 'place={"city":"杭州"}')["place"] == {"city": "杭州"}


def test_json_is_taken_at_its_word() -> None:
    assert problem('length:="800"', "topic=x") == (
        'length is "800", not integer.',
        "Try: cozewf run poem -p length:=0 -p topic=x",
    )
    assert problem(whole='{"topic": 7}')[0] == "topic is 7, not string."


def test_everything_that_is_wrong_is_told_at_once() -> None:
    assert problem("topik=AI", "length=many", "draft=maybe", "colour=red") == (
        "missing topic (string); unknown topik (did you mean topic?); unknown colour; "
        'length is "many", not integer; draft is "maybe", not boolean.',
        "Try: cozewf run poem -p topic=AI -p length:=0 -p draft:=false",
    )


def test_what_is_wrong_inside_names_the_place() -> None:
    told, _ = problem("topic=x", 'place:={"days": "3", "zip": 1}', 'tags:=[1, "b"]')
    assert sorted(told.rstrip(".").split("; ")) == [
        "missing place.city",
        'place.days is "3", not integer',
        'tags[1] is "b", not integer',
        "unknown place.zip",
    ]


@pytest.mark.parametrize(
    ("items", "told"),
    [
        (("topic=x", "tone=rude"), 'tone is "rude", not one of "formal", "轻松".'),
        (("topic=x", "length=0"), "length is 0, against minimum 1."),
        (("topic=x", 'place:={"days":1}'), "missing place.city."),
        (("topic=x", 'place:={"city":"a","zip":1}'), "unknown place.zip."),
        (("topic=x", "limit=x"), 'limit is "x", not integer or null.'),
        ((), "missing topic (string)."),
    ],
)
def test_messages_are_short(items: tuple[str, ...], told: str) -> None:
    assert problem(*items)[0] == told


def test_names_that_the_command_provides_are_neither_missing_nor_unknown() -> None:
    schema = {"properties": {"USER_INPUT": {"type": "string"}}, "required": ["USER_INPUT"]}
    built_in = ("USER_INPUT", "CONVERSATION_NAME")
    parameters = {"CONVERSATION_NAME": "x"}
    assert (
        check_parameters(schema, parameters, command=("cozewf",), built_in=built_in) == parameters
    )


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {}, "additionalProperties": True},
        {"type": "object", "patternProperties": {".*": {}}},
        {"type": "object"},
        {},
    ],
)
def test_an_open_schema_takes_any_name(schema: dict[str, Any]) -> None:
    assert check_parameters(schema, {"a": 1}, command=("cozewf",)) == {"a": 1}


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"a": {"type": "image"}}},
        {"properties": {"a": {"$ref": "https://example.invalid/schema.json"}}},
        {"properties": {"a": {"pattern": "("}}},
        {"properties": "nonsense", "required": "nonsense"},
    ],
)
def test_a_schema_that_cannot_be_used_leaves_it_to_the_server(schema: dict[str, Any]) -> None:
    assert check_parameters(schema, {"a": "x"}, command=("cozewf",)) == {"a": "x"}


def test_long_values_are_not_repeated() -> None:
    told, hint = problem("topic=x", f"length={'9' * 50}x" + "y" * 500)
    assert len(told) < 120
    assert len(hint) < 120


@given(st.dictionaries(st.text(max_size=8), st.text() | st.integers() | st.none(), max_size=5))
def test_the_corrected_command_is_one_that_the_shell_takes_apart_again(
    parameters: dict[str, Any],
) -> None:
    words = shlex.split(write_command(("cozewf", "run", "x"), parameters))
    assert words[:3] == ["cozewf", "run", "x"]
    assert words[3::2] == ["-p"] * len(parameters)


def test_a_skeleton_has_a_value_of_each_type() -> None:
    assert make_skeleton(SCHEMA) == {
        "topic": "",
        "length": 0,
        "ratio": 0.5,
        "draft": False,
        "tags": [0],
        "place": {"city": "", "days": 0},
        "tone": "formal",
        "limit": 0,
        "picture": "",
    }


@pytest.mark.parametrize(
    "schema", [[], "x", {}, {"properties": []}, {"properties": {"a": {"type": "text"}}}]
)
def test_what_is_no_schema_is_refused(schema: Any) -> None:
    with pytest.raises(InvalidInput):
        check_schema(schema)

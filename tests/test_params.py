"""Parameters from the command line, by tables."""

from __future__ import annotations

from typing import Any

import pytest

from cozewf.errors import InvalidInput
from cozewf.params import parse_pairs, parse_params

FILES = {"a.txt": "一段\n文字", "a.json": '{"x": 7533521629687578624}', "-": '{"from": "stdin"}'}


@pytest.mark.parametrize(
    ("items", "whole", "expected"),
    [
        ([], None, {}),
        (["topic=AI"], None, {"topic": "AI"}),
        (["id=7533521629687578624"], None, {"id": "7533521629687578624"}),
        (["id:=7533521629687578624"], None, {"id": 7533521629687578624}),
        (["a=", "b:=null", "c:=[1,2]"], None, {"a": "", "b": None, "c": [1, 2]}),
        (["url=http://x?a=b:=c"], None, {"url": "http://x?a=b:=c"}),
        (["a:b=c"], None, {"a:b": "c"}),
        (
            ["text=@a.txt", "data:=@a.json"],
            None,
            {"text": "一段\n文字", "data": {"x": 7533521629687578624}},
        ),
        (["a[b]=1", "a[c][d]=2"], None, {"a": {"b": "1", "c": {"d": "2"}}}),
        (["l[]=1", "l[]=二"], None, {"l": ["1", "二"]}),
        (["l[][k]=1", "l[][k]=2"], None, {"l": [{"k": "1"}, {"k": "2"}]}),
        ([], '{"a": 1}', {"a": 1}),
        ([], "@a.json", {"x": 7533521629687578624}),
        ([], "-", {"from": "stdin"}),
        (["a=2"], '{"a": 1, "b": 2}', {"a": "2", "b": 2}),
        (["a[x]=2"], '{"a": {"x": 1, "y": 1}}', {"a": {"x": "2", "y": 1}}),
        (["l[]=9"], '{"l": [1, 2]}', {"l": ["9"]}),
    ],
)
def test_parameters_are_read_as_the_table_says(
    items: list[str], whole: str | None, expected: dict[str, Any]
) -> None:
    assert parse_params(items, whole, FILES.__getitem__) == expected


@pytest.mark.parametrize(
    ("items", "whole", "message"),
    [
        (["topic"], None, 'The parameter "topic" is not KEY=VALUE.'),
        (["=x"], None, 'The parameter "=x" is not KEY=VALUE.'),
        (["a[=x"], None, 'The parameter "a[=x" is not KEY=VALUE.'),
        (
            ["a:={x}"],
            None,
            "The value of a is not JSON: Expecting property name enclosed in double"
            " quotes at line 1, column 2.",
        ),
        (["a:=NaN"], None, "The value of a is not JSON: NaN is not JSON."),
        (["a=1", "a[b]=2"], None, 'The parameter "a[b]=2" does not fit the ones before it.'),
        (["a[]=1", "a[b]=2"], None, 'The parameter "a[b]=2" does not fit the ones before it.'),
        ([], "[1]", "--params is not a JSON object."),
        (
            [],
            "{",
            "--params is not JSON: Expecting property name enclosed in double quotes"
            " at line 1, column 2.",
        ),
    ],
)
def test_a_broken_parameter_is_told_with_its_place(
    items: list[str], whole: str | None, message: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_params(items, whole, FILES.__getitem__)
    assert caught.value.message == message


def test_ext_pairs_are_strings() -> None:
    assert parse_pairs(["user_id=12", "a=b=c"], "--ext") == {"user_id": "12", "a": "b=c"}

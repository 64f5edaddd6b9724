"""What people and files answer, in the shape that a server takes, or refused with the reason."""

from __future__ import annotations

from typing import Any

import pytest

from cozewf.answers import encode_text, encode_value, example_form, read_field
from cozewf.errors import InvalidInput
from cozewf.events import Field, Interrupt

OPEN = Interrupt(event_id="1", interrupt_type=2, interrupt_name="question", prompt="?")
CHOICE = Interrupt(
    event_id="1", interrupt_type=2, interrupt_name="question", options=("北京", " Yes ", "2")
)
FIELDS = (
    Field(name="city", required=True),
    Field(name="days", type="integer"),
    Field(name="rate", type="float"),
    Field(name="sure", type="boolean"),
    Field(name="tags", type="list", items={"type": "integer"}),
    Field(name="more", type="object"),
    Field(name="photo", type="image", default="none.png"),
)
FORM = Interrupt(event_id="1", interrupt_type=5, interrupt_name="input", fields=FIELDS)
UNKNOWN = Interrupt(event_id="1", interrupt_type=7, interrupt_name="oauth_plugin", data="{}")


def one(**field: Any) -> Interrupt:
    return Interrupt(event_id="1", interrupt_name="input", fields=(Field(name="x", **field),))


@pytest.mark.parametrize(
    ("interrupt", "text", "sent"),
    [
        (OPEN, '{"a": 1}', '{"a": 1}'),  # JSON is the answer itself (wire.md §4)
        (OPEN, "一行\n两行 ", "一行\n两行 "),
        (CHOICE, "北京", "北京"),
        (CHOICE, "yes", " Yes "),
        (CHOICE, "1", "北京"),
        (CHOICE, "2", "2"),  # a name goes before a number
        (CHOICE, "4", "4"),
        (CHOICE, "别的", "别的"),
        (CHOICE, "9" * 5000, "9" * 5000),  # Python reads no number of so many digits
        (UNKNOWN, "anything", "anything"),
        (FORM, '{"city": "北京", "days": "3"}', '{"city":"北京","days":3}'),
        (one(), "北京", '{"x":"北京"}'),
        (one(type="integer"), " 7 ", '{"x":7}'),
        (one(type="object"), '{"a": 1}', '{"x":{"a":1}}'),
        (one(type="object"), '{"x": {}}', '{"x":{}}'),
    ],
)
def test_a_text_becomes_what_the_server_takes(interrupt: Interrupt, text: str, sent: str) -> None:
    assert encode_text(interrupt, text) == sent


@pytest.mark.parametrize(
    ("interrupt", "value", "sent"),
    [
        (OPEN, 3, "3"),
        (OPEN, True, "true"),
        (CHOICE, 1, "北京"),
        (UNKNOWN, {"a": [1]}, '{"a":[1]}'),
        (UNKNOWN, "x", '"x"'),
        (one(type="integer"), 7, '{"x":7}'),
        (
            FORM,
            {"city": 7533521629687578624, "days": 3.0, "rate": 1, "sure": "是", "more": None},
            '{"city":"7533521629687578624","days":3,"rate":1,"sure":true}',
        ),
        (
            FORM,
            {"city": "x", "tags": "1, 2,3", "more": '{"a": 1}', "photo": "a.png"},
            '{"city":"x","tags":[1,2,3],"more":{"a":1},"photo":"a.png"}',
        ),
    ],
)
def test_a_json_value_becomes_what_the_server_takes(
    interrupt: Interrupt, value: Any, sent: str
) -> None:
    assert encode_value(interrupt, value) == sent


@pytest.mark.parametrize(
    ("interrupt", "value", "reason"),
    [
        (OPEN, " ", "The answer is empty."),
        (OPEN, ["x"], "A question is answered with a text, not with an object or a list."),
        (CHOICE, None, "A question is answered with a text, not with an object or a list."),
        (FORM, "北京", "A form with several fields is answered with a JSON object."),
        (FORM, {}, "The answer does not fit the form (missing: city)."),
        (FORM, {"city": ""}, "The answer does not fit the form (missing: city)."),
        (
            FORM,
            {"days": "三", "rate": True, "sure": 1, "tags": ["a"], "more": [], "dyas": 1},
            'The answer does not fit the form (missing: city; unknown: dyas; "三" is no integer'
            " for days; true is no float for rate; 1 is no boolean for sure;"
            ' ["a"] is no list of integer for tags; [] is no object for more).',
        ),
        (
            one(type="integer"),
            "1.5",
            'The answer does not fit the form ("1.5" is no integer for x).',
        ),
    ],
)
def test_what_the_server_would_choke_on_is_refused_with_every_reason(
    interrupt: Interrupt, value: Any, reason: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        encode_value(interrupt, value)
    assert caught.value.message == reason


def test_a_field_that_is_typed_wrong_says_what_is_wrong() -> None:
    with pytest.raises(InvalidInput, match=r'^"drei" is no integer for days\.$'):
        read_field(FIELDS[1], "drei")


def test_the_example_of_a_form_fits_the_form() -> None:
    assert example_form(FIELDS)["photo"] == "none.png"
    assert encode_value(FORM, example_form(FIELDS))

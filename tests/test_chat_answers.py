"""The message that answers a question in a chat: plain text, or `name:value` lines."""

from __future__ import annotations

import pytest

from cozewf.chat_answers import encode_answer, encode_message
from cozewf.errors import InvalidInput
from cozewf.events import Field, Interrupt

FORM = Interrupt(
    event_id="",
    interrupt_name="input",
    fields=(
        Field(name="城市", required=True),
        Field(name="days", type="integer"),
        Field(name="tags", type="array"),
    ),
)
OPTIONS = Interrupt(event_id="", interrupt_name="question", options=("北京", "其他 🌏"))
OPEN = Interrupt(event_id="", interrupt_name="question", prompt="几位?")


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        (OPEN, '{"a":1}', '{"a":1}'),
        (OPTIONS, "2", "其他 🌏"),
        (OPTIONS, "上海", "上海"),
        (FORM, '{"城市":"北京: 朝阳","days":3}', "城市:北京: 朝阳\ndays:3"),
        (FORM, "城市:北京\ndays:3", "城市:北京\ndays:3"),
        (FORM, "城市: 北京 ", "城市:北京"),
        (FORM, '{"城市":"北京","tags":["a","b"]}', '城市:北京\ntags:["a","b"]'),
    ],
)
def test_an_answer_is_the_message_that_the_server_reads(
    question: Interrupt, text: str, expected: str
) -> None:
    assert encode_message(question, text) == expected


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ('{"城市":"北\\n京"}', "The value of 城市 has a line end"),
        ('{"城市":"北\\r京"}', "The value of 城市 has a line end"),
        ('{"a:b":"x"}', "has a colon or a line end"),
        ('{"城市":""}', "The answer is empty"),
        ("{}", "The answer is empty"),
    ],
)
def test_what_the_server_would_crash_on_is_refused_here(answer: str, complaint: str) -> None:
    with pytest.raises(InvalidInput, match=complaint):
        encode_answer(FORM, answer)


@pytest.mark.parametrize(
    "text", ["北京", "城市:北京\n第二行", "城市:北京\ndays:x", "days:3", "x:1"]
)
def test_a_form_that_is_not_filled_in_right_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        encode_message(FORM, text)

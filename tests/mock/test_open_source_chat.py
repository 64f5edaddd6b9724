"""Dialect B: chats."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .talk import Talk, events, frames, names, stream_shape, vector

APP = "7532756111111110656"
NAMED: dict[str, Any] = {"app_id": APP, "parameters": {"CONVERSATION_NAME": "Default"}}
START = ["conversation.chat.created", "conversation.chat.in_progress"]


def answer(text: str) -> str:
    """The complete answers of a turn."""
    return "".join(
        d["content"]
        for n, d in events(text)
        if n == "conversation.message.completed" and d["type"] == "answer"
    )


def conversation(text: str) -> str:
    return str(events(text)[0][1]["conversation_id"])


def test_a_turn_has_the_events_of_the_real_server(open_source: Talk) -> None:
    text = open_source.chat("你好", **NAMED).text
    found = frames(text)
    assert [int(f["id"]) for f in found] == list(range(1, len(found) + 1))
    assert names(text)[:2] == START
    assert names(text)[-3:] == [
        "conversation.message.completed",
        "conversation.chat.completed",
        "done",
    ]
    assert set(names(text)[2:-3]) == {"conversation.message.delta"}
    real = {f["event"]: f for f in frames(vector("chat.plus.happy.sse"))}
    for name, data in events(text):
        assert list(data) == list(json.loads(real[name]["data"])), name


def test_deltas_add_up_to_the_completed_message(open_source: Talk) -> None:
    text = open_source.chat("你好", **NAMED).text
    deltas = [d for n, d in events(text) if n == "conversation.message.delta"]
    assert "".join(d["content"] for d in deltas) == answer(text)
    assert len({d["id"] for d in deltas}) == 1


def test_the_token_count_is_as_wrong_as_the_real_one(open_source: Talk) -> None:
    usage = events(open_source.chat("你好", **NAMED).text)[-2][1]["usage"]
    assert usage["token_count"] == 2 * usage["output_count"]


def test_a_conversation_remembers(open_source: Talk) -> None:
    first = open_source.chat("我叫小王", **NAMED).text
    second = open_source.chat("还记得吗", app_id=APP, conversation_id=conversation(first)).text
    by_name = open_source.chat("第三句", **NAMED).text
    assert conversation(first) == conversation(second) == conversation(by_name)
    assert "上一句你说“我叫小王”" in answer(second)
    assert "第 3 句" in answer(by_name)


def test_an_open_question_is_answered_by_the_next_message(open_source: Talk) -> None:
    asked = open_source.chat("我要预订", **NAMED).text
    real = vector("chat.plus.requires_action_text.sse")
    assert stream_shape(asked) == stream_shape(real)
    done = open_source.chat("小王 3 位", app_id=APP, conversation_id=conversation(asked)).text
    assert answer(done) == "已预订 ✅ 小王 3 位"


def test_a_question_asked_again_shows_the_first_words(open_source: Talk) -> None:
    asked = open_source.chat("我要预订", **NAMED).text
    again = open_source.chat("小王", app_id=APP, conversation_id=conversation(asked)).text
    assert names(again)[-2] == "conversation.chat.requires_action"
    assert answer(again) == answer(asked) == "请问预订人叫什么名字、几位?"
    done = open_source.chat("3", app_id=APP, conversation_id=conversation(asked)).text
    assert answer(done) == "已预订 ✅ 小王,3"


def test_options_come_as_a_card(open_source: Talk) -> None:
    asked = open_source.chat("选择城市", **NAMED).text
    real = vector("chat.plus.requires_action_option_card.sse")
    assert names(asked) == names(real)
    ours = json.loads(events(asked)[2][1]["content"])
    theirs = json.loads(events(real)[2][1]["content"])
    assert list(ours) == list(theirs)
    assert ours["x_properties"] == theirs["x_properties"]
    assert ours["template_id"] == 7383997384420262000
    assert json.loads(ours["data"])["variables"] == json.loads(theirs["data"])["variables"]
    done = open_source.chat("上海 & 周边", app_id=APP, conversation_id=conversation(asked)).text
    assert answer(done) == "上海 & 周边:晴,26℃ ☀️"


def test_a_form_is_answered_by_lines(open_source: Talk) -> None:
    asked = open_source.chat("填表单", **NAMED).text
    content = json.loads(events(asked)[2][1]["content"])
    info = json.loads(content["x_properties"]["workflow_card_info"])
    assert info["card_type"] == "INPUT"
    assert info["input_card_data"][0] == {"type": "string", "name": "name", "required": True}
    done = open_source.chat(
        "name:小王\npeople:3", app_id=APP, conversation_id=conversation(asked)
    ).text
    assert answer(done) == "收到:小王,3 位。"


def test_a_form_line_without_a_colon_is_a_panic_and_frees_the_conversation(
    open_source: Talk,
) -> None:
    asked = open_source.chat("填表单", **NAMED).text
    where: dict[str, Any] = {"app_id": APP, "conversation_id": conversation(asked)}
    name, data = events(open_source.chat("小王", **where).text)[-1]
    assert (name, data["code"]) == ("error", "720701013")
    assert "panic error" in data["msg"]
    assert "你说的是“你好”" in answer(open_source.chat("你好", **where).text)


def test_follow_ups_come_only_when_asked_for(open_source: Talk) -> None:
    info = {"suggest_reply_mode": 1}
    types = [
        d["type"]
        for n, d in events(open_source.chat("你好", **NAMED, suggest_reply_info=info).text)
        if n == "conversation.message.completed"
    ]
    assert types == ["answer", "follow_up", "follow_up", "follow_up"]


def test_a_verbose_message_has_no_deltas(open_source: Talk) -> None:
    found = events(open_source.chat("verbose", **NAMED).text)
    kinds = [d["type"] for n, d in found if n == "conversation.message.completed"]
    assert kinds == ["verbose", "answer"]
    assert found[2][0] == "conversation.message.completed"


def test_a_failure_has_a_string_code_and_no_done(open_source: Talk) -> None:
    text = open_source.chat("fail", **NAMED).text
    real = vector("chat.plus.error_event.sse")
    assert stream_shape(text) == stream_shape(real)
    assert events(text)[-1] == events(real)[-1]


def test_the_server_s_own_failure_is_plain_text_without_an_id(open_source: Talk) -> None:
    last = frames(open_source.chat("crash", **NAMED).text)[-1]
    assert last == frames(vector("chat.plus.plain_error_unsupported_interrupt.sse"))[-1]


def test_a_chat_may_end_without_a_closing_event(open_source: Talk) -> None:
    assert names(open_source.chat("断开", **NAMED).text) == [*START, "conversation.message.delta"]


@pytest.mark.parametrize(
    ("real", "body"),
    [
        ("chat.plus.json_error_no_messages.json", {}),
        (
            "chat.plus.json_error_no_conversation_name.json",
            {"additional_messages": [{"role": "user", "content": "x", "content_type": "text"}]},
        ),
        (
            "chat.plus.json_error_bad_parameters.json",
            {
                "additional_messages": [{"role": "user", "content": "x", "content_type": "text"}],
                "parameters": '{"a":',
            },
        ),
    ],
)
def test_a_refusal_is_byte_for_byte_the_real_one(
    open_source: Talk, real: str, body: dict[str, Any]
) -> None:
    reply = open_source.post("/v1/workflows/chat", workflow_id="wf_chat", **body)
    assert (reply.status_code, reply.text) == (200, vector(real))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"conversation_id": "7533520000000000512", "app_id": APP}, "conversation not found"),
        ({"conversation_id": "", "app_id": APP}, 'ParseInt: parsing "": invalid syntax'),
        (NAMED | {"bot_id": "1"}, "project_id and bot_id cannot be set at the same time"),
        (NAMED | {"app_id": "app_1"}, 'ParseInt: parsing "app_1": invalid syntax'),
        ({"parameters": None, "app_id": APP}, "conversation name is requried"),
    ],
)
def test_the_rules_of_a_conversation_are_the_real_ones(
    open_source: Talk, body: dict[str, Any], why: str
) -> None:
    reply = open_source.chat("x", **body).json()
    assert reply["code"] == 777777775
    assert why in reply["msg"]


def test_a_conversation_belongs_to_its_app(open_source: Talk) -> None:
    mine = conversation(open_source.chat("x", **NAMED).text)
    other = open_source.chat("x", app_id="123", conversation_id=mine).json()
    assert other["msg"].endswith("conversation not found")


def test_null_parameters_are_a_panic(open_source: Talk) -> None:
    mine = conversation(open_source.chat("x", **NAMED).text)
    reply = open_source.chat("x", app_id=APP, conversation_id=mine, parameters=None).json()
    assert "assignment to entry in nil map" in reply["msg"]


def test_the_last_message_must_be_the_user_s(open_source: Talk) -> None:
    said = [{"role": "assistant", "content": "x", "content_type": "text"}]
    reply = open_source.post(
        "/v1/workflows/chat", workflow_id="wf_chat", additional_messages=said, **NAMED
    ).json()
    assert reply["msg"].endswith("the role of the last day message must be user")

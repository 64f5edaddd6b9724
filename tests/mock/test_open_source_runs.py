"""Dialect B, workflows: whole replies against the bytes of the real servers."""

from __future__ import annotations

import json
import re

import pytest

from cozewf.mock.workflows import BUILT_IN, aliases

from .talk import Talk, events, frames, names, shape, stream_shape, vector, written

FORM = json.dumps({"city": "杭州", "days": "3", "tags": ["美食", "湖"]})


def event_id(text: str) -> str:
    return str(events(text)[-1][1]["interrupt_data"]["event_id"])


def real_ids(text: str) -> str:
    """The ids of a vector are fixed, ours are not: digits of one length stand for all."""
    return re.sub(r"\b7\d{18}\b", "7000000000000000000", text)


def test_a_sync_run_has_every_key_of_the_real_reply(open_source: Talk) -> None:
    reply = open_source.run("wf_json").json()
    real = json.loads(vector("run.plus.sync_variables.json"))
    assert list(reply) == list(real)
    assert (reply["code"], reply["msg"], reply["BaseResp"]) == (0, None, None)
    assert json.loads(reply["data"])["id"] == 7533521629687578624
    assert real_ids(reply["debug_url"]) == real_ids(real["debug_url"])


def test_a_body_is_printed_as_go_prints_it(open_source: Talk) -> None:
    text = open_source.run("wf_json").text
    assert r"<b>任务</b>处理完成 & 已归档 🎉" not in text
    assert r"\u003cb\u003e任务\u003c/b\u003e处理完成 \u0026 已归档 🎉" in text


def test_a_text_end_node_comes_in_an_envelope(open_source: Talk) -> None:
    reply = open_source.run("wf_slow", parameters='{"seconds": 1}').json()
    real = json.loads(vector("run.plus.sync_text_envelope.json"))
    assert shape(reply) == shape(real)


@pytest.mark.parametrize("parameters", ['{"name":"x","n":[1]}', {"name": "x", "n": [1]}])
def test_parameters_are_a_string_or_an_object(open_source: Talk, parameters: object) -> None:
    reply = open_source.run("wf_echo", parameters=parameters).json()
    assert json.loads(reply["data"]) == {"received": {"name": "x", "n": [1]}}


def test_every_workflow_answers_to_its_19_digit_id(open_source: Talk) -> None:
    for name, number in aliases().items():
        assert len(number) == 19
        by_name = open_source.post("/v1/workflow/stream_run", workflow_id=name)
        by_number = open_source.post("/v1/workflow/stream_run", workflow_id=number)
        assert by_name.headers["content-type"] == by_number.headers["content-type"]
        assert len(by_name.text) == len(by_number.text)
    assert len(set(aliases().values())) == len(BUILT_IN)


@pytest.mark.parametrize(
    ("real", "body"),
    [
        ("run.plus.err_bad_parameters.json", {"workflow_id": "wf_123", "parameters": '{"a":'}),
        ("run.plus.err_interrupt_6039.json", {"workflow_id": "wf_ask"}),
        ("run.plus.err_not_found.json", {"workflow_id": "7533516453652561920"}),
    ],
)
def test_an_error_is_byte_for_byte_the_real_one(
    open_source: Talk, real: str, body: dict[str, str]
) -> None:
    reply = open_source.post("/v1/workflow/run", **body)
    assert (reply.status_code, reply.text) == (200, vector(real))


def test_an_id_that_is_no_number_is_a_stack_trace(open_source: Talk) -> None:
    reply = open_source.run("wf_123456789").json()
    real = json.loads(vector("run.plus.err_bad_workflow_id_panic.json"))
    assert shape(reply) == shape(real)
    assert reply["msg"].split("\n")[:2] == real["msg"].split("\n")[:2]
    assert len(reply["msg"].split("\n")) == len(real["msg"].split("\n"))


@pytest.mark.parametrize(
    ("path", "real", "sent"),
    [
        (
            "run",
            "run.plus.http400_numeric_id.json",
            '{"workflow_id": 7533516453652561920, "parameters": "{}"}',
        ),
        (
            "run",
            "run.plus.http400_ext_not_string.json",
            '{"workflow_id": "7533516453652561920", "ext": {"user_id": 1}}',
        ),
        (
            "stream_resume",
            "stream_resume.plus.http400_string_type.json",
            '{"workflow_id": "7533516453652561920", '
            '"event_id": "7533521629687578624/75335216296875", '
            '"resume_data": "北京", "interrupt_type": "2"}',
        ),
    ],
)
def test_a_wrong_type_is_refused_with_a_picture(
    open_source: Talk, path: str, real: str, sent: str
) -> None:
    reply = open_source.send(
        "POST",
        f"/v1/workflow/{path}",
        content=sent.encode(),
        headers={"Content-Type": "application/json"},
    )
    assert reply.status_code == 400
    ours, theirs = reply.json()["msg"], json.loads(vector(real))["msg"]
    assert ours.split("with value\\n")[1] == theirs.split("with value\\n")[1]
    assert ours.split('"at index')[0] == theirs.split('"at index')[0]


def test_a_body_without_the_json_type_is_not_read(open_source: Talk) -> None:
    reply = open_source.send("POST", "/v1/workflow/run", content=b'{"workflow_id":"wf_123"}')
    assert 'ParseInt: parsing "": invalid syntax' in reply.json()["msg"]


def test_a_missing_parameter_has_another_code_in_a_stream(open_source: Talk) -> None:
    run = open_source.run("wf_echo").json()
    stream = open_source.stream("wf_echo").json()
    assert (run["code"], stream["code"]) == (4000, 720702002)
    assert run["msg"] == stream["msg"]


def test_a_refused_stream_is_chunked_json(open_source: Talk) -> None:
    reply = open_source.stream("7533516453652561920")
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    assert reply.headers["transfer-encoding"] == "chunked"
    assert list(reply.json()) == ["code", "msg"]


def test_every_reply_has_a_log_id_of_its_own(open_source: Talk) -> None:
    replies = [open_source.run("wf_json"), open_source.stream("wf_json"), open_source.get("/x")]
    assert len({reply.headers["X-Log-ID"] for reply in replies}) == 3


def test_the_article_streams_token_by_token_and_ends_with_variables(open_source: Talk) -> None:
    reply = open_source.stream("wf_123", topic="大语言模型")
    fields = frames(reply.text)
    assert reply.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert [list(f) for f in fields] == [["id", "event", "data"]] * len(fields)
    assert [int(f["id"]) for f in fields] == list(range(len(fields)))
    assert {*names(reply.text)[:-1]} == {"Message"}
    article = written(reply.text, "文章输出")
    assert json.loads(written(reply.text, "结束")) == {"output": article}
    for part in ("# 大语言模型", "## ", "- ", "|------|", "```bash", "🚀"):
        assert part in article


def test_an_event_is_escaped_only_inside_of_the_end_node(open_source: Talk) -> None:
    text = open_source.stream("wf_123", topic="a<b> & c").text
    assert "<b> " in text
    assert r"\\u003cb\\u003e \\u0026" in text


def test_messages_are_counted_per_node_and_finish_once(open_source: Talk) -> None:
    messages = [d for name, d in events(open_source.stream("wf_123").text) if name == "Message"]
    for title in ("检索", "大纲", "文章输出", "结束"):
        own = [d for d in messages if d["node_title"] == title]
        assert [d["node_seq_id"] for d in own] == [str(n) for n in range(len(own))]
        assert [d["node_is_finish"] for d in own] == [False] * (len(own) - 1) + [True]


def test_two_nodes_write_at_the_same_time(open_source: Talk) -> None:
    found = events(open_source.stream("wf_123").text)
    assert [d["node_title"] for _, d in found[:4]] == ["检索", "大纲", "检索", "大纲"]


def test_an_english_topic_gives_an_english_article(open_source: Talk) -> None:
    article = written(open_source.stream("wf_123", topic="AI").text, "文章输出")
    assert article.startswith("# AI in three minutes 🚀\n\n## What it is\n")


def test_events_of_a_stream_have_the_real_shape(open_source: Talk) -> None:
    text = open_source.stream("wf_silent").text
    assert real_ids(text)[:-60] == real_ids(vector("stream_run.plus.done_only.sse"))[:-60]
    failed = open_source.stream("wf_fail").text
    assert stream_shape(failed) == stream_shape(vector("stream_run.plus.error_event.sse"))
    assert [d["content"] for n, d in events(failed) if n == "Message"] == ["开始处理…"]


def test_a_stream_may_end_without_a_closing_event(open_source: Talk) -> None:
    text = open_source.stream("wf_drop").text
    assert stream_shape(text) == stream_shape(vector("stream_run.plus.truncated.sse"))


def test_a_failed_sync_run_names_the_execution_in_its_debug_url(open_source: Talk) -> None:
    reply = open_source.run("wf_fail").json()
    real = json.loads(vector("run.plus.err_exec_failed_with_debug.json"))
    assert shape(reply) == shape(real)
    assert "execute_id=0&" not in reply["debug_url"]


def test_a_question_with_options_comes_twice(open_source: Talk) -> None:
    text = open_source.stream("wf_ask").text
    assert stream_shape(text) == stream_shape(
        vector("stream_run.plus.interrupt_question_option.sse")
    )
    (_, echo), (_, interrupt) = events(text)
    assert echo["content"] == interrupt["interrupt_data"]["data"]


def test_an_open_question_and_a_form_have_the_real_shape(open_source: Talk) -> None:
    text = open_source.stream("wf_ask", ask="open").text
    assert stream_shape(text) == stream_shape(vector("stream_run.plus.interrupt_question_text.sse"))
    form = events(open_source.stream("wf_ask", ask="form").text)[-1][1]["interrupt_data"]
    fields = json.loads(json.loads(form["data"])["content"])
    assert form["type"] == 5
    assert [(f["type"], f["name"], f["required"]) for f in fields] == [
        ("string", "city", True),
        ("integer", "days", False),
        ("list", "tags", False),
    ]


def test_questions_are_answered_one_after_the_other(open_source: Talk) -> None:
    asked = open_source.stream("wf_ask").text
    form = open_source.resume(event_id(asked), "海边 🏖️").text
    assert names(form) == ["Message", "Interrupt"]
    assert event_id(form) != event_id(asked)
    assert event_id(form).split("/")[0] == event_id(asked).split("/")[0]
    done = open_source.resume(event_id(form), FORM, 5).text
    assert frames(done)[0]["id"] == "0"
    assert json.loads(written(done, "结束")) == {
        "choice": "海边 🏖️",
        "detail": "",
        "city": "杭州",
        "days": 3,
        "tags": ["美食", "湖"],
    }
    assert "城市:杭州" in written(done, "输出")
    assert names(done)[-1] == "Done"


def test_an_answer_that_is_no_option_goes_to_other(open_source: Talk) -> None:
    asked = open_source.stream("wf_ask", ask="options").text
    detail = open_source.resume(event_id(asked), "B").text
    question = json.loads(events(detail)[0][1]["content"])["messages"]
    assert [m["type"] for m in question] == ["question"]


def test_a_vague_answer_is_asked_again_with_its_history(open_source: Talk) -> None:
    text = open_source.stream("wf_ask", ask="open").text
    text = open_source.resume(event_id(text), "随便").text
    messages = json.loads(events(text)[0][1]["content"])["messages"]
    assert [m["type"] for m in messages] == ["question", "answer", "question"]
    assert messages[1]["content"] == "随便"
    done = open_source.resume(event_id(text), "看海").text
    assert json.loads(written(done, "结束"))["detail"] == "看海"


@pytest.mark.parametrize(
    ("answer", "code"),
    [("not json", 720701013), ("[1]", 720701013), ('{"days": 2}', 777777763)],
)
def test_a_form_answer_that_cannot_be_read_fails_the_run(
    open_source: Talk, answer: str, code: int
) -> None:
    asked = open_source.stream("wf_ask", ask="form").text
    failed = open_source.resume(event_id(asked), answer, 5).text
    assert [(n, d["error_code"]) for n, d in events(failed)] == [("Error", code)]


def test_a_run_is_resumed_only_while_it_waits(open_source: Talk) -> None:
    asked = open_source.stream("wf_ask", ask="options").text
    open_source.resume(event_id(asked), "海边 🏖️")
    again = open_source.resume(event_id(asked), "海边 🏖️").json()
    run_id = event_id(asked).split("/")[0]
    assert again == {
        "code": 720701013,
        "msg": f"Workflow execution failure: workflow execution {run_id} is not interrupted, "
        "status is 2, cannot resume",
    }


def test_refusals_of_a_resume_are_the_real_ones(open_source: Talk) -> None:
    bad = open_source.resume("interrupt_001", "x")
    assert bad.text == vector("stream_resume.plus.err_bad_event_id.json")
    asked = open_source.stream("wf_ask").text
    run_id, number = event_id(asked).split("/")
    other = open_source.resume(f"{run_id}/123", "x").json()["msg"]
    assert other.endswith(f"interrupt event id mismatch, expect: 123, actual: {number}")
    gone = open_source.resume("7000000000000000001/7000000000000000002", "x").json()["msg"]
    assert gone == "Workflow execution failure: workflow execution does not exist"
    nameless = open_source.post(
        "/v1/workflow/stream_resume", event_id=event_id(asked), resume_data="x", interrupt_type=2
    ).json()
    real = json.loads(vector("stream_resume.plus.err_missing_workflow_id_panic.json"))
    assert nameless["msg"].split("\n")[0] == real["msg"].split("\n")[0]

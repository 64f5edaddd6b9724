"""The end of a lost stream: how a text goes on, and which events were still owed."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cozewf.events import Delta, Done, Event, Failed, Interrupt, Message, Reply, Usage
from cozewf.models import RunRecord
from cozewf.recovery import Tail, recover

END = Message(content="", node_id="900001", node_title="结束", node_type="End")
DONE = Done(execute_id="75", token=3, usage=Usage(total=3))


def tail_after(*events: Event) -> Tail:
    tail = Tail()
    for event in events:
        tail.follow(event)
    return tail


def says(text: str, **changes: Any) -> Message:
    return replace(END, content=text, **changes)


def success(result: Any, output: str | None = None) -> RunRecord:
    return RunRecord(
        execute_id="75",
        status="success",
        result=result,
        output=result if output is None else output,
        usage=Usage(total=3),
    )


@given(st.text(), st.lists(st.integers(0, 50)))
def test_a_text_goes_on_where_it_broke_off(text: str, cuts: list[int]) -> None:
    places = sorted({0, *(min(cut, len(text)) for cut in cuts)})
    pieces = [text[a:b] for a, b in pairwise(places)]
    tail = tail_after(*map(says, pieces))
    said = "".join(pieces)
    assert (tail.rest_of(text) or "") == (text[len(said) :] if pieces else "")


def test_the_rest_is_owed_in_the_same_message() -> None:
    events = list(recover(success("完成 🎉"), tail_after(says("完"))))
    assert events == [says("成 🎉", node_is_finish=True), DONE]


def test_nothing_is_owed_of_a_message_that_was_finished() -> None:
    tail = tail_after(says("完成", node_is_finish=True))
    assert list(recover(success("完成"), tail)) == [DONE]


@pytest.mark.parametrize(
    "said",
    [
        (),
        (says("别的"),),
        (says("完", node_is_finish=True),),  # of a sub-workflow, whose End has the same id
        (replace(END, content="完", node_type="Message"),),
    ],
)
def test_the_whole_result_is_owed_where_it_does_not_go_on(said: tuple[Message, ...]) -> None:
    whole = Message(content="完成", node_type="End", node_is_finish=True)
    assert list(recover(success("完成"), tail_after(*said))) == [whole, DONE]


def test_variables_are_owed_as_the_json_that_the_stream_would_have_sent() -> None:
    record = success({"output": "好"}, output='{"output":"好"}')
    events = list(recover(record, tail_after(says('{"outp'))))
    assert events == [says('ut":"好"}', node_is_finish=True), DONE]


def test_a_run_without_output_owes_only_its_end() -> None:
    assert list(recover(RunRecord(execute_id="75", status="success"), Tail())) == [
        Done(execute_id="75")
    ]


def test_a_chat_is_completed_in_its_message() -> None:
    said = Delta(content="你", message_id="8", conversation_id="6")
    assert list(recover(success("你好"), tail_after(said), conversation_id="6")) == [
        replace(said, content="好"),
        Reply(content="你好", message_id="8", conversation_id="6"),
        replace(DONE, conversation_id="6"),
    ]


@pytest.mark.parametrize(
    ("status", "message"), [("failed", "The run failed."), ("cancelled", "The run was cancelled.")]
)
def test_a_failed_run_owes_its_failure(status: Any, message: str) -> None:
    record = RunRecord(execute_id="75", status=status, error_code=7)
    assert list(recover(record, tail_after(says("完")))) == [
        Failed(error_code=7, error_message=message, execute_id="75")
    ]


def test_a_question_whose_answer_was_lost_is_still_the_one_that_waits() -> None:
    asked = Interrupt(event_id="75/1", prompt="去哪?")
    paused = RunRecord(execute_id="75", status="interrupted")
    assert list(recover(paused, Tail(), asked=asked)) == [asked]
    assert list(recover(paused, Tail())) == [Interrupt(event_id="", execute_id="75")]

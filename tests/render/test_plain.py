"""Plain text in a pipe, by tables of what the nodes write."""

from __future__ import annotations

import io

import pytest

from cozewf.events import Delta, Done, Message, Reply
from cozewf.render.plain import PlainText
from cozewf.terminal import Terminal


def _shown(*written: tuple[str, str, bool], node: str | None = None) -> str:
    out = io.StringIO()
    sink = PlainText(Terminal(io.StringIO(), out, io.StringIO(), environ={}), node=node)
    for title, content, ends in written:
        sink.emit(Message(content=content, node_id=title, node_title=title, node_is_finish=ends))
    sink.emit(Done())
    sink.close()
    return out.getvalue()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ([("A", "一", False), ("A", "二", True)], "一二\n"),
        ([("A", "x\n", True), ("B", "y", True)], "x\ny\n"),
        (
            [("A", "a1", False), ("B", "b1", False), ("A", "a2", True), ("B", "b2", True)],
            "a1a2\nb1b2\n",
        ),
        ([("A", "never ends", False), ("B", "{}", True)], "never ends\n{}\n"),
        ([("A", "", True), ("B", "y", True)], "y\n"),
        ([("A", "1", True), ("A", "2", True)], "1\n2\n"),
        (
            [("A", "a1", False), ("B", "b" * 2001, False), ("A", "a2", True), ("B", "b", True)],
            f"a1\n{'b' * 2001}b\na2\n",
        ),
        (
            [
                ("A", "a", False),
                ("B", "b", True),
                ("C", "c", False),
                ("A", "a", True),
                ("C", "c", True),
            ],
            "aa\nb\ncc\n",
        ),
    ],
)
def test_messages_of_nodes_stand_one_after_the_other(
    written: list[tuple[str, str, bool]], shown: str
) -> None:
    assert _shown(*written) == shown


def test_one_node_can_be_kept_alone() -> None:
    assert _shown(("A", "a", True), ("B", "b", True), node="B") == "b\n"


def test_a_chat_answer_is_written_as_its_deltas_come() -> None:
    out = io.StringIO()
    sink = PlainText(Terminal(io.StringIO(), out, io.StringIO(), environ={}))
    for event in (Delta(content="你"), Delta(content="好"), Reply(content="你好"), Done()):
        sink.emit(event)
    assert out.getvalue() == "你好\n"

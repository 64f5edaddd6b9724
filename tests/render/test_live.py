"""The live view, looked at through a terminal emulator."""

from __future__ import annotations

import re
import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cozewf.events import ChatStatus, Delta, Done, Failed, Interrupt, Message, Reply, Unknown
from cozewf.render.live import LiveView
from cozewf.render.wrap import wrap
from cozewf.terminal import ReaderGone

from .screens import Window, message


def stream(window: Window, view: LiveView, text: str, title: str = "写作", step: int = 7) -> None:
    """*text* in deltas, one every 20 ms."""
    for at in range(0, len(text), step):
        window.clock.now += 0.02
        view.emit(message(text[at : at + step], title))
        view.tick()


def wrapped(text: str, width: int) -> list[str]:
    return [row.rstrip() for line in text.split("\n") for row in wrap(line, width)]


ANSWER = "\n".join(
    f"{number:03}: 正在生成第 {number} 行的内容，with some English words 🎉 in it，看看会不会丢。"
    + ("" if number % 7 else "\n")
    for number in range(500)
)


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40), (20, 5)])
def test_no_line_of_a_long_answer_is_lost_or_doubled(columns: int, rows: int) -> None:
    window = Window(columns, rows)
    view = window.view()
    stream(window, view, ANSWER)
    view.emit(Done())
    assert window.lines == ["● 写作", *wrapped(ANSWER, columns)]


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40), (30, 6)])
def test_no_line_of_a_formatted_answer_is_lost_or_doubled(columns: int, rows: int) -> None:
    window = Window(columns, rows)
    view = window.view()
    text = "\n\n".join(
        f"mark{number:03} **粗体 bold** `code` 内容，🎉 words" for number in range(500)
    )
    stream(window, view, text)
    view.emit(Done())
    assert re.findall(r"mark\d+", window.text) == [f"mark{number:03}" for number in range(500)]
    assert "*" not in window.text
    assert len(window.out.sent.encode()) <= 4 * len(text.encode())


def test_newest_text_is_on_the_screen_within_40_ms() -> None:
    window = Window()
    view = window.view()
    view.emit(message("one "))
    view.emit(message("two"))
    assert window.lines == ["● 写作", "one"]
    window.pass_time(view, 0.04)
    assert window.lines == ["● 写作", "one two"]


def test_bursts_are_written_at_most_every_40_ms() -> None:
    window = Window()
    view = window.view()
    for _ in range(1000):
        window.clock.now += 0.001
        view.emit(message("x"))
    assert len(window.out.writes) <= 26


MARKDOWN = """\
# 标题

这是**重要**的 `code`：
第二行，[链接](https://a.b/c) 和 <https://auto.link/>，![图](https://a.b/i.png)

- 一 *em*
  - 二

1. first

   ```python
   print("你好")
   ```

2. second <b>html</b>

| 名称 | 值 |
|---|---:|
| 苹果 | 12 |

> 引用

plain"""

FORMATTED = """\
● 写作
标题

这是重要的 code：
第二行，链接 (https://a.b/c) 和 https://auto.link/，图 (https://a.b/i.png)

 • 一 em
    • 二

 1. first

   ```python
   print("你好")
   ```

 2. second <b>html</b>

名称   值
─────────
苹果   12

▌ 引用

plain"""


@pytest.mark.parametrize("step", [1, 3, 50, 10_000])
def test_finished_blocks_are_formatted_in_place(step: int) -> None:
    window = Window()
    view = window.view()
    stream(window, view, MARKDOWN, step=step)
    view.emit(message("", finish=True))
    view.close()
    assert window.text == FORMATTED


def test_plain_paragraphs_are_never_rewritten() -> None:
    window = Window()
    view = window.view()
    stream(window, view, "短。\n\n没有 markdown 的段落。\n\n")
    view.close()
    assert "\x1b[J" not in window.out.sent


def test_block_that_outgrew_the_screen_stays_as_written() -> None:
    window = Window(80, 10)
    view = window.view()
    text = "\n".join(f"- item **{number}**" for number in range(30))
    stream(window, view, text + "\n\n**end**")
    view.close()
    assert window.text == f"● 写作\n{text}\n\nend"


@pytest.mark.parametrize(
    "text",
    [
        "[1]: https://a.b/c",
        r"\( a_1 * b * c \)",
        "$$ *x* $$",
        "<div>\n**x**\n</div>",
        "| " + " | ".join("abcdefghijklmnopqrst"[:9] * 2) + " |\n" + "|---" * 18 + "|",
    ],
)
def test_what_formatting_would_drop_stays_as_written(text: str) -> None:
    window = Window()
    view = window.view()
    stream(window, view, text)
    view.close()
    assert window.text == f"● 写作\n{text}"


@pytest.mark.parametrize("line", ["x = 1  # 注释 🎉\n", "没有换行的一行 endless words "])
def test_endless_fence_or_line_is_written_as_it_comes(line: str) -> None:
    window = Window()
    view = window.view()
    text = "```python\n" + line * 1000 if line.endswith("\n") else line * 1000
    stream(window, view, text, step=40)
    assert window.lines[1:] == wrapped(text.rstrip(), 80)
    assert len(window.out.sent.encode()) <= 2 * len(text.encode())
    view.close()


@pytest.mark.parametrize(("columns", "rows"), [(60, 20), (100, 30), (20, 5), (80, 40)])
def test_resize_in_the_middle_loses_and_doubles_nothing(columns: int, rows: int) -> None:
    window = Window()
    view = window.view()
    text = "\n".join(
        f"**w{number:04}** 中文" if number % 3 else f"w{number:04}\n" for number in range(400)
    )
    stream(window, view, text[:3000])
    window.pass_time(view, 1)
    window.resize(columns, rows)
    stream(window, view, text[3000:])
    view.emit(Done())
    assert re.findall(r"w\d{4}", window.text) == [f"w{number:04}" for number in range(400)]


def test_block_begun_before_a_resize_stays_as_written() -> None:
    window = Window()
    view = window.view()
    stream(window, view, "some **bold** text that")
    window.resize(100, 30)
    stream(window, view, " goes on\n\nand **more**\n\n")
    view.close()
    assert window.text == "● 写作\nsome **bold** text that goes on\n\nand more"


def test_interrupt_leaves_the_screen_free_and_the_view_goes_on_after_it() -> None:
    window = Window()
    view = window.view()
    stream(window, view, "first **part**")
    window.pass_time(view, 1)
    view.emit(Interrupt(event_id="1/2", prompt="去哪里？"))
    window.terminal.say_part("去哪里？ ")
    window.pass_time(view, 5)
    window.terminal.say("北京")
    stream(window, view, "second part", title="下一步")
    view.emit(Done())
    view.close()
    assert window.text == "● 写作\nfirst part\n去哪里？ 北京\n\n● 下一步\nsecond part"


def test_line_on_stderr_in_the_middle_stands_on_its_own_row_and_is_not_erased() -> None:
    window = Window()
    view = window.view()
    stream(window, view, "some **bold**")
    window.pass_time(view, 1)
    window.terminal.say("warning")
    stream(window, view, " text\n\n**more**")
    view.emit(Done())
    assert window.text == "● 写作\nsome **bold**\nwarning\n text\n\nmore"


def test_text_not_yet_drawn_stands_above_the_line_on_stderr_that_came_after_it() -> None:
    window = Window()
    view = window.view()
    view.emit(message("one "))
    view.emit(message("two"))
    window.terminal.say("warning")
    view.emit(message("three"))
    view.close()
    assert window.text == "● 写作\none two\nwarning\nthree"


def test_parallel_nodes_are_shown_one_after_the_other() -> None:
    window = Window()
    view = window.view()
    for number in range(10):
        window.clock.now += 0.05
        view.emit(message(f"a{number} ", "甲"))
        view.emit(message(f"b{number} ", "乙"))
    view.emit(message("", "甲", finish=True))
    view.emit(message("", "乙", finish=True))
    view.emit(Done())
    a, b = ("".join(f"{name}{number} " for number in range(10)).strip() for name in "ab")
    assert window.text == f"● 甲\n{a}\n\n● 乙\n{b}"


def test_node_that_falls_silent_lets_another_one_speak() -> None:
    window = Window()
    view = window.view()
    view.emit(message("a1 **x", "甲"))
    window.clock.now += 0.1
    view.emit(message("b1", "乙"))
    window.pass_time(view, 0.5)
    assert window.lines[:2] == ["● 甲", "a1 **x"]
    window.pass_time(view, 0.5)
    assert "\n".join(window.lines[:5]) == "● 甲\na1 **x\n\n● 乙\nb1"
    view.emit(message("** a2", "甲"))
    window.pass_time(view, 1)
    view.emit(Done())
    assert window.text == "● 甲\na1 **x\n\n● 乙\nb1\n\n● 甲\n** a2"


def test_much_unseen_text_is_shown_although_another_node_still_writes() -> None:
    window = Window()
    view = window.view()
    for _ in range(30):
        window.clock.now += 0.05
        view.emit(message("a", "甲"))
        view.emit(message("b" * 99 + " ", "乙"))
    assert "● 乙" in window.lines
    view.emit(Done())
    assert window.text.count("a") == 30
    assert window.text.count("b") == 30 * 99


def test_loop_gives_each_message_of_a_node_its_own_header() -> None:
    window = Window()
    view = window.view()
    for number in range(2):
        view.emit(message(f"round {number}", finish=True))
    view.emit(message("", finish=True))
    view.emit(Done())
    assert window.text == "● 写作\nround 0\n\n● 写作\nround 1"


def test_node_that_never_finishes_is_closed_by_done() -> None:
    window = Window()
    view = window.view()
    stream(window, view, "**open**")
    view.emit(Done())
    assert window.text == "● 写作\nopen"


@pytest.mark.parametrize("step", [3, 1000])
def test_json_is_pretty_when_complete(step: int) -> None:
    window = Window()
    view = window.view()
    stream(window, view, '{"id":7533521600000000768,"城市":["北京"]}', step=step)
    view.emit(message("", finish=True))
    view.emit(Done())
    assert window.text == (
        '● 写作\n{\n  "id": 7533521600000000768,\n  "城市": [\n    "北京"\n  ]\n}'
    )


def test_broken_json_stays_as_written() -> None:
    window = Window()
    view = window.view()
    stream(window, view, '{"id":75335216,"a":')
    view.emit(Done())
    assert window.text == '● 写作\n{"id":75335216,"a":'


@pytest.mark.parametrize(
    ("kind", "content", "shown"),
    [
        ("image", "https://a.b/c.png", "https://a.b/c.png"),
        ("card", '{"data":"<ui>"}', "[card]"),
        ("object_string", '{"a":1}', '{\n  "a": 1\n}'),
        ("hologram", "x", "hologram: x"),
    ],
)
def test_other_kinds_of_content_are_shown_when_complete(
    kind: str, content: str, shown: str
) -> None:
    window = Window()
    view = window.view()
    for part in (content[:4], content[4:]):
        view.emit(message(part, kind=kind))
        window.pass_time(view, 0.1)
    view.emit(message("", finish=True))
    view.emit(Done())
    assert window.text == f"● 写作\n{shown}"


def test_echo_and_other_nodes_are_not_shown() -> None:
    window = Window()
    view = window.view(node="End")
    view.emit(Message(content='{"messages":[]}', node_title="End", echo=True))
    stream(window, view, "hidden", title="甲")
    stream(window, view, "shown", title="End")
    view.emit(Done())
    assert window.text == "● End\nshown"


HOSTILE = (
    "a\x1b[2Jb\x1b]0;t\x07c\rd\x9b31m\u202ee &#13; &#x202e; &#27; **x** [l](http://a/&#13;&#27;)"
)
HARMLESS = "a␛[2Jb␛]0;t␇c␍d<U+009B>31m<U+202E>e"


@pytest.mark.parametrize("kind", ["text", "image", "object_string", "card", "hologram"])
def test_no_control_character_of_the_server_reaches_the_terminal(kind: str) -> None:
    window = Window(200, 50)
    view = window.view(verbose=True)
    for content in (HOSTILE, '{"a":"\\u001b[2J\\u009b\\u202e"}', f'{{"title":"{HOSTILE}"}}'):
        view.emit(message(content, HOSTILE, kind=kind, finish=True))
        window.pass_time(view, 2)
    view.emit(Unknown(event=HOSTILE, data=HOSTILE))
    view.emit(ChatStatus(status=HOSTILE))
    window.pass_time(view, 2)
    assert window.text.count(HARMLESS) >= 3
    view.emit(Failed(error_code=1, error_message=HOSTILE))
    sent = re.sub(r"\x1b\[(?:\?2026[hl]|\d*[AGJK]|[\d;]*m)|\r|\n", "", window.out.sent)
    assert re.findall("[\x00-\x1f\x7f-\x9f\u202e]", sent) == []
    assert "\x1b[2J" not in window.out.sent


@pytest.mark.parametrize("term", ["dumb", ""])
def test_dumb_terminal_gets_plain_text_and_no_escape(term: str) -> None:
    window = Window(environ={"TERM": term})
    view = window.view()
    stream(window, view, MARKDOWN)
    window.pass_time(view, 2)
    view.emit(message('{"a":1}', "End", finish=True))
    view.emit(Done())
    view.close()
    assert window.out.sent == f'● 写作\n{MARKDOWN}\n\n● End\n{{\n  "a": 1\n}}\n'


def test_without_colour_markdown_stays_as_written() -> None:
    window = Window(environ={"TERM": "xterm", "NO_COLOR": "1"})
    view = window.view()
    stream(window, view, MARKDOWN)
    view.emit(Done())
    assert window.text == f"● 写作\n{MARKDOWN}"
    assert re.findall(r"\x1b\[[\d;]*m", window.out.sent) == []


def test_status_appears_in_silence_and_goes_before_text() -> None:
    window = Window(30, 5)
    view = window.view()
    window.pass_time(view, 2.05)
    assert window.lines == ["⠋ waiting  2s"]
    view.emit(message("text", "一个名字很长很长很长的节点"))
    assert window.lines == ["● 一个名字很长很长很长的节点", "text"]
    window.pass_time(view, 1.0)
    assert len(window.lines) == 3
    assert window.lines[2][1:] == " 一个名字很长…  3s  4 chars"
    view.emit(Failed(error_code=1, error_message="x"))
    window.pass_time(view, 5)
    assert window.lines == ["● 一个名字很长很长很长的节点", "text"]


def test_status_is_drawn_at_most_ten_times_a_second() -> None:
    window = Window()
    view = window.view()
    window.pass_time(view, 10)
    assert 60 < len(window.out.writes) <= 100


def test_chat_answer_has_no_header_and_its_reply_adds_only_what_is_new() -> None:
    window = Window()
    view = window.view()
    view.emit(ChatStatus(status="in_progress"))
    view.emit(Delta(content="你好", message_id="1"))
    view.emit(Delta(content="thinking", message_type="verbose", message_id="1"))
    view.emit(Reply(content="你好，世界", message_id="1"))
    view.emit(Reply(content="再问？", message_type="follow_up", message_id="2"))
    view.emit(Reply(content="{}", content_type="card", message_id="3"))
    view.emit(Reply(content="没有增量", message_id="4"))
    view.emit(Done())
    assert window.text == "你好，世界\n没有增量"


def test_reply_that_differs_from_its_deltas_is_shown_in_full() -> None:
    window = Window()
    view = window.view()
    view.emit(Delta(content="draft"))
    view.emit(Reply(content="final"))
    view.emit(Done())
    assert window.text == "draft\n\nfinal"


def test_verbose_shows_what_is_hidden_otherwise() -> None:
    window = Window()
    view = window.view(verbose=True)
    view.emit(message("text"))
    view.emit(Unknown(event="ping", data="{}"))
    view.emit(Reply(content="{...}", message_type="verbose"))
    view.emit(Done())
    assert window.text == "● 写作\ntext\nping: {}\nverbose: {...}"


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.sampled_from("abc de 你好，。（）é👨🎉ー"), max_size=300),
    st.lists(st.integers(1, 40), min_size=1, max_size=30),
    st.sampled_from([(80, 24), (20, 5), (33, 8)]),
)
def test_plain_text_in_any_deltas_stands_wrapped_on_the_screen(
    text: str, cuts: list[int], size: tuple[int, int]
) -> None:
    window = Window(*size)
    view = window.view()
    at = number = 0
    while at < len(text):
        step = cuts[number % len(cuts)]
        window.pass_time(view, 0.04 if number % 5 else 0.9)
        view.emit(message(text[at : at + step]))
        at, number = at + step, number + 1
    view.emit(Done())
    assert window.text == "\n".join(["● 写作", *wrapped(text, size[0])] if text else []).rstrip()


def test_ticker_draws_while_no_event_comes() -> None:
    window = Window()
    view = LiveView(window.terminal)
    view.emit(message("one "))
    view.emit(message("two"))
    deadline = time.monotonic() + 10
    while "two" not in window.text and time.monotonic() < deadline:
        time.sleep(0.01)
    assert window.lines == ["● 写作", "one two"]
    view.close()


def test_what_the_ticker_could_not_write_is_told_by_the_next_event() -> None:
    window = Window()
    view = LiveView(window.terminal)
    view.emit(message("one "))
    window.out.close()
    view.emit(message("two\n"))
    time.sleep(0.2)
    with pytest.raises(ReaderGone):
        view.emit(Done())
    view.close()


def test_a_terminal_that_stalls_does_not_make_a_node_that_writes_silent() -> None:
    window = Window()
    view = window.view()
    view.emit(message("a1 ", "A"))
    view.emit(message("b1 ", "B"))
    view.emit(message("a2 ", "A"))
    window.clock.now += 0.05
    stalled, goes_on = threading.Event(), threading.Event()

    def stall() -> None:
        stalled.set()
        goes_on.wait(10)

    window.out.stall = stall
    ticking = threading.Thread(target=view.tick)
    ticking.start()
    assert stalled.wait(10)
    window.clock.now += 0.05
    emitting = threading.Thread(target=lambda: view.emit(message("a3 ", "A")))
    emitting.start()
    time.sleep(0.05)  # it waits for the terminal now
    window.clock.now += 1
    goes_on.set()
    ticking.join()
    emitting.join()
    window.pass_time(view, 0.04)
    view.emit(message("a4\n", "A"))
    window.pass_time(view, 0.04)
    assert window.lines == ["● A", "a1 a2 a3 a4"]


def test_reader_that_has_gone_is_told_once() -> None:
    window = Window()
    view = window.view()
    window.out.close()
    with pytest.raises(ReaderGone):
        view.emit(message("text"))
    view.close()


MARKS = [
    *("# ", "- ", "  - ", "1. ", "> ", "    ", "```", "```python\n", "~~~", "|", "**", "*", "_"),
    *("| a | b |\n|---|---|\n", "`", "[", "](http://x/", ")", "![", "<b>", "</div>", "<!-- "),
    *(
        "&amp;",
        "&#13;",
        "\\",
        "\n",
        "\n\n",
        "\t",
        " ",
        "中文，",
        "🎉",
        "---\n",
        "{",
        "[1, ",
        '"',
        "]",
    ),
    *("long" * 12, "很" * 30, " " * 200),
]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(MARKS), max_size=40), st.sampled_from([(80, 24), (20, 5)]))
def test_no_word_is_lost_or_doubled_whatever_the_markdown(
    marks: list[str], size: tuple[int, int]
) -> None:
    window = Window(*size)
    view = window.view()
    for number, mark in enumerate(marks):
        window.pass_time(view, 0.04 if number % 7 else 0.9)
        view.emit(message(f"{mark}w{number:02}"))
    view.emit(Done())
    shown = re.sub(r"[ \n▌]", "", window.text)
    assert sorted(re.findall(r"w\d\d", shown)) == [f"w{n:02}" for n in range(len(marks))]

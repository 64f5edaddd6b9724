"""The script of wf_chat: what it does follows from the words of the message."""

from __future__ import annotations

from typing import Any

from .steps import Ask, Fail, Finish, FormField, HangUp, Inputs, Node, Script, Write, write

ANSWER = Node("177388", "Message", "回答", "node_1")
QUESTION = Node("154961", "Question", "问答", "node_2")
FORM = Node("154962", "Input", "输入", "node_3")

CITIES = ("北京", "上海 & 周边", "其他 🌏")
BOOKING_FIELDS = (
    FormField("name", "string", required=True),
    FormField("people", "integer"),
)
PROLOGUE = "你好,我是旅行助手 👋 可以说“预订”“选择”“表单”试试。"


def chat(inputs: Inputs) -> Script:
    """One turn. A question in the middle is answered with the next message."""
    message = str(inputs.parameters.get("USER_INPUT") or "")
    words = message.lower()
    for keys, script in _TOPICS:
        if any(key in words for key in keys):
            return script(message)
    return _talk(message, inputs.memory)


def _talk(message: str, memory: tuple[str, ...]) -> Script:
    text = f"你说的是“{message}”。"
    if memory:
        text += f"这是我们的第 {len(memory) + 1} 句;上一句你说“{memory[-1]}”。"
    else:
        text += PROLOGUE
    yield from write(ANSWER, text)
    yield Finish({"output": text})


def _book(message: str) -> Script:
    question = "请问预订人叫什么名字、几位?"
    answer = yield Ask(QUESTION, question)
    earlier: tuple[tuple[str, str], ...] = ()
    while not any(character.isdigit() for character in str(answer)) and len(earlier) < 3:
        earlier = (*earlier, (question, str(answer)))
        question = "还差人数:一共几位?"
        answer = yield Ask(QUESTION, question, earlier=earlier)
    said = ",".join([*(reply for _, reply in earlier), str(answer)])
    yield from write(ANSWER, f"已预订 ✅ {said}")
    yield Finish({"output": said})


def _choose(message: str) -> Script:
    answer = yield Ask(QUESTION, "你想查询哪个城市的天气?", options=CITIES)
    city = answer if answer in CITIES else CITIES[-1]
    yield from write(ANSWER, f"{city}:晴,26℃ ☀️")
    yield Finish({"city": city})


def _fill_in(message: str) -> Script:
    values: dict[str, Any] = yield Ask(FORM, fields=BOOKING_FIELDS)
    people = values.get("people") or 1
    yield from write(ANSWER, f"收到:{values['name']},{people} 位。")
    yield Finish(values)


def _verbose(message: str) -> Script:
    yield Write(ANSWER, '{"msg_type":"generate_answer_finish"}', last=True, kind="verbose")
    yield from write(ANSWER, "这一句可见,上一条 verbose 不可见。")
    yield Finish({"output": "ok"})


def _fail(message: str) -> Script:
    yield Write(ANSWER, "开始处理…", last=True)
    yield Fail(
        "Function execution failed, please check the code of the function. "
        "Detail: ZeroDivisionError: division by zero",
        305000002,
    )


def _crash(message: str) -> Script:
    yield Write(ANSWER, "一半")
    yield Fail("unsupported interrupt event type: <UNSET>", 4001, plain=True)


def _hang_up(message: str) -> Script:
    yield Write(ANSWER, "一半")
    yield HangUp()
    yield Finish(None)


_TOPICS = (
    (("预订", "book"), _book),
    (("选择", "choose"), _choose),
    (("表单", "form"), _fill_in),
    (("verbose",), _verbose),
    (("fail", "失败"), _fail),
    (("crash", "崩溃"), _crash),
    (("hang up", "断开"), _hang_up),
)

"""The built-in workflows: their scripts, and the table in which every dialect finds them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any

from .article import article
from .chatflow import chat
from .schemas import problems
from .steps import (
    Ask,
    Fail,
    Finish,
    FormField,
    HangUp,
    Inputs,
    Node,
    Script,
    Step,
    Wait,
    Write,
    interleave,
    write,
)

RESEARCH = Node("110001", "Message", "检索", "node_1")
OUTLINE = Node("110002", "Message", "大纲", "node_2")
ARTICLE = Node("177387", "Message", "文章输出", "node_3")
QUESTION = Node("154951", "Question", "问答", "node_1")
FORM = Node("154952", "Input", "输入", "node_2")
OUTPUT = Node("177387", "Message", "输出", "node_3")

CHOICES = ("海边 🏖️", "山里 & 古镇", "其他 🌏")
VAGUE = ("", "随便", "都行", "不知道", "不清楚", "any", "anything", "whatever", "i don't know", "?")
TRIP_FIELDS = (
    FormField("city", "string", required=True),
    FormField("days", "integer", default=2),
    FormField("tags", "list"),
)


@dataclass(frozen=True, slots=True)
class Workflow:
    """A built-in workflow. *number* is its id as a real server has them; *mode* 3 is a ChatFlow."""

    name: str
    number: str
    title: str
    description: str
    script: Callable[[Inputs], Script]
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    required: tuple[str, ...] = ()
    mode: int = 0

    def problems(self, parameters: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What is wrong with *parameters*: (name, why) each."""
        return problems(self.inputs, self.required, parameters)


def write_article(inputs: Inputs) -> Script:
    topic = str(inputs.parameters.get("topic") or "AI 工作流")
    texts = article(topic)
    yield from interleave(write(RESEARCH, texts.research), write(OUTLINE, texts.outline))
    yield Wait(0.3)
    yield from write(ARTICLE, texts.body)
    yield Finish({"output": texts.body})


def plan_trip(inputs: Inputs) -> Script:
    """Ask, with a menu, an open question where needed, and a form. `ask` picks one of them."""
    only = str(inputs.parameters.get("ask") or "all")
    choice, detail, values = "", "", {"city": "", "days": None, "tags": None}
    if only in ("all", "options"):
        choice = yield from _choose()
    if only == "open" or choice == CHOICES[-1]:
        detail = yield from _ask_until_clear("请具体说说,你想去什么样的地方?")
    if only in ("all", "form"):
        values = yield Ask(FORM, fields=TRIP_FIELDS)
    yield from write(OUTPUT, _summary(choice, detail, values))
    yield Finish({"choice": choice, "detail": detail} | values)


def _choose() -> Generator[Step, Any, str]:
    answer = yield Ask(QUESTION, "这次想去哪里玩?", options=CHOICES)
    if answer in CHOICES:  # wire.md §4: plain equality first
        return str(answer)
    words = str(answer).lower()  # then, as a model would: by meaning, else "other"
    return next((c for c in CHOICES if words.strip() and words in c.lower()), CHOICES[-1])


def _ask_until_clear(question: str) -> Generator[Step, Any, str]:
    earlier: tuple[tuple[str, str], ...] = ()
    answer = yield Ask(QUESTION, question)
    while str(answer).strip().lower() in VAGUE and len(earlier) < 3:
        earlier = (*earlier, (question, str(answer)))
        question = "能再具体一点吗?比如“想看海,也想吃辣的”。"
        answer = yield Ask(QUESTION, question, earlier=earlier)
    return str(answer)


def _summary(choice: str, detail: str, values: Mapping[str, Any]) -> str:
    lines = ["## 你的行程 🧳", ""]
    if choice:
        lines.append(f"- 去处:{choice}")
    if detail:
        lines.append(f"- 愿望:{detail}")
    if values["city"]:
        days = values["days"] or TRIP_FIELDS[1].default
        lines += [f"- 城市:{values['city']}", f"- 天数:{days}"]
    if values["tags"]:
        lines.append("- 标签:" + "、".join(map(str, values["tags"])))
    return "\n".join(lines) + "\n"


def fail(inputs: Inputs) -> Script:
    yield Write(OUTPUT, "开始处理…", last=True)
    yield Wait(0.3)
    yield Fail(
        "Function execution failed, please check the code of the function. "
        "Detail: ZeroDivisionError: division by zero",
        305000002,
    )


def be_slow(inputs: Inputs) -> Script:
    seconds = int(inputs.parameters.get("seconds") or 20)
    for second in range(1, seconds + 1):
        yield Wait(1)
        yield Write(OUTPUT, f"{second} ", last=second == seconds)
    yield Finish(f"等了 {seconds} 秒 ⏳")


def return_json(inputs: Inputs) -> Script:
    yield Wait(TOKEN_PAUSE)
    yield Finish(
        {
            "output": "你好,<b>任务</b>处理完成 & 已归档 🎉",
            "id": 7533521629687578624,
            "items": [{"name": "第一项", "price": 9.5}, {"name": "second", "price": 12}],
            "nested": {"ok": True, "none": None, "list": [1, [2, [3]]]},
        }
    )


def echo(inputs: Inputs) -> Script:
    yield Finish({"received": dict(inputs.parameters)})


def be_silent(inputs: Inputs) -> Script:
    yield Wait(TOKEN_PAUSE)
    yield Finish(None)


def hang_up(inputs: Inputs) -> Script:
    yield Write(OUTPUT, "一半")
    yield HangUp()
    yield Finish({"output": "一半,另一半"})


def _string(description: str) -> dict[str, Any]:
    return {"type": "string", "description": description}


TOKEN_PAUSE = 0.2
_OUTPUT = {"output": _string("结果")}
_ANY = {"type": "object", "description": "原样返回"}

BUILT_IN: tuple[Workflow, ...] = (
    Workflow(
        "wf_123",
        "7533516453652561123",
        "文章生成",
        "按主题写一篇 Markdown 文章,逐字输出",
        write_article,
        {"topic": _string("文章主题")},
        {"output": _string("生成的文章")},
    ),
    Workflow(
        "wf_ask",
        "7533516453652561200",
        "旅行规划",
        "中途提问:选项、追问、表单",
        plan_trip,
        {"ask": _string("只问一种: options、open、form")},
        {name: _string(name) for name in ("choice", "detail", "city", "days", "tags")},
    ),
    Workflow(
        "wf_chat",
        "7533516453652561300",
        "旅行助手",
        "帮助规划行程的对话流",
        chat,
        {"USER_INPUT": _string("用户输入"), "CONVERSATION_NAME": _string("会话名称")},
        _OUTPUT,
        mode=3,
    ),
    Workflow("wf_fail", "7533516453652561400", "总是失败", "写一点,然后失败", fail, {}, _OUTPUT),
    Workflow(
        "wf_slow",
        "7533516453652561500",
        "慢慢来",
        "每秒写一个数",
        be_slow,
        {"seconds": {"type": "integer", "description": "秒数", "default": 20}},
        _OUTPUT,
    ),
    Workflow(
        "wf_json",
        "7533516453652561600",
        "JSON 结果",
        "返回嵌套的 JSON,含 19 位整数",
        return_json,
        {},
        {"output": _string("文本"), "id": {"type": "integer"}, "items": {"type": "array"}},
    ),
    Workflow(
        "wf_echo",
        "7533516453652561700",
        "参数回显",
        "把收到的参数原样返回",
        echo,
        {
            "name": _string("姓名"),
            "count": {"type": "integer", "description": "数量"},
            "ratio": {"type": "number", "description": "比例"},
            "enabled": {"type": "boolean", "description": "开关"},
            "tags": {"type": "array", "items": {"type": "string"}, "description": "标签"},
            "extra": {"type": "object", "description": "其他"},
        },
        {"received": _ANY},
        required=("name",),
    ),
    Workflow("wf_silent", "7533516453652561800", "一言不发", "只有结束事件", be_silent, {}, {}),
    Workflow("wf_drop", "7533516453652561900", "断流", "没有结束事件就断开", hang_up, {}, _OUTPUT),
)

_BY_ID = {key: workflow for workflow in BUILT_IN for key in (workflow.name, workflow.number)}


def find(workflow_id: str) -> Workflow | None:
    """The built-in workflow of this name or number."""
    return _BY_ID.get(workflow_id)


def aliases() -> dict[str, str]:
    """The 19-digit id of every built-in workflow, by its name."""
    return {workflow.name: workflow.number for workflow in BUILT_IN}

"""The article that wf_123 writes, in Chinese or in English."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CHINESE = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Article:
    """The texts of the three nodes."""

    research: str
    outline: str
    body: str


def is_chinese(text: str) -> bool:
    """Whether *text* holds a Chinese character."""
    return _CHINESE.search(text) is not None


def article(topic: str) -> Article:
    """The texts about *topic*, in its language."""
    template = _ZH if is_chinese(topic) else _EN
    return Article(*(text.replace("{topic}", topic) for text in template))


_ZH = (
    "检索“{topic}”:找到 3 篇资料 📚,其中 2 篇可用。",
    "大纲:1. 它是什么 2. 为什么重要 3. 怎么开始",
    """\
# {topic}:三分钟入门 🚀

## 它是什么

简单地说,**{topic}** 就是把复杂的事情拆成一个个小节点,再让它们按顺序、或者并行地跑起来。

## 为什么重要

- 省时间:重复的步骤只写一次
- 看得见:每个节点的输入 & 输出都有记录
- 可恢复:中途可以停下来问人,答完接着跑

| 做法 | 耗时 | 适合 |
|------|-----:|------|
| 手工 | 60 分钟 | 只做一次 |
| 工作流 | 5 分钟 | 每天都做 |

## 怎么开始

```bash
cozewf stream wf_123 --param topic="{topic}"
```

> 千里之行,始于足下。加油!💪
""",
)

_EN = (
    'Searching for "{topic}": 3 sources found 📚, 2 of them usable.',
    "Outline: 1. What it is  2. Why it matters  3. How to start",
    """\
# {topic} in three minutes 🚀

## What it is

In short, **{topic}** (中文叫“工作流”的思路) means cutting a big task into
small nodes and letting them run in order, or side by side.

## Why it matters

- It saves time: repeated steps are written once
- It is visible: the input & output of every node is kept
- It can wait: a run may stop, ask a person, and go on

| Way | Time | Good for |
|-----|-----:|----------|
| by hand | 60 min | doing it once |
| workflow 工作流 | 5 min | doing it daily |

## How to start

```bash
cozewf stream wf_123 --param topic="{topic}"
```

> A journey of a thousand miles begins with a single step. 加油! 💪
""",
)

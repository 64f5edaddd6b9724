"""The pieces of code of the READMEs, and what each says of how it is run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .generate import ROOT

FILES = ("README.md", "README.zh-CN.md")
TOUR = 3  # the section of both files that a newcomer follows
STAYS, TALKS = "keeps running", "talks with a person"
_BLOCK = re.compile(r"^(## )|(?:<!-- (.*?) -->\n)?```(\w+)\n(.*?)```", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A piece of code: which of its file's sections it is in, and the comment before it."""

    file: str
    line: int
    section: int
    language: str
    text: str
    remark: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"

    @property
    def exit_code(self) -> int:
        """What it ends with, as its comment says."""
        return int(self.remark.removeprefix("ends with ")) if "ends with" in self.remark else 0


def read_blocks(file: str) -> Iterator[Block]:
    """The pieces of code of *file*, in their order."""
    text = (ROOT / file).read_text("utf-8")
    section = 0
    for match in _BLOCK.finditer(text):
        if match[1]:
            section += 1
        else:
            line = text.count("\n", 0, match.start()) + 1
            yield Block(file, line, section, match[3], match[4], match[2] or "")


def join(blocks: Iterable[Block]) -> str:
    """A script of all *blocks* that a script can do; it stops where one ends as it should not."""
    parts = []
    for block in blocks:
        if block.remark in (STAYS, TALKS):
            continue
        parts.append(f"echo '== line {block.line}'")
        if block.exit_code:
            parts.append(f"(\n{block.text}) || [ $? -eq {block.exit_code} ]")
        else:
            parts.append(block.text)
    return "\n".join(parts)

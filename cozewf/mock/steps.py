"""What the script of a built-in workflow can do, one step at a time."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a workflow; *name* is what the published document has for a `node_seq_id`."""

    id: str
    type: str
    title: str
    name: str


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of an input form."""

    name: str
    type: str
    required: bool = False
    default: Any = None


@dataclass(frozen=True, slots=True)
class Write:
    """A node writes *text*; *last* ends its message. *kind* is a chat's message type."""

    node: Node
    text: str
    last: bool = False
    kind: str = "answer"


@dataclass(frozen=True, slots=True)
class Wait:
    """Time passes."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Ask:
    """The run stops for an answer: an open question, one with options, or a form.

    *earlier* holds the questions and answers of a question that is asked again.
    """

    node: Node
    question: str = ""
    options: tuple[str, ...] = ()
    fields: tuple[FormField, ...] = ()
    earlier: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Finish:
    """The End node: variables, a text, or None where it sends nothing."""

    output: Mapping[str, Any] | str | None


@dataclass(frozen=True, slots=True)
class Fail:
    """The run fails. *plain*: as a failure of the server itself, outside of any node."""

    message: str
    code: int
    plain: bool = False


@dataclass(frozen=True, slots=True)
class HangUp:
    """The stream ends without a closing event; the run goes on."""


Step: TypeAlias = Write | Wait | Ask | Finish | Fail | HangUp
# The answer to an Ask comes back from its yield: a text, or the values of a form.
Script: TypeAlias = Generator[Step, Any, None]

END = Node("900001", "End", "结束", "node_end")
TOKEN_DELAY = 0.025

_PIECES = re.compile(r"\n+|[!-~]+ ?| +|[^\n -~]{1,2}")


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a script is started with; *memory* is what the user said before in a chat."""

    parameters: Mapping[str, Any] = field(default_factory=dict)
    memory: tuple[str, ...] = ()


def pieces(text: str) -> list[str]:
    """Cut *text* about as a model streams it: words, or one or two wide characters."""
    return _PIECES.findall(text)


def write(node: Node, text: str) -> Generator[Step, Any, None]:
    """Write *text* token by token."""
    parts = pieces(text)
    for number, part in enumerate(parts, 1):
        yield Wait(TOKEN_DELAY)
        yield Write(node, part, last=number == len(parts))


def interleave(*scripts: Script) -> Script:
    """Run *scripts* side by side, as parallel branches do."""
    waiting = list(scripts)
    while waiting:
        for script in list(waiting):
            try:
                step = next(script)
                yield step
                if isinstance(step, Wait):
                    yield next(script)
            except StopIteration:
                waiting.remove(script)

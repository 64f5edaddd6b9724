"""The live view fed from memory: `python view.py SCHEME DOCUMENT BYTES` on a terminal.

Tokens come 10 ms apart on the view's clock, in fact at once: as many frames as in life. Prints
JSON with the CPU seconds per token to stderr, which is no terminal.
"""

from __future__ import annotations

import gc
import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice

from cozewf.events import Message
from cozewf.render.live import LiveView
from cozewf.terminal import Terminal

_WORDS = (
    *("正在", "生成", "回答", "工作流", "节点", "模型", "输出", "的", "了", "我们", "可以", "，"),
    *("。", "the", "stream", "token", "model", "of"),
)
_LEAST = 100_000  # bytes to measure: shorter documents are shown several times


def tokens(document: str) -> Iterator[str]:
    """Words without an end, about 5 bytes each, as Markdown blocks, in one fence or one line."""
    choose = random.Random(7)

    def words(count: int) -> Iterator[str]:
        for _ in range(count):
            word = choose.choice(_WORDS)
            yield f" {word}" if word.isascii() else word

    if document == "line":
        while True:
            yield from words(100)
    if document == "fence":
        yield "```python\n"
        while True:
            yield from words(11)
            yield "\n"
    while True:
        yield from _block(choose, words)


def _block(choose: random.Random, words: Callable[[int], Iterator[str]]) -> Iterator[str]:
    match choose.choice(["paragraph"] * 6 + ["list", "code", "heading"]):
        case "paragraph":
            yield from words(choose.randint(20, 60))
            yield " **bold** "
            yield from words(choose.randint(20, 60))
        case "heading":
            yield "## "
            yield from words(5)
        case "list":
            for _ in range(choose.randint(3, 6)):
                yield "- "
                yield from words(10)
                yield "\n"
        case _:
            yield "```python\n"
            for _ in range(choose.randint(4, 12)):
                yield from ("x", " =", " f(", "1", ")", "\n")
            yield "```"
    yield "\n\n"


def _take(document: str, size: int) -> list[str]:
    taken: list[str] = []
    for token in tokens(document):
        taken.append(token)
        size -= len(token.encode())
        if size <= 0:
            return taken
    return taken


def write(document: list[str]) -> None:
    """The floor: each token written and flushed."""
    for token in document:
        sys.stdout.write(token)
        sys.stdout.flush()


def show(document: list[Message], *, markdown: bool) -> None:
    terminal = Terminal.system()
    terminal.color_choice = "always" if markdown else "never"
    now = 0.0
    view = LiveView(terminal, clock=lambda: now, ticker=False)
    for message in document:
        now += 0.01
        view.emit(message)
    view.close()


def _prepare(scheme: str, document: list[str]) -> Callable[[], None]:
    if scheme == "write":
        return lambda: write(document)
    messages = [Message(content=token, node_title="LLM", node_id="1") for token in document]
    return lambda: show(messages, markdown=scheme == "markdown")


def main() -> None:
    scheme, name, size = sys.argv[1], sys.argv[2], int(sys.argv[3])
    document = _take(name, size)
    repeats = max(1, _LEAST // size)
    draw = _prepare(scheme, document)
    _prepare(scheme, list(islice(tokens("mixed"), 200)))()  # what is loaded once costs no token
    gc.freeze()  # nor does looking for garbage among the document's words
    begun = time.process_time()
    for _ in range(repeats):
        draw()
    seconds = time.process_time() - begun
    text = sum(len(token.encode()) for token in document) * repeats
    json.dump({"cpu": seconds / (len(document) * repeats), "text": text}, sys.stderr)


if __name__ == "__main__":
    main()

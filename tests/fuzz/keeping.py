"""Keeps of the fuzzer's inputs the few that together reach most of the code."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from .targets import TARGETS, Target

_MOST = 10  # inputs of a target
Step = tuple[str, int, int]  # from line to line of a file


def keep(target: str, corpus: Path, folders: list[Path]) -> None:
    """Fill *corpus* up with the inputs of *folders* that add most to what it reaches."""
    corpus.mkdir(parents=True, exist_ok=True)
    kept = [path.read_bytes() for path in sorted(corpus.iterdir())]
    seen = set[Step]().union(*(steps(TARGETS[target], data) for data in kept))
    found = {path.read_bytes() for folder in folders for path in folder.iterdir()}
    reached = {data: steps(TARGETS[target], data) for data in sorted(found)}
    while reached and len(kept) < _MOST:
        data, taken = max(reached.items(), key=lambda item: (len(item[1] - seen), -len(item[0])))
        if taken <= seen:
            return
        seen |= reached.pop(data)
        kept.append(data)
        (corpus / hashlib.sha256(data).hexdigest()[:12]).write_bytes(data)


def steps(target: Target, data: bytes) -> set[Step]:
    """The steps that *target* takes in cozewf for *data*."""
    with _tracing() as taken:
        target(data)
    return taken


@contextmanager
def _tracing() -> Iterator[set[Step]]:
    taken: set[Step] = set()
    lines: dict[FrameType, int] = {}

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        if "/cozewf/" not in frame.f_code.co_filename.replace("\\", "/"):
            return None
        before = lines.get(frame, 0)
        taken.add((frame.f_code.co_filename, before, frame.f_lineno))
        lines[frame] = frame.f_lineno
        if event == "return":
            lines.pop(frame, None)
        return trace

    sys.settrace(trace)
    try:
        yield taken
    finally:
        sys.settrace(None)

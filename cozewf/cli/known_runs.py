"""Runs by name: what this machine remembers of them, ``@latest`` and ``@-2``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..errors import InvalidInput
from .app import App

if TYPE_CHECKING:
    from ..store import Run

_NTH = re.compile(r"@(?:latest|-([1-9][0-9]{0,5}))")
_MOST = 10_000


def known_runs(app: App, limit: int = _MOST, **facts: str) -> list[Run]:
    """The runs that this machine started, newest first; *facts* are named as in `store.Run`."""
    return app.store.runs(limit, **facts) if app.store is not None else []


def name_run(app: App, text: str, base_url: str) -> tuple[str, str]:
    """The execute id that *text* stands for, and its workflow's id, "" where nobody knows it.

    ``@latest`` is the newest run that this machine started at *base_url*, ``@-2`` the one before.
    Raises InvalidInput.
    """
    match = _NTH.fullmatch(text)
    if match is None:
        if not text.strip() or text.startswith("@"):
            raise InvalidInput(f'"{text}" is no execute id.', hint="Give an id, @latest or @-2.")
        known = known_runs(app, 1, execute_id=text.strip(), base_url=base_url)
        return text.strip(), known[0].workflow_id if known else ""
    runs = [run for run in known_runs(app, base_url=base_url) if run.execute_id]
    number = int(match[1] or 1)
    if number > len(runs):
        raise InvalidInput(
            f"This machine knows {len(runs)} runs at this server: there is no {text}.",
            hint="`cozewf history --local` lists them.",
        )
    return runs[number - 1].execute_id, runs[number - 1].workflow_id

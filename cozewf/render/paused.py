"""The runs that wait for an answer, for people, for pipes and for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ..cleaning import clean_line
from ..events import Interrupt
from ..language import _
from ..terminal import Terminal
from .lines import interrupt_fields
from .wrap import clip

if TYPE_CHECKING:
    from ..store import Paused


def paused_fields(paused: Paused) -> dict[str, Any]:
    """A run that waits, as programs get it: where it is, since when, and what it asks."""
    return {
        "profile": paused.profile or None,
        "base_url": paused.base_url,
        "workflow_id": paused.workflow_id,
        "status": paused.status,
        "asked_at": _stamp(paused.asked),
        **interrupt_fields(paused.interrupt),
    }


def show_paused(
    terminal: Terminal, rows: Sequence[Paused], aliases: Mapping[str, str], *, now: float
) -> None:
    """Write the runs to stdout: two rows each on a terminal, fields between tabs in a pipe."""
    names = {workflow_id: alias for alias, workflow_id in aliases.items()}
    for paused in rows:
        workflow = names.get(paused.workflow_id, paused.workflow_id)
        if terminal.out_is_tty:
            _show_one(terminal, paused, clean_line(workflow), now)
        else:
            asked = paused.interrupt
            facts = (asked.event_id, workflow, _question_of(asked), _stamp(paused.asked))
            terminal.write("\t".join(map(clean_line, facts)) + "\n")
    if not rows:
        terminal.say(_("No run waits for an answer, as far as this machine knows."))


def _show_one(terminal: Terminal, paused: Paused, workflow: str, now: float) -> None:
    facts = [clean_line(paused.interrupt.event_id), workflow, format_age(now - paused.asked)]
    if paused.profile:
        facts.append(_("profile {profile}").format(profile=clean_line(paused.profile)))
    if paused.status == "sent":
        facts.append(_("an answer was sent, outcome unknown"))
    question = clip(clean_line(_question_of(paused.interrupt)), terminal.size()[0] - 3)
    terminal.write(f"{'  '.join(facts)}\n  {question}\n")


def format_age(seconds: float) -> str:
    """How long ago, for people: just now, 5 min ago, 3 h ago, 2 days ago."""
    minutes = int(seconds) // 60
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return _("{minutes} min ago").format(minutes=minutes)
    if minutes < 48 * 60:
        return _("{hours} h ago").format(hours=minutes // 60)
    return _("{days} days ago").format(days=minutes // (24 * 60))


def _question_of(interrupt: Interrupt) -> str:
    if interrupt.fields:
        names = ", ".join(field.name for field in interrupt.fields)
        return f"{interrupt.prompt or interrupt.node_title} [{names}]".strip()
    options = f" [{' / '.join(interrupt.options)}]" if interrupt.options else ""
    return (interrupt.prompt or interrupt.interrupt_name) + options


def _stamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

"""One past run in full, for people."""

from __future__ import annotations

from ..cleaning import clean, clean_line
from ..codes import classify
from ..language import _
from ..models import RunRecord
from ..terminal import Terminal
from ..wire.links import mend_debug_url
from ..wire.values import decode_output
from .columns import draw_facts
from .records import TimeForm, pretty, styled_mark
from .reports import duration
from .tables import show_age, show_time


def draw_run(
    terminal: Terminal,
    record: RunRecord,
    *,
    form: TimeForm,
    now: float,
    base_url: str,
    next_step: str,
) -> str:
    """What is known of *record*: facts, input, output, error, and the command that comes next."""
    blocks = [_draw_all_facts(terminal, record, form, now, base_url)]
    if record.input is not None:
        blocks.append(_draw_block(terminal, _("Input"), pretty(decode_output(record.input))))
    if record.result is not None:
        blocks.append(_draw_block(terminal, _("Output"), pretty(record.result)))
    if record.interrupt is not None and record.interrupt.prompt:
        blocks.append(_draw_block(terminal, _("Question"), record.interrupt.prompt))
    if record.error_message or record.error_code is not None:
        blocks.append(_draw_block(terminal, _("Error"), _describe_error(record)))
    if next_step:
        blocks.append(_draw_block(terminal, _("Next"), next_step))
    return "\n".join(blocks)


def _draw_all_facts(
    terminal: Terminal, record: RunRecord, form: TimeForm, now: float, base_url: str
) -> str:
    facts = {
        _("Run"): clean_line(record.execute_id),
        _("Workflow"): clean_line(record.workflow_id),
        _("Status"): styled_mark(terminal, record.status),
        _("Server says"): clean_line(record.status_raw) if record.status == "unknown" else "",
        _("Started"): _show_moment(record.started_at, form, now),
        _("Finished"): _show_moment(record.finished_at, form, now) if record.ended else "",
        _("Duration"): "" if record.seconds is None else duration(record.seconds),
        _("Mode"): record.run_mode or "",
        _("Tokens"): _describe_tokens(record),
        _("Bot"): clean_line(record.bot_id),
        _("Debug"): clean_line(mend_debug_url(record.debug_url, base_url)),
        _("Log id"): clean_line(record.log_id),
    }
    return draw_facts(facts)


def _show_moment(seconds: int | None, form: TimeForm, now: float) -> str:
    """A time for the full view, where relative means both."""
    if form != "relative" or seconds is None:
        return show_time(seconds, form, now)
    exact, age = show_time(seconds, "iso", now), show_age(seconds, now)
    return f"{exact} ({age})" if exact and age else exact


def _describe_tokens(record: RunRecord) -> str:
    usage = record.usage
    if usage is None or usage.total is None:
        return ""
    if usage.input is None or usage.output is None:
        return str(usage.total)
    return _("{total} (input {input}, output {output})").format(
        total=usage.total, input=usage.input, output=usage.output
    )


def _describe_error(record: RunRecord) -> str:
    code = "" if record.error_code is None else _("(code {code})").format(code=record.error_code)
    remedy = classify(record.error_code, None, record.error_message)[1]
    return "\n".join(filter(None, (f"{record.error_message} {code}".strip(), remedy)))


def _draw_block(terminal: Terminal, title: str, text: str) -> str:
    head = f"\x1b[1m{title}\x1b[0m" if terminal.colored("out") else title
    return f"{head}\n" + "".join(f"  {line}\n" for line in clean(text).rstrip().split("\n"))

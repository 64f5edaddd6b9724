"""One past run in full, for people."""

from __future__ import annotations

from ..codes import classify
from ..models import RunRecord
from ..terminal import Terminal, clean, clean_line
from ..wire.links import mend_debug_url
from ..wire.values import decode_output
from .records import TimeForm, pretty, styled_mark
from .reports import duration
from .tables import show_time


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
    blocks = [_draw_facts(terminal, record, form, now, base_url)]
    if record.input is not None:
        blocks.append(_draw_block(terminal, "Input", pretty(decode_output(record.input))))
    if record.result is not None:
        blocks.append(_draw_block(terminal, "Output", pretty(record.result)))
    if record.interrupt is not None and record.interrupt.prompt:
        blocks.append(_draw_block(terminal, "Question", record.interrupt.prompt))
    if record.error_message or record.error_code is not None:
        blocks.append(_draw_block(terminal, "Error", _describe_error(record)))
    if next_step:
        blocks.append(_draw_block(terminal, "Next", next_step))
    return "\n".join(blocks)


def _draw_facts(
    terminal: Terminal, record: RunRecord, form: TimeForm, now: float, base_url: str
) -> str:
    facts = {
        "Run": clean_line(record.execute_id),
        "Workflow": clean_line(record.workflow_id),
        "Status": styled_mark(terminal, record.status),
        "Server says": clean_line(record.status_raw) if record.status == "unknown" else "",
        "Started": _show_moment(record.started_at, form, now),
        "Finished": _show_moment(record.finished_at, form, now) if record.ended else "",
        "Duration": "" if record.seconds is None else duration(record.seconds),
        "Mode": record.run_mode or "",
        "Tokens": _describe_tokens(record),
        "Bot": clean_line(record.bot_id),
        "Debug": clean_line(mend_debug_url(record.debug_url, base_url)),
        "Log id": clean_line(record.log_id),
    }
    return "".join(f"{name:<12}{value}\n" for name, value in facts.items() if value)


def _show_moment(seconds: int | None, form: TimeForm, now: float) -> str:
    """A time for the full view, where relative means both."""
    if form != "relative" or seconds is None:
        return show_time(seconds, form, now)
    exact, age = show_time(seconds, "iso", now), show_time(seconds, "relative", now)
    return f"{exact} ({age})" if age.endswith("ago") else exact


def _describe_tokens(record: RunRecord) -> str:
    usage = record.usage
    if usage is None or usage.total is None:
        return ""
    if usage.input is None or usage.output is None:
        return str(usage.total)
    return f"{usage.total} (input {usage.input}, output {usage.output})"


def _describe_error(record: RunRecord) -> str:
    code = "" if record.error_code is None else f" (code {record.error_code})"
    remedy = classify(record.error_code, None, record.error_message)[1]
    return "\n".join(filter(None, (f"{record.error_message}{code}".strip(), remedy)))


def _draw_block(terminal: Terminal, title: str, text: str) -> str:
    head = f"\x1b[1m{title}\x1b[0m" if terminal.colored("out") else title
    return f"{head}\n" + "".join(f"  {line}\n" for line in clean(text).rstrip().split("\n"))

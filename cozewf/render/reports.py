"""What people read on stderr at the end: an error with its next step, a run in one line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..answers import example_form
from ..cleaning import clean, clean_line, escape
from ..errors import CozewfError
from ..events import Interrupt
from ..language import N_, _
from ..state import RunState
from ..terminal import Terminal
from ..wire.links import mend_debug_url
from ..wire.values import dump_json
from .lines import error_fields

_PLAIN = re.compile(r"[\w@%+:,./-][\w@%+=:,./-]*", re.ASCII)  # zsh looks up what begins with =
_NOT_IN_QUOTES = re.compile(r"'|\\{2,}|\\(?='|$)")  # fish takes \\' and \\\\ there for escapes
_MARKS = {
    "success": ("✓", N_("ok"), 32),
    "failed": ("✗", N_("failed"), 31),
    "interrupted": ("‖", N_("paused"), 33),
    "lost": ("?", N_("unknown"), 33),
    "running": ("…", N_("started"), 36),
}


def report_error(
    terminal: Terminal, error: CozewfError, *, as_json: bool, verbose: bool, base_url: str = ""
) -> None:
    """Say what happened, why, the code, the log id and the next step; one object for programs."""
    if as_json:
        terminal.say(escape(dump_json({"error": error_fields(error)})))
        return
    terminal.say(f"{terminal.style('cozewf:', 1, 31)} {clean_line(error.message)}")
    if facts := _facts_of(error):
        terminal.say(terminal.style(f"  {_(', ').join(facts)}", 2))
    if error.debug_url:
        link = clean_line(mend_debug_url(error.debug_url, base_url))
        terminal.say("  " + _("debug: {link}").format(link=link))
    if error.hint:
        terminal.say(f"  {clean_line(error.hint)}")
    if error.detail:
        _report_detail(terminal, error.detail, verbose=verbose)


def _facts_of(error: CozewfError) -> list[str]:
    facts = [] if error.code is None else [_("code {code}").format(code=error.code)]
    if error.http_status not in (None, error.code):
        facts.append(_("HTTP {http_status}").format(http_status=error.http_status))
    if error.execute_id:
        facts.append(_("execute id {execute_id}").format(execute_id=clean_line(error.execute_id)))
    if error.log_id:
        facts.append(_("log id {log_id}").format(log_id=clean_line(error.log_id)))
    return facts


def _report_detail(terminal: Terminal, detail: str, *, verbose: bool) -> None:
    if verbose:
        terminal.say("\n".join(f"  | {line}" for line in clean(detail).splitlines()))
    else:
        terminal.say(terminal.style("  " + _("The server said more: --verbose shows it."), 2))


def summarize(terminal: Terminal, state: RunState, seconds: float, base_url: str) -> None:
    """The last line of a run on a terminal: status, time, tokens, execute id, debug link."""
    glyph, word, color = _MARKS[state.status]
    mark = f"{glyph} {_(word)}" if terminal.unicode else _(word)
    parts = [terminal.style(mark, color), duration(seconds)]
    if state.token:
        parts.append(_("{count} tokens").format(count=state.token))
    if state.execute_id:
        parts.append(_("run {execute_id}").format(execute_id=clean_line(state.execute_id)))
    if state.debug_url:
        parts.append(clean_line(mend_debug_url(state.debug_url, base_url)))
    terminal.say((" · " if terminal.unicode else " | ").join(parts))


def duration(seconds: float) -> str:
    """`0.4s`, `7s`, `2m05s`, `1h02m`; tenths only of what is given in fractions of a second."""
    if seconds < 60 and not isinstance(seconds, int):
        return f"{seconds:.1f}s"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}h{minutes:02}m"
    return f"{minutes}m{rest:02}s" if minutes else f"{rest}s"


def resume_command(
    interrupt: Interrupt, workflow_id: str, *, profile: str = "", base_url: str = ""
) -> str:
    """The line that answers *interrupt* later, quoted so that it is safe to paste."""
    is_option = interrupt.event_id.startswith("-")  # it must not be taken for one of ours
    words = ["cozewf", "resume", *([] if is_option else [interrupt.event_id])]
    words += ["--workflow", workflow_id]
    if interrupt.interrupt_type is not None:
        words += ["--interrupt-type", str(interrupt.interrupt_type)]
    if profile:
        words += ["--profile", profile]
    if interrupt.fields:
        words += ["--data", dump_json(example_form(interrupt.fields))]
    else:
        words += ["--answer", interrupt.options[0] if interrupt.options else "…"]
    if base_url:
        words += ["--base-url", base_url]
    words += ["--", interrupt.event_id] if is_option else []
    return " ".join(quote(word) for word in words)


def quote(word: str) -> str:
    """Quote a word for bash, zsh and fish; control characters never reach the line that is pasted.

    It is `shlex.quote`, but for what the other two see in quotes and at the start of a word.
    """
    text = clean_line(word)
    return text if _PLAIN.fullmatch(text) else f"'{_NOT_IN_QUOTES.sub(_quote_sign, text)}'"


def _quote_sign(match: re.Match[str]) -> str:
    if match[0] == "'":
        return "'\"'\"'"
    return f"'{match[0] * 2}'"  # outside of the quotes all shells read two backslashes as one


def chat_command(
    workflow_id: str, conversation_id: str, *, message: str = "", options: Sequence[str] = ()
) -> str:
    """The line that goes on with a conversation; several lines of *message* go through a pipe.

    *options* name server and app.
    """
    words = ["cozewf", "chat", workflow_id, *([message] if message else [])]
    words += ["--conversation", conversation_id, *options]
    if "\n" not in message:
        return " ".join(quote(word) for word in words)
    words[3] = "-"
    lines = " ".join(quote(line) for line in message.split("\n"))
    return f"printf '%s\\n' {lines} | {' '.join(quote(word) for word in words)}"

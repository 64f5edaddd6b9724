"""Figures about many runs, drawn in text: shares, a histogram, a sparkline."""

from __future__ import annotations

from typing import Any

from ..language import _
from ..shell.layout import pad
from ..shell.layout import width as cells
from ..stats import Bar, Stats
from ..terminal import Terminal
from .records import mark_of, styled_mark
from .reports import duration

_BLOCKS = "▏▎▍▌▋▊▉█"
_SPARKS = "▁▂▃▄▅▆▇█"
_ASCII_SPARKS = "_.-=+*%#"
_WIDEST_BAR = 40
_LABEL = 10  # cells


def draw_stats(terminal: Terminal, stats: Stats, width: int) -> str:
    """All figures, one block each."""
    lines = [_entry(_("Runs"), str(stats.runs)), *_draw_shares(terminal, stats, width)]
    if stats.durations:
        figures = ((f"p{p}", stats.percentile(p)) for p in (50, 95))
        shown = [f"{name} {duration(value or 0)}" for name, value in figures]
        shown.append(_("max {duration}").format(duration=duration(max(stats.durations))))
        lines += ["", _entry(_("Duration"), "  ".join(shown))]
        lines += _draw_histogram(stats.histogram, width, unicode=terminal.unicode)
    if stats.days:
        days = stats.per_day[-max(1, width - 10) :]
        spark = draw_sparkline([count for _day, count in days], unicode=terminal.unicode)
        span = _("{first} to {last}").format(first=days[0][0], last=days[-1][0])
        lines += ["", _entry(_("Per day"), spark), _entry("", span)]
    if stats.counted:
        lines += ["", _entry(_("Tokens"), _describe_tokens(stats))]
    return "\n".join(lines) + "\n"


def _entry(name: str, value: str) -> str:
    return pad(name, _LABEL) + value


def _describe_tokens(stats: Stats) -> str:
    if not stats.input_tokens and not stats.output_tokens:
        return _("{tokens} in {runs} runs").format(tokens=stats.tokens, runs=stats.counted)
    return _("{tokens} (input {input}, output {output}) in {runs} runs").format(
        tokens=stats.tokens,
        input=stats.input_tokens,
        output=stats.output_tokens,
        runs=stats.counted,
    )


def stats_fields(stats: Stats) -> dict[str, Any]:
    """The figures for programs."""
    durations = {
        "p50": _milliseconds(stats.percentile(50)),
        "p95": _milliseconds(stats.percentile(95)),
        "max": _milliseconds(max(stats.durations, default=None)),
    }
    bars = [
        {"from_ms": bar.start * 1000, "to_ms": _milliseconds(bar.end), "count": bar.count}
        for bar in stats.histogram
    ]
    tokens = {
        "total": stats.tokens,
        "input": stats.input_tokens,
        "output": stats.output_tokens,
        "runs": stats.counted,
    }
    return {
        "runs": stats.runs,
        "statuses": dict(stats.statuses.most_common()),
        "duration_ms": {**durations, "histogram": bars},
        "per_day": {day.isoformat(): count for day, count in stats.per_day},
        "token": tokens,
    }


def draw_bar(share: float, width: int, *, unicode: bool) -> str:
    """A bar of *share* of *width* columns; never empty for a share above 0."""
    if not unicode:
        return "#" * max(round(share * width), share > 0)
    eighths = max(round(share * width * 8), share > 0)
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (_BLOCKS[rest - 1] if rest else "")


def draw_sparkline(counts: list[int], *, unicode: bool) -> str:
    """One sign for each count; the highest is as high as the row, none at all is a space."""
    signs = _SPARKS if unicode else _ASCII_SPARKS
    most = max(counts, default=0)
    return "".join(
        signs[max(0, -(-count * len(signs) // most) - 1)] if count else " " for count in counts
    )


def _draw_shares(terminal: Terminal, stats: Stats, width: int) -> list[str]:
    room = min(_WIDEST_BAR, max(5, width - 33))
    lines = []
    for status, count in stats.statuses.most_common():
        share = count / stats.runs
        plain = mark_of(status, unicode=terminal.unicode)[0]
        gap = " " * (13 - cells(plain))
        bar = draw_bar(share, room, unicode=terminal.unicode)
        lines.append(f"  {styled_mark(terminal, status)}{gap} {count:>6} {share:>7.1%}  {bar}")
    return lines


def _draw_histogram(bars: list[Bar], width: int, *, unicode: bool) -> list[str]:
    most = max((bar.count for bar in bars), default=1)
    room = min(_WIDEST_BAR, max(5, width - 26))
    dash = "–" if unicode else "-"
    lines = []
    for bar in bars:
        end = "" if bar.end is None else _show_edge(bar.end)
        label = f"{_show_edge(bar.start)}{dash}{end}"
        drawn = draw_bar(bar.count / most, room, unicode=unicode)
        lines.append(f"  {label:>10} {bar.count:>6}  {drawn}".rstrip())
    return lines


def _show_edge(seconds: int) -> str:
    """An edge of the histogram; all of them are whole minutes or hours, or seconds below one."""
    if seconds >= 3600:
        return f"{seconds // 3600}h"
    return f"{seconds // 60}m" if seconds >= 60 else f"{seconds}s"


def _milliseconds(seconds: int | None) -> int | None:
    return None if seconds is None else seconds * 1000

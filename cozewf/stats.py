"""Figures about many runs, folded one by one: only counts are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from .models import RunRecord

# Seconds where one bar of the histogram ends and the next begins.
_EDGES = (0, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200, 86400)


@dataclass(frozen=True, slots=True)
class Bar:
    """How many runs took at least *start* and less than *end* seconds, None for no end."""

    start: int
    end: int | None
    count: int


@dataclass(slots=True)
class Stats:
    """Counts by status, duration in seconds, and day, and the sum of tokens."""

    statuses: Counter[str] = field(default_factory=Counter)
    durations: Counter[int] = field(default_factory=Counter)
    days: Counter[date] = field(default_factory=Counter)
    tokens: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    counted: int = 0

    @classmethod
    def of(cls, records: Iterable[RunRecord]) -> Stats:
        """The figures of *records*."""
        stats = cls()
        for record in records:
            stats.add(record)
        return stats

    def add(self, record: RunRecord) -> None:
        """Count one more run."""
        self.statuses[record.status] += 1
        if record.seconds is not None:
            self.durations[record.seconds] += 1
        if record.started_at is not None:
            self.days[datetime.fromtimestamp(record.started_at).date()] += 1
        if record.usage is not None:
            self.counted += 1
            self.tokens += record.usage.total or 0
            self.input_tokens += record.usage.input or 0
            self.output_tokens += record.usage.output or 0

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return self.statuses.total()

    def percentile(self, percent: int) -> int | None:
        """The duration that *percent* of the runs did not exceed (nearest rank)."""
        rank = -(-self.durations.total() * percent // 100)
        for seconds in sorted(self.durations):
            rank -= self.durations[seconds]
            if rank <= 0:
                return seconds
        return None

    @property
    def histogram(self) -> list[Bar]:
        """The durations in bars, from the first that has runs to the last."""
        bars = [
            Bar(start, end, sum(n for s, n in self.durations.items() if start <= s < end))
            for start, end in pairwise(_EDGES)
        ]
        last = _EDGES[-1]
        bars.append(Bar(last, None, sum(n for s, n in self.durations.items() if s >= last)))
        used = [number for number, bar in enumerate(bars) if bar.count]
        return bars[used[0] : used[-1] + 1] if used else []

    @property
    def per_day(self) -> list[tuple[date, int]]:
        """Runs of each day from the first to the last, also of the days without any."""
        if not self.days:
            return []
        first, last = min(self.days), max(self.days)
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return [(day, self.days[day]) for day in days]

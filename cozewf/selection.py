"""Which past runs are wanted: by status, by time, and how many. Pages are asked for lazily."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from .errors import InvalidInput
from .language import _
from .models import RunPage, RunRecord

LARGEST_PAGE = 100

_AGE = re.compile(r"(\d{1,6})\s*([smhdw])")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is wanted: *statuses* (empty for all), since when, at most *limit* (None for all)."""

    statuses: frozenset[str] = frozenset()
    since: float | None = None
    limit: int | None = None

    @property
    def page_size(self) -> int:
        """As few as will do: without a filter the first page is all there is to ask for."""
        if self.limit is None or self.statuses or self.since is not None:
            return LARGEST_PAGE
        return max(1, min(self.limit, LARGEST_PAGE))

    def takes(self, record: RunRecord) -> bool:
        """Whether *record* is wanted."""
        if self.statuses and record.status not in self.statuses:
            return False
        return self.since is None or (record.started_at or 0) >= self.since


def parse_since(text: str, now: float) -> float:
    """Read ``2h``, ``2026-01-01`` or ``2026-01-01T08:00`` (local time). Raises InvalidInput."""
    if match := _AGE.fullmatch(text.strip().lower()):
        return now - int(match[1]) * _UNITS[match[2]]
    try:
        return datetime.fromisoformat(text.strip()).timestamp()
    except (ValueError, OverflowError):
        raise InvalidInput(
            _('--since "{text}" is no time.').format(text=text),
            hint=_("For example: 30m, 2h, 7d, 2026-01-01."),
        ) from None


def read_pages(ask: Callable[[str], RunPage]) -> Iterator[RunPage]:
    """Ask for page after page by its token, until the last one, or one that was there already."""
    token, seen = "", {""}
    while True:
        page = ask(token)
        yield page
        token = page.next_page_token
        if token in seen:
            return
        seen = {"", token}


class Chosen(Iterator[Sequence[RunRecord]]):
    """The wanted runs, page by page, each newest first; no page is asked for without need.

    At the end, *has_more* tells whether there are others behind the limit.
    """

    def __init__(self, pages: Iterator[RunPage], wanted: Selection) -> None:
        self.has_more = False
        self._chosen = self._choose(pages, wanted)

    def __next__(self) -> Sequence[RunRecord]:
        return next(self._chosen)

    def _choose(self, pages: Iterator[RunPage], wanted: Selection) -> Iterator[Sequence[RunRecord]]:
        left = wanted.limit
        for page in pages:
            records = sorted(page.records, key=lambda r: r.started_at or 0, reverse=True)
            chosen = [record for record in records if wanted.takes(record)]
            if chosen:
                yield chosen[:left]
            if left is not None:
                self.has_more = len(chosen) > left or (len(chosen) == left and page.has_more)
                left -= min(left, len(chosen))
            if left == 0 or _is_past(page.records, wanted.since):
                return


def _is_past(records: Sequence[RunRecord], since: float | None) -> bool:
    """Whether a server that lists newest first has nothing younger left to tell."""
    times = [record.started_at for record in records if record.started_at is not None]
    return since is not None and bool(times) and times[-1] < since and times[-1] <= times[0]

"""When to look whether runs have ended. The clock, the sleep and the look are given: no I/O.

>>> for ending in Poller(look_up).follow(["7533521629687578624"]):  # doctest: +SKIP
...     print(ending.record)
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from .errors import (
    ConnectionFailed,
    CozewfError,
    RateLimited,
    ReplyUnreadable,
    ServerRefused,
    TimeLimitPassed,
)
from .language import _
from .models import RunRecord

LookUp: TypeAlias = Callable[[str, float], RunRecord]  # an execute id, the seconds it may take

_LONGEST_RETRY_AFTER = 300.0
_LONGEST_LOOK = 30.0  # seconds for one request, so that a server that hangs is asked again


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often to look, in seconds: *first*, then *growth* times longer up to *longest*.

    *spacing* lies between any two requests, whatever runs they are about: 100 a minute.
    *patience* is how many failures in a row are waited out.
    """

    first: float = 1.0
    growth: float = 1.5
    longest: float = 15.0
    spacing: float = 0.6
    patience: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How following a run ended: with its *record*, or with an *error* that looking gave.

    With both, the record is the last that was seen before the time limit.
    """

    execute_id: str
    record: RunRecord | None = None
    error: CozewfError | None = None


@dataclass(slots=True, order=True)
class _Run:
    due: float
    number: int
    execute_id: str
    delay: float
    failures: int = 0
    record: RunRecord | None = None


class Poller:
    """Follows runs to their ends. A rate limit makes all of them wait, as long as the server says.

    After *limit* seconds the runs that are left end with TimeLimitPassed. *on_look* hears of
    each record.
    """

    def __init__(
        self,
        look_up: LookUp,
        *,
        pace: Pace | None = None,
        limit: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        on_look: Callable[[RunRecord], None] = lambda record: None,
    ) -> None:
        self._look_up = look_up
        self._pace = pace or Pace()
        self._limit = limit
        self._clock = clock
        self._sleep = sleep
        self._on_look = on_look
        self._end = None if limit is None else clock() + limit
        self._free = clock()  # no request before this

    def follow(self, execute_ids: Sequence[str], *, start: float = 0.0) -> Iterator[Ending]:
        """Yield each run's ending as it comes; *start* is when to look first."""
        due = self._clock() + start
        runs = [
            _Run(due, number, execute_id, self._pace.first)
            for number, execute_id in enumerate(dict.fromkeys(execute_ids))
        ]
        while runs:
            run = heapq.heappop(runs)
            if not self._wait_for(run):
                left = sorted([run, *runs], key=lambda run: run.number)
                yield from map(self._give_up, left)
                return
            ending = self._look(run)
            if ending is None:
                heapq.heappush(runs, run)
            else:
                yield ending

    def _wait_for(self, run: _Run) -> bool:
        """Sleep until it is *run*'s turn; False when the time limit comes first."""
        turn = max(run.due, self._free)
        stop = turn if self._end is None else min(turn, self._end)
        if (seconds := stop - self._clock()) > 0:
            self._sleep(seconds)
        return self._end is None or turn < self._end

    def _look(self, run: _Run) -> Ending | None:
        """Look once; None when *run* has to be looked at again."""
        seconds = _LONGEST_LOOK
        if self._end is not None:
            seconds = min(seconds, max(0.1, self._end - self._clock()))
        try:
            record = self._look_up(run.execute_id, seconds)
        except CozewfError as error:
            return self._wait_out(run, error)
        self._on_look(record)
        self._free = self._clock() + self._pace.spacing
        run.record, run.failures = record, 0
        if record.ended:
            return Ending(execute_id=run.execute_id, record=record)
        self._postpone(run, run.delay)
        return None

    def _wait_out(self, run: _Run, error: CozewfError) -> Ending | None:
        run.failures += 1
        self._free = self._clock() + self._pace.spacing
        if not _may_pass(error) or run.failures > self._pace.patience:
            return Ending(execute_id=run.execute_id, record=run.record, error=error)
        pause = run.delay
        if isinstance(error, RateLimited):
            pause = max(pause, min(error.retry_after or 0.0, _LONGEST_RETRY_AFTER))
            self._free = self._clock() + pause
        self._postpone(run, pause)
        return None

    def _postpone(self, run: _Run, pause: float) -> None:
        run.due = self._clock() + pause
        run.delay = min(self._pace.longest, run.delay * self._pace.growth)

    def _give_up(self, run: _Run) -> Ending:
        error = TimeLimitPassed(
            _("The run did not end within {seconds:g} s.").format(seconds=self._limit),
            hint=_("It goes on at the server."),
            execute_id=run.execute_id,
        )
        return Ending(execute_id=run.execute_id, record=run.record, error=error)


def _may_pass(error: CozewfError) -> bool:
    """Whether looking again can help: not where the server knows no such run or login."""
    match error:
        case ConnectionFailed(may_pass=may_pass):
            return may_pass
        case ServerRefused(http_status=status):
            return status is not None and (status >= 500 or status == 408)
        case _:
            return isinstance(error, RateLimited | TimeLimitPassed | ReplyUnreadable)

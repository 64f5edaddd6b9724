"""When runs are looked at, on a clock that only the schedule itself moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from cozewf.errors import (
    ConnectionFailed,
    CozewfError,
    NotAllowed,
    RateLimited,
    ServerRefused,
    TimeLimitPassed,
)
from cozewf.models import RunRecord, RunStatus
from cozewf.polling import Ending, Pace, Poller

Answer = RunRecord | CozewfError


def record(status: RunStatus, execute_id: str = "1") -> RunRecord:
    return RunRecord(execute_id=execute_id, status=status)


def limited(seconds: float | None) -> RateLimited:
    error = RateLimited("too many")
    error.retry_after = seconds
    return error


@dataclass
class Scene:
    """A server that gives each run its answers in turn, and a clock that sleeping moves."""

    answers: dict[str, Iterator[Answer]]
    now: float = 100.0
    looks: list[tuple[float, str]] = field(default_factory=list)
    each_takes: float = 0.0

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds

    def look_up(self, execute_id: str, seconds: float) -> RunRecord:
        self.looks.append((round(self.now - 100, 2), execute_id))
        self.now += min(self.each_takes, seconds)
        answer = next(self.answers[execute_id])
        if isinstance(answer, CozewfError):
            raise answer
        return answer

    def poll(
        self, limit: float | None = None, start: float = 0.0, pace: Pace | None = None
    ) -> list[Ending]:
        poller = Poller(self.look_up, pace=pace, limit=limit, clock=self.clock, sleep=self.sleep)
        return list(poller.follow(list(self.answers), start=start))

    @property
    def times(self) -> list[float]:
        return [at for at, _ in self.looks]


def scene(*answers: Answer) -> Scene:
    return Scene({"1": iter(answers)})


def test_a_run_that_has_ended_is_looked_at_once() -> None:
    given = scene(record("success"))
    assert given.poll() == [Ending(execute_id="1", record=record("success"))]
    assert given.times == [0]


def test_looking_starts_at_one_second_and_backs_off_to_fifteen() -> None:
    given = scene(*[record("running")] * 9, record("success"))
    given.poll(start=1.0)
    assert given.times == [1.0, 2.0, 3.5, 5.75, 9.12, 14.19, 21.78, 33.17, 48.17, 63.17]


@pytest.mark.parametrize("status", ["success", "failed", "cancelled", "interrupted"])
def test_each_final_status_ends_it(status: RunStatus) -> None:
    assert scene(record("running"), record(status)).poll()[0].record == record(status)


def test_a_status_nobody_knows_is_not_taken_for_an_end() -> None:
    given = scene(record("unknown"), record("success"))
    assert given.poll()[0].record == record("success")


@pytest.mark.parametrize(
    "trouble",
    [
        limited(None),
        ServerRefused("internal", http_status=500),
        ServerRefused("timeout", http_status=408),
        ConnectionFailed("reset"),
        TimeLimitPassed("no byte came"),
    ],
)
def test_trouble_that_may_pass_is_waited_out_without_a_storm(trouble: CozewfError) -> None:
    given = scene(trouble, trouble, record("success"))
    assert given.poll() == [Ending(execute_id="1", record=record("success"))]
    assert given.times == [0, 1.0, 2.5]


def test_the_server_says_when_to_come_back() -> None:
    given = scene(limited(20), record("success"))
    given.poll()
    assert given.times == [0, 20]


def test_a_rate_limit_makes_all_runs_wait() -> None:
    given = Scene(
        {
            "1": iter([limited(30), record("success", "1")]),
            "2": iter([record("success", "2")]),
        }
    )
    given.poll()
    assert given.looks == [(0, "1"), (30, "2"), (30.6, "1")]


def test_trouble_that_does_not_pass_ends_it_after_a_while() -> None:
    down = ConnectionFailed("refused")
    given = scene(*[down] * 20)
    assert given.poll() == [Ending(execute_id="1", error=down)]
    assert len(given.times) == Pace().patience + 1


@pytest.mark.parametrize(
    "error", [NotAllowed("no"), ConnectionFailed("bad certificate", may_pass=False)]
)
def test_what_looking_again_cannot_mend_ends_it_at_once(error: CozewfError) -> None:
    given = scene(error)
    assert given.poll() == [Ending(execute_id="1", error=error)]


def test_one_run_in_trouble_does_not_end_the_others() -> None:
    refused = NotAllowed("no")
    given = Scene(
        {"1": iter([refused]), "2": iter([record("running", "2"), record("failed", "2")])}
    )
    assert given.poll() == [
        Ending(execute_id="1", error=refused),
        Ending(execute_id="2", record=record("failed", "2")),
    ]


def test_many_runs_never_ask_more_than_a_hundred_times_a_minute() -> None:
    ids = [str(number) for number in range(50)]
    given = Scene(
        {id_: iter([record("running", id_)] * 3 + [record("success", id_)]) for id_ in ids}
    )
    assert len(given.poll()) == 50
    assert len(given.looks) == 200
    gaps = [later - earlier for earlier, later in zip(given.times, given.times[1:], strict=False)]
    assert min(gaps) >= 0.59


def test_the_same_id_twice_is_one_run() -> None:
    given = scene(record("success"))
    poller = Poller(given.look_up, clock=given.clock, sleep=given.sleep)
    assert len(list(poller.follow(["1", "1"]))) == 1


def _forever(answer: Answer) -> Iterator[Answer]:
    while True:
        yield answer


@pytest.mark.parametrize("each_takes", [0.0, 100.0], ids=["quick", "hanging"])
def test_the_time_limit_ends_all_that_are_left(each_takes: float) -> None:
    given = Scene(
        {id_: _forever(record("running", id_)) for id_ in ("1", "2")}, each_takes=each_takes
    )
    endings = given.poll(limit=10)
    assert [ending.execute_id for ending in endings] == ["1", "2"]
    assert {type(ending.error) for ending in endings} == {TimeLimitPassed}
    assert endings[0].record == record("running", "1")
    assert given.now == pytest.approx(110, abs=0.2)


def test_those_who_ended_before_the_limit_are_told_as_ended() -> None:
    given = Scene({"1": _forever(record("running")), "2": iter([record("success", "2")])})
    first, second = given.poll(limit=10)
    assert (first.execute_id, first.error) == ("2", None)
    assert isinstance(second.error, TimeLimitPassed)


def test_somebody_can_watch_each_look() -> None:
    given = scene(record("running"), record("success"))
    seen: list[str] = []

    def look(run: RunRecord) -> None:
        seen.append(run.status)

    poller = Poller(given.look_up, clock=given.clock, sleep=given.sleep, on_look=look)
    list(poller.follow(["1"]))
    assert seen == ["running", "success"]

"""Which runs are chosen, and which pages are asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cozewf.errors import InvalidInput
from cozewf.models import RunPage, RunRecord
from cozewf.selection import Chosen, Selection, parse_since, read_pages


def run(started: int | None) -> RunRecord:
    return RunRecord(execute_id=str(started), status="success", started_at=started)


class Pages:
    """Pages of two runs each, and how many of them were asked for."""

    def __init__(self, *times: int) -> None:
        self.times = times
        self.asked = 0

    def ask(self, token: str) -> RunPage:
        self.asked += 1
        start = int(token or 0)
        more = str(start + 2) if start + 2 < len(self.times) else ""
        return RunPage(
            records=tuple(run(t) for t in self.times[start : start + 2]), next_page_token=more
        )

    def __iter__(self) -> Iterator[RunPage]:
        return read_pages(self.ask)


def choose(pages: Pages, wanted: Selection) -> tuple[list[int | None], bool]:
    chosen = Chosen(iter(pages), wanted)
    return [record.started_at for page in chosen for record in page], chosen.has_more


@pytest.mark.parametrize(
    ("limit", "asked", "more"), [(1, 1, True), (2, 1, True), (3, 2, True), (6, 3, False)]
)
def test_no_page_is_asked_for_without_need(limit: int, asked: int, more: bool) -> None:
    pages = Pages(6, 5, 4, 3, 2, 1)
    assert choose(pages, Selection(limit=limit)) == ([6, 5, 4, 3, 2, 1][:limit], more)
    assert pages.asked == asked


def test_since_ends_where_a_page_is_older() -> None:
    pages = Pages(9, 8, 7, 3, 2, 1)
    assert choose(pages, Selection(since=5)) == ([9, 8, 7], False)
    assert pages.asked == 2


def test_since_reads_on_where_the_oldest_come_first() -> None:
    pages = Pages(1, 2, 3, 7, 8, 9)
    assert choose(pages, Selection(since=5))[0] == [7, 9, 8]
    assert pages.asked == 3


def test_a_page_is_as_large_as_what_is_wanted() -> None:
    assert Selection(limit=20).page_size == 20
    assert Selection(limit=5_000).page_size == Selection().page_size == 100
    assert Selection(limit=5, statuses=frozenset({"failed"})).page_size == 100


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("30s", 970),
        ("2m", 880),
        ("2H", 1_000 - 7_200),
        ("1d", 1_000 - 86_400),
        ("1970-01-01T00:00:10+00:00", 10),
    ],
)
def test_since_is_an_age_or_a_date(text: str, since: float) -> None:
    assert parse_since(text, 1_000) == since


@pytest.mark.parametrize("text", ["", "h", "-2h", "2 years", "2026-13-01", "9999999h"])
def test_anything_else_is_no_time(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_since(text, 1_000)

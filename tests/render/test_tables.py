"""Tables and figures as people see them, at 80 and 120 columns, with wide characters."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from wcwidth import wcswidth

from cozewf.events import Usage
from cozewf.models import Parameter, RunRecord
from cozewf.render.charts import draw_bar, draw_sparkline, draw_stats
from cozewf.render.records import TimeForm
from cozewf.render.tables import RunTable, draw_parameters, show_time
from cozewf.stats import Stats
from cozewf.terminal import Terminal

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC).timestamp()
WORKFLOW = "7533516453652561920"


@pytest.fixture(autouse=True)
def _in_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def terminal(*, encoding: str = "utf-8", color: bool = False) -> Terminal:
    def stream() -> io.TextIOWrapper:
        return io.TextIOWrapper(io.BytesIO(), encoding=encoding)

    made = Terminal(stream(), stream(), stream(), environ={})
    made.color_choice = "always" if color else "never"
    return made


def record(**fields: Any) -> RunRecord:
    started = int(NOW) - fields.pop("age")
    return RunRecord(
        workflow_id=WORKFLOW,
        started_at=started,
        finished_at=started + fields.pop("seconds", 0),
        **fields,
    )


RECORDS = (
    record(
        execute_id="7533521629687578624",
        status="success",
        age=5,
        seconds=3,
        input='{"topic":"人工智能与我们的日常生活"}',
        output="人工智能 🤖 正在改变我们的生活",
        result="人工智能 🤖 正在改变我们的生活",
    ),
    record(
        execute_id="7533521629687578625",
        status="failed",
        age=125,
        seconds=65,
        input='{"topic":"AI"}',
        error_message="代码节点失败:division by zero",
    ),
    record(execute_id="7533521629687578626", status="running", age=7_300, input="{}"),
    record(execute_id="7533521629687578627", status="interrupted", age=200_000, seconds=4_000),
    record(
        execute_id="7533521629687578628",
        status="cancelled",
        age=90 * 86_400,
        input="a\x1b[31mred\u202e\nb",
    ),
)


def draw_table(
    width: int,
    *,
    form: TimeForm = "relative",
    aliases: dict[str, str] | None = None,
    records: tuple[RunRecord, ...] = RECORDS,
    on: Terminal | None = None,
) -> str:
    table = RunTable(on or terminal(), form=form, now=NOW, width=width, aliases=aliases)
    return "".join(table.draw([each]) for each in records[:1]) + table.draw(records[1:])


PARAMETERS = (
    Parameter(name="topic", type="string", required=True, description="文章主题"),
    Parameter(
        name="length",
        type="integer",
        default=800,
        description="文章字数,太长的文章会被分成几段来写,每一段都有自己的小标题,最后再合成一篇",
    ),
    Parameter(name="标签", type="array of string", default=["春天"]),
)


def test_a_table_of_one_workflow_at_80_columns() -> None:
    assert draw_table(80) == (
        "EXECUTE ID           STATUS         STARTED     DURATION  INPUT       OUTPUT\n"
        "7533521629687578624  ✓ success      5s ago            3s  人工智能 …  人工智能 …\n"
        "7533521629687578625  ✗ failed       2m ago         1m05s  AI          代码节点 …\n"
        "7533521629687578626  … running      2h ago\n"
        "7533521629687578627  ‖ interrupted  2d ago         1h06m\n"
        "7533521629687578628  ∅ cancelled    2025-10-03        0s  a␛[31mred…\n"
    )


def test_a_table_of_one_workflow_at_120_columns() -> None:
    assert draw_table(120) == (
        "EXECUTE ID           STATUS         STARTED     DURATION  INPUT                           "
        "OUTPUT\n"
        "7533521629687578624  ✓ success      5s ago            3s  人工智能与我们的日常生活        "
        "人工智能 🤖 正在改变我们的生活\n"
        "7533521629687578625  ✗ failed       2m ago         1m05s  AI                              "
        "代码节点失败:division by zero\n"
        "7533521629687578626  … running      2h ago\n"
        "7533521629687578627  ‖ interrupted  2d ago         1h06m\n"
        "7533521629687578628  ∅ cancelled    2025-10-03        0s  a␛[31mred<U+202E> b\n"
    )


def test_a_table_of_several_workflows_names_them() -> None:
    assert draw_table(80, aliases={WORKFLOW: "旅行规划"}, records=RECORDS[:2]) == (
        "EXECUTE ID           WORKFLOW  STATUS         STARTED     DURATION  OUTPUT\n"
        "7533521629687578624  旅行规划  ✓ success      5s ago            3s  人工智能 🤖…\n"
        "7533521629687578625  旅行规划  ✗ failed       2m ago         1m05s  代码节点失 …\n"
    )


@pytest.mark.parametrize("width", [20, 60, 80, 100, 120, 200])
def test_ids_are_never_cut_and_columns_stand_in_line(width: int) -> None:
    lines = draw_table(width).splitlines()
    assert [line.split()[0] for line in lines[1:]] == [r.execute_id for r in RECORDS]
    assert max(wcswidth(line) for line in lines) <= max(width, 19 + 13 + 10 + 8 + 4 * 2)
    started = lines[0].index("STARTED")
    assert [line[started - 1] for line in lines] == [" "] * len(lines)
    assert [line[started] for line in lines] == ["S", "5", "2", "2", "2", "2"]


def test_a_status_has_its_colour_and_its_word() -> None:
    drawn = draw_table(80, on=terminal(color=True))
    assert "\x1b[32m✓ success    \x1b[0m" in drawn
    assert "\x1b[31m✗ failed     \x1b[0m" in drawn
    assert "\x1b[1mEXECUTE ID" in drawn


def test_ascii_terminals_get_words_alone() -> None:
    assert "  success        5s ago" in draw_table(80, on=terminal(encoding="ascii"))


@pytest.mark.parametrize(
    ("age", "shown"),
    [
        (-5, "0s ago"),
        (0, "0s ago"),
        (59, "59s ago"),
        (3_599, "59m ago"),
        (86_399, "23h ago"),
        (30 * 86_400 - 1, "29d ago"),
        (30 * 86_400, "2025-12-02"),
    ],
)
def test_a_time_is_shown_by_its_age(age: int, shown: str) -> None:
    assert show_time(NOW - age, "relative", NOW) == shown


def test_a_time_can_be_shown_as_it_is() -> None:
    assert show_time(NOW, "raw", NOW) == "1767268800"
    assert show_time(None, "iso", NOW) == show_time(1e18, "iso", NOW) == ""


PARAMETERS_AT_80 = (
    "NAME    TYPE             REQUIRED  DEFAULT   DESCRIPTION\n"
    "topic   string           yes                 文章主题\n"
    "length  integer          no        800       文章字数,太长的文章会被分成几段来写\n"
    "                                             ,每一段都有自己的小标题,最后再合成\n"
    "                                             一篇\n"
    '标签    array of string  no        ["春天"]\n'
)


def test_parameters_at_80_columns_wrap_their_descriptions() -> None:
    assert draw_parameters(terminal(), PARAMETERS, 80) == PARAMETERS_AT_80


def test_parameters_at_120_columns() -> None:
    assert draw_parameters(terminal(), PARAMETERS, 120) == (
        "NAME    TYPE             REQUIRED  DEFAULT   DESCRIPTION\n"
        "topic   string           yes                 文章主题\n"
        "length  integer          no        800       "
        "文章字数,太长的文章会被分成几段来写,每一段都有自己的小标题,最后再合成一篇\n"
        '标签    array of string  no        ["春天"]\n'
    )


def _many() -> Stats:
    seconds = [1] * 60 + [3] * 25 + [12] * 10 + [400] * 5
    runs = [
        record(
            execute_id=str(number),
            status="failed" if number % 10 == 0 else "success",
            age=86_400 * (number % 3),
            seconds=each,
            usage=Usage(input=10, output=5, total=15),
        )
        for number, each in enumerate(seconds)
    ]
    return Stats.of(runs)


def test_figures_at_80_columns() -> None:
    assert draw_stats(terminal(), _many(), 80) == (
        "Runs      100\n"
        "  ✓ success         90   90.0%  ████████████████████████████████████\n"
        "  ✗ failed          10   10.0%  ████\n"
        "\n"
        "Duration  p50 1s  p95 12s  max 6m40s\n"
        "       1s–2s     60  ████████████████████████████████████████\n"
        "       2s–5s     25  ████████████████▋\n"
        "      5s–10s      0\n"
        "     10s–20s     10  ██████▋\n"
        "     20s–30s      0\n"
        "      30s–1m      0\n"
        "       1m–2m      0\n"
        "       2m–5m      0\n"
        "      5m–10m      5  ███▍\n"
        "\n"
        "Per day   ███\n"
        "          2025-12-30 to 2026-01-01\n"
        "\n"
        "Tokens    1500 (input 1000, output 500) in 100 runs\n"
    )


def test_figures_fit_into_a_narrow_ascii_terminal() -> None:
    drawn = draw_stats(terminal(encoding="ascii"), _many(), 40)
    assert drawn.isascii()
    assert max(len(line) for line in drawn.splitlines() if "Tokens" not in line) <= 40


def test_no_share_above_nothing_is_invisible() -> None:
    assert draw_bar(0.0001, 40, unicode=True) == "▏"
    assert draw_bar(0.0001, 40, unicode=False) == "#"
    assert draw_bar(0, 40, unicode=True) == ""
    assert draw_sparkline([0, 1, 1000], unicode=True) == " ▁█"
    assert draw_sparkline([], unicode=True) == ""


def test_percentiles_are_durations_that_were_there() -> None:
    stats = _many()
    assert [stats.percentile(p) for p in (1, 50, 85, 86, 95, 100)] == [1, 1, 3, 12, 12, 400]
    assert Stats().percentile(50) is None

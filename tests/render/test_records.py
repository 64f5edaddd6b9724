"""A run in a pipe is one line of columns, whatever the server says."""

from __future__ import annotations

import io

import pytest

from cozewf.models import RunRecord
from cozewf.render.records import run_line
from cozewf.terminal import Terminal


@pytest.mark.parametrize("end", ["\n", "\t", "\r\n", "\u2028"])
def test_a_strange_id_makes_no_line_and_no_column_of_its_own(end: str) -> None:
    record = RunRecord(
        execute_id=f"1{end}2", workflow_id="3", status="success", result=f"done{end}well"
    )
    pipe = Terminal(io.StringIO(), io.StringIO(), io.StringIO(), environ={})
    assert run_line(pipe, record, None) == "1 2\tsuccess\tdone well\n"

"""The spinner on stderr."""

from __future__ import annotations

import io

import pytest

from cozewf.render.reports import duration
from cozewf.render.status import Spinner
from cozewf.terminal import Terminal

from .screens import Window


def test_spinner_shows_label_and_time_and_is_gone_at_the_end() -> None:
    window = Window()
    with Spinner(window.terminal, "wf_1", clock=window.clock, ticker=False) as spinner:
        window.clock.now += 75.15
        spinner.draw()
        assert window.text == "⠙ wf_1  1m15s"
    assert window.text == ""


def test_what_is_said_meanwhile_stands_on_its_own_rows() -> None:
    window = Window()
    with Spinner(window.terminal, "wf_1", clock=window.clock, ticker=False) as spinner:
        spinner.draw()
        window.terminal.say("warning")
        spinner.draw()
        window.terminal.say_part("Name? ")
        spinner.draw()
    assert window.text == "warning\nName?"


@pytest.mark.parametrize("term", ["dumb", "xterm"])
def test_spinner_writes_nothing_where_it_cannot_be_erased(term: str) -> None:
    window = Window(environ={"TERM": "dumb"})
    err = io.StringIO() if term == "xterm" else window.err
    terminal = Terminal(window.terminal.stdin, window.out, err, environ={"TERM": term})
    with Spinner(terminal, "wf_1", clock=window.clock, ticker=False) as spinner:
        spinner.draw()
    assert (err.getvalue(), window.err.sent) == ("", "")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0.4s"), (59.9, "59.9s"), (7, "7s"), (125, "2m05s"), (3720, "1h02m")],
)
def test_durations_are_short(seconds: float, text: str) -> None:
    assert duration(seconds) == text

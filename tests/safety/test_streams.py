"""Streams that are closed or full: told in one line and by the exit code, by no traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")

COMMANDS = (
    "--version",
    "stream --help",
    "__complete profile",
    "run wf_json --profile demo -o json",
)
CLOSED, FULL = "it is closed", "No space left on device"
# How the shell redirects, and why stdout takes nothing then, "" where it takes all.
STREAMS = {
    ">&-": CLOSED,
    "2>&-": "",
    "<&-": "",
    "<&- >&- 2>&-": CLOSED,
    ">/dev/full": FULL,
    "2>/dev/full": "",
}


@pytest.mark.parametrize("streams", STREAMS)
def test_a_stream_that_takes_nothing_is_told_and_nothing_else(
    streams: str, environ: dict[str, str], tmp_path: Path
) -> None:
    started = {
        command: subprocess.Popen(
            ["sh", "-c", f"{sys.executable} -m cozewf {command} {streams}"],
            env=environ,
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for command in COMMANDS
    }
    reason = STREAMS[streams]
    ended = {command: process.communicate(timeout=30) for command, process in started.items()}
    for command, (printed, said) in ended.items():
        out, err, returned = printed.decode(), said.decode(), started[command].returncode
        told = f"stdout cannot be written: {reason}." if reason else ""
        if command == "__complete profile" or "2>" in streams:
            assert err == ""
        elif "json" in command and told:
            assert json.loads(err)["error"]["message"] == told
        else:
            assert err == (f"cozewf: {told}\n" if told else "")
        is_lost = bool(told) and command != "__complete profile"
        assert (returned, out == "") == (1 if is_lost else 0, bool(told)), command

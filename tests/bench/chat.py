"""Turns of a chat over a kept connection: `python chat.py BASE_URL` prints CPU milliseconds.

Counted is the thread's time from the call until the head of the reply is there: a little more
than what passes before the request leaves.
"""

from __future__ import annotations

import statistics
import sys
import time
from contextlib import suppress

from cozewf import CozewfError, CozeWorkflow

_TURNS = 30


def main() -> None:
    with CozeWorkflow("pat_bench", sys.argv[1]) as client:
        seconds = [_turn(client) for _ in range(_TURNS)]
    sys.stdout.write(f"{statistics.median(seconds[1:]) * 1000:.3f}\n")


def _turn(client: CozeWorkflow) -> float:
    begun = time.thread_time()
    turn = client.chatflow.chat(workflow_id="n=3", message="你好")
    seconds = time.thread_time() - begun
    with suppress(CozewfError):  # what the server says is no chat
        for _ in turn:
            pass
    return seconds


if __name__ == "__main__":
    main()

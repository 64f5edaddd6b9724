"""`python -m tests.faults [WORD…]`: the whole fault matrix as one table; exit code 1 for a failure.

Words choose the faults, commands and formats whose name holds one of them.
"""

from __future__ import annotations

import sys
import time
from collections import Counter

from .cells import Verdict, cells, try_all
from .commands import COMMANDS


def main(words: list[str]) -> int:
    chosen = [cell for cell in cells() if all(word in str(cell) for word in words)]
    begun = time.monotonic()
    verdicts = list(try_all(chosen))
    failed = [verdict for verdict in verdicts if verdict.found]
    print(table(verdicts))  # noqa: T201
    print(f"{len(verdicts)} cells tried in {time.monotonic() - begun:.0f} s, {len(failed)} failed")  # noqa: T201
    for verdict in failed[:60]:
        print(f"{verdict.cell}: {'; '.join(verdict.found)}")  # noqa: T201
    return 1 if failed else 0


def table(verdicts: list[Verdict]) -> str:
    """Faults in rows, commands in columns: cells that passed, of those that were tried."""
    tried: Counter[tuple[str, str]] = Counter()
    passed: Counter[tuple[str, str]] = Counter()
    for verdict in verdicts:
        key = verdict.cell.fault.name, verdict.cell.command.name
        tried[key] += 1
        passed[key] += not verdict.found
    names = [command.name for command in COMMANDS]
    rows = [f"{'':<34}" + "".join(f"{name:>16}" for name in names)]
    for fault in dict.fromkeys(verdict.cell.fault.name for verdict in verdicts):
        numbers = [
            f"{passed[fault, name]}/{tried[fault, name]}" if tried[fault, name] else "–"
            for name in names
        ]
        rows.append(f"{fault:<34}" + "".join(f"{number:>16}" for number in numbers))
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

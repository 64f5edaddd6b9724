"""`python -m tests.faults [WORD…]`: the whole fault matrix as one table; exit code 1 for a failure.

Words choose the cells whose name holds all of them. Without any, replies of a size that no server
means to send follow, in processes of their own: `--masses COUNT` of tiny events.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence

from .cells import Verdict, cells, try_all
from .commands import COMMANDS
from .masses import masses, weigh

_PROCESSES = 2
_TINY_EVENTS = 300_000
_MOST_SHOWN = 3  # failed cells of a fault and a command


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("words", nargs="*", metavar="WORD")
    parser.add_argument("--masses", type=int, metavar="COUNT", help="only those, of COUNT events")
    given = parser.parse_args()
    if given.masses is not None:
        return 1 if _weigh_masses(given.masses) else 0
    failed = _try_cells(given.words)
    if not given.words:  # by a small process: its peak memory is where its children's begins
        masses_alone = [sys.executable, "-m", "tests.faults", "--masses", str(_TINY_EVENTS)]
        failed += subprocess.run(masses_alone, check=False).returncode
    return 1 if failed else 0


def _try_cells(words: Sequence[str]) -> int:
    """Print the table; return how many cells failed."""
    chosen = [cell for cell in cells() if all(word in str(cell) for word in words)]
    begun = time.monotonic()
    verdicts = list(try_all(chosen, processes=_PROCESSES))
    failed = [verdict for verdict in verdicts if verdict.found]
    _print(table(verdicts))
    _print(f"{len(verdicts)} cells tried in {time.monotonic() - begun:.0f} s, {len(failed)} failed")
    shown: Counter[str] = Counter()
    for verdict in failed:
        kind = f"{verdict.cell.fault.name} {verdict.cell.command.name}"
        shown[kind] += 1
        if shown[kind] <= _MOST_SHOWN:
            _print(f"{verdict.cell}: {'; '.join(verdict.found)}")
    return len(failed)


def _weigh_masses(count: int) -> int:
    """Print a line for each; return how many failed."""
    failed = 0
    for mass in masses(count):
        weighed = weigh(mass)
        failed += bool(weighed.found)
        _print(str(weighed))
    return failed


def _print(text: str) -> None:
    print(text, flush=True)  # noqa: T201  that is what the command is for


def table(verdicts: Sequence[Verdict]) -> str:
    """Faults in rows, commands in columns: the cells that were tried, and those that failed."""
    tried = Counter((v.cell.fault.name, v.cell.command.name) for v in verdicts)
    failed = Counter((v.cell.fault.name, v.cell.command.name) for v in verdicts if v.found)
    names = list(dict.fromkeys(command.name for command in COMMANDS))
    faults = list(dict.fromkeys(verdict.cell.fault.name for verdict in verdicts))
    heads = [name.split(" ") for name in names]
    rows = [_row("", [f"{head[0]:.8}" for head in heads], "all")]
    rows.append(_row("", [f"{' '.join(head[1:]):.8}" for head in heads], ""))
    for fault in faults:
        numbers = [_figure(tried[fault, name], failed[fault, name]) for name in names]
        count = sum(tried[fault, name] for name in names)
        bad = sum(failed[fault, name] for name in names)
        rows.append(_row(fault, numbers, _figure(count, bad)))
    totals = [_figure(*(sum(c[f, n] for f in faults) for c in (tried, failed))) for n in names]
    rows.append(_row("all", totals, _figure(len(verdicts), failed.total())))
    return "\n".join(rows)


def _figure(tried: int, failed: int) -> str:
    return f"{tried - failed}/{tried}" if failed else str(tried) if tried else "–"


def _row(name: str, figures: list[str], last: str) -> str:
    return f"{name:<31}" + "".join(f"{figure:>9}" for figure in figures) + f"{last:>10}"


if __name__ == "__main__":
    sys.exit(main())

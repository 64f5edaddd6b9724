"""`python -m tests.signals [WORD…]`: every way to end in every phase; exit code 1 for a failure.

Words choose the ways and phases whose name holds one of them.
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor

from .cells import cells, try_cell


def main(words: list[str]) -> int:
    chosen = [cell for cell in cells() if all(word in str(cell) for word in words)]
    begun = time.monotonic()
    failed = 0
    with ThreadPoolExecutor(4) as pool:  # each waits most of its time
        for cell, found in zip(chosen, pool.map(try_cell, chosen), strict=True):
            failed += bool(found)
            verdict = "no " if found else "yes"
            print(f"{verdict}  {cell}  {'; '.join(found)}", flush=True)  # noqa: T201  a command
    seconds = time.monotonic() - begun
    print(f"{len(chosen)} cells tried in {seconds:.0f} s, {failed} failed")  # noqa: T201  a command
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

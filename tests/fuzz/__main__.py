"""The longer job: `nice python -m tests.fuzz --runs 10000000`, with the extra `fuzz` (atheris).

What breaks a promise is written to `crash-*` in the working folder; shrink it and keep it in
`tests/fuzz/corpus`, which pytest replays.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--runs", type=int, default=1_000_000, help="inputs to try")
    parser.add_argument("--target", default="every", help="one of tests/fuzz/targets.py")
    parser.add_argument("--work", help="a folder for what was found on the way")
    given = parser.parse_args()
    import atheris  # noqa: PLC0415  the extra `fuzz`

    with atheris.instrument_imports(include=["cozewf"]):
        from . import targets  # noqa: PLC0415  instrumented while it is imported

    work = given.work or tempfile.mkdtemp(prefix="cozewf-fuzz-")
    options = [f"-runs={given.runs}", "-max_len=300", "-timeout=10", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *options, work, str(CORPUS)], getattr(targets, given.target))
    atheris.Fuzz()


if __name__ == "__main__":
    main()

"""The longer job: `nice python -m tests.fuzz TARGET --runs N`, with the extra `fuzz` (atheris).

What breaks a promise is written to `crash-*` in the working folder: mend it, shrink it, and keep
it in `tests/fuzz/corpus/TARGET`, which pytest replays. `--keep FOLDER…` adds to the corpus what of
earlier runs' findings reaches code that the corpus does not, the shortest first.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target", help="one of tests/fuzz/targets.py")
    parser.add_argument("--runs", type=int, default=1_000_000, help="inputs to try")
    parser.add_argument("--work", help="a folder for what was found on the way")
    parser.add_argument("--keep", nargs="+", metavar="FOLDER", help="keep what is new of these")
    given = parser.parse_args()
    corpus = CORPUS / given.target
    if given.keep:
        from .keeping import keep  # noqa: PLC0415  the targets are not to be imported yet

        keep(given.target, corpus, [Path(folder) for folder in given.keep])
        return
    fuzz(given.target, given.runs, given.work or tempfile.mkdtemp(prefix="cozewf-fuzz-"), corpus)


def fuzz(target: str, runs: int, work: str, corpus: Path) -> None:
    """Try *runs* inputs; what was interesting is left in *work*."""
    import atheris  # noqa: PLC0415  the extra `fuzz`

    with atheris.instrument_imports(include=["cozewf"]):
        from .targets import TARGETS  # noqa: PLC0415  instrumented while it is imported

    options = [f"-runs={runs}", "-max_len=200", "-timeout=10", f"-artifact_prefix={work}/"]
    kept = [str(corpus)] if corpus.is_dir() else []
    atheris.Setup([sys.argv[0], *options, work, *kept], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()

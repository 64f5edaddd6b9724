"""The entry point: `python -m cozewf`, and the console script."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; ``--version`` alone is answered before anything else is loaded."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from . import __version__  # noqa: PLC0415  keeps this path free of other imports

        sys.stdout.write(f"cozewf {__version__}\n")
        return 0
    from .cli import main as run  # noqa: PLC0415  the line above it is why

    return run()


if __name__ == "__main__":
    sys.exit(main())

"""The entry point: `python -m cozewf`, and the console script."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; what must be quick is answered before anything else is loaded."""
    words = sys.argv[1:]
    if words in (["--version"], ["-V"]):
        from . import __version__  # noqa: PLC0415  keeps this path free of other imports

        sys.stdout.write(f"cozewf {__version__}\n")
        return 0
    if words[:1] == ["__complete"]:
        from .shell.candidates import complete  # noqa: PLC0415  a shell waits for it at each Tab

        return complete(words[1:])
    from .cli import main as run  # noqa: PLC0415  the lines above are why

    return run()


if __name__ == "__main__":
    sys.exit(main())

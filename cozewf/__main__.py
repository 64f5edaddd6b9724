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
    import gc  # noqa: PLC0415  the lines above are why
    import os  # noqa: PLC0415

    gc.set_threshold(50_000)  # 700 looks for garbage 100 times among modules: 10 % of the start
    # httpx's own command line, which brings click and Rich where they are installed: 45 ms.
    sys.modules["httpx._main"] = None  # type: ignore[assignment]
    from .cli import main as run  # noqa: PLC0415

    code = run()
    if "COZEWF_SLOW_EXIT" not in os.environ:  # set it for coverage and profilers
        # All is closed by now; to take its modules apart, Python needs 15 to 50 ms more.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code


if __name__ == "__main__":
    sys.exit(main())

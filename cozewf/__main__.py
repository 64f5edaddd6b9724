"""The entry point: `python -m cozewf`, and the console script."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # `typing` takes 9 ms
if TYPE_CHECKING:
    from collections.abc import Callable


def main() -> int:
    """Run the command line; what must be quick is answered before anything else is loaded."""
    try:
        return _main(sys.argv[1:])
    except KeyboardInterrupt:  # while we load, or for the second time
        import os  # noqa: PLC0415  `_main` is why

        os._exit(130)


def _main(words: list[str]) -> int:
    if words in (["--version"], ["-V"]):
        from . import __version__  # noqa: PLC0415  keeps this path free of other imports

        if _print(f"cozewf {__version__}\n"):
            return 0
    elif words[:1] == ["__complete"]:
        from .shell.candidates import complete  # noqa: PLC0415  a shell waits for it at each Tab

        return complete(words[1:])
    import _signal  # type: ignore[import-not-found]  # noqa: PLC0415  `signal` takes 3 ms more
    import gc  # noqa: PLC0415  as above
    import os  # noqa: PLC0415  as above

    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        # Nothing is begun yet; raised among modules, Ctrl-C would become another error, or be lost.
        _signal.signal(_signal.SIGINT, lambda number, frame: os._exit(130))
    gc.set_threshold(50_000)  # 700 looks for garbage 100 times among modules: 10 % of the start
    # httpx's own command line, which brings click and Rich where they are installed: 45 ms.
    sys.modules["httpx._main"] = None  # type: ignore[assignment]  # "not there"
    from .cli import main as run  # noqa: PLC0415  as above

    code = run() if _is_help(words) else _run_to_the_end(run)
    if "COZEWF_SLOW_EXIT" not in os.environ:  # set it for coverage and profilers
        # All is closed by now; to take its modules apart, Python needs 15 to 50 ms more.
        _flush()
        os._exit(code)
    return code


def _is_help(words: list[str]) -> bool:
    """Whether nothing is asked for but help, which leaves nothing behind when it is cut short."""
    return not words or not {"-h", "--help"}.isdisjoint(words)


def _run_to_the_end(run: Callable[[], int]) -> int:
    """Let SIGTERM and SIGHUP give back what was taken, and then end us."""
    from . import signals  # noqa: PLC0415  3 ms that --help does not have

    signals.watch()
    code = run()
    signals.die()
    return code


def _print(text: str) -> bool:
    """Write *text* to stdout; False where that is closed or full, which is not told here."""
    import os  # noqa: PLC0415  as above

    try:
        os.write(sys.stdout.fileno(), text.encode())  # past the buffer, which would keep it
    except (OSError, AttributeError):
        return False
    return True


def _flush() -> None:
    """Write out what libraries have printed."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, AttributeError):  # full, or closed before we came
            continue


if __name__ == "__main__":
    sys.exit(main())

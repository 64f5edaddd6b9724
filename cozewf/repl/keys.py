"""Keys that are pressed while nobody reads them: kept for the next prompt, and not echoed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any, TextIO

try:
    import termios
except ImportError:  # Windows keeps and hides them by itself
    termios = None  # type: ignore[assignment]  # Windows has no such module

_IFLAG, _LFLAG = 0, 3


def held_keys(stdin: TextIO) -> AbstractContextManager[None]:
    """Keep keys as they are typed, Enter too, until a prompt reads them; Ctrl-C still signals.

    A terminal's own mode would write them into the answer, and turn Enter into Ctrl-J.
    """
    return _mode(stdin, held=True)


def free_keys(stdin: TextIO) -> AbstractContextManager[None]:
    """The terminal as it usually is, for another program, within `held_keys`."""
    return _mode(stdin, held=False)


@contextmanager
def _mode(stdin: TextIO, *, held: bool) -> Iterator[None]:
    before = _attributes_of(stdin)
    if before is None:
        yield
        return
    new = list(before)
    if held:
        new[_IFLAG] &= ~termios.ICRNL
        new[_LFLAG] &= ~(termios.ECHO | termios.ICANON)
    else:
        new[_IFLAG] |= termios.ICRNL
        new[_LFLAG] |= termios.ECHO | termios.ICANON
    try:
        termios.tcsetattr(stdin, termios.TCSADRAIN, new)
        yield
    finally:
        with suppress(termios.error):  # the terminal has disappeared
            termios.tcsetattr(stdin, termios.TCSADRAIN, before)


def _attributes_of(stdin: TextIO) -> list[Any] | None:
    if termios is None:
        return None
    try:
        return termios.tcgetattr(stdin)
    except (termios.error, OSError, ValueError):
        return None  # no terminal

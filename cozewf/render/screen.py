"""The part of stdout's terminal that is ours: text that only grows, and one row of status.

What was written belongs to the scrollback, but for two things: the status row, and the block
that is still being written, which is replaced once by its formatted form.
"""

from __future__ import annotations

from ..terminal import Terminal
from .wrap import Rows

_BEGIN_FRAME = "\x1b[?2026h"  # the terminal shows what follows in one go
_END_FRAME = "\x1b[?2026l"
_NARROWEST = 4


class Screen:
    """Collects what has to be sent; `flush` sends it in one write."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._size = terminal.size()
        self._rows = Rows(max(_NARROWEST, self._size[0]))
        self._out: list[str] = []
        self._erases = False
        self._status = ""
        self._block_start: int | None = None
        self.can_redraw = terminal.can_redraw
        self.blank = True  # whether the row above is empty, or there is none

    @property
    def width(self) -> int:
        return self._rows.width

    @property
    def status_shown(self) -> bool:
        return self._status != ""

    def look(self) -> None:
        """See whether the size has changed; then nothing that was written may be touched."""
        size = self._terminal.size()
        if size == self._size:
            return
        self._size = size
        self.give_up_block()
        if self._status:  # the terminal may have wrapped it, or the text above it, anew
            self._clear_status_row()
            self._end_row_below_status()
        self._rows.width = max(_NARROWEST, size[0])
        if self._rows.col >= self._rows.width:
            self.end_line()

    def begin_block(self) -> None:
        """What is written from here on may be replaced. Call at the start of a row."""
        self._block_start = self._rows.count if self.can_redraw else None

    def give_up_block(self) -> None:
        """What was written so far stays as it is."""
        self._block_start = None

    @property
    def block_replaceable(self) -> bool:
        """Whether the whole block is certainly still on the screen."""
        if self._block_start is None:
            return False
        # One row is kept back for the status, one for a terminal that counts otherwise.
        return self._rows.count - self._block_start <= self._size[1] - 3

    def erase_block(self) -> None:
        """Take the block back, up to where it began."""
        assert self._block_start is not None
        self.hide_status()
        up = self._rows.count - self._block_start
        self._out.append(f"\r\x1b[{up}A\x1b[J" if up else "\r\x1b[J")
        self._erases = True
        self._rows.count = self._block_start
        self._rows.put("")

    def write(self, text: str, *, fold: bool = False) -> None:
        """Write *text*, wrapped; *fold* breaks it anywhere."""
        if not text:
            return
        if self._status:
            self.hide_status()
        self.blank = text.endswith("\n\n") or (text == "\n" and not self._rows.row)
        if self.can_redraw:
            self._out.append(self._rows.write(text, fold=fold))
        else:  # the terminal wraps; only whether a row was begun matters
            self._out.append(text)
            self._rows.put(text.rpartition("\n")[2][:1])

    def write_rows(self, rows: str) -> None:
        """Write whole rows that are styled and fit the width. Call at the start of a row."""
        self.hide_status()
        self._out.append(rows)
        self._rows.count += rows.count("\n")
        self.blank = rows.endswith("\n\n") or rows == "\n"

    def wrapped(self, text: str) -> str:
        """*text* as rows, broken anywhere."""
        return Rows(self.width).write(text, fold=True) if self.can_redraw else text

    def end_line(self) -> None:
        """End the row that was begun, if one was."""
        if self._rows.row:
            self.hide_status()
            self._out.append("\n")
            self._rows.put("")
            self._rows.count += 1
            self.blank = False

    def show_status(self, text: str) -> None:
        """Draw the status row below the text, or anew. *text* fits the width."""
        if text == self._status:
            return
        below = "\n" if self._rows.row and not self._status else ""
        self._out.append(f"{below}{text}\x1b[K\r")
        self._status = text

    def hide_status(self) -> None:
        """Erase the status row and go back to where the text goes on."""
        if not self._status:
            return
        self._clear_status_row()
        if self._rows.row:  # written again: its width is not known for sure
            self._out.append(f"\x1b[A\r{self._rows.visible(self._rows.row)}")

    def flush(self) -> None:
        """Send what was collected. Raises `ReaderGone`."""
        if not self._out:
            return
        text = "".join(self._out)
        self._out.clear()
        if self._erases:
            text = f"{_BEGIN_FRAME}{text}{_END_FRAME}"
            self._erases = False
        self._terminal.write(text)

    def _clear_status_row(self) -> None:
        self._out.append("\r\x1b[K")
        self._erases = True
        self._status = ""

    def _end_row_below_status(self) -> None:
        """The text goes on in the row where the status was."""
        if self._rows.row:
            self._rows.put("")
            self._rows.count += 1
            self.blank = False

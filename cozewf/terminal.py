"""The one place that prints and asks: the streams, and what kind of terminal they are.

stdout carries data, stderr is for people. Server text is data too: it goes through `clean`
before it may reach a terminal.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, TextIO

from .cleaning import clean, escape
from .language import _
from .secrets import Secrets

if TYPE_CHECKING:
    from rich.console import Console

ColorChoice = Literal["auto", "always", "never"]


class ReaderGone(Exception):
    """Whoever read our stdout has closed it: the end, and no error (`| head -1`)."""


class OutputLost(ReaderGone):
    """stdout takes nothing (more), and nobody closed it on purpose: a full disk, a lost terminal.

    *reason* is what the system says.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Terminal:
    """The three standard streams and the facts about them.

    *out* and *err* are text streams over a byte buffer, as `sys.stdout` is. `size` is asked anew
    each time, so that a resize is seen. Writing is safe from several threads.
    """

    def __init__(
        self,
        stdin: TextIO,
        out: TextIO,
        err: TextIO,
        *,
        environ: Mapping[str, str],
        size: Callable[[], tuple[int, int]] | None = None,
    ) -> None:
        self.stdin = stdin
        self.out = out
        self.err = err
        self.environ = environ
        self.no_input = False
        self.color_choice: ColorChoice = "auto"
        self.lock = threading.RLock()
        self.secrets = Secrets()
        # A view that draws says here how to make room for a line of stderr.
        self.before_say: Callable[[str], None] | None = None
        self._holding = False
        self._size = size
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._buffer: BinaryIO | None = getattr(out, "buffer", None)
        self.out_is_tty = _is_tty(out)
        self.err_is_tty = _is_tty(err)
        self.in_is_tty = _is_tty(stdin)

    @classmethod
    def system(cls) -> Terminal:
        """The real streams; what their encoding cannot show becomes a replacement character."""
        if None in (sys.stdin, sys.stdout, sys.stderr):
            _occupy_standard_numbers()
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace", newline="\n" if os.name != "nt" else None)
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(errors="replace", newline=None)  # CRLF too, as in files
        return cls(
            sys.stdin or io.StringIO(),
            sys.stdout or _Closed(),
            sys.stderr or _Closed(),
            environ=os.environ,
        )

    @property
    def can_prompt(self) -> bool:
        """Whether there is a person to ask: stdin and stderr are terminals, and it is not CI."""
        return (
            self.in_is_tty
            and self.err_is_tty
            and not self.no_input
            and not _is_set(self.environ, "CI")
        )

    @property
    def can_redraw(self) -> bool:
        """Whether the cursor of stdout's terminal may be moved (`TERM=dumb` cannot)."""
        return self.out_is_tty and self.environ.get("TERM", "") not in ("dumb", "")

    @property
    def can_edit(self) -> bool:
        """Whether a person can edit a line or move through a menu; call where `can_prompt`."""
        return os.name == "nt" or self.environ.get("TERM", "") not in ("dumb", "")

    @property
    def unicode(self) -> bool:
        """Whether stderr's encoding shows more than ASCII."""
        return (getattr(self.err, "encoding", None) or "ascii").lower().startswith("utf")

    def size(self) -> tuple[int, int]:
        """Columns and rows of the terminal now; 80 by 24 where there is none."""
        if self._size is not None:
            return self._size()
        for stream in (self.out, self.err, self.stdin):
            try:
                columns, rows = os.get_terminal_size(stream.fileno())
            except (OSError, ValueError):
                continue
            if columns > 0 and rows > 0:
                return columns, rows
        return 80, 24

    def colored(self, stream: Literal["out", "err"]) -> bool:
        """Whether to colour *stream*: ``--color``, else NO_COLOR, FORCE_COLOR, else the TTY."""
        if self.color_choice != "auto":
            return self.color_choice == "always"
        if _is_set(self.environ, "NO_COLOR"):
            return False
        if _is_set(self.environ, "FORCE_COLOR"):
            return True
        is_tty = self.out_is_tty if stream == "out" else self.err_is_tty
        return is_tty and self.environ.get("TERM") != "dumb"

    def write(self, text: str) -> None:
        """Write *text* to stdout and flush it. Raises `ReaderGone`."""
        if self.secrets.echoed or not self._holding:
            text = self.secrets.mask(text)
        with self.lock:
            try:
                self.out.write(text)
                if not self._holding:
                    self.out.flush()
            except UnicodeEncodeError:  # a stream that was not made by `system`
                self.write(text.encode("utf-8", "replace").decode("utf-8"))
            except (OSError, ValueError) as error:
                raise _lost(error) from error

    def write_bytes(self, data: bytes) -> None:
        """Write bytes to stdout untouched, to a screen made safe. Raises `ReaderGone`.

        While `holding`, a `flush` comes between text and bytes: they are held in two places.
        """
        if self._buffer is None or self.out_is_tty:
            self.write(clean(self._decoder.decode(data)))
            return
        with self.lock:
            try:
                self._buffer.write(data)
                if not self._holding:
                    self._buffer.flush()
            except (OSError, ValueError) as error:
                raise _lost(error) from error

    def write_json(self, data: bytes) -> None:
        """Write JSON to stdout: the same JSON, also where a screen needs escapes."""
        if self.out_is_tty:
            self.write(escape(data.decode()))
            return
        if self.secrets.echoed or not self._holding:
            data = self.secrets.mask_bytes(data)
        self.write_bytes(data)

    def flush(self) -> None:
        """Write out what was held back. Raises `ReaderGone`."""
        with self.lock:
            try:
                self.out.flush()
            except (OSError, ValueError) as error:
                raise _lost(error) from error

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Let stdout wait for a `flush`: hundreds of events that came at once are one write.

        The client's *on_wait* flushes before the server is waited for. A screen is never held.
        `secrets` have to hear all that the server sends meanwhile.
        """
        self._holding = not self.out_is_tty
        try:
            yield
        finally:
            self._holding = False
            self.flush()

    def say(self, text: str) -> None:
        """Write a line for people to stderr; a stderr that is gone is no reason to stop."""
        self.say_part(text + "\n")

    def say_part(self, text: str) -> None:
        """Write *text* to stderr without a line end."""
        text = self.secrets.mask(text)
        with self.lock:
            if self._holding:
                self.flush()
            if self.before_say is not None:
                self.before_say(text)
            try:
                self.err.write(text)
                self.err.flush()
            except (OSError, ValueError):
                pass

    def write_aside(self, text: str) -> None:
        """`write` a whole line while a view draws on stderr: it makes room, then goes on."""
        with self.lock:
            if self.before_say is not None:
                self.before_say("\n")
            self.write(text)

    def style(self, text: str, *codes: int) -> str:
        """Colour *text* for stderr with SGR *codes* (1 bold, 2 dim, 31 red, …), if it may be."""
        if not self.colored("err"):
            return text
        return f"\x1b[{';'.join(map(str, codes))}m{text}\x1b[0m"

    def ask(self, prompt: str) -> str | None:
        """Ask on stderr, read a line of stdin. None at the end of input: no answer, not "".

        Call only where `can_prompt`. Raises KeyboardInterrupt.
        """
        self.say_part(prompt)
        try:
            line = self.stdin.readline()
        except OSError:  # the terminal has disappeared
            line = ""
        except KeyboardInterrupt:
            self.say_part("\n")
            raise
        if line == "":
            self.say_part("\n")
            return None
        return line.rstrip("\r\n")

    def ask_secret(self, prompt: str) -> str | None:
        """Ask on the terminal for what must not be seen. None at the end of input.

        Call only where `can_prompt`. Raises KeyboardInterrupt, and OSError where the terminal
        would show what is typed.
        """
        import getpass  # noqa: PLC0415  only for a login
        import warnings  # noqa: PLC0415  as above

        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            try:
                return getpass.getpass(prompt)
            except EOFError:
                self.say_part("\n")
                return None
            except KeyboardInterrupt:
                self.say_part("\n")
                raise
            except getpass.GetPassWarning as warning:
                raise OSError(str(warning)) from None

    def console(
        self, stream: Literal["out", "err"] = "out", *, width: int | None = None
    ) -> Console:
        """A Rich console over stdout or stderr, for tables and formatted text."""
        from rich.console import Console  # noqa: PLC0415  65 ms, only where something is drawn

        colored = self.colored(stream)
        return Console(
            file=self.out if stream == "out" else self.err,
            width=width or self.size()[0],
            force_terminal=colored,
            color_system="standard" if colored else None,
            no_color=not colored,
            highlight=False,
            markup=False,
            emoji=False,
            soft_wrap=False,
        )


class _Closed(io.StringIO):
    """A standard stream that was closed before we came (`>&-`): it takes nothing."""

    def write(self, text: str) -> int:
        raise OSError(errno.EBADF, _("it is closed"))


def _occupy_standard_numbers() -> None:
    """Let no file or connection of ours get the number of a stream that is closed."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _lost(error: OSError | ValueError) -> ReaderGone:
    """Why stdout takes nothing: its reader has closed it, or something that is an error."""
    if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
        return OutputLost(error.strerror or str(error))
    return ReaderGone()


def _is_tty(stream: Any) -> bool:
    try:
        return bool(stream.isatty())
    except (AttributeError, ValueError):
        return False


def _is_set(environ: Mapping[str, str], name: str) -> bool:
    return environ.get(name, "") not in ("", "0", "false")

"""Typing a message: history, several lines, pasted text, wide characters, by prompt_toolkit."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ..editing import stop, streams
from ..terminal import Terminal
from .commands import COMMANDS

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import CompleteEvent, Completion
    from prompt_toolkit.document import Document
    from prompt_toolkit.history import History
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent


class LineReader(Protocol):
    """Where the lines of a chat come from."""

    def read(self, prefill: str = "") -> str:
        """Read a message. Raises EOFError at the end, KeyboardInterrupt for Ctrl-C."""


class PromptReader:
    """Reads messages from a terminal; Enter sends, Alt-Enter and Ctrl-J begin a new line.

    The history is kept in the file *history*, which only its owner may read; None keeps none.
    """

    def __init__(self, terminal: Terminal, history: Path | None) -> None:
        from prompt_toolkit import PromptSession  # noqa: PLC0415  80 ms, only for a chat
        from prompt_toolkit.shortcuts import CompleteStyle  # noqa: PLC0415  as above

        self._terminal = terminal
        self._session: PromptSession[str] = PromptSession(
            history=_open_history(terminal, history),
            completer=_command_completer(),
            complete_while_typing=False,
            complete_style=CompleteStyle.READLINE_LIKE,
            key_bindings=_keys(),
            multiline=True,
            prompt_continuation=lambda width, number, is_wrapped: "" if is_wrapped else "… ",
            **streams(terminal),
        )

    def read(self, prefill: str = "") -> str:
        """As `LineReader.read`."""
        try:
            return self._session.prompt([("bold ansicyan", "> ")], default=prefill)
        except OSError:  # the terminal has disappeared
            raise EOFError from None


def _keys() -> KeyBindings:
    from prompt_toolkit.key_binding import KeyBindings  # noqa: PLC0415  as above

    keys = KeyBindings()

    @keys.add("enter")
    def _send(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @keys.add("c-j")
    @keys.add("escape", "enter")
    def _new_line(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    @keys.add("c-c")
    @keys.add("<sigint>")
    def _clear(event: KeyPressEvent) -> None:
        if event.current_buffer.text:
            event.current_buffer.reset()
        else:
            stop(event)

    return keys


def _command_completer() -> Any:
    """Completes a slash command at the start of a message."""
    from prompt_toolkit.completion import Completer, Completion  # noqa: PLC0415  as above

    class Commands(Completer):
        def get_completions(
            self, document: Document, complete_event: CompleteEvent
        ) -> Iterable[Completion]:
            typed = document.text_before_cursor
            for name in COMMANDS:
                if typed.startswith("/") and f"/{name}".startswith(typed):
                    yield Completion(f"/{name}", start_position=-len(typed))

    return Commands()


def _open_history(terminal: Terminal, path: Path | None) -> History:
    from prompt_toolkit.history import FileHistory, InMemoryHistory  # noqa: PLC0415  as above

    class WithoutSecrets(FileHistory):
        def store_string(self, string: str) -> None:
            if terminal.secrets.mask(string) == string:
                with suppress(OSError):  # a full disk is no reason to stop talking
                    super().store_string(string)

    if path is None or not _may_write(path):
        return InMemoryHistory()
    return WithoutSecrets(str(path))


def _may_write(path: Path) -> bool:
    """Make the file, for its owner alone; a folder that cannot be written is no reason to fail."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)
    except OSError:
        return False
    return True

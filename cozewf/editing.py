"""Editing a line and choosing from a menu on stderr's terminal, by prompt_toolkit.

A terminal's own line editing erases half of a wide character and cuts pasted lines apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .answers import choose_option
from .cleaning import clean_line
from .language import _
from .terminal import Terminal

if TYPE_CHECKING:
    from prompt_toolkit.data_structures import Point
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.layout import Layout

_OTHER_ROWS = 3  # of the screen: the question, the line below the menu, a free one


def edit_line(terminal: Terminal, prompt: str) -> str | None:
    """Ask for a line; pasted line ends stay in it. None for Ctrl-D. Raises KeyboardInterrupt."""
    from prompt_toolkit import PromptSession  # noqa: PLC0415  80 ms, only where a person is asked

    session: PromptSession[str] = PromptSession(key_bindings=_stopping(), **streams(terminal))
    try:
        return session.prompt(terminal.secrets.mask(prompt))
    except (EOFError, OSError):  # or the terminal has disappeared
        return None


def stop(event: KeyPressEvent) -> None:
    """Ctrl-C while somebody edits; a second one may come when the first is being obeyed."""
    future = event.app.future
    if future is not None and not future.done():
        event.app.exit(exception=KeyboardInterrupt, style="class:aborting")


def _stopping() -> KeyBindings:
    from prompt_toolkit.key_binding import KeyBindings  # noqa: PLC0415  as above

    keys = KeyBindings()
    keys.add("c-c")(stop)
    keys.add("<sigint>")(stop)
    return keys


def choose(terminal: Terminal, options: tuple[str, ...]) -> str | None:
    """Let a person choose with the arrow keys, by number or name, or answer in other words.

    None for Ctrl-D. Raises KeyboardInterrupt.
    """
    answer = _Menu(terminal, options).ask()
    if answer is not None:
        terminal.say(f"{terminal.style(_pointer(terminal), 36)} {clean_line(answer)}")
    return answer


class _Menu:
    """The options, one of them chosen, and a line below them for typing."""

    def __init__(self, terminal: Terminal, options: tuple[str, ...]) -> None:
        from prompt_toolkit.buffer import Buffer  # noqa: PLC0415  as above

        self._terminal = terminal
        self._options = options
        self._chosen = 0
        self._typed = Buffer(multiline=False, on_text_changed=lambda _buffer: self._follow_typing())

    def ask(self) -> str | None:
        from prompt_toolkit import Application  # noqa: PLC0415  as above

        application: Application[str | None] = Application(
            layout=self._layout(),
            key_bindings=self._keys(),
            erase_when_done=True,
            **streams(self._terminal),
        )
        try:
            return application.run()
        except (EOFError, OSError):  # the terminal has disappeared
            return None

    def _answer(self) -> str:
        typed = self._typed.text
        return choose_option(self._options, typed) if typed.strip() else self._options[self._chosen]

    def _move(self, rows: int) -> None:
        self._typed.text = ""
        self._chosen = (self._chosen + rows) % len(self._options)

    def _follow_typing(self) -> None:
        if self._typed.text.strip() and self._answer() in self._options:
            self._chosen = self._options.index(self._answer())

    def _keys(self) -> KeyBindings:
        keys = _stopping()

        @keys.add("up")
        @keys.add("c-p")
        def _up(event: KeyPressEvent) -> None:
            self._move(-1)

        @keys.add("down")
        @keys.add("c-n")
        def _down(event: KeyPressEvent) -> None:
            self._move(1)

        @keys.add("enter")
        def _enter(event: KeyPressEvent) -> None:
            event.app.exit(result=self._answer())

        @keys.add("c-d")
        def _leave(event: KeyPressEvent) -> None:
            if not self._typed.text:
                event.app.exit(result=None)

        return keys

    def _layout(self) -> Layout:
        from prompt_toolkit.layout import (  # noqa: PLC0415  as above
            BufferControl,
            Dimension,
            FormattedTextControl,
            HSplit,
            Layout,
            Window,
        )
        from prompt_toolkit.layout.processors import BeforeInput  # noqa: PLC0415  as above

        room = max(1, self._terminal.size()[1] - _OTHER_ROWS)
        options = FormattedTextControl(self._rows, get_cursor_position=self._position)
        line = BufferControl(self._typed, [BeforeInput(_("Answer (arrows, number or text): "))])
        return Layout(
            HSplit(
                [
                    Window(options, height=Dimension(max=min(room, len(self._options)))),
                    Window(line, height=1),
                ]
            ),
            focused_element=line,
        )

    def _position(self) -> Point:
        from prompt_toolkit.data_structures import Point  # noqa: PLC0415  as above

        return Point(0, self._chosen)

    def _rows(self) -> StyleAndTextTuples:
        width = len(str(len(self._options)))
        rows: StyleAndTextTuples = []
        for number, option in enumerate(self._options, start=1):
            is_chosen = number - 1 == self._chosen
            mark = _pointer(self._terminal) if is_chosen else " "
            style = "bold ansicyan" if is_chosen else ""
            end = "" if number == len(self._options) else "\n"
            text = self._terminal.secrets.mask(clean_line(option))
            rows.append((style, f"{mark} {number:>{width}}  {text}{end}"))
        return rows


def _pointer(terminal: Terminal) -> str:
    return "❯" if terminal.unicode else ">"


def streams(terminal: Terminal) -> dict[str, Any]:
    """prompt_toolkit's input and output over ours: stdout is data, so it draws on stderr."""
    from prompt_toolkit.input import create_input  # noqa: PLC0415  as above
    from prompt_toolkit.output import ColorDepth, create_output  # noqa: PLC0415  as above
    from prompt_toolkit.output.vt100 import Vt100_Output  # noqa: PLC0415  as above

    output = create_output(stdout=terminal.err)
    if isinstance(output, Vt100_Output):
        # Nothing here needs the cursor's place, and a late reply of the terminal would be typed.
        output.enable_cpr = False
    return {
        "input": create_input(stdin=terminal.stdin),
        "output": output,
        "color_depth": None if terminal.colored("err") else ColorDepth.DEPTH_1_BIT,
    }

"""Asking a person in the middle of a run: options as a menu, an input node as a form."""

from __future__ import annotations

from typing import Any

from .answers import choose_option, describe_field, encode_form, read_field
from .errors import InvalidInput
from .events import Field, Interrupt
from .terminal import Terminal, clean, clean_line


def ask(terminal: Terminal, interrupt: Interrupt) -> str | None:
    """Ask for the answer of *interrupt* on stderr; None when the person gives none (Ctrl-D)."""
    _show_question(terminal, interrupt)
    if interrupt.options:
        return _ask_option(terminal, interrupt.options)
    if interrupt.fields:
        return _ask_form(terminal, interrupt.fields)
    return _ask_text(terminal)


def _show_question(terminal: Terminal, interrupt: Interrupt) -> None:
    title = clean_line(interrupt.node_title)
    text = clean(interrupt.prompt) or clean(interrupt.data)
    if interrupt.fields and not interrupt.prompt:
        text = title or "Please fill in:"
        title = ""
    mark = terminal.style("?", 1, 36)
    where = terminal.style(f"  ({title})", 2) if title else ""
    terminal.say(f"\n{mark} {terminal.style(text, 1)}{where}")


def _ask_option(terminal: Terminal, options: tuple[str, ...]) -> str | None:
    width = len(str(len(options)))
    for number, option in enumerate(options, start=1):
        terminal.say(f"  {terminal.style(str(number).rjust(width), 36)}  {clean_line(option)}")
    while True:
        text = terminal.ask("Answer (number or text): ")
        if text is None or text.strip():
            return None if text is None else choose_option(options, text)


def _ask_text(terminal: Terminal) -> str | None:
    while True:
        text = terminal.ask("Answer: ")
        if text is None or text.strip():
            return text


def _ask_form(terminal: Terminal, fields: tuple[Field, ...]) -> str | None:
    values: dict[str, Any] = {}
    for field in fields:
        answered, value = _ask_field(terminal, field)
        if not answered:
            return None
        if value is not None:
            values[field.name] = value
    return encode_form(fields, values)


def _ask_field(terminal: Terminal, field: Field) -> tuple[bool, Any]:
    """Ask until the field's type is right: whether there was an answer, and its value."""
    if field.description:
        terminal.say(terminal.style(f"  {clean_line(field.description)}", 2))
    default = f" [{clean_line(str(field.default))}]" if field.default not in (None, "") else ""
    while True:
        text = terminal.ask(f"  {clean_line(describe_field(field))}{default}: ")
        if text is None:
            return False, None
        if not text.strip():
            if default:
                return True, field.default
            if not field.required:
                return True, None
            terminal.say(terminal.style("  This field is required.", 33))
            continue
        try:
            return True, read_field(field, text)
        except InvalidInput as error:
            terminal.say(terminal.style(f"  {clean_line(error.message)}", 33))

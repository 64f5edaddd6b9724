"""Asking a person in the middle of a run: options as a menu, an input node as a form."""

from __future__ import annotations

from typing import Any

from .answers import choose_option, describe_field, encode_form, read_field
from .cleaning import clean, clean_line
from .editing import choose, edit_line
from .errors import InvalidInput
from .events import Field, Interrupt
from .language import N_, _
from .terminal import Terminal
from .wire.values import as_text

_FORMATS = {"object": "JSON", "list": N_("a, b, c or JSON"), "array": N_("a, b, c or JSON")}


def ask(terminal: Terminal, interrupt: Interrupt) -> str | None:
    """Ask for the answer of *interrupt* on stderr; None when the person gives none (Ctrl-D).

    Call only where `can_prompt`. Raises KeyboardInterrupt.
    """
    _show_question(terminal, interrupt)
    if interrupt.options:
        return _ask_option(terminal, interrupt.options)
    if interrupt.fields:
        return _ask_form(terminal, interrupt.fields)
    return ask_text(terminal, _("Answer: "))


def _show_question(terminal: Terminal, interrupt: Interrupt) -> None:
    title = clean_line(interrupt.node_title)
    text = clean(interrupt.prompt)
    if not text and interrupt.fields:
        text, title = title or _("Please fill in:"), ""
    elif not text:
        text = _("The run waits for an answer of an unknown kind ({kind}).")
        text = text.format(kind=_kind_of(interrupt))
    facts = [fact for fact in (title, _round_of(interrupt)) if fact]
    shown = _("({facts})").format(facts=_(", ").join(facts))
    where = terminal.style(f"  {shown}", 2) if facts else ""
    terminal.say(f"\n{terminal.style('?', 1, 36)} {terminal.style(text, 1)}{where}")
    if not interrupt.prompt and not interrupt.fields and interrupt.data:
        terminal.say(terminal.style(clean(interrupt.data), 2))


def _kind_of(interrupt: Interrupt) -> str:
    name = clean_line(interrupt.interrupt_name)
    if interrupt.interrupt_type is None:
        return name
    return _("{name}, type {number}").format(name=name, number=interrupt.interrupt_type)


def _round_of(interrupt: Interrupt) -> str:
    if not interrupt.history:
        return ""
    return _("asked again, round {number}").format(number=interrupt.history + 1)


def _ask_option(terminal: Terminal, options: tuple[str, ...]) -> str | None:
    if terminal.can_edit:
        return choose(terminal, options)
    width = len(str(len(options)))
    for number, option in enumerate(options, start=1):
        terminal.say(f"  {terminal.style(str(number).rjust(width), 36)}  {clean_line(option)}")
    text = ask_text(terminal, _("Answer (number or text): "))
    return None if text is None else choose_option(options, text)


def ask_text(terminal: Terminal, prompt: str) -> str | None:
    """Ask for a text that is not empty; None for Ctrl-D."""
    while True:
        text = _ask_line(terminal, prompt)
        if text is None or text.strip():
            return text


def _ask_line(terminal: Terminal, prompt: str) -> str | None:
    return edit_line(terminal, prompt) if terminal.can_edit else terminal.ask(prompt)


def _ask_form(terminal: Terminal, fields: tuple[Field, ...]) -> str | None:
    values: dict[str, Any] = {}
    for field in fields:
        answered, value = _ask_field(terminal, field)
        if not answered:
            return None
        values[field.name] = value
    return encode_form(fields, values)


def _ask_field(terminal: Terminal, field: Field) -> tuple[bool, Any]:
    """Ask until the field's type is right: whether there was an answer, and its value."""
    if field.description:
        terminal.say(terminal.style(f"  {clean_line(field.description)}", 2))
    has_default = field.default not in (None, "")
    prompt = _prompt_of(field, has_default=has_default)
    while True:
        text = _ask_line(terminal, prompt)
        if text is None:
            return False, None
        if text.strip():
            try:
                return True, read_field(field, text)
            except InvalidInput as error:
                terminal.say(terminal.style(f"  {clean_line(error.message)}", 33))
        elif has_default or not field.required:
            return True, field.default if has_default else None
        else:
            terminal.say(terminal.style("  " + _("This field is required."), 33))


def _prompt_of(field: Field, *, has_default: bool) -> str:
    shape = f" {_(_FORMATS[field.type.lower()])}" if field.type.lower() in _FORMATS else ""
    default = f" [{clean_line(as_text(field.default))}]" if has_default else ""
    what = f"{clean_line(describe_field(field))}{shape}{default}"
    return "  " + _("{question}: ").format(question=what)

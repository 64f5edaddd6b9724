"""Help as plain text: examples first, then what there is to choose, on one screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..errors import EXIT_CODES
from .layout import flow, rows, wrap
from .topics import Topic, short_first, spell, topic_of_group
from .tree import Argument, Command, Option, Translate

_MORE = "`cozewf help` lists topics: params, output, interrupts, exit-codes, …"


def show_command(command: Command, columns: int = 80, translate: Translate = str) -> str:
    """The help of a command, or of a group."""
    _ = translate
    lines = [f"{_('Usage:')} {usage(command)}", "", *wrap(command.summary, columns)]
    lines += _section(_("Examples:"), (f"  {example}" for example in command.shown_examples))
    if command.commands:
        entries = [(child.name, child.summary) for child in command.commands]
        lines += _section(_("Commands:"), rows(entries, columns))
    for paragraph in command.description:
        lines += ["", *_paragraph(paragraph, columns)]
    arguments = [(a.value.metavar, argument_help(a, _)) for a in command.arguments if a.help]
    if arguments:
        lines += _section(_("Arguments:"), rows(arguments, columns))
    lines += _options(command, columns, translate)
    if not command.path:
        codes = [(str(code), _(text)) for code, text in EXIT_CODES.items()]
        lines += _section(_("Exit codes:"), rows(codes, columns))
        lines += ["", _(_MORE)]
    return "\n".join(lines) + "\n"


def show_topic(topic: Topic, columns: int = 80) -> str:
    """A topic's page."""
    lines = wrap(topic.title, columns)
    for block in topic.blocks:
        body = _paragraph(block, columns) if isinstance(block, str) else rows(block, columns)
        lines += ["", *body]
    return "\n".join(lines) + "\n"


def show_topics(topics: Iterable[Topic], columns: int = 80, translate: Translate = str) -> str:
    """The list of topics."""
    entries = [(topic.name, topic.title) for topic in topics]
    lines = [f"{translate('Usage:')} cozewf help [TOPIC|COMMAND]", "", translate("Topics:")]
    return "\n".join([*lines, *rows(entries, columns)]) + "\n"


def usage(command: Command) -> str:
    """The command with its arguments, in one line."""
    words = [command.title, *("COMMAND" for _ in command.commands[:1])]
    for argument in command.arguments:
        word = argument.value.metavar + ("..." if argument.value.repeats else "")
        words.append(word if argument.value.required else f"[{word}]")
    return " ".join([*words, "[OPTIONS]"])


def option_help(option: Option, translate: Translate = str) -> str:
    """An option's help, with its default where that is no matter of course."""
    value = option.value
    if value is None:
        return option.help
    return option.help + _default(value.default, translate)


def argument_help(argument: Argument, translate: Translate = str) -> str:
    """An argument's help, with its default."""
    return argument.help + _default(argument.value.default, translate)


def _default(default: str, translate: Translate) -> str:
    return f" [{translate('default:')} {default}]" if default else ""


def _options(command: Command, columns: int, translate: Translate) -> Iterator[str]:
    """Groups of options: those that a topic tells in full are only named."""
    shown = [option for option in command.options if "--help" not in option.names]
    # A command's own options come first, then its groups in their order.
    for group in dict.fromkeys(["", *(option.group for option in shown)]):
        options = [option for option in shown if option.group == group]
        topic = topic_of_group(group, translate)
        if topic:
            title = f"{group} (cozewf help {topic}):"
            yield from _section(title, flow(map(spell, short_first(options)), columns))
        elif options:
            entries = [(spell(option), option_help(option, translate)) for option in options]
            title = f"{group}:" if group else translate("Options:")
            yield from _section(title, rows(entries, columns))


def _section(title: str, lines: Iterable[str]) -> list[str]:
    body = list(lines)
    return ["", title, *body] if body else []


def _paragraph(text: str, columns: int) -> list[str]:
    if text.startswith(" "):
        return [f" {line}".rstrip() for line in text.splitlines()]
    return wrap(text, columns)

"""Help as plain text: examples first, then what there is to choose, on one screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..errors import EXIT_CODES
from ..language import N_, _
from .layout import Row, rows, wrap
from .topics import Topic, short_first, spell, topic_of_group
from .tree import Argument, Command, Option

_MORE = N_("`cozewf help` lists topics: params, output, interrupts, exit-codes, …")


def show_command(command: Command, columns: int = 80) -> str:
    """The help of a command, or of a group."""
    lines = [_("Usage: {command}").format(command=usage(command))]
    lines += wrap(command.summary, columns)
    lines += _section(_("Examples:"), (f"  {example}" for example in command.shown_examples))
    if command.commands:
        entries = [(child.name, child.summary) for child in command.commands]
        lines += _section(_("Commands:"), rows(entries, columns))
    for paragraph in command.description:
        lines += ["", *_paragraph(paragraph, columns)]
    arguments = [(a.value.metavar, argument_help(a)) for a in command.arguments if a.help]
    choices = [_("Arguments:"), *rows(arguments, columns)] if arguments else []
    choices += _options(command, columns)
    lines += ["", *choices] if choices else []
    lines += _section("", rows(_told_by_topics(command), columns))[1:]
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


def show_topics(topics: Iterable[Topic], columns: int = 80) -> str:
    """The list of topics."""
    entries = [(topic.name, topic.title) for topic in topics]
    used = _("Usage: {command}").format(command="cozewf help [TOPIC|COMMAND]")
    lines = [used, "", _("Topics:")]
    return "\n".join([*lines, *rows(entries, columns)]) + "\n"


def usage(command: Command) -> str:
    """The command with its arguments, in one line."""
    words = [command.title, *("COMMAND" for _ in command.commands[:1])]
    for argument in command.arguments:
        word = argument.value.metavar + ("..." if argument.value.repeats else "")
        words.append(word if argument.value.required else f"[{word}]")
    return " ".join([*words, "[OPTIONS]"])


def option_help(option: Option) -> str:
    """An option's help, with its default where that is no matter of course."""
    value = option.value
    if value is None:
        return option.help
    return option.help + _default(value.default)


def argument_help(argument: Argument) -> str:
    """An argument's help, with its default."""
    return argument.help + _default(argument.value.default)


def _default(default: str) -> str:
    return " " + _("[default: {value}]").format(value=default) if default else ""


def _groups(command: Command) -> dict[str, list[Option]]:
    """The options by their groups: a command's own come first."""
    shown = [option for option in command.options if "--help" not in option.names]
    names = dict.fromkeys(["", *(option.group for option in shown)])
    return {name: [option for option in shown if option.group == name] for name in names}


def _options(command: Command, columns: int) -> Iterator[str]:
    """The options that are this command's own, or of few."""
    for group, options in _groups(command).items():
        if options and not topic_of_group(group, _):
            entries = [(spell(option), option_help(option)) for option in options]
            yield _("{group}:").format(group=group) if group else _("Options:")
            yield from rows(entries, columns)


def _told_by_topics(command: Command) -> Iterator[Row]:
    """What a topic tells in full is only named, or no command's help would fit a screen."""
    for group, options in _groups(command).items():
        if topic := topic_of_group(group, _):
            yield f"cozewf help {topic}", "  ".join(map(_name, short_first(options)))


def _name(option: Option) -> str:
    """`-o text|json` where there is a short name, else `--query` alone."""
    short = min(option.names, key=len)
    return short if short.startswith("--") else spell(replace(option, names=(short,)))


def _section(title: str, lines: Iterable[str]) -> list[str]:
    body = list(lines)
    return ["", title, *body] if body else []


def _paragraph(text: str, columns: int) -> list[str]:
    if text.startswith(" "):
        return [f" {line}".rstrip() for line in text.splitlines()]
    return wrap(text, columns)

"""Manual pages in man(7): `cozewf.1`, and one for each command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .. import __version__
from ..errors import EXIT_CODES
from .facts import ENVIRONMENT, FILES
from .help import argument_help, option_help
from .topics import GROUP_TOPICS, Block, Topic, shared_options
from .tree import Command, Option, Value

RELEASED = "2026-11-27"  # the day of __version__, so that a page made twice is the same

_ABOUT = """\
cozewf runs Coze workflows and shows their nodes write, answers what they ask, chats with \
ChatFlows, and looks runs up afterwards: at Coze Plus, Coze Studio and the Coze cloud, without \
being told which."""
_LINE = 78  # bytes of a line of text; mandoc complains of more than 80


def write_pages(tree: Command, topics: dict[str, Topic]) -> dict[str, str]:
    """Every page by the name of its file."""
    pages = {"cozewf.1": _main_page(tree, topics)}
    for command in tree.walk():
        if command.path:
            pages[f"{_name(command)}.1"] = _page(command, tree)
    return pages


def _main_page(tree: Command, topics: dict[str, Topic]) -> str:
    lines = [*_head(tree), *_section("DESCRIPTION"), *_text(_ABOUT)]
    lines += [*_section("COMMANDS"), *_list((_reference(c), c.summary) for c in _leaves(tree))]
    lines += [*_section("OPTIONS"), *_options(tree.options)]
    for group in GROUP_TOPICS:
        lines += [f".SS {_quote(group)}", *_options(shared_options(tree, group))]
    for name in ("params", "output", "interrupts", "dialects"):
        topic = topics[name]
        # The options of a topic stand above already.
        blocks = topic.blocks[:-1] if name in GROUP_TOPICS.values() else topic.blocks
        lines += [*_section(name.upper()), *_text(topic.title), *_blocks(blocks)]
    return _close(lines, tree, tree)


def _page(command: Command, tree: Command) -> str:
    lines = [*_head(command), *_section("DESCRIPTION"), *_text(command.summary)]
    lines += _blocks(command.description)
    if command.commands:
        entries = [(_reference(child), child.summary) for child in command.commands]
        lines += [*_section("COMMANDS"), *_list(entries)]
    if command.arguments:
        entries = [
            (f"\\fI{escape(a.value.metavar)}\\fR", argument_help(a)) for a in command.arguments
        ]
        lines += [*_section("ARGUMENTS"), *_list(entries)]
    lines += _section("OPTIONS")
    for group in dict.fromkeys(["", *(option.group for option in command.options)]):
        options = [option for option in command.options if option.group == group]
        lines += [f".SS {_quote(group)}"] if group and options else []
        lines += _options(options)
    return _close(lines, command, tree)


def _head(command: Command) -> list[str]:
    name = _name(command)
    return [
        '.\\" Made by `python -m tests.generate`.',
        f'.TH {_quote(name.upper())} 1 "{RELEASED}" "cozewf {__version__}" "User Commands"',
        # Neither a word nor an option is broken, and lines are not stretched to one length.
        ".nh",
        ".ad l",
        *_section("NAME"),
        f"{escape(name)} \\-",
        *_text(command.summary.rstrip(".。")),
        *_section("SYNOPSIS"),
        f".B {escape(command.title)}",
        *_synopsis(command),
    ]


def _synopsis(command: Command) -> Iterator[str]:
    """What must be given, and that there are options: all of them would be a page by themselves."""
    if command.commands:
        yield ".I COMMAND"
    for argument in command.arguments:
        dots = "..." if argument.value.repeats else ""
        metavar = f"\\fI{escape(argument.value.metavar)}\\fR{dots}"
        yield metavar if argument.value.required else f"[{metavar}]"
    for option in command.options:
        if option.value is not None and option.value.required:
            yield _spell(option)
    yield "[\\fIOPTIONS\\fR]"


def _close(lines: list[str], command: Command, tree: Command) -> str:
    """The sections that end every page."""
    if command.shown_examples:
        lines += [*_section("EXAMPLES"), *_literal(command.shown_examples)]
    lines += [*_section("ENVIRONMENT"), *_list((_bold(name), text) for name, text in ENVIRONMENT)]
    lines += [*_section("FILES"), *_list((f"\\fI{escape(n)}\\fR", text) for n, text in FILES)]
    codes = ((_bold(str(code)), text) for code, text in EXIT_CODES.items())
    lines += [*_section("EXIT STATUS"), *_list(codes)]
    others = [other for other in (tree, *_leaves(tree)) if other is not command]
    references = [f".BR {_reference(other, ' ')}" for other in sorted(others, key=_name)]
    lines += [*_section("SEE ALSO"), *(f"{line} ," for line in references[:-1]), references[-1]]
    return "\n".join(lines) + "\n"


def _leaves(tree: Command) -> list[Command]:
    return [command for command in tree.walk() if command.path and not command.commands]


def _reference(command: Command, between: str = "") -> str:
    name = escape(_name(command))
    return f"{name}{between}(1)" if between else f"\\fB{name}\\fR(1)"


def _name(command: Command) -> str:
    return "-".join(("cozewf", *command.path))


def _section(title: str) -> list[str]:
    return [f".SH {_quote(title)}"]


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if not isinstance(block, str):
            yield from _list((_bold(name), text) for name, text in block)
        elif block.startswith(" "):
            yield from (".PP", *_literal(block.splitlines()))
        else:
            yield from (".PP", *_text(block))


def _list(entries: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Terms, which are marked up already, and plain text for each."""
    for term, text in entries:
        yield from (".TP", term, *_text(text))


def _options(options: Iterable[Option]) -> Iterator[str]:
    return _list((_spell(option), option_help(option)) for option in options)


def _spell(option: Option) -> str:
    names = ", ".join(_bold(name) for name in sorted(option.names, key=len))
    return names + (_spell_value(option.value) if option.value is not None else "")


def _spell_value(value: Value) -> str:
    words = value.choices or value.metavar.split("|")
    shown = "|".join(_bold(w) if value.choices else f"\\fI{escape(w)}\\fR" for w in words)
    return f"[={shown}]" if value.attached else f" {shown}"


def _literal(lines: Iterable[str]) -> list[str]:
    return [".EX", *(escape(line) for line in lines), ".EE"]


def _text(text: str) -> Iterator[str]:
    """Running text in short lines, none of which begins as a request does."""
    line = ""
    for word in text.split():
        word = escape(word)
        if line and len(line) + 1 + len(word) > _LINE:
            yield line
            line = ""
        line = f"{line} {word}" if line else word
    yield line


def _bold(text: str) -> str:
    return f"\\fB{escape(text)}\\fR"


def _quote(text: str) -> str:
    return '"' + escape(text).replace('"', "\\(dq") + '"'


def escape(text: str) -> str:
    """Text as man(7) reads it: nothing of it is a request, and a hyphen can be copied as one."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga").replace("'", "\\(aq")
    text = text.replace("~", "\\(ti").replace("^", "\\(ha")
    text = "".join(char if char < "\x7f" else f"\\[u{ord(char):04X}]" for char in text)
    return "\\&" + text if text.startswith(".") else text

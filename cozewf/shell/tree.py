"""The command tree as plain values: what completions, manual pages and help are made of.

`read` takes the tree that the command line really has, so that none of them can lie about it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Translate: TypeAlias = Callable[[str], str]
# What a value is, beyond its choices: the kinds from "profile" on are answered by `candidates`.
Kind: TypeAlias = Literal[
    "", "file", "at_file", "setting", "profile", "workflow", "execution", "event", "conversation"
]

_KIND_OF_NAME: dict[str, Kind] = {
    "--profile": "profile",
    "--conversation": "conversation",
    "--execute-id": "execution",
    "--param": "at_file",
    "key": "setting",
}
_KIND_OF_METAVAR: dict[str, Kind] = {
    "WORKFLOW": "workflow",
    "EXECUTE_ID": "execution",
    "EVENT_ID": "event",
    "CONVERSATION": "conversation",
    "PROFILE": "profile",
    "FILE": "file",
    "DIR": "file",
    "JSON|@FILE|-": "at_file",
}
_MARKS = str.maketrans("", "", "[].…")  # of metavars: optional, repeated


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What an option or an argument takes. *default* is "" where there is none to be told."""

    metavar: str
    choices: tuple[str, ...] = ()
    kind: Kind = ""
    type: str = "text"
    default: str = ""
    required: bool = False
    repeats: bool = False
    attached: bool = False  # only as --name=VALUE, and it may be left out

    @property
    def source(self) -> str:
        """Where its candidates come from: "=a|b|c", "@kind", "file", "at_file", or "" for none."""
        if self.choices:
            return "=" + "|".join(self.choices)
        if self.kind == "setting":
            from ..profiles.specs import SETTINGS  # noqa: PLC0415  only for completion scripts

            return "=" + "|".join(SETTINGS)
        return self.kind if self.kind in ("", "file", "at_file") else f"@{self.kind}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """A word that is no option."""

    name: str
    help: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An option under all its *names*, the long ones first; a switch has no *value*."""

    names: tuple[str, ...]
    help: str
    group: str = ""
    value: Value | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command, or a group of *commands*. *path* is its words after the program's name."""

    path: tuple[str, ...]
    summary: str
    description: tuple[str, ...] = ()  # paragraphs; lines of a literal one begin with a space
    examples: tuple[str, ...] = ()
    arguments: tuple[Argument, ...] = ()
    options: tuple[Option, ...] = ()
    commands: tuple[Command, ...] = ()

    @property
    def name(self) -> str:
        """Its last word, "" for the program itself."""
        return self.path[-1] if self.path else ""

    @property
    def shown_examples(self) -> tuple[str, ...]:
        """Its examples; a group without any shows the first of each of its commands."""
        return self.examples or tuple(line for c in self.commands for line in c.examples[:1])

    @property
    def title(self) -> str:
        """It as typed: `cozewf config set`."""
        return " ".join(("cozewf", *self.path))

    def walk(self) -> Iterator[Command]:
        """This command and all below it."""
        yield self
        for command in self.commands:
            yield from command.walk()

    def find(self, words: tuple[str, ...]) -> Command | None:
        """The command that *words* name, None where there is none."""
        return next((command for command in self.walk() if command.path == words), None)


def read(root: Any, translate: Translate = str) -> Command:
    """Read the tree below *root*, a command of Typer; hidden commands and options are left out."""
    return _read(root, root.make_context("cozewf", [], resilient_parsing=True), (), translate)


def read_one(command: Any, context: Any, translate: Translate = str) -> Command:
    """Read *command*, and what is below it, where Typer has met it."""
    return _read(command, context, tuple(context.command_path.split()[1:]), translate)


def _read(command: Any, context: Any, path: tuple[str, ...], translate: Translate) -> Command:
    summary, description, examples = _split_help(command.help or "", translate)
    parameters = [p for p in command.get_params(context) if not getattr(p, "hidden", False)]
    names = command.list_commands(context) if hasattr(command, "list_commands") else []
    children = [(name, command.get_command(context, name)) for name in names]
    return Command(
        path=path,
        summary=summary,
        description=description,
        examples=examples,
        arguments=tuple(
            _read_argument(p, translate) for p in parameters if p.param_type_name == "argument"
        ),
        options=tuple(
            _read_option(p, translate) for p in parameters if p.param_type_name == "option"
        ),
        commands=tuple(
            _read(child, _context_of(child, context, name), (*path, name), translate)
            for name, child in children
            if not child.hidden
        ),
    )


def _context_of(command: Any, parent: Any, name: str) -> Any:
    return type(parent)(command, parent=parent, info_name=name, resilient_parsing=True)


def _split_help(text: str, translate: Translate) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Split a docstring into its first sentence, its paragraphs, and its examples."""
    text, _, shown = text.replace("\b", "").partition("Examples:")
    paragraphs = [part.strip("\n") for part in re.split(r"\n\s*\n", text) if part.strip()]
    first = " ".join((paragraphs or [""])[0].split())
    # A sentence ends where the next one begins: "1.5" and "e.g. this" are no ends.
    end = re.search(r"(?<=\.) (?=[A-Z])", first)
    sentence, rest = (first[: end.start()], first[end.end() :]) if end else (first, "")
    body = [rest] if rest.strip() else []
    for paragraph in paragraphs[1:]:
        lines = paragraph.splitlines()
        is_table = len(lines) > 1 and all("  " in line.strip() for line in lines)
        body.append("\n".join(f" {line}" for line in lines) if is_table else " ".join(lines))
    examples = tuple(line.strip() for line in shown.splitlines() if line.strip())
    return translate(sentence.strip()), tuple(map(translate, body)), examples


def _read_argument(parameter: Any, translate: Translate) -> Argument:
    metavar = parameter.metavar or parameter.name.upper()
    return Argument(
        name=parameter.name,
        help=translate(parameter.help or ""),
        value=_read_value(parameter, metavar.translate(_MARKS)),
    )


def _read_option(parameter: Any, translate: Translate) -> Option:
    names = [*parameter.opts, *parameter.secondary_opts]
    return Option(
        names=tuple(sorted(names, key=lambda name: not name.startswith("--"))),
        help=translate(parameter.help or ""),
        group=translate(getattr(parameter, "rich_help_panel", None) or ""),
        value=None if parameter.is_flag or parameter.count else _read_value(parameter),
    )


def _read_value(parameter: Any, metavar: str | None = None) -> Value:
    choices = tuple(str(choice) for choice in getattr(parameter.type, "choices", None) or ())
    metavar = metavar or parameter.metavar or "|".join(choices) or _type_of(parameter)[1]
    attached = metavar.startswith("[=")
    return Value(
        metavar="|".join(choices) if attached else metavar,
        choices=choices,
        kind=_kind_of(parameter, metavar),
        type=_type_of(parameter)[0],
        default=_default_of(parameter),
        required=parameter.required,
        repeats=bool(getattr(parameter, "multiple", False)) or parameter.nargs == -1,
        attached=attached,
    )


def _kind_of(parameter: Any, metavar: str) -> Kind:
    known = (_KIND_OF_NAME.get(name, "") for name in parameter.opts)
    return next((kind for kind in known if kind), _KIND_OF_METAVAR.get(metavar, ""))


def _type_of(parameter: Any) -> tuple[str, str]:
    """The type's name for programs, and the metavar of a value that has none."""
    if getattr(parameter.type, "choices", None):
        return "choice", "CHOICE"
    for start, name, metavar in (("int", "integer", "N"), ("float", "number", "N")):
        if parameter.type.name.startswith(start):
            return name, metavar
    return "text", "TEXT"


def _default_of(parameter: Any) -> str:
    default = parameter.default
    if default is None or default is False or callable(default) or default in ((), []):
        return ""
    return str(default)

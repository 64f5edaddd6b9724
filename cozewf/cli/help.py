"""help: commands and topics explained, and the command classes whose --help is ours."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperCommand, TyperGroup

from ..errors import InvalidInput
from ..language import _

if TYPE_CHECKING:
    from .app import App

_NARROWEST, _WIDEST = 60, 100


class HelpCommand(TyperCommand):
    """A command whose help is laid out by `shell.help`."""

    def get_help(self, ctx: Any) -> str:
        return _help_of(self, ctx)


class HelpGroup(TyperGroup):
    """A group of commands; called with nothing more, it shows its help."""

    def get_help(self, ctx: Any) -> str:
        return _help_of(self, ctx)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, args or ([] if ctx.resilient_parsing else ["--help"]))


def help_(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[TOPIC|COMMAND]...", help="What to explain.")
    ] = None,
    output: Annotated[
        Literal["text", "json"],
        typer.Option("--output", "-o", help="json: the whole command map, for programs."),
    ] = "text",
) -> None:
    """Explain a command or a topic.

    Examples:

    \b
      cozewf help exit-codes
      cozewf help stream
      cozewf help -o json
    """
    from ..shell.help import show_command, show_topic, show_topics  # noqa: PLC0415  only here
    from ..shell.topics import make_topics  # noqa: PLC0415  as above
    from ..shell.tree import read  # noqa: PLC0415  as above

    app: App = ctx.obj
    say = _ if output == "text" else str  # JSON is the same in every language
    tree = read(ctx.find_root().command, say)
    topics = make_topics(tree, say)
    command = tree.find(tuple(words or ()))
    topic = topics.get(" ".join(words or ()))
    if command is None and topic is None:
        raise _unknown(" ".join(words or ()), [*topics, *(" ".join(c.path) for c in tree.walk())])
    if output == "json":
        from ..shell.map import make_map  # noqa: PLC0415  for programs only

        shown = make_map(tree, topics, tuple(words or ()))
        indent = 2 if app.terminal.out_is_tty else None
        text = json.dumps(shown, ensure_ascii=False, indent=indent) + "\n"
    elif not words:
        text = show_topics(topics.values(), _columns(ctx))
    elif topic:
        text = show_topic(topic, _columns(ctx))
    elif command:
        text = show_command(command, _columns(ctx))
    app.terminal.write(text)


def _help_of(command: Any, ctx: Any) -> str:
    """The text for Typer to print; written by our terminal, which knows what a full disk is."""
    from ..shell.help import show_command  # noqa: PLC0415  15 ms that other commands save
    from ..shell.tree import read_one  # noqa: PLC0415  as above

    text = show_command(read_one(command, ctx, _), _columns(ctx))
    app: App | None = ctx.find_root().obj
    if app is None:
        return text.rstrip("\n")
    app.terminal.write(text)
    raise typer.Exit


def _columns(ctx: Any) -> int:
    app: App | None = ctx.find_root().obj
    columns = app.terminal.size()[0] if app is not None else 80
    return max(_NARROWEST, min(columns, _WIDEST))


def _unknown(name: str, known: list[str]) -> InvalidInput:
    import difflib  # noqa: PLC0415  seldom needed

    longer = [other for other in known if name and other.startswith(name)]
    near = longer or difflib.get_close_matches(name, known, n=1)
    hint = (
        _("Did you mean {near}?").format(near=near[0])
        if near
        else _("`cozewf help` lists the topics.")
    )
    return InvalidInput(_('There is no topic or command "{name}".').format(name=name), hint=hint)

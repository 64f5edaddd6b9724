"""Options that several commands share, as dataclasses; `expand` makes them Typer's parameters.

Their annotations are no strings, as they are read at run time: to compile 40 is 5 ms.
"""

import functools
import inspect
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from typing import Annotated, Any, Literal, get_type_hints

import typer

from ..language import Language
from ..records import record

OutputFormat = Literal["text", "json", "jsonl", "raw"]
ListFormat = Literal["text", "json", "jsonl", "csv"]

_KEYWORD = inspect.Parameter.KEYWORD_ONLY
_PARAMETERS = "Parameters"
_IDENTITY = "Identity and version"
_ANSWERS = "Answers"
_SERVER = "Server and login"
_OUTPUT = "Output"

WorkflowArgument = Annotated[str, typer.Argument(metavar="WORKFLOW", help="Workflow id or alias.")]


@record
class ViewFlags:
    """How results are shown, but for the format."""

    json: Annotated[
        bool, typer.Option("--json", help="Short for --output json.", rich_help_panel=_OUTPUT)
    ] = False
    query: Annotated[
        str | None,
        typer.Option(metavar="EXPR", help="JMESPath on the JSON.", rich_help_panel=_OUTPUT),
    ] = None
    quiet: Annotated[
        bool,
        typer.Option("--quiet", "-q", help="Only errors on stderr.", rich_help_panel=_OUTPUT),
    ] = False
    verbose: Annotated[
        bool,
        typer.Option("--verbose", "-v", help="Show requests and replies.", rich_help_panel=_OUTPUT),
    ] = False
    color: Annotated[
        Literal["auto", "always", "never"],
        typer.Option(help="Colours; NO_COLOR and FORCE_COLOR too.", rich_help_panel=_OUTPUT),
    ] = "auto"
    lang: Annotated[
        Language | None,
        typer.Option(help="Language; else COZEWF_LANG or the locale's.", rich_help_panel=_OUTPUT),
    ] = None


@record
class OutputFlags(ViewFlags):
    """How results are shown."""

    output: Annotated[
        OutputFormat | None,
        typer.Option(
            "--output",
            "-o",
            help="text, json (one document), jsonl (one event a line), raw (the server's bytes).",
            rich_help_panel=_OUTPUT,
        ),
    ] = None


@record
class ListFlags(ViewFlags):
    """How a list is shown."""

    output: Annotated[
        ListFormat | None,
        typer.Option(
            "--output",
            "-o",
            help="text, json (one document), jsonl (one a line), csv.",
            rich_help_panel=_OUTPUT,
        ),
    ] = None


@record
class ServerFlags:
    """Which server, which login, how patient."""

    profile: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Profile to use.", rich_help_panel=_SERVER),
    ] = None
    base_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="The server's address.", rich_help_panel=_SERVER),
    ] = None
    timeout: Annotated[
        str | None,
        typer.Option(
            metavar="SECONDS", help="Limit for all in all (none).", rich_help_panel=_SERVER
        ),
    ] = None
    idle_timeout: Annotated[
        str | None,
        typer.Option(metavar="SECONDS", help="Limit for silence (600).", rich_help_panel=_SERVER),
    ] = None
    connect_timeout: Annotated[
        str | None,
        typer.Option(metavar="SECONDS", help="Limit for connecting (10).", rich_help_panel=_SERVER),
    ] = None
    retries: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=100,
            help="Repeats where that is safe; also after a rate limit.",
            rich_help_panel=_SERVER,
        ),
    ] = None
    insecure: Annotated[
        bool,
        typer.Option("--insecure", help="Do not verify the certificate.", rich_help_panel=_SERVER),
    ] = False


@record
class RunFlags:
    """What a workflow is given."""

    param: Annotated[
        list[str] | None,
        typer.Option(
            "--param",
            "-p",
            metavar="KEY=VALUE",
            help="key=text, key:=JSON, key=@FILE; see cozewf help params.",
            rich_help_panel=_PARAMETERS,
        ),
    ] = None
    params: Annotated[
        str | None,
        typer.Option(
            metavar="JSON|@FILE|-",
            help="All of them as one JSON object; --param wins.",
            rich_help_panel=_PARAMETERS,
        ),
    ] = None
    bot_id: Annotated[
        str | None,
        typer.Option(
            metavar="ID", help="The bot that the run belongs to.", rich_help_panel=_IDENTITY
        ),
    ] = None
    app_id: Annotated[
        str | None,
        typer.Option(
            metavar="ID", help="The app that the workflow belongs to.", rich_help_panel=_IDENTITY
        ),
    ] = None
    connector_id: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="The channel that the run is counted for (1024: the API).",
            rich_help_panel=_IDENTITY,
        ),
    ] = None
    workflow_version: Annotated[
        str | None,
        typer.Option(
            metavar="V",
            help="Version to run; open-source servers always run the newest.",
            rich_help_panel=_IDENTITY,
        ),
    ] = None
    execute_mode: Annotated[
        Literal["release", "debug"] | None,
        typer.Option(help="Published version or draft.", rich_help_panel=_IDENTITY),
    ] = None
    ext: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUE",
            help="One more field of the request's `ext`; repeatable.",
            rich_help_panel=_IDENTITY,
        ),
    ] = None
    dry_run: Annotated[
        Literal["http", "curl"] | None,
        typer.Option(
            "--dry-run",
            metavar="[=curl]",
            help="Show the request as HTTP, or as curl, and send nothing.",
            rich_help_panel=_PARAMETERS,
        ),
    ] = None


@record
class AnswerFlags:
    """How questions in the middle of a run are answered."""

    answer: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TEXT",
            help="Answer to the next question, in order; repeatable.",
            rich_help_panel=_ANSWERS,
        ),
    ] = None
    answers: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Answers by node or question; cozewf help interrupts.",
            rich_help_panel=_ANSWERS,
        ),
    ] = None
    record_answers: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Write what was answered, for --answers.",
            rich_help_panel=_ANSWERS,
        ),
    ] = None
    no_input: Annotated[
        bool,
        typer.Option(
            "--no-input",
            help="Never ask; end with code 8 instead.",
            rich_help_panel=_ANSWERS,
        ),
    ] = False


def general_settings(flags: OutputFlags | ListFlags) -> dict[str, str | None]:
    """What of *flags* the configuration can set too; csv is a list's own way of being text."""
    chosen = "text" if flags.output == "csv" else flags.output
    return {"output": "json" if flags.json else chosen, "lang": flags.lang}


def expand(command: Callable[..., None]) -> Callable[..., None]:
    """Replace each dataclass parameter of *command* by its fields, for Typer to see.

    Typer reads a function's signature; three commands with 25 options each would repeat them.
    """
    hints = get_type_hints(command, include_extras=True)
    signature = inspect.signature(command)
    groups: dict[str, Any] = {}
    parameters: list[inspect.Parameter] = []
    for name, parameter in signature.parameters.items():
        group = hints[name]
        if is_dataclass(group):
            groups[name] = group
            parameters += _parameters_of(group)
        else:
            parameters.append(parameter.replace(annotation=group, kind=_KEYWORD))

    @functools.wraps(command)
    def wrapper(**given: Any) -> None:
        for name, group in groups.items():
            given[name] = group(**{f.name: given.pop(f.name) for f in fields(group)})
        command(**given)

    vars(wrapper)["__signature__"] = signature.replace(parameters=parameters)
    wrapper.__annotations__ = {p.name: p.annotation for p in parameters} | {"return": None}
    vars(wrapper).pop("__wrapped__")  # or Typer reads the old signature
    return wrapper


def _parameters_of(group: Any) -> list[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    return [
        inspect.Parameter(
            f.name,
            _KEYWORD,
            default=None if f.default is MISSING else f.default,
            annotation=hints[f.name],
        )
        for f in fields(group)
    ]

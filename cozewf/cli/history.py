"""history: past runs as a list, as figures, or one of them in full."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import typer

from ..errors import InvalidInput
from ..language import _
from ..profiles import Profile
from ..render.records import TimeForm
from ..selection import Selection, parse_since
from .app import App
from .flags import ListFlags, ServerFlags
from .following import next_step

_LIMIT = 20
_PANEL = "Selection"


class Status(StrEnum):
    """`models.RunStatus` as Typer takes a list of them."""

    running = "running"
    success = "success"
    failed = "failed"
    cancelled = "cancelled"
    interrupted = "interrupted"
    lost = "lost"
    unknown = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionFlags:
    """Which runs are wanted."""

    limit: Annotated[
        int | None,
        typer.Option("--limit", "-L", min=1, help="At most so many (20).", rich_help_panel=_PANEL),
    ] = None
    all: Annotated[bool, typer.Option("--all", help="All there are.", rich_help_panel=_PANEL)] = (
        False
    )
    status: Annotated[
        list[Status] | None, typer.Option(help="Only these; repeatable.", rich_help_panel=_PANEL)
    ] = None
    since: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="30m, 2h, 7d or 2026-01-01.", rich_help_panel=_PANEL),
    ] = None
    local: Annotated[
        bool,
        typer.Option("--local", help="The runs that this machine started.", rich_help_panel=_PANEL),
    ] = False


def history(
    ctx: typer.Context,
    flags: SelectionFlags,
    server: ServerFlags,
    output: ListFlags,
    workflow: Annotated[
        str | None, typer.Argument(metavar="[WORKFLOW]", help="Workflow id or alias.")
    ] = None,
    execute_id: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Show this one in full; @latest and @-2 too."),
    ] = None,
    stats: Annotated[bool, typer.Option("--stats", help="Figures instead of a list.")] = False,
    time_form: Annotated[
        TimeForm | None, typer.Option("--time", help="How times are shown in text.")
    ] = None,
) -> None:
    """Show past runs, newest first.

    Examples:

    \b
      cozewf history poem --status failed --since 2h
      cozewf history poem --all -o jsonl > runs.jsonl
      cozewf history poem --execute-id @latest
      cozewf history poem --stats --since 7d
    """
    from .listing import Listing  # noqa: PLC0415  every command would load these
    from .run_source import RunSource  # noqa: PLC0415  as above

    app: App = ctx.obj
    app.show(output)
    if app.output == "raw":
        raise InvalidInput(_("`history` has no raw output."), hint=_("Use -o jsonl."))
    if output.query is not None and not app.as_json:
        raise InvalidInput(_("--query needs --output json or jsonl."))
    profile = app.profile(server)
    workflow_id = profile.workflow_id(workflow) if workflow is not None else ""
    form: TimeForm = time_form or ("relative" if app.terminal.out_is_tty else "iso")
    source = RunSource(app, profile, server, workflow_id, local=flags.local)
    listing = Listing(app, output, form, aliases=None if workflow_id else _names_of(profile))
    if execute_id is not None:
        record = source.find(execute_id)
        listing.show_one(record, next_step(app, record, server))
    elif stats:
        listing.show_stats(source.choose(_selection(flags, None)), source)
    else:
        listing.show(source.choose(_selection(flags, _LIMIT)), source)


def _names_of(profile: Profile) -> dict[str, str]:
    """Aliases by the workflow's id."""
    return {alias.value: name for name, alias in profile.aliases.items()}


def _selection(flags: SelectionFlags, otherwise: int | None) -> Selection:
    since = None if flags.since is None else parse_since(flags.since, time.time())
    limit = flags.limit if flags.limit is not None else (None if flags.all else otherwise)
    return Selection(statuses=frozenset(flags.status or ()), since=since, limit=limit)

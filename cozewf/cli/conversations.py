"""conv: the conversations of ChatFlows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

import typer

from ..cleaning import clean_line
from ..errors import InvalidInput
from ..language import _
from ..models import Conversation
from ..params import parse_pairs
from ..profiles import Profile
from ..render.lines import SCHEMA
from ..render.reports import chat_command
from ..talk import Talk
from ..wire import requests
from ..wire.conversations import read_conversation
from ..wire.requests import RunOptions
from .app import App
from .conversing import options_to_repeat, remember, tell_next_step
from .dry_run import show_request
from .flags import OutputFlags, ServerFlags, WorkflowArgument
from .watching import write_document


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFlags:
    """What a new conversation is given."""

    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="Its name; open-source servers want one.")
    ] = None
    app_id: Annotated[
        str | None, typer.Option(metavar="ID", help="The app that the workflow belongs to.")
    ] = None
    bot_id: Annotated[str | None, typer.Option(metavar="ID", help="Bot id.")] = None
    connector_id: Annotated[
        str | None, typer.Option(metavar="ID", help="Connector id, as in the chat (1024).")
    ] = None
    meta: Annotated[
        list[str] | None, typer.Option(metavar="KEY=VALUE", help="Meta data, repeatable.")
    ] = None
    get_or_create: Annotated[
        bool, typer.Option("--get-or-create", help="Find the one of that name, if there is one.")
    ] = False
    dry_run: Annotated[
        Literal["http", "curl"] | None,
        typer.Option("--dry-run", metavar="[=curl]", help="Show the request and send nothing."),
    ] = None


def create(
    ctx: typer.Context,
    workflow: WorkflowArgument,
    flags: NewFlags,
    server: ServerFlags,
    output: OutputFlags,
) -> None:
    """Create a conversation and print its id.

    Open-source servers give the name to the new conversation; --get-or-create keeps the old one.

    Examples:

    \b
      cozewf conv create 7533516453652561920 --app-id 7532756111111110656
      cozewf chat travel --conversation "$(cozewf conv create travel --meta user=42)"
    """
    app: App = ctx.obj
    app.show(output)
    if app.output in ("jsonl", "raw"):
        raise InvalidInput(
            _("`conv create` has no --output {output}.").format(output=app.output),
            hint=_("Use json."),
        )
    query = app.compile_query(output.query)
    ids = {"app_id": flags.app_id, "bot_id": flags.bot_id, "connector_id": flags.connector_id}
    profile = app.profile(server, **ids)
    talk = _plan(profile, workflow, flags)
    request = requests.build_conversation_create(
        talk.workflow_id,
        talk.options,
        cloud=talk.cloud,
        name=talk.conversation_name,
        meta_data=talk.meta_data,
        get_or_create=flags.get_or_create,
    )
    if flags.dry_run:
        show_request(app, profile, request, flags.dry_run)
        return
    made = read_conversation(*app.client(profile, server).send(request))
    talk.conversation_id = made.conversation_id
    remember(app, profile, talk)
    if app.as_json:
        write_document(app, _document(made, talk.workflow_id), query)
        return
    app.terminal.write(clean_line(made.conversation_id) + "\n")
    repeat = options_to_repeat(server, **ids)
    tell_next_step(app, chat_command(talk.workflow_id, made.conversation_id, options=repeat))


def _plan(profile: Profile, workflow: str, flags: NewFlags) -> Talk:
    cloud = requests.is_cloud(profile.text("base_url"))
    return Talk(
        workflow_id=profile.workflow_id(workflow),
        cloud=cloud,
        meta_data=parse_pairs(flags.meta or [], "--meta"),
        options=RunOptions(
            bot_id=profile.text("bot_id"),
            app_id=profile.text("app_id"),
            connector_id=profile.text("connector_id"),
        ),
        conversation_name=flags.name or ("" if cloud else requests.DEFAULT_CONVERSATION),
    )


def _document(made: Conversation, workflow_id: str) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "conversation_id": made.conversation_id,
        "workflow_id": workflow_id,
        "section_id": made.section_id or None,
        "name": made.name or None,
        "created_at": made.created_at,
        "meta_data": dict(made.meta_data),
        "log_id": made.log_id or None,
    }

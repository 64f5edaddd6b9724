"""info: what a workflow is and wants."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Annotated

import typer

from ..cleaning import escape
from ..errors import InvalidInput, NotAvailable
from ..language import _
from ..models import Schema, WorkflowInfo
from ..params import read_json
from ..profiles import Profile
from ..render.lines import SCHEMA, Query
from ..render.records import pretty
from ..render.reports import quote
from ..saved_schemas import load_schema, save_schema, schema_path
from ..wire.info import list_parameters
from .app import App
from .flags import OutputFlags, ServerFlags, WorkflowArgument
from .watching import write_document

# How servers answer that describe no such workflow to an API key (wire.md §1.2, §3.6).
_NOT_DESCRIBED = (401, 777777780)


def info(
    ctx: typer.Context,
    workflow: WorkflowArgument,
    server: ServerFlags,
    output: OutputFlags,
    connector_id: Annotated[
        str | None, typer.Option(metavar="ID", help="Connector id (1024).")
    ] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="The draft, not what is published.")
    ] = False,
    skeleton: Annotated[
        bool, typer.Option("--skeleton", help="Print a command and JSON parameters to fill in.")
    ] = False,
    schema: Annotated[
        str | None,
        typer.Option(metavar="FILE|-", help="Take the inputs from this JSON Schema instead."),
    ] = None,
    keep: Annotated[
        bool,
        typer.Option("--save-schema", help="Keep the input schema: parameters are checked then."),
    ] = False,
) -> None:
    """Describe a workflow: name, mode, inputs and outputs.

    Examples:

    \b
      cozewf info poem
      cozewf info poem --skeleton -o json > params.json
      cozewf info poem --schema poem.schema.json --save-schema
    """
    app: App = ctx.obj
    app.show(output)
    if app.output in ("jsonl", "raw"):
        raise InvalidInput(
            _("`info` has no --output {output}.").format(output=app.output), hint=_("Use -o json.")
        )
    query = app.compile_query(output.query)
    profile = app.profile(server, connector_id=connector_id)
    workflow_id = profile.workflow_id(workflow)
    if schema is not None:
        found = _describe(WorkflowInfo(workflow_id=workflow_id), _read_schema(app, schema))
    else:
        found = _ask(app, profile, server, workflow_id, is_debug=draft)
    if keep:
        path = schema_path(app.environ, profile, workflow_id)
        save_schema(path, _need_schema(found, workflow))
        app.note(
            _("Saved: `run`, `stream` and `chat` check parameters by {path} from now on.").format(
                path=path
            )
        )
    if skeleton:
        _show_skeleton(app, found, workflow)
    else:
        _show(app, found, query)


def _ask(
    app: App, profile: Profile, server: ServerFlags, workflow_id: str, *, is_debug: bool
) -> WorkflowInfo:
    """What the server tells, and the kept schema where it tells no inputs."""
    kept = load_schema(schema_path(app.environ, profile, workflow_id))
    client = app.client(profile, server)
    try:
        found = client.workflows.get(
            workflow_id=workflow_id,
            connector_id=profile.text("connector_id") or "1024",
            is_debug=is_debug,
        )
    except NotAvailable as error:
        if error.code not in _NOT_DESCRIBED:
            raise
        if kept is None:
            raise _not_described(workflow_id, error) from None
        app.note(_("This server does not describe the workflow to an API key."))
        found = WorkflowInfo(workflow_id=workflow_id)
    if found.input_schema is None and kept is not None:
        app.note(_("The inputs are those of the schema that was saved here."))
        return _describe(found, kept)
    return found


def _not_described(workflow_id: str, error: NotAvailable) -> NotAvailable:
    """What a server that cannot describe a workflow still can, and what a person can do."""
    only = _("This server describes only ChatFlows to an API key.")
    if error.code == 401:
        only = _("This server does not describe workflows to an API key.")
        if not workflow_id.isdecimal():
            only = _(
                'This server knows workflows by number only, and "{workflow_id}" is none.'
            ).format(workflow_id=workflow_id)
    return NotAvailable(
        only,
        hint=_(
            "`run` and `stream` work all the same. Its parameters stand in the editor's "
            "Start node; to have them checked here, save them as a JSON Schema: cozewf info "
            "{workflow_id} --schema FILE --save-schema"
        ).format(workflow_id=quote(workflow_id)),
        code=error.code,
        http_status=error.http_status,
        log_id=error.log_id,
    )


def _describe(found: WorkflowInfo, inputs: Schema) -> WorkflowInfo:
    return replace(found, input_schema=inputs, inputs=list_parameters(inputs))


def _read_schema(app: App, source: str) -> Schema:
    """The JSON Schema in a file, or on stdin for "-". Raises InvalidInput."""
    from ..preflight import check_schema  # noqa: PLC0415  only for --schema

    return check_schema(read_json(app.read_text(source), source))


def _need_schema(found: WorkflowInfo, workflow: str) -> Schema:
    if found.input_schema is None:
        raise NotAvailable(
            _("The server tells no parameters of this workflow."),
            hint=_("Give them by hand: cozewf info {workflow} --schema FILE --save-schema").format(
                workflow=quote(workflow)
            ),
            log_id=found.log_id,
        )
    return found.input_schema


def _show_skeleton(app: App, found: WorkflowInfo, workflow: str) -> None:
    """A command, and the parameters as JSON; with ``-o json`` the parameters alone."""
    from ..preflight import make_skeleton, write_command  # noqa: PLC0415  only for --skeleton

    parameters = make_skeleton(_need_schema(found, workflow))
    document = pretty(parameters)
    if app.terminal.out_is_tty:
        document = escape(document)
    if app.output == "json":
        app.terminal.write(document + "\n")
        return
    verb = "chat" if found.mode == "chatflow" else "stream"
    command = write_command(("cozewf", verb, workflow), parameters)
    app.terminal.write(f"{command}\n\n{document}\n")
    app.note(
        _("With the JSON in a file: cozewf {verb} {workflow} --params @params.json").format(
            verb=verb, workflow=quote(workflow)
        )
    )


def _show(app: App, found: WorkflowInfo, query: Query | None) -> None:
    from ..render.info_view import draw_info, info_fields  # noqa: PLC0415  only for `info`
    from ..render.tables import table_width  # noqa: PLC0415  as above

    if app.output == "json":
        write_document(app, {"schema": SCHEMA, **info_fields(found)}, query)
        return
    width = table_width(app.terminal)
    app.terminal.write(draw_info(app.terminal, found, width=width, now=time.time()))
    if found.is_empty:
        app.note(_("The server tells nothing of this workflow."))
    elif found.input_schema is None:
        app.note(_("The server tells no parameters; `run`, `stream` and `chat` work all the same."))

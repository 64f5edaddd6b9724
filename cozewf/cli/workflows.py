"""run and stream."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from ..errors import InvalidInput
from ..language import _
from ..params import parse_pairs, parse_params
from ..profiles import Profile
from ..wire import requests
from ..wire.requests import RunOptions
from .app import App
from .fitting import fit_parameters
from .flags import AnswerFlags, OutputFlags, RunFlags, ServerFlags, WorkflowArgument
from .following import await_end, finder, recovery
from .resuming import resume_with
from .watching import Watch

if TYPE_CHECKING:
    from ..store import RunKind


def run(
    ctx: typer.Context,
    workflow: WorkflowArgument,
    flags: RunFlags,
    server: ServerFlags,
    output: OutputFlags,
    is_async: Annotated[
        bool, typer.Option("--async", help="Start it, print the execute id, and return.")
    ] = False,
    wait: Annotated[
        bool, typer.Option("--wait", help="With --async: ask until it has ended, then print.")
    ] = False,
) -> None:
    """Run a workflow and wait for its whole result.

    Examples:

    \b
      cozewf run 7533516453652561920 -p topic=AI
      cozewf run poem -p lines:=4 -o json --query output
      cozewf run report --async --wait --timeout 3600
    """
    app: App = ctx.obj
    app.show(output)
    if app.output in ("jsonl", "raw"):
        raise InvalidInput(
            _("`run` has no events for --output {output}.").format(output=app.output),
            hint=_("Use `stream`."),
        )
    plan = _plan(app, workflow, flags, server, "run")
    if flags.dry_run:
        from .dry_run import show_request  # noqa: PLC0415  not for a run

        request = requests.build_run(
            plan.workflow_id, plan.parameters, plan.options, cloud=plan.cloud, is_async=is_async
        )
        show_request(app, plan.profile, request, flags.dry_run)
        return
    client = app.client(plan.profile, server)
    kind: RunKind = "async" if is_async else "run"
    watch = Watch(app, plan.workflow_id, server, output, kind=kind)
    watch.wait(
        lambda: client.workflows.run(
            workflow_id=plan.workflow_id,
            parameters=plan.parameters,
            options=plan.options,
            is_async=is_async,
        ),
        await_end(app, finder(client, plan.workflow_id), plan.profile.number("timeout"))
        if wait
        else None,
    )


def stream(
    ctx: typer.Context,
    workflow: WorkflowArgument,
    flags: RunFlags,
    answers: AnswerFlags,
    server: ServerFlags,
    output: OutputFlags,
    node: Annotated[
        str | None, typer.Option(metavar="TITLE|ID", help="Show only this node's text.")
    ] = None,
) -> None:
    """Run a workflow and show its nodes write; answer what it asks.

    Examples:

    \b
      cozewf stream wf_123 --param topic=AI --profile demo
      cozewf stream poem -p topic=春天 --node 文章输出 > poem.md
      cozewf stream poem -o jsonl | jq -r .content
    """
    app: App = ctx.obj
    app.show(output)
    plan = _plan(app, workflow, flags, server, "stream")
    if flags.dry_run:
        from .dry_run import show_request  # noqa: PLC0415  not for a run

        request = requests.build_stream_run(
            plan.workflow_id, plan.parameters, plan.options, cloud=plan.cloud
        )
        show_request(app, plan.profile, request, flags.dry_run)
        return
    client = app.client(plan.profile, server)
    watch = Watch(
        app,
        plan.workflow_id,
        server,
        output,
        answers=answers,
        node=node,
        look_up=recovery(app, finder(client, plan.workflow_id)),
    )
    watch.follow(
        lambda on_bytes: client.workflows.run(
            workflow_id=plan.workflow_id,
            parameters=plan.parameters,
            options=plan.options,
            stream=True,
            on_bytes=on_bytes,
        ),
        resume_with(client, plan.workflow_id),
    )


class _Plan(NamedTuple):
    """What is to be run, and where."""

    profile: Profile
    workflow_id: str
    parameters: Mapping[str, Any]
    options: RunOptions
    cloud: bool


def _plan(app: App, workflow: str, flags: RunFlags, server: ServerFlags, command: str) -> _Plan:
    profile = app.profile(
        server, bot_id=flags.bot_id, app_id=flags.app_id, connector_id=flags.connector_id
    )
    options = RunOptions(
        bot_id=profile.text("bot_id"),
        app_id=profile.text("app_id"),
        connector_id=profile.text("connector_id"),
        workflow_version=flags.workflow_version or "",
        execute_mode=flags.execute_mode,
        ext=parse_pairs(flags.ext or [], "--ext"),
    )
    return _Plan(
        profile=profile,
        workflow_id=profile.workflow_id(workflow),
        parameters=fit_parameters(
            app,
            profile,
            workflow,
            {
                **profile.parameters(workflow),
                **parse_params(flags.param or [], flags.params, app.read_text),
            },
            command=command,
        ),
        options=options,
        cloud=requests.is_cloud(profile.text("base_url")),
    )

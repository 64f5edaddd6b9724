"""run, stream and resume."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import InvalidInput
from ..events import Interrupt
from ..params import parse_pairs, parse_params, read_json
from ..profiles import Profile
from ..wire import requests
from ..wire.interrupts import execute_id_of
from ..wire.requests import RunOptions
from ..wire.values import dump_json
from .app import App
from .describing import fit_parameters
from .dry_run import show_request
from .flags import AnswerFlags, OutputFlags, RunFlags, ServerFlags, WorkflowArgument
from .following import await_end, finder, recovery
from .watching import OnBytes, Resume, Watch

if TYPE_CHECKING:
    from ..client import CozeWorkflow, EventStream

_QUESTION, _FORM = 2, 5  # interrupt types of wire.md §4


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
        raise InvalidInput(f"`run` has no events for --output {app.output}.", hint="Use `stream`.")
    plan = _plan(app, workflow, flags, server, "run")
    if flags.dry_run:
        request = requests.build_run(
            plan.workflow_id, plan.parameters, plan.options, cloud=plan.cloud, is_async=is_async
        )
        show_request(app, plan.profile, request, flags.dry_run)
        return
    client = app.client(plan.profile, server)
    watch = Watch(app, plan.workflow_id, server, output)
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
    """Run a workflow and show each node's output as it comes; answer its questions.

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


def resume(
    ctx: typer.Context,
    event_id: Annotated[str, typer.Argument(metavar="EVENT_ID", help="What the pause named.")],
    answers: AnswerFlags,
    server: ServerFlags,
    output: OutputFlags,
    workflow: Annotated[str, typer.Option(metavar="WORKFLOW", help="The workflow that is paused.")],
    data: Annotated[
        str | None, typer.Option(metavar="JSON|@FILE|-", help="The answer to a form.")
    ] = None,
    interrupt_type: Annotated[
        int | None, typer.Option(help="2 for a question, 5 for a form.")
    ] = None,
    node: Annotated[
        str | None, typer.Option(metavar="TITLE|ID", help="Show only this node's text.")
    ] = None,
) -> None:
    """Answer a paused run and go on streaming.

    Examples:

    \b
      cozewf resume 7533521629687578624/7533521629687595008 --workflow poem --answer 北京
      cozewf resume ID --workflow poem --data '{"city": "北京", "days": 3}'
    """
    app: App = ctx.obj
    app.show(output)
    profile = app.profile(server)
    workflow_id = profile.workflow_id(workflow)
    if not event_id.strip():
        raise InvalidInput("The event id is empty.")
    given = list(answers.answer or [])
    if (data is None) == (not given):
        raise InvalidInput("Give the answer: --answer TEXT for a question, --data JSON for a form.")
    if data is not None:
        text = dump_json(read_json(_read_source(app, data), "--data"))
    else:
        text = given.pop(0)
    client = app.client(profile, server)
    interrupt = Interrupt(
        event_id=event_id.strip(),
        interrupt_type=interrupt_type or (_QUESTION if data is None else _FORM),
    )
    later = AnswerFlags(answer=given, no_input=answers.no_input)
    watch = Watch(
        app,
        workflow_id,
        server,
        output,
        answers=later,
        node=node,
        look_up=recovery(app, finder(client, workflow_id)),
        execute_id=execute_id_of(event_id.strip()),
    )
    go_on = resume_with(client, workflow_id)
    watch.follow(lambda on_bytes: go_on(interrupt, text, on_bytes), go_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
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
            parse_params(flags.param or [], flags.params, app.read_text),
            command=command,
        ),
        options=options,
        cloud=requests.is_cloud(profile.text("base_url")),
    )


def resume_with(client: CozeWorkflow, workflow_id: str) -> Resume:
    """How to send an answer: once, to the workflow that asked."""

    def resume_run(interrupt: Interrupt, text: str, on_bytes: OnBytes) -> EventStream:
        return client.workflows.resume(
            workflow_id=workflow_id,
            event_id=interrupt.event_id,
            resume_data=text,
            interrupt_type=interrupt.interrupt_type or _QUESTION,
            on_bytes=on_bytes,
        )

    return resume_run


def _read_source(app: App, text: str) -> str:
    if text == "-" or text.startswith("@"):
        return app.read_text(text.removeprefix("@"))
    return text

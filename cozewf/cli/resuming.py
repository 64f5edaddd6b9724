"""resume: answer a run that waits for a person, from any shell of this machine."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from ..answer_book import Entry
from ..errors import InvalidInput
from ..events import Interrupt
from ..language import _
from ..params import read_json
from ..profiles import Profile
from ..render.lines import SCHEMA
from ..wire.interrupts import execute_id_of
from ..wire.values import encode_json
from .app import App
from .flags import AnswerFlags, OutputFlags, ServerFlags
from .following import finder, recovery
from .watching import OnBytes, Resume, Watch, write_document

if TYPE_CHECKING:
    from ..client import CozeWorkflow, EventStream
    from ..store import Paused

_QUESTION, _FORM = 2, 5  # interrupt types of wire.md §4


def resume(
    ctx: typer.Context,
    answers: AnswerFlags,
    server: ServerFlags,
    output: OutputFlags,
    event_id: Annotated[
        str | None,
        typer.Argument(metavar="[EVENT_ID]", help="What the pause named; else the newest one."),
    ] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="Show the runs that wait, and answer none.")
    ] = False,
    data: Annotated[
        str | None, typer.Option(metavar="JSON|@FILE|-", help="The answer to a form.")
    ] = None,
    workflow: Annotated[
        str | None,
        typer.Option(metavar="WORKFLOW", help="The workflow; needed for a run of another machine."),
    ] = None,
    interrupt_type: Annotated[
        int | None,
        typer.Option(help="2 for a question, 5 for a form; for a run of another machine."),
    ] = None,
    node: Annotated[
        str | None, typer.Option(metavar="TITLE|ID", help="Show only this node's text.")
    ] = None,
) -> None:
    """Answer a paused run and go on streaming.

    Without an id it is the newest run that waits, of the profile in use. In a terminal the
    question is asked again; elsewhere give --answer, --data or --answers.

    Examples:

    \b
      cozewf resume
      cozewf resume --list
      cozewf resume --answer 北京
      cozewf resume 7533521629687578624/7533521629687595008 --data '{"city": "北京", "days": 3}'
    """
    app: App = ctx.obj
    app.show(output)
    if listed:
        _list(app, server, workflow, output)
        return
    profile, paused = _find(app, server, (event_id or "").strip(), workflow)
    kind = interrupt_type or paused.interrupt.interrupt_type or (_FORM if data else None)
    paused = paused._replace(interrupt=replace(paused.interrupt, interrupt_type=kind))
    given = None if data is None else Entry(answer=read_json(_read_source(app, data), "--data"))
    client = app.client(profile, server)
    watch = Watch(
        app,
        paused.workflow_id,
        server,
        output,
        answers=answers,
        data=given,
        node=node,
        look_up=recovery(app, finder(client, paused.workflow_id)),
    )
    text = watch.answer(paused.interrupt)
    if text is None:
        raise watch.paused(paused.interrupt)
    watch.go_on(paused, text, resume_with(client, paused.workflow_id))


def resume_with(client: CozeWorkflow, workflow_id: str) -> Resume:
    """How to send an answer: once, to the workflow that asked."""

    def resume_run(interrupt: Interrupt, text: str, on_bytes: OnBytes) -> EventStream:
        usual = _FORM if interrupt.fields else _QUESTION
        return client.workflows.resume(
            workflow_id=workflow_id,
            event_id=interrupt.event_id,
            resume_data=text,
            interrupt_type=interrupt.interrupt_type or usual,
            on_bytes=on_bytes,
        )

    return resume_run


def _list(app: App, server: ServerFlags, workflow: str | None, output: OutputFlags) -> None:
    """Print the runs that wait, of all profiles unless one is named."""
    from ..render.paused import paused_fields, show_paused  # noqa: PLC0415  only here

    app.check_memory()
    waiting = [paused for paused in _remembered(app) if paused.status in ("waiting", "sent")]
    if server.profile is not None:
        waiting = [paused for paused in waiting if paused.profile == server.profile]
    if workflow is not None:
        workflow_id = app.profile(server).workflow_id(workflow)
        waiting = [paused for paused in waiting if paused.workflow_id == workflow_id]
    if app.output == "text":
        show_paused(app.terminal, waiting, app.config.aliases, now=time.time())
        return
    rows = [paused_fields(paused) for paused in waiting]
    query = app.compile_query(output.query)
    if app.output == "json":
        write_document(app, {"schema": SCHEMA, "paused": rows}, query)
        return
    for row in rows:
        line = {"schema": SCHEMA, **row}
        found = line if query is None else query(line)
        if found is not None:
            app.terminal.write_json(encode_json(found) + b"\n")


def _find(
    app: App, server: ServerFlags, event_id: str, workflow: str | None
) -> tuple[Profile, Paused]:
    """The run to answer, and the profile to do it with. Raises InvalidInput."""
    if not event_id:
        return _find_newest(app, server, workflow)
    known = _remembered(app, event_id=event_id)
    if known:
        return _use_known(app, server, known[0], workflow)
    if workflow is None:
        app.check_memory()
        raise InvalidInput(
            _("This machine does not know the run that asked {event_id}.").format(
                event_id=event_id
            ),
            hint=_("Name its workflow with --workflow, or see `cozewf resume --list`."),
        )
    profile = app.profile(server)
    asked = Interrupt(event_id=event_id, execute_id=execute_id_of(event_id))
    return profile, _unknown(profile, profile.workflow_id(workflow), asked)


def _find_newest(app: App, server: ServerFlags, workflow: str | None) -> tuple[Profile, Paused]:
    app.check_memory()
    profile = app.profile(server)
    waiting = _remembered(app, status="waiting", profile=profile.name)
    if profile.text("base_url"):
        waiting = [paused for paused in waiting if paused.base_url == _server_of(profile)]
    if workflow is not None:
        workflow_id = profile.workflow_id(workflow)
        waiting = [paused for paused in waiting if paused.workflow_id == workflow_id]
    if not waiting:
        nothing = _("No run waits for an answer, as far as this machine knows.")
        if profile.name:
            nothing = _(
                "No run of the profile {profile} waits for an answer, as far as this machine knows."
            ).format(profile=profile.name)
        raise InvalidInput(
            nothing,
            hint=_("See `cozewf resume --list`, or name an event id and its --workflow."),
        )
    return _use_known(app, server, waiting[0], workflow)


def _use_known(
    app: App, server: ServerFlags, paused: Paused, workflow: str | None
) -> tuple[Profile, Paused]:
    """Take the place where the question was asked; an answer goes to no other server by chance."""
    if paused.status == "answered":
        raise InvalidInput(_("This question was answered from here already."))
    if paused.status == "sent":
        app.warn(_("An answer was sent before, and nobody knows whether it arrived."))
    named = server.profile or paused.profile or None
    profile = app.profile(replace(server, profile=named))
    if not profile.text("base_url") and not profile.is_demo:
        profile = app.profile(replace(server, profile=named, base_url=paused.base_url))
    if server.base_url is None and _server_of(profile) != paused.base_url:
        raise InvalidInput(
            _("The run waits at {base_url}, not at {other}.").format(
                base_url=paused.base_url, other=_server_of(profile)
            ),
            hint=_("Choose its profile, or give --base-url {base_url}").format(
                base_url=paused.base_url
            ),
        )
    if workflow is not None:
        paused = paused._replace(workflow_id=profile.workflow_id(workflow))
    return profile, paused


def _unknown(profile: Profile, workflow_id: str, asked: Interrupt) -> Paused:
    from ..store import Paused  # noqa: PLC0415  sqlite3 is not for every command

    return Paused(
        profile=profile.name,
        base_url=profile.text("base_url"),
        workflow_id=workflow_id,
        status="waiting",
        asked=time.time(),
        interrupt=asked,
    )


def _remembered(app: App, **facts: str) -> list[Paused]:
    return app.store.paused(**facts) if app.store is not None else []


def _server_of(profile: Profile) -> str:
    from ..client.address import check_base_url  # noqa: PLC0415  the client package is not light

    return "" if profile.is_demo else check_base_url(profile.text("base_url"))


def _read_source(app: App, text: str) -> str:
    if text == "-" or text.startswith("@"):
        return app.read_text(text.removeprefix("@"))
    return text

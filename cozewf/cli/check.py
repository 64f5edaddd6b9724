"""config check: what stands between this machine and a run, with a fix for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..cleaning import clean_line
from ..doctor import (
    Finding,
    examine_encryption,
    examine_proxy,
    examine_server,
    examine_stream,
    failed,
)
from ..errors import NotAllowed
from ..language import N_, _
from ..params import parse_params
from ..profiles import Origin, Profile, Setting
from ..profiles.specs import LOGIN_FORMS, VARIABLES, unknown
from ..shell.layout import pad, width
from .app import App
from .flags import OutputFlags, ServerFlags
from .watching import write_document

if TYPE_CHECKING:
    from ..client import CozeWorkflow

_WORDS = (
    *(N_("settings"), N_("proxy"), N_("connection"), N_("tls"), N_("login"), N_("dialect")),
    *(N_("clock"), N_("stream"), N_("ok"), N_("note"), N_("warning"), N_("failed")),
)
_MARKS = {"ok": ("✓", 32), "note": ("·", 2), "warning": ("!", 33), "failed": ("✗", 31)}
_NO_KEY = "-"  # to see whether the server can be reached at all


def check(
    ctx: typer.Context,
    server: ServerFlags,
    output: OutputFlags,
    workflow: Annotated[
        str | None,
        typer.Option(
            metavar="WORKFLOW", help="Run it, really, to see whether its events come one by one."
        ),
    ] = None,
    param: Annotated[
        list[str] | None,
        typer.Option("--param", "-p", metavar="KEY=VALUE", help="A parameter of that workflow."),
    ] = None,
) -> None:
    """Check the settings, the network, the login and the server, and say how to mend each.

    Nothing is run without --workflow. The exit code is that of the first failure.

    Examples:

    \b
      cozewf config check --profile work
      cozewf config check --workflow poem -p topic=AI
      cozewf config check -o json
    """
    app: App = ctx.obj
    app.show(output)
    query = app.compile_query(output.query)
    profile = app.profile(server)
    parameters = parse_params(param or [], None, app.read_text)
    findings: list[Finding] = []
    for finding in _examine(app, profile, server, workflow, parameters):
        findings.append(finding)
        if not app.as_json:
            _show(app, finding)
    if app.as_json:
        write_document(app, _document(app, profile, findings), query)
    _raise_worst(findings)


def _examine(
    app: App,
    profile: Profile,
    server: ServerFlags,
    workflow: str | None,
    parameters: dict[str, Any],
) -> Iterator[Finding]:
    from ..client.address import is_loopback  # noqa: PLC0415  the client package is not light

    yield _find_settings(app, profile)
    lacking: NotAllowed | None = None
    try:
        client = app.client(profile, server, warns=False)  # a finding says it
    except NotAllowed as error:
        lacking = error
        client = app.client(_without_login(profile), server, warns=False)
    local = is_loopback(client.base_url)

    yield examine_proxy(client.base_url, app.environ, is_loopback=local)
    for finding in examine_server(client.probe, client.base_url):
        if lacking and finding.name == "login":
            finding = failed("login", lacking)
        yield finding
        if finding.name == "connection" and finding.status == "ok":
            yield examine_encryption(client.base_url, is_loopback=local, insecure=server.insecure)
        if finding.status == "failed":
            return
    if workflow is not None:
        yield _watch(client, profile, workflow, parameters)


def _watch(
    client: CozeWorkflow, profile: Profile, workflow: str, parameters: dict[str, Any]
) -> Finding:
    workflow_id = profile.workflow_id(workflow)
    given = {**profile.parameters(workflow), **parameters}
    return examine_stream(
        lambda on_bytes: client.workflows.run(
            workflow_id=workflow_id, parameters=given, stream=True, on_bytes=on_bytes
        )
    )


def _find_settings(app: App, profile: Profile) -> Finding:
    """The file and the profile in use; a variable that cozewf does not read is a slip."""
    for name in app.environ:
        if name.startswith("COZEWF_") and name not in VARIABLES:
            return Finding(
                name="settings",
                status="warning",
                message=_("{name} is no variable of cozewf.").format(name=name),
                fix=unknown(_("variable"), name, VARIABLES).hint,
            )
    if app.config.is_open:
        return Finding(
            name="settings",
            status="warning",
            message=_("Others can read {path}.").format(path=app.config.path),
            fix=f"chmod 600 {app.config.path}",
        )
    who = _("the profile {name}").format(name=profile.name) if profile.name else _("no profile")
    return Finding(
        name="settings",
        status="ok",
        message=_("{path}, {who}.").format(path=app.config.path, who=who),
    )


def _without_login(profile: Profile) -> Profile:
    kept = {name: value for name, value in profile.settings.items() if name not in LOGIN_FORMS}
    return replace(
        profile, settings={**kept, "api_key": Setting(value=_NO_KEY, origin=Origin("default"))}
    )


def _show(app: App, finding: Finding) -> None:
    """One line, and the fix below it; columns with tabs in a pipe."""
    terminal = app.terminal
    message, fix = clean_line(finding.message), clean_line(finding.fix)
    if not terminal.out_is_tty:
        terminal.write("\t".join((finding.status, finding.name, message, fix)) + "\n")
        return
    mark, color = _MARKS[finding.status]
    word = mark if terminal.unicode else pad(_(finding.status), 7)
    sign = f"\x1b[{color}m{word}\x1b[0m" if terminal.colored("out") else word
    terminal.write(f"{sign} {pad(_(finding.name), 10)} {message}\n")
    if fix:
        terminal.write(f"{' ' * (width(word) + 1)}→ {fix}\n")


def _document(app: App, profile: Profile, findings: list[Finding]) -> dict[str, Any]:
    return {
        "schema": 1,
        "ok": not any(finding.status == "failed" for finding in findings),
        "profile": profile.name or None,
        "base_url": app.base_url,
        "findings": [
            {
                "name": finding.name,
                "status": finding.status,
                "message": finding.message,
                "fix": finding.fix or None,
                "code": finding.error.code if finding.error else None,
                "log_id": (finding.error.log_id or None) if finding.error else None,
            }
            for finding in findings
        ],
    }


def _raise_worst(findings: list[Finding]) -> None:
    """End with the first failure: what comes after it is most likely its consequence."""
    for finding in findings:
        if finding.error is not None:
            raise finding.error

"""wait: follow async runs to their end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from ..cleaning import escape
from ..errors import CozewfError, InvalidInput, Stopped
from ..language import _
from ..models import RunRecord
from ..polling import Ending, Pace, Poller
from ..profiles import Profile
from ..render.lines import SCHEMA, Query
from ..render.records import record_fields, run_line
from ..wire.values import dump_json
from .app import App
from .flags import OutputFlags, ServerFlags
from .following import error_of_record, finder, wait_command
from .known_runs import name_run, note_end
from .watching import write_document

if TYPE_CHECKING:
    from ..client import CozeWorkflow

# From the best outcome to the worst; the command ends with the worst of its runs.
_WORSE = (0, 8, 3, 5, 7, 6, 1, 2, 4, 124, 130)


def wait(
    ctx: typer.Context,
    execute_ids: Annotated[
        list[str],
        typer.Argument(
            metavar="EXECUTE_ID...", help="Execute ids, @latest, @-2.", show_default=False
        ),
    ],
    server: ServerFlags,
    output: OutputFlags,
    workflow: Annotated[
        str | None,
        typer.Option(
            metavar="WORKFLOW", help="Whose runs they are, if this machine does not know."
        ),
    ] = None,
) -> None:
    """Follow async runs to their end, and exit with the worst code.

    Examples:

    \b
      cozewf wait 7533521629687578624 --workflow report
      cozewf wait @latest @-2 --timeout 600 -o json
    """
    app: App = ctx.obj
    app.show(output)
    if app.output == "raw":
        raise InvalidInput(_("`wait` has no raw output."), hint=_("Use -o json."))
    query = app.compile_query(output.query)
    profile = app.profile(server)
    client = app.client(profile, server)
    workflows = _name_runs(app, execute_ids, profile, workflow)
    watch = _Waiting(app, workflows, server, query)
    watch.follow(client, profile.number("timeout"), _pace(profile, server))


def _name_runs(
    app: App, names: list[str], profile: Profile, workflow: str | None
) -> dict[str, str]:
    """The workflow of each run. Raises InvalidInput where nobody knows it."""
    given = profile.workflow_id(workflow) if workflow is not None else ""
    found: dict[str, str] = {}
    for name in names:
        execute_id, known = name_run(app, name, {"base_url": app.base_url})
        if not given and not known:
            app.check_memory()
            raise InvalidInput(
                _("This machine does not know whose run {execute_id} is.").format(
                    execute_id=execute_id
                ),
                hint=_("Name its workflow with --workflow."),
            )
        found[execute_id] = given or known
    return found


def _pace(profile: Profile, server: ServerFlags) -> Pace:
    """How often to ask: the profile's rate is in requests a minute."""
    pace = Pace()
    rate = profile.number("rate")
    return Pace(
        spacing=60 / rate if rate else pace.spacing,
        patience=pace.patience if server.retries is None else server.retries,
    )


class _Waiting:
    """Shows the runs as they end, and raises the worst error at last."""

    def __init__(
        self, app: App, workflows: dict[str, str], server: ServerFlags, query: Query | None
    ) -> None:
        self._app = app
        self._workflows = workflows
        self._server = server
        self._query = query
        self._ended: dict[str, tuple[RunRecord, CozewfError | None]] = {}

    def follow(self, client: CozeWorkflow, limit: float | None, pace: Pace) -> None:
        """Ask until all have ended, or *limit* seconds have passed."""
        from ..render.status import Spinner  # noqa: PLC0415  --help has no use for it

        finders = {id_: finder(client, workflow) for id_, workflow in self._workflows.items()}
        app = self._app
        with Spinner(app.terminal, self._label()) if not app.quiet else nullcontext() as spinner:

            def look(record: RunRecord) -> None:
                if spinner is not None:
                    spinner.label = self._label(record)

            poller = Poller(
                lambda id_, seconds: finders[id_](id_, seconds),
                pace=pace,
                limit=limit,
                on_look=look,
            )
            for ending in self._endings(poller):
                self._take(ending)
        self._finish()

    def _label(self, record: RunRecord | None = None) -> str:
        left = len(self._workflows) - len(self._ended)
        if len(self._workflows) == 1:
            only = next(iter(self._workflows))
            what = _("waiting for run {execute_id}").format(execute_id=only)
            return f"{what}: {record.status_raw or record.status}" if record else what
        return _("waiting for {left} of {count} runs").format(left=left, count=len(self._workflows))

    def _endings(self, poller: Poller) -> Iterator[Ending]:
        """The endings; after Ctrl-C, those that were not seen."""
        try:
            yield from poller.follow(list(self._workflows))
        except KeyboardInterrupt:
            for execute_id in self._workflows.keys() - self._ended.keys():
                stopped = Stopped(_("Stopped waiting; the run goes on."), execute_id=execute_id)
                yield Ending(execute_id=execute_id, error=stopped)

    def _take(self, ending: Ending) -> None:
        """Note how a run ended, and show it where runs are shown one by one."""
        app, execute_id = self._app, ending.execute_id
        workflow_id = self._workflows[execute_id]
        record = ending.record or RunRecord(execute_id=execute_id, workflow_id=workflow_id)
        error = ending.error or error_of_record(record, self._server)
        if error is not None and error.exit_code in (124, 130):
            error.hint = _("Go on with: {command}").format(
                command=wait_command(execute_id, workflow_id, self._server)
            )
        self._ended[execute_id] = (record, error)
        if ending.record is None:
            return
        note_end(app, record)
        if app.output == "jsonl":
            line = {"schema": SCHEMA, **record_fields(record, error)}
            shown = line if self._query is None else self._query(line)
            if shown is not None:
                app.terminal.write_aside(escape(dump_json(shown)) + "\n")
        elif app.output == "text":
            app.terminal.write_aside(run_line(app.terminal, record, error))

    def _finish(self) -> None:
        """Write the document of ``-o json``, and raise the worst error."""
        ended = [self._ended[execute_id] for execute_id in self._workflows]
        if self._app.output == "json" and any(record.status != "unknown" for record, _ in ended):
            runs = [record_fields(record, error) for record, error in ended]
            write_document(self._app, {"schema": SCHEMA, "runs": runs}, self._query)
        errors = {record.execute_id: error for record, error in ended if error is not None}
        if errors:
            raise _worst(errors, len(ended))


def _worst(errors: dict[str, CozewfError], count: int) -> CozewfError:
    """The worst error itself where there is one run, else one that names them all."""
    worst = max(errors.values(), key=lambda error: _WORSE.index(error.exit_code))
    if count == 1:
        return worst
    named = "; ".join(f"{id_}: {error.message}" for id_, error in [*errors.items()][:3])
    more = _("; and {count} more").format(count=len(errors) - 3) if len(errors) > 3 else ""
    return type(worst)(
        _("{failed} of {count} runs did not end well: {reasons}").format(
            failed=len(errors), count=count, reasons=named + more
        ),
        hint=worst.hint,
        code=worst.code,
        http_status=worst.http_status,
        log_id=worst.log_id,
    )

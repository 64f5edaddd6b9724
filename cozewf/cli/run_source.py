"""Where past runs come from: the server's history, or what this machine remembers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ..errors import CozewfError, InvalidInput, NotAvailable, ServerRefused
from ..language import _
from ..models import RunPage, RunRecord
from ..profiles import Profile
from ..selection import Chosen, Selection, read_pages
from ..wire.requests import is_cloud
from .app import App
from .flags import ServerFlags
from .known_runs import as_record, known_runs, name_run

# How servers answer that cannot list runs: they want an execute id, or lack the endpoint (§3.7).
_CANNOT_LIST = (400, 401, 404, 777777775)


class RunSource:
    """The runs of a workflow, or of all with "". *is_local* tells where they came from at last."""

    def __init__(
        self,
        app: App,
        profile: Profile,
        server: ServerFlags,
        workflow_id: str,
        *,
        local: bool,
    ) -> None:
        self._app = app
        self._profile = profile
        self._server = server
        self._workflow_id = workflow_id
        self.is_local = local

    def choose(self, wanted: Selection) -> Chosen:
        """The wanted runs; those of this machine where the server cannot list any."""
        if not self.is_local:
            pages = self._ask(wanted)
            if pages is not None:
                return Chosen(pages, wanted)
            self.is_local = True
            self._app.note(_("This server lists no runs: these are the ones this machine started."))
        return Chosen(iter([self._remember()]), wanted)

    def find(self, name: str) -> RunRecord:
        """The run with this execute id, or @latest. Raises InvalidInput, NotAvailable, …."""
        if self.is_local:
            return self._find_local(name)
        client = self._app.client(self._profile, self._server)
        execute_id, known = name_run(self._app, name, {"base_url": self._app.base_url})
        workflow_id = self._workflow_id or known
        if not workflow_id:
            self._app.check_memory()
            raise InvalidInput(
                _("This machine does not know whose run {execute_id} is.").format(
                    execute_id=execute_id
                ),
                hint=_(
                    "Name its workflow: cozewf history WORKFLOW --execute-id {execute_id}"
                ).format(execute_id=execute_id),
            )
        return client.workflows.find_run(workflow_id, execute_id)

    def _ask(self, wanted: Selection) -> Iterator[RunPage] | None:
        """The server's pages, after the first has come; None where it cannot list."""
        if is_cloud(self._profile.text("base_url")):
            return None
        client = self._app.client(self._profile, self._server)
        pages = read_pages(
            lambda token: client.workflows.history(
                self._workflow_id, page_size=wanted.page_size, page_token=token
            )
        )
        try:
            return chain([next(pages)], pages)
        except (NotAvailable, ServerRefused) as error:
            if not _cannot_list(error):
                raise
            return None

    def _remember(self) -> RunPage:
        self._app.check_memory()
        facts = {"workflow_id": self._workflow_id} if self._workflow_id else {}
        known = known_runs(self._app, self._place() | facts)
        return RunPage(records=tuple(map(as_record, known)))

    def _place(self) -> dict[str, str]:
        """Where this machine's runs are wanted from: the server that is set, else anywhere."""
        if not self._profile.text("base_url"):
            return {}
        return {"base_url": self._app.address(self._profile)}

    def _find_local(self, name: str) -> RunRecord:
        self._app.check_memory()
        place = self._place()
        execute_id = name_run(self._app, name, place)[0]
        known = known_runs(self._app, {**place, "execute_id": execute_id}, 1)
        if not known:
            raise NotAvailable(
                _("This machine knows no run {execute_id}.").format(execute_id=execute_id),
                hint=_("Leave out --local."),
            )
        return as_record(known[0])


def _cannot_list(error: CozewfError) -> bool:
    return error.code in _CANNOT_LIST

"""Describing workflows and looking up their runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from ..errors import NotAvailable
from ..language import _
from ..wire import requests
from ..wire.requests import ApiRequest

if TYPE_CHECKING:
    from ..models import RunPage, RunRecord, WorkflowInfo
    from . import CozeWorkflow

_Build: TypeAlias = Callable[[str, str], ApiRequest]

_NO_ENDPOINT = (401, 404, 4200)  # how servers say that they lack a path (wire.md §1.2, §5)


class Inspection:
    """The part of `Workflows` that only asks: nothing here starts a run."""

    def __init__(self, client: CozeWorkflow) -> None:
        self._client = client
        self._lookups: tuple[_Build, ...] = (
            requests.build_run_history,
            requests.build_cloud_run_history,
        )
        if requests.is_cloud(client.base_url):
            self._lookups = self._lookups[::-1]

    def get(
        self, *, workflow_id: str, connector_id: str = "1024", is_debug: bool = False
    ) -> WorkflowInfo:
        """Describe a workflow: GET /v1/workflows/{id}.

        *is_debug* asks for the draft. Raises InvalidInput before anything is sent, NotAvailable
        where the server describes no such workflow to an API key, else NotAllowed, RateLimited,
        ServerRefused, ReplyUnreadable, ConnectionFailed and TimeLimitPassed.

        >>> info = client.workflows.get(workflow_id="wf_chat")
        >>> info.opening.partition(" ")[0]
        '你好,我是旅行助手'
        """
        from ..wire.info import read_info  # noqa: PLC0415  with `models`, not for a stream

        request = requests.build_info(workflow_id, connector_id, is_debug=is_debug)
        body, log_id = self._client.send(request)
        return read_info(body, workflow_id, log_id)

    def history(
        self,
        workflow_id: str,
        *,
        execute_id: str = "",
        page_size: int | None = None,
        page_token: str = "",
    ) -> RunPage:
        """One page of past runs, newest first: GET /v1/workflow/get_run_history.

        Only servers of the published document list runs without an *execute_id*. Raises as `get`.

        >>> started = client.workflows.run(workflow_id="wf_123", is_async=True)
        >>> page = client.workflows.history("wf_123", execute_id=started.execute_id)
        >>> [record.execute_id == started.execute_id for record in page.records]
        [True]
        """
        request = requests.build_run_history(
            workflow_id, execute_id, page_size=page_size, page_token=page_token
        )
        return _read_history(self._client.send(request)[0], workflow_id)

    def find_run(
        self,
        workflow_id: str,
        execute_id: str,
        *,
        timeout: float | None = None,
        retries: int | None = None,
    ) -> RunRecord:
        """Look one run up, with whichever of two endpoints the server has.

        These are GET /v1/workflow/get_run_history and the cloud's
        /v1/workflows/{id}/run_histories/{execute id}. *timeout*, in seconds, and *retries*
        replace the client's own. Raises NotAvailable where there is no such run, or neither
        endpoint, else as `get`.
        """
        missing: NotAvailable | None = None
        for build in self._lookups:
            try:
                request = build(workflow_id, execute_id)
                body = self._client.send(request, timeout=timeout, retries=retries)[0]
            except NotAvailable as error:
                if error.code not in _NO_ENDPOINT:
                    raise
                missing = missing or error
                continue
            self._lookups = (build,)
            return _pick(_read_history(body, workflow_id), execute_id)
        raise missing or NotAvailable(_("This server has no run history."))


def _read_history(body: Mapping[str, Any], workflow_id: str) -> RunPage:
    from ..wire.history import read_history  # noqa: PLC0415  with `models`, not for a stream

    return read_history(body, workflow_id)


def _pick(page: RunPage, execute_id: str) -> RunRecord:
    for record in page.records:
        if record.execute_id == execute_id:
            return record
    raise NotAvailable(
        _("There is no run {execute_id}.").format(execute_id=execute_id),
        hint=_("Check the execute id."),
    )

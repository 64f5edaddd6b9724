"""What is held for any reply that is no stream: it is a result or a declared error."""

from __future__ import annotations

import io
import json
import shlex
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from cozewf.doctor import examine_server
from cozewf.errors import CozewfError, InvalidInput
from cozewf.preflight import check_parameters, check_schema, make_skeleton, write_command
from cozewf.recovery import closing_of
from cozewf.render.info_view import draw_info, info_fields
from cozewf.render.lines import document, fields_of
from cozewf.render.records import csv_line, record_fields, run_line
from cozewf.render.reports import report_error
from cozewf.render.run_view import draw_run
from cozewf.render.tables import RunTable
from cozewf.selection import Chosen, Selection
from cozewf.state import RunState
from cozewf.terminal import Terminal
from cozewf.wire.conversations import read_conversation
from cozewf.wire.frames import looks_like_events
from cozewf.wire.history import read_history
from cozewf.wire.info import read_info
from cozewf.wire.probe import read_probe
from cozewf.wire.replies import Reply, is_cut_off, read_log_id, read_reply, read_run
from cozewf.wire.values import dump_json

from .inputs import compose
from .streams import check_error
from .texts import is_unsafe

_STATUSES = (200, 200, 200, 400, 401, 429, 500, 504)
_TYPES = ("application/json", "text/html", "text/plain")


def run(data: bytes) -> None:
    """The reply of a run."""
    body = _read(
        data, "run.", lambda reply: read_run(read_reply(reply), read_log_id(reply.headers))
    )
    if body is not None:
        state = RunState("1")
        state.apply_result(body)
        json.loads(dump_json(document(state, 1)))


def history(data: bytes) -> None:
    """A page of past runs, as every view shows it."""
    page = _read(data, "run_history", lambda reply: read_history(read_reply(reply), "1"))
    if page is None:
        return
    terminal = _terminal()
    chosen = Chosen(iter([page]), Selection(limit=20, since=None, statuses=frozenset()))
    for records in chosen:
        table = RunTable(terminal, form="iso", now=1e9, width=80, aliases={})
        _check_text(table.draw(records))
    for record in page.records:
        json.loads(dump_json(record_fields(record)))
        csv_line(record).encode("utf-8", "replace")
        assert len(run_line(terminal, record, None).split("\n")) == 2
        json.loads(dump_json(fields_of(closing_of(record))))
        _check_text(draw_run(terminal, record, form="iso", now=1e9, base_url="x", next_step=""))


def info(data: bytes) -> None:
    """A description, and what its schema is used for."""
    found = _read(data, "workflow_info", lambda reply: read_info(read_reply(reply), "1", "log"))
    if found is None:
        return
    json.loads(dump_json(info_fields(found)))
    _check_text(draw_info(_terminal(), found, width=60, now=1e9))
    if found.input_schema is None:
        return
    try:
        schema = check_schema(found.input_schema)
        parameters = make_skeleton(found.input_schema)
        shlex.split(write_command(("cozewf", "run", "1"), parameters))
        check_parameters(schema, parameters, command=("cozewf", "run", "1"))
    except InvalidInput as error:
        assert error.message


def conversation(data: bytes) -> None:
    """A new conversation."""
    _read(
        data,
        "conversation_create",
        lambda reply: json.loads(dump_json(read_conversation(read_reply(reply)).meta_data)),
    )


def probe(data: bytes) -> None:
    """What `config check` makes of any answer."""
    reply = _reply(data, "auth")
    read_probe(reply, "http://h", datetime(2026, 1, 1, tzinfo=UTC))
    findings = list(examine_server(lambda request: reply, "http://h"))
    assert findings and all(finding.message for finding in findings)


def _read(data: bytes, kind: str, read: Callable[[Reply], Any]) -> Any:
    """What *read* makes of the reply; None for a declared error, which can be shown."""
    reply = _reply(data, kind)
    looks_like_events(reply.body, declared=False)
    is_cut_off(reply)
    try:
        return read(reply)
    except CozewfError as error:
        check_error(error)
        terminal = _terminal()
        for as_json in (True, False):
            report_error(terminal, error, as_json=as_json, verbose=True, base_url="http://h")
        return None


def _reply(data: bytes, kind: str) -> Reply:
    body = compose(data[2:], kind)
    header = data[2:40].decode("latin-1")
    headers = {"content-type": _TYPES[len(data) % 3], "retry-after": header, "date": header}
    headers |= {"x-log-id": header[:9], "server": header}
    return Reply(_STATUSES[data[1] % 8] if len(data) > 1 else 200, headers, body)


def _check_text(text: str) -> None:
    assert not [c for c in text if c not in "\n\t" and is_unsafe(c)], "a control got through"


def _terminal() -> Terminal:
    return Terminal(io.StringIO(), io.StringIO(), io.StringIO(), environ={})

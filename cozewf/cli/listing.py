"""Showing past runs in the chosen format."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from ..language import _
from ..models import RunRecord
from ..render.charts import draw_stats, stats_fields
from ..render.lines import SCHEMA
from ..render.records import TimeForm, csv_line, record_fields
from ..render.run_view import draw_run
from ..render.tables import RunTable, table_width
from ..selection import Chosen
from ..stats import Stats
from ..wire.values import dump_json
from .app import App
from .flags import ListFlags
from .run_source import RunSource
from .watching import write_document


class Listing:
    """The views of `history`. *aliases* names the workflows where runs of several are shown."""

    def __init__(
        self, app: App, flags: ListFlags, form: TimeForm, *, aliases: dict[str, str] | None
    ) -> None:
        self._app = app
        self._query = app.compile_query(flags.query)
        self._form = form
        self._aliases = aliases

    def show(self, chosen: Chosen, source: RunSource) -> None:
        """List the runs: page by page as they come, but for the one document of JSON."""
        app = self._app
        if app.output == "json":
            runs = [record_fields(record) for page in chosen for record in page]
            document = {
                "schema": SCHEMA,
                "source": "local" if source.is_local else "server",
                "runs": runs,
                "has_more": chosen.has_more,
            }
            write_document(app, document, self._query)
        elif app.output == "jsonl":
            for page in chosen:
                app.terminal.write_json(_encode(map(self._json_line, page)))
        elif app.as_csv:
            app.terminal.write(csv_line(None))
            for page in chosen:
                self._write_csv(page)
        else:
            self._draw_table(chosen, source)

    def show_stats(self, chosen: Chosen, source: RunSource) -> None:
        """Show figures about the runs."""
        app = self._app
        stats = Stats.of(record for page in chosen for record in page)
        if app.as_json:
            where = "local" if source.is_local else "server"
            document = {"schema": SCHEMA, "source": where, **stats_fields(stats)}
            write_document(app, document, self._query)
        elif stats.runs:
            app.terminal.write(draw_stats(app.terminal, stats, table_width(app.terminal)))
        else:
            app.note(_("No runs."))

    def show_one(self, record: RunRecord, next_step: str) -> None:
        """Show one run in full."""
        app = self._app
        if app.as_json:
            write_document(app, {"schema": SCHEMA, **record_fields(record)}, self._query)
        elif app.as_csv:
            app.terminal.write(csv_line(None))
            self._write_csv([record])
        else:
            view = draw_run(
                app.terminal,
                record,
                form=self._form,
                now=time.time(),
                base_url=app.base_url,
                next_step=next_step,
            )
            app.terminal.write(view)

    def _write_csv(self, records: Iterable[RunRecord]) -> None:
        self._app.terminal.write_bytes(_encode(map(csv_line, records)))

    def _json_line(self, record: RunRecord) -> str:
        value: Any = {"schema": SCHEMA, **record_fields(record)}
        if self._query is not None and (value := self._query(value)) is None:
            return ""
        return dump_json(value) + "\n"

    def _draw_table(self, chosen: Chosen, source: RunSource) -> None:
        app = self._app
        aliases = self._aliases if self._aliases is not None or not source.is_local else {}
        table = RunTable(
            app.terminal,
            form=self._form,
            now=time.time(),
            width=table_width(app.terminal),
            aliases=aliases,
            texts=not source.is_local,
        )
        is_empty = True
        for page in chosen:
            app.terminal.write(table.draw(page))
            is_empty = False
        if is_empty:
            app.note(_("No runs."))
        elif chosen.has_more and app.terminal.err_is_tty:
            app.note(_("There are more: --limit N or --all."))


def _encode(lines: Iterable[str]) -> bytes:
    return "".join(lines).encode("utf-8", "replace")

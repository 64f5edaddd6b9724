"""The tables of the state: how they are made, and reading and writing their rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from typing import Any

Row = Mapping[str, Any]

_COLUMNS = {
    "runs": (
        "kind TEXT NOT NULL, profile TEXT NOT NULL, base_url TEXT NOT NULL,"
        " workflow_id TEXT NOT NULL, status TEXT NOT NULL, started REAL NOT NULL, ended REAL,"
        " execute_id TEXT NOT NULL, conversation_id TEXT NOT NULL, token INTEGER,"
        " error_code INTEGER, debug_url TEXT NOT NULL, log_id TEXT NOT NULL"
    ),
    "paused": (
        "profile TEXT NOT NULL, base_url TEXT NOT NULL, workflow_id TEXT NOT NULL,"
        " event_id TEXT NOT NULL, status TEXT NOT NULL, asked REAL NOT NULL,"
        " interrupt TEXT NOT NULL"
    ),
    "conversations": (
        "profile TEXT NOT NULL, base_url TEXT NOT NULL, workflow_id TEXT NOT NULL,"
        " conversation_id TEXT NOT NULL, app_id TEXT NOT NULL, name TEXT NOT NULL,"
        " used REAL NOT NULL"
    ),
}
_INDEXES = (
    "CREATE INDEX runs_by_execute_id ON runs (execute_id)",
    "CREATE UNIQUE INDEX paused_key ON paused (base_url, event_id)",
    "CREATE UNIQUE INDEX conversations_key"
    " ON conversations (profile, base_url, workflow_id, conversation_id)",
)
_NAMES = {
    table: ("id", *(column.split()[0] for column in columns.split(",")))
    for table, columns in _COLUMNS.items()
}
_KEPT = 10_000  # a row goes when so many newer ones have come to its table


def create_tables(connection: sqlite3.Connection) -> None:
    """Make the tables of a new file."""
    for table, columns in _COLUMNS.items():
        connection.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, {columns})")
    for statement in _INDEXES:
        connection.execute(statement)


class Tables:
    """The tables inside one transaction. What is written is masked and made fit for SQLite."""

    def __init__(self, connection: sqlite3.Connection, mask: Callable[[str], str]) -> None:
        self._connection = connection
        self._mask = mask

    def insert(self, table: str, row: Row) -> int:
        """Add a row as the newest, in place of one with the same key; return its id."""
        marks = ", ".join("?" * len(row))
        cursor = self._connection.execute(
            f"INSERT OR REPLACE INTO {table} ({', '.join(row)}) VALUES ({marks})",
            self._fit(table, row),
        )
        row_id = cursor.lastrowid or 0
        self._connection.execute(f"DELETE FROM {table} WHERE id <= ?", (row_id - _KEPT,))
        return row_id

    def update(self, table: str, row: Row, where: Row) -> int:
        """Change the rows that match; return how many."""
        columns = ", ".join(f"{name} = ?" for name in row)
        return self._connection.execute(
            f"UPDATE {table} SET {columns}{_conditions(where)}",
            self._fit(table, row) + self._fit(table, where),
        ).rowcount

    def delete(self, table: str, where: Row) -> None:
        """Remove the rows that match."""
        self._connection.execute(
            f"DELETE FROM {table}{_conditions(where)}", self._fit(table, where)
        )

    def select(self, table: str, where: Row, limit: int = _KEPT) -> list[Row]:
        """The rows that match, newest first."""
        return self._connection.execute(
            f"SELECT {', '.join(_NAMES[table])} FROM {table}{_conditions(where)}"
            " ORDER BY id DESC LIMIT ?",
            (*self._fit(table, where), limit),
        ).fetchall()

    def _fit(self, table: str, row: Row) -> list[Any]:
        for name in row:
            if name not in _NAMES[table]:  # a bug of ours, and no damage of the file
                raise TypeError(f"the table {table} has no column {name}")
        return [self._fit_value(value) for value in row.values()]

    def _fit_value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._mask(value).encode("utf-8", "replace").decode("utf-8")
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            return None
        return value


def _conditions(where: Row) -> str:
    return " WHERE " + " AND ".join(f"{name} = ?" for name in where) if where else ""

"""The file of the state: opened, made, set aside when it is broken, given up when it must be."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

VERSION = 1
_SCHEMA = """
CREATE TABLE runs (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, profile TEXT NOT NULL, base_url TEXT NOT NULL,
    workflow_id TEXT NOT NULL, status TEXT NOT NULL, started REAL NOT NULL, ended REAL,
    execute_id TEXT NOT NULL, conversation_id TEXT NOT NULL, token INTEGER, error_code INTEGER,
    debug_url TEXT NOT NULL, log_id TEXT NOT NULL);
CREATE INDEX runs_by_execute_id ON runs (execute_id);
CREATE TABLE paused (
    id INTEGER PRIMARY KEY, profile TEXT NOT NULL, base_url TEXT NOT NULL,
    workflow_id TEXT NOT NULL, event_id TEXT NOT NULL, status TEXT NOT NULL, asked REAL NOT NULL,
    interrupt TEXT NOT NULL, UNIQUE (base_url, event_id));
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY, profile TEXT NOT NULL, base_url TEXT NOT NULL,
    workflow_id TEXT NOT NULL, conversation_id TEXT NOT NULL, app_id TEXT NOT NULL,
    name TEXT NOT NULL, used REAL NOT NULL,
    UNIQUE (profile, base_url, workflow_id, conversation_id));
"""
_KEPT = 10_000  # rows of each table
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
# It is no database, its pages are broken, or its tables are not ours.
_DAMAGED = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR}

_T = TypeVar("_T")
Row = Mapping[str, Any]


class Tables:
    """The tables inside one transaction. What is written is masked and made fit for SQLite."""

    def __init__(self, connection: sqlite3.Connection, mask: Callable[[str], str]) -> None:
        self._connection = connection
        self._mask = mask

    def insert(self, table: str, row: Row) -> int:
        """Add a row as the newest, in place of one with the same key; return its id."""
        marks = ", ".join("?" * len(row))
        cursor = self._connection.execute(
            f"INSERT OR REPLACE INTO {table} ({', '.join(row)}) VALUES ({marks})", self._fit(row)
        )
        row_id = cursor.lastrowid or 0
        self._connection.execute(f"DELETE FROM {table} WHERE id <= ?", (row_id - _KEPT,))
        return row_id

    def update(self, table: str, row: Row, where: Row) -> int:
        """Change the rows that match; return how many."""
        columns = ", ".join(f"{name} = ?" for name in row)
        return self._connection.execute(
            f"UPDATE {table} SET {columns}{_conditions(where)}", self._fit(row) + self._fit(where)
        ).rowcount

    def delete(self, table: str, where: Row) -> None:
        """Remove the rows that match."""
        self._connection.execute(f"DELETE FROM {table}{_conditions(where)}", self._fit(where))

    def select(self, table: str, where: Row, limit: int = _KEPT) -> list[Row]:
        """The rows that match, newest first."""
        return self._connection.execute(
            f"SELECT * FROM {table}{_conditions(where)} ORDER BY id DESC LIMIT ?",
            (*self._fit(where), limit),
        ).fetchall()

    def _fit(self, row: Row) -> list[Any]:
        return [self._fit_value(value) for value in row.values()]

    def _fit_value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._mask(value).encode("utf-8", "replace").decode("utf-8")
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            return None
        return value


class StateFile:
    """The file at *path*. `do` is the only way in, and never raises for what is wrong with it.

    *warn* hears once of a file that was set aside, and of one that cannot be used.
    """

    def __init__(
        self,
        path: Path,
        warn: Callable[[str], None],
        mask: Callable[[str], str],
        patience: float,
    ) -> None:
        self._path = path
        self._warn = warn
        self._mask = mask
        self._patience = patience
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self.usable = True

    def do(self, work: Callable[[Tables], _T], otherwise: _T) -> _T:
        """Do *work* in one transaction; return *otherwise* where the file cannot be used."""
        for _ in range(3):  # a damaged file, then one that another process has just replaced
            if not self.usable:
                break
            try:
                with self._transaction() as tables:
                    return work(tables)
            except _NewerVersion:
                self._set_aside("newer", "It is of a newer version of cozewf.")
            except (sqlite3.Error, OSError) as error:
                if _is_damage(error):
                    self._set_aside("damaged", f"It is damaged: {error}.")
                else:
                    self._give_up(error)
        return otherwise

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def _transaction(self) -> Iterator[Tables]:
        connection = self._open()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield Tables(connection, self._mask)
        except BaseException:
            connection.rollback()
            raise
        connection.commit()

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                status = os.fstat(descriptor)
                self._identity = status.st_dev, status.st_ino
            finally:
                os.close(descriptor)
            if status.st_mode & 0o077 and os.name == "posix":
                self._path.chmod(0o600)
            connection = sqlite3.connect(self._path, timeout=self._patience, isolation_level=None)
            self._connection = connection
            connection.row_factory = sqlite3.Row
            _prepare(connection, self._patience)
        return self._connection

    def _set_aside(self, reason: str, why: str) -> None:
        """Rename the file, with its journals, unless another process has done so already."""
        self.close()
        try:
            status = self._path.stat()
            if (status.st_dev, status.st_ino) != self._identity:
                return
            when = time.strftime("%Y%m%d-%H%M%S")
            kept = self._path.with_name(f"{self._path.name}.{reason}-{when}-{os.getpid()}")
            for suffix in ("", "-wal", "-shm"):
                journal = Path(f"{self._path}{suffix}")
                if journal.exists():
                    journal.rename(f"{kept}{suffix}")
        except FileNotFoundError:
            return
        except OSError as error:
            self._give_up(error)
        else:
            self._warn(f"The state file {self._path} is set aside as {kept.name}. {why}")

    def _give_up(self, error: Exception) -> None:
        self.close()
        self.usable = False
        reason = error.strerror if isinstance(error, OSError) else str(error)
        self._warn(f"{self._path} cannot be used ({reason}): runs are not remembered.")


class _NewerVersion(Exception):
    pass


def _prepare(connection: sqlite3.Connection, patience: float) -> None:
    """Make the tables of a new file; another process may be at it at the same time."""
    deadline = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA synchronous = NORMAL")
            if _read_version(connection) == 0:
                connection.execute("PRAGMA journal_mode = WAL")
                _create(connection)
            return
        except sqlite3.OperationalError as error:
            # SQLite does not wait by itself for a change of the journal mode.
            if _code_of(error) not in _BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _create(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _read_version(connection) == 0:
            for statement in _SCHEMA.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION}")
    except sqlite3.Error:
        connection.rollback()
        raise
    connection.commit()


def _read_version(connection: sqlite3.Connection) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise _NewerVersion
    return version


def _conditions(where: Row) -> str:
    return " WHERE " + " AND ".join(f"{name} = ?" for name in where) if where else ""


def _is_damage(error: Exception) -> bool:
    """Whether the file itself is broken, for SQLite or (no code) for whoever reads its values."""
    if not isinstance(error, sqlite3.DatabaseError) or isinstance(error, sqlite3.ProgrammingError):
        return False
    return _code_of(error) in {*_DAMAGED, None}


def _code_of(error: sqlite3.Error) -> int | None:
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF

"""The file of the state: opened, made, set aside when it is broken, given up when it must be."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from ..language import _, join, reason_of
from .tables import Tables, create_tables

VERSION = 1
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_BROKEN = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}
_OTHER_TABLES = re.compile("no such (table|column)|no column named|already exists")

_T = TypeVar("_T")


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
        for _attempt in range(3):  # a damaged file, then one that another process has just replaced
            if not self.usable:
                break
            try:
                with self._tables() as tables:
                    return work(tables)
            except _NewerVersion:
                self._set_aside("newer", _("It is of a newer version of cozewf."))
            except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
                if _is_damage(error):
                    self._set_aside("damaged", _("It is damaged: {reason}.").format(reason=error))
                else:
                    self._give_up(error)
        return otherwise

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def _tables(self) -> Iterator[Tables]:
        connection = self._open()
        with _transaction(connection):
            yield Tables(connection, self._mask)

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
            self._warn(
                join(
                    _("The state file {path} is set aside as {name}.").format(
                        path=self._path, name=kept.name
                    ),
                    why,
                )
            )

    def _give_up(self, error: Exception) -> None:
        self.close()
        self.usable = False
        reason = reason_of(error)
        self._warn(
            _("{path} cannot be used ({reason}): runs are not remembered.").format(
                path=self._path, reason=reason
            )
        )


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
    with _transaction(connection):
        if _read_version(connection) == 0:
            create_tables(connection)
            connection.execute(f"PRAGMA user_version = {VERSION}")


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def _read_version(connection: sqlite3.Connection) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise _NewerVersion
    return version


def _is_damage(error: Exception) -> bool:
    """Whether the file itself is at fault: for SQLite, or (no code) for who reads its values."""
    if isinstance(error, UnicodeDecodeError):  # even SQLite's complaint quotes broken bytes
        return True
    if not isinstance(error, sqlite3.DatabaseError) or isinstance(error, sqlite3.ProgrammingError):
        return False
    code = _code_of(error)
    return code is None or code in _BROKEN or _OTHER_TABLES.search(str(error)) is not None


def _code_of(error: sqlite3.Error) -> int | None:
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF

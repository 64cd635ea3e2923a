"""Transactions. A writer on SQLite takes the write lock at once, so that it never loses an update or a lock upgrade."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NoReturn

from sqlalchemy import Connection as Connection  # noqa: PLC0414  (an open transaction, re-exported)
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

BUSY_MS: Final = 2000  # under Slack's three seconds, so that the person still gets an answer
HALF: Final = BUSY_MS // 2  # on SQLite one half may go on this process's queue, the other on another process's lock


SMALL: Final = 32_000_000  # bytes, a file that is written anew in less time than bookings wait for it
_PRAGMAS: Final = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")


class Unavailable(Exception):
    """The database did not take the change: locked, full, read-only or gone. Nothing was written."""


class Sessions:
    """Opens transactions: `begin()` to write, `read()` to look."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        snapshot = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
        self._reader = engine.execution_options(read_only=True, **snapshot)
        driver = engine.dialect.loaded_dbapi
        self._failures = (DBAPIError, PoolTimeout, driver.Error)
        self._ours = (driver.IntegrityError, driver.DataError)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction that commits at the end and leaves nothing behind on an error.

        Raises:
            Unavailable: the database could not do it.
        """
        try:
            with self.engine.begin() as session:
                yield session
        except self._failures as error:
            self._reraise(error)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the data and changes nothing.

        Raises:
            Unavailable: the database could not do it.
        """
        try:
            with self._reader.begin() as session:
                yield session
        except self._failures as error:
            self._reraise(error)

    def scrub(self, *, anew: bool = True) -> bool:  # noqa: ARG002  (for files of ours)
        """Leave nothing in files of ours that was deleted; PostgreSQL sees to its own. False where it has to wait."""
        return True

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    def _reraise(self, error: Exception) -> NoReturn:
        """Broken constraints and unfit values are ours and stay what they are; the rest is the database's state."""
        cause = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(cause, self._ours):
            raise error
        reason = str(cause).strip().partition("\n")[0]  # one line, for the log and the shell
        raise Unavailable(f"{type(cause).__name__}: {reason}") from error


class SqliteSessions(Sessions):
    """SQLite has one writer at a time. Its own waiting is neither fair nor quick, so the threads of this process queue
    for one connection that is kept for writing."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._turn = threading.Lock()
        self._writer: Connection | None = None
        self._path = engine.url.database if engine.url.database and not engine.url.query else None
        self._written: tuple[int, int] | None = None
        self._seen: tuple[int, int] | None = None

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction that has the write lock from its start. Raises Unavailable."""
        if not self._turn.acquire(timeout=HALF / 1000):
            raise Unavailable("locked: other writers did not finish in time")
        try:
            found = self._inode()
            if self._written not in (None, found):
                self._drop()
                self._leave(found)
            self._writer = self._writer or self.engine.connect()
            self._written = found or self._inode()
            with self._writer.begin():
                yield self._writer
        except self._failures as error:
            self._drop()
            self._reraise(error)
        finally:
            self._turn.release()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the data and changes nothing. Raises Unavailable."""
        found = self._inode()
        if self._seen not in (None, found):
            self._leave(found)
        self._seen = found
        with super().read() as session:
            yield session

    def _inode(self) -> tuple[int, int] | None:
        """Which file the path names now: an open one outlives its name, and what is written there is lost."""
        if self._path is None:
            return None
        try:
            status = os.stat(self._path)  # noqa: PTH116  (every transaction pays for it)
        except FileNotFoundError:
            return None
        return status.st_dev, status.st_ino

    def _leave(self, found: tuple[int, int] | None) -> None:
        """Give up the connections to a file that is no longer the path's; go on only if another one has its place."""
        self.engine.dispose()
        if found is None:
            raise Unavailable("the database file is gone")

    def scrub(self, *, anew: bool = True) -> bool:
        """Empty the log beside the file; a small file is written `anew`, since pages that were divided keep copies."""
        if not self._turn.acquire(timeout=HALF / 1000):
            return False
        try:
            return _scrub(self.engine, anew=anew)
        except self._failures:
            return False
        finally:
            self._turn.release()

    def close(self) -> None:
        """Give all connections back, once the writer in hand has finished."""
        with self._turn:
            self._drop()
        super().close()

    def _drop(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.invalidate()  # nothing may take it out of the pool again
            writer.close()


def _scrub(engine: Engine, *, anew: bool) -> bool:
    """Wait for nobody for long: while somebody reads, the log cannot be emptied."""
    raw = engine.raw_connection()
    try:
        raw.cursor().execute(f"PRAGMA busy_timeout={HALF // 4}")
        pages, size = (raw.cursor().execute(f"PRAGMA {each}").fetchone()[0] for each in ("page_count", "page_size"))
        if anew and pages * size <= SMALL:
            raw.cursor().execute("VACUUM")
        return bool(raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
    finally:
        raw.cursor().execute(f"PRAGMA busy_timeout={HALF}")
        raw.close()


def open_sessions(url: str, *, size: int = 20) -> Sessions:
    """Connect lazily to SQLite or PostgreSQL; `size` is the number of connections that threads can hold at once."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return SqliteSessions(_sqlite(url, size))
    return Sessions(_postgresql(url, size))


def _sqlite(url: str, size: int) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=BUSY_MS / 1000,
        pool_reset_on_return=None,  # every transaction ends in commit or rollback before its connection goes back
        connect_args={"check_same_thread": False, "isolation_level": None, "timeout": HALF / 1000},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        for pragma in (*_PRAGMAS, f"busy_timeout={HALF}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        read_only = connection.get_execution_options().get("read_only", False)
        raw = connection.connection.dbapi_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.execute("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _postgresql(url: str, size: int) -> Engine:
    return create_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_timeout=BUSY_MS / 1000,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 2, "options": f"-c statement_timeout={BUSY_MS} -c lock_timeout={BUSY_MS}"},
    )

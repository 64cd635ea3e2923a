"""Transactions. A writer on SQLite takes the write lock at once, so that it never loses an update or a lock upgrade."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

Session = Connection  # an open transaction, as services are given it

BUSY_MS: Final = 2000  # under Slack's three seconds, so that the person still gets an answer


# The driver's names for errors that no second try mends.
_OURS: Final = frozenset({"IntegrityError", "ProgrammingError", "DataError", "UniqueViolation", "CheckViolation"})


class Unavailable(Exception):
    """The database did not take the change: locked, full, read-only or gone. Nothing was written."""


class Sessions:
    """Opens transactions: `begin()` to write, `read()` to look."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reader = engine.execution_options(read_only=True)
        # SQLite's own waiting for its one writer is neither fair nor quick; threads of this process queue here first.
        self._turn = threading.Lock() if engine.dialect.name == "sqlite" else None

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction that commits at the end and leaves nothing behind on an error.

        Raises:
            Unavailable: the database could not do it.
        """
        with self._translated(), self._my_turn(), self.engine.begin() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the data and changes nothing.

        Raises:
            Unavailable: the database could not do it.
        """
        with self._translated(), self._reader.begin() as session:
            yield session

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=BUSY_MS / 1000):
            raise Unavailable("locked: other writers did not finish in time")
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Constraint and programming errors are ours and stay what they are; the rest is the database's state."""
        try:
            yield
        except (DBAPIError, PoolTimeout, self.engine.dialect.loaded_dbapi.Error) as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            if type(cause).__name__ in _OURS:
                raise
            reason = str(cause).strip().partition("\n")[0]  # one line, for the log and the shell
            raise Unavailable(f"{type(cause).__name__}: {reason}") from error

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def open_sessions(url: str, *, size: int = 20) -> Sessions:
    """Connect lazily to SQLite or PostgreSQL; `size` is the number of connections that threads can hold at once."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return Sessions(_sqlite(url, size))
    return Sessions(_postgresql(url, size))


def _sqlite(url: str, size: int) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=BUSY_MS / 1000,
        pool_reset_on_return=None,  # every transaction ends in commit or rollback before its connection goes back
        connect_args={"check_same_thread": False, "isolation_level": None, "timeout": BUSY_MS / 1000},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
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

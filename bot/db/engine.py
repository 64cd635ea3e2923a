"""Database transactions, on PostgreSQL or, in `sqlite_database`, on SQLite."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final, NoReturn

from sqlalchemy import Connection as Connection  # noqa: PLC0414  (an open transaction, re-exported)
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from bot.db import compatibility
from bot.db.compatibility import FoundSchema
from bot.db.idle_connections import is_end_of_connection, note_return, refuse_dead
from bot.db.renamed_ids import IdRenames, RenamedIds
from bot.db.resolved_reads import carry_renames, resolve_ids_before_execute
from bot.db.statements import Step, commit_put_off, forget_put_off, put_off_begin, run_put_off, run_together
from bot.metrics.figures import DatabaseLoad
from bot.request_context import no_time_limit

log = logging.getLogger(__name__)

BUSY_TIMEOUT_MS: Final = 2000  # under Slack's three seconds, so that the person still gets an answer
# The server has forgotten what a connection prepared, or it gives other columns by now: each use would fail again.
_FORGOTTEN_STATEMENT: Final = frozenset({"26000", "42P05", "0A000"})
# How a network that drops packets silently is noticed: in half a minute at most.
_DEAD_NETWORK: Final = {
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
_RESOLVES_IDS: Final = "resolves_ids"  # the execution option of an engine that does


class DatabaseUnavailable(Exception):
    """The database could not be used: locked, full, read-only or gone. Nothing was written, unless CommitUncertain."""


class CommitUncertain(DatabaseUnavailable):
    """A commit was sent and its answer was lost: whether all of it was written or nothing can't be told from here."""


class DatabaseUpgraded(DatabaseUnavailable):
    """Another release has changed the schema under this process, which has to be restarted. Nothing was written."""


class Database:
    """Opens transactions: `begin()` to write, `read()` to read; `glance()` does without one."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._id_renames = IdRenames()
        if not engine.get_execution_options().get(_RESOLVES_IDS):  # one made from another hears what that one hears
            event.listen(engine, "before_cursor_execute", resolve_ids_before_execute, retval=True)
            engine.update_execution_options(**{_RESOLVES_IDS: True})
        snapshot = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
        self._reader = engine.execution_options(read_only=True, **snapshot)
        driver = engine.dialect.loaded_dbapi
        self._failures = (DBAPIError, PoolTimeout, PendingRollbackError, driver.Error)
        self._caller_errors = (driver.IntegrityError, driver.DataError)
        self._schema_errors = (*self._caller_errors, driver.ProgrammingError, driver.NotSupportedError)
        self._expected_revision: str | None = None
        self._refusal: str | None = None
        self._schema_notice: str | None = None

    def rename_ids(self, renamed: Mapping[str, str]) -> None:
        """Read rows with these old ids, each given with its current one, as rows with the current one from now on.

        Raises:
            ValueError: what is no id, or a circle of ids.
        """
        self._id_renames.replace(renamed)

    @property
    def is_upgraded(self) -> bool:
        """Return whether new transactions are refused, since another release has changed the schema."""
        return self._refusal is not None

    @property
    def schema_notice(self) -> str | None:
        """Return what to tell the operator while the schema is a newer release's that this one works with.

        Then there may be tables, columns, and kinds of rows that this release does not know.
        """
        return self._schema_notice

    def expect_schema(self, revision: str) -> None:
        """Set this release's schema; transactions are refused once the database has one that it can't work with."""
        self._expected_revision = revision

    def check_schema(self) -> None:
        """Check that this release can work with the schema. A database that does not answer passes.

        Raises:
            DatabaseUpgraded: it can't; `begin` and `read` raise the same until it can again.
        """
        expected = self._expected_revision
        found = self._read_schema(expected) if expected else None
        if expected is None or found is None:
            return
        refusal, notice = compatibility.refusal_of(found, expected), compatibility.notice_of(found, expected)
        if (refusal, notice) != (self._refusal, self._schema_notice):
            news = refusal or notice or f"the schema is {found.revision} again"
            log.log(logging.ERROR if refusal else logging.WARNING, "%s", news)
        self._refusal, self._schema_notice = refusal, notice
        self._refuse_upgraded()

    @contextmanager
    def begin(self, *, finishing: bool = False, alone: bool = False) -> Iterator[Connection]:
        """Open a transaction that commits at the end and rolls back on an error.

        `finishing` is for writing down how something ended: it is tried even on a changed schema. `alone` is for what
        takes long, and for who holds a lock that others may wait for in a transaction: nobody shares its commit, who
        would wait for it, and it waits for nobody (SQLite); whoever asked for it may have to wait longer (PostgreSQL).

        Raises:
            DatabaseUnavailable: the database could not do it; as CommitUncertain, where it may have done it all.
        """
        self._refuse_upgraded(unless=finishing)
        committing: Any = None  # the driver's connection, from when a commit may be on its way
        try:
            with no_time_limit(unless=not alone), self.engine.connect() as conn, self._giving_up_closed(conn):
                carry_renames(conn, self._id_renames.now)
                with conn.begin():
                    put_off_begin(conn)
                    try:
                        yield conn
                        committing = conn.connection.dbapi_connection
                        commit_put_off(conn)
                    finally:
                        forget_put_off(conn)
                committing = None
        except self._failures as error:
            self._reraise(error, is_lost=committing is not None and _has_ended(committing, error))

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of the data and changes nothing.

        Raises:
            DatabaseUnavailable: the database could not do it.
        """
        self._refuse_upgraded()
        try:
            with self._snapshot() as conn, self._giving_up_closed(conn):
                yield conn
        except self._failures as error:
            self._reraise(error)

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """Lend a connection for a prepared statement or two that change nothing, at a fraction of what `read` costs.

        Without a transaction each of them sees one state of the data, but maybe not the same one.

        Raises:
            DatabaseUnavailable: the database could not do it.
        """
        with self._lend_connection() as conn:
            yield conn

    def run_alone(self, step: Step) -> None:
        """Run one statement as a transaction of its own.

        Raises:
            DatabaseUnavailable: the database could not do it; as CommitUncertain, where it may have done it.
        """
        with self._lend_connection(is_writing=True) as conn:
            run_together(conn, step)

    @contextmanager
    def _lend_connection(self, *, is_writing: bool = False) -> Iterator[Connection]:
        """Lend a connection on which each statement is a transaction. Raises as `run_alone` does."""
        self._refuse_upgraded()
        lent: Any = None  # the driver's connection
        try:
            with self.engine.connect() as conn, self._giving_up_closed(conn):
                carry_renames(conn, self._id_renames.now)
                lent = conn.connection.dbapi_connection
                yield conn
        except self._failures as error:
            self._reraise(error, is_lost=is_writing and lent is not None and _has_ended(lent, error))

    @contextmanager
    def _giving_up_closed(self, conn: Connection) -> Iterator[None]:
        """Give up a connection that a failure has ended: its return would fail as well, and the pool would log that."""
        try:
            yield
        except self._failures as error:
            if not conn.invalidated and _has_ended(conn.connection.dbapi_connection, error):
                conn.invalidate()
            raise

    def purge_deleted_data(self, *, with_vacuum: bool = True) -> bool:  # noqa: ARG002  (SQLite uses it)
        """Purge deleted data from the database file; PostgreSQL does so itself. False where it has to wait."""
        return True

    def load(self) -> DatabaseLoad:
        """Return how busy it is at this moment."""
        pool = self.engine.pool
        in_use, limit = (pool.checkedout(), pool.size()) if isinstance(pool, QueuePool) else (0, 0)
        return DatabaseLoad(in_use, limit)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def _reraise(self, error: Exception, *, is_lost: bool = False) -> NoReturn:
        """Raise broken constraints and unfit values as they are, and anything else as DatabaseUnavailable.

        `is_lost` says that it is the answer to a commit that is lacking. First checks the schema where the error may
        come from another release's schema.
        """
        cause = error.orig if isinstance(error, DBAPIError) else error
        if self._may_mean_another_schema(cause):
            self.check_schema()
        if isinstance(cause, self._caller_errors):
            raise error
        if getattr(cause, "sqlstate", None) in _FORGOTTEN_STATEMENT:
            self.engine.dispose()
        if is_lost:
            raise CommitUncertain(f"no answer to a commit, so it may be saved or not: {_first_line(cause)}") from error
        raise DatabaseUnavailable(self._describe(cause)) from error

    def _describe(self, cause: BaseException | None) -> str:
        """Return one line about a failure, for the log and the shell."""
        return describe_failure(cause)

    def _may_mean_another_schema(self, cause: BaseException | None) -> bool:
        """Return whether an error may come from another schema: a missing table or column, or a broken constraint."""
        return isinstance(cause, self._schema_errors)

    def _refuse_upgraded(self, *, unless: bool = False) -> None:
        if self._refusal and not unless:
            raise DatabaseUpgraded(self._refusal)

    def _snapshot(self) -> AbstractContextManager[Connection]:
        return self._begin_renamed_snapshot() if RenamedIds.were_any else self._reader.begin()

    @contextmanager
    def _begin_renamed_snapshot(self) -> Iterator[Connection]:
        with self._reader.connect() as conn:
            carry_renames(conn, self._id_renames.now)
            with conn.begin():
                yield conn

    def _read_schema(self, expected: str) -> FoundSchema | None:
        try:
            with self._snapshot() as conn:
                found = conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
                if found is None or found == expected:
                    return FoundSchema(expected, expected) if found else None
                return compatibility.read_compatibility(conn, str(found))
        except (*self._failures, DatabaseUnavailable):
            return None


def describe_failure(cause: BaseException | None) -> str:
    """Return what the driver says of a failure, without Python's name for it; that name only where it says nothing."""
    if isinstance(cause, PoolTimeout):
        return "all connections are in use"
    return _first_line(cause.orig if isinstance(cause, DBAPIError) else cause) or type(cause).__name__


def _has_ended(connection: Any, error: Exception) -> bool:
    """Return whether a failure has ended a connection of the driver's; SQLite's doesn't tell whether it's closed."""
    return getattr(connection, "closed", False) or is_end_of_connection(error)


def _first_line(cause: BaseException | None) -> str:
    return str(cause).strip().partition("\n")[0]


def connect_database(url: str, *, size: int = 20) -> Database:
    """Connect lazily to SQLite or PostgreSQL; `size` is the number of connections that threads can hold at once."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        from bot.db.sqlite_database import SqliteDatabase  # noqa: PLC0415  (it is made of what stands above)

        return SqliteDatabase.connect(url, size)
    return Database(_postgresql(url, size))


def _connect_limited(_dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
    from bot.db.limited_connection import LimitedConnection  # noqa: PLC0415  (its driver is slow to import)

    return LimitedConnection.connect(*arguments, **options)


def _postgresql(url: str, size: int) -> Engine:
    engine = create_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_timeout=BUSY_TIMEOUT_MS / 1000,
        isolation_level="AUTOCOMMIT",  # nothing is begun but by `begin` and `read`, and nothing set at each use
        pool_use_lifo=True,  # the fewest connections stay in use, which have prepared most statements
        use_native_hstore=False,  # nothing is asked about that with every new connection
        connect_args={
            "connect_timeout": BUSY_TIMEOUT_MS // 1000,
            **_DEAD_NETWORK,
            "options": f"-c statement_timeout={BUSY_TIMEOUT_MS} -c lock_timeout={BUSY_TIMEOUT_MS} -c jit=off",
        },
    )
    event.listen(engine, "do_connect", _connect_limited)
    event.listen(engine, "before_cursor_execute", lambda conn, *_: run_put_off(conn))
    event.listen(engine, "checkin", note_return)
    event.listen(engine, "checkout", refuse_dead)
    return engine

"""Transactions on SQLite. A writer takes the write lock at once, so no update or lock upgrade is lost."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from bot.db import private_files
from bot.db.engine import BUSY_TIMEOUT_MS, Database, DatabaseUnavailable, describe_failure
from bot.db.kept_connection import FileIdentity, KeptConnection
from bot.db.renamed_ids import RenamedIds, renames_of
from bot.db.resolved_reads import carry_renames
from bot.db.shared_transaction import MAX_SECONDS, SharedTransaction
from bot.db.statements import Step, run_together
from bot.db.write_turns import FOREVER, WriteTurns
from bot.metrics.figures import DatabaseLoad

log = logging.getLogger(__name__)

# One half may go on this process's queue, the other on another process's lock.
LOCK_TIMEOUT_MS: Final = BUSY_TIMEOUT_MS // 2
WRITER_CACHE_KB: Final = 16_000  # hours change pages of many indexes, most of which are not among the last 2 MB
VACUUM_MAX_BYTES: Final = 32_000_000  # a file that is written anew in less time than bookings wait for it
_PRAGMAS: Final = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")


class SqliteDatabase(Database):
    """A SQLite database, which has one writer at a time. SQLite's own waiting is neither fair nor quick, so the threads
    of this process queue for one connection that is kept for writing, and for another one to glance at the data.

    Those who wait to write share one transaction and its commit. Each has a savepoint of its own, so that an error
    takes back nothing of others, and goes on only when the commit has succeeded that holds its part.
    """

    def __init__(self, engine: Engine, *, join_seconds: float = MAX_SECONDS) -> None:
        super().__init__(engine)
        self._join_seconds = join_seconds
        self._turns = WriteTurns()
        self._write_count = self._commit_count = 0
        self._writer = KeptConnection(engine, cache_kb=WRITER_CACHE_KB)
        self._shared: SharedTransaction | None = None  # the open one, for whose turn it is
        self._glance_lock = threading.Lock()
        self._glanced = KeptConnection(self._reader)
        self._path = engine.url.database if engine.url.database and not engine.url.query else None
        self._reader_file: FileIdentity | None = None

    @classmethod
    def connect(cls, url: str, size: int) -> SqliteDatabase:
        """Connect lazily; `size` is the number of connections that threads can hold at once."""
        return cls(_create_engine(url, size))

    @contextmanager
    def begin(self, *, finishing: bool = False, alone: bool = False) -> Iterator[Connection]:
        """Open a transaction that has the write lock from its start. Raises DatabaseUnavailable."""
        self._refuse_upgraded(unless=finishing)
        if not self._turns.take(LOCK_TIMEOUT_MS / 1000):
            raise DatabaseUnavailable("locked: other writers didn't finish in time")
        shared = self._enter_shared(alone=alone)
        try:
            yield shared.conn
        except BaseException as error:
            self._leave_shared(shared, error, alone=alone)
            raise
        self._leave_shared(shared, None, alone=alone)

    def run_alone(self, step: Step) -> None:
        """Run one statement as a transaction of its own. Raises DatabaseUnavailable."""
        with self.begin() as conn:
            run_together(conn, step)

    def load(self) -> DatabaseLoad:
        """Return how busy it is, with what is told of writers."""
        return replace(
            super().load(), waiting_writers=len(self._turns), writes=self._write_count, commits=self._commit_count
        )

    def _enter_shared(self, *, alone: bool) -> SharedTransaction:
        """Join the transaction that is open, or begin one. Where that raises, the turn has been passed on."""
        try:
            if self._shared and (alone or not self._can_be_joined(self._shared)):
                self._commit_shared(self._shared)
            if self._shared:
                self._shared.join()
            else:
                conn = self._open(self._writer)
                carry_renames(conn, self._id_renames.now)
                self._shared = SharedTransaction(conn, self._join_seconds)
        except BaseException as error:
            self._abandon_shared(error)
            self._turns.release()
            if isinstance(error, self._failures):
                self._reraise(error)
            raise
        return self._shared

    def _can_be_joined(self, shared: SharedTransaction) -> bool:
        """Return whether a transaction has room, and was begun with the file and the renames that hold now."""
        is_same = not RenamedIds.were_any or renames_of(shared.conn) is self._id_renames.now
        return is_same and not shared.is_full and self._file_identity() == self._writer.file

    def _leave_shared(self, shared: SharedTransaction, error: BaseException | None, *, alone: bool) -> None:
        """End a part, have it committed, and wait for that. Raises what the database has against it."""
        is_passed_on = False
        try:
            is_open = self._end_part(shared, error)
            is_passed_on = is_open and not alone and self._turns.pass_on()
            if is_open and not is_passed_on:
                self._commit_shared(shared)
        finally:
            if not is_passed_on:
                self._turns.release()
        if error is None or isinstance(error, Exception):
            self._tell_outcome(shared, error)

    def _end_part(self, shared: SharedTransaction, error: BaseException | None) -> bool:
        """Keep a part, or take it back after an error; return whether there is anything to commit then."""
        shared.has_failed_statement |= isinstance(error, self._failures)
        try:
            if error is None:
                shared.keep_part()
            else:
                shared.take_part_back()
        except BaseException as failure:  # noqa: BLE001  (each member is told)
            self._abandon_shared(error if shared.has_failed_statement and error else failure)
            return False
        if error is None or shared.member_count > 1:
            return True
        self._close_shared(shared)
        return False

    def _commit_shared(self, shared: SharedTransaction) -> None:
        """Commit for all members; a failure is theirs."""
        try:
            shared.commit()
        except BaseException as failure:
            self._abandon_shared(failure)
            if not isinstance(failure, Exception):
                raise
            return
        self._commit_count += 1
        self._write_count += shared.member_count
        self._close_shared(shared)

    def _close_shared(self, shared: SharedTransaction) -> None:
        """Let the members go on after a commit, or after the only one took its part back."""
        self._shared = None
        if shared.has_failed_statement:
            self._writer.discard()
        shared.end()

    def _abandon_shared(self, failure: BaseException) -> None:
        """Close the connection, which rolls back what is open, and tell the members."""
        shared, self._shared = self._shared, None
        self._writer.discard()
        if shared:
            shared.end(failure)

    def _tell_outcome(self, shared: SharedTransaction, error: Exception | None) -> None:
        """Wait for the end, and raise why a part wasn't written, if the database is why."""
        failure = shared.wait()
        if failure is None or failure is error:
            failure = error
        elif shared.member_count > 1:
            raise DatabaseUnavailable(f"the commit failed: {describe_failure(failure)}") from failure
        if isinstance(failure, self._failures):
            self._reraise(failure)
        if failure is not None:
            raise failure

    @contextmanager
    def _holding_turn(self, timeout: float) -> Iterator[bool]:
        """Hold the turn with nothing open; tells whether it came in time."""
        is_held = self._turns.take(timeout)
        try:
            if is_held and self._shared:
                self._commit_shared(self._shared)
            yield is_held
        finally:
            if is_held:
                self._turns.release()

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """Lend the connection that is kept for this. Raises DatabaseUnavailable."""
        self._refuse_upgraded()
        if not self._glance_lock.acquire(timeout=LOCK_TIMEOUT_MS / 1000):
            raise DatabaseUnavailable("locked: other readers didn't finish in time")
        try:
            conn = self._open(self._glanced)
            carry_renames(conn, self._id_renames.now)
            yield conn
            if conn.in_transaction():  # not by a prepared statement; an open one would see old data for ever
                conn.rollback()
        except BaseException as error:
            self._glanced.discard()
            if isinstance(error, self._failures):
                self._reraise(error)
            raise
        finally:
            self._glance_lock.release()

    def _describe(self, cause: BaseException | None) -> str:
        """Return the same for SQLite, which doesn't say which file it can't open, nor why."""
        if isinstance(cause, sqlite3.OperationalError) and cause.sqlite_errorcode == sqlite3.SQLITE_CANTOPEN:
            folder = Path(self._path or "").absolute().parent
            missing = "" if folder.is_dir() else f": there's no folder {folder}"
            return f"can't open the file {self._path}{missing}"
        return super()._describe(cause)

    def _may_mean_another_schema(self, cause: BaseException | None) -> bool:
        """Return the same for SQLite, which reports missing tables as an OperationalError."""
        return super()._may_mean_another_schema(cause) or (
            isinstance(cause, sqlite3.OperationalError) and cause.sqlite_errorcode == sqlite3.SQLITE_ERROR
        )

    def _snapshot(self) -> AbstractContextManager[Connection]:
        found = self._file_identity()
        if self._reader_file not in (None, found):
            self._abandon_file(found)
        self._reader_file = found
        return super()._snapshot()

    def _open(self, kept: KeptConnection) -> Connection:
        """Return a kept connection, opened anew if the path names another file now. Raises DatabaseUnavailable."""
        found = self._file_identity()
        if kept.file not in (None, found):
            kept.discard()
            self._abandon_file(found)
        conn = kept.connect()
        kept.file = found or self._file_identity()
        return conn

    def _file_identity(self) -> FileIdentity | None:
        """Return which file the path names now; None if there is none. Writes to a replaced open file would be lost."""
        if self._path is None:
            return None
        try:
            status = os.stat(self._path)  # noqa: PTH116  (every transaction pays for it)
        except OSError:  # gone, or out of reach
            return None
        return status.st_dev, status.st_ino

    def _abandon_file(self, new_file: FileIdentity | None) -> None:
        """Close the connections to a replaced file. Raises DatabaseUnavailable if there is no new one."""
        self.engine.dispose()
        if new_file is None:
            raise DatabaseUnavailable("the database file is gone")

    def purge_deleted_data(self, *, with_vacuum: bool = True) -> bool:
        """Empty the write-ahead log; with `with_vacuum` also rewrite a small file, whose split pages keep copies."""
        with self._holding_turn(LOCK_TIMEOUT_MS / 1000) as is_held:
            try:
                return is_held and _purge_sqlite_file(self.engine, with_vacuum=with_vacuum)
            except self._failures:
                return False

    def close(self) -> None:
        """Close all connections, once those who write or glance have finished."""
        with self._holding_turn(FOREVER):
            self._writer.discard()
        with self._glance_lock:
            self._glanced.discard()
        super().close()


def _purge_sqlite_file(engine: Engine, *, with_vacuum: bool) -> bool:
    """Empty the write-ahead log, after VACUUM for a small file; False while readers keep it from being emptied."""
    raw = engine.raw_connection()
    try:
        raw.cursor().execute(f"PRAGMA busy_timeout={LOCK_TIMEOUT_MS // 4}")
        pages, size = (raw.cursor().execute(f"PRAGMA {each}").fetchone()[0] for each in ("page_count", "page_size"))
        if with_vacuum and pages * size <= VACUUM_MAX_BYTES:
            raw.cursor().execute("VACUUM")
        return bool(raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
    finally:
        raw.cursor().execute(f"PRAGMA busy_timeout={LOCK_TIMEOUT_MS}")
        raw.close()


def _create_engine(url: str, size: int) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=BUSY_TIMEOUT_MS / 1000,
        pool_reset_on_return=None,  # every transaction ends in commit or rollback before its connection goes back
        connect_args={"check_same_thread": False, "isolation_level": None, "timeout": LOCK_TIMEOUT_MS / 1000},
    )

    @event.listens_for(engine, "do_connect")
    def make_private(_dialect: Any, _record: Any, arguments: list[Any], _options: Any) -> None:
        path = str(arguments[0]) if arguments else ":memory:"
        if path != ":memory:" and private_files.prepare_sqlite_file(Path(path)):
            log.warning("others could read the database file; its rights are 0600 now")

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        for pragma in (*_PRAGMAS, f"busy_timeout={LOCK_TIMEOUT_MS}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        read_only = connection.get_execution_options().get("read_only", False)
        raw = connection.connection.dbapi_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.execute("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine

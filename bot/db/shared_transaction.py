"""One transaction, and one commit, for all who write at the same time: each has a savepoint of its own in it."""

from __future__ import annotations

import sqlite3
import threading
import time
from typing import Final

from sqlalchemy import Connection

MAX_MEMBERS: Final = 32
MAX_SECONDS: Final = 0.05  # after which nobody joins any more: who was first waits for the last
_SAVEPOINT: Final = "member"


class TransactionLost(sqlite3.DatabaseError):
    """A statement failed in a way that took back the whole transaction, not just what it did."""


class SharedTransaction:
    """A transaction that several threads use in turn. It begins with its first member, who needs no savepoint.

    `join_seconds` is for how long others may join.
    """

    def __init__(self, conn: Connection, join_seconds: float = MAX_SECONDS) -> None:
        self.conn = conn
        self._join_seconds = join_seconds
        self.member_count = 1
        self.has_failed_statement = False  # the connection is doubtful then
        self._root = conn.begin()
        raw = conn.connection.dbapi_connection
        assert isinstance(raw, sqlite3.Connection)
        self._raw: sqlite3.Connection = raw
        self._since: float = time.monotonic()
        self._open: threading.Lock = threading.Lock()  # held until it is over: a fraction of what an Event costs
        self._open.acquire()
        self._failure: BaseException | None = None

    @property
    def is_full(self) -> bool:
        """Whether nobody may join any more."""
        return self.member_count >= MAX_MEMBERS or time.monotonic() - self._since > self._join_seconds

    def join(self) -> None:
        """Begin the part of one more member. Raises sqlite3.Error."""
        self._check_alive()
        self._raw.execute(f"SAVEPOINT {_SAVEPOINT}")
        self.member_count += 1

    def keep_part(self) -> None:
        """End the part of the member whose turn it is; it counts if the commit succeeds. Raises sqlite3.Error."""
        self._check_alive()
        if self.member_count > 1:
            self._raw.execute(f"RELEASE {_SAVEPOINT}")

    def take_part_back(self) -> None:
        """Undo the part of the member whose turn it is. Raises sqlite3.Error where that can't be done by itself."""
        self._check_alive()
        if self.member_count > 1:
            self._raw.execute(f"ROLLBACK TO {_SAVEPOINT}")
            self._raw.execute(f"RELEASE {_SAVEPOINT}")
        else:
            self._root.rollback()

    def commit(self) -> None:
        """Commit all parts; raises what that raises."""
        self._check_alive()
        self._root.commit()

    def end(self, failure: BaseException | None = None) -> None:
        """Let the members go on: nothing of theirs was written where there is a failure."""
        self._failure = failure
        self._open.release()

    def wait(self) -> BaseException | None:
        """Wait until it is over, and return why nothing was written, if so."""
        with self._open:
            return self._failure

    def _check_alive(self) -> None:
        """Raise TransactionLost if SQLite has rolled all back itself, as it does when a disk is full."""
        if not self._raw.in_transaction:
            raise TransactionLost("SQLite has rolled it back")

"""A connection that stays open, for what would take longer to open one than to use it."""

from __future__ import annotations

import sqlite3

from sqlalchemy import Connection, Engine

FileIdentity = tuple[int, int]  # device and inode


class KeptConnection:
    """One connection to a database file, for one thread at a time, and which file that was.

    `cache_kb` is how much of the file it may keep in memory, in kB; None for the 2 MB that SQLite takes by itself.
    """

    def __init__(self, engine: Engine, *, cache_kb: int | None = None) -> None:
        self._engine = engine
        self._cache_kb = cache_kb
        self._connection: Connection | None = None
        self.file: FileIdentity | None = None

    def connect(self) -> Connection:
        """Return the connection, opened if it isn't."""
        if self._connection is None:
            self._connection = self._engine.connect()
            if self._cache_kb:
                raw = self._connection.connection.dbapi_connection
                assert isinstance(raw, sqlite3.Connection)
                raw.execute(f"PRAGMA cache_size=-{self._cache_kb}")
        return self._connection

    def discard(self) -> None:
        """Close it for good; the next one is new."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()  # nothing may take it out of the pool again
            connection.close()

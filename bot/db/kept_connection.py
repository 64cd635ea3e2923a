"""A connection that stays open, for what would take longer to open one than to use it."""

from __future__ import annotations

from sqlalchemy import Connection, Engine

FileIdentity = tuple[int, int]  # device and inode


class KeptConnection:
    """One connection to a database file, for one thread at a time, and which file that was."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self.file: FileIdentity | None = None

    def connect(self) -> Connection:
        """Return the connection, opened if it isn't."""
        self._connection = self._connection or self._engine.connect()
        return self._connection

    def discard(self) -> None:
        """Close it for good; the next one is new."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()  # nothing may take it out of the pool again
            connection.close()

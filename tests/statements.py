"""What a SQLite database is asked while something is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, event

from bot.db.engine import Database

_ENDS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


def statements_of(database: Database, act: Callable[[], object]) -> list[str]:
    """Return the statements that the driver runs, without the beginnings and ends of transactions."""
    return [each for each in trace_of(database, act) if not each.startswith(_ENDS)]


def trace_of(database: Database, act: Callable[[], object]) -> list[str]:
    """Return all that the driver runs in transactions, and at a glance."""
    seen: list[str] = []

    def trace(conn: Connection, note: Callable[[str], Any] | None = seen.append) -> None:
        conn.connection.dbapi_connection.set_trace_callback(note)  # type: ignore[union-attr]

    def trace_transaction(conn: Connection) -> None:
        trace(conn)

    with database.glance() as conn:
        trace(conn)
    event.listen(database.engine, "begin", trace_transaction)
    act()
    event.remove(database.engine, "begin", trace_transaction)
    with database.glance() as conn:
        trace(conn, None)
    return seen

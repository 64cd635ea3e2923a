"""INSERT ... ON CONFLICT, which SQLite and PostgreSQL share and SQLAlchemy spells twice."""

from __future__ import annotations

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import sqlite


def insert(session: Connection, table: Table) -> sqlite.Insert:
    """An insert that knows `on_conflict_do_nothing` and `on_conflict_do_update`, in this database's dialect."""
    return insert_for(session.dialect.name, table)


def insert_for(dialect: str, table: Table) -> sqlite.Insert:
    """The same by the dialect's name."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415  (slow to import, and a start on SQLite does without)

    return postgresql.insert(table)  # type: ignore[return-value]

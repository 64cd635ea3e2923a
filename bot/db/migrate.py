"""The schema's version: brought up to date before anything runs, and never run on a newer one."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, inspect, text

from bot.db.sessions import Sessions

if TYPE_CHECKING:
    from alembic.config import Config

LATEST: Final = "0001"
_LOCK: Final = 7_218_411  # an arbitrary number of ours for PostgreSQL's advisory locks


class SchemaError(Exception):
    """The database's schema is not one that this version of Roadmate can work with."""


def upgrade(sessions: Sessions) -> bool:
    """Bring the schema up to date; True if that changed anything. Safe to run from several processes at once.

    Raises:
        SchemaError: the database was made by a newer version.
        Unavailable: the database could not be reached.
    """
    with sessions.read() as session:
        found = version(session)
    if found == LATEST:
        return False
    if found is not None and found not in _known():
        raise SchemaError(f"the database has schema {found}, newer than this version of Roadmate ({LATEST})")
    with sessions.begin() as session:
        if session.dialect.name == "postgresql":
            session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if version(session) != LATEST:
            _run(session)
    return True


def version(session: Connection) -> str | None:
    """The schema's version; None for an empty database."""
    if not inspect(session).has_table("alembic_version"):
        return None
    row = session.execute(text("SELECT version_num FROM alembic_version")).first()
    return str(row[0]) if row else None


def backup(sessions: Sessions, target: Path) -> None:
    """Copy a live SQLite database, whole and checked, while others go on writing.

    Raises:
        SchemaError: the database is not SQLite, or the copy is damaged.
        OSError: the target exists or cannot be written.
    """
    if sessions.engine.dialect.name != "sqlite":
        raise SchemaError("only SQLite is copied by `roadmate db backup`; use pg_dump for PostgreSQL")
    if target.exists():
        raise FileExistsError(f"{target} exists; name a new file")
    with sessions.read() as session:
        source = session.connection.dbapi_connection
        assert isinstance(source, sqlite3.Connection)
        session.rollback()
        copy = sqlite3.connect(target)
        try:
            source.backup(copy)
            verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
        finally:
            copy.close()
    if verdict != "ok":
        raise SchemaError(f"the copy is damaged: {verdict}")


def _config(session: Connection | None = None) -> Config:
    from alembic.config import Config  # noqa: PLC0415  (slow to import, and only needed to migrate)

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = session
    return config


def _known() -> set[str]:
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _run(session: Connection) -> None:
    from alembic import command  # noqa: PLC0415

    command.upgrade(_config(session), "head")

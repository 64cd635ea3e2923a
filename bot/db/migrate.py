"""The schema's version: brought up to date before anything runs, and never run on a newer one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import URL, Connection, inspect, make_url, text

from bot.db.engine import Sessions

if TYPE_CHECKING:
    from alembic.config import Config

LATEST: Final = "0004"
PATIENCE: Final = 60_000  # milliseconds for whoever migrates too, or still holds a table
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
    if found is not None:
        refuse_newer(found)
    with sessions.begin() as session:
        if session.dialect.name == "postgresql":
            _take_time(session)
        if version(session) != LATEST:
            _run(session)
    return True


def version(session: Connection) -> str | None:
    """The schema's version; None for an empty database."""
    if not inspect(session).has_table("alembic_version"):
        return None
    row = session.execute(text("SELECT version_num FROM alembic_version")).first()
    return str(row[0]) if row else None


def refuse_newer(found: str) -> None:
    """Raise SchemaError for the schema of a newer version of Roadmate."""
    if found != LATEST and found not in _known():
        raise SchemaError(f"the database has schema {found}, newer than this version of Roadmate ({LATEST})")


def file_of(url: str | URL) -> Path | None:
    """The file of a SQLite database, absolute; None where the database is no file. Nothing is opened."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in {None, "", ":memory:"}:
        return None
    return Path(str(parsed.database)).absolute()


def backup(sessions: Sessions, target: Path) -> None:
    """Copy a live SQLite database, whole and checked, while others go on writing.

    Raises:
        SchemaError: the database is not SQLite, is not there or is empty, or the copy is damaged.
        OSError: the target exists or cannot be written.
        Unavailable: the database could not be read.
    """
    _refuse_nothing(sessions)
    if target.exists():
        raise FileExistsError(f"{target} exists; name a new file")
    try:
        with closing(sqlite3.connect(target)) as copy:
            verdict = _copy(sessions, copy)
    except sqlite3.Error as error:
        raise OSError(f"{target}: the copy failed ({error})") from error
    if verdict != "ok":
        raise SchemaError(f"the copy is damaged: {verdict}")


def _refuse_nothing(sessions: Sessions) -> None:
    """A mistyped address names a database that is not there; opening it would make one, and the copy would be empty."""
    if sessions.engine.dialect.name != "sqlite":
        raise SchemaError("only SQLite is copied by `roadmate db backup`; use pg_dump for PostgreSQL")
    file = file_of(sessions.engine.url)
    if file is None or not file.exists():
        raise SchemaError(f"DATABASE_URL: there is no database at {file}")
    if file.stat().st_size:
        with sessions.read() as session:
            if version(session):
                return
    raise SchemaError(f"DATABASE_URL: {file} holds no data of Roadmate's")


def _copy(sessions: Sessions, copy: sqlite3.Connection) -> str:
    """Fill the copy, and return SQLite's verdict on it."""
    with closing(sessions.engine.raw_connection()) as borrowed:
        source = borrowed.dbapi_connection
        assert isinstance(source, sqlite3.Connection)
        source.backup(copy)
    return str(copy.execute("PRAGMA integrity_check").fetchone()[0])


def _config(session: Connection | None = None) -> Config:
    from alembic.config import Config  # noqa: PLC0415  (slow to import, and only needed to migrate)

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = session
    return config


def _known() -> set[str]:
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _take_time(session: Connection) -> None:
    """One after the other, and each as long as its tables need: a migration is no person's answer."""
    session.execute(text("SET LOCAL statement_timeout = 0"))
    session.execute(text(f"SET LOCAL lock_timeout = {PATIENCE}"))
    session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _run(session: Connection) -> None:
    from alembic import command  # noqa: PLC0415

    command.upgrade(_config(session), "head")

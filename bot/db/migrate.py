"""Schema upgrades, which run at the start; over a newer schema a release only works where that says so."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import URL, Connection, inspect, make_url, text

from bot.db import compatibility, private_files
from bot.db.compatibility import FoundSchema
from bot.db.engine import Database, DatabaseUnavailable

if TYPE_CHECKING:
    from alembic.config import Config

LATEST_REVISION: Final = "0030"
MIGRATION_TIMEOUT_MS: Final = 60_000  # milliseconds to wait for another migration or a table lock
MAX_ATTEMPTS: Final = 60  # to get the locks; on SQLite each waits up to a second
_LOCK: Final = 7_218_411  # an arbitrary number of ours for PostgreSQL's advisory locks


class SchemaError(Exception):
    """The database's schema is not one that this version of Roadmate can work with."""


def upgrade_schema(database: Database) -> bool:
    """Bring the schema up to date; returns whether that changed anything. Safe to run from several processes at once.

    Raises:
        SchemaError: the database was upgraded by a newer release, and this one doesn't work with its schema.
        DatabaseUnavailable: the database could not be reached.
    """
    is_changed = _bring_up_to_date(database)
    database.expect_schema(LATEST_REVISION)
    database.check_schema()
    return is_changed


def _bring_up_to_date(database: Database) -> bool:
    for attempt in range(MAX_ATTEMPTS):
        with database.read() as conn:
            if _is_up_to_date(conn):
                return False
        try:
            with database.begin(alone=True) as conn:
                if conn.dialect.name == "postgresql":
                    _wait_for_migration_lock(conn)
                if not _is_up_to_date(conn):
                    _run_migrations(conn)
        except DatabaseUnavailable as error:  # nothing was changed
            if attempt + 1 == MAX_ATTEMPTS or not _is_held_by_others(error):
                raise
        else:
            return True
    return False


def _is_up_to_date(conn: Connection) -> bool:
    """Return whether this release can work over the schema. Raises SchemaError for a newer one it can't work with."""
    found = read_schema(conn)
    if found is None:
        return False
    refuse_newer_schema(found)
    return found.works_for(LATEST_REVISION)


def _is_held_by_others(error: DatabaseUnavailable) -> bool:
    """Return whether another process holds the locks: the whole file, or tables in an order that deadlocks."""
    return "locked" in str(error) or "deadlock detected" in str(error)


def read_schema_version(conn: Connection) -> str | None:
    """Return the schema's version; None for an empty database."""
    if not inspect(conn).has_table("alembic_version"):
        return None
    row = conn.execute(text("SELECT version_num FROM alembic_version")).first()
    return str(row[0]) if row else None


def read_schema(conn: Connection) -> FoundSchema | None:
    """Return the schema's version with the oldest release that works over it; None for an empty database."""
    found = read_schema_version(conn)
    if found is None or found == LATEST_REVISION:
        return FoundSchema(found, found) if found else None
    return compatibility.read_compatibility(conn, found)


def refuse_newer_schema(found: FoundSchema) -> None:
    """Raise SchemaError for the schema of a newer release that this one doesn't work with."""
    if not found.works_for(LATEST_REVISION) and found.revision not in compatible_since_by_revision():
        raise SchemaError(
            f"the database has schema {found.revision}, newer than this release of Roadmate ({LATEST_REVISION}), and "
            f"works with releases from schema {found.compatible_since} on only: install the newer release, or restore "
            "the backup from before the upgrade"
        )


def is_compatible_upgrade(found: FoundSchema) -> bool:
    """Return whether the release that has made this schema goes on working over the one that this release makes."""
    return compatible_since_by_revision()[LATEST_REVISION] <= found.revision


def require_own_schema(conn: Connection) -> None:
    """Raise SchemaError for any schema but this release's own: of a newer one it doesn't know everything."""
    if (found := read_schema_version(conn)) != LATEST_REVISION:
        raise SchemaError(f"the database has schema {found}; this release knows everything of {LATEST_REVISION} only")


def database_file(url: str | URL) -> Path | None:
    """Return the absolute path of a SQLite database; None where it is not a file. Opens nothing."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in {None, "", ":memory:"}:
        return None
    return Path(str(parsed.database)).absolute()


def backup_database(database: Database, target: Path) -> None:
    """Copy a live SQLite database, whole and checked, while others go on writing.

    Raises:
        SchemaError: the database is not SQLite, is not there or is empty, or the copy is damaged.
        OSError: the target exists or cannot be written.
        DatabaseUnavailable: the database could not be read.
    """
    _require_data(database)
    if target.exists():
        raise FileExistsError(f"{target} exists; name a new file")
    try:
        private_files.create_private_file(target)
        with closing(sqlite3.connect(target)) as copy:
            verdict = _copy(database, copy)
    except (sqlite3.Error, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise OSError(f"{target}: the copy failed ({reason})") from error
    if verdict != "ok":
        raise SchemaError(f"the copy is damaged: {verdict}")


def _require_data(database: Database) -> None:
    """Raise SchemaError without a SQLite file that holds data: opening a mistyped path would create an empty one."""
    if database.engine.dialect.name != "sqlite":
        raise SchemaError("only SQLite is copied by `roadmate db backup`; use pg_dump for PostgreSQL")
    file = database_file(database.engine.url)
    if file is None or not file.exists():
        raise SchemaError(f"DATABASE_URL: there is no database at {file}")
    if file.stat().st_size:
        with database.read() as conn:
            if read_schema_version(conn):
                return
    raise SchemaError(f"DATABASE_URL: {file} holds no data of Roadmate's")


def _copy(database: Database, copy: sqlite3.Connection) -> str:
    """Fill the copy, and return SQLite's verdict on it."""
    with closing(database.engine.raw_connection()) as borrowed:
        source = borrowed.dbapi_connection
        assert isinstance(source, sqlite3.Connection)
        source.backup(copy)
    return str(copy.execute("PRAGMA integrity_check").fetchone()[0])


def _alembic_config(conn: Connection | None = None) -> Config:
    from alembic.config import Config  # noqa: PLC0415  (slow to import, and only needed to migrate)

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = conn
    return config


def compatible_since_by_revision() -> dict[str, str]:
    """Return for each migration, oldest first, since which schema releases work over what it leaves.

    One that doesn't say so only works for its own release. No migration takes back what one before has broken.
    """
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    scripts = ScriptDirectory.from_config(_alembic_config()).walk_revisions()
    since, found = "", {}
    for script in reversed(list(scripts)):
        since = max(since, str(getattr(script.module, "compatible_since", script.revision)))
        found[script.revision] = since
    return found


def _wait_for_migration_lock(conn: Connection) -> None:
    """Wait until no other migration runs, and lift the statement timeout: nobody waits for an answer."""
    conn.execute(text("SET LOCAL statement_timeout = 0"))
    conn.execute(text(f"SET LOCAL lock_timeout = {MIGRATION_TIMEOUT_MS}"))
    conn.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _run_migrations(conn: Connection) -> None:
    from alembic import command  # noqa: PLC0415

    command.upgrade(_alembic_config(conn), "head")
    compatibility.write_mark(conn, FoundSchema(LATEST_REVISION, compatible_since_by_revision()[LATEST_REVISION]))

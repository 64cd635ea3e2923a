"""A database as a release to come leaves it, beside which this one runs."""

from __future__ import annotations

from sqlalchemy import text

from bot.db import compatibility, migrate
from bot.db.compatibility import FoundSchema
from bot.db.engine import Database

OWN = migrate.LATEST_REVISION
NEWER = f"{int(OWN) + 1:04}"
NOTICE = f"the database has schema {NEWER} of a newer release; this one ({OWN}) works with it"


def upgrade_underneath(database: Database, *, compatible_since: str) -> None:
    """Do what the migration of a release to come does, which adds a column."""
    with database.begin() as conn:
        conn.execute(text("ALTER TABLE handled_events ADD COLUMN size INTEGER"))
        conn.execute(text(f"UPDATE alembic_version SET version_num = '{NEWER}'"))
        compatibility.write_mark(conn, FoundSchema(NEWER, compatible_since))


def take_back(database: Database) -> None:
    """Make the schema this release's own again, as the newer one knows it for its own."""
    with database.begin() as conn:
        conn.execute(text("ALTER TABLE handled_events DROP COLUMN size"))
        conn.execute(text(f"UPDATE alembic_version SET version_num = '{OWN}'"))
    database.check_schema()

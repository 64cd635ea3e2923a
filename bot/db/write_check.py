"""Find out whether the database takes a booking now."""

from __future__ import annotations

from typing import Final

from bot.db.engine import Database

# A write that changes nothing. SQLite leaves the page alone where a row stays the same, but not for this number of its
# own; so a full disk shows at the commit, as it would for a booking.
_SAME_VERSION: Final = "PRAGMA user_version"
_SAME_REVISION: Final = "UPDATE alembic_version SET version_num = version_num"


def check_writable(database: Database) -> None:
    """Check that a transaction gets the write lock, writes and commits, as a booking does.

    Raises:
        DatabaseUnavailable: it does not; a subclass says that the schema is another release's.
    """
    database.check_schema()
    with database.begin() as conn:
        if conn.dialect.name == "sqlite":
            version = int(conn.exec_driver_sql(_SAME_VERSION).scalar_one())
            conn.exec_driver_sql(f"{_SAME_VERSION} = {version}")
        else:
            conn.exec_driver_sql(_SAME_REVISION)

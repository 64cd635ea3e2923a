"""Whether two names lead to one database: another path to a file, another host or user of a server."""

from __future__ import annotations

import secrets

from sqlalchemy import text

from bot.db import migrate
from bot.db.engine import Database


def is_same_database(one: Database, other: Database) -> bool:
    """Return whether both are the same database, whatever their URLs say. Raises DatabaseUnavailable."""
    if one.engine.dialect.name != other.engine.dialect.name:
        return False
    files = [migrate.database_file(each.engine.url) for each in (one, other)]
    if files[0] and files[1]:
        return files[0].exists() and files[1].exists() and files[0].samefile(files[1])
    if one.engine.dialect.name == "sqlite":
        return False
    return _share_locks(one, other)


def _share_locks(one: Database, other: Database) -> bool:
    """Return whether what one connection has locked is locked for the other: such locks are a database's own."""
    key = {"key": secrets.randbits(62)}
    with one.read() as first, other.read() as second:
        first.execute(text("SELECT pg_advisory_xact_lock(:key)"), key)
        return not second.execute(text("SELECT pg_try_advisory_xact_lock(:key)"), key).scalar_one()

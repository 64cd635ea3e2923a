"""SQLite as the product has it, but for the waiting until what is written would outlive a power cut."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import event

from bot.db.engine import Database, connect_database


def connect_sqlite(path: Path) -> Database:
    """Connect to a file as the product does; a commit doesn't wait for the disk."""
    database = connect_database(f"sqlite:///{path}")
    event.listen(database.engine, "connect", _stop_waiting)
    return database


def _stop_waiting(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")

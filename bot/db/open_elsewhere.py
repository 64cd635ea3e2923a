"""Whether another process has a database open."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO, Final

from sqlalchemy import Connection, text

_LOCK_BYTES: Final = (0x40000000, 512)  # where SQLite locks a file: pending, reserved and shared


def lock_whole_file(file: IO[bytes]) -> None:
    """Take the lock that keeps SQLite from reading a file, until it is closed.

    Raises:
        BlockingIOError, PermissionError: a process has the database open.
    """
    fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _LOCK_BYTES[1], _LOCK_BYTES[0])


def is_file_in_use(file: Path) -> bool:
    """Return whether another process has a SQLite database open: each holds a lock for as long as it does.

    Not for a file that this process has open: looking would end its own lock.
    """
    try:
        with file.open("r+b") as opened:
            lock_whole_file(opened)
    except BlockingIOError:
        return True
    except OSError:  # it can't be looked at like this
        return False
    return False


def count_other_connections(conn: Connection) -> int:
    """Return how many others are connected to a PostgreSQL database."""
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND backend_type = 'client backend'"
    )
    return int(conn.execute(others).scalar_one())

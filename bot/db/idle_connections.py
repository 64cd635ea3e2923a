"""Find out that a connection to PostgreSQL is dead before anything is sent over it.

A question to the server at each use would cost as much as the use. A server that stops, or ends a connection, says so:
then there is something to read where nothing was asked for. What a network drops silently shows after a while only.
"""

from __future__ import annotations

import select
import time
from typing import Any, Final

from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

MAX_IDLE: Final = 30.0  # seconds without a question
_RETURNED: Final = "returned_at"


def note_return(_connection: Any, entry: ConnectionPoolEntry) -> None:
    """Note when a connection was last in use."""
    entry.info[_RETURNED] = time.monotonic()


def refuse_dead(connection: Any, entry: ConnectionPoolEntry, _proxy: Any) -> None:
    """Refuse a dead connection, for which the pool then opens a new one.

    Raises: InvalidatePoolError.
    """
    idle = time.monotonic() - entry.info.get(_RETURNED, time.monotonic())
    if idle < MAX_IDLE and not _has_something_to_read(connection):
        return
    try:
        connection.execute("")
        connection.rollback()
    except Exception as error:  # one that cannot answer is dead, whatever it says
        raise InvalidatePoolError from error


def _has_something_to_read(connection: Any) -> bool:
    if connection.closed:
        return True
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))

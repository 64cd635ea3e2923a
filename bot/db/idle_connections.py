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
_OPERATOR_INTERVENTION: Final = "57"  # classes of SQLSTATE: the server stops, or ends this session
_CONNECTION_FAILURE: Final = "08"
_QUERY_CANCELED: Final = "57014"  # a statement's own time limit, after which the connection is as good as before


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


def is_end_of_connection(error: BaseException) -> bool:
    """Return whether an error is the server's last word on a connection, after which nothing more comes over it."""
    code = getattr(getattr(error, "orig", error), "sqlstate", None) or ""
    return code.startswith((_OPERATOR_INTERVENTION, _CONNECTION_FAILURE)) and code != _QUERY_CANCELED


def _has_something_to_read(connection: Any) -> bool:
    if connection.closed:
        return True
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))

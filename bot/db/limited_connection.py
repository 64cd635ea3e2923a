"""A connection to PostgreSQL for which nobody waits longer than who asked for something waits for an answer.

The server has time limits of its own, which say nothing while it is frozen, or while the way to it is slow. So all that
a request waits for the database is counted, and once that is too much, the connection is closed where it is.
"""

from __future__ import annotations

import time
from typing import Any, Final, Self

import psycopg
from psycopg.abc import PQGen
from psycopg.errors import _WaitTimeout

from bot import request_context

TO_CONNECT: Final = 1.5  # seconds that have to be left to begin with a connection, which itself may take two


class LimitedConnection(psycopg.Connection[Any]):
    """Waits for the server as long as the request has time left; where there is no request, as long as it takes."""

    @classmethod
    def connect(cls, *args: Any, **options: Any) -> Self:
        """Connect. Raises psycopg.OperationalError."""
        context = request_context.current()
        if context is None or context.database_seconds is None:
            return super().connect(*args, **options)
        if context.database_seconds < TO_CONNECT:
            raise psycopg.OperationalError("no time left to connect in")
        started = time.monotonic()
        try:
            return super().connect(*args, **options)
        finally:
            context.spend_on_database(time.monotonic() - started)

    def wait(self, gen: PQGen[Any], interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for what the server has to say.

        Raises:
            psycopg.OperationalError: the connection is lost, or closed because it took too long.
        """
        context = request_context.current()
        if context is None or context.database_seconds is None:
            return super().wait(gen, interval, timeout)
        started, left = time.monotonic(), context.database_seconds
        if left > 0:
            try:
                return super().wait(gen, min(interval, left), left)
            except _WaitTimeout:
                pass
            finally:
                context.spend_on_database(time.monotonic() - started)
        self.pgconn.finish()
        raise psycopg.OperationalError("the database took too long, so the connection was closed")

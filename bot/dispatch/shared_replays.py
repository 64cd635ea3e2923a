"""Replay memory of several processes over one database: what one of them has taken, no other takes again."""

from __future__ import annotations

import hashlib
import logging
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import text

from bot.db.engine import Connection, Database, DatabaseUnavailable
from bot.db.statements import PreparedStatement, Step, put_off
from bot.dispatch import event_store
from bot.web.guard import ReplayWindow

log = logging.getLogger(__name__)
LOCK_TIMEOUT_MS: Final = 250  # what is asked for has to be done and answered within Slack's three seconds, too
_LIMIT_WAIT: Final = PreparedStatement(lambda _: text(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}"))


class SharedReplayWindow(ReplayWindow):
    """Remembers keys in this process and in the database.

    While the database is away this process's own memory has to do: what is asked for then writes nothing, and
    whatever is written later is written once under a key of its own.
    """

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database

    def claim(self, key: str, now: float) -> bool:
        """Return True once for each key, whichever process asks; `now` in seconds."""
        if not super().claim(key, now):
            return False
        try:
            claim = event_store.claiming_step(event_key=_stored_key(key), now=datetime.fromtimestamp(now, UTC))
            with self._database.begin() as conn:
                put_off(conn, *_limiting_steps(conn), claim)  # with the commit they are one round trip
            return bool(claim.rows)
        except DatabaseUnavailable as error:
            log.warning("replays are remembered by this process alone: %s", type(error).__name__)
            return True

    def forget(self, key: str) -> None:
        """Let the key be claimed again: its first use came to nothing."""
        super().forget(key)
        try:
            with self._database.begin() as conn:
                put_off(conn, *_limiting_steps(conn))
                event_store.release_event(conn, event_key=_stored_key(key))
        except DatabaseUnavailable as error:
            log.warning("a failed request stays remembered: %s", type(error).__name__)


def _limiting_steps(conn: Connection) -> list[Step]:
    return [Step(_LIMIT_WAIT, {})] if conn.dialect.name == "postgresql" else []


def _stored_key(key: str) -> str:
    return event_store.SIGNATURE_PREFIX + hashlib.sha256(key.encode()).hexdigest()

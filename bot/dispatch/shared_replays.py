"""Replay memory of several processes over one database: what one of them has taken, no other takes again."""

from __future__ import annotations

import hashlib
import logging
from datetime import UTC, datetime

from bot.db.engine import Database, DatabaseUnavailable
from bot.dispatch import event_store
from bot.web.guard import ReplayWindow

log = logging.getLogger(__name__)


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
            self._database.run_alone(claim)
            return bool(claim.rows)
        except DatabaseUnavailable as error:
            log.warning("replays are remembered by this process alone: %s", type(error).__name__)
            return True

    def forget(self, key: str) -> None:
        """Let the key be claimed again: its first use came to nothing."""
        super().forget(key)
        try:
            self._database.run_alone(event_store.releasing_step(event_key=_stored_key(key)))
        except DatabaseUnavailable as error:
            log.warning("a failed request stays remembered: %s", type(error).__name__)


def _stored_key(key: str) -> str:
    return event_store.SIGNATURE_PREFIX + hashlib.sha256(key.encode()).hexdigest()

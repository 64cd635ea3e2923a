"""The leases that this process holds: renewed by a thread of their own, so that they can be short.

A crash ends the renewing, and another sender has the workspace within seconds. A holder that stalls loses its leases
to others and finds that out when it starts its next message, as a lease that was renewed or taken has another end.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.db.engine import Database, DatabaseUnavailable
from bot.delivery import leases
from bot.delivery.outbox import OutboxMessage
from bot.request_context import working_on

log = logging.getLogger(__name__)

LEASE_TIME: Final = timedelta(seconds=6)
RENEW_SECONDS: Final = 1.5  # three attempts before a lease ends


class HeldLeases:
    """Renews leases while they are held; a thread runs only while there are any."""

    def __init__(self, database: Database, clock: Clock, renew_seconds: float = RENEW_SECONDS) -> None:
        self._database = database
        self._clock = clock
        self._renew_seconds = renew_seconds
        self._changed = threading.Condition()
        self._ends: dict[int, set[datetime]] = {}  # by message, those that this process gave its lease, or is about to
        self._is_renewing = False

    @contextmanager
    def hold(self, batch: Sequence[OutboxMessage]) -> Iterator[None]:
        """Renew the leases of a batch until the block ends."""
        with self._changed:
            self._ends.update({each.id: {each.leased_until} for each in batch if each.leased_until})
            if not self._is_renewing:
                self._is_renewing = True
                threading.Thread(target=self._renew_loop, name="leases", daemon=True).start()
        try:
            yield
        finally:
            with self._changed:
                for each in batch:
                    self._ends.pop(each.id, None)
                self._changed.notify_all()

    def ends_of(self, queued: OutboxMessage) -> frozenset[datetime]:
        """Return the ends that our lease of a message may have by now."""
        with self._changed:
            return frozenset(self._ends.get(queued.id, ()))

    def list_ids(self) -> frozenset[int]:
        """Return the ids of the messages that this process holds."""
        with self._changed:
            return frozenset(self._ends)

    def add_end(self, queued: OutboxMessage, until: datetime) -> frozenset[datetime]:
        """Note an end that is about to be written for a message's lease; return those that it may have till then."""
        ends = self.ends_of(queued)
        with self._changed:
            self._ends.setdefault(queued.id, set()).add(until)
        return ends

    def renew(self) -> None:
        """Give all leases that are still ours a later end.

        Raises:
            DatabaseUnavailable: the database could not do it.
        """
        until = self._clock.now() + LEASE_TIME
        with self._changed:
            before = {number: frozenset(ends) for number, ends in self._ends.items()}
            for ends in self._ends.values():
                ends.add(until)
        renewed: frozenset[int] = frozenset()
        try:
            with self._database.begin(finishing=True) as conn:
                renewed = leases.renew_leases(conn, ends_by_id=before, until=until)
        finally:
            with self._changed:
                for number, earlier in before.items():
                    outdated = earlier - {until} if number in renewed else {until} - earlier
                    self._ends.get(number, set()).difference_update(outdated)

    def _renew_loop(self) -> None:
        while self._wait():
            with working_on("leases"):
                self._renew_guarded()

    def _renew_guarded(self) -> None:
        try:
            self.renew()
        except DatabaseUnavailable as error:
            log.warning("leases weren't renewed: %s", type(error).__name__)
        except Exception:
            log.exception("leases weren't renewed")

    def _wait(self) -> bool:
        """Wait until it is time to renew; False, and the thread ends, once nothing is held."""
        with self._changed:
            self._changed.wait_for(lambda: not self._ends, self._renew_seconds)
            self._is_renewing = bool(self._ends)
            return self._is_renewing

"""The clock of a stand-in that serves somebody's app: it runs, and can be turned forward."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta


class TurnableClock:
    """The machine's clock, ahead of it by however much it was turned."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._start, self._since = datetime.now(UTC), time.monotonic()

    def now(self) -> datetime:
        """Return the moment, aware, in UTC."""
        with self._lock:
            return self._start + timedelta(seconds=time.monotonic() - self._since)

    def advance_to(self, moment: datetime) -> None:
        """Turn the clock forward to this moment. Raises ValueError for one that has passed."""
        ahead = moment - self.now()
        if ahead < timedelta(0):
            raise ValueError("The clock is only turned forward.")
        with self._lock:
            self._start += ahead


def machine_time() -> datetime:
    """Return the machine's own time, with which an app compares the signatures."""
    return datetime.now(UTC)

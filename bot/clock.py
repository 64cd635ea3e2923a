"""The clock. Nothing else in Roadmate reads the time."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """The time as the rest of the code sees it."""

    def now(self) -> datetime:
        """Return the moment, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never run backwards, for waits and rates."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class AdjustableClock:
    """A clock that runs on from wherever it is set; for trying things out and for tests."""

    def __init__(self, start: datetime | None = None, *, is_running: bool = True) -> None:
        self._lock = threading.Lock()
        self._is_running = is_running
        self._origin = time.monotonic()
        self._start = (start or datetime.now(UTC)).astimezone(UTC)

    def now(self) -> datetime:
        with self._lock:
            return self._start + timedelta(seconds=self._elapsed())

    def monotonic(self) -> float:
        with self._lock:
            return self._start.timestamp() + self._elapsed()

    def advance(self, delta: timedelta) -> None:
        """Move forward by `delta`.

        Raises:
            ValueError: `delta` is negative.
        """
        if delta < timedelta(0):
            raise ValueError("a clock is only turned forward")
        with self._lock:
            self._start += delta

    def advance_to(self, moment: datetime) -> None:
        """Move forward to `moment`.

        Raises:
            ValueError: the moment has passed.
        """
        self.advance(moment - self.now())

    def _elapsed(self) -> float:
        return time.monotonic() - self._origin if self._is_running else 0.0

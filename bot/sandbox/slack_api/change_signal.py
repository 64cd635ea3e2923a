"""A counter of changes that one can wait on, for a page that shows each as it happens."""

from __future__ import annotations

import threading


class ChangeSignal:
    """Counts what changed; threads may share it."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._version = 0

    @property
    def version(self) -> int:
        """How many changes there were so far."""
        return self._version

    def touch(self) -> None:
        """Count one change, and wake whoever waits."""
        with self._condition:
            self._version += 1
            self._condition.notify_all()

    def wait(self, since: int, seconds: float) -> int:
        """Wait until there were more changes than `since`, so many seconds at most; return how many there were."""
        with self._condition:
            self._condition.wait_for(lambda: self._version > since, seconds)
            return self._version

"""Whose turn it is to use the one connection that writes: threads wait in a line, and the first in it is the next."""

from __future__ import annotations

import threading
from collections import deque
from typing import Final

FOREVER: Final = -1.0  # seconds


class WriteTurns:
    """One turn, which a thread takes, and passes on to who has waited longest; nobody else can take it meanwhile."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_taken = False
        self._waiting: deque[threading.Lock] = deque()  # each is held until it is its thread's turn

    def __len__(self) -> int:
        """Return how many wait."""
        return len(self._waiting)

    def take(self, timeout: float) -> bool:
        """Take the turn; False if it didn't come within so many seconds."""
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return True
            signal = threading.Lock()
            signal.acquire()
            self._waiting.append(signal)
        try:
            if signal.acquire(timeout=timeout):
                return True
        except BaseException:  # an interrupt: nobody may pass the turn on to who has gone
            if not self._leave_line(signal):
                self.release()
            raise
        return not self._leave_line(signal)

    def _leave_line(self, signal: threading.Lock) -> bool:
        """Wait no longer; False if the turn has come just now."""
        with self._lock:
            if signal not in self._waiting:
                return False
            self._waiting.remove(signal)
            return True

    def pass_on(self) -> bool:
        """Pass the turn on to who has waited longest; False if nobody waits, and it stays with this thread."""
        with self._lock:
            if not self._waiting:
                return False
            self._waiting.popleft().release()
            return True

    def release(self) -> None:
        """Pass the turn on, or leave it to who comes next."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False

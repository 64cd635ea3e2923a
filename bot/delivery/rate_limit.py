"""How fast we send: Slack takes about one message a second in a channel, and wants no more from a token."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

EVERY: Final = 1.0  # seconds


class Pace:
    """Keeps messages of a workspace, and with them those of each channel, a second apart. Only a sender waits."""

    def __init__(
        self, monotonic: Callable[[], float], wait: Callable[[float], object] | None = None, every: float = EVERY
    ) -> None:
        """`wait` takes seconds; an event's own makes the wait end when it is set."""
        self._monotonic = monotonic
        self._wait = wait or threading.Event().wait
        self._every = every
        self._lock = threading.Lock()
        self._free_at: dict[str, float] = {}

    def hold(self, workspace: str) -> None:
        """Wait until the workspace's next message may leave; who asks for another workspace is not kept by that."""
        if (ahead := self._book(workspace)) > 0:
            self._wait(ahead)

    def _book(self, workspace: str) -> float:
        """Take the workspace's next place; returns how many seconds away it is."""
        with self._lock:
            now = self._monotonic()
            place = min(max(now, self._free_at.get(workspace, now)), now + self._every)  # a clock may have stood still
            self._free_at[workspace] = place + self._every
        return place - now

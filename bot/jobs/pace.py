"""How fast we send: Slack takes about one message a second in a channel, and wants no more from a token."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

EVERY: Final = 1.0  # seconds


class Pace:
    """Keeps messages of a workspace, and with them those of each channel, a second apart. Only the sender waits."""

    def __init__(
        self, monotonic: Callable[[], float], wait: Callable[[float], object] | None = None, every: float = EVERY
    ) -> None:
        """`wait` takes seconds; an event's own makes the wait end when it is set."""
        self._monotonic = monotonic
        self._wait = wait or threading.Event().wait
        self._every = every
        self._free_at: dict[str, float] = {}

    def hold(self, workspace: str) -> None:
        """Wait until the workspace's next message may leave."""
        now = self._monotonic()
        ahead = self._free_at.get(workspace, now) - now
        if ahead > 0:
            self._wait(min(ahead, self._every))
        self._free_at[workspace] = max(now, self._free_at.get(workspace, now)) + self._every

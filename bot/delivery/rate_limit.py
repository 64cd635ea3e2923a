"""Limit how fast we send: Slack takes about one message a second in a channel, and wants no more from a token.

What other processes send is known from the outbox, when a workspace is leased.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

SECONDS_BETWEEN: Final = 1.0


class RateLimit:
    """Keep messages of a workspace, and with them those of each channel, a second apart. Only a sender waits."""

    def __init__(
        self,
        monotonic: Callable[[], float],
        sleep: Callable[[float], object] | None = None,
        interval: float = SECONDS_BETWEEN,
    ) -> None:
        """Wait with `sleep`, which takes seconds; that of an event ends when the event is set."""
        self._monotonic = monotonic
        self._sleep = sleep or threading.Event().wait
        self._interval = interval
        self._lock = threading.Lock()
        self._free_at: dict[str, float] = {}

    def wait_turn(self, workspace: str) -> None:
        """Wait until the workspace's next message may leave; other workspaces are not held up by that."""
        if (ahead := self._reserve(workspace)) > 0:
            self._sleep(ahead)

    def note_departure(self, workspace: str, seconds_ago: float) -> None:
        """Reckon with a message that left so long ago, perhaps from another process."""
        with self._lock:
            slot = self._monotonic() - seconds_ago + self._interval
            self._free_at[workspace] = max(slot, self._free_at.get(workspace, slot))

    def _reserve(self, workspace: str) -> float:
        """Take the workspace's next slot; return how many seconds away it is."""
        with self._lock:
            now = self._monotonic()
            free_at = max(now, self._free_at.get(workspace, now))
            slot = min(free_at, now + self._interval)  # a clock may have stood still
            self._free_at[workspace] = slot + self._interval
        return slot - now

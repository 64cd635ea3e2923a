"""The workspaces that this process leaves to others, since it can't open their tokens."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

FIRST_SECONDS: Final = 120.0
LONGEST_SECONDS: Final = 900.0


class LeftWorkspaces:
    """Workspaces by when to try them again: after two minutes, then twice as long each time, up to fifteen."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._tries: dict[str, tuple[float, float]] = {}  # until when, and for how long

    def leave(self, workspace: str) -> bool:
        """Leave a workspace for a while; returns whether it wasn't tried and left before."""
        with self._lock:
            _, before = self._tries.get(workspace, (0.0, 0.0))
            seconds = min(LONGEST_SECONDS, before * 2 or FIRST_SECONDS)
            self._tries[workspace] = self._monotonic() + seconds, seconds
        return not before

    def forget(self, workspace: str) -> None:
        """Note that a workspace's token could be opened."""
        with self._lock:
            self._tries.pop(workspace, None)

    def list_left(self) -> frozenset[str]:
        """Return the workspaces that are left at this moment."""
        with self._lock:
            now = self._monotonic()
            return frozenset(workspace for workspace, (until, _) in self._tries.items() if now < until)

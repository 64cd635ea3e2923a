"""The memory of requests already taken, so that a recorded one cannot be sent again."""

from __future__ import annotations

import threading

KEEP = 600.0  # seconds; a timestamp is good for 300 s before and 300 s after the moment it names
LIMIT = 100_000  # keys in each of the two buckets; about 15 MB each when full


class Replay:
    """Remembers keys for `keep` seconds at least and twice that at most; a flood past `limit` shortens the memory.

    Two buckets, young and old: a full or aged young one becomes the old one, and the old one is dropped whole.
    """

    def __init__(self, *, keep: float = KEEP, limit: int = LIMIT) -> None:
        self._keep = keep
        self._limit = limit
        self._lock = threading.Lock()
        self._young: set[str] = set()
        self._old: set[str] = set()
        self._since = 0.0

    def take(self, key: str, now: float) -> bool:
        """True once for each key; `now` in seconds."""
        with self._lock:
            if now - self._since >= self._keep or len(self._young) >= self._limit:
                self._turn(now)
            if key in self._young or key in self._old:
                return False
            self._young.add(key)
            return True

    def forget(self, key: str) -> None:
        """Let the key be taken again: its first use came to nothing."""
        with self._lock:
            self._young.discard(key)
            self._old.discard(key)

    def __len__(self) -> int:
        with self._lock:
            return len(self._young) + len(self._old)

    def _turn(self, now: float) -> None:
        self._old = set() if now - self._since >= 2 * self._keep else self._young
        self._young = set()
        self._since = now

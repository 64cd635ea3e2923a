"""Cache values in memory for a while, from any thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

from cachetools import TTLCache

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

MAX_ENTRIES: Final = 50_000


class TtlCache(Generic[Key, Value]):
    """Values by key, each for so many seconds; when there are too many, the oldest goes. Guarded by a lock."""

    def __init__(self, monotonic: Callable[[], float], seconds: float, max_entries: int = MAX_ENTRIES) -> None:
        self._lock = threading.Lock()
        self._entries: TTLCache[Key, Value] = TTLCache(max_entries, seconds, timer=monotonic)

    def get(self, key: Key) -> Value | None:
        """Return the key's value; None where there is none, or no longer."""
        with self._lock:
            try:
                return self._entries[key]  # its own `get` looks twice
            except KeyError:
                return None

    def put(self, key: Key, value: Value) -> None:
        """Keep the value from now on."""
        with self._lock:
            self._entries[key] = value

    def forget(self, key: Key) -> None:
        """Drop the key's value, if there is one."""
        with self._lock:
            self._entries.pop(key, None)

    def clear(self) -> None:
        """Drop all values."""
        with self._lock:
            self._entries.clear()

"""What a process keeps in mind for a while: bounded, and never longer than it is true."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

MAX_ENTRIES: Final = 50_000


class TtlCache(Generic[Key, Value]):
    """Values by key, each for so many seconds; when there are too many, all are forgotten."""

    def __init__(self, monotonic: Callable[[], float], seconds: float, max_entries: int = MAX_ENTRIES) -> None:
        self._monotonic = monotonic
        self._seconds = seconds
        self._max_entries = max_entries
        self._entries: dict[Key, tuple[Value, float]] = {}

    def get(self, key: Key) -> Value | None:
        """What was kept under the key, unless that is too long ago."""
        value, until = self._entries.get(key, (None, 0.0))
        return value if self._monotonic() < until else None

    def put(self, key: Key, value: Value) -> None:
        """Keep it from now on."""
        if len(self._entries) >= self._max_entries:
            self._entries = {}
        self._entries[key] = (value, self._monotonic() + self._seconds)

    def forget(self, key: Key) -> None:
        """As if it had never been kept."""
        self._entries.pop(key, None)

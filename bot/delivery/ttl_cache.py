"""What a process keeps in mind for a while: bounded, and never longer than it is true."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

MOST: Final = 50_000


class Remembered(Generic[Key, Value]):
    """Values by key, each for so many seconds; when there are too many, all are forgotten."""

    def __init__(self, monotonic: Callable[[], float], seconds: float, most: int = MOST) -> None:
        self._monotonic = monotonic
        self._seconds = seconds
        self._most = most
        self._kept: dict[Key, tuple[Value, float]] = {}

    def get(self, key: Key) -> Value | None:
        """What was kept under the key, unless that is too long ago."""
        value, until = self._kept.get(key, (None, 0.0))
        return value if self._monotonic() < until else None

    def keep(self, key: Key, value: Value) -> None:
        """Keep it from now on."""
        if len(self._kept) >= self._most:
            self._kept = {}
        self._kept[key] = (value, self._monotonic() + self._seconds)

    def forget(self, key: Key) -> None:
        """As if it had never been kept."""
        self._kept.pop(key, None)

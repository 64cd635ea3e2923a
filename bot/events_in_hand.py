"""Keep track of events that are being answered in this process, or that it still owes an answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class EventsInHand:
    """Events whose answer is on its way. Slack delivers one again when the first delivery takes over three seconds."""

    def __init__(self) -> None:
        self._events: set[str] = set()
        self._owed: set[str] = set()
        self._lock = Lock()

    @contextmanager
    def hold(self, event: str) -> Iterator[bool]:
        """Hold an event until the block ends; yields False where another thread holds it."""
        with self._lock:
            is_ours = event not in self._events
            self._events.add(event)
        try:
            yield is_ours
        finally:
            if is_ours:
                with self._lock:
                    self._events.discard(event)

    def owe(self, event: str) -> None:
        """Remember that an event was not answered, though it may be claimed in the database, and done."""
        with self._lock:
            self._owed.add(event)

    def is_owed(self, event: str) -> bool:
        """Tell whether an answer to the event is owed: what it asked for may be done."""
        with self._lock:
            return event in self._owed

    def take_owed(self, event: str) -> bool:
        """Tell whether an answer to the event is owed; whoever is told so gives it."""
        with self._lock:
            is_owed = event in self._owed
            self._owed.discard(event)
            return is_owed

"""Remember who has just spoken to us, so that the background can welcome those who are new."""

from __future__ import annotations

from threading import Lock
from typing import Final

MAX_KNOWN: Final = 50_000  # people; then all are looked at again
Person = tuple[str, str]  # workspace and member


class Newcomers:
    """People who spoke to us and are not known to be welcomed, each at most once until they are taken."""

    def __init__(self) -> None:
        self._known: set[Person] = set()
        self._waiting: set[Person] = set()
        self._lock = Lock()

    def note(self, workspace: str, member: str) -> None:
        """Remember that this member has spoken to us; asks nobody, so it never holds up an answer."""
        if (workspace, member) not in self._known:
            with self._lock:
                self._waiting.add((workspace, member))

    def take_all(self) -> set[Person]:
        """Return who spoke to us since the last time, and start anew."""
        with self._lock:
            taken, self._waiting = self._waiting, set()
        return taken

    def mark_known(self, workspace: str, member: str) -> None:
        """Remember that this member is welcomed by now."""
        with self._lock:
            if len(self._known) >= MAX_KNOWN:
                self._known.clear()
            self._known.add((workspace, member))

    def forget(self, workspace: str, member: str) -> None:
        """Take this member for new when they speak to us again."""
        with self._lock:
            self._known.discard((workspace, member))
            self._waiting.discard((workspace, member))

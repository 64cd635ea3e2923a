"""Whose App Home has to be shown anew."""

from __future__ import annotations

from threading import Condition

from bot.core.time_off import WHOLE_TEAM


class StaleHomes:
    """Members whose data changed, each at most once until they are taken."""

    def __init__(self) -> None:
        self._stale: set[tuple[str, str]] = set()
        self._changed = Condition()

    def mark_stale(self, workspace: str, member: str) -> None:
        """Remember that this member's Home may be out of date; never blocks on the network."""
        with self._changed:
            self._stale.add((workspace, member))
            self._changed.notify_all()

    def mark_all_stale(self, workspace: str) -> None:
        """Remember that everybody's Home in this workspace may be out of date."""
        self.mark_stale(workspace, WHOLE_TEAM)

    def take_all(self) -> set[tuple[str, str]]:
        """All members noted so far, as (workspace, member), `TEAM` for everybody; the next take starts empty."""
        with self._changed:
            taken, self._stale = self._stale, set()
        return taken

    def wait_for_any(self, seconds: float) -> bool:
        """Sleep until someone is noted (True), wake() is called, or the seconds passed."""
        with self._changed:
            if not self._stale:
                self._changed.wait(seconds)
            return bool(self._stale)

    def wake(self) -> None:
        """End a wait that is under way."""
        with self._changed:
            self._changed.notify_all()

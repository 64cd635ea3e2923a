"""Ask Slack again about people whose profile is a day old, a few at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot.core.people import members
from bot.delivery.recipients import MAX_PROFILE_AGE
from bot.deps import Deps

PROFILES_AT_ONCE: Final = 20
ASK_AGAIN_AFTER: Final = timedelta(hours=1)  # for a person about whom Slack gave no answer
MAX_REFUSALS: Final = 3  # refusals in a row: Slack has trouble of its own


class ProfileRefresher:
    """Refreshes the profiles from Slack that are the oldest, a few at a time, until `is_stopping`."""

    def __init__(self, deps: Deps, is_stopping: Callable[[], bool] = lambda: False) -> None:
        self._deps = deps
        self._is_stopping = is_stopping
        self._refused_until: dict[tuple[str, str], float] = {}  # by the monotonic clock

    def refresh_stale(self, now: datetime) -> int:
        """Refresh at most `PROFILES_AT_ONCE` profiles; returns how many Slack answered."""
        moment = self._deps.clock.monotonic()
        self._refused_until = {person: until for person, until in self._refused_until.items() if until > moment}
        refreshed = refusals = 0
        for workspace, member in self._list_stale(now):
            if self._is_stopping():
                break
            if self._deps.directory.refresh_profile(workspace, member):
                refreshed, refusals = refreshed + 1, 0
                continue
            self._refused_until[workspace, member] = moment + ASK_AGAIN_AFTER.total_seconds()
            refusals += 1
            if refusals == MAX_REFUSALS:
                break
        return refreshed

    def _list_stale(self, now: datetime) -> list[tuple[str, str]]:
        with self._deps.database.read() as conn:
            found = members.list_stale_profiles(
                conn, before=now - MAX_PROFILE_AGE, limit=PROFILES_AT_ONCE + len(self._refused_until)
            )
        return [person for person in found if person not in self._refused_until][:PROFILES_AT_ONCE]

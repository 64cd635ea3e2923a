"""Keeping what we know of people fresh: names, zones and roles change in Slack without telling us."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.core.people import members
from bot.deps import Deps

FRESH: Final = timedelta(hours=24)
AT_ONCE: Final = 20
PATIENCE: Final = timedelta(hours=1)  # before somebody is asked about again whom Slack told nothing of
GIVE_UP: Final = 3  # refusals in a row: Slack has trouble of its own


class Profiles:
    """Asks Slack again about a few people at a time, whom it last told of longest ago."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._refused: dict[tuple[str, str], datetime] = {}

    def refresh(self, now: datetime) -> int:
        """Ask about at most twenty people; returns how many Slack told of."""
        self._refused = {person: until for person, until in self._refused.items() if until > now}
        told = refusals = 0
        for workspace, member in self._stale(now):
            if self._deps.people.refresh(workspace, member):
                told, refusals = told + 1, 0
                continue
            self._refused[workspace, member] = now + PATIENCE
            refusals += 1
            if refusals == GIVE_UP:
                break
        return told

    def _stale(self, now: datetime) -> list[tuple[str, str]]:
        with self._deps.sessions.read() as session:
            found = members.stale(session, before=now - FRESH, limit=AT_ONCE + len(self._refused))
        return [person for person in found if person not in self._refused][:AT_ONCE]

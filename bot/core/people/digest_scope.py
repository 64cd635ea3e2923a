"""The scope of a digest: a week of a workspace, and the members who may be named in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.calendar.weeks import week_bounds
from bot.frozen import frozen


@frozen
class DigestScope:
    """A week of a workspace in its zone; `names` are those of all active members who do not hide."""

    workspace: str
    week: str
    zone: ZoneInfo
    names: Mapping[str, str]

    @property
    def week_bounds(self) -> tuple[datetime, datetime]:
        """The midnight that begins the week and the one that ends it, in UTC."""
        monday, sunday = week_bounds(self.week)
        return self._midnight(monday), self._midnight(sunday + timedelta(days=1))

    def name_sort_key(self, member: str) -> tuple[str, str]:
        """Return a key to sort members by name, which says nothing of their hours."""
        return self.names[member].casefold(), member

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(0), tzinfo=self.zone).astimezone(UTC)

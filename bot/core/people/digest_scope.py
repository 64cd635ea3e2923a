"""What a digest is about: a week of a workspace, and the people who may be named in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.calendar.weeks import week_bounds


@dataclass(frozen=True, slots=True)
class DigestScope:
    """A week of a workspace in its zone; `names` are those of everybody who is there and does not hide."""

    workspace: str
    week: str
    zone: ZoneInfo
    names: Mapping[str, str]

    @property
    def week_bounds(self) -> tuple[datetime, datetime]:
        """From the midnight that begins the week to the one that ends it."""
        monday, sunday = week_bounds(self.week)
        return self._midnight(monday), self._midnight(sunday + timedelta(days=1))

    def name_sort_key(self, member: str) -> tuple[str, str]:
        """A key to sort people by name, which says nothing of their hours."""
        return self.names[member].casefold(), member

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(0), tzinfo=self.zone).astimezone(UTC)

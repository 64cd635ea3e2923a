"""What a digest is about: a week of a workspace, and the people who may be named in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from bot.calendar.weeks import days_of
from bot.db.tables import members

BATCH: Final = 500  # people in one statement


@dataclass(frozen=True, slots=True)
class Scope:
    """A week of a workspace in its zone; `names` are those of everybody who is there and does not hide."""

    workspace: str
    week: str
    zone: ZoneInfo
    names: Mapping[str, str]

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From the midnight that begins the week to the one that ends it."""
        monday, sunday = days_of(self.week)
        return self._midnight(monday), self._midnight(sunday + timedelta(days=1))

    def order(self, member: str) -> tuple[str, str]:
        """A key to sort people by name, which says nothing of their hours."""
        return self.names[member].casefold(), member

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(0), tzinfo=self.zone).astimezone(UTC)


def read(session: Connection, *, workspace: str, week: str, zone: ZoneInfo) -> Scope:
    """The scope of a week as people have chosen by now: who hides today is not named in any week."""
    rows = session.execute(
        select(members.c.id, members.c.name).where(
            members.c.workspace == workspace, members.c.is_active, ~members.c.hidden
        )
    )
    return Scope(workspace, week, zone, {row.id: row.name for row in rows})


def batches(people: Collection[str]) -> Iterator[list[str]]:
    """People in numbers that a statement can hold."""
    known = sorted(people)
    for start in range(0, len(known), BATCH):
        yield known[start : start + BATCH]

"""When the next nudge is due: snoozes and days away are left out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.absence import Absence
from bot.domain.member import Member
from bot.domain.schedule import parse_slot
from bot.domain.workspace import Workspace, next_nudge

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def due(slot: str = "thu 16:00", snoozed: date | None = None, away: list[Absence] | None = None) -> str | None:
    zone = ZoneInfo("Europe/Berlin")
    place = Workspace("T1", None, zone, None, parse_slot("mon 09:00"), parse_slot(slot), True, True, False, 120)
    member = Member("T1", "U1", "Mei", zone, False, False, True, False, True, snoozed, 120, False, NOW)
    found = next_nudge(place, member, NOW, away or [])
    return found.date().isoformat() if found else None


@pytest.mark.parametrize(
    ("first", "last", "day"),
    [
        ("2026-11-26", "2026-11-26", "2026-12-03"),
        ("2026-11-23", "2026-11-25", "2026-11-26"),
        ("2026-11-23", "2026-12-04", "2026-12-10"),
        ("2026-11-23", None, None),
    ],
)
def test_days_away_are_skipped(first: str, last: str | None, day: str | None) -> None:
    end = date.fromisoformat(last) if last else None
    assert due(away=[Absence(date.fromisoformat(first), end)]) == day


def test_a_week_without_a_goal_has_no_nudge_even_at_its_weekend() -> None:
    working_week = Absence(date(2026, 11, 23), date(2026, 11, 27))
    assert due("sun 10:00", away=[working_week]) == "2026-11-22"
    assert due("sat 10:00", away=[working_week]) == "2026-12-05"


def test_a_snooze_is_kept() -> None:
    assert due() == "2026-11-26"
    assert due(snoozed=date(2026, 11, 30)) == "2026-12-03"

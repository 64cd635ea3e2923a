"""A member's day, and whom they may see and mentor."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.core.people.member import LocalTime, Member, UpcomingDay

BERLIN = ZoneInfo("Europe/Berlin")  # an hour before UTC in November
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
MEI = Member("T1", "U0MEI", "Mei", BERLIN, False, False, True, False, True, None, 120, False, NOON)


@pytest.mark.parametrize(
    ("utc", "upcoming"),
    [
        (time(22, 59), None),
        (time(23, 0), date(2026, 11, 22)),  # midnight there
        (time(3, 0), None),  # the day has begun
        (time(2, 59), date(2026, 11, 21)),
        (time(12, 0), None),
    ],
)
def test_a_day_is_to_come_from_midnight_to_its_start(utc: time, upcoming: date | None) -> None:
    expected = UpcomingDay(upcoming, time(4)) if upcoming else None
    assert LocalTime(BERLIN).upcoming_day(datetime.combine(NOON, utc, tzinfo=UTC)) == expected


@pytest.mark.parametrize(
    ("changes", "is_colleague"),
    [({}, True), ({"is_guest": True}, False), ({"is_active": False}, False)],
)
def test_guests_and_leavers_are_no_colleagues(changes: dict[str, bool], *, is_colleague: bool) -> None:
    assert replace(MEI, **changes).is_colleague is is_colleague


def test_a_mentor_sees_their_mentees_and_no_team() -> None:
    ben = replace(MEI, id="U0BEN", is_mentor=True, mentees=frozenset({"U0MEI"}))
    assert (ben.may_see("U0MEI"), ben.may_see("U0ANA"), ben.may_see("U0BEN")) == (True, False, True)
    assert (ben.may_mentor("U0MEI"), ben.may_mentor("U0ANA"), ben.may_mentor("U0BEN")) == (True, False, False)
    assert (ben.may_see_team, ben.may_see_anyone) == (False, True)
    assert not replace(ben, mentees=frozenset()).may_see_anyone


@pytest.mark.parametrize("role", ["is_lead", "is_admin"])
def test_leads_and_admins_see_the_team_and_mentor_anybody_but_themselves(role: str) -> None:
    ana = replace(MEI, id="U0ANA", **{role: True})
    assert (ana.may_see_team, ana.may_see_anyone, ana.may_see("U0MEI"), ana.may_mentor("U0MEI")) == (True,) * 4
    assert (ana.may_see("U0ANA"), ana.may_mentor("U0ANA")) == (True, False)

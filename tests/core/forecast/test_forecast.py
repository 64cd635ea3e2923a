"""Pace, targets and outlooks as read from the database, of one member in one workspace."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.catalog.catalog import Catalog
from bot.core.forecast import forecast, pace
from bot.core.forecast.outlook import State
from bot.core.ledger import booking
from bot.core.ledger.rules import Booked, Booking
from bot.core.plan import state, target_days
from bot.core.time_off import absences
from bot.db.engine import Sessions

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TODAY = NOON.date()  # a Saturday


@pytest.fixture
def learner(people: Sessions) -> Sessions:
    """Ana learns two hours of networking on each Wednesday of eight weeks, and one this week."""
    for back in range(9):
        book(people, TODAY - timedelta(days=3 + 7 * back), 120 if back else 60)
    return people


def book(sessions: Sessions, day: date, minutes: int, area: str = "networking", member: str = "U1") -> None:
    said = Booking(minutes, area, None, None, day, "", "command", f"{day}{area}")
    with sessions.begin() as session:
        assert isinstance(booking.book(session, workspace="T1", member=member, booking=said, now=NOON), Booked)


def test_minutes_stand_in_their_weeks(learner: Sessions) -> None:
    book(learner, TODAY, 45, "blockchain")
    book(learner, TODAY - timedelta(days=70), 300)  # before the eight weeks
    book(learner, TODAY, 30, member="U2")
    with learner.read() as session:
        one = pace.of_area(session, workspace="T1", member="U1", area="networking", today=TODAY)
        every = pace.of_all(session, workspace="T1", member="U1", today=TODAY)
        assert pace.of_all(session, workspace="T2", member="U1", today=TODAY) == {}
    assert one == every["networking"] == (120,) * 8 + (60,)
    assert every["blockchain"] == (0,) * 8 + (45,)


def test_the_outlook_reads_pace_days_away_and_target(learner: Sessions, catalog: Catalog) -> None:
    area, low = catalog.area("networking"), 50 * 60
    with learner.begin() as session:
        for member, first in (("U1", 7), ("", 14), ("U2", 21)):  # own, everybody's, somebody else's
            absences.add(
                session,
                workspace="T1",
                member=member,
                first=date(2026, 12, first),
                last=date(2026, 12, first + 4),
                label="",
                now=NOON,
            )
        target_days.set_day(session, workspace="T1", member="U1", area="networking", day=date(2027, 1, 1))
        one = forecast.of_area(session, workspace="T1", member="U1", area=area, minutes=low - 240, today=TODAY)
        known = {"networking": low - 240}
        every = forecast.of_plan(session, workspace="T1", member="U1", areas=catalog.areas, minutes=known, today=TODAY)
    assert (one.state, one.pace, one.remaining) == (State.RANGE, 120, 240)
    assert one.first == date(2026, 11, 27)  # two weeks of work, and one less
    assert one.last == date(2026, 12, 25)  # one more, behind two weeks away
    assert (one.target, one.need) == (date(2027, 1, 1), 60)
    assert every["networking"] == one
    assert list(every) == [each.id for each in catalog.areas]
    assert every["certifications"].state is State.NO_ESTIMATE
    assert every["cloud-computing"].state is State.TOO_EARLY


def test_days_away_move_the_finish(learner: Sessions, catalog: Catalog) -> None:
    area, minutes = catalog.area("networking"), 50 * 60 - 600
    for member, expected in (("U1", date(2027, 1, 8)), ("", date(2027, 1, 15))):
        with learner.begin() as session:
            first = date(2026, 12, 7) if member else date(2026, 12, 14)
            absences.add(
                session, workspace="T1", member=member, first=first, last=first + timedelta(4), label="", now=NOON
            )
            found = forecast.of_area(session, workspace="T1", member="U1", area=area, minutes=minutes, today=TODAY)
        assert found.last == expected


def test_a_target_is_set_changed_and_removed_for_one_member(people: Sessions) -> None:
    june, may = date(2027, 6, 1), date(2027, 5, 1)

    def set_day(day: date | None, member: str = "U1", workspace: str = "T1") -> bool:
        with people.begin() as session:
            return target_days.set_day(session, workspace=workspace, member=member, area="networking", day=day)

    def days(member: str = "U1") -> dict[str, date]:
        with people.read() as session:
            return target_days.of_member(session, workspace="T1", member=member)

    assert [set_day(june), set_day(june), set_day(may)] == [True, False, True]
    assert set_day(june, member="U2")
    assert (days(), days("U2")) == ({"networking": may}, {"networking": june})
    assert [set_day(None, workspace="T2"), set_day(None), set_day(None)] == [False, True, False]
    assert (days(), days("U2")) == ({}, {"networking": june})


def test_an_area_that_is_reached_asks_the_database_nothing(people: Sessions, catalog: Catalog) -> None:
    with people.read() as session:
        known = state.record(session, workspace="T1", member="U1")
        session.close()
        found = forecast.of_area(
            session, workspace="T1", member="U1", area=catalog.area("networking"), minutes=3000, today=TODAY
        )
    assert (known.minutes, found.state) == ({}, State.REACHED)

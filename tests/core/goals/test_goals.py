"""Goals over time, and the streaks that rest on them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.clock import TurnableClock
from bot.core.goals import goals, streaks
from bot.core.goals.goal import Standing
from bot.core.goals.streak import Streak
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger.rules import Booked, Booking
from bot.core.time_off import absences
from bot.core.time_off.absence import TEAM
from bot.db.engine import Connection, Sessions

ANA = {"workspace": "T1", "member": "U1"}
TODAY = date(2026, 11, 20)  # Friday of week 47


def book(session: Connection, clock: TurnableClock, minutes: int, day: date) -> int:
    booking = Booking(minutes, "networking", None, None, day, "", "command", f"{day}{minutes}")
    booked = ledger_booking.book(session, **ANA, booking=booking, now=clock.now(), insist=True)
    assert isinstance(booked, Booked)
    return booked.entry


def of(session: Connection, *weeks: str) -> list[int]:
    found = goals.of_weeks(session, **ANA, weeks=weeks)
    return [found[week] for week in weeks]


def test_each_week_keeps_the_goal_that_was_in_force(people: Sessions) -> None:
    with people.begin() as session:
        assert of(session, "2026-W40", "2027-W01") == [120, 120]
        goals.set_goal(session, **ANA, minutes=300, week="2026-W45")
        assert of(session, "2025-W01", "2026-W44", "2026-W45", "2027-W01") == [120, 120, 300, 300]
        goals.set_goal(session, **ANA, minutes=None, week="2026-W47")
        goals.set_goal(session, workspace="T1", member=TEAM, minutes=60, week="2026-W48")
        assert of(session, "2026-W44", "2026-W46", "2026-W47", "2026-W48") == [120, 300, 120, 60]
        goals.set_goal(session, **ANA, minutes=90, week="2026-W48")
        goals.set_goal(session, **ANA, minutes=91, week="2026-W48")
        assert of(session, "2026-W47", "2026-W48") == [120, 91]
        others = goals.of_weeks(session, workspace="T1", member="U2", weeks=["2026-W47", "2026-W48"])
        assert others == {"2026-W47": 120, "2026-W48": 60}
        with pytest.raises(ValueError, match="has a goal"):
            goals.set_goal(session, workspace="T1", member=TEAM, minutes=None, week="2026-W48")


def test_this_week_stands_against_the_goal_that_days_away_leave(people: Sessions, clock: TurnableClock) -> None:
    with people.begin() as session:
        book(session, clock, 50, TODAY)
        absences.add(session, **ANA, first=date(2026, 11, 17), last=date(2026, 11, 17), now=clock.now())
        holiday = {"workspace": "T1", "member": TEAM, "first": date(2026, 11, 17), "last": date(2026, 11, 18)}
        absences.add(session, **holiday, now=clock.now())
        assert goals.standing(session, **ANA, today=TODAY) == Standing("2026-W47", 120, 72, 3, 50)


def test_a_raise_waits_for_next_week_where_this_weeks_goal_is_met(people: Sessions, clock: TurnableClock) -> None:
    with people.begin() as session:
        assert goals.set_goal(session, **ANA, minutes=150, week="2026-W47") == "2026-W47"  # nothing is met yet
        book(session, clock, 150, TODAY)
        assert goals.set_goal(session, **ANA, minutes=300, week="2026-W47") == "2026-W48"
        assert of(session, "2026-W46", "2026-W47", "2026-W48") == [120, 150, 300]
        assert goals.set_goal(session, **ANA, minutes=60, week="2026-W47") == "2026-W47"  # and no raise waits any more
        assert of(session, "2026-W46", "2026-W47", "2026-W48") == [120, 60, 60]
        assert goals.set_goal(session, **ANA, minutes=None, week="2026-W47") == "2026-W48"
        assert of(session, "2026-W47", "2026-W48") == [60, 120]


def test_the_workspaces_goal_rises_next_week_and_falls_at_once(people: Sessions) -> None:
    def team(minutes: int) -> str:
        return goals.set_goal(session, workspace="T1", member=TEAM, minutes=minutes, week="2026-W47")

    with people.begin() as session:
        assert team(300) == "2026-W48"
        assert of(session, "2026-W47", "2026-W48") == [120, 300]
        assert team(240) == "2026-W48"
        assert team(60) == "2026-W47"
        assert of(session, "2026-W46", "2026-W47", "2026-W48") == [120, 60, 60]


def test_a_raised_goal_spoils_no_week_before(people: Sessions, clock: TurnableClock) -> None:
    with people.begin() as session:
        for back in range(4):
            book(session, clock, 120, TODAY - timedelta(weeks=back))
        goals.set_goal(session, **ANA, minutes=600, week="2026-W47")
        assert streaks.read(session, **ANA, today=TODAY) == Streak(4, 1, 4)


def test_a_week_away_neither_counts_nor_breaks(people: Sessions, clock: TurnableClock) -> None:
    with people.begin() as session:
        for back in (1, 3):
            book(session, clock, 120, TODAY - timedelta(weeks=back))
        assert streaks.read(session, **ANA, today=TODAY).weeks == 1
        absences.add(session, **ANA, first=date(2026, 11, 2), last=date(2026, 11, 6), now=clock.now())
        assert streaks.read(session, **ANA, today=TODAY).weeks == 2


def test_days_away_later_this_week_lower_its_goal_today(people: Sessions, clock: TurnableClock) -> None:
    with people.begin() as session:
        book(session, clock, 48, date(2026, 11, 17))
        absences.add(session, **ANA, first=date(2026, 11, 18), last=date(2026, 11, 20), now=clock.now())
        assert streaks.read(session, **ANA, today=date(2026, 11, 17)).weeks == 1


def test_an_entry_taken_back_makes_no_day(people: Sessions, clock: TurnableClock) -> None:
    with people.begin() as session:
        book(session, clock, 60, TODAY)
        entry = book(session, clock, 30, TODAY - timedelta(days=1))
        book(session, clock, 30, TODAY - timedelta(days=2))
        assert streaks.read(session, **ANA, today=TODAY).days == 3
        ledger_booking.delete(session, **ANA, entry=entry, request="gone", now=clock.now())
        assert streaks.read(session, **ANA, today=TODAY).days == 1


def test_a_streak_lasts_for_more_than_a_year_and_no_time_away_shortens_it(
    people: Sessions, clock: TurnableClock
) -> None:
    with people.begin() as session:
        for back in (*range(2, 62), *range(63, 65)):
            book(session, clock, 120, TODAY - timedelta(weeks=back))
        absences.add(session, **ANA, first=date(2026, 11, 9), last=TODAY, now=clock.now())
        assert streaks.read(session, **ANA, today=TODAY) == Streak(60, 1, 60)
        absences.add(session, **ANA, first=date(2026, 10, 26), last=date(2026, 11, 8), now=clock.now())
        assert streaks.read(session, **ANA, today=TODAY) == Streak(60, 3, 60)


def test_days_in_a_row_are_read_as_far_back(people: Sessions, clock: TurnableClock) -> None:
    with people.begin() as session:
        for back in (1, 400):
            book(session, clock, 10, TODAY - timedelta(days=back))
        absences.add(session, **ANA, first=TODAY - timedelta(days=399), last=TODAY - timedelta(days=2), now=clock.now())
        assert streaks.read(session, **ANA, today=TODAY).days == 2


def test_a_year_costs_five_statements(people: Sessions, clock: TurnableClock) -> None:
    with people.begin() as session:
        for back in range(40):
            book(session, clock, 120, TODAY - timedelta(weeks=back))
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(people.engine, "before_cursor_execute", note)
    with people.read() as session:
        found = streaks.read(session, **ANA, today=TODAY)
    event.remove(people.engine, "before_cursor_execute", note)
    assert found == Streak(40, 1, 40)
    assert len(seen) == 4  # the fifth is prepared, and goes to the driver by itself

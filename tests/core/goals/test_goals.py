"""Goals over time, and the streaks that follow from them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from bot.calendar.weeks import week_bounds
from bot.clock import AdjustableClock
from bot.core import time_off
from bot.core.goals import goals, streaks
from bot.core.goals.goals import GoalProgress, count_workdays_by_week, reduce_goal, sum_reduced_goals
from bot.core.goals.streaks import Streak
from bot.core.ledger.booking import book_entry, delete_entry
from bot.core.ledger.rules import BookedEntry, Booking
from bot.core.people import members
from bot.core.time_off import WHOLE_TEAM, TimeOff
from bot.db.engine import Connection, Database

UTC_ZONE = ZoneInfo("UTC")
ANA = {"workspace": "T1", "member": "U1"}
TODAY = date(2026, 11, 20)  # Friday of week 47


def book(conn: Connection, clock: AdjustableClock, minutes: int, day: date) -> int:
    booking = Booking(minutes, "networking", None, None, day, "", "command", f"{day}{minutes}")
    booked = book_entry(conn, **ANA, booking=booking, now=clock.now(), is_confirmed=True)
    assert isinstance(booked, BookedEntry)
    return booked.entry_id


def goals_of(conn: Connection, *weeks: str) -> list[int]:
    goal_by_week = goals.read_goals_by_week(conn, **ANA, weeks=weeks)
    return [goal_by_week[week] for week in weeks]


def test_each_week_keeps_the_goal_that_was_in_force(people: Database) -> None:
    with people.begin() as conn:
        assert goals_of(conn, "2026-W40", "2027-W01") == [120, 120]
        goals.set_weekly_goal(conn, **ANA, minutes=300, week="2026-W45")
        assert goals_of(conn, "2025-W01", "2026-W44", "2026-W45", "2027-W01") == [120, 120, 300, 300]
        goals.set_weekly_goal(conn, **ANA, minutes=None, week="2026-W47")
        goals.set_weekly_goal(conn, workspace="T1", member=WHOLE_TEAM, minutes=60, week="2026-W48")
        assert goals_of(conn, "2026-W44", "2026-W46", "2026-W47", "2026-W48") == [120, 300, 120, 60]
        goals.set_weekly_goal(conn, **ANA, minutes=90, week="2026-W48")
        goals.set_weekly_goal(conn, **ANA, minutes=91, week="2026-W48")
        assert goals_of(conn, "2026-W47", "2026-W48") == [120, 91]
        other_goals = goals.read_goals_by_week(conn, workspace="T1", member="U2", weeks=["2026-W47", "2026-W48"])
        assert other_goals == {"2026-W47": 120, "2026-W48": 60}
        with pytest.raises(ValueError, match="has a goal"):
            goals.set_weekly_goal(conn, workspace="T1", member=WHOLE_TEAM, minutes=None, week="2026-W48")


def test_this_week_is_measured_by_the_goal_reduced_for_days_away(people: Database, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        book(conn, clock, 50, TODAY)
        time_off.add_time_off(conn, **ANA, first=date(2026, 11, 17), last=date(2026, 11, 17), now=clock.now())
        holiday = {"workspace": "T1", "member": WHOLE_TEAM, "first": date(2026, 11, 17), "last": date(2026, 11, 18)}
        time_off.add_time_off(conn, **holiday, now=clock.now())
        assert goals.read_goal_progress(conn, **ANA, today=TODAY) == GoalProgress("2026-W47", 120, 72, 3, 50)


def set_goal(conn: Connection, minutes: int | None) -> str:
    return goals.set_weekly_goal(conn, **ANA, minutes=minutes, week="2026-W47")


def test_a_goal_is_pending_only_from_a_later_week_on(people: Database) -> None:
    with people.begin() as conn:
        assert set_goal(conn, 90) == "2026-W47"
        assert not goals.has_pending_goal(conn, **ANA, week="2026-W47")
        assert goals.has_pending_goal(conn, **ANA, week="2026-W46")
        assert not goals.has_pending_goal(conn, workspace="T1", member="U2", week="2026-W46")
        assert not goals.has_pending_goal(conn, workspace="T2", member="U1", week="2026-W46")


def test_a_raise_waits_for_next_week_where_this_weeks_goal_is_met(people: Database, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        assert set_goal(conn, 150) == "2026-W47"  # nothing is met yet
        book(conn, clock, 150, TODAY)
        assert set_goal(conn, 150) == "2026-W47"  # the same goal is no raise
        assert set_goal(conn, 300) == "2026-W48"
        assert goals_of(conn, "2026-W46", "2026-W47", "2026-W48") == [120, 150, 300]
        assert set_goal(conn, 60) == "2026-W47"  # and no raise waits any more
        assert goals_of(conn, "2026-W46", "2026-W47", "2026-W48") == [120, 60, 60]
        assert set_goal(conn, None) == "2026-W48"
        assert goals_of(conn, "2026-W47", "2026-W48") == [60, 120]


def test_the_workspaces_goal_rises_next_week_and_falls_at_once(people: Database) -> None:
    def set_team_goal(minutes: int) -> str:
        return goals.set_weekly_goal(conn, workspace="T1", member=WHOLE_TEAM, minutes=minutes, week="2026-W47")

    with people.begin() as conn:
        assert set_team_goal(120) == "2026-W47"  # the same goal is no raise
        assert set_team_goal(300) == "2026-W48"
        assert goals_of(conn, "2026-W47", "2026-W48") == [120, 300]
        assert set_team_goal(240) == "2026-W48"
        assert set_team_goal(60) == "2026-W47"
        assert goals_of(conn, "2026-W46", "2026-W47", "2026-W48") == [120, 60, 60]


def test_a_raised_goal_spoils_no_week_before(people: Database, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        for back in range(4):
            book(conn, clock, 120, TODAY - timedelta(weeks=back))
        goals.set_weekly_goal(conn, **ANA, minutes=600, week="2026-W47")
        assert streaks.read_streak(conn, **ANA, today=TODAY, zone=UTC_ZONE) == Streak(4, 1, 4)


def test_a_week_away_neither_counts_nor_breaks(people: Database, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        for back in (1, 3):
            book(conn, clock, 120, TODAY - timedelta(weeks=back))
        assert streaks.read_streak(conn, **ANA, today=TODAY, zone=UTC_ZONE).weeks == 1
        time_off.add_time_off(conn, **ANA, first=date(2026, 11, 2), last=date(2026, 11, 6), now=clock.now())
        assert streaks.read_streak(conn, **ANA, today=TODAY, zone=UTC_ZONE).weeks == 2


def test_days_away_later_this_week_lower_its_goal_today(people: Database, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        book(conn, clock, 48, date(2026, 11, 17))
        time_off.add_time_off(conn, **ANA, first=date(2026, 11, 18), last=date(2026, 11, 20), now=clock.now())
        assert streaks.read_streak(conn, **ANA, today=date(2026, 11, 17), zone=UTC_ZONE).weeks == 1


def test_an_entry_taken_back_makes_no_day(people: Database, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        book(conn, clock, 60, TODAY)
        entry = book(conn, clock, 30, TODAY - timedelta(days=1))
        book(conn, clock, 30, TODAY - timedelta(days=2))
        assert streaks.read_streak(conn, **ANA, today=TODAY, zone=UTC_ZONE).days == 3
        delete_entry(conn, **ANA, entry_id=entry, request="gone", now=clock.now())
        assert streaks.read_streak(conn, **ANA, today=TODAY, zone=UTC_ZONE).days == 1


def test_a_streak_lasts_for_more_than_a_year_and_no_time_away_shortens_it(
    people: Database, clock: AdjustableClock
) -> None:
    with people.begin() as conn:
        for back in (*range(2, 62), *range(63, 65)):
            book(conn, clock, 120, TODAY - timedelta(weeks=back))
        time_off.add_time_off(conn, **ANA, first=date(2026, 11, 9), last=TODAY, now=clock.now())
        assert streaks.read_streak(conn, **ANA, today=TODAY, zone=UTC_ZONE) == Streak(60, 1, 60)
        time_off.add_time_off(conn, **ANA, first=date(2026, 10, 26), last=date(2026, 11, 8), now=clock.now())
        assert streaks.read_streak(conn, **ANA, today=TODAY, zone=UTC_ZONE) == Streak(60, 3, 60)


def test_days_in_a_row_are_read_as_far_back(people: Database, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        for back in (1, 400):
            book(conn, clock, 10, TODAY - timedelta(days=back))
        time_off.add_time_off(
            conn, **ANA, first=TODAY - timedelta(days=399), last=TODAY - timedelta(days=2), now=clock.now()
        )
        assert streaks.read_streak(conn, **ANA, today=TODAY, zone=UTC_ZONE).days == 2


def test_a_year_costs_five_statements(people: Database, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        for back in range(40):
            book(conn, clock, 120, TODAY - timedelta(weeks=back))
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(people.engine, "before_cursor_execute", note)
    with people.read() as conn:
        streak = streaks.read_streak(conn, **ANA, today=TODAY, zone=UTC_ZONE)
    event.remove(people.engine, "before_cursor_execute", note)
    assert streak == Streak(40, 1, 40)
    assert len(statements) == 4  # the fifth is prepared, and goes to the driver by itself


DAYS = st.dates(date(2026, 9, 1), date(2027, 1, 31))


@given(st.lists(st.tuples(DAYS, st.integers(0, 30)), max_size=4), st.integers(15, 3600))
def test_a_whole_week_has_the_goal_of_that_week(away: list[tuple[date, int]], goal: int) -> None:
    absences = [TimeOff(first, first + timedelta(days=days)) for first, days in away]
    present = count_workdays_by_week(*week_bounds("2026-W47"), absences)
    assert sum_reduced_goals({"2026-W47": goal}, present) == reduce_goal(goal, "2026-W47", absences)


def test_weeks_cut_by_the_end_of_a_month_count_by_their_days() -> None:
    present = count_workdays_by_week(
        date(2026, 11, 1), date(2026, 11, 30), [TimeOff(date(2026, 11, 26), date(2026, 11, 27))]
    )
    assert present == {"2026-W44": 0, "2026-W45": 5, "2026-W46": 5, "2026-W47": 5, "2026-W48": 3, "2026-W49": 1}
    goal_by_week = dict.fromkeys(present, 100)
    assert sum_reduced_goals(goal_by_week, present) == 380
    assert sum_reduced_goals(goal_by_week, present, first_week="2026-W48") == 80


SAMOA = ZoneInfo("Pacific/Apia")  # went from 29 to 31 Dec 2011, over a Friday


@pytest.mark.parametrize(("zone", "days"), [(SAMOA, 3), (UTC_ZONE, 2)], ids=["there", "elsewhere"])
def test_a_day_that_the_zone_never_had_breaks_no_streak(
    people: Database, clock: AdjustableClock, zone: ZoneInfo, days: int
) -> None:
    with people.begin() as conn:
        for day in (date(2011, 12, 29), date(2011, 12, 31), date(2012, 1, 2)):
            book(conn, clock, 60, day)
        assert streaks.read_streak(conn, **ANA, today=date(2012, 1, 2), zone=zone).days == days
        assert streaks.read_streak(conn, **ANA, today=date(2012, 1, 4), zone=zone).days == 0


def test_a_day_that_a_member_lost_by_moving_breaks_no_streak(people: Database, clock: AdjustableClock) -> None:
    """From Pago Pago to Kiritimati it is 25 hours: half past three on Tuesday is half past four on Wednesday."""
    moved_at = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
    profile = {"name": "Ana", "is_admin": False, "is_active": True, "profile_at": moved_at, "now": moved_at}
    with people.begin() as conn:
        for day in (date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 25)):
            book(conn, clock, 60, day)
        for zone in ("Pacific/Pago_Pago", "Pacific/Kiritimati", "Pacific/Kiritimati", "Pacific/Pago_Pago"):
            members.save_profile(conn, **ANA, timezone=zone, **profile)
        away = time_off.list_time_off(conn, **ANA, since=date(2026, 11, 1), until=date(2026, 12, 1))
        assert [(each.first, each.last) for each in away] == [(date(2026, 11, 24), date(2026, 11, 24))]
        assert streaks.read_streak(conn, **ANA, today=date(2026, 11, 25), zone=UTC_ZONE).days == 3

"""Sums per period and subject: they follow every booking, and drift is seen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, event, insert, update

from bot.clock import AdjustableClock
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger import rollups
from bot.core.ledger.rollups import ALL_SUBJECTS, ALL_TIME, LeaderboardPeriod, rollup_keys
from bot.core.ledger.rules import BookedEntry, Booking
from bot.db import tables
from bot.db.engine import Connection, Database

WEEK, MONTH = "2026-W47", "2026-11"
DAY = date(2026, 11, 17)
Sums = dict[tuple[str, str], int]


def add(conn: Connection, minutes: int, member: str = "U1", workspace: str = "T1", topic: str | None = None) -> Sums:
    counted = dict.fromkeys(rollup_keys(DAY, "networking", topic), minutes)
    return rollups.add_minutes(conn, workspace=workspace, member=member, minutes=counted)


def test_adding_gives_the_sums_as_they_are_now(people: Database) -> None:
    with people.begin() as conn:
        add(conn, 60)
        found = add(conn, 30, topic="aws.vpc")
    assert found == {
        (WEEK, ALL_SUBJECTS): 90,
        (WEEK, "networking"): 90,
        (MONTH, ALL_SUBJECTS): 90,
        (MONTH, "networking"): 90,
        (ALL_TIME, ALL_SUBJECTS): 90,
        (ALL_TIME, "networking"): 90,
        (ALL_TIME, "aws.vpc"): 30,
    }


def test_more_sums_than_one_statement_takes_are_counted_all(people: Database) -> None:
    wanted = {("2026-W01", f"t{number}"): number + 1 for number in range(2 * rollups.MAX_KEYS_PER_STATEMENT + 1)}
    with people.begin() as conn:
        assert rollups.add_minutes(conn, workspace="T1", member="U1", minutes=wanted) == wanted
        twice = rollups.add_minutes(conn, workspace="T1", member="U1", minutes=wanted)
    assert twice == {cell: 2 * minutes for cell, minutes in wanted.items()}


def test_a_member_has_what_is_theirs_and_nothing_that_is_zero(people: Database) -> None:
    with people.begin() as conn:
        add(conn, 60, topic="aws.vpc")
        add(conn, -60, topic="aws.vpc")
        add(conn, 15)
        add(conn, 45, member="U2")
        add(conn, 99, workspace="T2")
    with people.read() as conn:
        assert rollups.read_minutes_by_subject(conn, workspace="T1", member="U1") == {
            ALL_SUBJECTS: 15,
            "networking": 15,
        }
        assert rollups.read_minutes_by_subject(conn, workspace="T1", member="U1", period="2026-W46") == {}
        assert rollups.read_minutes_by_subject(conn, workspace="T1", member="U3") == {}


def test_members_are_summed_over_periods(people: Database) -> None:
    with people.begin() as conn:
        add(conn, 60)
        add(conn, 45, member="U2")
        add(conn, 10, member="U3")
        add(conn, -10, member="U3")
        older = dict.fromkeys(rollup_keys(date(2026, 11, 10), "blockchain", None), 5)
        rollups.add_minutes(conn, workspace="T1", member="U1", minutes=older)
    with people.read() as conn:
        both = rollups.read_minutes_by_member(conn, workspace="T1", periods=[WEEK, "2026-W46"])
        assert both == {"U1": 65, "U2": 45}
        assert rollups.read_minutes_by_member(conn, workspace="T1", periods=[WEEK], subject="blockchain") == {}
        assert rollups.read_minutes_by_member(conn, workspace="T9", periods=[WEEK]) == {}
        assert rollups.read_minutes_by_subject_and_member(conn, workspace="T1", period="2026-W46") == {
            ALL_SUBJECTS: {"U1": 5},
            "blockchain": {"U1": 5},
        }


def test_drift_is_none_after_bookings_and_seen_after_tampering(people: Database, clock: AdjustableClock) -> None:
    booking = Booking(60, "networking", "aws", "aws.vpc", DAY, "", "command", "r1")
    with people.begin() as conn:
        booked = ledger_booking.book_entry(conn, workspace="T1", member="U1", booking=booking, now=clock.now())
        ledger_booking.book_entry(conn, workspace="T1", member="U2", booking=booking, now=clock.now())
        assert isinstance(booked, BookedEntry)
        ledger_booking.delete_entry(
            conn, workspace="T1", member="U1", entry_id=booked.entry_id, request="r2", now=clock.now()
        )
        assert rollups.count_drifted_members(conn) == 0
        week = (tables.totals.c.period == WEEK) & (tables.totals.c.member == "U2")
        conn.execute(update(tables.totals).where(week).values(minutes=61))
        assert rollups.count_drifted_members(conn) == 1


def test_totals_without_entries_are_drift_too(people: Database) -> None:
    with people.begin() as conn:
        add(conn, 60)
        assert rollups.count_drifted_members(conn) == 1


def test_drift_is_counted_of_all_members_in_two_statements(people: Database, clock: AdjustableClock) -> None:
    who = [(workspace, f"U{number}") for workspace in ("T1", "T2") for number in range(12)]
    total = tables.totals.c
    going = {"workspace": "T2", "member": "U0", "name": "Ana", "reason": "asked", "started_at": clock.now()}
    with people.begin() as conn:
        for number, (workspace, member) in enumerate(who):
            booking = Booking(
                10 + number, "networking", "aws", "aws.vpc" if number % 2 else None, DAY, "", "command", "r"
            )
            ledger_booking.book_entry(conn, workspace=workspace, member=member, booking=booking, now=clock.now())
        for workspace, member, change in (
            ("T1", "U0", total.period == WEEK),
            ("T1", "U11", total.subject == "aws.vpc"),
            ("T2", "U0", total.period == MONTH),
            ("T2", "U3", total.subject == "networking"),
        ):
            theirs = (total.workspace == workspace) & (total.member == member) & change
            conn.execute(update(tables.totals).where(theirs).values(minutes=total.minutes - 1))
        conn.execute(delete(tables.totals).where(total.workspace == "T2", total.member == "U11"))
        conn.execute(insert(tables.erasures).values(going))
        statements: list[str] = []
        listener = ("before_cursor_execute", lambda *given: statements.append(given[2]))
        event.listen(conn, *listener)
        assert rollups.count_drifted_members(conn) == 4  # who is being erased doesn't count
        event.remove(conn, *listener)
    assert len(statements) == 2


TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("period", "keys", "days"),
    [
        (LeaderboardPeriod.WEEK, ("2026-W47",), (date(2026, 11, 16), date(2026, 11, 22))),
        (LeaderboardPeriod.MONTH, ("2026-11",), (date(2026, 11, 1), date(2026, 11, 30))),
        (LeaderboardPeriod.SEASON, ("2026-10", "2026-11", "2026-12"), (date(2026, 10, 1), date(2026, 12, 31))),
        (LeaderboardPeriod.ALL, ("all",), None),
    ],
)
def test_what_a_period_is_made_of(
    period: LeaderboardPeriod, keys: tuple[str, ...], days: tuple[date, date] | None
) -> None:
    assert period.rollup_periods(TODAY) == keys
    assert period.first_and_last_day(TODAY) == days


@given(today=st.dates(date(2020, 1, 1), date(2040, 12, 31)), ago=st.integers(0, 120))
def test_a_day_counts_in_a_period_exactly_when_it_is_one_of_its_days(today: date, ago: int) -> None:
    day = today - timedelta(days=ago)
    sums = {period for period, subject in rollup_keys(day, "networking", None) if subject == ALL_SUBJECTS}
    for period in LeaderboardPeriod:
        days = period.first_and_last_day(today)
        assert len(sums & set(period.rollup_periods(today))) == (days is None or days[0] <= day <= days[1])
        assert days is None or days[0] <= today <= days[1]

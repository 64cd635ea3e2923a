"""Sums per period and subject: they follow every booking, and drift is seen."""

from __future__ import annotations

from datetime import date

from sqlalchemy import update

from bot.clock import TurnableClock
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger import rollups
from bot.core.ledger.periods import ALL, EVERYTHING, cells
from bot.core.ledger.rules import Booked, Booking
from bot.db import tables
from bot.db.engine import Connection, Sessions

WEEK, MONTH = "2026-W47", "2026-11"
DAY = date(2026, 11, 17)


Sums = dict[tuple[str, str], int]


def add(session: Connection, minutes: int, member: str = "U1", workspace: str = "T1", topic: str | None = None) -> Sums:
    counted = dict.fromkeys(cells(DAY, "networking", topic), minutes)
    return rollups.add(session, workspace=workspace, member=member, minutes=counted)


def test_adding_gives_the_sums_as_they_are_now(people: Sessions) -> None:
    with people.begin() as session:
        add(session, 60)
        found = add(session, 30, topic="aws.vpc")
    assert found == {
        (WEEK, EVERYTHING): 90,
        (WEEK, "networking"): 90,
        (MONTH, EVERYTHING): 90,
        (MONTH, "networking"): 90,
        (ALL, EVERYTHING): 90,
        (ALL, "networking"): 90,
        (ALL, "aws.vpc"): 30,
    }


def test_more_sums_than_one_statement_takes_are_counted_all(people: Sessions) -> None:
    wanted = {("2026-W01", f"t{number}"): number + 1 for number in range(2 * rollups.MOST_CELLS + 1)}
    with people.begin() as session:
        assert rollups.add(session, workspace="T1", member="U1", minutes=wanted) == wanted
        twice = rollups.add(session, workspace="T1", member="U1", minutes=wanted)
    assert twice == {cell: 2 * minutes for cell, minutes in wanted.items()}


def test_a_member_has_what_is_theirs_and_nothing_that_is_zero(people: Sessions) -> None:
    with people.begin() as session:
        add(session, 60, topic="aws.vpc")
        add(session, -60, topic="aws.vpc")
        add(session, 15)
        add(session, 45, member="U2")
        add(session, 99, workspace="T2")
    with people.read() as session:
        assert rollups.of_member(session, workspace="T1", member="U1") == {EVERYTHING: 15, "networking": 15}
        assert rollups.of_member(session, workspace="T1", member="U1", period="2026-W46") == {}
        assert rollups.of_member(session, workspace="T1", member="U3") == {}


def test_members_are_summed_over_periods(people: Sessions) -> None:
    with people.begin() as session:
        add(session, 60)
        add(session, 45, member="U2")
        add(session, 10, member="U3")
        add(session, -10, member="U3")
        older = dict.fromkeys(cells(date(2026, 11, 10), "blockchain", None), 5)
        rollups.add(session, workspace="T1", member="U1", minutes=older)
    with people.read() as session:
        both = rollups.by_member(session, workspace="T1", periods=[WEEK, "2026-W46"])
        assert both == {"U1": 65, "U2": 45}
        assert rollups.by_member(session, workspace="T1", periods=[WEEK], subject="blockchain") == {}
        assert rollups.by_member(session, workspace="T9", periods=[WEEK]) == {}
        assert rollups.by_subject(session, workspace="T1", period="2026-W46") == {
            EVERYTHING: {"U1": 5},
            "blockchain": {"U1": 5},
        }


def test_drift_is_none_after_bookings_and_seen_after_tampering(people: Sessions, clock: TurnableClock) -> None:
    booking = Booking(60, "networking", "aws", "aws.vpc", DAY, "", "command", "r1")
    with people.begin() as session:
        booked = ledger_booking.book(session, workspace="T1", member="U1", booking=booking, now=clock.now())
        ledger_booking.book(session, workspace="T1", member="U2", booking=booking, now=clock.now())
        assert isinstance(booked, Booked)
        ledger_booking.delete(session, workspace="T1", member="U1", entry=booked.entry, request="r2", now=clock.now())
        assert rollups.drift(session) == 0
        week = (tables.totals.c.period == WEEK) & (tables.totals.c.member == "U2")
        session.execute(update(tables.totals).where(week).values(minutes=61))
        assert rollups.drift(session) == 1


def test_totals_without_entries_are_drift_too(people: Sessions) -> None:
    with people.begin() as session:
        add(session, 60)
        assert rollups.drift(session) == 1

"""Reading the ledger: present versions, pages with their sums, and the rows that led there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.clock import TurnableClock
from bot.core.ledger import booking, queries, undo
from bot.core.ledger.rules import Booking
from bot.db.engine import Sessions

DAY = date(2026, 11, 17)
BOOKING = Booking(120, "networking", None, None, DAY, "", "command", "r1")
ME = {"workspace": "T1", "member": "U1"}


@pytest.fixture
def filled(people: Sessions, clock: TurnableClock) -> Sessions:
    """Entries 1 (corrected to 100), 3 days back 30, and one that was taken back."""
    with people.begin() as session:
        booking.book(session, **ME, booking=BOOKING, now=clock.now())
        older = replace(BOOKING, minutes=30, day=DAY - timedelta(days=3), area="rest-api", request="r2")
        booking.book(session, **ME, booking=older, now=clock.now())
        booking.book(session, **ME, booking=replace(BOOKING, minutes=45, request="r3"), now=clock.now())
        undo.undo(session, **ME, request="u", now=clock.now())
        booking.correct(session, **ME, entry=1, booking=replace(BOOKING, minutes=100, request="c"), now=clock.now())
    return people


def test_in_force_is_what_counts_now(filled: Sessions) -> None:
    with filled.read() as session:
        assert [each.minutes for each in queries.in_force(session)] == [30, 100]
        assert [each.minutes for each in queries.in_force(session, since=DAY)] == [100]
        assert [each.minutes for each in queries.in_force(session, member="U2")] == []
        assert [each.minutes for each in queries.in_force(session, workspace="T2")] == []


def test_any_version_names_the_entry(filled: Sessions) -> None:
    with filled.read() as session:
        assert not queries.stands(session, workspace="T1", entry=1)
        newest = queries.current(session, workspace="T1", entry=1)
        assert newest is not None
        assert (newest.root, newest.minutes, newest.is_corrected) == (1, 100, True)
        assert queries.current(session, workspace="T1", entry=newest.id) == newest
        assert queries.current(session, workspace="T1", entry=3) is None
        assert queries.current(session, workspace="T2", entry=1) is None
        assert queries.get(session, workspace="T1", entry=1) is not None


def test_a_page_sums_what_was_asked_for(filled: Sessions) -> None:
    with filled.read() as session:
        everything = queries.page(session, **ME, limit=1)
        assert ([each.minutes for each in everything.entries], everything.count, everything.minutes) == ([100], 2, 130)
        assert [each.minutes for each in queries.page(session, **ME, limit=1, offset=1).entries] == [30]
        assert queries.page(session, **ME, limit=9, area="rest-api").minutes == 30
        assert queries.page(session, **ME, limit=9, since=DAY, until=DAY).minutes == 100
        nothing = queries.page(session, **ME, limit=9, until=DAY - timedelta(days=9))
        assert (nothing.entries, nothing.count, nothing.minutes) == ((), 0, 0)


@pytest.mark.parametrize(("offset", "limit"), [(0, 50), (0, 2), (2, 2), (4, 9), (0, 6)])
def test_postings_add_up_to_the_total_wherever_the_page_begins(filled: Sessions, offset: int, limit: int) -> None:
    with filled.read() as session:
        found = queries.postings(session, **ME, offset=offset, limit=limit)
        later = queries.postings(session, **ME, limit=offset).rows if offset else ()
    assert found.total == 130
    assert found.count == 6
    assert found.before + sum(row.minutes for row in (*found.rows, *later)) == 130
    assert [row.id for row in found.rows] == sorted(row.id for row in found.rows)


def test_what_a_request_booked_is_found_in_its_order(people: Sessions, clock: TurnableClock) -> None:
    with people.begin() as session:
        two = [replace(BOOKING, minutes=10), replace(BOOKING, minutes=20)]
        booking.book_all(session, **ME, bookings=two, request="m_1", now=clock.now())
        booking.book(session, **ME, booking=replace(BOOKING, request="mx1"), now=clock.now())
        found = queries.booked_under(session, **ME, request="m_1")
        assert [each.minutes for each in found] == [10, 20]
        assert queries.booked_under(session, workspace="T1", member="U2", request="m_1") == ()

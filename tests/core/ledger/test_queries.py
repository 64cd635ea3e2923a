"""Reading the ledger: present versions, pages with their sums, and the rows that led there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.clock import AdjustableClock
from bot.core.ledger import booking, queries, undo
from bot.core.ledger.rules import Booking
from bot.db.engine import Database

DAY = date(2026, 11, 17)
BOOKING = Booking(120, "networking", None, None, DAY, "", "command", "r1")
ME = {"workspace": "T1", "member": "U1"}


@pytest.fixture
def filled(people: Database, clock: AdjustableClock) -> Database:
    """Entries 1 (corrected to 100), 3 days back 30, and one that was taken back."""
    with people.begin() as conn:
        booking.book_entry(conn, **ME, booking=BOOKING, now=clock.now())
        older = replace(BOOKING, minutes=30, day=DAY - timedelta(days=3), area="rest-api", request="r2")
        booking.book_entry(conn, **ME, booking=older, now=clock.now())
        booking.book_entry(conn, **ME, booking=replace(BOOKING, minutes=45, request="r3"), now=clock.now())
        undo.undo_act(conn, **ME, request="u", now=clock.now())
        booking.correct_entry(
            conn, **ME, entry_id=1, booking=replace(BOOKING, minutes=100, request="c"), now=clock.now()
        )
    return people


def test_only_the_current_version_is_in_force(filled: Database) -> None:
    with filled.read() as conn:
        assert [each.minutes for each in queries.iterate_entries(conn)] == [30, 100]
        assert [each.minutes for each in queries.iterate_entries(conn, since=DAY)] == [100]
        assert [each.minutes for each in queries.iterate_entries(conn, member="U2")] == []
        assert [each.minutes for each in queries.iterate_entries(conn, workspace="T2")] == []


def test_any_version_names_the_entry(filled: Database) -> None:
    with filled.read() as conn:
        assert not queries.is_in_force(conn, workspace="T1", entry_id=1)
        newest = queries.find_current_entry(conn, workspace="T1", entry_id=1)
        assert newest is not None
        assert (newest.root, newest.minutes, newest.is_corrected) == (1, 100, True)
        assert queries.find_current_entry(conn, workspace="T1", entry_id=newest.id) == newest
        assert queries.find_current_entry(conn, workspace="T1", entry_id=3) is None
        assert queries.find_current_entry(conn, workspace="T2", entry_id=1) is None
        assert queries.read_entry_version(conn, workspace="T1", entry_id=1) is not None


def test_a_page_sums_what_was_asked_for(filled: Database) -> None:
    with filled.read() as conn:
        everything = queries.list_entries(conn, **ME, limit=1)
        assert ([each.minutes for each in everything.entries], everything.count, everything.minutes) == ([100], 2, 130)
        assert [each.minutes for each in queries.list_entries(conn, **ME, limit=1, offset=1).entries] == [30]
        assert queries.list_entries(conn, **ME, limit=9, area="rest-api").minutes == 30
        assert queries.list_entries(conn, **ME, limit=9, since=DAY, until=DAY).minutes == 100
        nothing = queries.list_entries(conn, **ME, limit=9, until=DAY - timedelta(days=9))
        assert (nothing.entries, nothing.count, nothing.minutes) == ((), 0, 0)


@pytest.mark.parametrize(("offset", "limit"), [(0, 50), (0, 2), (2, 2), (4, 9), (0, 6)])
def test_postings_add_up_to_the_total_wherever_the_page_begins(filled: Database, offset: int, limit: int) -> None:
    with filled.read() as conn:
        found = queries.list_postings(conn, **ME, offset=offset, limit=limit)
        later = queries.list_postings(conn, **ME, limit=offset).rows if offset else ()
    assert found.total_minutes == 130
    assert found.count == 6
    assert found.minutes_before + sum(row.minutes for row in (*found.rows, *later)) == 130
    assert [row.id for row in found.rows] == sorted(row.id for row in found.rows)


def test_what_a_request_booked_is_found_in_its_order(people: Database, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        two = [replace(BOOKING, minutes=10), replace(BOOKING, minutes=20)]
        booking.book_entries(conn, **ME, bookings=two, request="m_1", now=clock.now())
        booking.book_entry(conn, **ME, booking=replace(BOOKING, request="mx1"), now=clock.now())
        found = queries.list_entries_of_request(conn, **ME, request="m_1")
        assert [each.minutes for each in found] == [10, 20]
        assert queries.list_entries_of_request(conn, workspace="T1", member="U2", request="m_1") == ()

"""Pairs that have not met, in the database, on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.core.ledger import booking as ledger_booking
from bot.core.ledger.rules import Booking
from bot.db.engine import Database
from bot.features.mentorship.service import inactive_pairs, pairs

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TWO = {"workspace": "T1", "mentor": "U1", "mentee": "U2", "area": "networking", "asked_by": "U2"}


def test_a_meeting_is_hours_of_mentoring_that_either_booked_with_the_other(people: Database) -> None:
    later = NOW + timedelta(days=40)

    def inactive_count(days: int = 0, after: int = 0) -> int:
        with people.read() as conn:
            return len(inactive_pairs.list_inactive_pairs(conn, now=later + timedelta(days=days), after_id=after))

    with people.begin() as conn:
        pair = pairs.create_pair(conn, **TWO, agreed=["U1", "U2"], now=NOW)
        assert pair
    assert [inactive_count(-13), inactive_count(-12), inactive_count(), inactive_count(after=pair.id)] == [0, 1, 1, 0]
    day = later.date() - timedelta(days=3)
    booked = {"talk": "talk", "alone": "mentoring", "met": "mentoring"}
    for key, activity in booked.items():
        others = "U11 UX" if key == "alone" else "UX U1"
        booking = Booking(30, "soft-skills", None, None, day, "", "command", key, activity=activity, people=others)
        with people.begin() as conn:
            ledger_booking.book_entry(conn, workspace="T1", member="U2", booking=booking, now=later, is_confirmed=True)
        assert inactive_count() == (key != "met")
    assert [inactive_count(24), inactive_count(25)] == [0, 1]
    with people.begin() as conn:
        pair = pairs.find_pair(conn, workspace="T1", pair_id=pair.id, changed_by="U1")
        assert pair
        assert [inactive_pairs.claim_reminder(conn, pair=pair, now=later) for _ in range(2)] == [True, False]
    assert inactive_count(300) == 0, "asked once, however long it lasts"
    with people.begin() as conn:
        booking = Booking(30, "soft-skills", None, None, later.date(), "", "command", "so", "", "mentoring", "U2")
        ledger_booking.book_entry(conn, workspace="T1", member="U1", booking=booking, now=later, is_confirmed=True)
    assert [inactive_count(27), inactive_count(28)] == [0, 1], "they met on the very day on which they were asked"

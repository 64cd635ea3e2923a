"""Undo and redo, as in an editor: act by act, and never over what came later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.clock import AdjustableClock
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger import queries, rollups
from bot.core.ledger import undo as ledger_undo
from bot.core.ledger.rules import Booking, FullDay, LedgerAct, OutdatedAct
from bot.db.engine import Database

DAY = date(2026, 11, 17)
BOOKING = Booking(120, "networking", None, None, DAY, "subnets", "command", "r1")
ME = {"workspace": "T1", "member": "U1"}


def book(database: Database, clock: AdjustableClock, minutes: int, request: str) -> None:
    with database.begin() as conn:
        booking = replace(BOOKING, minutes=minutes, request=request)
        ledger_booking.book_entry(conn, **ME, booking=booking, now=clock.now())


def correct(database: Database, clock: AdjustableClock, entry: int, minutes: int, request: str) -> None:
    with database.begin() as conn:
        booking = replace(BOOKING, minutes=minutes, request=request)
        assert isinstance(
            ledger_booking.correct_entry(conn, **ME, entry_id=entry, booking=booking, now=clock.now()), LedgerAct
        )


def undo(
    database: Database, clock: AdjustableClock, request: str, act: int | None = None, member: str = "U1"
) -> LedgerAct | FullDay | OutdatedAct | None:
    with database.begin() as conn:
        return ledger_undo.undo_act(conn, workspace="T1", member=member, request=request, now=clock.now(), act_id=act)


def redo(database: Database, clock: AdjustableClock, request: str) -> LedgerAct | FullDay | OutdatedAct | None:
    with database.begin() as conn:
        return ledger_undo.redo_act(conn, **ME, request=request, now=clock.now())


def minutes_in_force(database: Database) -> list[int]:
    with database.read() as conn:
        assert rollups.count_drifted_members(conn) == 0
        return sorted(entry.minutes for entry in queries.list_entries(conn, **ME, limit=50).entries)


def test_undo_walks_back_act_by_act_and_redo_forth(people: Database, clock: AdjustableClock) -> None:
    book(people, clock, 60, "a")
    book(people, clock, 30, "b")
    correct(people, clock, 1, 90, "c")
    with people.begin() as conn:
        ledger_booking.delete_entry(conn, **ME, entry_id=2, request="d", now=clock.now())
    states = []
    for step in range(5):
        done = undo(people, clock, f"u{step}")
        states.append(minutes_in_force(people) if done else None)
    assert states == [[30, 90], [30, 60], [60], [], None]
    states = []
    for step in range(5):
        done = redo(people, clock, f"r{step}")
        states.append(minutes_in_force(people) if done else None)
    assert states == [[60], [30, 60], [30, 90], [90], None]
    assert isinstance(undo(people, clock, "again"), LedgerAct)
    assert minutes_in_force(people) == [30, 90]


def test_something_new_leaves_nothing_to_redo(people: Database, clock: AdjustableClock) -> None:
    book(people, clock, 60, "a")
    undo(people, clock, "u")
    book(people, clock, 30, "b")
    assert redo(people, clock, "r") is None
    assert minutes_in_force(people) == [30]


def test_the_same_request_undoes_once(people: Database, clock: AdjustableClock) -> None:
    book(people, clock, 60, "a")
    book(people, clock, 30, "b")
    first, again = undo(people, clock, "u"), undo(people, clock, "u")
    assert isinstance(first, LedgerAct)
    assert isinstance(again, LedgerAct)
    assert (again.act_id, again.is_new) == (first.act_id, False)
    assert minutes_in_force(people) == [60]


def test_one_act_is_undone_out_of_turn_and_only_once(people: Database, clock: AdjustableClock) -> None:
    book(people, clock, 60, "a")
    book(people, clock, 30, "b")
    first = undo(people, clock, "u", act=1)
    again = undo(people, clock, "u2", act=1)
    assert isinstance(first, LedgerAct)
    assert isinstance(again, LedgerAct)
    assert (first.is_new, again.is_new, again.act_id) == (True, False, first.act_id)
    assert minutes_in_force(people) == [30]
    assert isinstance(redo(people, clock, "r"), LedgerAct)
    assert minutes_in_force(people) == [30, 60]


def test_an_act_whose_entry_was_corrected_since_is_not_undone_silently(
    people: Database, clock: AdjustableClock
) -> None:
    book(people, clock, 60, "a")
    correct(people, clock, 1, 90, "c")
    found = undo(people, clock, "u", act=1)
    assert isinstance(found, OutdatedAct)
    assert [entry.minutes for entry in found.entries] == [90]
    assert minutes_in_force(people) == [90]


def test_a_later_version_with_the_same_content_is_another_version(people: Database, clock: AdjustableClock) -> None:
    book(people, clock, 60, "a")
    correct(people, clock, 1, 90, "c1")
    correct(people, clock, 1, 60, "c2")
    assert isinstance(undo(people, clock, "u", act=1), OutdatedAct)
    for step in range(3):
        assert isinstance(undo(people, clock, f"u{step}"), LedgerAct)
    assert minutes_in_force(people) == []


def test_nobody_undoes_what_is_not_theirs(people: Database, clock: AdjustableClock) -> None:
    book(people, clock, 60, "a")
    assert undo(people, clock, "u", act=1, member="U2") is None
    assert undo(people, clock, "u", member="U2") is None
    assert undo(people, clock, "u", act=99) is None
    assert minutes_in_force(people) == [60]


def test_an_undo_is_not_undone_by_its_number(people: Database, clock: AdjustableClock) -> None:
    book(people, clock, 60, "a")
    done = undo(people, clock, "u")
    assert isinstance(done, LedgerAct)
    assert undo(people, clock, "u2", act=done.act_id) is None


def test_an_entry_that_no_longer_fits_in_its_day_does_not_come_back(people: Database, clock: AdjustableClock) -> None:
    book(people, clock, 900, "a")
    with people.begin() as conn:
        ledger_booking.delete_entry(conn, **ME, entry_id=1, request="d", now=clock.now())
        ledger_booking.book_entry(conn, **ME, booking=replace(BOOKING, minutes=600, request="b"), now=clock.now())
    assert undo(people, clock, "u", act=2) == FullDay(600, is_possible=False)
    assert minutes_in_force(people) == [600]


def test_several_booked_together_are_undone_together(people: Database, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        two = [replace(BOOKING, minutes=10), replace(BOOKING, minutes=20)]
        ledger_booking.book_entries(conn, **ME, bookings=two, request="a", now=clock.now())
    undo(people, clock, "u")
    assert minutes_in_force(people) == []
    redo(people, clock, "r")
    assert minutes_in_force(people) == [10, 20]


def test_a_redone_entry_has_its_whole_content_again(people: Database, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        original = replace(
            BOOKING, evidence="https://example.org/x", activity="mentoring", people="U2", source="message"
        )
        ledger_booking.book_entry(conn, **ME, booking=original, now=clock.now())
    undo(people, clock, "u")
    redo(people, clock, "r")
    with people.read() as conn:
        found = queries.find_current_entry(conn, workspace="T1", entry_id=1)
    assert found is not None
    assert found.to_booking("r1") == original

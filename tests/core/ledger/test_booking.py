"""The ledger: what is booked counts once, what is taken back counts no more, and totals always equal the ledger."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from bot.clock import AdjustableClock
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger import rollups
from bot.core.ledger.rules import BookedEntry, Booking, DoubtfulBooking, FullDay, LedgerAct, RepeatedBooking
from bot.db.engine import Database
from bot.db.tables import entries

DAY = date(2026, 11, 17)
BOOKING = Booking(120, "networking", "aws", "aws.networking", DAY, "subnets", "command", "r1")


def book(
    database: Database,
    clock: AdjustableClock,
    booking: Booking = BOOKING,
    member: str = "U1",
    *,
    confirmed: bool = False,
) -> object:
    with database.begin() as conn:
        return ledger_booking.book_entry(
            conn, workspace="T1", member=member, booking=booking, now=clock.now(), is_confirmed=confirmed
        )


def book_all(
    database: Database, clock: AdjustableClock, *bookings: Booking, request: str = "r", confirmed: bool = False
) -> LedgerAct | DoubtfulBooking:
    with database.begin() as conn:
        return ledger_booking.book_entries(
            conn,
            workspace="T1",
            member="U1",
            bookings=bookings,
            request=request,
            now=clock.now(),
            is_confirmed=confirmed,
        )


def correct(
    database: Database,
    clock: AdjustableClock,
    entry: int,
    booking: Booking,
    member: str = "U1",
    *,
    confirmed: bool = False,
) -> LedgerAct | FullDay | None:
    with database.begin() as conn:
        return ledger_booking.correct_entry(
            conn,
            workspace="T1",
            member=member,
            entry_id=entry,
            booking=booking,
            now=clock.now(),
            is_confirmed=confirmed,
        )


def delete(
    database: Database, clock: AdjustableClock, entry: int, request: str = "d", member: str = "U1"
) -> LedgerAct | None:
    with database.begin() as conn:
        return ledger_booking.delete_entry(
            conn, workspace="T1", member=member, entry_id=entry, request=request, now=clock.now()
        )


def revise(
    database: Database, clock: AdjustableClock, *bookings: Booking, key: str = "m", request: str = "m@1"
) -> LedgerAct | FullDay | None:
    with database.begin() as conn:
        return ledger_booking.revise_request(
            conn, workspace="T1", member="U1", original_request=key, bookings=bookings, request=request, now=clock.now()
        )


def totals_of(database: Database, member: str = "U1", period: str = rollups.ALL_TIME) -> dict[str, int]:
    with database.read() as conn:
        return rollups.read_minutes_by_subject(conn, workspace="T1", member=member, period=period)


def test_a_booking_counts_in_area_topic_week_month_and_all(people: Database, clock: AdjustableClock) -> None:
    result = book(people, clock)
    assert isinstance(result, BookedEntry)
    assert (result.sums.area_minutes, result.sums.week_minutes, result.is_new) == (120, 120, True)
    assert totals_of(people) == {"": 120, "networking": 120, "aws.networking": 120}
    assert totals_of(people, period="2026-W47") == {"": 120, "networking": 120}
    assert totals_of(people, period="2026-11") == {"": 120, "networking": 120}


def test_the_same_request_books_once_and_returns_the_current_sums(people: Database, clock: AdjustableClock) -> None:
    first = book(people, clock)
    clock.advance(timedelta(hours=1))
    again = book(people, clock)
    assert isinstance(first, BookedEntry)
    assert isinstance(again, BookedEntry)
    assert (again.entry_id, again.is_new, again.sums) == (first.entry_id, False, first.sums)
    assert totals_of(people)[""] == 120


def test_the_same_request_on_another_day_books_once(people: Database, clock: AdjustableClock) -> None:
    book(people, clock)
    again = book(people, clock, replace(BOOKING, day=DAY + timedelta(days=1)))
    assert isinstance(again, BookedEntry)
    assert not again.is_new
    assert totals_of(people)[""] == 120


def test_another_member_may_use_the_same_key(people: Database, clock: AdjustableClock) -> None:
    book(people, clock)
    other = book(people, clock, member="U2")
    assert isinstance(other, BookedEntry)
    assert other.is_new
    assert totals_of(people, "U2")[""] == 120


def test_the_same_words_within_two_minutes_are_asked_about(people: Database, clock: AdjustableClock) -> None:
    first = book(people, clock)
    clock.advance(timedelta(seconds=119))
    again = book(people, clock, replace(BOOKING, request="r2"))
    assert isinstance(first, BookedEntry)
    assert again == RepeatedBooking(first.entry_id, timedelta(seconds=119))
    assert totals_of(people)[""] == 120
    assert isinstance(book(people, clock, replace(BOOKING, request="r2"), confirmed=True), BookedEntry)
    assert totals_of(people)[""] == 240


@pytest.mark.parametrize("other", [{"minutes": 60}, {"note": "x"}, {"topic": None}, {"area": "rest-api"}])
def test_other_words_are_no_repetition(people: Database, clock: AdjustableClock, other: dict[str, object]) -> None:
    book(people, clock)
    assert isinstance(book(people, clock, replace(BOOKING, request="r2", **other)), BookedEntry)  # type: ignore[arg-type]


def test_what_was_deleted_may_be_booked_again_at_once(people: Database, clock: AdjustableClock) -> None:
    book(people, clock)
    delete(people, clock, 1)
    assert isinstance(book(people, clock, replace(BOOKING, request="r2")), BookedEntry)


def test_over_sixteen_hours_asks_and_over_a_day_is_refused(people: Database, clock: AdjustableClock) -> None:
    assert isinstance(book(people, clock, replace(BOOKING, minutes=960)), BookedEntry)
    more = replace(BOOKING, minutes=1, request="r2")
    assert book(people, clock, more) == FullDay(960, is_possible=True)
    assert isinstance(book(people, clock, more, confirmed=True), BookedEntry)
    much = replace(BOOKING, minutes=480, request="r3")
    assert book(people, clock, much, confirmed=True) == FullDay(961, is_possible=False)
    assert totals_of(people)[""] == 961


def test_deleting_removes_it_from_every_sum_and_keeps_the_rows(people: Database, clock: AdjustableClock) -> None:
    book(people, clock)
    done = delete(people, clock, 1)
    assert done is not None
    assert [(change.before and change.before.minutes, change.after) for change in done.changes] == [(120, None)]
    assert (done.is_new, done.sums.area_minutes, done.sums.week_minutes) == (True, 0, 0)
    assert totals_of(people) == {}
    with people.read() as conn:
        assert conn.execute(select(entries.c.minutes).order_by(entries.c.id)).scalars().all() == [120, -120]


def test_deleting_with_the_same_request_deletes_once(people: Database, clock: AdjustableClock) -> None:
    book(people, clock)
    first = delete(people, clock, 1)
    again = delete(people, clock, 1)
    assert first is not None
    assert again is not None
    assert (again.act_id, again.changes, again.is_new) == (first.act_id, first.changes, False)
    assert delete(people, clock, 1, request="d2") is None
    assert totals_of(people) == {}


def test_nobody_changes_what_is_not_theirs(people: Database, clock: AdjustableClock) -> None:
    book(people, clock)
    assert delete(people, clock, 1, member="U2") is None
    assert correct(people, clock, 1, replace(BOOKING, minutes=1, request="c"), member="U2") is None
    assert delete(people, clock, 2) is None
    assert totals_of(people)[""] == 120


def test_a_row_that_takes_back_is_no_entry(people: Database, clock: AdjustableClock) -> None:
    book(people, clock)
    delete(people, clock, 1)
    assert delete(people, clock, 2, request="d2") is None
    assert correct(people, clock, 2, replace(BOOKING, request="c")) is None


def test_correcting_moves_every_sum_and_the_number_goes_on_naming_it(people: Database, clock: AdjustableClock) -> None:
    book(people, clock)
    other = replace(BOOKING, minutes=45, area="rest-api", topic=None, roadmap=None, day=date(2026, 11, 2), request="c")
    done = correct(people, clock, 1, other)
    assert isinstance(done, LedgerAct)
    (change,) = done.changes
    assert change.before is not None
    assert change.after is not None
    assert (change.before.id, change.after.root, change.after.minutes) == (1, 1, 45)
    assert totals_of(people) == {"": 45, "rest-api": 45}
    assert totals_of(people, period="2026-W47") == {}
    assert totals_of(people, period="2026-W45") == {"": 45, "rest-api": 45}
    again = correct(people, clock, 1, replace(other, minutes=50, request="c2"))
    assert isinstance(again, LedgerAct)
    assert totals_of(people)[""] == 50


def test_correcting_twice_with_the_same_request_corrects_once(people: Database, clock: AdjustableClock) -> None:
    book(people, clock)
    correct(people, clock, 1, replace(BOOKING, minutes=45, request="c"))
    again = correct(people, clock, 1, replace(BOOKING, minutes=45, request="c"))
    assert isinstance(again, LedgerAct)
    assert not again.is_new
    assert totals_of(people)[""] == 45


def test_a_correction_without_a_change_adds_nothing(people: Database, clock: AdjustableClock) -> None:
    book(people, clock)
    done = correct(people, clock, 1, replace(BOOKING, request="c", source="form"))
    assert isinstance(done, LedgerAct)
    assert done.changes == ()
    with people.read() as conn:
        assert conn.execute(select(func.count()).select_from(entries)).scalar_one() == 1


def test_a_correction_counts_its_day_without_the_old_version(people: Database, clock: AdjustableClock) -> None:
    book(people, clock, replace(BOOKING, minutes=900))
    book(people, clock, replace(BOOKING, minutes=60, request="r2"))
    assert correct(people, clock, 1, replace(BOOKING, minutes=901, request="c")) == FullDay(60, is_possible=True)
    assert isinstance(correct(people, clock, 1, replace(BOOKING, minutes=901, request="c"), confirmed=True), LedgerAct)
    full = correct(people, clock, 1, replace(BOOKING, minutes=1381, request="c2"), confirmed=True)
    assert full == FullDay(60, is_possible=False)
    assert totals_of(people)[""] == 961


def test_several_are_booked_as_one_act(people: Database, clock: AdjustableClock) -> None:
    done = book_all(people, clock, BOOKING, replace(BOOKING, minutes=30, area="rest-api", topic=None))
    assert isinstance(done, LedgerAct)
    assert [change.after and change.after.minutes for change in done.changes] == [120, 30]
    assert done.sums.week_minutes == 150
    again = book_all(people, clock, BOOKING, replace(BOOKING, minutes=30, area="rest-api", topic=None))
    assert isinstance(again, LedgerAct)
    assert (again.act_id, again.changes, again.is_new) == (done.act_id, done.changes, False)
    assert totals_of(people)[""] == 150


def test_several_are_booked_all_or_not_at_all(people: Database, clock: AdjustableClock) -> None:
    book(people, clock, replace(BOOKING, minutes=840))
    other = replace(BOOKING, minutes=30, day=date(2026, 11, 2))
    full = replace(BOOKING, minutes=90)
    doubt = book_all(people, clock, other, replace(full, minutes=60), full)
    assert doubt == DoubtfulBooking(2, FullDay(900, is_possible=True))
    assert totals_of(people)[""] == 840
    assert isinstance(book_all(people, clock, other, full, confirmed=True), LedgerAct)
    assert totals_of(people)[""] == 960


def test_of_several_the_one_booked_just_now_is_asked_about(people: Database, clock: AdjustableClock) -> None:
    book(people, clock)
    other = replace(BOOKING, minutes=30)
    assert book_all(people, clock, other, BOOKING) == DoubtfulBooking(1, RepeatedBooking(1, timedelta(0)))
    assert totals_of(people)[""] == 120


def test_a_revision_changes_adds_and_removes_in_order(people: Database, clock: AdjustableClock) -> None:
    one, two = BOOKING, replace(BOOKING, minutes=30, area="rest-api", topic=None, roadmap=None)
    book_all(people, clock, one, two, request="m")
    done = revise(people, clock, one, replace(two, minutes=45), replace(two, minutes=10), request="m@1")
    assert isinstance(done, LedgerAct)
    changes = [(c.before and c.before.minutes, c.after and c.after.minutes) for c in done.changes]
    assert changes == [(30, 45), (None, 10)]
    assert totals_of(people) == {"": 175, "networking": 120, "aws.networking": 120, "rest-api": 55}
    shorter = revise(people, clock, replace(one, minutes=60), request="m@2")
    assert isinstance(shorter, LedgerAct)
    assert totals_of(people) == {"": 60, "networking": 60, "aws.networking": 60}
    removed = revise(people, clock, request="m@3")
    assert isinstance(removed, LedgerAct)
    assert totals_of(people) == {}
    assert revise(people, clock, one, request="m@4") is None


def test_a_line_taken_out_of_a_list_takes_its_own_entry_back(people: Database, clock: AdjustableClock) -> None:
    areas = ("networking", "rest-api", "blockchain")
    one, two, three = (replace(BOOKING, area=area, topic=None, roadmap=None) for area in areas)
    book_all(people, clock, one, two, three, request="m")
    done = revise(people, clock, three, replace(two, minutes=45), request="m@1")
    assert isinstance(done, LedgerAct)
    changes = [(c.before and c.before.area, c.after and (c.after.area, c.after.minutes)) for c in done.changes]
    assert changes == [("networking", None), ("rest-api", ("rest-api", 45))]
    other = revise(people, clock, replace(one, minutes=5), three, request="m@2")
    assert isinstance(other, LedgerAct)
    changes = [(c.before and c.before.area, c.after and (c.after.area, c.after.minutes)) for c in other.changes]
    assert changes == [("rest-api", ("networking", 5))]


def test_a_revision_happens_once_and_only_where_something_was_booked(people: Database, clock: AdjustableClock) -> None:
    assert revise(people, clock, BOOKING) is None
    book(people, clock, replace(BOOKING, request="m"))
    book(people, clock, replace(BOOKING, minutes=5, request="m2"))  # a key that begins alike is another one
    first = revise(people, clock, replace(BOOKING, minutes=60))
    again = revise(people, clock, replace(BOOKING, minutes=60))
    assert isinstance(first, LedgerAct)
    assert isinstance(again, LedgerAct)
    assert (first.is_new, again.is_new) == (True, False)
    assert totals_of(people)[""] == 65
    full = revise(people, clock, replace(BOOKING, minutes=1440), request="m@2")
    assert full == FullDay(5, is_possible=False)


def test_fifty_at_once_lose_nothing(people: Database, clock: AdjustableClock) -> None:
    def book_one(number: int) -> None:
        book(people, clock, replace(BOOKING, minutes=1, note=str(number), request=f"r{number}"))

    threads = [threading.Thread(target=book_one, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert totals_of(people)[""] == 50
    with people.read() as conn:
        assert rollups.count_drifted_members(conn) == 0


def test_two_at_once_neither_book_twice_nor_overfill_a_day(people: Database, clock: AdjustableClock) -> None:
    both = threading.Barrier(2)

    def book_one(number: int, minutes: int, *, confirmed: bool) -> None:
        both.wait()
        with people.begin() as conn:
            booking = replace(BOOKING, minutes=minutes, request=f"r{minutes}-{number}")
            ledger_booking.book_entry(
                conn, workspace="T1", member="U1", booking=booking, now=clock.now(), is_confirmed=confirmed
            )
            time.sleep(0.05)

    for minutes, confirmed in ((120, False), (900, True)):
        threads = [
            threading.Thread(target=book_one, args=(number, minutes), kwargs={"confirmed": confirmed})
            for number in (1, 2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert totals_of(people)[""] == 120 + 900

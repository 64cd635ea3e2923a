"""The ledger: what is booked counts once, what is taken back counts no more, and totals always equal the ledger."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from bot.clock import TurnableClock
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger import periods, rollups
from bot.core.ledger.rules import Booked, Booking, Done, Doubtful, FullDay, Repeated
from bot.db.engine import Sessions
from bot.db.tables import entries

DAY = date(2026, 11, 17)
BOOKING = Booking(120, "networking", "aws", "aws.networking", DAY, "subnets", "command", "r1")


def book(
    sessions: Sessions, clock: TurnableClock, booking: Booking = BOOKING, member: str = "U1", *, insist: bool = False
) -> object:
    with sessions.begin() as session:
        return ledger_booking.book(
            session, workspace="T1", member=member, booking=booking, now=clock.now(), insist=insist
        )


def book_all(
    sessions: Sessions, clock: TurnableClock, *bookings: Booking, request: str = "r", insist: bool = False
) -> Done | Doubtful:
    with sessions.begin() as session:
        return ledger_booking.book_all(
            session,
            workspace="T1",
            member="U1",
            bookings=bookings,
            request=request,
            now=clock.now(),
            insist=insist,
        )


def correct(
    sessions: Sessions, clock: TurnableClock, entry: int, booking: Booking, member: str = "U1", *, insist: bool = False
) -> Done | FullDay | None:
    with sessions.begin() as session:
        return ledger_booking.correct(
            session, workspace="T1", member=member, entry=entry, booking=booking, now=clock.now(), insist=insist
        )


def delete(sessions: Sessions, clock: TurnableClock, entry: int, request: str = "d", member: str = "U1") -> Done | None:
    with sessions.begin() as session:
        return ledger_booking.delete(
            session, workspace="T1", member=member, entry=entry, request=request, now=clock.now()
        )


def revise(
    sessions: Sessions, clock: TurnableClock, *bookings: Booking, key: str = "m", request: str = "m@1"
) -> Done | FullDay | None:
    with sessions.begin() as session:
        return ledger_booking.revise(
            session, workspace="T1", member="U1", key=key, bookings=bookings, request=request, now=clock.now()
        )


def kept(sessions: Sessions, member: str = "U1", period: str = periods.ALL) -> dict[str, int]:
    with sessions.read() as session:
        return rollups.of_member(session, workspace="T1", member=member, period=period)


def test_a_booking_counts_in_area_topic_week_month_and_all(people: Sessions, clock: TurnableClock) -> None:
    result = book(people, clock)
    assert isinstance(result, Booked)
    assert (result.sums.area, result.sums.week, result.fresh) == (120, 120, True)
    assert kept(people) == {"": 120, "networking": 120, "aws.networking": 120}
    assert kept(people, period="2026-W47") == {"": 120, "networking": 120}
    assert kept(people, period="2026-11") == {"": 120, "networking": 120}


def test_the_same_request_books_once_and_says_where_it_stands(people: Sessions, clock: TurnableClock) -> None:
    first = book(people, clock)
    clock.turn(timedelta(hours=1))
    again = book(people, clock)
    assert isinstance(first, Booked)
    assert isinstance(again, Booked)
    assert (again.entry, again.fresh, again.sums) == (first.entry, False, first.sums)
    assert kept(people)[""] == 120


def test_the_same_request_on_another_day_books_once(people: Sessions, clock: TurnableClock) -> None:
    book(people, clock)
    again = book(people, clock, replace(BOOKING, day=DAY + timedelta(days=1)))
    assert isinstance(again, Booked)
    assert not again.fresh
    assert kept(people)[""] == 120


def test_another_member_may_use_the_same_key(people: Sessions, clock: TurnableClock) -> None:
    book(people, clock)
    other = book(people, clock, member="U2")
    assert isinstance(other, Booked)
    assert other.fresh
    assert kept(people, "U2")[""] == 120


def test_the_same_words_within_two_minutes_are_asked_about(people: Sessions, clock: TurnableClock) -> None:
    first = book(people, clock)
    clock.turn(timedelta(seconds=119))
    again = book(people, clock, replace(BOOKING, request="r2"))
    assert isinstance(first, Booked)
    assert again == Repeated(first.entry, timedelta(seconds=119))
    assert kept(people)[""] == 120
    assert isinstance(book(people, clock, replace(BOOKING, request="r2"), insist=True), Booked)
    assert kept(people)[""] == 240


@pytest.mark.parametrize("other", [{"minutes": 60}, {"note": "x"}, {"topic": None}, {"area": "rest-api"}])
def test_other_words_are_no_repetition(people: Sessions, clock: TurnableClock, other: dict[str, object]) -> None:
    book(people, clock)
    assert isinstance(book(people, clock, replace(BOOKING, request="r2", **other)), Booked)  # type: ignore[arg-type]


def test_what_was_deleted_may_be_booked_again_at_once(people: Sessions, clock: TurnableClock) -> None:
    book(people, clock)
    delete(people, clock, 1)
    assert isinstance(book(people, clock, replace(BOOKING, request="r2")), Booked)


def test_over_sixteen_hours_asks_and_over_a_day_is_refused(people: Sessions, clock: TurnableClock) -> None:
    assert isinstance(book(people, clock, replace(BOOKING, minutes=960)), Booked)
    more = replace(BOOKING, minutes=1, request="r2")
    assert book(people, clock, more) == FullDay(960, possible=True)
    assert isinstance(book(people, clock, more, insist=True), Booked)
    much = replace(BOOKING, minutes=480, request="r3")
    assert book(people, clock, much, insist=True) == FullDay(961, possible=False)
    assert kept(people)[""] == 961


def test_deleting_removes_it_from_every_sum_and_keeps_the_rows(people: Sessions, clock: TurnableClock) -> None:
    book(people, clock)
    done = delete(people, clock, 1)
    assert done is not None
    assert [(change.before and change.before.minutes, change.after) for change in done.changes] == [(120, None)]
    assert (done.fresh, done.sums.area, done.sums.week) == (True, 0, 0)
    assert kept(people) == {}
    with people.read() as session:
        assert session.execute(select(entries.c.minutes).order_by(entries.c.id)).scalars().all() == [120, -120]


def test_deleting_with_the_same_request_deletes_once(people: Sessions, clock: TurnableClock) -> None:
    book(people, clock)
    first = delete(people, clock, 1)
    again = delete(people, clock, 1)
    assert first is not None
    assert again is not None
    assert (again.act, again.changes, again.fresh) == (first.act, first.changes, False)
    assert delete(people, clock, 1, request="d2") is None
    assert kept(people) == {}


def test_nobody_changes_what_is_not_theirs(people: Sessions, clock: TurnableClock) -> None:
    book(people, clock)
    assert delete(people, clock, 1, member="U2") is None
    assert correct(people, clock, 1, replace(BOOKING, minutes=1, request="c"), member="U2") is None
    assert delete(people, clock, 2) is None
    assert kept(people)[""] == 120


def test_a_row_that_takes_back_is_no_entry(people: Sessions, clock: TurnableClock) -> None:
    book(people, clock)
    delete(people, clock, 1)
    assert delete(people, clock, 2, request="d2") is None
    assert correct(people, clock, 2, replace(BOOKING, request="c")) is None


def test_correcting_moves_every_sum_and_the_number_goes_on_naming_it(people: Sessions, clock: TurnableClock) -> None:
    book(people, clock)
    other = replace(BOOKING, minutes=45, area="rest-api", topic=None, roadmap=None, day=date(2026, 11, 2), request="c")
    done = correct(people, clock, 1, other)
    assert isinstance(done, Done)
    (change,) = done.changes
    assert change.before is not None
    assert change.after is not None
    assert (change.before.id, change.after.root, change.after.minutes) == (1, 1, 45)
    assert kept(people) == {"": 45, "rest-api": 45}
    assert kept(people, period="2026-W47") == {}
    assert kept(people, period="2026-W45") == {"": 45, "rest-api": 45}
    again = correct(people, clock, 1, replace(other, minutes=50, request="c2"))
    assert isinstance(again, Done)
    assert kept(people)[""] == 50


def test_correcting_twice_with_the_same_request_corrects_once(people: Sessions, clock: TurnableClock) -> None:
    book(people, clock)
    correct(people, clock, 1, replace(BOOKING, minutes=45, request="c"))
    again = correct(people, clock, 1, replace(BOOKING, minutes=45, request="c"))
    assert isinstance(again, Done)
    assert not again.fresh
    assert kept(people)[""] == 45


def test_a_correction_that_says_the_same_adds_nothing(people: Sessions, clock: TurnableClock) -> None:
    book(people, clock)
    done = correct(people, clock, 1, replace(BOOKING, request="c", source="form"))
    assert isinstance(done, Done)
    assert done.changes == ()
    with people.read() as session:
        assert session.execute(select(func.count()).select_from(entries)).scalar_one() == 1


def test_a_correction_counts_its_day_without_the_old_version(people: Sessions, clock: TurnableClock) -> None:
    book(people, clock, replace(BOOKING, minutes=900))
    book(people, clock, replace(BOOKING, minutes=60, request="r2"))
    assert correct(people, clock, 1, replace(BOOKING, minutes=901, request="c")) == FullDay(60, possible=True)
    assert isinstance(correct(people, clock, 1, replace(BOOKING, minutes=901, request="c"), insist=True), Done)
    full = correct(people, clock, 1, replace(BOOKING, minutes=1381, request="c2"), insist=True)
    assert full == FullDay(60, possible=False)
    assert kept(people)[""] == 961


def test_several_are_booked_as_one_act(people: Sessions, clock: TurnableClock) -> None:
    done = book_all(people, clock, BOOKING, replace(BOOKING, minutes=30, area="rest-api", topic=None))
    assert isinstance(done, Done)
    assert [change.after and change.after.minutes for change in done.changes] == [120, 30]
    assert done.sums.week == 150
    again = book_all(people, clock, BOOKING, replace(BOOKING, minutes=30, area="rest-api", topic=None))
    assert isinstance(again, Done)
    assert (again.act, again.changes, again.fresh) == (done.act, done.changes, False)
    assert kept(people)[""] == 150


def test_several_are_booked_all_or_not_at_all(people: Sessions, clock: TurnableClock) -> None:
    book(people, clock, replace(BOOKING, minutes=840))
    other = replace(BOOKING, minutes=30, day=date(2026, 11, 2))
    full = replace(BOOKING, minutes=90)
    doubt = book_all(people, clock, other, replace(full, minutes=60), full)
    assert doubt == Doubtful(2, FullDay(900, possible=True))
    assert kept(people)[""] == 840
    assert isinstance(book_all(people, clock, other, full, insist=True), Done)
    assert kept(people)[""] == 960


def test_of_several_the_one_booked_just_now_is_asked_about(people: Sessions, clock: TurnableClock) -> None:
    book(people, clock)
    other = replace(BOOKING, minutes=30)
    assert book_all(people, clock, other, BOOKING) == Doubtful(1, Repeated(1, timedelta(0)))
    assert kept(people)[""] == 120


def test_a_revision_changes_adds_and_removes_in_order(people: Sessions, clock: TurnableClock) -> None:
    one, two = BOOKING, replace(BOOKING, minutes=30, area="rest-api", topic=None, roadmap=None)
    book_all(people, clock, one, two, request="m")
    done = revise(people, clock, one, replace(two, minutes=45), replace(two, minutes=10), request="m@1")
    assert isinstance(done, Done)
    told = [(c.before and c.before.minutes, c.after and c.after.minutes) for c in done.changes]
    assert told == [(30, 45), (None, 10)]
    assert kept(people) == {"": 175, "networking": 120, "aws.networking": 120, "rest-api": 55}
    shorter = revise(people, clock, replace(one, minutes=60), request="m@2")
    assert isinstance(shorter, Done)
    assert kept(people) == {"": 60, "networking": 60, "aws.networking": 60}
    gone = revise(people, clock, request="m@3")
    assert isinstance(gone, Done)
    assert kept(people) == {}
    assert revise(people, clock, one, request="m@4") is None


def test_a_line_taken_out_of_a_list_takes_its_own_entry_back(people: Sessions, clock: TurnableClock) -> None:
    areas = ("networking", "rest-api", "blockchain")
    one, two, three = (replace(BOOKING, area=area, topic=None, roadmap=None) for area in areas)
    book_all(people, clock, one, two, three, request="m")
    done = revise(people, clock, three, replace(two, minutes=45), request="m@1")
    assert isinstance(done, Done)
    told = [(c.before and c.before.area, c.after and (c.after.area, c.after.minutes)) for c in done.changes]
    assert told == [("networking", None), ("rest-api", ("rest-api", 45))]
    other = revise(people, clock, replace(one, minutes=5), three, request="m@2")
    assert isinstance(other, Done)
    told = [(c.before and c.before.area, c.after and (c.after.area, c.after.minutes)) for c in other.changes]
    assert told == [("rest-api", ("networking", 5))]


def test_a_revision_happens_once_and_only_where_something_was_booked(people: Sessions, clock: TurnableClock) -> None:
    assert revise(people, clock, BOOKING) is None
    book(people, clock, replace(BOOKING, request="m"))
    book(people, clock, replace(BOOKING, minutes=5, request="m2"))  # a key that begins alike is another one
    first = revise(people, clock, replace(BOOKING, minutes=60))
    again = revise(people, clock, replace(BOOKING, minutes=60))
    assert isinstance(first, Done)
    assert isinstance(again, Done)
    assert (first.fresh, again.fresh) == (True, False)
    assert kept(people)[""] == 65
    full = revise(people, clock, replace(BOOKING, minutes=1440), request="m@2")
    assert full == FullDay(5, possible=False)


def test_fifty_at_once_lose_nothing(people: Sessions, clock: TurnableClock) -> None:
    def one(number: int) -> None:
        book(people, clock, replace(BOOKING, minutes=1, note=str(number), request=f"r{number}"))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept(people)[""] == 50
    with people.read() as session:
        assert rollups.drift(session) == 0


def test_two_at_once_neither_book_twice_nor_overfill_a_day(people: Sessions, clock: TurnableClock) -> None:
    both = threading.Barrier(2)

    def one(number: int, minutes: int, *, insist: bool) -> None:
        both.wait()
        with people.begin() as session:
            booking = replace(BOOKING, minutes=minutes, request=f"r{minutes}-{number}")
            ledger_booking.book(session, workspace="T1", member="U1", booking=booking, now=clock.now(), insist=insist)
            time.sleep(0.05)

    for minutes, insist in ((120, False), (900, True)):
        threads = [threading.Thread(target=one, args=(number, minutes), kwargs={"insist": insist}) for number in (1, 2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert kept(people)[""] == 120 + 900

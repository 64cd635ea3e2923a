"""The ledger: what is booked counts once, what is taken back counts no more, and totals always equal the ledger."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.clock import TurnableClock
from bot.db import migrate
from bot.db.sessions import Sessions, open_sessions
from bot.db.tables import entries, totals
from bot.domain.ledger import Booked, Booking, FullDay, Repeated, TakenBack
from bot.services import hours
from bot.services import totals as sums

DAY = date(2026, 11, 17)
BOOKING = Booking(120, "networking", "aws", "aws.networking", DAY, "subnets", "command", "r1")


def book(
    sessions: Sessions, clock: TurnableClock, booking: Booking = BOOKING, member: str = "U1", *, insist: bool = False
) -> object:
    with sessions.begin() as session:
        return hours.book(session, workspace="T1", member=member, booking=booking, now=clock.now(), insist=insist)


def undo(sessions: Sessions, clock: TurnableClock, entry: int | None = None, member: str = "U1") -> TakenBack | None:
    with sessions.begin() as session:
        return hours.take_back(session, workspace="T1", member=member, entry=entry, request=f"{entry}", now=clock.now())


def kept(sessions: Sessions, member: str = "U1", period: str = sums.ALL) -> dict[str, int]:
    with sessions.read() as session:
        return sums.of_member(session, workspace="T1", member=member, period=period)


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


def test_what_was_taken_back_may_be_booked_again_at_once(people: Sessions, clock: TurnableClock) -> None:
    book(people, clock)
    undo(people, clock)
    assert isinstance(book(people, clock, replace(BOOKING, request="r2")), Booked)


def test_over_sixteen_hours_asks_and_over_a_day_is_refused(people: Sessions, clock: TurnableClock) -> None:
    assert isinstance(book(people, clock, replace(BOOKING, minutes=960)), Booked)
    more = replace(BOOKING, minutes=1, request="r2")
    assert book(people, clock, more) == FullDay(960, possible=True)
    assert isinstance(book(people, clock, more, insist=True), Booked)
    much = replace(BOOKING, minutes=480, request="r3")
    assert book(people, clock, much, insist=True) == FullDay(961, possible=False)
    assert kept(people)[""] == 961


def test_taking_back_removes_it_from_every_sum_and_keeps_the_rows(people: Sessions, clock: TurnableClock) -> None:
    book(people, clock)
    result = undo(people, clock)
    assert result is not None
    assert (result.entry.minutes, result.fresh, result.sums.area, result.sums.week) == (120, True, 0, 0)
    assert kept(people) == {}
    with people.read() as session:
        assert session.execute(select(entries.c.minutes).order_by(entries.c.id)).scalars().all() == [120, -120]


def test_taking_back_twice_takes_back_once(people: Sessions, clock: TurnableClock) -> None:
    booked = book(people, clock)
    book(people, clock, replace(BOOKING, minutes=60, request="r2"))
    assert isinstance(booked, Booked)
    undo(people, clock, booked.entry)
    second = undo(people, clock, booked.entry)
    assert second is not None
    assert not second.fresh
    assert kept(people)[""] == 60


def test_nobody_takes_back_what_is_not_theirs(people: Sessions, clock: TurnableClock) -> None:
    booked = book(people, clock)
    assert isinstance(booked, Booked)
    assert undo(people, clock, booked.entry, member="U2") is None
    assert undo(people, clock, None, member="U2") is None
    assert kept(people)[""] == 120


def test_a_correction_cannot_be_taken_back_as_if_it_were_a_booking(people: Sessions, clock: TurnableClock) -> None:
    booked = book(people, clock)
    assert isinstance(booked, Booked)
    undo(people, clock)
    assert undo(people, clock, booked.entry + 1) is None


def test_in_force_is_what_was_booked_and_not_taken_back(people: Sessions, clock: TurnableClock) -> None:
    book(people, clock)
    book(people, clock, replace(BOOKING, minutes=30, day=DAY - timedelta(days=3), request="r2"))
    book(people, clock, replace(BOOKING, minutes=45, request="r3"))
    undo(people, clock)
    with people.read() as session:
        assert [e.minutes for e in hours.in_force(session)] == [120, 30]
        assert [e.minutes for e in hours.in_force(session, since=DAY)] == [120]
        assert [e.minutes for e in hours.in_force(session, member="U2")] == []
        page = hours.recent(session, workspace="T1", member="U1", offset=0, limit=1)
    assert [e.minutes for e in page] == [120]


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
        assert sums.drift(session) == 0


_STEP = st.tuples(
    st.sampled_from(["book", "undo", "undo_last"]),
    st.integers(1, 300),
    st.sampled_from(["networking", "rest-api"]),
    st.sampled_from([None, "aws.networking", "aws.vpc-architecture"]),
    st.integers(0, 40),
    st.sampled_from(["U1", "U2"]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_STEP, max_size=25))
def test_any_sequence_keeps_totals_equal_to_the_ledger(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, str, str | None, int, str]]
) -> None:
    path: Path = tmp_path_factory.mktemp("ledger")
    sessions, clock = open_sessions(f"sqlite:///{path / 'l.db'}"), TurnableClock(running=False)
    migrate.upgrade(sessions)
    for number, (what, minutes, area, topic, days, member) in enumerate(steps):
        booking = Booking(minutes, area, None, topic, DAY - timedelta(days=days), "", "command", f"r{number % 20}")
        if what == "book":
            book(sessions, clock, booking, member)
        else:
            undo(sessions, clock, None if what == "undo_last" else minutes % 25, member)
    with sessions.read() as session:
        ledger = session.execute(
            select(entries.c.member, entries.c.area, func.sum(entries.c.minutes)).group_by(
                entries.c.member, entries.c.area
            )
        ).all()
        rollup = session.execute(
            select(totals.c.member, totals.c.subject, totals.c.minutes).where(
                totals.c.period == sums.ALL, totals.c.subject.in_(["networking", "rest-api"])
            )
        ).all()
        weekly = session.execute(
            select(func.sum(totals.c.minutes)).where(totals.c.period.like("%W%"), totals.c.subject == "")
        ).scalar_one()
        assert sums.drift(session) == 0
    assert {tuple(row) for row in ledger} == {tuple(row) for row in rollup}
    assert (weekly or 0) == sum(row[2] for row in ledger)
    assert all(row[2] >= 0 for row in ledger)
    sessions.close()

"""When to ask before hours count, and when to refuse them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.ledger.rules import (
    CONFIRM_ABOVE,
    CONTENT_FIELDS,
    REFUSE_ABOVE,
    REPEAT_WINDOW,
    Booking,
    DayPosting,
    FullDay,
    RepeatedBooking,
    check_booking,
)

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
BOOKING = Booking(120, "networking", "aws", "aws.vpc", date(2026, 11, 21), "subnets", "command", "r1")
SAME = DayPosting(1, 120, "networking", "aws.vpc", "subnets", None, NOW - timedelta(seconds=10))
OTHERS: dict[str, Any] = {
    "minutes": 60,
    "area": "rest-api",
    "topic": None,
    "note": "",
    "evidence": "https://x.example",
    "activity": "talk",
    "people": "U0MEI",
}


def doubt(*day: DayPosting, booking: Booking = BOOKING, is_confirmed: bool = False) -> RepeatedBooking | FullDay | None:
    return check_booking(day, booking, now=NOW, is_confirmed=is_confirmed)


def posting(minutes: int, number: int = 1, reverses: int | None = None) -> DayPosting:
    return DayPosting(number, minutes, "blockchain", "", "", reverses, NOW - timedelta(hours=1))


def test_an_empty_day_raises_no_doubt() -> None:
    assert doubt() is None


def test_the_same_moments_ago_is_a_repetition() -> None:
    assert doubt(SAME) == RepeatedBooking(1, timedelta(seconds=10))


@pytest.mark.parametrize("field", OTHERS)
def test_anything_else_is_none(field: str) -> None:
    assert doubt(SAME, booking=replace(BOOKING, **{field: OTHERS[field]})) is None


def test_each_part_of_an_entry_is_part_of_what_is_the_same() -> None:
    assert {*OTHERS, "roadmap", "day"} == set(CONTENT_FIELDS)


def test_a_subject_without_a_topic_has_the_name_of_its_roadmap() -> None:
    whole = replace(BOOKING, topic=None)
    assert doubt(replace(SAME, subject="aws"), booking=whole) == RepeatedBooking(1, timedelta(seconds=10))
    assert doubt(replace(SAME, subject=""), booking=replace(whole, roadmap=None)) == RepeatedBooking(
        1, timedelta(seconds=10)
    )


def test_two_minutes_later_it_is_meant() -> None:
    assert doubt(replace(SAME, created_at=NOW - REPEAT_WINDOW)) is None
    assert doubt(replace(SAME, created_at=NOW - REPEAT_WINDOW + timedelta(microseconds=1))) is not None


def test_what_was_taken_back_is_not_repeated() -> None:
    reversal = replace(SAME, id=2, minutes=-120, reverses=1)
    assert doubt(SAME, reversal) is None
    assert doubt(SAME, reversal, replace(SAME, id=3)) == RepeatedBooking(3, timedelta(seconds=10))


@given(st.integers(0, 3000), st.integers(1, 1440))
def test_a_day_is_full_by_the_minutes_booked_on_it(already: int, minutes: int) -> None:
    found = doubt(posting(already + 30), posting(-30, 2, reverses=1), booking=replace(BOOKING, minutes=minutes))
    if already + minutes > REFUSE_ABOVE:
        assert found == FullDay(already, is_possible=False)
    elif already + minutes > CONFIRM_ABOVE:
        assert found == FullDay(already, is_possible=True)
    else:
        assert found is None


def test_a_confirmed_booking_is_refused_only_if_impossible() -> None:
    assert doubt(SAME, posting(CONFIRM_ABOVE), is_confirmed=True) is None
    assert doubt(posting(REFUSE_ABOVE - 119), is_confirmed=True) == FullDay(REFUSE_ABOVE - 119, is_possible=False)
    assert doubt(posting(REFUSE_ABOVE - 120), is_confirmed=True) is None

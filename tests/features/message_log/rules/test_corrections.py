"""What an edit changes of an entry: only what its text changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.core.ledger.rules import CONTENT_FIELDS, Booking, Entry
from bot.features.message_log.rules.corrections import SaidBooking, keep_own_parts

FRIDAY, SATURDAY, SUNDAY = (date(2026, 11, day) for day in (20, 21, 22))
SAID = Booking(120, "networking", "aws", "aws.vpc", SATURDAY, "subnets", "message", "r")
ENTRY = Entry(
    7,
    7,
    "T",
    "U",
    120,
    "networking",
    "aws",
    "aws.vpc",
    SUNDAY,
    "subnets",
    "message",
    datetime(2026, 11, 21, tzinfo=UTC),
)
CHANGES: dict[str, Any] = {
    "minutes": 60,
    "area": "rest-api",
    "roadmap": None,
    "topic": None,
    "note": "routes",
    "evidence": "https://x.example",
    "activity": "talk",
    "people": "U0MEI",
}


def kept(old: SaidBooking | None, new: SaidBooking, entry: Entry = ENTRY) -> Booking:
    (booking,) = keep_own_parts([entry], [old] if old else [], [new])
    return booking


@pytest.mark.parametrize("field", CHANGES)
def test_what_the_text_changed_is_changed_and_nothing_else(field: str) -> None:
    now = replace(SAID, **{field: CHANGES[field]})
    booking = kept(SaidBooking(SAID, is_day_named=False), SaidBooking(now, is_day_named=False))
    assert booking == replace(now, day=SUNDAY)


@pytest.mark.parametrize("field", CHANGES)
def test_what_the_entry_got_by_another_way_stays(field: str) -> None:
    entry = replace(ENTRY, **{field: CHANGES[field]})
    said = SaidBooking(SAID, is_day_named=True)
    booking = kept(said, said, entry)
    assert all(getattr(booking, name) == getattr(entry, name) for name in CONTENT_FIELDS)


@pytest.mark.parametrize(
    ("old", "new", "day"),
    [
        ((SATURDAY, False), (FRIDAY, False), SUNDAY),
        ((SATURDAY, True), (SATURDAY, True), SUNDAY),
        ((SATURDAY, True), (FRIDAY, True), FRIDAY),
        ((SATURDAY, False), (SATURDAY, True), SATURDAY),
        ((FRIDAY, True), (SATURDAY, False), SATURDAY),
        (None, (SATURDAY, False), SUNDAY),
        (None, (SATURDAY, True), SATURDAY),
    ],
)
def test_a_day_moves_where_the_words_about_it_changed(
    old: tuple[date, bool] | None, new: tuple[date, bool], day: date
) -> None:
    before = SaidBooking(replace(SAID, day=old[0]), old[1]) if old else None
    assert kept(before, SaidBooking(replace(SAID, day=new[0]), new[1])).day == day


def test_of_an_unknown_text_the_entry_keeps_what_the_new_one_does_not_name() -> None:
    entry = replace(ENTRY, evidence="https://x.example", people="U0MEI")
    booking = kept(None, SaidBooking(replace(SAID, minutes=60, note=""), is_day_named=False), entry)
    assert (booking.minutes, booking.note, booking.evidence, booking.people) == (
        *(60, "subnets", "https://x.example"),
        "U0MEI",
    )


def test_each_of_several_keeps_its_own_and_what_is_new_is_as_said() -> None:
    other = replace(ENTRY, id=8, root=8, area="docker", roadmap=None, topic=None, day=FRIDAY)
    docker = replace(SAID, area="docker", roadmap=None, topic=None)
    new = [replace(SAID, area="git", roadmap=None, topic=None), replace(docker, minutes=30), SAID]
    said = [SaidBooking(each, is_day_named=False) for each in new]
    booked = keep_own_parts(
        [ENTRY, other], [SaidBooking(SAID, is_day_named=False), SaidBooking(docker, is_day_named=False)], said
    )
    assert [(each.area, each.minutes, each.day) for each in booked] == [
        ("git", 120, SATURDAY),
        ("docker", 30, FRIDAY),
        ("networking", 120, SUNDAY),
    ]

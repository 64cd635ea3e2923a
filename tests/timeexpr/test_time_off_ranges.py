"""Stretches of days: every way to name one, the limits, and that no words are too odd."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.timeexpr.range_ends import OLDEST, DayRange, RangeError, RangeProblem
from bot.timeexpr.time_off_ranges import FARTHEST, LABEL, LONGEST, check_time_off, read_labelled_time_off, read_time_off
from tests.examples import examples

TODAY = date(2026, 11, 21)  # a Saturday

SPANS = [
    ("today", "2026-11-21", "2026-11-21"),
    ("tomorrow", "2026-11-22", "2026-11-22"),
    ("yesterday - tomorrow", "2026-11-20", "2026-11-22"),
    ("wednesday", "2026-11-25", "2026-11-25"),
    ("sat", "2026-11-21", "2026-11-21"),
    ("next saturday", "2026-11-28", "2026-11-28"),
    ("last monday", "2026-11-16", "2026-11-16"),
    ("in 3 days", "2026-11-24", "2026-11-24"),
    ("3-14 aug", "2027-08-03", "2027-08-14"),
    ("3–14 August", "2027-08-03", "2027-08-14"),
    ("3 aug - 14 aug", "2027-08-03", "2027-08-14"),
    ("aug 3-14", "2027-08-03", "2027-08-14"),
    ("august 3rd to 14th, 2027", "2027-08-03", "2027-08-14"),
    ("from 3 to 14 aug", "2027-08-03", "2027-08-14"),
    ("between 3 and 14 aug", "2027-08-03", "2027-08-14"),
    ("3.-14.8.", "2027-08-03", "2027-08-14"),
    ("tue 3 - sat 14 aug", "2027-08-03", "2027-08-14"),
    ("3-14 nov", "2026-11-03", "2026-11-14"),
    ("28 sep - 3 oct", "2026-09-28", "2026-10-03"),
    ("15-21 sep", "2027-09-15", "2027-09-21"),
    ("28 dec - 3 jan", "2026-12-28", "2027-01-03"),
    ("28 dec 2026 - 3 jan", "2026-12-28", "2027-01-03"),
    ("28 dec - 3 jan 2027", "2026-12-28", "2027-01-03"),
    ("24.12.-1.1.", "2026-12-24", "2027-01-01"),
    ("2026-12-01 to 2026-12-05", "2026-12-01", "2026-12-05"),
    ("2026-12-01-2026-12-05", "2026-12-01", "2026-12-05"),
    ("12/24/2026 - 12/31/2026", "2026-12-24", "2026-12-31"),
    ("1 dec 2026 - 1 dec 2027", "2026-12-01", "2027-12-01"),
    ("until friday", "2026-11-21", "2026-11-27"),
    ("till 14 aug", "2026-11-21", "2027-08-14"),
    ("on holiday until friday", "2026-11-21", "2026-11-27"),
    ("until the end of the month", "2026-11-21", "2026-11-30"),
    ("next week", "2026-11-23", "2026-11-29"),
    ("this week", "2026-11-16", "2026-11-22"),
    ("rest of the week", "2026-11-21", "2026-11-22"),
    ("next month", "2026-12-01", "2026-12-31"),
    ("august", "2027-08-01", "2027-08-31"),
    ("in february 2028", "2028-02-01", "2028-02-29"),
    ("mon-wed", "2026-11-23", "2026-11-25"),
    ("fri - mon", "2026-11-20", "2026-11-23"),
    ("2 weeks", "2026-11-21", "2026-12-04"),
    ("for three days", "2026-11-21", "2026-11-23"),
    ("a week from monday", "2026-11-23", "2026-11-29"),
    ("from 3 aug for 2 weeks", "2027-08-03", "2027-08-16"),
    ("from tomorrow on", "2026-11-22", None),
    ("from 3 aug", "2027-08-03", None),
    ("since monday", "2026-11-16", None),
    ("until further notice", "2026-11-21", None),
    ("last week", "2026-11-09", "2026-11-15"),
    ("last month", "2026-10-01", "2026-10-31"),
    ("past weekend", "2026-11-14", "2026-11-15"),
    ("20th", "2026-12-20", "2026-12-20"),
    ("the 21st", "2026-11-21", "2026-11-21"),
    ("31st", "2026-12-31", "2026-12-31"),
    ("until 20th", "2026-11-21", "2026-12-20"),
    ("until the 24th", "2026-11-21", "2026-11-24"),
    ("24th to 2nd", "2026-11-24", "2026-12-02"),
    ("tomorrow - 3rd", "2026-11-22", "2026-12-03"),
    ("today to 24", "2026-11-21", "2026-11-24"),
    ("mon - 3rd", "2026-11-23", "2026-12-03"),
    ("20 - tomorrow", "2026-11-20", "2026-11-22"),
    ("20 - wed", "2026-11-20", "2026-11-25"),
    ("3rd to 14 aug", "2027-08-03", "2027-08-14"),
    ("1 dec onwards", "2026-12-01", None),
    ("from 1 dec onwards", "2026-12-01", None),
    ("tomorrow and onward", "2026-11-22", None),
    ("20th onwards", "2026-12-20", None),
]

UNFIT = [
    ("banana", RangeProblem.NONSENSE),
    ("", RangeProblem.NONSENSE),
    ("5", RangeProblem.NONSENSE),
    ("32nd", RangeProblem.NONSENSE),
    ("until 20", RangeProblem.NONSENSE),
    ("5-7", RangeProblem.NONSENSE),
    ("24/7", RangeProblem.NONSENSE),
    ("3 aug 14", RangeProblem.NONSENSE),
    ("until may", RangeProblem.NONSENSE),
    ("0 days", RangeProblem.NONSENSE),
    ("31 nov", RangeProblem.NO_SUCH_DAY),
    ("today - 32", RangeProblem.NO_SUCH_DAY),
    ("25 feb - 29 feb", RangeProblem.NO_SUCH_DAY),
    ("2027-02-29", RangeProblem.NO_SUCH_DAY),
    ("0000-01-01", RangeProblem.NO_SUCH_DAY),
    ("mon 4 aug", RangeProblem.WEEKDAY),
    ("14 aug - 3 aug", RangeProblem.REVERSED),
    ("2026-12-05 - 2026-12-01", RangeProblem.REVERSED),
    ("until 14 nov", RangeProblem.REVERSED),
    ("999 days", RangeProblem.TOO_LONG),
    ("1 dec 2026 - 2 dec 2027", RangeProblem.TOO_LONG),
    ("1 aug - 30 nov", RangeProblem.TOO_OLD),
    ("21-26 sep", RangeProblem.TOO_OLD),
    ("2026-09-21", RangeProblem.TOO_OLD),
    ("2028-11-22", RangeProblem.TOO_FAR),
]


@pytest.mark.parametrize(("words", "first", "last"), SPANS)
@pytest.mark.parametrize("case", [str, str.upper])
def test_every_way_to_name_days(words: str, first: str, last: str | None, case: type[str]) -> None:
    expected = DayRange(date.fromisoformat(first), date.fromisoformat(last) if last else None)
    assert read_time_off(case(words), TODAY) == expected


def test_the_next_weekday_is_that_of_next_week() -> None:
    tuesday = date(2026, 11, 17)
    assert read_time_off("until next friday", tuesday) == DayRange(tuesday, date(2026, 11, 27))
    assert read_time_off("until friday", tuesday) == DayRange(tuesday, date(2026, 11, 20))
    assert read_time_off("next monday", tuesday) == DayRange(date(2026, 11, 23), date(2026, 11, 23))


@pytest.mark.parametrize(("words", "why"), UNFIT)
def test_every_limit_has_its_own_answer(words: str, why: RangeProblem) -> None:
    found = read_time_off(words, TODAY)
    assert isinstance(found, RangeError)
    assert (found.why, found.got) == (why, words)


def test_the_limits_are_exact() -> None:
    for days, fits in ((OLDEST, True), (OLDEST + 1, False)):
        day = TODAY - timedelta(days=days)
        assert isinstance(read_time_off(day.isoformat(), TODAY), DayRange) is fits
    assert isinstance(check_time_off(DayRange(TODAY, TODAY + timedelta(days=LONGEST - 1)), "", TODAY), DayRange)
    assert isinstance(check_time_off(DayRange(TODAY, TODAY + timedelta(days=LONGEST)), "", TODAY), RangeError)
    assert check_time_off(DayRange(TODAY, TODAY - timedelta(days=1)), "x", TODAY) == RangeError(
        RangeProblem.REVERSED, "x", TODAY
    )


@pytest.mark.parametrize(
    ("words", "first", "label"),
    [
        ("24 dec - 1 jan Christmas", "2026-12-24", "Christmas"),
        ("Christmas 24 dec - 1 jan", "2026-12-24", "Christmas"),
        ("May Day 1 may", "2027-05-01", "May Day"),
        ("3 oct 2027 (Unity Day)", "2027-10-03", "Unity Day"),
        ("24 dec: Eve: quiet", "2026-12-24", "Eve: quiet"),
        ("24 dec", "2026-12-24", ""),
        ("24 dec " + "x" * 100, "2026-12-24", "x" * LABEL),
    ],
)
def test_a_holidays_name_stands_beside_its_days(words: str, first: str, label: str) -> None:
    found, said = read_labelled_time_off(words, TODAY)
    assert isinstance(found, DayRange)
    assert (found.first.isoformat(), said) == (first, label)


def test_a_named_day_that_does_not_exist_is_no_name() -> None:
    assert read_labelled_time_off("31 nov Party", TODAY)[0] == RangeError(RangeProblem.NO_SUCH_DAY, "31 nov")
    assert read_labelled_time_off("Party soon", TODAY)[0] == RangeError(RangeProblem.NONSENSE, "Party soon")


PIECES = st.sampled_from(
    [
        *("3", "14", "29", "31", "0", "2", "99", "2026", "2027", "9999", "0000", "12/24/2026", "2027-02-29", "1.1."),
        *("31.12.9999", "aug", "feb", "december", "monday", "fri", "next", "last", "this", "until", "from", "to", "-"),
        *("..", "for", "weeks", "days", "week", "month", "end", "of", "the", "today", "tomorrow", "between", "and"),
        *("in", "off", "since", "on", "rest"),
    ]
)


@settings(max_examples=examples(150), deadline=None)
@given(
    st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=7).map(" ".join)),
    st.dates(date(2000, 1, 1), date(2100, 12, 31)),
)
def test_no_words_are_too_odd_and_what_is_read_is_in_order_and_near(words: str, today: date) -> None:
    found = read_time_off(words, today)
    read_labelled_time_off(words, today)
    if isinstance(found, DayRange):
        assert today - timedelta(days=OLDEST) <= found.first <= today + timedelta(days=FARTHEST)
        assert found.last is None or timedelta(0) <= found.last - found.first < timedelta(days=LONGEST)


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.integers(-OLDEST, 300), st.integers(0, 60))
def test_dates_without_a_year_mean_the_nearest_ones(today: date, ahead: int, length: int) -> None:
    first = today + timedelta(days=ahead)
    last = first + timedelta(days=length)
    if (2, 29) in {(first.month, first.day), (last.month, last.day)}:
        return
    words = f"{first.day} {first:%b} - {last.day} {last:%b}"
    found = read_time_off(words, today)
    if ahead + length < 365 - OLDEST:
        assert found == DayRange(first, last)

"""Days: every way to name one, the limits, and the round trip."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendar.date_text import day_text
from bot.timeexpr.past_days import OLDEST, DateError, DateProblem, find_days, read_past_day

TODAY = date(2026, 11, 21)  # a Saturday

DAYS = [
    ("today", date(2026, 11, 21)),
    ("tonight", date(2026, 11, 21)),
    ("yesterday", date(2026, 11, 20)),
    ("last night", date(2026, 11, 20)),
    ("day before yesterday", date(2026, 11, 19)),
    ("the day before yesterday", date(2026, 11, 19)),
    ("mon", date(2026, 11, 16)),
    ("monday", date(2026, 11, 16)),
    ("tues", date(2026, 11, 17)),
    ("weds", date(2026, 11, 18)),
    ("thurs", date(2026, 11, 19)),
    ("on friday", date(2026, 11, 20)),
    ("last friday", date(2026, 11, 20)),
    ("sat", date(2026, 11, 21)),
    ("this saturday", date(2026, 11, 21)),
    ("last saturday", date(2026, 11, 14)),
    ("sunday", date(2026, 11, 15)),
    ("2026-11-20", date(2026, 11, 20)),
    ("2026/11/20", date(2026, 11, 20)),
    ("fri 2026-11-20", date(2026, 11, 20)),
    ("3 days ago", date(2026, 11, 18)),
    ("three days ago", date(2026, 11, 18)),
    ("3d ago", date(2026, 11, 18)),
    ("a day ago", date(2026, 11, 20)),
    ("a week ago", date(2026, 11, 14)),
    ("2 weeks ago", date(2026, 11, 7)),
    ("31 days ago", date(2026, 10, 21)),
    ("20 nov", date(2026, 11, 20)),
    ("20nov", date(2026, 11, 20)),
    ("nov 20", date(2026, 11, 20)),
    ("november 20th, 2026", date(2026, 11, 20)),
    ("the 20th of november", date(2026, 11, 20)),
    ("20 november 2026", date(2026, 11, 20)),
    ("fri 20 nov", date(2026, 11, 20)),
    ("on friday, 20 nov 2026", date(2026, 11, 20)),
    ("20.11.", date(2026, 11, 20)),
    ("20261120", date(2026, 11, 20)),
    ("20.11.2026", date(2026, 11, 20)),
    ("20/11/2026", date(2026, 11, 20)),
    ("20-11-2026", date(2026, 11, 20)),
    ("11/20/2026", date(2026, 11, 20)),
    ("5/11/2026", date(2026, 11, 5)),
]

UNFIT = [
    ("tomorrow", DateProblem.FUTURE, date(2026, 11, 22)),
    ("the day after tomorrow", DateProblem.FUTURE, date(2026, 11, 23)),
    ("next monday", DateProblem.FUTURE, date(2026, 11, 23)),
    ("next saturday", DateProblem.FUTURE, date(2026, 11, 28)),
    ("in 3 days", DateProblem.FUTURE, None),
    ("next week", DateProblem.FUTURE, None),
    ("2026-11-22", DateProblem.FUTURE, date(2026, 11, 22)),
    ("32 days ago", DateProblem.TOO_OLD, date(2026, 10, 20)),
    ("2026-10-20", DateProblem.TOO_OLD, date(2026, 10, 20)),
    ("22 nov", DateProblem.TOO_OLD, date(2025, 11, 22)),
    ("99999999999999 days ago", DateProblem.TOO_OLD, None),
    ("2026-02-30", DateProblem.NO_SUCH_DAY, None),
    ("2026-13-01", DateProblem.NO_SUCH_DAY, None),
    ("0000-01-01", DateProblem.NO_SUCH_DAY, None),
    ("31 nov", DateProblem.NO_SUCH_DAY, None),
    ("31.11.", DateProblem.NO_SUCH_DAY, None),
    ("32.11.", DateProblem.NO_SUCH_DAY, None),
    ("31/2", DateProblem.NO_SUCH_DAY, None),
    ("2/31", DateProblem.NO_SUCH_DAY, None),
    ("30.02", DateProblem.NO_SUCH_DAY, None),
    ("31.11", DateProblem.NO_SUCH_DAY, None),
    ("20261131", DateProblem.NO_SUCH_DAY, None),
    ("30/30/2026", DateProblem.NO_SUCH_DAY, None),
    ("mon 20 nov", DateProblem.NO_SUCH_DAY, date(2026, 11, 20)),
    ("last week", DateProblem.VAGUE, None),
    ("two months ago", DateProblem.TOO_OLD, None),
]


@pytest.mark.parametrize(("words", "day"), DAYS)
@pytest.mark.parametrize("case", [str, str.upper, str.title])
def test_every_way_to_name_a_day(words: str, day: date, case: type[str]) -> None:
    assert read_past_day(case(words), TODAY) == day


@pytest.mark.parametrize(("words", "why", "day"), UNFIT)
def test_every_limit_has_its_own_answer(words: str, why: DateProblem, day: date | None) -> None:
    assert read_past_day(words, TODAY) == DateError(why, words, day)


@pytest.mark.parametrize(
    "words",
    ["", "networking", "nov", "24/7", "1.3", "22.04", "3.13", "40.1.", "5 days", "week", "may", "2026"],
)
def test_what_names_no_day(words: str) -> None:
    assert read_past_day(words, TODAY) is None


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (TODAY, DateError(DateProblem.TOO_OLD, "29 feb", date(2024, 2, 29))),
        (date(2026, 1, 5), DateError(DateProblem.TOO_OLD, "29 feb", date(2024, 2, 29))),
        (date(2024, 3, 5), date(2024, 2, 29)),
        (date(2025, 1, 5), DateError(DateProblem.TOO_OLD, "29 feb", date(2024, 2, 29))),
    ],
)
def test_a_leap_day_is_looked_for_in_the_year_in_which_it_was_last_due(today: date, expected: date | DateError) -> None:
    assert read_past_day("29 feb", today) == expected


@pytest.mark.parametrize("phrase", ["31/2", "30.02", "32.11.", "20261131", "31 nov"])
def test_a_date_that_cannot_be_is_no_part_of_the_subject(phrase: str) -> None:
    (found,) = find_days(f"networking {phrase}", TODAY)
    assert (found.start, found.problem, found.is_weak) == (len("networking "), DateProblem.NO_SUCH_DAY, False)


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2026, 11, 17), "Tue 17 Nov"), (date(2025, 11, 17), "Mon 17 Nov 2025"), (date(2027, 1, 1), "Fri 1 Jan 2027")],
)
def test_a_day_is_written_one_way(day: date, words: str) -> None:
    assert day_text(day, TODAY) == words


@settings(deadline=None)
@given(st.dates(date(1990, 1, 1), date(2200, 1, 1)), st.integers(0, OLDEST))
def test_what_is_written_reads_back(today: date, back: int) -> None:
    day = today - timedelta(days=back)
    assert read_past_day(day_text(day, today), today) == day
    assert read_past_day(day.isoformat(), today) == day
    assert read_past_day(f"{day:%d.%m.}", today) == day
    assert read_past_day(f"{back} days ago", today) == day


@settings(deadline=None)
@given(st.dates(), st.integers(0, 6))
def test_a_weekday_is_its_last_occurrence(today: date, weekday: int) -> None:
    name = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[weekday]
    day, last = read_past_day(name, today), read_past_day(f"last {name}", today)
    if isinstance(day, date) and isinstance(last, date):
        assert day.weekday() == last.weekday() == weekday
        assert 0 <= (today - day).days <= 6
        assert 1 <= (today - last).days <= 7
    else:
        assert today < date(1, 1, 8)


@settings(deadline=None)
@given(st.text(max_size=60), st.dates())
def test_any_words_at_all_give_an_answer(words: str, today: date) -> None:
    outcome = read_past_day(words, today)
    assert outcome is None or isinstance(outcome, DateError) or today - timedelta(days=OLDEST) <= outcome <= today


PIECES = [
    "next",
    "last",
    "on",
    "the",
    "20",
    "31",
    "nov",
    "feb",
    "mon",
    "ago",
    "days",
    "2026",
    "99999",
    "a",
    "29.2.",
    "/",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=8), st.dates())
def test_nearly_dates_never_raise(pieces: list[str], today: date) -> None:
    line = " ".join(pieces)
    for found in find_days(line, today):
        assert 0 <= found.start < found.end <= len(line)
        assert found.day or found.problem

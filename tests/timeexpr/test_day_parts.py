"""One grammar of days: every spelling of a day is the same day in each use, and reads back as it is written."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendar.date_text import day_text
from bot.features.sessions.rules.line_parser import parse_session_line as read_session
from bot.timeexpr.day_parts import Lines, parse_day, read_day
from bot.timeexpr.past_days import OLDEST, find_days, read_past_day
from bot.timeexpr.past_ranges import PastRange, read_past_range
from bot.timeexpr.periods import later
from bot.timeexpr.range_ends import DayRange
from bot.timeexpr.target_days import read_target_day
from bot.timeexpr.time_off_ranges import read_time_off

TODAY = date(2026, 11, 21)  # a Saturday
# Spellings that every use reads amid other words too, with and without the year.
DATED = (
    *("%d %b %Y", "%d %B, %Y", "%dth of %B %Y", "%d. %b %Y", "%b %d, %Y", "%B. %dnd %Y", "%a %d %b %Y"),
    *("%A, the %d of %B %Y", "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%a, %Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%A %d.%m.%Y"),
)
YEARLESS = ("%d %b", "%d%b", "%dth of %B", "%d.%b.", "%b %d", "%a. %d %B", "%A, %b %dst", "%d.%m.", "%a %d.%m.")
WHOLE = (*DATED, "the %d %b %Y", "%d/%m/%Y", "%Y%m%d", "%dth. %b %Y", "%b the %d, %Y")  # of a phrase by itself
CASES = st.sampled_from([str, str.upper, str.title])


@given(st.dates(date(1990, 1, 1), date(2200, 1, 1)), st.integers(0, OLDEST), st.sampled_from(DATED), CASES)
def test_a_day_with_its_year_is_the_same_day_in_each_use_that_looks_back(
    today: date, back: int, form: str, case: type[str]
) -> None:
    day = today - timedelta(days=back)
    words = case(day.strftime(form))
    assert read_past_day(words, today) == day
    (found,) = find_days(f"networking {words}", today)
    assert (found.start, found.day, found.is_weak) == (len("networking "), day, False)
    assert read_past_range(words, today) == PastRange(day, day)
    assert read_time_off(words, today) == DayRange(day, day)


@given(st.dates(date(1990, 1, 1), date(2098, 1, 1)), st.integers(1, 365), st.sampled_from(WHOLE), CASES)
def test_a_day_with_its_year_is_the_same_day_in_each_use_that_looks_ahead(
    today: date, ahead: int, form: str, case: type[str]
) -> None:
    day = today + timedelta(days=ahead)
    words = case(day.strftime(form))
    if form == "%d/%m/%Y" and day.day > 12:
        words = case(day.strftime("%m/%d/%Y"))  # the month comes first only where it can be no other way
    assert read_target_day(words, today) == day
    assert read_time_off(words, today) == DayRange(day, day)
    assert read_time_off(f"until {words}", today) == DayRange(today, day)


@given(st.dates(date(1990, 1, 1), date(2200, 1, 1)), st.integers(1, 300), st.sampled_from(YEARLESS), CASES)
def test_without_a_year_it_is_the_last_such_day_or_the_next(today: date, away: int, form: str, case: type[str]) -> None:
    before, ahead = today - timedelta(days=away), today + timedelta(days=away)
    if away <= OLDEST and (before.month, before.day) != (2, 29):
        assert read_past_day(case(before.strftime(form)), today) == before
    if (ahead.month, ahead.day) != (2, 29):
        assert read_target_day(case(ahead.strftime(form)), today) == ahead
        assert read_time_off(case(ahead.strftime(form)), today) == DayRange(ahead, ahead)


@given(st.integers(1, 300), st.sampled_from((*DATED, *YEARLESS)), CASES)
def test_a_session_is_on_the_day_that_its_line_names(ahead: int, form: str, case: type[str]) -> None:
    day = TODAY + timedelta(days=ahead)
    now = datetime.combine(TODAY, time(12), tzinfo=UTC)
    found = read_session(f"{case(day.strftime(form))} 15:00 GitOps", now=now, zone=ZoneInfo("UTC"))
    assert getattr(found, "day", None) == day


@given(st.dates(date(1990, 1, 1), date(2200, 1, 1)), st.integers(-OLDEST, 300))
def test_what_is_written_reads_back(today: date, away: int) -> None:
    day = today + timedelta(days=away)
    if (day.month, day.day) == (2, 29):
        return
    words = day_text(day, today)
    assert read_time_off(words, today) == DayRange(day, day)
    if away > 0:
        assert read_target_day(words, today) == day
    else:
        assert read_past_day(words, today) == day


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("this morning", date(2026, 11, 21)),
        ("last night", date(2026, 11, 20)),
        ("3 days ago", date(2026, 11, 18)),
        ("two weeks ago", date(2026, 11, 7)),
        ("20261224", date(2026, 12, 24)),
        ("the 24 dec", date(2026, 12, 24)),
        ("24th. dec", date(2026, 12, 24)),
        ("dec the 24th", date(2026, 12, 24)),
        ("in 3 months", date(2027, 2, 21)),
        ("in a year", date(2027, 11, 21)),
    ],
)
def test_time_off_is_read_in_the_spellings_of_all_uses(words: str, day: date) -> None:
    assert read_time_off(words, TODAY) == DayRange(day, day)
    if day > TODAY:
        assert read_target_day(words, TODAY) == day
        assert read_time_off(f"until {words}", TODAY) == DayRange(TODAY, day)


@pytest.mark.parametrize("words", ["3.14", "20th", "14", "satur", "end of june", "in 3 d", "now", "the 2026-11-20"])
def test_what_may_belong_to_a_subject_is_no_day_of_a_log_line(words: str) -> None:
    assert parse_day(words) is not None
    assert parse_day(words, Lines.LOG) is None
    line = f"networking {words}"
    found = [line[each.start :] for each in find_days(line, TODAY) if not each.is_weak and not each.problem]
    assert words not in found


@pytest.mark.parametrize("words", ["this morning", "3 days ago", "20261120", "the 20th", "in 3 months"])
def test_what_may_belong_to_a_title_is_no_day_of_a_plan(words: str) -> None:
    assert parse_day(words) is not None
    assert parse_day(words, Lines.PLAN) is None


@settings(deadline=None)
@given(st.text(max_size=30), st.dates())
def test_lines_read_no_more_than_a_phrase_by_itself(words: str, today: date) -> None:
    whole = read_day(words, today)
    assert all(read_day(words, today, lines) in (None, whole) for lines in Lines.ALL)


@given(st.dates(date(1000, 1, 1), date(8000, 1, 1)), st.integers(-2000, 2000))
def test_a_month_later_is_the_same_day_or_the_months_last(day: date, months: int) -> None:
    found = later(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)

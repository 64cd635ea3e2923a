"""Weeks: their names, their days, and the day a moment belongs to."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendar.weeks import local_day, local_week, month_of, shift_week, week_bounds, week_of, week_text

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2026, 11, 16), "2026-W47"),
        (date(2026, 11, 22), "2026-W47"),
        (date(2027, 1, 3), "2026-W53"),
        (date(2025, 12, 29), "2026-W01"),
    ],
)
def test_the_week_of_a_day(day: date, week: str) -> None:
    assert week_of(day) == week


def test_the_month_of_a_day() -> None:
    assert month_of(TODAY) == "2026-11"


def test_the_days_of_a_week() -> None:
    assert week_bounds("2026-W47") == (date(2026, 11, 16), date(2026, 11, 22))


@pytest.mark.parametrize(
    "week", ["", "2026-47", "2026-W54", "2025-W53", "2026-W00", "2026-W47 ", "٢٠٢٦-W47", "0000-W01"]
)
def test_nonsense_is_no_week(week: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        week_bounds(week)


@pytest.mark.parametrize(
    ("week", "today", "words"),
    [
        ("2026-W47", TODAY, "16-22 Nov"),
        ("2026-W40", TODAY, "28 Sep-4 Oct"),
        ("2025-W51", TODAY, "15-21 Dec 2025"),
        ("2025-W40", TODAY, "29 Sep-5 Oct 2025"),
        ("2026-W01", date(2026, 1, 2), "29 Dec 2025-4 Jan"),
        ("2026-W01", date(2025, 12, 30), "29 Dec-4 Jan 2026"),
        ("2026-W01", date(2027, 1, 2), "29 Dec 2025-4 Jan 2026"),
    ],
)
def test_a_week_is_written_one_way(week: str, today: date, words: str) -> None:
    assert week_text(week, today) == words


@settings(deadline=None)
@given(st.dates(date(1900, 1, 1), date(2300, 1, 1)), st.integers(-200, 200))
def test_weeks_shift_by_seven_days(day: date, weeks: int) -> None:
    first, last = week_bounds(week_of(day))
    assert first <= day <= last
    assert (first.weekday(), last - first) == (0, timedelta(days=6))
    assert shift_week(week_of(day), weeks) == week_of(day + timedelta(weeks=weeks))
    assert shift_week(shift_week(week_of(day), weeks), -weeks) == week_of(day)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 21, 2, 59, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 21, 3, 0, tzinfo=UTC), date(2026, 11, 21)),
        (datetime(2026, 11, 21, 23, 30, tzinfo=UTC), date(2026, 11, 21)),
        (datetime(2026, 3, 29, 1, 59, tzinfo=UTC), date(2026, 3, 28)),  # 03:59, the clocks just jumped
        (datetime(2026, 3, 29, 2, 0, tzinfo=UTC), date(2026, 3, 29)),
    ],
)
def test_the_small_hours_belong_to_the_day_before(moment: datetime, day: date) -> None:
    assert local_day(moment, BERLIN) == day


def test_a_day_can_start_at_midnight() -> None:
    assert local_day(datetime(2026, 11, 20, 23, 0, tzinfo=UTC), BERLIN, time(0)) == date(2026, 11, 21)


def test_a_week_turns_at_midnight() -> None:
    assert local_week(datetime(2026, 11, 22, 22, 59, tzinfo=UTC), BERLIN) == "2026-W47"
    assert local_week(datetime(2026, 11, 22, 23, 0, tzinfo=UTC), BERLIN) == "2026-W48"
    assert local_week(datetime(2026, 11, 22, 23, 0, tzinfo=UTC), ZoneInfo("America/New_York")) == "2026-W47"


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 21, 12, 0)  # noqa: DTZ001 - what is refused here
    with pytest.raises(ValueError, match="time zone"):
        local_day(naive, BERLIN)
    with pytest.raises(ValueError, match="time zone"):
        local_week(naive, BERLIN)

"""Working days of a person: which count, and how long something has waited."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.time_off import TimeOff
from bot.features.waiting.rules.workdays import WorkCalendar, add_workdays, count_workdays, usual_workdays

LISBON = WorkCalendar(ZoneInfo("Europe/Lisbon"))
FRIDAY = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
ZONES = st.sampled_from(("Europe/Lisbon", "America/New_York", "Asia/Singapore", "Pacific/Apia", "America/Nuuk"))
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (datetime(2026, 11, 24, 10, 0, tzinfo=UTC), datetime(2026, 11, 26, 10, 0, tzinfo=UTC)),
        (FRIDAY, datetime(2026, 12, 1, 17, 0, tzinfo=UTC)),
        (datetime(2026, 11, 28, 12, 0, tzinfo=UTC), datetime(2026, 12, 2, 0, 0, tzinfo=UTC)),  # a Saturday
    ],
    ids=["in the week", "over a weekend", "on a free day"],
)
def test_two_working_days(asked: datetime, due: datetime) -> None:
    assert add_workdays(asked, 2, LISBON) == due


def test_days_off_do_not_count_and_whoever_is_away_for_good_is_waited_for_no_longer() -> None:
    away = WorkCalendar(ZoneInfo("UTC"), (TimeOff(date(2026, 11, 30), date(2026, 12, 4)),))
    assert add_workdays(FRIDAY, 2, away) == datetime(2026, 12, 8, 17, 0, tzinfo=UTC)
    assert count_workdays(FRIDAY, FRIDAY + timedelta(days=8), away) == 0
    gone = WorkCalendar(ZoneInfo("UTC"), (TimeOff(date(2026, 11, 30), None),))
    assert add_workdays(FRIDAY, 2, gone) is None
    assert count_workdays(FRIDAY, FRIDAY + timedelta(days=300), gone) == 0


def test_the_day_is_the_one_of_who_is_asked() -> None:
    singapore = WorkCalendar(ZoneInfo("Asia/Singapore"))
    friday_evening = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)  # Saturday there
    assert add_workdays(friday_evening, 2, singapore) == datetime(2026, 12, 1, 16, 0, tzinfo=UTC)


@given(MOMENTS, st.integers(0, 12), ZONES)
def test_so_many_days_later_so_many_have_passed(asked: datetime, number: int, zone: str) -> None:
    calendar = WorkCalendar(ZoneInfo(zone))
    due = add_workdays(asked, number, calendar)
    assert due is not None
    assert due >= asked
    assert number == 0 or calendar.is_workday(due.astimezone(calendar.zone).date())
    assert count_workdays(asked, due, calendar) >= number
    if number:
        assert count_workdays(asked, due - timedelta(hours=2), calendar) < number


def test_the_usual_time_is_the_median_of_three_answers_or_more() -> None:
    monday = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    taken = [(monday, monday + timedelta(days=days, hours=1)) for days in (0, 2, 3, 1)]
    assert usual_workdays(taken[:2], LISBON) is None
    assert usual_workdays(taken[:3], LISBON) == 2
    assert usual_workdays(taken, LISBON) == 2, "never quicker than it was"

"""When the summary of a member's own week is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.weekly_summary import rules

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_summary_is_about_the_week_before_its_monday() -> None:
    utc = ZoneInfo("UTC")
    assert rules.latest_summary_week(utc, MONDAY) == ("2026-W47", MONDAY)
    assert rules.latest_summary_week(utc, MONDAY - HOUR) == ("2026-W46", MONDAY - timedelta(days=7))
    assert rules.latest_summary_week(ZoneInfo("Asia/Singapore"), MONDAY) == ("2026-W47", MONDAY - 8 * HOUR)


def test_a_day_later_it_is_not_worth_sending() -> None:
    assert rules.is_worth_sending(MONDAY, MONDAY + 24 * HOUR)
    assert not rules.is_worth_sending(MONDAY, MONDAY + 24 * HOUR + timedelta(seconds=1))


@given(
    st.sampled_from(["Pacific/Kiritimati", "Etc/GMT+12", "UTC", "Pacific/Apia", "America/New_York", "Asia/Kathmandu"]),
    st.timedeltas(timedelta(0), timedelta(days=730)),
)
def test_no_zone_is_missed_by_the_check_of_the_day(zone: str, span: timedelta) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + span
    _, due_at = rules.latest_summary_week(ZoneInfo(zone), now)
    assert rules.may_be_summary_day(now) or not rules.is_worth_sending(due_at, now)


@pytest.mark.parametrize("hours", [-15, 24 + 13, 72, 24 * 5])
def test_on_other_days_nobody_is_looked_up(hours: int) -> None:
    assert not rules.may_be_summary_day(MONDAY + hours * HOUR)

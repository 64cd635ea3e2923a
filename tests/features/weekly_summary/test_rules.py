"""When the summary of a member's own week is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

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

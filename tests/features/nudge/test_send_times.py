"""When a nudge may come: snoozed by a day, paused until a date, and spread over a large team."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar.schedule import WeeklySlot, parse_slot
from bot.calendar.weeks import local_week, week_of
from bot.features.nudge.rules import send_times as rules

LONDON = ZoneInfo("Europe/London")
SLOT = parse_slot("thu 16:00")
DUE = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
EVENING = datetime(2026, 11, 26, 20, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def send_times(people: int, now: datetime = DUE, expires_at: datetime = EVENING) -> list[datetime]:
    return [
        rules.choose_send_time(f"U{number:05}", recipient_count=people, due_at=DUE, now=now, expires_at=expires_at)
        for number in range(people)
    ]


def test_the_nudges_of_a_small_team_leave_at_once() -> None:
    assert set(send_times(30)) == {DUE}


def test_the_nudges_of_a_large_team_are_spread_the_same_way_each_time() -> None:
    moments = send_times(500)
    assert DUE <= min(moments) < DUE + 20 * timedelta(seconds=1)
    assert DUE + 8 * MINUTE < max(moments) < DUE + timedelta(seconds=500)
    minutes = [int((moment - DUE) / MINUTE) for moment in moments]
    assert max(minutes.count(minute) for minute in range(8)) < 85  # sixty on average
    assert send_times(500) == moments
    assert rules.choose_send_time("U00007", recipient_count=500, due_at=DUE, now=DUE, expires_at=EVENING) == moments[7]


def test_late_nudges_are_spread_from_now_on() -> None:
    assert min(send_times(500, now=DUE + 2 * 60 * MINUTE)) >= DUE + 2 * 60 * MINUTE


@given(st.integers(1, 20_000), st.integers(0, 239), st.text(min_size=1, max_size=12))
def test_no_nudge_is_spread_beyond_its_expiry(people: int, late: int, member: str) -> None:
    now = DUE + late * MINUTE
    send_at = rules.choose_send_time(member, recipient_count=people, due_at=DUE, now=now, expires_at=EVENING)
    assert DUE <= send_at < EVENING


@pytest.mark.parametrize(
    ("pressed", "today", "day"),
    [
        (DUE, date(2026, 11, 26), date(2026, 11, 27)),
        (DUE + timedelta(days=2), date(2026, 11, 28), date(2026, 11, 29)),
        (DUE + timedelta(days=3), date(2026, 11, 29), None),
        (DUE + timedelta(days=5), date(2026, 12, 1), None),
        (datetime(2026, 11, 27, 1, 0, tzinfo=UTC), date(2026, 11, 26), date(2026, 11, 27)),
    ],
    ids=["at once", "saturday", "sunday", "next week", "after midnight"],
)
def test_a_snooze_by_a_day_stays_in_the_same_week(pressed: datetime, today: date, day: date | None) -> None:
    assert rules.find_snooze_day(SLOT, week="2026-W48", today=today, zone=LONDON, now=pressed) == day


def test_a_day_that_starts_late_is_not_snoozed_into_the_past() -> None:
    morning, slot = datetime(2026, 11, 26, 9, 30, tzinfo=UTC), parse_slot("thu 09:00")
    assert rules.find_snooze_day(slot, week="2026-W48", today=date(2026, 11, 25), zone=LONDON, now=morning) == date(
        2026, 11, 27
    )


def test_a_nudge_time_in_the_quiet_hours_cannot_be_snoozed_by_a_day() -> None:
    late = parse_slot("thu 21:00")
    assert rules.find_snooze_day(late, week="2026-W48", today=date(2026, 11, 26), zone=LONDON, now=DUE) is None


@given(
    st.builds(
        WeeklySlot,
        st.integers(0, 6),
        st.times(time(8), time(19, 59)).map(lambda at: at.replace(second=0, microsecond=0)),
    ),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"]),
    st.timedeltas(timedelta(0), timedelta(days=730)),
)
def test_a_snoozed_nudge_comes_later_in_that_week_at_the_same_hour(
    slot: WeeklySlot, zone_name: str, span: timedelta
) -> None:
    zone, now = ZoneInfo(zone_name), datetime(2026, 1, 1, tzinfo=UTC) + span
    today, week = now.astimezone(zone).date(), local_week(now, zone)
    day = rules.find_snooze_day(slot, week=week, today=today, zone=zone, now=now)
    if day is None:
        assert today.weekday() == 6
        return
    moment = rules.nudge_time_on(slot, day, zone)
    assert moment > now
    assert week_of(moment.astimezone(zone).date()) == week


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("14 dec", date(2026, 12, 14)),
        ("2027-01-11", date(2027, 1, 11)),
        ("monday", date(2026, 11, 30)),
        ("yesterday", None),
        ("today", None),
        ("14 dec 2028", None),
        ("further notice", None),
        ("pigs fly", None),
    ],
)
def test_until_takes_a_day_of_the_year_ahead(words: str, day: date | None) -> None:
    assert rules.parse_until(words, date(2026, 11, 26)) == day

"""What people may say to the clock, and what that means in their zone."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.clock import AdjustableClock
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.time_travel import ClockTurner, EmptyTimetable, parse_moment

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)  # a Saturday
SINGAPORE = ZoneInfo("Asia/Singapore")


@pytest.fixture
def clock() -> AdjustableClock:
    return AdjustableClock(NOON, is_running=False)


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("+2h", "2026-11-21T14:00"),
        ("+7d", "2026-11-28T12:00"),
        ("+1w 2d 3h 4min", "2026-11-30T15:04"),
        ("+30M", "2026-11-21T12:30"),
        ("mon 09:00", "2026-11-23T01:00"),
        ("Saturday 20:01", "2026-11-21T12:01"),
        ("sat 20:00", "2026-11-28T12:00"),
        ("21:00", "2026-11-21T13:00"),
        ("9:00", "2026-11-22T01:00"),
        ("2026-11-23T09:00", "2026-11-23T01:00"),
        ("2026-11-23 09:00", "2026-11-23T01:00"),
        ("2026-11-23T09:00+00:00", "2026-11-23T09:00"),
    ],
)
def test_words_are_moments_of_the_zone(words: str, moment: str) -> None:
    assert parse_moment(words, NOON, SINGAPORE) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize("words", ["", "+", "+0h", "+h", "7d", "24:00", "mon", "soon", "2026-11-21", "+367d", "+9999w"])
def test_other_words_are_refused(words: str) -> None:
    with pytest.raises(ValueError, match="clock"):
        parse_moment(words, NOON, SINGAPORE)


def test_a_clock_is_never_turned_back(clock: AdjustableClock) -> None:
    with pytest.raises(ValueError, match="forward"):
        ClockTurner(SlackWorkspace(clock.now), clock, EmptyTimetable()).turn_to(NOON.replace(hour=11))


def test_a_running_clock_never_refuses_to_catch_up() -> None:
    clock = AdjustableClock(NOON)
    turning = ClockTurner(SlackWorkspace(clock.now), clock, EmptyTimetable())
    assert all(turning.catch_up() == () for _ in range(1000))


class PutOff(EmptyTimetable):
    def __init__(self) -> None:
        self.sent: list[datetime] = []

    def send(self, at: datetime) -> None:
        self.sent.append(at)


def test_what_was_put_off_is_sent_at_the_moment_it_is(clock: AdjustableClock) -> None:
    timetable = PutOff()
    ClockTurner(SlackWorkspace(clock.now), clock, timetable).follow_up()
    assert timetable.sent == [NOON]

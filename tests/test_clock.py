"""The clock: aware, in UTC, and never turned back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from freezegun import freeze_time

from bot.clock import AdjustableClock, SystemClock

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def test_the_machine_clock() -> None:
    clock = SystemClock()
    with freeze_time("2026-11-21T17:30:00+05:30") as frozen:
        assert clock.now() == NOON
        assert clock.now().tzinfo is UTC
        before = clock.monotonic()
        frozen.tick(90)
        assert clock.now() == NOON + timedelta(seconds=90)
        assert clock.monotonic() - before == 90


def test_a_stopped_clock_does_not_move() -> None:
    clock = AdjustableClock(NOON, is_running=False)
    assert (clock.now(), clock.now()) == (NOON, NOON)
    assert clock.monotonic() == clock.monotonic()


def test_a_running_clock_runs_on_from_where_it_was_set() -> None:
    clock = AdjustableClock(NOON)
    first = clock.now()
    assert NOON <= first <= clock.now() < NOON + timedelta(minutes=1)
    clock.advance(timedelta(days=7))
    assert NOON + timedelta(days=7) <= clock.now() < NOON + timedelta(days=7, minutes=1)


def test_without_a_start_it_is_now() -> None:
    with freeze_time(NOON):
        assert AdjustableClock().now() == NOON


def test_any_zone_of_the_start_is_utc() -> None:
    clock = AdjustableClock(
        datetime(2026, 11, 21, 17, 30, tzinfo=timezone(timedelta(hours=5, minutes=30))), is_running=False
    )
    assert clock.now() == NOON
    assert clock.now().tzinfo is UTC


def test_advancing_moves_both_readings() -> None:
    clock = AdjustableClock(NOON, is_running=False)
    before = clock.monotonic()
    clock.advance(timedelta(minutes=5))
    clock.advance_to(NOON + timedelta(hours=1))
    assert clock.now() == NOON + timedelta(hours=1)
    assert clock.monotonic() - before == 3600


def test_a_clock_is_never_turned_back() -> None:
    clock = AdjustableClock(NOON, is_running=False)
    with pytest.raises(ValueError, match="forward"):
        clock.advance(timedelta(seconds=-1))
    with pytest.raises(ValueError, match="forward"):
        clock.advance_to(NOON - timedelta(microseconds=1))
    clock.advance_to(NOON)
    assert clock.now() == NOON


def test_every_advance_counts_from_any_thread() -> None:
    clock = AdjustableClock(NOON, is_running=False)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: clock.advance(timedelta(seconds=1)), range(200)))
    assert clock.now() == NOON + timedelta(seconds=200)

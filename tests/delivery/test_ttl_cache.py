from __future__ import annotations

from datetime import timedelta

from bot.clock import TurnableClock
from bot.delivery.ttl_cache import Remembered


def test_it_forgets_in_time(clock: TurnableClock) -> None:
    kept: Remembered[str, bool] = Remembered(clock.monotonic, 60)
    kept.keep("a", False)
    assert (kept.get("a"), kept.get("b")) == (False, None)
    clock.turn(timedelta(seconds=59))
    assert kept.get("a") is False
    clock.turn(timedelta(seconds=1))
    assert kept.get("a") is None


def test_it_forgets_when_told_and_when_there_is_too_much(clock: TurnableClock) -> None:
    kept: Remembered[int, int] = Remembered(clock.monotonic, 60, most=10)
    for number in range(10):
        kept.keep(number, number)
    kept.forget(3)
    kept.forget(3)
    assert [kept.get(number) for number in (2, 3, 4)] == [2, None, 4]
    kept.keep(10, 10)
    kept.keep(11, 11)
    assert [kept.get(number) for number in (2, 10, 11)] == [None, None, 11]

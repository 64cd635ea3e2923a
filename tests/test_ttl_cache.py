from __future__ import annotations

from datetime import timedelta

from bot.clock import AdjustableClock
from bot.ttl_cache import TtlCache


def test_it_forgets_in_time(clock: AdjustableClock) -> None:
    kept: TtlCache[str, bool] = TtlCache(clock.monotonic, 60)
    kept.put("a", False)
    assert (kept.get("a"), kept.get("b")) == (False, None)
    clock.advance(timedelta(seconds=59))
    assert kept.get("a") is False
    clock.advance(timedelta(seconds=1))
    assert kept.get("a") is None


def test_it_forgets_on_demand_and_drops_the_oldest_when_it_is_full(clock: AdjustableClock) -> None:
    kept: TtlCache[int, int] = TtlCache(clock.monotonic, 60, max_entries=10)
    for number in range(10):
        kept.put(number, number)
    kept.forget(3)
    kept.forget(3)
    assert [kept.get(number) for number in (2, 3, 4)] == [2, None, 4]
    kept.put(10, 10)
    kept.put(11, 11)
    assert [kept.get(number) for number in (0, 1, 2, 10, 11)] == [None, 1, 2, 10, 11]

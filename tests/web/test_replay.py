from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.guard import REPLAY_SECONDS, ReplayWindow

START = 1_763_726_400.0


def test_a_key_is_taken_once() -> None:
    replay = ReplayWindow()
    assert [replay.claim("a", START), replay.claim("a", START + 1), replay.claim("b", START)] == [True, False, True]


def test_a_forgotten_key_may_be_taken_again() -> None:
    replay = ReplayWindow()
    replay.claim("a", START)
    replay.forget("a")
    replay.forget("never taken")
    assert replay.claim("a", START)


def test_a_key_of_the_old_bucket_is_forgotten_too() -> None:
    replay = ReplayWindow(seconds=10)
    replay.claim("a", START)
    replay.claim("b", START + 11)
    replay.forget("a")
    assert replay.claim("a", START + 12)


@given(st.lists(st.floats(min_value=0, max_value=400), max_size=30), st.floats(min_value=0, max_value=REPLAY_SECONDS))
def test_a_key_is_kept_for_ten_minutes_whatever_comes_between(steps: list[float], wait: float) -> None:
    replay = ReplayWindow()
    now = START
    for number, step in enumerate(steps):
        now += step
        replay.claim(str(number), now)
    replay.claim("key", now)
    for part in range(1, 5):
        assert not replay.claim("key", now + wait * part / 4)


@pytest.mark.parametrize(("seconds", "is_free"), [(10, False), (19.9, False), (20, True)])
def test_a_key_is_forgotten_after_twice_its_time(seconds: float, is_free: bool) -> None:
    replay = ReplayWindow(seconds=10)
    replay.claim("a", START)
    assert replay.claim("a", START + seconds) is is_free


def test_memory_ends_in_time() -> None:
    replay = ReplayWindow(seconds=10)
    for second in range(1000):
        replay.claim(str(second), START + second)
    assert len(replay) <= 21
    assert replay.claim("0", START + 1000)


def test_a_key_is_still_known_at_the_very_end_of_its_time() -> None:
    replay = ReplayWindow(seconds=10)
    for later in (0, 10):
        replay.claim(f"after {later}", START + later)
    assert not replay.claim("after 10", START + 20)


def test_memory_ends_in_size() -> None:
    replay = ReplayWindow(max_keys=100)
    sizes = set()
    for number in range(10_000):
        replay.claim(str(number), START)
        sizes.add(len(replay))
    assert max(sizes) == 200


def test_of_many_threads_one_wins() -> None:
    replay = ReplayWindow()
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda number: replay.claim(str(number % 50), START), range(2000)))
    assert sum(won) == 50

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from bot.web.replay import KEEP, Replay

START = 1_763_726_400.0


def test_a_key_is_taken_once() -> None:
    replay = Replay()
    assert [replay.take("a", START), replay.take("a", START + 1), replay.take("b", START)] == [True, False, True]


def test_a_forgotten_key_may_be_taken_again() -> None:
    replay = Replay()
    replay.take("a", START)
    replay.forget("a")
    replay.forget("never taken")
    assert replay.take("a", START)


def test_a_key_of_the_old_bucket_is_forgotten_too() -> None:
    replay = Replay(keep=10)
    replay.take("a", START)
    replay.take("b", START + 11)
    replay.forget("a")
    assert replay.take("a", START + 12)


@given(st.lists(st.floats(min_value=0, max_value=400), max_size=30), st.floats(min_value=0, max_value=KEEP))
def test_a_key_is_kept_for_ten_minutes_whatever_comes_between(steps: list[float], wait: float) -> None:
    replay = Replay()
    now = START
    for number, step in enumerate(steps):
        now += step
        replay.take(str(number), now)
    replay.take("key", now)
    for part in range(1, 5):
        assert not replay.take("key", now + wait * part / 4)


def test_memory_ends_in_time() -> None:
    replay = Replay(keep=10)
    for second in range(1000):
        replay.take(str(second), START + second)
    assert len(replay) <= 21
    assert replay.take("0", START + 1000)


def test_memory_ends_in_size() -> None:
    replay = Replay(limit=100)
    for number in range(10_000):
        replay.take(str(number), START)
    assert len(replay) <= 200


def test_of_many_threads_one_wins() -> None:
    replay = Replay()
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda number: replay.take(str(number % 50), START), range(2000)))
    assert sum(won) == 50

"""The pace: a second between two messages of a workspace, none between two workspaces."""

from __future__ import annotations

import threading
from datetime import timedelta

from bot.clock import AdjustableClock
from bot.delivery.rate_limit import RateLimit


def test_only_the_same_workspace_waits(clock: AdjustableClock) -> None:
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(round(seconds, 3))
        clock.advance(timedelta(seconds=seconds))

    pace = RateLimit(clock.monotonic, wait)
    pace.wait_turn("T1")
    pace.wait_turn("T2")
    assert waits == []
    clock.advance(timedelta(seconds=0.25))
    pace.wait_turn("T1")
    assert waits == [0.75]
    clock.advance(timedelta(seconds=5))
    pace.wait_turn("T1")
    assert waits == [0.75], "a pause is not made up for"


def test_a_clock_that_stands_makes_nobody_wait_longer_each_time(clock: AdjustableClock) -> None:
    waits: list[float] = []
    pace = RateLimit(clock.monotonic, waits.append)
    for _ in range(4):
        pace.wait_turn("T1")
    assert waits == [1, 1, 1]


def test_threads_of_one_workspace_queue_up(clock: AdjustableClock) -> None:
    waits: list[float] = []
    pace = RateLimit(clock.monotonic, waits.append)
    threads = [threading.Thread(target=pace.wait_turn, args=(workspace,)) for workspace in ("T1", "T1", "T2")]
    for thread in threads:
        thread.start()
        thread.join()
    assert waits == [1]


def test_what_another_process_sent_counts_too(clock: AdjustableClock) -> None:
    waits: list[float] = []
    pace = RateLimit(clock.monotonic, lambda seconds: waits.append(round(seconds, 3)))
    pace.note_departure("T1", seconds_ago=0.4)
    pace.note_departure("T1", seconds_ago=0.9)
    pace.note_departure("T2", seconds_ago=30)
    for workspace in ("T1", "T2", "T3"):
        pace.wait_turn(workspace)
    assert waits == [0.6]

"""Homes are marked stale, and taken once each."""

from __future__ import annotations

import threading

from bot.stale_homes import StaleHomes


def test_each_member_is_taken_once_however_often_they_were_marked() -> None:
    homes = StaleHomes()
    for member in ("U1", "U2", "U1"):
        homes.mark_stale("T1", member)
    assert homes.take_all() == {("T1", "U1"), ("T1", "U2")}
    assert homes.take_all() == set()


def test_a_mark_ends_the_wait_and_so_does_waking() -> None:
    homes = StaleHomes()
    assert homes.wait_for_any(0.01) is False
    for act, is_marked in ((lambda: homes.mark_stale("T1", "U1"), True), (homes.wake, False)):
        timer = threading.Timer(0.05, act)
        timer.start()
        assert homes.wait_for_any(10) is is_marked
        timer.join()
        homes.take_all()


def test_no_mark_of_several_threads_is_lost() -> None:
    homes, taken = StaleHomes(), set[tuple[str, str]]()

    def mark(start: int) -> None:
        for number in range(start, start + 500):
            homes.mark_stale("T1", f"U{number}")

    threads = [threading.Thread(target=mark, args=(start,)) for start in (0, 500, 1000)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        taken |= homes.take_all()
    assert len(taken | homes.take_all()) == 1500

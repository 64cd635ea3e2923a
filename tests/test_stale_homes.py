from __future__ import annotations

import threading

from bot.stale_homes import StaleHomes


def test_each_member_is_taken_once_however_often_they_were_noted() -> None:
    changes = StaleHomes()
    for member in ("U1", "U2", "U1"):
        changes.mark_stale("T1", member)
    assert changes.take_all() == {("T1", "U1"), ("T1", "U2")}
    assert changes.take_all() == set()


def test_a_note_ends_the_wait_and_so_does_waking() -> None:
    changes = StaleHomes()
    assert changes.wait_for_any(0.01) is False
    for act, noted in ((lambda: changes.mark_stale("T1", "U1"), True), (changes.wake, False)):
        timer = threading.Timer(0.05, act)
        timer.start()
        assert changes.wait_for_any(10) is noted
        timer.join()
        changes.take_all()


def test_nobody_noted_by_several_threads_is_lost() -> None:
    changes, found = StaleHomes(), set[tuple[str, str]]()

    def note(start: int) -> None:
        for number in range(start, start + 500):
            changes.mark_stale("T1", f"U{number}")

    threads = [threading.Thread(target=note, args=(start,)) for start in (0, 500, 1000)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        found |= changes.take_all()
    assert len(found | changes.take_all()) == 1500

"""Signals at any moment: each program is a process of its own, and is told to stop while it does what is hardest."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from bot.stop_signal import StopSignal

PRELUDE = """
import signal, sys, threading, time
from bot.stop_signal import StopSignal
with StopSignal(limit={limit}).listening() as stop:
    stop.mark_started()
    print("ready", flush=True)
"""
# Each program, what it does when the signal comes, and with which status it ends.
WAITS = "    assert stop.wait()\n"
IN_ANOTHER_THREAD = """
    signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGTERM, signal.SIGINT))  # the main thread cannot take them
    unblocked = lambda: (signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGTERM, signal.SIGINT)), time.sleep(60))
    threading.Thread(target=unblocked, daemon=True).start()
    assert stop.wait()
"""
WAITS_FOR_EVER = "    threading.Event().wait()\n"
LOCKED_FOR_EVER = """
    lock = threading.Lock(); lock.acquire()
    signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGTERM, signal.SIGINT))
    unblocked = lambda: (signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGTERM, signal.SIGINT)), time.sleep(60))
    threading.Thread(target=unblocked, daemon=True).start()
    lock.acquire()
"""
HOLDS_PYTHON = "    stop.wait(); [sum(range(10**9)) for _ in iter(int, 1)]\n"  # no thread of ours runs any more
A_THREAD_STAYS = """
    threading.Thread(target=time.sleep, args=(60,)).start()
    assert stop.wait()
"""
FAILS_IN_THE_END = """
    stop.wait()
    raise SystemExit(3)
"""
CASES = {
    "waits": (WAITS, 0),
    "another thread takes it": (IN_ANOTHER_THREAD, 0),
    "the main thread waits for ever": (WAITS_FOR_EVER, 1),
    "locked, and another thread takes it": (LOCKED_FOR_EVER, 1),
    "busy in C": (HOLDS_PYTHON, -signal.SIGALRM),
    "a thread keeps Python from ending": (A_THREAD_STAYS, 1),
    "fails in the end": (FAILS_IN_THE_END, 3),
}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize(("program", "status"), CASES.values(), ids=CASES.keys())
def test_a_process_ends_whatever_it_does(program: str, status: int, number: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", PRELUDE.format(limit=1.5) + program],
        cwd=Path(__file__).parents[1],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.2)
        started = time.monotonic()
        process.send_signal(number)
        _, complained = process.communicate(timeout=20)
        assert process.returncode == status
        assert time.monotonic() - started < 4
    finally:
        process.kill()
        process.communicate()
    expected = "not stopped after 1.5 seconds: leaving with work under way\n" if status == 1 else ""
    assert complained == expected


def test_before_it_is_asked() -> None:
    stop = StopSignal(limit=3.0)
    stop.mark_started()
    assert not stop.wait(0.01)
    assert not stop.is_set()
    assert stop.time_left() == 3.0


def test_asked_and_asked_again() -> None:
    now, alarms = [100.0], list[float]()
    stop = StopSignal(limit=3.0, monotonic=lambda: now[0], set_alarm=alarms.append)
    stop.mark_started()
    stop.request()
    assert stop.wait()
    assert (stop.event.is_set(), stop.hurried.is_set(), stop.time_left()) == (True, False, 3.0)
    now[0] += 2
    stop.request()
    assert (stop.hurried.is_set(), stop.time_left()) == (True, 1.0)
    assert alarms == [pytest.approx(3.2)]
    now[0] += 2
    assert stop.time_left() == 0


@pytest.mark.parametrize(("has_started", "status"), [(False, 0), (True, 1)])
def test_asked_by_a_part_of_the_process_the_time_runs_as_well(has_started: bool, status: int) -> None:
    left: list[int] = []
    limits = {"limit": 0.2 if has_started else 60.0, "start_limit": 60.0 if has_started else 0.2}
    stop = StopSignal(**limits, leave=left.append, set_alarm=lambda _: None)
    if has_started:
        stop.mark_started()
    with stop.listening():
        stop.request()
        until = time.monotonic() + 5
        while not left and time.monotonic() < until:
            time.sleep(0.01)
    assert left == [status]
    restore_signals()


def test_afterwards_all_is_as_before() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    threads = threading.active_count()
    with StopSignal().listening():
        assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] != before
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] == before
    assert threading.active_count() == threads
    assert signal.set_wakeup_fd(-1) == -1


def test_a_signal_wakes_the_waiting() -> None:
    stop = StopSignal(leave=lambda _: None, set_alarm=lambda _: None)
    with stop.listening():
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.wait(5)
    restore_signals()


def restore_signals() -> None:
    """A process that has been asked to stop hears signals to its end; this one goes on."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.set_wakeup_fd(-1)

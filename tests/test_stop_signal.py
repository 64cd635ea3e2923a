"""Signals at any moment: each program is a process of its own, and is told to stop while it does what is hardest."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import bot
from bot.stop_signal import StopSignal
from bot.thread_stacks import describe_threads

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
HOLDS_PYTHON = """
    def count_far(): return sum(range(10**10))
    stop.wait(); count_far()  # no other thread runs meanwhile
"""
A_THREAD_STAYS = """
    threading.Thread(target=time.sleep, args=(60,)).start()
    assert stop.wait()
"""
PYTHON_NEVER_ENDS = """
    class Last:
        def __del__(self, lock=threading.Lock()):
            lock.acquire(); lock.acquire()
    last = Last()  # no thread of Python's runs when this is taken apart
    stop.wait()
"""
FAILS_IN_THE_END = """
    stop.wait()
    raise SystemExit(3)
"""
IN_TIME, TOO_LATE = 3.0, 0.5  # the limits of what is to end by itself, and of what is to be ended
LEAVING = "not stopped after 0.5 seconds: leaving with work under way"
LATE = "Timeout (0:00:00.850000)!"
# What a process that was kept says last, and where its main thread stands by its own account.
CASES = {
    "waits": (WAITS, 0, "", ""),
    "another thread takes it": (IN_ANOTHER_THREAD, 0, "", ""),
    "the main thread waits for ever": (WAITS_FOR_EVER, 1, LEAVING, "thread MainThread: threading:"),
    "locked, and another thread takes it": (LOCKED_FOR_EVER, 1, LEAVING, "thread MainThread: __main__:"),
    "busy in C": (HOLDS_PYTHON, 1, LATE, " in count_far"),
    "a thread keeps Python from ending": (A_THREAD_STAYS, 1, LEAVING, "thread Thread-1 (sleep): threading:"),
    "Python never ends": (PYTHON_NEVER_ENDS, 1, LATE, " in __del__"),
    "fails in the end": (FAILS_IN_THE_END, 3, "", ""),
}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize(("program", "status", "said", "stands"), CASES.values(), ids=CASES.keys())
def test_a_process_ends_whatever_it_does(
    program: str, status: int, said: str, stands: str, number: signal.Signals
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", PRELUDE.format(limit=TOO_LATE if said else IN_TIME) + program],
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
    assert complained.partition("\n")[0] == said
    assert stands in complained


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
    assert alarms == [pytest.approx(3.35)]
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


def test_a_stuck_standard_error_keeps_no_process() -> None:
    """Nothing can be logged nor said from outside of Python: the system's alarm ends it."""
    read_fd, write_fd = os.pipe()
    os.set_blocking(write_fd, False)
    with pytest.raises(BlockingIOError):
        while os.write(write_fd, b"x" * 4096):
            """Until nothing more fits."""
    os.set_blocking(write_fd, True)
    process = subprocess.Popen(
        [sys.executable, "-c", PRELUDE.format(limit=0.5) + HOLDS_PYTHON],
        cwd=Path(__file__).parents[1],
        stdout=subprocess.PIPE,
        stderr=write_fd,
        text=True,
    )
    try:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == -signal.SIGALRM
    finally:
        process.kill()
        process.communicate()
        os.close(read_fd)
        os.close(write_fd)


def test_a_log_never_holds_what_a_thread_works_on() -> None:
    release, stands = threading.Event(), threading.Event()

    def work(secret: str) -> None:
        stands.set()
        release.wait(20)

    worker = threading.Thread(target=work, args=("hunter2",), name="works", daemon=True)
    worker.start()
    stands.wait()
    lines = describe_threads()
    release.set()
    worker.join()
    (line,) = [each for each in lines if each.startswith("thread works: ")]
    assert re.search(r"test_stop_signal:\d+ work < threading:\d+ run < ", line)
    assert "hunter2" not in line
    assert threading.current_thread().name not in "".join(lines)


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


def test_no_wait_with_an_end_is_a_simple_queues() -> None:
    """CPython's SimpleQueue waits for ever if a signal comes just as its time is up, so a process would not stop."""
    files = {path: path.read_text(encoding="utf-8") for path in Path(bot.__file__).parent.rglob("*.py")}
    simple = {path for path, text in files.items() if "SimpleQueue" in text}
    assert simple
    assert [path for path in simple if re.search(r"\.get\((?:timeout|True, )", files[path])] == []

"""Stop a process: SIGTERM, SIGINT and SIGHUP are heard at any moment, whatever threads do, and have a time limit.

Python runs signal handlers in the main thread only, and only once that thread runs Python again. So nothing is left to
them: the system writes each signal's number into a pipe, and a thread of its own reads it there.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from bot.clock import SystemClock
from bot.thread_stacks import describe_threads

log = logging.getLogger(__name__)

STOP_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
STOP_SECONDS: Final = 4.2  # from the signal to the end of the process, whatever is still under way
START_SECONDS: Final = 0.5  # the same while it still starts: nothing is under way yet that somebody waits for
LOOK_SECONDS: Final = 0.5  # the longest that a waiting thread goes without a look
LOG_SECONDS: Final = 0.2  # for the last lines of the log, which must not keep the process
LATE_SECONDS: Final = 0.35  # after the limit the process is ended from outside of Python, should no thread get to run
EARLY_LATE_SECONDS: Final = 1.5  # the same while it starts, when all its threads wait for what it loads
ALARM_SECONDS: Final = 0.15  # later still the system ends it: even standard error is stuck


class StopSignal:
    """Tells all parts of a process that it is to stop. `event` is set then; `hurried` at the second signal.

    From the first signal on the process has `limit` seconds: after that it says where its threads stand, and ends with
    status 1. Before `mark_started` it has `start_limit` and ends with status 0: to the database that is like any crash.
    """

    def __init__(
        self,
        *,
        limit: float = STOP_SECONDS,
        start_limit: float = START_SECONDS,
        monotonic: Callable[[], float] | None = None,
        leave: Callable[[int], object] = os._exit,
        set_alarm: Callable[[float], object] | None = None,
    ) -> None:
        self.event = threading.Event()
        self.hurried = threading.Event()
        self._limit = limit
        self._start_limit = start_limit
        self._has_started = False
        self._is_early = False
        self._monotonic = monotonic or SystemClock().monotonic
        self._leave = leave
        self._set_alarm = set_alarm or _end_from_outside
        self._lock = threading.Lock()
        self._deadline: float | None = None
        self._wake_fd: int | None = None

    def mark_started(self) -> None:
        """Note that from now on there may be work under way."""
        self._has_started = True

    def is_set(self) -> bool:
        """Tell whether the process is to stop."""
        return self.event.is_set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the process is to stop, for so many seconds at most; returns whether it is."""
        until = None if seconds is None else self._monotonic() + seconds
        while not self.event.is_set():
            left = LOOK_SECONDS if until is None else until - self._monotonic()
            if left <= 0:
                break
            self.event.wait(min(left, LOOK_SECONDS))
        return self.event.is_set()

    def request(self) -> None:
        """Ask the process to stop; a second time, to hurry."""
        with self._lock:
            is_second = self._deadline is not None
            if not is_second:
                self._is_early = not self._has_started
                limit = self._start_limit if self._is_early else self._limit
                self._deadline = self._monotonic() + limit
                self._set_alarm(limit + (EARLY_LATE_SECONDS if self._is_early else LATE_SECONDS))
        (self.hurried if is_second else self.event).set()
        if self._wake_fd is not None and not is_second:
            os.write(self._wake_fd, b"\0")  # no number of a signal: only wakes the thread that keeps the time

    def time_left(self) -> float:
        """Return the seconds until the process ends in any case; all of them while it is not to stop."""
        deadline = self._deadline
        return self._limit if deadline is None else max(0.0, deadline - self._monotonic())

    @contextmanager
    def listening(self) -> Iterator[StopSignal]:
        """Hear the signals until the block ends; once one was heard, until the process has ended."""
        read_fd, write_fd = os.pipe()
        os.set_blocking(write_fd, False)
        self._wake_fd = write_fd
        watcher = threading.Thread(target=self._watch, args=(read_fd,), name="stop-signal", daemon=True)
        watcher.start()
        restore = _send_signals_to(write_fd)
        try:
            yield self
        finally:
            if not self.event.is_set():
                restore()
                self._wake_fd = None
                os.close(write_fd)  # ends the watcher
                watcher.join()
                os.close(read_fd)

    def _watch(self, read_fd: int) -> None:
        """Read signals from the pipe, and end the process once its time is up."""
        while not self.event.is_set() or self.time_left() > 0:
            timeout = self.time_left() if self.event.is_set() else None
            if not select.select([read_fd], [], [], timeout)[0]:
                continue
            heard = os.read(read_fd, 64)
            if not heard:
                return
            for _ in (number for number in heard if number in STOP_SIGNALS):
                self.request()
        if self._is_early:
            self._leave(0)
            return
        _log_where_it_stands(self._limit)
        self._leave(1)


def _send_signals_to(fd: int) -> Callable[[], None]:
    """Have the system write the signals into a pipe; returns what puts back how it was."""
    if threading.current_thread() is not threading.main_thread():
        return lambda: None  # only the main thread may: a process that runs us in another one hears them itself
    old_fd = signal.set_wakeup_fd(fd, warn_on_full_buffer=False)
    is_nohup = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN  # whoever started it wants it to outlive its terminal
    heard = [number for number in STOP_SIGNALS if not (is_nohup and number == signal.SIGHUP)]
    old_handlers = {number: signal.signal(number, _ignore) for number in heard}

    def restore() -> None:
        for number, handler in old_handlers.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(old_fd)

    return restore


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: the number is in the pipe by now."""


def _end_from_outside(seconds: float) -> None:
    """Have the process ended then, whatever holds Python; by its own means, which say where each thread stands."""
    signal.setitimer(signal.ITIMER_REAL, seconds + ALARM_SECONDS)
    try:
        faulthandler.dump_traceback_later(seconds, exit=True, file=sys.stderr)
    except (AttributeError, OSError, RuntimeError, ValueError):
        """There is no standard error: the alarm remains."""


def _log_where_it_stands(limit: float) -> None:
    """Log from another thread, for a log that is stuck must not keep the process."""

    def write() -> None:
        log.warning("not stopped after %.1f seconds: leaving with work under way", limit)
        for line in describe_threads():
            log.warning(line)

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    writer.join(LOG_SECONDS)

"""The worker: a ticker that never misses a tick for another one's failure, and the senders beside it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC
from typing import Final

from apscheduler.schedulers.background import BackgroundScheduler

from bot.clock import SystemClock
from bot.delivery.rate_limit import Pace
from bot.delivery.sender_pool import Crew
from bot.deps import Deps
from bot.dispatch import handled_events
from bot.features.mentorship import jobs as mentorship_jobs
from bot.features.privacy import jobs as privacy_jobs
from bot.features.sessions import jobs as sessions_jobs
from bot.worker import due
from bot.worker.idle_skip import Lulls
from bot.worker.profile_refresh import Profiles

log = logging.getLogger(__name__)

TICK: Final = 30  # seconds
LOOK_AT_CONTENT: Final = 3
PURGE: Final = 3600
TIDY: Final = 3600  # people and rows whose time has come; a look that finds none costs a few small queries
GRACE: Final = 15  # seconds for the messages in hand
AFTERWARDS: Final = 5  # and for a tick in hand


class Worker:
    """Ticks from `start()` to `stop()`. What is due is read from the database, so nothing is lost in between."""

    def __init__(self, deps: Deps, *, tick: float = TICK, pace: Pace | None = None) -> None:
        self._deps = deps
        self._tick = tick
        self._stopping = threading.Event()
        self._busy = threading.Lock()
        self._crew = Crew(deps, pace)
        self._known = Lulls()
        self._swept: privacy_jobs.Swept = {}
        self._profiles = Profiles(deps)
        self._scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 2}
        )

    def start(self, *, sending: bool = True) -> None:
        """Look after the content, and, unless another process does it, send what is due: now, and from now on."""
        self._every(LOOK_AT_CONTENT, self._read_content, at_once=True)
        if sending:
            self._every(self._tick, self.tick, at_once=True)
            self._every(self._tick, lambda: self._profiles.refresh(self._deps.clock.now()))
            self._every(PURGE, self._purge)
            self._every(TIDY, lambda: privacy_jobs.run(self._deps, self._deps.clock.now(), self._swept))
            self._every(TIDY, lambda: mentorship_jobs.look(self._deps, self._deps.clock.now()))
            self._every(TIDY, lambda: sessions_jobs.look(self._deps, self._deps.clock.now()))
            self._crew.start()
        self._scheduler.start()

    def stop(self) -> None:
        """Finish the messages in hand and end; safe to call twice, and before `start()`."""
        self._stopping.set()
        ending = threading.Thread(target=self._scheduler.shutdown, name="worker-ending", daemon=True)
        if running := self._scheduler.running:
            ending.start()
        self._crew.stop(GRACE)  # a call that hangs must not keep the process from leaving
        if running:
            ending.join(AFTERWARDS)

    def tick(self) -> None:
        """Put what has fallen due into the outbox; a tick that finds another one still at it leaves it to that one."""
        if self._stopping.is_set() or not self._busy.acquire(blocking=False):
            return
        try:
            due.tick(self._deps, self._deps.clock.now(), self._known)
            self._crew.wake()
        finally:
            self._busy.release()

    def _every(self, seconds: float, run: Callable[[], object], *, at_once: bool = False) -> None:
        # One job, and not a second one for now: APScheduler trips over a job that ends while it is shut down.
        first = {"next_run_time": SystemClock().now()} if at_once else {}
        self._scheduler.add_job(_guarded(run), "interval", seconds=seconds, **first)

    def _read_content(self) -> None:
        self._deps.catalog.refresh()
        _ = self._deps.catalog.current().index  # made at its first use, which need not be a person's

    def _purge(self) -> None:
        with self._deps.sessions.begin() as session:
            handled_events.purge(session, now=self._deps.clock.now())


def _guarded(run: Callable[[], object]) -> Callable[[], None]:
    """The same, where a failure is logged and the next tick comes all the same."""

    def guarded() -> None:
        try:
            run()
        except Exception:
            log.exception("a tick failed")

    return guarded

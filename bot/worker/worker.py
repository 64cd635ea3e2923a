"""The worker: regular jobs, each of which runs again after a failure, and the senders beside them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC
from functools import partial
from typing import Final

from apscheduler.executors.pool import BasePoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from bot.clock import SystemClock
from bot.core.content import seen_ids
from bot.core.used_ids import LostIdGuard
from bot.daemon_threads import DaemonThreads
from bot.db.engine import DatabaseUnavailable, DatabaseUpgraded
from bot.delivery.rate_limit import RateLimit
from bot.delivery.sender_pool import SenderPool
from bot.deps import Deps
from bot.dispatch import event_store
from bot.request_context import BROKEN, OK, working_on
from bot.worker.clock_watch import ClockWatch
from bot.worker.profile_refresh import ProfileRefresher
from bot.worker.ticker import Ticker
from bot.worker.welcoming import welcome_newcomers

log = logging.getLogger(__name__)
TICK_SECONDS: Final = 30  # seconds
CONTENT_SECONDS: Final = 3
OWNER_SECONDS: Final = 10  # until Slack has said which workspace SLACK_BOT_TOKEN is for; then it costs nothing
SCHEMA_SECONDS: Final = 5  # for how long a process may go on over a schema that another release has changed
WELCOME_SECONDS: Final = 5  # after which somebody new has their welcome, behind the answer
PURGE_SECONDS: Final = 3600
TIDY_SECONDS: Final = 3600  # people and rows whose time has come; finding none costs a few small queries
STOP_SECONDS: Final = 4.0  # for the messages and the tick in hand, together


class _DaemonExecutor(BasePoolExecutor):  # type: ignore[misc]
    """Runs APScheduler's jobs in threads that a stop need not wait for."""

    def __init__(self) -> None:
        super().__init__(DaemonThreads("worker"))


class Worker:
    """Runs jobs from `start()` to `stop()`. What is due is read from the database, so a restart loses nothing."""

    def __init__(self, deps: Deps, *, tick_seconds: float = TICK_SECONDS, rate_limit: RateLimit | None = None) -> None:
        self._deps = deps
        self._tick_seconds = tick_seconds
        self._stopping = threading.Event()
        self._shutdown: threading.Thread | None = None
        self._busy = threading.Lock()
        self._ticked_at: float | None = None
        self._sender_pool = SenderPool(deps, rate_limit)
        self._ticker = Ticker(deps, is_stopping=self._stopping.is_set, on_share=self._end_share)
        self._lost_ids = LostIdGuard(deps.database, deps.clock)
        self._profile_refresher = ProfileRefresher(deps, self._stopping.is_set)
        self._clock_watch = ClockWatch(deps.clock, self._replan)
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": _DaemonExecutor()},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 2},
        )

    def start(self, *, with_sending: bool = True) -> None:
        """Start to watch content and schema, and with `with_sending` also to queue and send what is due."""
        self._add_job("content", CONTENT_SECONDS, self._read_content)  # what it builds would hold up the first answers
        self._add_job("owner", OWNER_SECONDS, self._deps.directory.confirm_owner, is_immediate=True)
        self._add_job("schema", SCHEMA_SECONDS, self._deps.database.check_schema)
        self._add_job("welcome", WELCOME_SECONDS, partial(welcome_newcomers, self._deps))
        if with_sending:
            self._deps.metrics.jobs.tick.note_progress(self._deps.clock.now().timestamp())
            self._add_job("tick", self._tick_seconds, self.tick, is_immediate=True)
            self._add_job("profiles", self._tick_seconds, self._refresh_profiles)
            self._add_job("events", PURGE_SECONDS, self._purge_events)
            for feature in self._deps.features:
                if check := feature.check_every_hour:
                    self._add_job(f"check {feature.name}", TIDY_SECONDS, partial(self._run_hourly, check))
                if finish := feature.finish_on_tick:
                    self._add_job(f"finish {feature.name}", self._tick_seconds, partial(self._run_hourly, finish))
                if clean_up := feature.clean_up_every_hour:
                    self._add_job(f"clean {feature.name}", TIDY_SECONDS, partial(self._run_hourly, clean_up, {}))
            self._sender_pool.start()
        self._scheduler.start()
        self._clock_watch.start()

    def begin_stop(self) -> None:
        """Begin no tick, no job and no message any more; returns at once. Safe to call twice, and before `start()`."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        self._clock_watch.stop()
        self._sender_pool.begin_stop()
        if self._scheduler.running:
            self._shutdown = threading.Thread(target=self._scheduler.shutdown, name="worker-ending", daemon=True)
            self._shutdown.start()

    def stop(self, within: float = STOP_SECONDS) -> None:
        """Finish the messages and the tick in hand, within so many seconds, and stop. A call that hangs is left."""
        self.begin_stop()
        until = self._deps.clock.monotonic() + within
        self._sender_pool.stop(within)
        if self._shutdown:
            self._shutdown.join(max(0.0, until - self._deps.clock.monotonic()))

    def tick(self) -> None:
        """Put what has fallen due into the outbox; does nothing while another tick is still running."""
        if self._stopping.is_set() or not self._busy.acquire(blocking=False):
            return
        try:
            self._run_tick()
        finally:
            self._busy.release()

    def _run_tick(self) -> None:
        clock, metrics = self._deps.clock, self._deps.metrics.jobs.tick
        began = clock.monotonic()
        metrics.note_begin(0.0 if self._ticked_at is None else began - self._ticked_at - self._tick_seconds)
        self._ticked_at = began
        self._ticker.tick(clock.now())
        metrics.note_end(clock.now().timestamp(), clock.monotonic() - began)

    def _end_share(self) -> None:
        self._deps.metrics.jobs.tick.note_progress(self._deps.clock.now().timestamp())
        self._sender_pool.wake()

    def _refresh_profiles(self) -> None:
        self._profile_refresher.refresh_stale(self._deps.clock.now())

    def _run_hourly(self, run: Callable[..., object], *memory: object) -> None:
        run(self._deps, self._deps.clock.now(), *memory)

    def _add_job(self, name: str, seconds: float, run: Callable[[], object], *, is_immediate: bool = False) -> None:
        # One job, and not a second one for now: APScheduler trips over a job that ends while it is shut down.
        first = {"next_run_time": SystemClock().now()} if is_immediate else {}
        self._scheduler.add_job(partial(self._run_job, name, run), "interval", name=name, seconds=seconds, **first)

    def _run_job(self, name: str, run: Callable[[], object]) -> None:
        """Run a job under an id of its own; a failure is logged, and the job runs again at its next time."""
        with working_on(name):
            self._deps.metrics.jobs.count_run(name, _try_run(name, run))

    def _replan(self) -> None:
        """Run every job now: APScheduler has planned them by wall time, which has jumped."""
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=SystemClock().now())

    def _read_content(self) -> None:
        if self._deps.catalog.refresh(self._lost_ids):
            with self._deps.database.begin() as conn:
                seen_ids.record_items(conn, catalog=self._deps.catalog.shared(), now=self._deps.clock.now())

    def _purge_events(self) -> None:
        with self._deps.database.begin() as conn:
            event_store.purge_events(conn, now=self._deps.clock.now())


def _try_run(name: str, run: Callable[[], object]) -> str:
    """Run a job and log how it fails; return a word for how it ended."""
    try:
        run()
    except DatabaseUpgraded:
        log.debug("nothing is done over the schema of a newer release")  # the database said it once
        return "database"
    except DatabaseUnavailable as error:
        log.warning("job %s failed: %s", name, error)
        return "database"
    except Exception:
        log.exception("job %s failed", name)
        return BROKEN
    return OK

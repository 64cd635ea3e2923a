"""Send for many workspaces side by side: one that is slow, or that Slack wants to pause, keeps no other waiting."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import FIRST_COMPLETED, Future, wait
from datetime import datetime
from typing import Final

from bot.daemon_threads import DaemonThreads
from bot.db.engine import DatabaseUnavailable, DatabaseUpgraded
from bot.delivery.rate_limit import RateLimit
from bot.delivery.sender import OutboxSender, SendResult
from bot.deps import Deps
from bot.request_context import working_on

log = logging.getLogger(__name__)

WORKERS: Final = 16  # workspaces that are sent to at the same time
LOOK_INTERVAL: Final = 1.0  # seconds between two looks for what is due
LONGEST_WAIT: Final = 2.0  # seconds, or a crash of another sender is noticed late
STOP_GRACE: Final = 2.0  # seconds for the messages in hand: of five, as the process has more to end
IDLE_FACTOR: Final = 20  # a look that took long is followed by a wait so many times as long

RunningBatches = list[Future[list[SendResult]]]  # in the order in which they began


class SenderPool:
    """Lease a workspace's messages at a time, and send in as many threads as there are workspaces with messages due."""

    def __init__(self, deps: Deps, rate_limit: RateLimit | None = None, workers: int = WORKERS) -> None:
        self._deps = deps
        self._workers = workers
        self._stopping = threading.Event()
        self._woken = threading.Event()
        self._sender = OutboxSender(
            deps, rate_limit or RateLimit(deps.clock.monotonic, self._stopping.wait), self._stopping.is_set
        )
        self._threads = DaemonThreads("sender")
        self._thread: threading.Thread | None = None

    def send_all_due(self, at: datetime) -> list[SendResult]:
        """Send all that is due at `at` and return how each sending ended, in the order in which batches began.

        Raises:
            DatabaseUnavailable: the database could not do it.
        """
        begun: dict[Future[list[SendResult]], None] = {}
        running: RunningBatches = []
        late = self._deps.clock.now() - at  # the moment asked for goes on with the clock
        try:
            while running := self._start_batches(running, self._deps.clock.now() - late):
                begun.update(dict.fromkeys(running))
                for batch in wait(running, return_when=FIRST_COMPLETED).done:
                    batch.result()
                running = [each for each in running if not each.done()]
        except BaseException:
            self._stopping.set()  # the others give back what they have not sent
            wait(running, STOP_GRACE)
            raise
        return [result for batch in begun for result in batch.result()]

    def start(self) -> None:
        """Send what is due, from now on until `stop()`."""
        self._thread = threading.Thread(target=self._run_loop, name="senders", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look at once: there may be something new."""
        self._woken.set()

    def begin_stop(self) -> None:
        """Lease nothing any more; returns at once."""
        self._stopping.set()
        self._woken.set()

    def stop(self, timeout: float) -> None:
        """Finish the messages in hand, give the rest back and end, within so many seconds."""
        self.begin_stop()
        if self._thread:
            self._thread.join(max(0.0, timeout))

    def _run_loop(self) -> None:
        running: RunningBatches = []
        while not self._stopping.is_set():
            self._woken.clear()
            began = self._deps.clock.monotonic()
            with working_on("outbox"):
                running = self._look(running)
            self._deps.metrics.delivery.set_busy(len(running))
            took = self._deps.clock.monotonic() - began
            if not self._stopping.is_set():
                self._woken.wait(min(max(LOOK_INTERVAL, took * IDLE_FACTOR), LONGEST_WAIT))
        wait(running)

    def _look(self, running: RunningBatches) -> RunningBatches:
        """Start what can be started; return the batches that run then."""
        running, outcome = _unfinished(running), "ok"
        try:
            return self._start_batches(running, self._deps.clock.now())
        except DatabaseUpgraded:
            outcome = "database"
            log.debug("nothing is taken out of the outbox of a newer release")  # the database said it once
        except DatabaseUnavailable as error:
            outcome = "database"
            log.warning("a look into the outbox failed: %s", error)
        except Exception:
            outcome = "broken"
            log.exception("a look into the outbox failed")
        finally:
            self._deps.metrics.jobs.count_run("outbox", outcome)
        return running

    def _start_batches(self, running: RunningBatches, at: datetime) -> RunningBatches:
        """Give every free worker a workspace with something due; return all batches that are running then."""
        running, late = list(running), self._deps.clock.now() - at  # the moment asked for goes on with the clock
        while len(running) < self._workers and (messages := self._sender.lease_batch(self._deps.clock.now() - late)):
            batch = self._threads.submit(self._sender.send_batch, messages, self._deps.clock.now() - late)
            batch.add_done_callback(lambda _: self._woken.set())
            running.append(batch)
        return running


def _unfinished(running: RunningBatches) -> RunningBatches:
    """Return the batches that still run; what went wrong with the others is logged."""
    for done in [each for each in running if each.done()]:
        error = done.exception()
        if isinstance(error, DatabaseUnavailable):
            log.warning("a turn was left off: %s", error)
        elif error:
            log.error("a turn failed", exc_info=error)
    return [each for each in running if not each.done()]

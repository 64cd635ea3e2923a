"""Senders side by side: a workspace that is slow, or that Slack wants to pause, keeps no other waiting."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime
from typing import Final

from bot.delivery.rate_limit import Pace
from bot.delivery.sender import Sender, Sent
from bot.deps import Deps

log = logging.getLogger(__name__)

HANDS: Final = 16  # workspaces that are sent to at the same time
LOOK: Final = 1.0  # seconds between two looks for what is due
SHARE: Final = 20  # a look that took long is followed by a wait so many times as long

Work = set[Future[list[Sent]]]


class Crew:
    """One leases, a workspace at a time, and as many threads deliver as there are workspaces with something due."""

    def __init__(self, deps: Deps, pace: Pace | None = None, hands: int = HANDS) -> None:
        self._deps = deps
        self._hands = hands
        self._stopping = threading.Event()
        self._woken = threading.Event()
        self._sender = Sender(deps, pace or Pace(deps.clock.monotonic, self._stopping.wait), self._stopping.is_set)
        self._thread: threading.Thread | None = None

    def run(self, at: datetime) -> list[Sent]:
        """Send all that is due at `at` and return how each sending ended.

        Raises:
            Unavailable: the database could not do it.
        """
        sent: list[Sent] = []
        at_work: Work = set()
        with ThreadPoolExecutor(self._hands, "sender") as pool:
            while at_work := self._hand_out(pool, at_work, at):
                done, at_work = wait(at_work, return_when=FIRST_COMPLETED)
                sent += [one for each in done for one in each.result()]
        return sent

    def start(self) -> None:
        """Send what is due, from now on until `stop()`."""
        self._thread = threading.Thread(target=self._serve, name="senders", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look at once: there may be something new."""
        self._woken.set()

    def stop(self, patience: float) -> None:
        """Finish the messages in hand, give the rest back and end, within so many seconds."""
        self._stopping.set()
        self._woken.set()
        if self._thread:
            self._thread.join(patience)

    def _serve(self) -> None:
        at_work: Work = set()
        with ThreadPoolExecutor(self._hands, "sender") as pool:
            while not self._stopping.is_set():
                self._woken.clear()
                began = self._deps.clock.monotonic()
                try:
                    at_work = self._hand_out(pool, _unfinished(at_work), self._deps.clock.now())
                except Exception:
                    log.exception("a look into the outbox failed")
                took = self._deps.clock.monotonic() - began
                self._woken.wait(max(LOOK, took * SHARE))

    def _hand_out(self, pool: ThreadPoolExecutor, at_work: Work, at: datetime) -> Work:
        """Give every free hand a workspace with something due; returns who is at work then."""
        at_work = set(at_work)
        while len(at_work) < self._hands and (letters := self._sender.lease(at)):
            turn = pool.submit(self._sender.deliver, letters, at)
            turn.add_done_callback(lambda _: self._woken.set())
            at_work.add(turn)
        return at_work


def _unfinished(at_work: Work) -> Work:
    """Those still at it; what went wrong with the others is logged."""
    for done in [each for each in at_work if each.done()]:
        if error := done.exception():
            log.error("a turn failed", exc_info=error)
    return {each for each in at_work if not each.done()}

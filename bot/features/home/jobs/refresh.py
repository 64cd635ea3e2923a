"""Keeps each App Home up to date: shown at once when it is opened, and anew after each change."""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection
from typing import Final

from bot.core.time_off.absence import TEAM
from bot.db.engine import Unavailable
from bot.delivery.ttl_cache import Remembered
from bot.deps import Deps
from bot.features.home import service
from bot.features.home.jobs.publish import HomePage
from bot.features.home.service import Person
from bot.slack.client import Ending, SlackFailure

log = logging.getLogger(__name__)

TOGETHER: Final = 0.5  # seconds, in which several changes become one page
LOOK: Final = 1.0  # seconds, at most, between two looks at whether to end
GRACE: Final = 2.0  # seconds for the page in hand when it ends
KNOWN: Final = 300.0  # seconds; how long another process may have shown somebody their first Home
TRIES: Final = 8
LONGEST: Final = 30.0  # seconds between two of them


class Homes:
    """Publishes Homes, once per burst of changes and only to people who have opened theirs."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._page = HomePage(deps)
        self._opened: Remembered[Person, bool] = Remembered(deps.clock.monotonic, KNOWN)
        self._held: dict[str, float] = {}  # until when a workspace is not called
        self._tries: dict[Person, int] = {}
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Publish what changes from now on, in the background."""
        self._thread = threading.Thread(target=self._run, name="homes", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the page in hand; safe to call twice, and before `start()`."""
        self._stopping.set()
        self._deps.changes.wake()
        if self._thread:
            self._thread.join(GRACE)

    def open(self, workspace: str, member: str) -> None:
        """Show somebody who opens their Home how things stand; what fails is tried again in the background.

        Raises:
            Unavailable: the database could not be asked.
        """
        person = (workspace, member)
        self._deps.people.meet(workspace, member)
        if not self._opened.get(person):
            with self._deps.sessions.begin() as session:
                service.opened(session, workspace=workspace, member=member, now=self._deps.clock.now())
            self._opened.keep(person, True)
        self._serve(person, anew=True)

    def flush(self) -> None:
        """Publish what has changed since the last time, as far as that can be done now."""
        noted = self._deps.changes.take()
        try:
            people = self._openers(noted)
        except Unavailable:
            log.warning("homes put off reason=database people=%s", len(noted))
            self._later(noted)
            return
        for person in sorted(people):
            if not self._stopping.is_set():
                self._serve(person)

    def _run(self) -> None:
        while not self._stopping.is_set():
            if self._deps.changes.wait(LOOK):
                self._stopping.wait(TOGETHER)
                self._flush_guarded()

    def _flush_guarded(self) -> None:
        """What breaks here must not end the thread."""
        try:
            self.flush()
        except Exception:
            log.exception("homes broke")

    def _openers(self, people: Collection[Person]) -> set[Person]:
        """Who of these has a Home; who never opened it is known for that, and costs no query each time."""
        teams = {workspace for workspace, member in people if member == TEAM}
        single = {(workspace, member) for workspace, member in people if workspace not in teams}
        unknown = [person for person in single if self._opened.get(person) is None]
        found: frozenset[Person] = frozenset()
        if unknown or teams:
            with self._deps.sessions.read() as session:
                found = service.openers(session, people=unknown) | service.openers_of(session, workspaces=teams)
        for person in {*unknown, *found}:
            if self._opened.get(person) is None:  # who opened it meanwhile is known by now
                self._opened.keep(person, person in found)
        return {person for person in single if self._opened.get(person)} | found

    def _serve(self, person: Person, *, anew: bool = False) -> None:
        """Publish one Home, or put it off, or give it up with a line in the log."""
        if self._held.get(person[0], 0.0) > self._deps.clock.monotonic():
            return self._later([person])
        try:
            self._page.show(person, anew=anew)
        except Unavailable:
            return self._try_again(person, "database")
        except SlackFailure as failure:
            if failure.ending in (Ending.RETRY, Ending.UNKNOWN):  # to publish twice does no harm
                return self._try_again(person, failure.reason, failure.retry_after)
            log.warning("home not shown workspace=%s member=%s reason=%s", *person, failure.reason)
        except Exception:  # one page that cannot be made must not keep the others waiting
            log.exception("home broke workspace=%s member=%s", *person)
        self._tries.pop(person, None)
        return None

    def _try_again(self, person: Person, reason: str, seconds: float | None = None) -> None:
        """Put it off for as long as Slack asks, or twice as long each time."""
        tried = self._tries.pop(person, 0) + 1
        log.warning("home put off workspace=%s member=%s tried=%s reason=%s", *person, tried, reason)
        if tried < TRIES:
            wait = min(LONGEST, 2.0**tried / 2) if seconds is None else max(1.0, seconds)
            self._held[person[0]] = self._deps.clock.monotonic() + wait
            self._tries[person] = tried
            self._later([person])

    def _later(self, people: Collection[Person]) -> None:
        for workspace, member in people:
            self._deps.changes.note(workspace, member)

"""Keep each App Home up to date: published at once when it is opened, and anew after each change."""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection
from hashlib import blake2b
from typing import Final
from weakref import WeakValueDictionary

import orjson

from bot.core.time_off import WHOLE_TEAM
from bot.db.engine import DatabaseUnavailable
from bot.deps import Deps
from bot.features.home import service
from bot.features.home.rules import HomeSnapshot
from bot.features.home.service import MemberKey
from bot.features.home.views import home_tab
from bot.features.home.views.home_tab import HomeBlocks
from bot.request_context import working_on
from bot.slack.failures import FailureKind, SlackFailure
from bot.ttl_cache import TtlCache

log = logging.getLogger(__name__)

BURST_SECONDS: Final = 0.5  # in which several changes become one page
POLL_SECONDS: Final = 1.0  # at most, between two looks at whether to end
STOP_SECONDS: Final = 2.0  # for the page in hand when it ends
OPENED_TTL: Final = 300.0  # seconds; how long another process may have shown somebody their first Home
MAX_TRIES: Final = 8
MAX_RETRY_SECONDS: Final = 30.0  # between two tries
PUBLISHED_TTL: Final = 60.0  # seconds; how long another process may have shown something else in between


class HomePublisher:
    """Publisher that remembers what each person sees; pages go out in order."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._published: TtlCache[MemberKey, bytes] = TtlCache(deps.clock.monotonic, PUBLISHED_TTL)
        self._locks_guard = threading.Lock()
        self._locks: WeakValueDictionary[MemberKey, threading.Lock] = WeakValueDictionary()  # only while somebody waits

    def publish(self, person: MemberKey, *, is_forced: bool) -> None:
        """Publish how things stand, unless that is shown already and it is not forced.

        Raises:
            DatabaseUnavailable: the database could not be asked.
            SlackFailure: the page did not get through.
        """
        with self._member_lock(person):  # what is read first is published first
            self._publish_current(person, is_forced=is_forced)

    def _member_lock(self, person: MemberKey) -> threading.Lock:
        with self._locks_guard:
            return self._locks.setdefault(person, threading.Lock())

    def _publish_current(self, person: MemberKey, *, is_forced: bool) -> None:
        if is_forced:
            self._published.forget(person)
        home = self._read_snapshot(person)
        if home is None:
            return
        self._send_if_changed(person, home_tab.render_home(home, self._deps.catalog.of(person[0])))

    def _read_snapshot(self, person: MemberKey) -> HomeSnapshot | None:
        (workspace, member), deps = person, self._deps
        catalog, settings, now = deps.catalog.of(workspace), deps.settings, deps.clock.now()
        with deps.database.read() as conn:
            return service.read_home(
                conn, workspace=workspace, member=member, catalog=catalog, settings=settings, now=now
            )

    def _send_if_changed(self, person: MemberKey, blocks: HomeBlocks) -> None:
        digest = blake2b(orjson.dumps(blocks), digest_size=16).digest()
        if self._published.get(person) == digest:
            return
        self._published.forget(person)
        self._deps.slack.publish_home(*person, blocks)
        self._published.put(person, digest)


class HomeRefresher:
    """Publisher of Homes in the background: once per burst of changes, and only to people who have opened theirs."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._publisher = HomePublisher(deps)
        self._has_opened: TtlCache[MemberKey, bool] = TtlCache(deps.clock.monotonic, OPENED_TTL)
        self._held_until: dict[str, float] = {}  # until when nothing is sent to a workspace
        self._tries: dict[MemberKey, int] = {}
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Publish what changes from now on, in the background."""
        self._thread = threading.Thread(target=self._run, name="homes", daemon=True)
        self._thread.start()

    def stop(self, within: float = STOP_SECONDS) -> None:
        """Finish the page in hand, within so many seconds; safe to call twice, and before `start()`."""
        self._stopping.set()
        self._deps.stale_homes.wake()
        if self._thread:
            self._thread.join(max(0.0, min(within, STOP_SECONDS)))

    def open_home(self, workspace: str, member: str) -> None:
        """Show somebody who opens their Home how things stand; what fails is tried again in the background.

        Raises:
            DatabaseUnavailable: the database could not be asked.
        """
        person = (workspace, member)
        self._deps.directory.ensure_member(workspace, member)
        if not self._has_opened.get(person):
            with self._deps.database.begin() as conn:
                service.record_home_opened(conn, workspace=workspace, member=member, now=self._deps.clock.now())
            self._has_opened.put(person, True)
        self._publish(person, is_forced=True)

    def flush(self) -> None:
        """Publish what has changed since the last time, as far as that can be done now."""
        stale = self._deps.stale_homes.take_all()
        try:
            people = self._find_openers(stale)
        except DatabaseUnavailable:
            log.warning("homes put off reason=database people=%s", len(stale))
            self._mark_stale_again(stale)
            return
        for person in sorted(people):
            if not self._stopping.is_set():
                self._publish(person)

    def _run(self) -> None:
        while not self._stopping.is_set():
            if self._deps.stale_homes.wait_for_any(POLL_SECONDS):
                self._stopping.wait(BURST_SECONDS)
                self._flush_guarded()

    def _flush_guarded(self) -> None:
        """Flush; what breaks here must not end the thread."""
        with working_on("homes"):
            try:
                self.flush()
            except Exception:
                log.exception("homes broke")

    def _find_openers(self, people: Collection[MemberKey]) -> set[MemberKey]:
        """Return who of these has opened a Home; who never did is remembered, and costs no query each time."""
        teams = {workspace for workspace, member in people if member == WHOLE_TEAM}
        single = {(workspace, member) for workspace, member in people if workspace not in teams}
        unknown = [person for person in single if self._has_opened.get(person) is None]
        found: frozenset[MemberKey] = frozenset()
        if unknown or teams:
            with self._deps.database.read() as conn:
                found = service.find_home_openers(conn, people=unknown)
                found |= service.find_workspace_openers(conn, workspaces=teams)
        for person in {*unknown, *found}:
            if self._has_opened.get(person) is None:  # who opened it meanwhile is known by now
                self._has_opened.put(person, person in found)
        return {person for person in single if self._has_opened.get(person)} | found

    def _publish(self, person: MemberKey, *, is_forced: bool = False) -> None:
        """Publish one Home, or put it off, or give it up with a line in the log."""
        if self._held_until.get(person[0], 0.0) > self._deps.clock.monotonic():
            return self._mark_stale_again([person])
        try:
            self._publisher.publish(person, is_forced=is_forced)
        except DatabaseUnavailable:
            return self._retry_later(person, "database")
        except SlackFailure as failure:
            if failure.kind in (FailureKind.RETRY, FailureKind.RESPONSE_LOST):  # to publish twice does no harm
                return self._retry_later(person, failure.reason, failure.retry_after)
            log.warning("home not shown workspace=%s member=%s reason=%s", *person, failure.label)
        except Exception:  # one page that cannot be made must not keep the others waiting
            log.exception("home broke workspace=%s member=%s", *person)
        self._tries.pop(person, None)
        return None

    def _retry_later(self, person: MemberKey, reason: str, seconds: float | None = None) -> None:
        """Put it off for as long as Slack asks, or twice as long each time."""
        tried = self._tries.pop(person, 0) + 1
        log.warning("home put off workspace=%s member=%s tried=%s reason=%s", *person, tried, reason)
        if tried < MAX_TRIES:
            wait = min(MAX_RETRY_SECONDS, 2.0**tried / 2) if seconds is None else max(1.0, seconds)
            self._held_until[person[0]] = self._deps.clock.monotonic() + wait
            self._tries[person] = tried
            self._mark_stale_again([person])

    def _mark_stale_again(self, people: Collection[MemberKey]) -> None:
        for workspace, member in people:
            self._deps.stale_homes.mark_stale(workspace, member)

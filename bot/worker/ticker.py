"""The tick: a look at all workspaces that may have something due, and then the work, a share at a time."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.core.people import workspaces
from bot.core.people.workspaces import ScheduleFingerprint, Workspace
from bot.deps import Deps
from bot.worker import due
from bot.worker.due import ReadyWorkspace
from bot.worker.idle_workspaces import IdleWorkspaces, idle_until

SHARE_SECONDS: Final = 5.0  # of work between two looks, so that what falls due elsewhere waits no longer
ENOUGH_READY: Final = 2 * due.WORKSPACES_PER_LOOK  # more than a share of work gets done

Marks = Mapping[str, ScheduleFingerprint]


class Ticker:
    """Puts what has fallen due into the outbox, and remembers where nothing can be due.

    Several processes go through the workspaces each in an order of its own and look again after each share, so that
    they seldom decide on the same; only claims prevent double sending. `on_share` is called after each share.
    """

    def __init__(
        self,
        deps: Deps,
        *,
        is_stopping: Callable[[], bool] = lambda: False,
        on_share: Callable[[], object] = lambda: None,
        share_seconds: float = SHARE_SECONDS,
    ) -> None:
        self._deps = deps
        self._is_stopping = is_stopping
        self._on_share = on_share
        self._share_seconds = share_seconds
        self._idle = IdleWorkspaces()
        self._order = random.Random()  # noqa: S311  (it only has to differ between processes)

    def tick(self, now: datetime) -> int:
        """Claim and queue everything due at `now`, a moment that goes on with the clock; returns how many messages.

        Raises:
            DatabaseUnavailable: the database could not do it; what was written stays, the rest is still due.
        """
        written, late, broken = 0, self._deps.clock.now() - now, set[str]()
        while not self._is_stopping():
            now = self._deps.clock.now() - late
            marks, ready = self.look(now, exclude=broken)
            if not ready:
                break
            written += self._queue_share(ready, marks, now, broken)
            self._on_share()
        return written

    def look(self, now: datetime, exclude: Collection[str] = ()) -> tuple[Marks, list[ReadyWorkspace]]:
        """Find workspaces in which something is due, in an order of our own, and note which others are idle.

        It ends where it has found as many as there is work for until the next look.
        """
        with self._deps.database.read() as conn:
            marks = workspaces.read_schedule_fingerprints(conn)
        ids = [each for each, mark in marks.items() if each not in exclude and not self._idle.is_idle(each, mark, now)]
        self._order.shuffle(ids)
        ready: list[ReadyWorkspace] = []
        for share in due.split_for_look(ids):
            with self._deps.database.read() as conn:
                found = workspaces.list_workspaces(conn, settings=self._deps.settings, ids=share)
                ready += (here := due.list_ready(self._deps, conn, found, now))
            busy = {each.workspace.id for each in here}
            self._note_idle([each for each in found if each.id not in busy], marks, now)
            if len(ready) >= ENOUGH_READY:
                break
        self._order.shuffle(ready)
        return marks, ready

    def _queue_share(self, ready: Sequence[ReadyWorkspace], marks: Marks, now: datetime, broken: set[str]) -> int:
        """Queue what is due in as many of the workspaces as there is time for; what is left is found by the next look.

        Where it broke, its workspace is added to `broken`.
        """
        written, done = 0, list[Workspace]()
        until = self._deps.clock.monotonic() + self._share_seconds
        for each in ready:
            queued = due.queue_workspace(self._deps, each, now)
            if queued is None:
                broken.add(each.workspace.id)
            else:
                written += queued
                done.append(each.workspace)
            if self._is_stopping() or self._deps.clock.monotonic() >= until:
                break
        self._note_idle(done, marks, now)
        return written

    def _note_idle(self, idle: Sequence[Workspace], marks: Marks, now: datetime) -> None:
        """Remember until when nothing is due in these; their marks were read before that was checked."""
        if not idle:
            return
        with self._deps.database.read() as conn:
            slots = due.list_weekly_slots(self._deps, conn, idle)
        for workspace, until in idle_until(slots, idle, now).items():
            self._idle.note_idle(workspace, marks[workspace], now, until)

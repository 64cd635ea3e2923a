"""Turning the clock while the page stays in use: stop by stop in a thread of its own, the lock free in between."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.sandbox.slack_api.fixtures import SlackUser
from bot.sandbox.slack_api.journal import ShownKind
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.time_travel import ClockArrival, ClockTurner, local_time_text
from bot.sandbox.web_page.page_state import NoticeLink, PageNotice

log = logging.getLogger(__name__)

SHORT_TURN: Final = 0.04  # seconds that the one who turns waits for the end: most turns are over by then
BETWEEN_STOPS: Final = 0.01  # seconds in which others get their turn
_ARRIVED: Final = frozenset({ShownKind.MESSAGE, ShownKind.EPHEMERAL, ShownKind.ERROR})


@dataclass(frozen=True, slots=True)
class TurningProgress:
    """How far the clock has been turned: where it is now, and the share of the way, from 0 to 1."""

    now: datetime
    share: float


class ClockTurning:
    """Turns the clock, one turn at a time; `lock` is held at each stop."""

    def __init__(self, turner: ClockTurner, workspace: SlackWorkspace, lock: threading.RLock) -> None:
        self.progress: TurningProgress | None = None
        self._turner = turner
        self._workspace = workspace
        self._lock = lock
        self._stopping = threading.Event()
        self._run_now: threading.Thread | None = None

    def start(self, person: SlackUser, until: datetime, tell: Callable[[PageNotice], object]) -> None:
        """Turn the clock to this moment for this person; the notice that it is there says what came."""
        self.progress = TurningProgress(self._turner.clock.now(), 0.0)
        run = threading.Thread(target=self._run, args=(person, until, tell), name="sandbox-clock", daemon=True)
        self._run_now = run
        run.start()
        run.join(SHORT_TURN)

    def stop(self) -> None:
        """End the turn at its next stop and wait for that, so that nothing is sent to an app that is closed."""
        self._stopping.set()
        if self._run_now is not None:
            self._run_now.join()

    def _run(self, person: SlackUser, until: datetime, tell: Callable[[PageNotice], object]) -> None:
        begun = self._turner.clock.now()
        arrivals: list[ClockArrival] = []
        stops = self._turner.stops(until)
        try:
            while True:
                with self._lock:
                    here = next(stops, None)
                    now = self._turner.clock.now()
                if here is None:
                    break
                arrivals += here
                self.progress = TurningProgress(now, (now - begun) / (until - begun))
                self._workspace.changed.touch()
                if self._stopping.wait(BETWEEN_STOPS):
                    return
        except Exception as failure:
            log.exception("turning the clock failed")
            tell(PageNotice(f"The clock stopped, as that went wrong: {type(failure).__name__}: {failure}"))
        else:
            tell(self._summary(arrivals, until, person))
        finally:
            self.progress = None
            self._workspace.changed.touch()

    def _summary(self, arrivals: list[ClockArrival], until: datetime, person: SlackUser) -> PageNotice:
        """Return the line that says where the clock is now, and where something came."""
        when = local_time_text(until, ZoneInfo(person.zone), until)
        counted = Counter(self._place(one, person) for one in arrivals if one.shown.kind in _ARRIVED)
        if not counted:
            return PageNotice(f"It is {when}. Nothing came on the way.")
        total = sum(counted.values())
        links = tuple(NoticeLink(f"{name} ({count})", href) for (name, href), count in counted.most_common(6))
        return PageNotice(f"It is {when}. {total} message{'s' if total > 1 else ''} came on the way:", links)

    def _place(self, arrival: ClockArrival, person: SlackUser) -> tuple[str, str]:
        channel = self._workspace.channels.get(arrival.shown.channel)
        recipient = self._workspace.recipient(arrival.shown)
        if channel and not recipient:
            members = [one for one in (person, *self._workspace.team()) if one.id in channel.members]
            member = members[0] if members else person
            return f"#{channel.name}", f"/{member.name}/{channel.name}"
        reader = self._workspace.people[recipient]
        name = self._workspace.bot.real_name if reader.id == person.id else reader.real_name
        return name, f"/{reader.name}/{self._workspace.bot.name}"

"""Everything that is due at one moment, for those who do not wait for the ticker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import schedule
from bot.calendar.schedule import Slot
from bot.core.people import workspaces
from bot.delivery import outbox, recipient_access
from bot.delivery.outbox import State
from bot.delivery.rate_limit import Pace
from bot.delivery.sender import Sent, read
from bot.delivery.sender_pool import Crew
from bot.deps import Deps
from bot.features.mentorship import jobs as mentorship_jobs
from bot.features.mentorship.service import inactive_pairs as mentorship_inactive_pairs
from bot.features.sessions import jobs as sessions_jobs
from bot.worker import due

_PAIRS: Final = (time(9), time(14))  # UTC: morning or afternoon for most of the world at one of them


def deliver(deps: Deps, at: datetime, dry_run: bool = False, *, pace: Pace | None = None) -> list[Sent]:
    """Claim and send what is due at `at`, once, also beside a running worker; each with how its sending ended.

    A dry run changes nothing and returns what would be sent, as `waiting`.

    Raises:
        Unavailable: the database could not do it.
    """
    if dry_run:
        return _foreseen(deps, at)
    due.run_once(deps, at)
    mentorship_jobs.look(deps, at)
    sessions_jobs.look(deps, at)
    return Crew(deps, pace).run(at)


def moments(deps: Deps, after: datetime, until: datetime) -> list[datetime]:
    """Every moment after the one and up to the other at which something falls due, in order.

    While anybody is paired, pairs are looked at twice on each of the days; a worker does it every hour.
    """
    with deps.sessions.read() as session:
        found = set(outbox.moments(session, after=after, until=until))
        for place in workspaces.everywhere(session, settings=deps.settings):
            for slot, zone in due.slots(deps, session, place):
                found.update(_occurrences(slot, zone, after, until))
        if mentorship_inactive_pairs.any_holds(session):
            found.update(_looks(after, until))
    return sorted(found)


def _looks(after: datetime, until: datetime) -> Iterator[datetime]:
    days = (after.date() + timedelta(days=number) for number in range((until.date() - after.date()).days + 1))
    looks = (datetime.combine(day, at, tzinfo=UTC) for day in days for at in _PAIRS)
    return (look for look in looks if after < look <= until)


def _foreseen(deps: Deps, at: datetime) -> list[Sent]:
    with deps.sessions.read() as session:
        letters = [each for each in outbox.waiting(session, at=at) if recipient_access.holds(deps, session, each)]
        places = workspaces.everywhere(session, settings=deps.settings)
        occasions = [occasion for place in places for occasion in due.find(deps, session, place, at)]
    waiting = [Sent(x.workspace, x.kind, x.period, x.recipient, read(x.message), State.WAITING) for x in letters]
    return waiting + [
        Sent(each.workspace, each.kind, each.period, each.address, message, State.WAITING)
        for each in occasions
        for message in (each.message, *each.thread)
        if message
    ]


def _occurrences(slot: Slot, zone: ZoneInfo, after: datetime, until: datetime) -> list[datetime]:
    found: list[datetime] = []
    _, moment = schedule.following(slot, zone, after)
    while moment <= until:
        found.append(moment)
        _, moment = schedule.following(slot, zone, moment)
    return found

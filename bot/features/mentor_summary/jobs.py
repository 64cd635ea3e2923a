"""Which mentors' Monday message is due, each by their own clock, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from zoneinfo import ZoneInfo

from bot.calendar import quiet_hours
from bot.calendar.schedule import Slot
from bot.calendar.weeks import shift
from bot.core.people import members
from bot.core.people.workspace import Workspace
from bot.core.time_off import absences
from bot.core.time_off.absence import is_away
from bot.db.engine import Connection
from bot.delivery.occurrence import Occasion
from bot.delivery.occurrences import Kind, Outcome
from bot.deps import Deps
from bot.features.mentor_summary import rules, service, views
from bot.features.mentor_summary.rules import Summary, Team
from bot.features.nudge import rules as nudge_rules
from bot.features.nudge.jobs import zone_of
from bot.features.weekly_summary import rules as weekly_summary_rules
from bot.slack.message import Message

Known = Callable[[date, datetime], Team]


@dataclass(frozen=True, slots=True)
class _Turn:
    """A person whose message for the week before is due."""

    member: str
    zone: ZoneInfo
    period: str
    due_at: datetime

    @property
    def monday(self) -> date:
        """The day for which it tells how everybody is doing, also where it comes on Tuesday."""
        return self.due_at.astimezone(self.zone).date()


def due(deps: Deps, session: Connection, place: Workspace, now: datetime, limit: int | None = None) -> list[Occasion]:
    """The messages that are due and not dealt with, at most `limit`."""
    if not weekly_summary_rules.can_be_due(now, rules.SLOT):
        return []
    turns = list(_turns(deps, session, place, now))
    known: Known = cache(partial(_team, session, place))  # one look for all whose Monday began at the same moment
    return [_decided(deps, session, place, turn, known, people=len(turns), now=now) for turn in turns[:limit]]


def slots(deps: Deps, session: Connection, place: Workspace) -> list[tuple[Slot, ZoneInfo]]:
    """The weekly time of these messages, in each zone in which somebody is to get one."""
    names = {each.zone for each in service.recipients(session, workspace=place.id)}
    return [(rules.SLOT, zone_of(deps, place, name)) for name in sorted(names, key=lambda name: name or "")]


def _team(session: Connection, place: Workspace, monday: date, at: datetime) -> Team:
    return service.team(session, workspace=place, monday=monday, at=at)


def _turns(deps: Deps, session: Connection, place: Workspace, now: datetime) -> Iterator[_Turn]:
    """Whose it is. Who is away gets it on Tuesday morning if they are here then, and who became a mentor since not."""
    fresh = []
    for each in service.recipients(session, workspace=place.id):
        zone = zone_of(deps, place, each.zone)
        period, due_at = weekly_summary_rules.newest(zone, now, rules.SLOT)
        is_old = each.since is None or each.since <= due_at
        if is_old and weekly_summary_rules.is_fresh(due_at, now) and not quiet_hours.is_quiet(now, zone):
            fresh.append(_Turn(each.member, zone, period, due_at))
    done = service.dealt_with(session, workspace=place.id, periods={turn.period for turn in fresh}) if fresh else ()
    waiting = [turn for turn in fresh if (turn.period, turn.member) not in done]
    if not waiting:
        return
    days = [now.astimezone(turn.zone).date() for turn in waiting]
    away = absences.everyones(session, workspace=place.id, since=min(days), until=max(days))
    yield from (turn for turn, day in zip(waiting, days, strict=True) if not is_away(day, away.of(turn.member)))


def _decided(
    deps: Deps,
    session: Connection,
    place: Workspace,
    turn: _Turn,
    known: Known,
    *,
    people: int,
    now: datetime,
) -> Occasion:
    found = _found(deps, session, place, turn, known)
    message = _message(deps, turn, found) if found else None
    expires_at = nudge_rules.expiry(turn.due_at, now, turn.zone, weekly_summary_rules.GRACE)
    return Occasion(
        place.id,
        Kind.MENTOR,
        turn.period,
        Outcome.QUEUED if message else Outcome.NOTHING,
        nudge_rules.spread(turn.member, people=people, due_at=turn.due_at, now=now, expires_at=expires_at),
        recipient=turn.member,
        address=turn.member,
        message=message,
        expires_at=expires_at if message else None,
        about=_named(found) if found else None,
    )


def _found(deps: Deps, session: Connection, place: Workspace, turn: _Turn, known: Known) -> Summary | None:
    """None for nothing to say, and for who may see nobody any more; mentors are told of their mentees alone."""
    reader = members.asking(session, workspace=place.id, member=turn.member, settings=deps.settings)
    if not reader.sees_some:
        return None
    periods = [shift(turn.period, -back) for back in (1, 2)]
    sent = service.earlier(session, workspace=place.id, member=turn.member, periods=periods)
    told = [views.named(sent.get(period, {})) for period in periods]
    return rules.summary(rules.seen(known(turn.monday, turn.due_at), reader), reader=turn.member, told=told)


def _named(found: Summary) -> dict[str, str]:
    """Whom it tells of, by id."""
    return {each.member: each.name for each in found.words} | {each.member: each.name for each in found.praise}


def _message(deps: Deps, turn: _Turn, found: Summary) -> Message:
    prefix = deps.settings.command_prefix
    return views.week(found, catalog=deps.catalog.current(), today=turn.monday, prefix=prefix)

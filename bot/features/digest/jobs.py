"""When a workspace's digest is due, and what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Final

from bot.calendar import schedule, weeks
from bot.calendar.weeks import local_day, shift
from bot.core.people import members
from bot.core.people.member import spellings
from bot.core.people.workspace import DIGEST_GRACE, Workspace
from bot.db.engine import Connection
from bot.delivery import occurrences
from bot.delivery.occurrence import Occasion
from bot.delivery.occurrences import Kind, Outcome
from bot.deps import Deps
from bot.features.digest.service import collect
from bot.features.digest.views import message as message_views
from bot.features.digest.views import thread as thread_views
from bot.features.leaderboard.rules.ranking import By
from bot.features.sessions.rules.session import moment
from bot.features.sessions.service import sessions
from bot.features.sessions.views import announcements as sessions_announcements
from bot.slack.message import Message

GRACE: Final = DIGEST_GRACE


def due(deps: Deps, session: Connection, place: Workspace, now: datetime) -> Occasion | None:
    """The newest digest that is due and not dealt with; older ones that were missed stay unsent."""
    if not place.digest_on or not place.learning_channel:
        return None
    week, due_at = schedule.latest(place.digest, place.zone, now)
    period = shift(week, -1)
    if occurrences.is_claimed(session, workspace=place.id, kind=Kind.DIGEST, period=period):
        return None
    occasion = Occasion(place.id, Kind.DIGEST, period, Outcome.EXPIRED, due_at)
    return occasion if now - due_at > GRACE else _decided(deps, session, place, occasion, now)


def written(
    deps: Deps, session: Connection, place: Workspace, week: str, now: datetime
) -> tuple[Message, tuple[Message, ...]] | None:
    """What the digest of a week says at the moment `now`: the message, and what goes into its thread.

    None where there is nothing to say.
    """
    catalog = deps.catalog.current()
    found = collect.collect(
        session,
        workspace=place.id,
        week=week,
        zone=place.zone,
        catalog=catalog,
        board_on=place.board_on,
        by=By(place.board_by),
        parts=place.digest_parts,
    )
    if found is None:
        return None
    today, prefix = local_day(now, place.zone), deps.settings.command_prefix
    coming = _coming(session, place, shift(week, 1), now, prefix)
    message = message_views.week(found, catalog=catalog, today=today, prefix=prefix, coming=coming)
    return message, thread_views.pages(found, catalog=catalog, today=today)


def _coming(session: Connection, place: Workspace, week: str, now: datetime, prefix: str) -> str:
    """The sessions of the learning channel in a week that have not begun, in words."""
    if not place.learning_channel:
        return ""
    monday, sunday = weeks.days_of(week)
    since, until = (moment(day, time(), place.zone) for day in (monday, sunday + timedelta(days=1)))
    found = sessions.between(
        session,
        workspace=place.id,
        channel=place.learning_channel,
        since=max(since, now),
        until=until,
        limit=sessions_announcements.IN_DIGEST + 1,
    )
    return sessions_announcements.in_week(found, week, zone=place.zone, today=local_day(now, place.zone), prefix=prefix)


def _named(session: Connection, place: Workspace, messages: tuple[Message, ...]) -> dict[str, str]:
    """Whose first name stands in it, so that they can be taken out again also when they are called otherwise."""
    said = "\n".join(f"{each.text}{each.blocks}" for each in messages)
    everyone = members.everyone(session, workspace=place.id, default=place.zone)
    return {each.id: each.name for each in everyone if any(one.split(" ")[0] in said for one in spellings(each.name))}


def _decided(deps: Deps, session: Connection, place: Workspace, occasion: Occasion, now: datetime) -> Occasion:
    found = written(deps, session, place, occasion.period, now)
    if found is None:
        return replace(occasion, outcome=Outcome.NOTHING)
    message, thread = found
    return replace(
        occasion,
        outcome=Outcome.QUEUED,
        address=place.learning_channel or "",
        message=message,
        thread=thread,
        names=_named(session, place, (message, *thread)),
        expires_at=occasion.due_at + GRACE,
    )

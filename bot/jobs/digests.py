"""When a workspace's digest is due, and what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.db.sessions import Session
from bot.deps import Deps
from bot.domain import schedule
from bot.domain.weeks import local_day, shift
from bot.domain.workspace import Workspace
from bot.jobs.occasion import Occasion
from bot.services import digest, occurrences
from bot.services.occurrences import Kind, Outcome
from bot.views import digest as views

GRACE: Final = timedelta(hours=48)  # later than that the week is no news any more


def due(deps: Deps, session: Session, place: Workspace, now: datetime) -> Occasion | None:
    """The newest digest that is due and not dealt with; older ones that were missed stay unsent."""
    if not place.digest_on or not place.learning_channel:
        return None
    week, due_at = schedule.latest(place.digest, place.zone, now)
    period = shift(week, -1)
    if occurrences.is_claimed(session, workspace=place.id, kind=Kind.DIGEST, period=period):
        return None
    occasion = Occasion(place.id, Kind.DIGEST, period, Outcome.EXPIRED, due_at)
    return occasion if now - due_at > GRACE else _written(deps, session, place, occasion, now)


def _written(deps: Deps, session: Session, place: Workspace, occasion: Occasion, now: datetime) -> Occasion:
    catalog = deps.catalog.current()
    found = digest.collect(
        session, workspace=place.id, week=occasion.period, zone=place.zone, catalog=catalog, board_on=place.board_on
    )
    if found is None:
        return replace(occasion, outcome=Outcome.NOTHING)
    prefix = deps.settings.command_prefix
    return replace(
        occasion,
        outcome=Outcome.QUEUED,
        address=place.learning_channel or "",
        message=views.week(found, catalog=catalog, today=local_day(now, place.zone), prefix=prefix),
        expires_at=occasion.due_at + GRACE,
    )

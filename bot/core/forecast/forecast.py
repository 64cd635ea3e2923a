"""What lies ahead of a member: their pace, days away and targets, read together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.catalog.models import Area
from bot.core.forecast import outlook, pace
from bot.core.forecast.bootstrap import HORIZON, WEEKS
from bot.core.forecast.outlook import Outlook
from bot.core.plan import target_days
from bot.core.time_off import absences
from bot.core.time_off.absence import Absence

_BACK: Final = timedelta(weeks=WEEKS + 1)
_AHEAD: Final = timedelta(weeks=2 * HORIZON)


def of_area(session: Connection, *, workspace: str, member: str, area: Area, minutes: int, today: date) -> Outlook:
    """The outlook on one area in which the member has so many minutes; asks little where there is little to say."""
    low = _low(area)
    if low is None or minutes >= low:
        return outlook.look(area.name, low=low, minutes=minutes, recent=pace.NONE, away=(), today=today)
    recent = pace.of_area(session, workspace=workspace, member=member, area=area.id, today=today)
    return outlook.look(
        area.name,
        low=low,
        minutes=minutes,
        recent=recent,
        away=_away(session, workspace, member, today),
        today=today,
        target=target_days.of_member(session, workspace=workspace, member=member).get(area.id),
    )


def of_plan(
    session: Connection,
    *,
    workspace: str,
    member: str,
    areas: Iterable[Area],
    minutes: Mapping[str, int],
    today: date,
) -> dict[str, Outlook]:
    """The outlook on each of the areas, by id; `minutes` are those over all time, by area id as in a `Record`."""
    recent = pace.of_all(session, workspace=workspace, member=member, today=today)
    days = target_days.of_member(session, workspace=workspace, member=member)
    away = _away(session, workspace, member, today)
    return {
        area.id: outlook.look(
            area.name,
            low=_low(area),
            minutes=minutes.get(area.id, 0),
            recent=recent.get(area.id, pace.NONE),
            away=away,
            today=today,
            target=days.get(area.id),
        )
        for area in areas
    }


def _low(area: Area) -> int | None:
    return area.hours.low * 60 if area.hours else None


def _away(session: Connection, workspace: str, member: str, today: date) -> tuple[Absence, ...]:
    return absences.of_member(session, workspace=workspace, member=member, since=today - _BACK, until=today + _AHEAD)

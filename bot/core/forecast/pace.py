"""How many minutes a member had week by week in an area of the plan: point look-ups in the totals."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from bot.core.forecast import bootstrap
from bot.db.statements import Prepared
from bot.db.tables import totals

_WEEKS: Final = select(totals.c.subject, totals.c.period, totals.c.minutes).where(
    totals.c.workspace == bindparam("workspace"),
    totals.c.member == bindparam("member"),
    totals.c.period.in_([bindparam(f"week{number}") for number in range(bootstrap.WEEKS + 1)]),
)
_AREA: Final = Prepared(lambda _: _WEEKS.where(totals.c.subject == bindparam("area")))
_ALL: Final = Prepared(lambda _: _WEEKS)

NONE: Final = (0,) * (bootstrap.WEEKS + 1)


def of_area(session: Connection, *, workspace: str, member: str, area: str, today: date) -> tuple[int, ...]:
    """Minutes in one area in each of the weeks of `forecast.recent(today)`."""
    rows = _AREA.run(session, {"workspace": workspace, "member": member, "area": area, **_bound(today)})
    found = {period: minutes for _, period, minutes in rows}
    return tuple(found.get(week, 0) for week in bootstrap.recent(today)) if found else NONE


def of_all(session: Connection, *, workspace: str, member: str, today: date) -> dict[str, tuple[int, ...]]:
    """The same for every area that had any, by its id."""
    weeks = {week: place for place, week in enumerate(bootstrap.recent(today))}
    found: dict[str, list[int]] = {}
    for subject, period, minutes in _ALL.run(session, {"workspace": workspace, "member": member, **_bound(today)}):
        found.setdefault(subject, list(NONE))[weeks[period]] = minutes
    return {subject: tuple(minutes) for subject, minutes in found.items()}


@lru_cache(maxsize=16)
def _bound(today: date) -> dict[str, Any]:
    return {f"week{number}": week for number, week in enumerate(bootstrap.recent(today))}

"""Whose run of weeks with the goal met became worth a word: of those alone who may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import Final

from sqlalchemy import Connection, bindparam, select

from bot.calendar.weeks import days_of, shift
from bot.core.goals import goals
from bot.core.goals.goal import in_week
from bot.core.goals.streak import Week
from bot.core.ledger.periods import EVERYTHING
from bot.core.people.digest_scope import Scope
from bot.core.time_off import absences
from bot.db.statements import Prepared
from bot.db.tables import totals
from bot.features.digest.rules.content import MILESTONES, Reached, milestone

WEEKS: Final = 2 * MILESTONES[-1]  # how far back a run is followed, with weeks away in it
_WEEK: Final = Prepared(
    lambda _: select(totals.c.member, totals.c.minutes).where(
        totals.c.workspace == bindparam("workspace"),
        totals.c.period == bindparam("week"),
        totals.c.subject == EVERYTHING,
    )
)


def reached(session: Connection, *, scope: Scope, people: Mapping[str, int]) -> tuple[Reached, ...]:
    """The longest runs first; `people` are the week's minutes of each. The statements do not grow with the people."""
    weeks = [shift(scope.week, -back) for back in range(WEEKS)]
    since, until = days_of(weeks[-1])[0], days_of(weeks[0])[1]
    away = absences.everyones(session, workspace=scope.workspace, since=since, until=until)
    wanted = goals.of_people(session, workspace=scope.workspace, people=people, weeks=weeks)
    lowered = cache(in_week)  # most people have the goal and the days away of many others
    met = {
        who
        for who, minutes in people.items()
        if minutes >= lowered(wanted[who][scope.week], scope.week, away.of(who)) > 0
    }
    done = cache(partial(_minutes, session, scope.workspace))  # as many weeks as the longest run has, and no more
    found: dict[str, int] = {}
    for who in met:
        days = away.of(who)
        known = (Week(lowered(wanted[who][week], week, days), done(week).get(who, 0)) for week in weeks)
        found[who] = milestone(known) or 0
    order = sorted(filter(found.get, found), key=lambda who: (-found[who], scope.order(who)))
    return tuple(Reached(scope.names[who], found[who]) for who in order)


def _minutes(session: Connection, workspace: str, week: str) -> dict[str, int]:
    """Everybody's minutes of a week."""
    return dict(_WEEK.run(session, {"workspace": workspace, "week": week}))

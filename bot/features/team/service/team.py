"""The team as its mentors and admins see it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from bot.calendar.weeks import days_of, week_of
from bot.catalog.catalog import Catalog
from bot.core.assignments.assignment import Stage
from bot.core.goals.goal import over, presence
from bot.core.ledger import rollups
from bot.core.ledger.periods import ALL, EVERYTHING
from bot.core.ledger.rollups import batches
from bot.core.people.workspace import Workspace
from bot.db.tables import entries, works
from bot.db.tables import totals as sums
from bot.features.team.rules import status
from bot.features.team.rules.status import Facts
from bot.features.team.rules.team import Line, Standing
from bot.features.team.service.statuses import known

_WAITING, _SIGNED = Stage.HANDED_IN.value, Stage.SIGNED_OFF.value


def standings(
    session: Connection,
    *,
    workspace: Workspace,
    at: datetime,
    only: Collection[str] | None = None,
    area: str = "",
    within: Collection[str] = (),
) -> tuple[Standing, ...]:
    """How every active member but guests is doing, by name, or `only` those, each on their own day at that moment.

    With an area, what they did there; `within` are the ids of all that one may be stuck with or hand in there.
    Nine statements however many there are, one more for each other day somewhere and for hours in one area.
    """
    people = known(session, workspace=workspace, at=at, only=only)
    handed = _handed(session, workspace.id, within if area else None)
    there = rollups.by_member(session, workspace=workspace.id, periods=[ALL], subject=area) if area else {}
    return tuple(
        Standing(
            member,
            each.day,
            each.facts,
            status.of(each.facts, each.day),
            waiting=handed.get((member.id, _WAITING), 0),
            signed=handed.get((member.id, _SIGNED), 0),
            in_area=there.get(member.id, 0),
            stuck_there=any(trouble.where in within for trouble in each.facts.stuck),
        )
        for each in people
        if (member := each.member)
    )


def lines(
    session: Connection,
    *,
    workspace: Workspace,
    catalog: Catalog,
    standings: Sequence[Standing],
    area: str = "",
) -> tuple[Line, ...]:
    """The figures of these members: two statements, one more for hours in one area, more where days differ."""
    ids, days = [each.member.id for each in standings], {each.day for each in standings}
    areas = _sums(session, workspace.id, ids, ALL, [each.id for each in catalog.areas])
    weeks = {week: _sums(session, workspace.id, ids, week, [area or EVERYTHING]) for week in map(week_of, days)}
    lately = {day: _lately(session, workspace.id, ids, area, day) for day in days} if area else {}
    planned = _planned(catalog, area)
    found = []
    for each in standings:
        whose, week = each.member.id, week_of(each.day)
        hours, theirs = status.hours(each.facts, each.day), areas.get(whose, {})
        has_goal = not area and each.state.kind is not status.Kind.UNASSIGNED
        found.append(
            Line(
                each,
                week=weeks[week].get(whose, {}).get(area or EVERYTHING, 0),
                week_goal=_goal(each.facts, week) if has_goal else 0,
                month=lately[each.day].get(whose, 0) if area else hours.minutes,
                month_goal=hours.goal if has_goal else 0,
                share=_share(theirs, planned),
                areas=theirs,
            )
        )
    return tuple(found)


def _goal(facts: Facts, week: str) -> int:
    """What days away leave of the week's goal."""
    return over(facts.goals, presence(*days_of(week), facts.away))


def _planned(catalog: Catalog, area: str) -> dict[str, int]:
    """By area the minutes of the low end of its estimate: of one area, or of all that everybody is to learn."""
    wanted = (each for each in catalog.areas if each.hours and (each.id == area if area else not each.optional))
    return {each.id: each.hours.low * 60 for each in wanted if each.hours}


def _share(areas: Mapping[str, int], planned: Mapping[str, int]) -> float | None:
    """As `progress.share` has it, without building everybody's plan; None where nothing is asked for."""
    whole = sum(planned.values())
    return sum(min(areas.get(area, 0), most) for area, most in planned.items()) / whole if whole else None


def _sums(
    session: Connection, workspace: str, ids: Collection[str], period: str, subjects: Sequence[str]
) -> dict[str, dict[str, int]]:
    """The minutes of these members in a period by subject."""
    found: dict[str, dict[str, int]] = {}
    for some in batches(ids):
        rows = session.execute(
            select(sums.c.member, sums.c.subject, sums.c.minutes).where(
                sums.c.workspace == workspace,
                sums.c.member.in_(some),
                sums.c.period == period,
                sums.c.subject.in_(subjects),
                sums.c.minutes > 0,
            )
        )
        for member, subject, minutes in rows:
            found.setdefault(member, {})[subject] = minutes
    return found


def _lately(session: Connection, workspace: str, ids: Collection[str], area: str, today: date) -> dict[str, int]:
    """The minutes of these members in 28 days in one area."""
    found: dict[str, int] = {}
    for some in batches(ids):
        rows = session.execute(
            select(entries.c.member, func.sum(entries.c.minutes))
            .where(entries.c.workspace == workspace, entries.c.member.in_(some), entries.c.area == area)
            .where(entries.c.day.between(today - status.SPAN, today))
            .group_by(entries.c.member)
        )
        found |= {member: int(minutes) for member, minutes in rows}
    return found


def _handed(session: Connection, workspace: str, within: Collection[str] | None) -> dict[tuple[str, str], int]:
    """How many assignments of each member, or `within` some alone, are handed in, and how many signed off."""
    by = (works.c.member, works.c.state)
    query = select(*by, func.count()).where(works.c.workspace == workspace, works.c.state.in_([_WAITING, _SIGNED]))
    if within is not None:
        query = query.where(works.c.assignment.in_(within))
    return {(member, state): int(number) for member, state, number in session.execute(query.group_by(*by))}

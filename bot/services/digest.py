"""The numbers of a week for everybody to read, in which nobody who hid can be found, nor worked out from the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from bot.catalog.catalog import Catalog
from bot.db.tables import entries, members, ticks, workspaces
from bot.domain.digest import Digest, Done, Learner
from bot.domain.periods import EVERYTHING
from bot.domain.ranking import Row, rank
from bot.domain.weeks import days_of, local_week, shift
from bot.services import totals

CROWD: Final = 5  # so many learners, and
VEILED: Final = 3  # so many hidden ones in each sum, and none of them is given away, not even to the other two
LISTED: Final = 15  # learners by name; the rest are counted
FORGOTTEN: Final = 4  # weeks without hours that make an area worth suggesting

Minutes = Mapping[str, Mapping[str, int]]  # by subject and member


def collect(
    session: Connection, *, workspace: str, week: str, zone: ZoneInfo, catalog: Catalog, board_on: bool
) -> Digest | None:
    """A week of a workspace; None where there is nothing to say: it was not there yet, or has been quiet for longer."""
    first = _first_week(session, workspace, zone)
    if first > week:
        return None
    shown = _shown(session, workspace)
    now, before = _learned(session, workspace, week), _learned(session, workspace, shift(week, -1))
    counted = _counted(now, shown)
    done = _done(session, workspace, week, zone, shown)
    people = {member: minutes for member, minutes in now.get(EVERYTHING, {}).items() if member in shown}
    last = _sum(before, _counted(before, shown))
    if not counted and not done and first < week and not last:
        return None
    named = sorted(people, key=lambda member: (-people[member], shown[member].casefold(), member))[:LISTED]
    comparable = first < week and _is_crowd(now, shown) == _is_crowd(before, shown)
    return Digest(
        week=week,
        minutes=_sum(now, counted),
        before=last if comparable else None,
        people=len(counted),
        areas=_areas(now, counted),
        learners=_learners(session, workspace, week, {member: shown[member] for member in named}),
        more=len(people) - len(named),
        board=rank(Row(member, shown[member], minutes) for member, minutes in people.items()) if board_on else None,
        done=done,
        forgotten=_forgotten(session, workspace, week, catalog, shown),
    )


def _first_week(session: Connection, workspace: str, zone: ZoneInfo) -> str:
    created = session.execute(select(workspaces.c.created_at).where(workspaces.c.id == workspace)).scalar_one()
    return local_week(created, zone)


def _shown(session: Connection, workspace: str) -> dict[str, str]:
    """The names of the people who may be shown."""
    rows = session.execute(
        select(members.c.id, members.c.name).where(
            members.c.workspace == workspace, members.c.is_active, ~members.c.hidden
        )
    )
    return {row.id: row.name for row in rows}


def _learned(session: Connection, workspace: str, week: str) -> dict[str, dict[str, int]]:
    return totals.by_subject(session, workspace=workspace, period=week)


def _is_crowd(learned: Minutes, shown: Mapping[str, str]) -> bool:
    """Whether no sum, neither of the week nor of an area, tells anything of any one hidden person."""
    veiled = [len(by_member.keys() - shown.keys()) for by_member in learned.values()]
    enough = len(learned.get(EVERYTHING, {})) >= CROWD
    return enough and any(veiled) and all(hidden == 0 or hidden >= VEILED for hidden in veiled)


def _counted(learned: Minutes, shown: Mapping[str, str]) -> frozenset[str]:
    """Whose hours the sums hold."""
    everybody = frozenset(learned.get(EVERYTHING, {}))
    return everybody if _is_crowd(learned, shown) else everybody & shown.keys()


def _sum(learned: Minutes, counted: AbstractSet[str], subject: str = EVERYTHING) -> int:
    return sum(minutes for member, minutes in learned.get(subject, {}).items() if member in counted)


def _areas(learned: Minutes, counted: AbstractSet[str]) -> tuple[tuple[str, int], ...]:
    """Minutes by area, most first."""
    sums = ((subject, _sum(learned, counted, subject)) for subject in learned if subject != EVERYTHING)
    return tuple(sorted((pair for pair in sums if pair[1]), key=lambda pair: (-pair[1], pair[0])))


def _learners(session: Connection, workspace: str, week: str, names: Mapping[str, str]) -> tuple[Learner, ...]:
    """By name, so that their order says nothing of their hours."""
    first, last = days_of(week)
    minutes = func.sum(entries.c.minutes)
    rows = session.execute(
        select(entries.c.member, entries.c.area, entries.c.topic)
        .where(entries.c.workspace == workspace, entries.c.member.in_(list(names)), entries.c.day.between(first, last))
        .group_by(entries.c.member, entries.c.area, entries.c.topic)
        .having(minutes > 0)
        .order_by(entries.c.member, minutes.desc(), entries.c.area, entries.c.topic)
    )
    subjects: dict[str, list[tuple[str, str | None]]] = {member: [] for member in names}
    for member, area, topic in rows:
        subjects[member].append((area, topic))
    order = sorted(names, key=lambda member: (names[member].casefold(), member))
    return tuple(Learner(names[member], tuple(subjects[member])) for member in order)


def _done(session: Connection, workspace: str, week: str, zone: ZoneInfo, shown: Mapping[str, str]) -> tuple[Done, ...]:
    """Assignments ticked in the week, most people first."""
    monday, sunday = days_of(week)
    start, end = (_midnight(day, zone) for day in (monday, sunday + timedelta(days=1)))
    rows = session.execute(
        select(ticks.c.assignment, ticks.c.member)
        .where(ticks.c.workspace == workspace, ticks.c.ticked_at >= start, ticks.c.ticked_at < end)
        .order_by(ticks.c.assignment, ticks.c.ticked_at, ticks.c.member)
    )
    names: dict[str, list[str]] = {}
    for assignment, member in rows:
        if member in shown:
            names.setdefault(assignment, []).append(shown[member])
    order = sorted(names, key=lambda assignment: (-len(names[assignment]), assignment))
    return tuple(Done(assignment, tuple(names[assignment])) for assignment in order)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), tzinfo=zone).astimezone(UTC)


def _forgotten(
    session: Connection, workspace: str, week: str, catalog: Catalog, shown: Mapping[str, str]
) -> str | None:
    """The area of highest priority that had no hours for weeks, as far as digests show."""
    touched: set[str] = set()
    for back in range(FORGOTTEN):
        learned = _learned(session, workspace, shift(week, -back))
        touched |= _subjects(learned, _counted(learned, shown))
    return next((area.id for area in catalog.areas if not area.optional and area.id not in touched), None)


def _subjects(learned: Minutes, counted: Iterable[str]) -> set[str]:
    known = set(counted)
    return {subject for subject, by_member in learned.items() if known & by_member.keys()}

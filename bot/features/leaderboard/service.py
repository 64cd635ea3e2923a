"""The leaderboard: who learned how much in a period, without anybody who is hidden or has left."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, or_, select

from bot.calendar.weeks import days_of, local_week
from bot.core.goals import goal, goals
from bot.core.ledger.periods import EVERYTHING, Period
from bot.core.people.workspace import Workspace
from bot.core.time_off import absences
from bot.db.tables import members, totals
from bot.features.leaderboard.rules.ranking import Board, By, Ranked, Row, rank, share

Days = tuple[date, date]  # the first and the last


def read(
    session: Connection,
    *,
    workspace: Workspace,
    reader: str,
    period: Period,
    today: date,
    by: By = By.HOURS,
    area: str = EVERYTHING,
) -> Board:
    """The board of a period as one member may see it; its cost depends on the members, not on their entries.

    All time has no goal, and is ranked by hours whatever is asked for. A member's goal counts from the week in which
    they joined, or first have hours; who has no goal, because they are away all the time, is not ranked by it.
    """
    rows = _rows(session, workspace.id, reader, period.keys(today), area)
    own = next((row.minutes for row in rows if row.id == reader), 0)
    shown = [row for row in rows if not row.hidden]
    days = period.days(today)
    if days is None or by is By.HOURS:
        away = days is not None and _is_away(session, workspace.id, reader, days)
        return Board(rank(Row(row.id, row.name, row.minutes) for row in shown), own, is_away=away)
    since = _since(session, workspace, rows, days)
    wanted = _goals(session, workspace.id, {row.id for row in rows} | {reader}, days, since)
    ranked = _by_share([(row.id, row.name, row.minutes) for row in shown], wanted)
    left = wanted.get(reader, 0)
    return Board(ranked, own, left, is_away=left == 0)


def of_week(
    session: Connection, *, workspace: str, week: str, minutes: Mapping[str, int], names: Mapping[str, str], by: By
) -> tuple[Ranked, ...]:
    """Those who may be shown, ranked over one week, of which their minutes are known already: the digest's board."""
    if by is By.HOURS:
        return rank(Row(member, names[member], done) for member, done in minutes.items())
    wanted = _goals(session, workspace, minutes.keys(), days_of(week), {})
    return _by_share([(member, names[member], done) for member, done in minutes.items()], wanted)


def _by_share(rows: Sequence[tuple[str, str, int]], wanted: Mapping[str, int]) -> tuple[Ranked, ...]:
    """Ranked by the share of one's own goal, without those who have none."""
    return rank(
        Row(member, name, minutes, share(minutes, wanted[member]))
        for member, name, minutes in rows
        if wanted.get(member, 0) > 0
    )


def _rows(session: Connection, workspace: str, reader: str, keys: Collection[str], area: str) -> Sequence[Any]:
    """Those with hours who may be shown to the reader, and the reader."""
    person = (members.c.id, members.c.name, members.c.hidden, members.c.created_at)
    return session.execute(
        select(*person, func.sum(totals.c.minutes).label("minutes"))
        .join(members, (members.c.workspace == totals.c.workspace) & (members.c.id == totals.c.member))
        .where(
            totals.c.workspace == workspace,
            totals.c.period.in_(keys),
            totals.c.subject == area,
            totals.c.minutes > 0,
            members.c.is_active,
            or_(~members.c.hidden, members.c.id == reader),
        )
        .group_by(*person)
    ).all()


def _is_away(session: Connection, workspace: str, member: str, days: Days) -> bool:
    """Whether no working day of the period is left to the member."""
    away = absences.of_member(session, workspace=workspace, member=member, since=days[0], until=days[1])
    return bool(away) and not any(goal.presence(*days, away).values())


def _goals(
    session: Connection, workspace: str, people: Collection[str], days: Days, since: Mapping[str, str]
) -> dict[str, int]:
    """Each one's goal over these days, lowered for days away, in four statements however many people there are."""
    away = absences.everyones(session, workspace=workspace, since=days[0], until=days[1])
    usual = goal.presence(*days, away.team)
    found = goals.of_people(session, workspace=workspace, people=people, weeks=usual.keys())
    return {
        member: goal.over(
            weeks,
            goal.presence(*days, away.of(member)) if member in away.own else usual,
            since.get(member, ""),
        )
        for member, weeks in found.items()
    }


def _since(session: Connection, workspace: Workspace, rows: Sequence[Any], days: Days) -> dict[str, str]:
    """The week of the period from which on each one's goal counts."""
    weeks = goal.presence(*days, ()).keys()
    if len(weeks) == 1:
        return {}
    learned = session.execute(
        select(totals.c.member, func.min(totals.c.period))
        .where(
            totals.c.workspace == workspace.id,
            totals.c.period.in_(weeks),
            totals.c.subject == EVERYTHING,
            totals.c.minutes > 0,
        )
        .group_by(totals.c.member)
    )
    began = {member: week for member, week in learned}  # noqa: C416  (rows are no pairs to the type checker)
    joined = {row.id: local_week(row.created_at, workspace.zone) for row in rows}
    return {member: min(week, began.get(member, week)) for member, week in joined.items()}

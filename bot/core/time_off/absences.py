"""Days away: people's own, and the holidays of the whole team. Rows of one person may overlap: readers take unions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, delete, or_, select, update

from bot.core.time_off.absence import TEAM, Absence, Absences, later
from bot.db.statements import Prepared
from bot.db.tables import absences
from bot.db.upsert import insert
from bot.timeexpr.time_off_ranges import LABEL

_FIELDS: Final = tuple(absences.c[name] for name in Absence.__slots__)
_ROWS: Final = select(*_FIELDS).order_by(absences.c.first, absences.c.id)


def _within(since: Any, until: Any) -> Select[Any]:
    return _ROWS.where(absences.c.first <= until, or_(absences.c.last.is_(None), absences.c.last >= since))


_OF_MEMBER: Final = Prepared(
    lambda _: _within(bindparam("since"), bindparam("until")).where(
        absences.c.workspace == bindparam("workspace"),
        or_(absences.c.member == bindparam("member"), absences.c.member == TEAM),
    )
)


def of_member(session: Connection, *, workspace: str, member: str, since: date, until: date) -> tuple[Absence, ...]:
    """The days away that count for a member in a stretch of days, the team's holidays among them, earliest first."""
    asked = {"workspace": workspace, "member": member, "since": since, "until": until}
    return tuple(_read(row) for row in _OF_MEMBER.run(session, asked))


def everyones(session: Connection, *, workspace: str, since: date, until: date) -> Absences:
    """Everybody's days away in a stretch of days, in one statement."""
    own: dict[str, tuple[Absence, ...]] = {}
    for row in session.execute(_within(since, until).where(absences.c.workspace == workspace)):
        own[row.member] = (*own.get(row.member, ()), Absence(**row._mapping))
    return Absences(own.pop(TEAM, ()), own)


def set_for(session: Connection, *, workspace: str, member: str, since: date) -> tuple[Absence, ...]:
    """What a member (or, for `TEAM`, an admin for all) has set that was not over before that day."""
    rows = session.execute(
        _ROWS.where(
            absences.c.workspace == workspace,
            absences.c.member == member,
            or_(absences.c.last.is_(None), absences.c.last >= since),
        )
    )
    return tuple(Absence(**row._mapping) for row in rows)


def add(
    session: Connection,
    *,
    workspace: str,
    member: str,
    first: date,
    last: date | None,
    label: str = "",
    now: datetime,
) -> Absence:
    """Be away on these days too: they grow together with touching ones of their name that begin no later.

    What begins later stays by itself, so that it outlasts the end of these; so do days that are called otherwise.
    """
    label = label[:LABEL]
    new = Absence(first, last, label, member=member)
    known = set_for(session, workspace=workspace, member=member, since=first - timedelta(days=1))
    if holder := next((each for each in known if not label and _covers(each, new)), None):
        return holder
    same = [each for each in known if _grows(each, new)]
    for each in same:
        first, last = min(first, each.first), later(last, each.last)
    _drop(session, workspace, [each.id for each in same])
    row = {"workspace": workspace, "member": member, "first": first, "last": last, "label": label, "created_at": now}
    added = session.execute(insert(session, absences).values(**row).returning(absences.c.id)).scalar_one()
    return Absence(first, last, label, added, member)


def remove(session: Connection, *, workspace: str, member: str, absence: int) -> Absence | None:
    """Take one of the member's own (or, for `TEAM`, of the holidays) back; None where there is no such one."""
    row = session.execute(
        select(*_FIELDS).where(absences.c.workspace == workspace, absences.c.member == member, absences.c.id == absence)
    ).first()
    if row is None:
        return None
    _drop(session, workspace, [absence])
    return Absence(**row._mapping)


def end(session: Connection, *, workspace: str, member: str, today: date) -> Absence | None:
    """Be present again from today on; returns what ended last as it was, None where nothing was running."""
    running = [each for each in set_for(session, workspace=workspace, member=member, since=today) if each.holds(today)]
    for each in running:
        if each.first == today:
            _drop(session, workspace, [each.id])
        else:
            ended = update(absences).where(absences.c.id == each.id).values(last=today - timedelta(days=1))
            session.execute(ended)
    return max(running, key=lambda each: each.last or date.max, default=None)


def _covers(one: Absence, other: Absence) -> bool:
    """Whether all days of the other are days of the one already; an end that was named is not lost in an open one."""
    if one.last is None or other.last is None:
        return one.last is other.last and one.first <= other.first
    return one.first <= other.first and other.last <= one.last


def _grows(each: Absence, new: Absence) -> bool:
    """Whether a row becomes part of the new one, which neither hides where it ends nor calls its days otherwise."""
    if each.label != new.label:
        return not each.label and each.first == new.first and _covers(new, each)
    return each.first <= new.first and each.touches(new.first, new.last) and (each.last is not None or new.last is None)


def _drop(session: Connection, workspace: str, ids: Sequence[int]) -> None:
    if ids:
        session.execute(delete(absences).where(absences.c.workspace == workspace, absences.c.id.in_(ids)))


def _read(row: Any) -> Absence:
    first, last, label, number, member = row
    return Absence(_day(first), _day(last) if last else None, label, number, member)


def _day(value: Any) -> date:
    """A day as the driver gives it: text on SQLite, a date on PostgreSQL."""
    return date.fromisoformat(value) if isinstance(value, str) else value

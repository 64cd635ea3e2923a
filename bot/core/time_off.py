"""Days away: people's own, and the holidays of the whole team. Rows of one person may overlap: readers take unions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, delete, or_, select, update

from bot.calendar.weeks import shift_week, week_bounds, week_of
from bot.db.statements import PreparedStatement, dialect_insert
from bot.db.tables import time_off
from bot.timeexpr.time_off_ranges import LABEL

WHOLE_TEAM: Final = ""  # stands for everybody where a member's id would stand


@dataclass(frozen=True, slots=True)
class TimeOff:
    """Days away, both ends among them; without a `last` until somebody says. `member` is empty for the whole team's."""

    first: date
    last: date | None
    label: str = ""
    id: int = 0
    member: str = WHOLE_TEAM

    def contains(self, day: date) -> bool:
        """Whether the day is one of these."""
        return self.first <= day and (self.last is None or day <= self.last)

    def overlaps_or_adjoins(self, first: date, last: date | None) -> bool:
        """Whether these days and those overlap, or follow one another without a day between."""
        begins = last is None or self.first <= _next_day(last)
        return begins and (self.last is None or first <= _next_day(self.last))


_COLUMNS: Final = tuple(time_off.c[name] for name in TimeOff.__slots__)


_ALL_ROWS: Final = select(*_COLUMNS).order_by(time_off.c.first, time_off.c.id)


def _overlapping(since: Any, until: Any) -> Select[Any]:
    return _ALL_ROWS.where(time_off.c.first <= until, or_(time_off.c.last.is_(None), time_off.c.last >= since))


_MEMBER_TIME_OFF: Final = PreparedStatement(
    lambda _: _overlapping(bindparam("since"), bindparam("until")).where(
        time_off.c.workspace == bindparam("workspace"),
        or_(time_off.c.member == bindparam("member"), time_off.c.member == WHOLE_TEAM),
    )
)


def list_time_off(conn: Connection, *, workspace: str, member: str, since: date, until: date) -> tuple[TimeOff, ...]:
    """The days away that count for a member in a stretch of days, the team's holidays among them, earliest first."""
    asked = {"workspace": workspace, "member": member, "since": since, "until": until}
    return tuple(_parse_row(row) for row in _MEMBER_TIME_OFF.run(conn, asked))


def read_team_time_off(conn: Connection, *, workspace: str, since: date, until: date) -> TeamTimeOff:
    """Everybody's days away in a stretch of days, in one statement."""
    own: dict[str, tuple[TimeOff, ...]] = {}
    for row in conn.execute(_overlapping(since, until).where(time_off.c.workspace == workspace)):
        own[row.member] = (*own.get(row.member, ()), TimeOff(**row._mapping))
    return TeamTimeOff(own.pop(WHOLE_TEAM, ()), own)


def list_own_time_off(conn: Connection, *, workspace: str, member: str, since: date) -> tuple[TimeOff, ...]:
    """What a member (or, for `TEAM`, an admin for all) has set that was not over before that day."""
    rows = conn.execute(
        _ALL_ROWS.where(
            time_off.c.workspace == workspace,
            time_off.c.member == member,
            or_(time_off.c.last.is_(None), time_off.c.last >= since),
        )
    )
    return tuple(TimeOff(**row._mapping) for row in rows)


def add_time_off(
    conn: Connection,
    *,
    workspace: str,
    member: str,
    first: date,
    last: date | None,
    label: str = "",
    now: datetime,
) -> TimeOff:
    """Be away on these days too: they grow together with touching ones of their name that begin no later.

    What begins later stays by itself, so that it outlasts the end of these; so do days that are called otherwise.
    """
    label = label[:LABEL]
    new = TimeOff(first, last, label, member=member)
    known = list_own_time_off(conn, workspace=workspace, member=member, since=first - timedelta(days=1))
    if holder := next((each for each in known if not label and _covers(each, new)), None):
        return holder
    same = [each for each in known if _can_merge(each, new)]
    for each in same:
        first, last = min(first, each.first), later_end(last, each.last)
    _delete_rows(conn, workspace, [each.id for each in same])
    row = {"workspace": workspace, "member": member, "first": first, "last": last, "label": label, "created_at": now}
    added = conn.execute(dialect_insert(conn, time_off).values(**row).returning(time_off.c.id)).scalar_one()
    return TimeOff(first, last, label, added, member)


def remove_time_off(conn: Connection, *, workspace: str, member: str, time_off_id: int) -> TimeOff | None:
    """Take one of the member's own (or, for `TEAM`, of the holidays) back; None where there is no such one."""
    row = conn.execute(
        select(*_COLUMNS).where(
            time_off.c.workspace == workspace, time_off.c.member == member, time_off.c.id == time_off_id
        )
    ).first()
    if row is None:
        return None
    _delete_rows(conn, workspace, [time_off_id])
    return TimeOff(**row._mapping)


def end_time_off(conn: Connection, *, workspace: str, member: str, today: date) -> TimeOff | None:
    """Be present again from today on; returns what ended last as it was, None where nothing was running."""
    running = [
        each
        for each in list_own_time_off(conn, workspace=workspace, member=member, since=today)
        if each.contains(today)
    ]
    for each in running:
        if each.first == today:
            _delete_rows(conn, workspace, [each.id])
        else:
            ended = update(time_off).where(time_off.c.id == each.id).values(last=today - timedelta(days=1))
            conn.execute(ended)
    return max(running, key=lambda each: each.last or date.max, default=None)


def _covers(one: TimeOff, other: TimeOff) -> bool:
    """Whether all days of the other are days of the one already; an end that was named is not lost in an open one."""
    if one.last is None or other.last is None:
        return one.last is other.last and one.first <= other.first
    return one.first <= other.first and other.last <= one.last


def _can_merge(each: TimeOff, new: TimeOff) -> bool:
    """Whether a row becomes part of the new one, which neither hides where it ends nor calls its days otherwise."""
    if each.label != new.label:
        return not each.label and each.first == new.first and _covers(new, each)
    return (
        each.first <= new.first
        and each.overlaps_or_adjoins(new.first, new.last)
        and (each.last is not None or new.last is None)
    )


def _delete_rows(conn: Connection, workspace: str, ids: Sequence[int]) -> None:
    if ids:
        conn.execute(delete(time_off).where(time_off.c.workspace == workspace, time_off.c.id.in_(ids)))


def _parse_row(row: Any) -> TimeOff:
    first, last, label, number, member = row
    return TimeOff(_parse_day(first), _parse_day(last) if last else None, label, number, member)


def _parse_day(value: Any) -> date:
    """A day as the driver gives it: text on SQLite, a date on PostgreSQL."""
    return date.fromisoformat(value) if isinstance(value, str) else value


WORKDAYS_PER_WEEK: Final = 5  # Monday to Friday


_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TeamTimeOff:
    """Everybody's days away in some stretch of time, the team's holidays among them."""

    holidays: tuple[TimeOff, ...] = ()
    by_member: Mapping[str, tuple[TimeOff, ...]] = field(default_factory=dict)

    def for_member(self, member: str) -> tuple[TimeOff, ...]:
        """The days that count for a member."""
        return (*self.holidays, *self.by_member.get(member, ()))


def count_workdays_present(week: str, days_off: Iterable[TimeOff]) -> int:
    """The working days of a week, Monday to Friday, on which nobody is away: 0 to 5."""
    monday, away = week_bounds(week)[0], tuple(days_off)
    return sum(not is_away(monday + number * _DAY, away) for number in range(WORKDAYS_PER_WEEK))


def is_away(day: date, days_off: Iterable[TimeOff]) -> bool:
    """Whether any of these holds the day."""
    return any(absence.contains(day) for absence in days_off)


def find_stretch(day: date, days_off: Iterable[TimeOff]) -> TimeOff | None:
    """The unbroken stretch of days away around a day, in which several may have grown together; None outside of one."""
    merged = None
    for absence in merge_stretches(days_off):
        merged = absence if absence.contains(day) else merged
    return merged


def merge_stretches(days_off: Iterable[TimeOff]) -> tuple[TimeOff, ...]:
    """Stretches of days without gaps, earliest first, made of all these."""
    stretches: list[TimeOff] = []
    for each in sorted(days_off, key=lambda absence: absence.first):
        if stretches and stretches[-1].overlaps_or_adjoins(each.first, each.last):
            stretches[-1] = TimeOff(stretches[-1].first, later_end(stretches[-1].last, each.last))
        else:
            stretches.append(TimeOff(each.first, each.last))
    return tuple(stretches)


def later_end(one: date | None, other: date | None) -> date | None:
    """The later of two ends, of which an open one is the latest."""
    return None if one is None or other is None else max(one, other)


def list_affected_weeks(first: date, last: date, limit: int) -> Sequence[str]:
    """The weeks with a working day among these days, at most so many."""
    found: list[str] = []
    week = week_of(first)
    while week_bounds(week)[0] <= last and len(found) < limit:
        monday = week_bounds(week)[0]
        if first <= monday + (WORKDAYS_PER_WEEK - 1) * _DAY:
            found.append(week)
        week = shift_week(week, 1)
    return found


def _next_day(day: date) -> date:
    return day + _DAY if day < date.max else day

"""Days away: members' own, and the holidays of the whole team.

Rows of one person may overlap: readers take the union.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, delete, or_, select, update

from bot.calendar.weeks import shift_week, week_bounds, week_of
from bot.db.statements import PreparedStatement, dialect_insert
from bot.db.tables import time_off
from bot.frozen import frozen
from bot.timeexpr.time_off_ranges import LABEL

WHOLE_TEAM: Final = ""  # stands for everybody where a member's id would stand


@frozen
class TimeOff:
    """Days away from `first` to `last`, both included; no `last` is open-ended. `member` is empty for holidays."""

    first: date
    last: date | None
    label: str = ""
    id: int = 0
    member: str = WHOLE_TEAM

    @property
    def state(self) -> str:
        """What the button that removes it is drawn in: its days."""
        return f"{self.first}.{self.last or ''}"

    def contains(self, day: date) -> bool:
        """Return whether the day is one of these."""
        return self.first <= day and (self.last is None or day <= self.last)

    def overlaps_or_adjoins(self, first: date, last: date | None) -> bool:
        """Return whether these days and those overlap or follow one another without a gap."""
        begins = last is None or self.first <= _next_day(last)
        return begins and (self.last is None or first <= _next_day(self.last))


_COLUMNS: Final = tuple(time_off.c[name] for name in TimeOff.__match_args__)
_ALL_ROWS: Final = select(*_COLUMNS).order_by(time_off.c.first, time_off.c.id)
_MEMBER_TIME_OFF: Final = PreparedStatement(
    lambda _: _overlapping(bindparam("since"), bindparam("until")).where(
        time_off.c.workspace == bindparam("workspace"),
        or_(time_off.c.member == bindparam("member"), time_off.c.member == WHOLE_TEAM),
    )
)
WORKDAYS_PER_WEEK: Final = 5  # Monday to Friday
_DAY: Final = timedelta(days=1)


@frozen
class TeamTimeOff:
    """The days away of a whole team, its holidays apart."""

    holidays: tuple[TimeOff, ...] = ()
    by_member: Mapping[str, tuple[TimeOff, ...]] = field(default_factory=dict)

    def for_member(self, member: str) -> tuple[TimeOff, ...]:
        """Return a member's days away with the holidays."""
        return (*self.holidays, *self.by_member.get(member, ()))


def _overlapping(since: Any, until: Any) -> Select[Any]:
    return _ALL_ROWS.where(time_off.c.first <= until, or_(time_off.c.last.is_(None), time_off.c.last >= since))


def list_time_off(conn: Connection, *, workspace: str, member: str, since: date, until: date) -> tuple[TimeOff, ...]:
    """Return a member's days away and the team's holidays between two days, earliest first."""
    values = {"workspace": workspace, "member": member, "since": since, "until": until}
    return tuple(_parse_row(row) for row in _MEMBER_TIME_OFF.run(conn, values))


def read_team_time_off(conn: Connection, *, workspace: str, since: date, until: date) -> TeamTimeOff:
    """Return everybody's days away between two days, in one statement."""
    own: dict[str, tuple[TimeOff, ...]] = {}
    for row in conn.execute(_overlapping(since, until).where(time_off.c.workspace == workspace)):
        own[row.member] = (*own.get(row.member, ()), TimeOff(**row._mapping))
    return TeamTimeOff(own.pop(WHOLE_TEAM, ()), own)


def list_own_time_off(conn: Connection, *, workspace: str, member: str, since: date) -> tuple[TimeOff, ...]:
    """Return what a member (or, for `WHOLE_TEAM`, an admin for all) has set and that ends on that day or later."""
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
    """Add days away, merged with touching ones of the same label that begin no later.

    Days that begin later stay a row of their own, so that they outlast the end of these; so do days with another label.
    """
    label = label[:LABEL]
    new = TimeOff(first, last, label, member=member)
    known = list_own_time_off(conn, workspace=workspace, member=member, since=first - _DAY)
    if covering := next((each for each in known if not label and _covers(each, new)), None):
        return covering
    merged = [each for each in known if _can_merge(each, new)]
    for each in merged:
        first, last = min(first, each.first), later_end(last, each.last)
    _delete_rows(conn, workspace, [each.id for each in merged])
    row = {"workspace": workspace, "member": member, "first": first, "last": last, "label": label, "created_at": now}
    row_id = conn.execute(dialect_insert(conn, time_off).values(**row).returning(time_off.c.id)).scalar_one()
    return TimeOff(first, last, label, row_id, member)


def remove_time_off(conn: Connection, *, workspace: str, member: str, time_off_id: int) -> TimeOff | None:
    """Remove a row of the member's (or, for `WHOLE_TEAM`, a holiday); None where there is no such row."""
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
    """End running time off the day before `today`; returns the row that would have ended last, None if none runs."""
    running = [
        each
        for each in list_own_time_off(conn, workspace=workspace, member=member, since=today)
        if each.contains(today)
    ]
    for each in running:
        if each.first == today:
            _delete_rows(conn, workspace, [each.id])
        else:
            conn.execute(update(time_off).where(time_off.c.id == each.id).values(last=today - _DAY))
    return max(running, key=lambda each: each.last or date.max, default=None)


def _covers(one: TimeOff, other: TimeOff) -> bool:
    """Return whether `one` holds all days of `other`; an end that was named is not lost in an open one."""
    if one.last is None or other.last is None:
        return one.last is other.last and one.first <= other.first
    return one.first <= other.first and other.last <= one.last


def _can_merge(each: TimeOff, new: TimeOff) -> bool:
    """Return whether a row can become part of the new one without losing its end or its label."""
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
    first, last, label, row_id, member = row
    return TimeOff(_parse_day(first), _parse_day(last) if last else None, label, row_id, member)


def _parse_day(value: Any) -> date:
    """Return a day as the driver gives it: text on SQLite, a date on PostgreSQL."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def count_workdays_present(week: str, days_off: Iterable[TimeOff]) -> int:
    """Return how many working days of a week, 0 to 5, hold no time off."""
    monday, days_off = week_bounds(week)[0], tuple(days_off)
    return sum(not is_away(monday + number * _DAY, days_off) for number in range(WORKDAYS_PER_WEEK))


def is_away(day: date, days_off: Iterable[TimeOff]) -> bool:
    """Return whether the day is in any of these."""
    return any(each.contains(day) for each in days_off)


def find_stretch(day: date, days_off: Iterable[TimeOff]) -> TimeOff | None:
    """Return the unbroken stretch of days away around a day, merged from several; None outside of one."""
    return next((stretch for stretch in merge_stretches(days_off) if stretch.contains(day)), None)


def merge_stretches(days_off: Iterable[TimeOff]) -> tuple[TimeOff, ...]:
    """Return stretches without gaps, earliest first, merged from all these."""
    stretches: list[TimeOff] = []
    for each in sorted(days_off, key=lambda each: each.first):
        if stretches and stretches[-1].overlaps_or_adjoins(each.first, each.last):
            stretches[-1] = TimeOff(stretches[-1].first, later_end(stretches[-1].last, each.last))
        else:
            stretches.append(TimeOff(each.first, each.last))
    return tuple(stretches)


def later_end(one: date | None, other: date | None) -> date | None:
    """Return the later of two ends; an open one is the latest."""
    return None if one is None or other is None else max(one, other)


def list_affected_weeks(first: date, last: date, limit: int) -> Sequence[str]:
    """Return the weeks with a working day between two days, at most `limit`."""
    weeks: list[str] = []
    week = week_of(first)
    while (monday := week_bounds(week)[0]) <= last and len(weeks) < limit:
        if first <= monday + (WORKDAYS_PER_WEEK - 1) * _DAY:
            weeks.append(week)
        week = shift_week(week, 1)
    return weeks


def _next_day(day: date) -> date:
    return day + _DAY if day < date.max else day

"""Keep sums of hours per period and subject, in the booking's own transaction, so that no leaderboard counts entries.

A period is a week (`2026-W47`), a month (`2026-11`) or `all`; a subject is an area, a topic, or `` for everything.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection, Date, bindparam, cast, func, null, select, union_all

from bot.calendar.weeks import month_of, week_bounds, week_of
from bot.db.renamed_ids import renames_of, resolve
from bot.db.statements import PreparedStatement, Step, dialect_insert_for, run_together
from bot.db.tables import entries, erasures, totals

MAX_KEYS_PER_STATEMENT: Final = 60
_SUBJECTS: Final = PreparedStatement(
    lambda _: select(totals.c.subject, totals.c.minutes).where(
        totals.c.workspace == bindparam("workspace"),
        totals.c.member == bindparam("member"),
        totals.c.period == bindparam("period"),
        totals.c.minutes != 0,
    )
)
ALL_TIME: Final = "all"
ALL_SUBJECTS: Final = ""
BATCH_SIZE: Final = 500  # members in one statement
MONTHS_PER_SEASON: Final = 3
RollupKey = tuple[str, str]  # period and subject
_ROWS_AT_A_TIME: Final = 5000
# All entries, and all totals with their minutes taken away (no day; the subject in the topic's place), as one list in
# the order that both have an index for.
_BY_MEMBER: Final = union_all(
    select(
        entries.c.workspace,
        entries.c.member,
        entries.c.minutes,
        entries.c.day,
        entries.c.area,
        entries.c.topic,
        cast(null(), totals.c.period.type).label("period"),
    ),
    select(
        totals.c.workspace,
        totals.c.member,
        -totals.c.minutes,
        cast(null(), Date()),
        cast(null(), entries.c.area.type),
        totals.c.subject,
        totals.c.period,
    ),
).order_by("workspace", "member")


class LeaderboardPeriod(StrEnum):
    """What a leaderboard spans: the calendar week, month or quarter, or everything so far."""

    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    ALL = "all"

    def rollup_periods(self, today: date) -> tuple[str, ...]:
        """Return the periods of the totals that add up to this one, as of `today`."""
        match self:
            case LeaderboardPeriod.WEEK:
                return (week_of(today),)
            case LeaderboardPeriod.MONTH:
                return (month_of(today),)
            case LeaderboardPeriod.SEASON:
                first = _first_month_of_season(today)
                return tuple(f"{today.year:04d}-{first + number:02d}" for number in range(MONTHS_PER_SEASON))
            case LeaderboardPeriod.ALL:
                return (ALL_TIME,)

    def first_and_last_day(self, today: date) -> tuple[date, date] | None:
        """Return its first and last day; None for all time."""
        match self:
            case LeaderboardPeriod.WEEK:
                return week_bounds(week_of(today))
            case LeaderboardPeriod.MONTH:
                return today.replace(day=1), _last_day_of_month(today.year, today.month)
            case LeaderboardPeriod.SEASON:
                first = _first_month_of_season(today)
                return date(today.year, first, 1), _last_day_of_month(today.year, first + MONTHS_PER_SEASON - 1)
            case LeaderboardPeriod.ALL:
                return None


def _add_statement(size: int) -> PreparedStatement:
    def build(dialect: str) -> Any:
        rows: list[dict[str, Any]] = [
            {
                "workspace": bindparam("workspace"),
                "member": bindparam("member"),
                "period": bindparam(f"period{index}"),
                "subject": bindparam(f"subject{index}"),
                "minutes": bindparam(f"minutes{index}"),
            }
            for index in range(size)
        ]
        row = dialect_insert_for(dialect, totals).values(rows)
        return row.on_conflict_do_update(
            index_elements=["workspace", "member", "period", "subject"],
            set_={"minutes": totals.c.minutes + row.excluded.minutes},
        ).returning(totals.c.period, totals.c.subject, totals.c.minutes)

    return PreparedStatement(build)


_ADD: Final = [_add_statement(size) for size in range(MAX_KEYS_PER_STATEMENT + 1)]


def add_minutes(
    conn: Connection, *, workspace: str, member: str, minutes: Mapping[RollupKey, int]
) -> dict[RollupKey, int]:
    """Add minutes (negative for what is taken back) to the totals and return them as they are now.

    What was logged under old ids is in the total of the current one. Everybody writes the rows in the same order, so
    that no two transactions wait for each other.
    """
    steps = adding_steps(workspace=workspace, member=member, minutes=minutes)
    run_together(conn, *steps)
    return parse_sums(conn, workspace, member, steps)


def adding_steps(*, workspace: str, member: str, minutes: Mapping[RollupKey, int]) -> list[Step]:
    """Return the statements of `add_minutes`, whose rows `parse_sums` reads."""
    ordered = sorted(minutes.items())
    steps = []
    for start in range(0, len(ordered), MAX_KEYS_PER_STATEMENT):
        batch = ordered[start : start + MAX_KEYS_PER_STATEMENT]
        values: dict[str, Any] = {"workspace": workspace, "member": member}
        for index, ((period, subject), added) in enumerate(batch):
            values[f"period{index}"] = period
            values[f"subject{index}"] = subject
            values[f"minutes{index}"] = added
        steps.append(Step(_ADD[len(batch)], values))
    return steps


def parse_sums(conn: Connection, workspace: str, member: str, steps: Sequence[Step]) -> dict[RollupKey, int]:
    """Return the totals as they are after these steps."""
    sums = {(period, subject): total for step in steps for period, subject, total in step.rows}
    return _read_sums(conn, workspace, member, sums) if renames_of(conn) else sums


def _read_sums(conn: Connection, workspace: str, member: str, keys: Collection[RollupKey]) -> dict[RollupKey, int]:
    """Return the totals of these keys, and of those with current ids: each with what was logged under old ones."""
    current = {(period, subject): (period, resolve(conn, subject)) for period, subject in keys}
    rows = conn.execute(
        select(totals.c.period, totals.c.subject, totals.c.minutes).where(
            totals.c.workspace == workspace,
            totals.c.member == member,
            totals.c.period.in_({period for period, _ in current.values()}),
            totals.c.subject.in_({subject for _, subject in current.values()}),
        )
    )
    sums = {(period, subject): minutes for period, subject, minutes in rows}
    return sums | {key: sums[current[key]] for key in keys}


def read_minutes_by_subject(conn: Connection, *, workspace: str, member: str, period: str = ALL_TIME) -> dict[str, int]:
    """Return a member's minutes by subject in a period."""
    rows = _SUBJECTS.run(conn, {"workspace": workspace, "member": member, "period": period})
    return {subject: minutes for subject, minutes in rows}  # noqa: C416  (driver rows are tuples or Row)


def read_minutes_by_week(conn: Connection, *, workspace: str, member: str, weeks: Collection[str]) -> dict[str, int]:
    """Return a member's minutes on everything in each of these weeks; weeks without any are left out."""
    rows = conn.execute(
        select(totals.c.period, totals.c.minutes).where(
            totals.c.workspace == workspace,
            totals.c.member == member,
            totals.c.period.in_(weeks),
            totals.c.subject == ALL_SUBJECTS,
        )
    )
    return {row.period: row.minutes for row in rows}


def read_minutes_by_member(
    conn: Connection, *, workspace: str, periods: Iterable[str], subject: str = ALL_SUBJECTS
) -> dict[str, int]:
    """Return each member's minutes over some periods; members without any are left out."""
    rows = conn.execute(
        select(totals.c.member, func.sum(totals.c.minutes))
        .where(totals.c.workspace == workspace, totals.c.period.in_(list(periods)), totals.c.subject == subject)
        .group_by(totals.c.member)
        .having(func.sum(totals.c.minutes) > 0)
    )
    return {member: int(minutes) for member, minutes in rows}


def read_minutes_by_subject_and_member(conn: Connection, *, workspace: str, period: str) -> dict[str, dict[str, int]]:
    """Return minutes by subject and member in a period."""
    rows = conn.execute(
        select(totals.c.subject, totals.c.member, totals.c.minutes).where(
            totals.c.workspace == workspace, totals.c.period == period, totals.c.minutes > 0
        )
    )
    by_subject: dict[str, dict[str, int]] = {}
    for subject, member, minutes in rows:
        by_subject.setdefault(subject, {})[member] = minutes
    return by_subject


def count_drifted_members(conn: Connection) -> int:
    """Return how many members' totals differ from the sums of their entries; anything but 0 is a defect.

    People who are being erased do not count: parts of both are gone by then.
    """
    going = {tuple(row) for row in conn.execute(select(erasures.c.workspace, erasures.c.member))}
    rows = conn.execute(_BY_MEMBER.execution_options(stream_results=True, yield_per=_ROWS_AT_A_TIME))
    drifted = (who for who, theirs in groupby(rows, key=itemgetter(0, 1)) if _has_drifted(theirs))
    return sum(who not in going for who in drifted)


def _has_drifted(rows: Iterable[Sequence[Any]]) -> bool:
    """Return whether one member's totals differ from their entries; rows of both, as `_BY_MEMBER` has them."""
    difference: Counter[RollupKey] = Counter()
    for _, _, minutes, day, area, topic, period in rows:
        for key in [(period, topic)] if day is None else rollup_keys(day, area, topic):
            difference[key] += minutes
    return any(difference.values())


def split_into_batches(member_ids: Collection[str]) -> Iterator[list[str]]:
    """Yield members in numbers that one statement can hold."""
    known = sorted(member_ids)
    for start in range(0, len(known), BATCH_SIZE):
        yield known[start : start + BATCH_SIZE]


def rollup_keys(day: date, area: str, topic: str | None) -> list[RollupKey]:
    """Return the (period, subject) pairs that an entry of that day counts in; a season is the sum of its months."""
    periods = (week_of(day), month_of(day), ALL_TIME)
    pairs = [(period, subject) for period in periods for subject in (ALL_SUBJECTS, area)]
    return [*pairs, (ALL_TIME, topic)] if topic else pairs


def _first_month_of_season(today: date) -> int:
    """Return the month with which the season of a day begins: 1, 4, 7 or 10."""
    return (today.month - 1) // MONTHS_PER_SEASON * MONTHS_PER_SEASON + 1


def _last_day_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])

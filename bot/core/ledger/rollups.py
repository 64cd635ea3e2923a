"""Sums of hours per period and subject, kept in the booking's own transaction, so that no board counts entries.

A period is a week (`2026-W47`), a month (`2026-11`) or `all`; a subject is an area, a topic, or `` for everything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select, union

from bot.core.ledger.periods import ALL, EVERYTHING, Cell, cells
from bot.db.statements import Prepared
from bot.db.tables import entries, totals
from bot.db.upsert import insert_for


def _adding(size: int) -> Prepared:
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
        row = insert_for(dialect, totals).values(rows)
        return row.on_conflict_do_update(
            index_elements=["workspace", "member", "period", "subject"],
            set_={"minutes": totals.c.minutes + row.excluded.minutes},
        ).returning(totals.c.period, totals.c.subject, totals.c.minutes)

    return Prepared(build)


MOST_CELLS: Final = 60  # in one statement


_ADD: Final = [_adding(size) for size in range(MOST_CELLS + 1)]


_SUBJECTS: Final = Prepared(
    lambda _: select(totals.c.subject, totals.c.minutes).where(
        totals.c.workspace == bindparam("workspace"),
        totals.c.member == bindparam("member"),
        totals.c.period == bindparam("period"),
        totals.c.minutes != 0,
    )
)


def add(session: Connection, *, workspace: str, member: str, minutes: Mapping[Cell, int]) -> dict[Cell, int]:
    """Count minutes (negative for what is taken back) and return those sums as they are now.

    The cells are written in one order by everybody, so that no two transactions wait for each other.
    """
    ordered = sorted(minutes.items())
    found: dict[Cell, int] = {}
    for start in range(0, len(ordered), MOST_CELLS):
        some = ordered[start : start + MOST_CELLS]
        values: dict[str, Any] = {"workspace": workspace, "member": member}
        for index, ((period, subject), added) in enumerate(some):
            values[f"period{index}"] = period
            values[f"subject{index}"] = subject
            values[f"minutes{index}"] = added
        found |= {(period, subject): total for period, subject, total in _ADD[len(some)].run(session, values)}
    return found


def of_member(session: Connection, *, workspace: str, member: str, period: str = ALL) -> dict[str, int]:
    """A member's minutes by subject in a period."""
    rows = _SUBJECTS.run(session, {"workspace": workspace, "member": member, "period": period})
    return {subject: minutes for subject, minutes in rows}  # noqa: C416  (driver rows are tuples or Row)


def by_member(
    session: Connection, *, workspace: str, periods: Iterable[str], subject: str = EVERYTHING
) -> dict[str, int]:
    """Each member's minutes over some periods, members without any left out."""
    rows = session.execute(
        select(totals.c.member, func.sum(totals.c.minutes))
        .where(totals.c.workspace == workspace, totals.c.period.in_(list(periods)), totals.c.subject == subject)
        .group_by(totals.c.member)
        .having(func.sum(totals.c.minutes) > 0)
    )
    return {member: int(minutes) for member, minutes in rows}


def by_subject(session: Connection, *, workspace: str, period: str) -> dict[str, dict[str, int]]:
    """Minutes by subject and member in a period."""
    rows = session.execute(
        select(totals.c.subject, totals.c.member, totals.c.minutes).where(
            totals.c.workspace == workspace, totals.c.period == period, totals.c.minutes > 0
        )
    )
    found: dict[str, dict[str, int]] = {}
    for subject, member, minutes in rows:
        found.setdefault(subject, {})[member] = minutes
    return found


def drift(session: Connection) -> int:
    """How many members' totals differ anywhere from what their entries add up to; anything but 0 is a defect."""
    everyone = union(*(select(table.c.workspace, table.c.member) for table in (entries, totals)))
    return sum(_differs(session, workspace, member) for workspace, member in session.execute(everyone).all())


def _differs(session: Connection, workspace: str, member: str) -> bool:
    ledger = select(entries.c.day, entries.c.area, entries.c.topic, entries.c.minutes).where(
        entries.c.workspace == workspace, entries.c.member == member
    )
    kept = select(totals.c.period, totals.c.subject, totals.c.minutes).where(
        totals.c.workspace == workspace, totals.c.member == member
    )
    left: Counter[tuple[str, str]] = Counter()
    for day, area, topic, minutes in session.execute(ledger):
        left.update(dict.fromkeys(cells(day, area, topic), minutes))
    left.subtract({(period, subject): minutes for period, subject, minutes in session.execute(kept)})
    return any(left.values())


BATCH: Final = 500  # people in one statement


def batches(people: Collection[str]) -> Iterator[list[str]]:
    """People in numbers that a statement can hold."""
    known = sorted(people)
    for start in range(0, len(known), BATCH):
        yield known[start : start + BATCH]

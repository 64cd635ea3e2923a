"""Erasure of a member: hidden at once in one short transaction; the rest goes in many, which the worker can finish.

While it runs the member has a row in `erasures` and none in `members`: they count nowhere, and nothing is written for
them. Each transaction leaves everything right, so a crash between any two of them loses and doubles nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, Connection, delete, func, insert, or_, select, update

from bot.core import audit_log
from bot.core.ledger import postings
from bot.core.people.erasures import refuse_during_erasure
from bot.db.engine import Database
from bot.db.personal_data import Counted, PersonalData
from bot.db.statements import dialect_insert
from bot.db.tables import PAIR_IS_ACTIVE, anonymous_totals, entries, erasures, pairs, sessions
from bot.db.tables import members as people
from bot.features.privacy.rules import StoredDataCounts
from bot.features.privacy.service import erasure_steps
from bot.features.privacy.service.erasure_steps import ErasureRules, RunningErasure
from bot.frozen import frozen
from bot.setting_values import FORGOTTEN_MEMBER_ID

ASKED_BY_MEMBER: Final = "asked"  # reasons for an erasure
LEFT_WORKSPACE: Final = "left"

LEFT_TO_NEWER: Final = "newer release"  # the step of an erasure that this release can't know to be whole

IsTimeUp = Callable[[], bool]


def never() -> bool:
    """Return False: for an erasure that goes on to its end."""
    return False


def time_limit(monotonic: Callable[[], float], seconds: float) -> IsTimeUp:
    """Return a function that tells whether so many seconds have passed since now."""
    end = monotonic() + seconds
    return lambda: monotonic() >= end


@frozen
class ErasureOutcome:
    """What was kept about a member, and whether all of it is deleted by now."""

    counts: StoredDataCounts
    is_finished: bool


def count_stored_data(conn: Connection, *, workspace: str, member: str, data: PersonalData) -> StoredDataCounts:
    """Count what is kept about a member."""
    mine = (entries.c.workspace == workspace, entries.c.member == member)
    booked = select(func.count(), func.coalesce(func.sum(entries.c.minutes), 0)).where(*mine)
    rows, minutes = conn.execute(booked).one()
    found: dict[Counted, int] = {}
    for each in data.owned:
        if each.counted:
            found[each.counted] = found.get(each.counted, 0) + _count_rows(conn, workspace, each.column, member)
    counted = sorted(found.items(), key=lambda pair: pair[0].order)
    return StoredDataCounts(rows, int(minutes), tuple((number, each) for each, number in counted))


def begin_erasure(conn: Connection, *, workspace: str, member: str, reason: str, now: datetime) -> bool:
    """Hide a member at once and for good; False for somebody unknown.

    Raises: MemberBeingErased.
    """
    known = (people.c.workspace == workspace, people.c.id == member)
    name = conn.execute(select(people.c.name).where(*known).with_for_update()).scalar_one_or_none()
    refuse_during_erasure(conn, workspace=workspace, member=member)
    if name is None:
        return False
    postings.wait_for_entries(conn, workspace, member)
    hosted = (sessions.c.workspace == workspace, sessions.c.host == member)
    conn.execute(select(sessions.c.id).where(*hosted).with_for_update()).all()
    coming = (sessions.c.starts_at > now, sessions.c.cancelled_at.is_(None))
    conn.execute(update(sessions).where(*hosted, *coming).values(cancelled_at=now))
    theirs = (pairs.c.workspace == workspace, or_(pairs.c.mentor == member, pairs.c.mentee == member))
    conn.execute(update(pairs).where(*theirs, *PAIR_IS_ACTIVE).values(ended_at=now))
    conn.execute(delete(people).where(*known))
    mark = {"workspace": workspace, "member": member, "name": name, "reason": reason, "started_at": now}
    conn.execute(insert(erasures).values(**mark))
    return True


def continue_erasure(
    database: Database, *, workspace: str, member: str, rules: ErasureRules, is_time_up: IsTimeUp = never
) -> ErasureOutcome | None:
    """Go on with an erasure that has begun, until it has ended or the time is up; None where none is running."""
    with database.read() as conn:
        erasure = _read_running(conn, workspace, member)
        if erasure is None:
            return None
        counts = count_stored_data(conn, workspace=workspace, member=member, data=rules.data)
        minutes = _read_minutes_by_area(conn, workspace, member)
    if not erasure.is_summed:
        with database.begin() as conn:
            _sum_up(conn, erasure, counts, minutes)
    return ErasureOutcome(counts, _run_steps(database, erasure, rules, is_time_up))


def erase_member(
    database: Database,
    *,
    workspace: str,
    member: str,
    reason: str,
    rules: ErasureRules,
    now: datetime,
    is_time_up: IsTimeUp = never,
) -> ErasureOutcome | None:
    """Erase a member; returns what was kept, None for somebody unknown or erased already.

    Their mentors, their mentees and those who joined their coming sessions are notified, without a name or a reason.
    """
    with database.begin() as conn:
        if not begin_erasure(conn, workspace=workspace, member=member, reason=reason, now=now):
            return None
    return continue_erasure(database, workspace=workspace, member=member, rules=rules, is_time_up=is_time_up)


def list_unfinished(
    conn: Connection, *, before: datetime, schema_is_newer: bool = False
) -> tuple[tuple[str, str], ...]:
    """Return whose erasure (workspace, member) began before that moment and has not ended, longest ago first.

    Over a newer schema those are left out of which only the newer release knows what is left.
    """
    open_to_us = [erasures.c.step != LEFT_TO_NEWER] if schema_is_newer else []
    begun = select(erasures).where(erasures.c.started_at <= before, *open_to_us)
    rows = conn.execute(begun.order_by(erasures.c.started_at))
    return tuple((row.workspace, row.member) for row in rows)


def count_left_to_newer(conn: Connection) -> int:
    """Return how many erasures wait for the newer release that has upgraded the schema."""
    return conn.execute(select(func.count()).where(erasures.c.step == LEFT_TO_NEWER)).scalar_one()


def _read_running(conn: Connection, workspace: str, member: str) -> RunningErasure | None:
    running = (erasures.c.workspace == workspace, erasures.c.member == member)
    row = conn.execute(select(erasures).where(*running)).first()
    return RunningErasure(**row._mapping) if row else None


def _sum_up(
    conn: Connection, erasure: RunningErasure, counts: StoredDataCounts, minutes_by_area: Mapping[str, int]
) -> None:
    """Add a member's hours to the anonymous sums by area, which have no name and no day, and record the act: once."""
    mine = (erasures.c.workspace == erasure.workspace, erasures.c.member == erasure.member)
    first = conn.execute(update(erasures).where(*mine, ~erasures.c.is_summed).values(is_summed=True))
    if not first.rowcount or counts.is_empty:
        return
    rows = [{"workspace": erasure.workspace, "area": area, "minutes": each} for area, each in minutes_by_area.items()]
    if rows:
        added = dialect_insert(conn, anonymous_totals).values(rows)
        more = {"minutes": anonymous_totals.c.minutes + added.excluded.minutes}
        conn.execute(added.on_conflict_do_update(index_elements=["workspace", "area"], set_=more))
    actor, detail = FORGOTTEN_MEMBER_ID, erasure.reason
    audit_log.record_act(
        conn, workspace=erasure.workspace, actor=actor, act="forget", now=erasure.started_at, detail=detail
    )


def _read_minutes_by_area(conn: Connection, workspace: str, member: str) -> dict[str, int]:
    mine = (entries.c.workspace == workspace, entries.c.member == member)
    minutes = func.sum(entries.c.minutes)
    rows = conn.execute(select(entries.c.area, minutes).where(*mine).group_by(entries.c.area).having(minutes > 0))
    return {area: int(total) for area, total in rows}


def _run_steps(database: Database, erasure: RunningErasure, rules: ErasureRules, is_time_up: IsTimeUp) -> bool:
    """Take the steps from where the erasure stands; returns whether it has ended.

    Over a newer schema it does not: there may be rows in tables that only the newer release knows, which takes all
    steps again.
    """
    steps = _remaining_steps(erasure, rules)
    for number, (name, step) in enumerate(steps):
        for position in step(database, erasure, rules, 0 if number else erasure.position):
            if is_time_up():
                _save_position(database, erasure, name, position)
                return False
    if database.schema_notice:
        _save_position(database, erasure, LEFT_TO_NEWER, 0)
        return False
    with database.begin() as conn:
        mine = (erasures.c.workspace == erasure.workspace, erasures.c.member == erasure.member)
        conn.execute(delete(erasures).where(*mine))
    return True


def _remaining_steps(erasure: RunningErasure, rules: ErasureRules) -> Sequence[tuple[str, erasure_steps.Step]]:
    """Return the steps from the saved one on; all of them where another release has saved it."""
    steps = erasure_steps.list_steps(rules.data)
    names = [name for name, _ in steps]
    return steps[names.index(erasure.step) :] if erasure.step in names else steps


def _save_position(database: Database, erasure: RunningErasure, step: str, position: int) -> None:
    mine = (erasures.c.workspace == erasure.workspace, erasures.c.member == erasure.member)
    with database.begin() as conn:
        conn.execute(update(erasures).where(*mine).values(step=step, position=position))


def _count_rows(conn: Connection, workspace: str, column: Column[Any], member: str) -> int:
    table = column.table
    query = select(func.count()).select_from(table).where(table.c.workspace == workspace, column == member)
    return int(conn.execute(query).scalar_one())

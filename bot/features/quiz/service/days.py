"""On which days somebody gets questions, and to whom they are due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, case, exists, false, func, select

from bot.calendar.date_text import WEEKDAYS
from bot.core.ledger.rollups import ALL_TIME
from bot.core.people import members as people
from bot.core.people.member import Member
from bot.db.statements import dialect_insert
from bot.db.tables import asked_questions, entries, members, occurrences, question_days, topic_state_acts, totals
from bot.db.tables import outbox as outbox_rows
from bot.delivery import outbox
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.outbox import MessageState
from bot.features.quiz.rules.days import LEAST_LEARNED, USUAL_DAYS, Silence, read_days, store_days

_DAY: Final = "day:"
_NEVER_ARRIVED: Final = exists().where(
    outbox_rows.c.workspace == asked_questions.c.workspace,
    outbox_rows.c.kind == DeliveryKind.QUESTIONS.value,
    outbox_rows.c.period == func.substr(asked_questions.c.run, len(_DAY) + 1),
    outbox_rows.c.recipient == asked_questions.c.member,
    outbox_rows.c.state.in_([MessageState.EXPIRED.value, MessageState.FAILED.value]),
)
_IS_LETTER: Final = (
    asked_questions.c.run.startswith(_DAY, autoescape=True),
    asked_questions.c.number == 1,
    ~_NEVER_ARRIVED,
)


def read_question_days(conn: Connection, *, member: Member) -> tuple[int, ...]:
    """Return a member's question days, none where they want none; without nudges the usual ones don't come either."""
    own = _find_own_days(conn, member)
    if own is None:
        return USUAL_DAYS if member.nudged else ()
    days, is_on = own
    return days if is_on else ()


def set_question_days(conn: Connection, *, member: Member, days: Sequence[int]) -> None:
    """Choose the days, which turns questions on.

    Raises: MemberGone.
    """
    _save_days(conn, member, days, is_on=True)


def switch_questions(conn: Connection, *, member: Member, is_on: bool) -> None:
    """Turn questions on or off, and keep the days; off takes back what is on its way.

    Raises: MemberGone.
    """
    own = _find_own_days(conn, member)
    _save_days(conn, member, own[0] if own else USUAL_DAYS, is_on=is_on)
    if not is_on:
        key = {"workspace": member.workspace, "recipient": member.id}
        outbox.withdraw_for_recipient(conn, **key, kinds=(DeliveryKind.QUESTIONS,))


def list_days_in_use(conn: Connection, *, workspace: str) -> tuple[int, ...]:
    """Return the weekdays on which anybody may get questions."""
    columns = question_days.c
    own = conn.execute(select(columns.days).where(columns.workspace == workspace, columns.is_on).distinct())
    return tuple(sorted({*USUAL_DAYS, *(day for (stored,) in own for day in read_days(stored))}))


def list_zones(conn: Connection, *, workspace: str) -> tuple[str | None, ...]:
    """List the names of the zones in which somebody has learned enough to be asked; None for members without one."""
    found = select(members.c.timezone).where(
        members.c.workspace == workspace, members.c.is_active, _has_learned_enough()
    )
    return tuple(conn.execute(found.distinct()).scalars())


def list_undecided(
    conn: Connection, *, workspace: str, zone: str | None, weekday: int, period: str, limit: int | None = None
) -> tuple[str, ...]:
    """List who of a zone has that weekday for questions, has learned enough and hasn't been dealt with that day."""
    decided = exists().where(
        occurrences.c.workspace == members.c.workspace,
        occurrences.c.kind == DeliveryKind.QUESTIONS.value,
        occurrences.c.period == period,
        occurrences.c.recipient == members.c.id,
    )
    found = (
        select(members.c.id)
        .outerjoin(
            question_days,
            (question_days.c.workspace == members.c.workspace) & (question_days.c.member == members.c.id),
        )
        .where(members.c.workspace == workspace, members.c.timezone == zone, members.c.is_active)
        .where(_has_day(weekday), _has_learned_enough(), ~decided)
        .order_by(members.c.id)
        .limit(limit)
    )
    return tuple(conn.execute(found).scalars())


def read_silence(conn: Connection, *, workspace: str, member: str) -> Silence:
    """Return the question days since a member last answered anything, and whether they have logged hours since.

    A letter that never arrived is none.
    """
    theirs = (asked_questions.c.workspace == workspace, asked_questions.c.member == member)
    answered = conn.execute(select(func.max(asked_questions.c.answered_at)).where(*theirs)).scalar_one_or_none()
    letters = select(func.count(), func.max(asked_questions.c.asked_at)).where(*theirs, *_IS_LETTER)
    since = letters if answered is None else letters.where(asked_questions.c.asked_at > answered)
    count, last = conn.execute(since).one()
    if last is None:
        return Silence()
    newest = select(entries.c.created_at).where(entries.c.workspace == workspace, entries.c.member == member)
    logged = conn.execute(newest.order_by(entries.c.id.desc()).limit(1)).scalar_one_or_none()
    return Silence(count, last.date(), has_logged=logged is not None and logged > last)


def count_letters(conn: Connection, *, workspace: str, member: str) -> int:
    """Return how many question days somebody had, of which the letter arrived or may arrive."""
    return conn.execute(
        select(func.count()).where(
            asked_questions.c.workspace == workspace,
            asked_questions.c.member == member,
            *_IS_LETTER,
        )
    ).scalar_one()


def _find_own_days(conn: Connection, member: Member) -> tuple[tuple[int, ...], bool] | None:
    """Return the days that a member chose, and whether questions are on; None where they chose nothing."""
    columns = question_days.c
    row = conn.execute(
        select(columns.days, columns.is_on).where(columns.workspace == member.workspace, columns.member == member.id)
    ).first()
    return (read_days(row.days), row.is_on) if row else None


def _save_days(conn: Connection, member: Member, days: Sequence[int], *, is_on: bool) -> None:
    people.lock_members(conn, workspace=member.workspace, member_ids=[member.id])
    values = {"days": store_days(days), "is_on": is_on}
    conn.execute(
        dialect_insert(conn, question_days)
        .values(workspace=member.workspace, member=member.id, **values)
        .on_conflict_do_update(index_elements=["workspace", "member"], set_=values)
    )


def _has_day(weekday: int) -> ColumnElement[bool]:
    usual = members.c.nudged if weekday in USUAL_DAYS else false()
    own = and_(question_days.c.is_on, question_days.c.days.contains(WEEKDAYS[weekday].lower()))
    return case((question_days.c.days.is_not(None), own), else_=usual)


def _has_learned_enough() -> ColumnElement[bool]:
    """Return whether a member has hours on, or has said something of, so many topics that questions may come."""
    logged = select(func.count()).where(
        totals.c.workspace == members.c.workspace,
        totals.c.member == members.c.id,
        totals.c.period == ALL_TIME,
        totals.c.subject.contains(".", autoescape=True),  # as topics' ids alone have
        totals.c.minutes > 0,
    )
    said = select(func.count(topic_state_acts.c.subject.distinct())).where(
        topic_state_acts.c.workspace == members.c.workspace, topic_state_acts.c.member == members.c.id
    )
    return logged.scalar_subquery() + said.scalar_subquery() >= LEAST_LEARNED

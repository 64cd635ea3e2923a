"""On which days somebody gets questions, and to whom they are due."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, false, func, or_, select

from bot.calendar.date_text import WEEKDAYS
from bot.core.ledger.rollups import ALL_TIME
from bot.core.people import members as people
from bot.core.people.member import Member
from bot.db.statements import dialect_insert
from bot.db.tables import (
    asked_questions,
    entries,
    members,
    occurrences,
    question_days,
    topic_state_acts,
    totals,
    workspaces,
)
from bot.db.tables import outbox as outbox_rows
from bot.delivery import outbox
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.outbox import MessageState
from bot.features.nudge.service.due_members import is_in_zones
from bot.features.quiz.rules.days import LEAST_LEARNED, USUAL_DAYS, Silence, read_days, store_days

_DAY: Final = "day:"
_IS_OF_TOPIC: Final = totals.c.subject.contains(".", autoescape=True)  # as topics' ids alone have
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


def list_days_in_use(conn: Connection, *, workspaces: Collection[str]) -> dict[str, tuple[int, ...]]:
    """Return by workspace the weekdays on which anybody may get questions."""
    columns, found = question_days.c, {each: set(USUAL_DAYS) for each in workspaces}
    own = select(columns.workspace, columns.days).where(columns.workspace.in_(workspaces), columns.is_on)
    for workspace, stored in conn.execute(own.distinct()):
        found[workspace].update(read_days(stored))
    return {workspace: tuple(sorted(days)) for workspace, days in found.items()}


def find_learning_workspaces(conn: Connection, *, workspaces_in: Collection[str]) -> frozenset[str]:
    """Return those of the workspaces in which anybody has hours on a topic, or has said something of one.

    Nobody elsewhere can get questions. Goes through no people, as `find_undecided_workspaces` does.
    """
    logged = exists().where(totals.c.workspace == workspaces.c.id, totals.c.period == ALL_TIME, _IS_OF_TOPIC)
    said = exists().where(topic_state_acts.c.workspace == workspaces.c.id)
    found = select(workspaces.c.id).where(workspaces.c.id.in_(workspaces_in), or_(logged, said))
    return frozenset(conn.execute(found).scalars()) if workspaces_in else frozenset()


def find_undecided_workspaces(
    conn: Connection, *, workspaces_in: Collection[str], zones: Collection[str | None], weekday: int, period: str
) -> frozenset[str]:
    """Return those of the workspaces in which somebody in one of the zones is undecided, as `list_undecided` has it.

    Looks at a workspace only until it finds somebody.
    """
    in_zone = is_in_zones(zones)
    somebody = _undecided(in_zone, weekday, period).where(members.c.workspace == workspaces.c.id).correlate(workspaces)
    found = select(workspaces.c.id).where(workspaces.c.id.in_(workspaces_in), somebody.exists())
    return frozenset(conn.execute(found).scalars())


def list_undecided(
    conn: Connection, *, workspace: str, zone: str | None, weekday: int, period: str, limit: int | None = None
) -> tuple[str, ...]:
    """List who of a zone has that weekday for questions, has learned enough and hasn't been dealt with that day."""
    found = _undecided(members.c.timezone == zone, weekday, period).where(members.c.workspace == workspace)
    return tuple(conn.execute(found.order_by(members.c.id).limit(limit)).scalars())


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


def _undecided(in_zone: ColumnElement[bool], weekday: int, period: str) -> Select[Any]:
    decided = exists().where(
        occurrences.c.workspace == members.c.workspace,
        occurrences.c.kind == DeliveryKind.QUESTIONS.value,
        occurrences.c.period == period,
        occurrences.c.recipient == members.c.id,
    )
    own = (question_days.c.workspace == members.c.workspace) & (question_days.c.member == members.c.id)
    able = (in_zone, members.c.is_active, _has_day(weekday), ~decided, _has_learned_enough())
    return select(members.c.id).outerjoin(question_days, own).where(*able)


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
        _IS_OF_TOPIC,
        totals.c.minutes > 0,
    )
    said = select(func.count(topic_state_acts.c.subject.distinct())).where(
        topic_state_acts.c.workspace == members.c.workspace, topic_state_acts.c.member == members.c.id
    )
    return logged.scalar_subquery() + said.scalar_subquery() >= LEAST_LEARNED

"""Erasure of a member: all their rows go in one transaction, and only the sum of their hours by area stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Connection, Select, delete, func, or_, select

from bot.core import audit_log
from bot.core.ledger import postings
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.personal_data import Counted, PersonalData
from bot.db.statements import dialect_insert
from bot.db.tables import (
    PAIR_IS_ACTIVE,
    anonymous_totals,
    entries,
    outbox,
    pairs,
    session_attendees,
    sessions,
)
from bot.db.tables import members as people
from bot.delivery import direct_messages
from bot.delivery.occurrences import DeliveryKind
from bot.features.privacy.rules import (
    ErasureNotification,
    ErasureTexts,
    PairEndedByErasure,
    SessionCancelledByErasure,
    StoredDataCounts,
)
from bot.features.privacy.service import redaction
from bot.setting_values import FORGOTTEN_MEMBER_ID

ASKED_BY_MEMBER: Final = "asked"  # reasons for an erasure
LEFT_WORKSPACE: Final = "left"


@dataclass(frozen=True, slots=True)
class ErasureRequest:
    """Why and how a member is erased; `data` and `kinds_about_many` are what the features declare."""

    reason: str
    texts: ErasureTexts
    data: PersonalData
    kinds_about_many: frozenset[str]
    default_zone: ZoneInfo  # of members without a zone
    now: datetime


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


def erase_member(conn: Connection, *, workspace: str, member: str, request: ErasureRequest) -> StoredDataCounts | None:
    """Erase a member; returns what was kept, None for somebody unknown or erased already.

    Their mentors, their mentees and those who joined their coming sessions are notified, without a name or a reason.
    """
    known = (people.c.workspace == workspace, people.c.id == member)
    name = conn.execute(select(people.c.name).where(*known).with_for_update()).scalar_one_or_none()
    if name is None:
        return None
    postings.lock_member_entries(conn, workspace, member)
    conn.execute(_select_hosted_sessions(workspace, member).with_for_update()).all()
    found = count_stored_data(conn, workspace=workspace, member=member, data=request.data)
    affected = [
        *_list_partners(conn, workspace, member),
        *_list_session_attendees(conn, workspace, member, request.now),
    ]
    _add_to_anonymous_totals(conn, workspace, member)
    _delete_hosted_sessions(conn, workspace, member)
    for column in _own_columns(request.data):
        conn.execute(delete(column.table).where(column.table.c.workspace == workspace, column == member))
    redaction.redact_member(
        conn,
        workspace=workspace,
        member=member,
        name=name,
        name_spellings=request.texts.name_spellings,
        data=request.data,
        kinds_about_many=request.kinds_about_many,
    )
    _notify_affected(conn, workspace, affected, request)
    if not found.is_empty:
        audit_log.record_act(
            conn, workspace=workspace, actor=FORGOTTEN_MEMBER_ID, act="forget", now=request.now, detail=request.reason
        )
    return found


def _own_columns(data: PersonalData) -> list[Column[Any]]:
    """Return the columns that say whose a row is, in the order of deletion: the member's own row goes last."""
    return sorted((each.column for each in data.owned), key=lambda column: column.table is people)


def _add_to_anonymous_totals(conn: Connection, workspace: str, member: str) -> None:
    """Add a member's hours to the anonymous sums by area, which have no name and no day."""
    mine = (entries.c.workspace == workspace, entries.c.member == member)
    minutes = func.sum(entries.c.minutes)
    sums = conn.execute(select(entries.c.area, minutes).where(*mine).group_by(entries.c.area).having(minutes > 0))
    rows = [{"workspace": workspace, "area": area, "minutes": int(total)} for area, total in sums]
    if not rows:
        return
    added = dialect_insert(conn, anonymous_totals).values(rows)
    more = {"minutes": anonymous_totals.c.minutes + added.excluded.minutes}
    conn.execute(added.on_conflict_do_update(index_elements=["workspace", "area"], set_=more))


def _delete_hosted_sessions(conn: Connection, workspace: str, member: str) -> None:
    """Delete the sessions that a member hosts, with the attendees and the messages about them."""
    theirs = _select_hosted_sessions(workspace, member)
    about = (
        outbox.c.workspace == workspace,
        outbox.c.kind.in_(
            [
                DeliveryKind.SESSION.value,
                DeliveryKind.SESSION_QUESTION.value,
                DeliveryKind.SESSION_REMINDER.value,
            ]
        ),
    )
    for number in conn.execute(theirs).scalars().all():
        its = or_(outbox.c.period == f"s{number:x}", outbox.c.period.startswith(f"s{number:x}@"))
        conn.execute(delete(outbox).where(*about, its))
    conn.execute(delete(session_attendees).where(session_attendees.c.session.in_(theirs)))
    conn.execute(delete(sessions).where(sessions.c.workspace == workspace, sessions.c.host == member))


def _select_hosted_sessions(workspace: str, member: str) -> Select[tuple[int]]:
    return select(sessions.c.id).where(sessions.c.workspace == workspace, sessions.c.host == member)


def _list_partners(conn: Connection, workspace: str, member: str) -> Iterator[tuple[str, bool]]:
    """Yield the other member of each active pair, and whether that one is the mentor."""
    theirs = (pairs.c.workspace == workspace, or_(pairs.c.mentor == member, pairs.c.mentee == member))
    for row in conn.execute(select(pairs.c.mentor, pairs.c.mentee).where(*theirs, *PAIR_IS_ACTIVE)):
        yield (row.mentee, False) if row.mentor == member else (row.mentor, True)


def _list_session_attendees(conn: Connection, workspace: str, member: str, now: datetime) -> Iterator[tuple[str, Any]]:
    """Yield the attendees of the coming sessions that a member hosts, with title and start."""
    coming = (sessions.c.workspace == workspace, sessions.c.host == member, sessions.c.starts_at > now)
    rows = conn.execute(
        select(session_attendees.c.member, sessions.c.title, sessions.c.starts_at)
        .join(sessions, sessions.c.id == session_attendees.c.session)
        .where(*coming, sessions.c.cancelled_at.is_(None), session_attendees.c.member != member)
        .order_by(sessions.c.id, session_attendees.c.member)
    )
    yield from ((row.member, (row.title, row.starts_at)) for row in rows)


def _notify_affected(
    conn: Connection, workspace: str, affected: Sequence[tuple[str, Any]], request: ErasureRequest
) -> None:
    """Queue a notification to each, without the name of the erased member; sent once, since its rows are gone."""
    for number, (reader, cause) in enumerate(affected):
        to = members.find_member(conn, workspace=workspace, member=reader, default_zone=request.default_zone)
        if to is None:
            continue
        kind = DeliveryKind.PAIR if isinstance(cause, bool) else DeliveryKind.SESSION
        key = f"forget:{workspace}:{reader}:{number}:{request.now.isoformat()}"
        remaining = _list_remaining_partners(conn, to, with_mentors=not cause) if isinstance(cause, bool) else {}
        message = request.texts.render_notification(_build_notification(to, cause, remaining, request.now))
        direct_messages.write_message(
            conn, recipient=to, kind=kind, key=key, message=message, now=request.now, other_names=remaining
        )


def _build_notification(
    recipient: Member, cause: Any, remaining: Mapping[str, str], now: datetime
) -> ErasureNotification:
    if isinstance(cause, bool):
        return PairEndedByErasure(was_mentor=cause, remaining=tuple(remaining.values()))
    title, starts_at = cause
    return SessionCancelledByErasure(
        title, starts_at, starts_at.astimezone(recipient.zone), now.astimezone(recipient.zone)
    )


def _list_remaining_partners(conn: Connection, member: Member, *, with_mentors: bool) -> dict[str, str]:
    """Return the names, by id, of a member's remaining mentors or mentees."""
    mine, theirs = (pairs.c.mentee, pairs.c.mentor) if with_mentors else (pairs.c.mentor, pairs.c.mentee)
    named: Select[Any] = select(people.c.id, people.c.name).join(
        pairs, (pairs.c.workspace == people.c.workspace) & (theirs == people.c.id)
    )
    rows = conn.execute(
        named.where(pairs.c.workspace == member.workspace, mine == member.id, *PAIR_IS_ACTIVE).order_by(pairs.c.id)
    )
    return {row.id: row.name for row in rows}


def _count_rows(conn: Connection, workspace: str, column: Column[Any], member: str) -> int:
    table = column.table
    query = select(func.count()).select_from(table).where(table.c.workspace == workspace, column == member)
    return int(conn.execute(query).scalar_one())

"""Forgetting a person: every row of theirs goes in one transaction, and only the sum of their hours by area stays."""

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

ASKED_BY_MEMBER: Final = "asked"  # why somebody is forgotten
LEFT_WORKSPACE: Final = "left"


@dataclass(frozen=True, slots=True)
class ErasureRequest:
    """Why and how somebody is forgotten, and what of: `data` and the kinds of messages are what features declare."""

    reason: str
    texts: ErasureTexts
    data: PersonalData
    kinds_about_many: frozenset[str]
    default_zone: ZoneInfo  # of those who have none
    now: datetime


def count_stored_data(conn: Connection, *, workspace: str, member: str, data: PersonalData) -> StoredDataCounts:
    """Return how much is kept about a member."""
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
    """Forget a member; returns what was kept, None for somebody we do not know (any more).

    The other sides of their pairs, and who joined their coming sessions, are told without a name or a reason.
    """
    known = (people.c.workspace == workspace, people.c.id == member)
    name = conn.execute(select(people.c.name).where(*known).with_for_update()).scalar_one_or_none()
    if name is None:
        return None
    postings.lock_member_entries(conn, workspace, member)
    conn.execute(_select_hosted_sessions(workspace, member).with_for_update()).all()
    found = count_stored_data(conn, workspace=workspace, member=member, data=request.data)
    concerned = [
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
    _notify_affected(conn, workspace, concerned, request)
    if not found.is_empty:
        audit_log.record_act(
            conn, workspace=workspace, actor=FORGOTTEN_MEMBER_ID, act="forget", now=request.now, detail=request.reason
        )
    return found


def _own_columns(data: PersonalData) -> list[Column[Any]]:
    """Return whose rows these are, by the column that says so. A member's own row is the last to go."""
    return sorted((each.column for each in data.owned), key=lambda column: column.table is people)


def _add_to_anonymous_totals(conn: Connection, workspace: str, member: str) -> None:
    """Add a member's hours to those of who was forgotten before, by area, without a name or a day."""
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
    """Their sessions, with all who joined and all that was sent or is to be sent about them."""
    theirs = _select_hosted_sessions(workspace, member)
    about = (
        outbox.c.workspace == workspace,
        outbox.c.kind.in_([DeliveryKind.SESSION.value, DeliveryKind.SESSION_REMINDER.value]),
    )
    for number in conn.execute(theirs).scalars().all():
        its = or_(outbox.c.period == f"s{number:x}", outbox.c.period.startswith(f"s{number:x}@"))
        conn.execute(delete(outbox).where(*about, its))
    conn.execute(delete(session_attendees).where(session_attendees.c.gathering.in_(theirs)))
    conn.execute(delete(sessions).where(sessions.c.workspace == workspace, sessions.c.host == member))


def _select_hosted_sessions(workspace: str, member: str) -> Select[tuple[int]]:
    return select(sessions.c.id).where(sessions.c.workspace == workspace, sessions.c.host == member)


def _list_partners(conn: Connection, workspace: str, member: str) -> Iterator[tuple[str, bool]]:
    """The other side of each pair that holds, and whether that side is the mentor."""
    theirs = (pairs.c.workspace == workspace, or_(pairs.c.mentor == member, pairs.c.mentee == member))
    for row in conn.execute(select(pairs.c.mentor, pairs.c.mentee).where(*theirs, *PAIR_IS_ACTIVE)):
        yield (row.mentee, False) if row.mentor == member else (row.mentor, True)


def _list_session_attendees(conn: Connection, workspace: str, member: str, now: datetime) -> Iterator[tuple[str, Any]]:
    """Who joined a coming session of theirs, with its title and moment."""
    coming = (sessions.c.workspace == workspace, sessions.c.host == member, sessions.c.starts_at > now)
    rows = conn.execute(
        select(session_attendees.c.member, sessions.c.title, sessions.c.starts_at)
        .join(sessions, sessions.c.id == session_attendees.c.gathering)
        .where(*coming, sessions.c.cancelled_at.is_(None), session_attendees.c.member != member)
        .order_by(sessions.c.id, session_attendees.c.member)
    )
    yield from ((row.member, (row.title, row.starts_at)) for row in rows)


def _notify_affected(
    conn: Connection, workspace: str, affected: Sequence[tuple[str, Any]], request: ErasureRequest
) -> None:
    """A letter to each, which names nobody who is forgotten; written once, since the rows it tells of are gone."""
    for number, (reader, what) in enumerate(affected):
        to = members.find_member(conn, workspace=workspace, member=reader, default_zone=request.default_zone)
        if to is None:
            continue
        kind = DeliveryKind.PAIR if isinstance(what, bool) else DeliveryKind.SESSION
        key = f"forget:{workspace}:{reader}:{number}:{request.now.isoformat()}"
        left = _list_remaining_partners(conn, to, with_mentors=not what) if isinstance(what, bool) else {}
        message = request.texts.render_notification(_build_notification(to, what, left, request.now))
        direct_messages.write_message(
            conn, recipient=to, kind=kind, key=key, message=message, now=request.now, other_names=left
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
    """The names, by id, of a member's mentors, or of their mentees, that they still have."""
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

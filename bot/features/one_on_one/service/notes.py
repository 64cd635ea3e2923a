"""A mentor's notes on a member: the author reads them, and the member those that were shared."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from bot.core.people import members
from bot.db.tables import mentor_notes
from bot.delivery import occurrences
from bot.delivery.occurrences import DeliveryKind, OccurrenceOutcome
from bot.features.one_on_one.rules.card import MentorNote

_COLUMNS: Final = tuple(mentor_notes.c[name] for name in MentorNote.__match_args__)


def add_note(
    conn: Connection, *, workspace: str, author: str, member: str, words: str, is_shared: bool, key: str, now: datetime
) -> MentorNote | None:
    """Write a note, once under a key of whatever length; None where it is there already.

    Raises: MemberGone.
    """
    members.lock_members(conn, workspace=workspace, member_ids=[author, member])
    period = sha256(f"note:{key}".encode()).hexdigest()[:16]
    if not occurrences.claim_occurrence(
        conn,
        workspace=workspace,
        kind=DeliveryKind.MENTOR_MESSAGE,
        period=period,
        recipient=author,
        now=now,
        outcome=OccurrenceOutcome.QUEUED,
    ):
        return None
    values = {"author": author, "member": member, "words": words, "shared": is_shared, "at": now}
    row = conn.execute(insert(mentor_notes).values(workspace=workspace, **values).returning(*_COLUMNS)).one()
    return MentorNote(**row._mapping)


def list_own_notes(
    conn: Connection, *, workspace: str, author: str, member: str, limit: int, offset: int = 0
) -> tuple[MentorNote, ...]:
    """Return the author's own notes on a member, newest first."""
    is_own = (mentor_notes.c.author == author, mentor_notes.c.member == member)
    return _list_newest(conn, workspace, *is_own, limit=limit, offset=offset)


def count_own_notes(conn: Connection, *, workspace: str, author: str, member: str) -> int:
    """Return how many notes the author has written on a member."""
    return conn.execute(
        select(func.count()).where(
            mentor_notes.c.workspace == workspace, mentor_notes.c.author == author, mentor_notes.c.member == member
        )
    ).scalar_one()


def list_shared_notes(conn: Connection, *, workspace: str, member: str, limit: int) -> tuple[MentorNote, ...]:
    """Return the notes on a member that their authors have shared with them, newest first."""
    return _list_newest(conn, workspace, mentor_notes.c.member == member, mentor_notes.c.shared, limit=limit)


def find_own_note(conn: Connection, *, workspace: str, author: str, note_id: int) -> MentorNote | None:
    """Return one of the author's own notes; None where it is not theirs."""
    row = conn.execute(select(*_COLUMNS).where(*_is_own_note(workspace, author, note_id))).first()
    return MentorNote(**row._mapping) if row else None


def share_own_note(conn: Connection, *, workspace: str, author: str, note_id: int) -> None:
    """Let the member read one of the author's own notes."""
    conn.execute(update(mentor_notes).where(*_is_own_note(workspace, author, note_id)).values(shared=True))


def delete_own_note(conn: Connection, *, workspace: str, author: str, note_id: int) -> None:
    """Delete one of the author's own notes."""
    conn.execute(delete(mentor_notes).where(*_is_own_note(workspace, author, note_id)))


def _is_own_note(workspace: str, author: str, note_id: int) -> tuple[ColumnElement[bool], ...]:
    return mentor_notes.c.workspace == workspace, mentor_notes.c.author == author, mentor_notes.c.id == note_id


def _list_newest(
    conn: Connection, workspace: str, *conditions: Any, limit: int, offset: int = 0
) -> tuple[MentorNote, ...]:
    rows = conn.execute(
        select(*_COLUMNS)
        .where(mentor_notes.c.workspace == workspace, *conditions)
        .order_by(mentor_notes.c.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return tuple(MentorNote(**row._mapping) for row in rows)

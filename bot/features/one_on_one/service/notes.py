"""A mentor's notes on a member: the author reads them, and the member those that were shared."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from bot.core.people import members
from bot.db.tables import remarks
from bot.delivery import occurrences
from bot.delivery.occurrences import Kind, Outcome
from bot.features.one_on_one.rules.note import Remark

_COLUMNS: Final = tuple(remarks.c[name] for name in Remark.__slots__)


def add(
    session: Connection, *, workspace: str, author: str, member: str, words: str, shared: bool, key: str, now: datetime
) -> Remark | None:
    """Write a note, once under a key of whatever length; None where it is there already. Raises Gone."""
    members.hold(session, workspace=workspace, people=[author, member])
    period = sha256(f"note:{key}".encode()).hexdigest()[:16]
    if not occurrences.claim(
        session,
        workspace=workspace,
        kind=Kind.WORD,
        period=period,
        recipient=author,
        now=now,
        outcome=Outcome.QUEUED,
    ):
        return None
    values = {"author": author, "member": member, "words": words, "shared": shared, "at": now}
    row = session.execute(insert(remarks).values(workspace=workspace, **values).returning(*_COLUMNS)).one()
    return Remark(**row._mapping)


def by(
    session: Connection, *, workspace: str, author: str, member: str, limit: int, offset: int = 0
) -> tuple[Remark, ...]:
    """The author's own notes on a member, newest first."""
    mine = (remarks.c.author == author, remarks.c.member == member)
    return _newest(session, workspace, *mine, limit=limit, offset=offset)


def count(session: Connection, *, workspace: str, author: str, member: str) -> int:
    """How many the author has written on a member."""
    return session.execute(
        select(func.count()).where(
            remarks.c.workspace == workspace, remarks.c.author == author, remarks.c.member == member
        )
    ).scalar_one()


def shared_with(session: Connection, *, workspace: str, member: str, limit: int) -> tuple[Remark, ...]:
    """The notes on a member that their authors have shared with them, newest first."""
    return _newest(session, workspace, remarks.c.member == member, remarks.c.shared, limit=limit)


def find(session: Connection, *, workspace: str, author: str, number: int) -> Remark | None:
    """One of the author's own notes."""
    row = session.execute(select(*_COLUMNS).where(*_own(workspace, author, number))).first()
    return Remark(**row._mapping) if row else None


def share(session: Connection, *, workspace: str, author: str, number: int) -> None:
    """Let the member read one of the author's own notes."""
    session.execute(update(remarks).where(*_own(workspace, author, number)).values(shared=True))


def drop(session: Connection, *, workspace: str, author: str, number: int) -> None:
    """Delete one of the author's own notes."""
    session.execute(delete(remarks).where(*_own(workspace, author, number)))


def _own(workspace: str, author: str, number: int) -> tuple[ColumnElement[bool], ...]:
    return remarks.c.workspace == workspace, remarks.c.author == author, remarks.c.id == number


def _newest(session: Connection, workspace: str, *which: Any, limit: int, offset: int = 0) -> tuple[Remark, ...]:
    rows = session.execute(
        select(*_COLUMNS)
        .where(remarks.c.workspace == workspace, *which)
        .order_by(remarks.c.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return tuple(Remark(**row._mapping) for row in rows)

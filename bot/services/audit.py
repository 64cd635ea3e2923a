"""The audit log: who did what that concerns others, for admins to read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select

from bot.db.tables import audit
from bot.domain.audit import Record


def note(
    session: Connection, *, workspace: str, actor: str, act: str, now: datetime, subject: str = "", detail: str = ""
) -> None:
    """Write an act down, in the transaction that does it. `act` is a word or two with dots, such as `digest.resend`."""
    values = {"workspace": workspace, "at": now, "actor": actor, "act": act, "subject": subject, "detail": detail}
    session.execute(insert(audit).values(**values))


def latest(session: Connection, *, workspace: str, offset: int = 0, limit: int = 20) -> tuple[Record, ...]:
    """The newest acts in a workspace, newest first."""
    rows = session.execute(
        select(*(audit.c[name] for name in Record.__slots__))
        .where(audit.c.workspace == workspace)
        .order_by(audit.c.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return tuple(Record(**row._mapping) for row in rows)

"""The audit log: who did what that concerns others, for admins to read."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, insert, or_, select

from bot.db.tables import audit
from bot.domain.audit import Record
from bot.domain.member import Member


def note(
    session: Connection, *, workspace: str, actor: str, act: str, now: datetime, subject: str = "", detail: str = ""
) -> None:
    """Write an act down, in the transaction that does it. `act` is a word or two with dots, such as `digest.resend`."""
    values = {"workspace": workspace, "at": now, "actor": actor, "act": act, "subject": subject, "detail": detail}
    session.execute(insert(audit).values(**values))


def latest(
    session: Connection,
    *,
    workspace: str,
    offset: int = 0,
    limit: int = 20,
    beginning: Collection[str] = (),
    person: str = "",
) -> tuple[Record, ...]:
    """The newest acts in a workspace, newest first; those that begin like one of these, or that concern a person."""
    kinds = [or_(*(audit.c.act.startswith(each) for each in beginning))] if beginning else []
    theirs = or_(audit.c.actor == person, audit.c.subject == person, audit.c.detail.contains(person, autoescape=True))
    rows = session.execute(
        select(*(audit.c[name] for name in Record.__slots__))
        .where(audit.c.workspace == workspace, *kinds, *([theirs] if person else []))
        .order_by(audit.c.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return tuple(Record(**row._mapping) for row in rows)


def look(session: Connection, *, reader: Member, of: str, what: str, now: datetime) -> None:
    """Write down that somebody looked at another person's detail; at one's own everybody may look unnoticed."""
    if reader.id != of:
        note(session, workspace=reader.workspace, actor=reader.id, act=f"look.{what}", now=now, subject=of)


def refused(session: Connection, *, reader: Member, what: str, now: datetime, subject: str = "") -> None:
    """Write down that somebody asked for what is not theirs: `what` is a word such as `signoff`."""
    note(session, workspace=reader.workspace, actor=reader.id, act=f"refused.{what}", now=now, subject=subject)


def looks_at(session: Connection, *, workspace: str, member: str, limit: int = 5) -> tuple[Record, ...]:
    """Who last looked at a member's detail, newest first."""
    rows = session.execute(
        select(*(audit.c[name] for name in Record.__slots__))
        .where(audit.c.workspace == workspace, audit.c.subject == member, audit.c.act.startswith("look."))
        .order_by(audit.c.id.desc())
        .limit(limit)
    )
    return tuple(Record(**row._mapping) for row in rows)

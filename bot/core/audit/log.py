"""The audit log: who did what that concerns others, for admins to read."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select

from bot.core.audit.record import Record
from bot.core.people.member import Member
from bot.db.tables import audit, pairs

EXPORT: Final = "export.team"  # with the detail `team` or `mentees`, whoever they were then


_READ: Final = 500  # looks, of which several make one line


_RECENT: Final = timedelta(days=1)


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


def look_once(session: Connection, *, reader: Member, of: str, what: str, now: datetime) -> None:
    """The same, but for who looked within a day already: for what only adds to a look."""
    mine = (audit.c.workspace == reader.workspace, audit.c.actor == reader.id, audit.c.act == f"look.{what}")
    recent = select(audit.c.id).where(*mine, audit.c.subject == of, audit.c.at > now - _RECENT)
    if session.execute(recent.limit(1)).first() is None:
        look(session, reader=reader, of=of, what=what, now=now)


def looks_at(session: Connection, *, member: Member, limit: int = 5) -> tuple[Record, ...]:
    """Who last looked at a member's detail or had it sent, newest first: each once a day of the member's for a kind."""
    rows = session.execute(
        select(*(audit.c[name] for name in Record.__slots__))
        .where(audit.c.workspace == member.workspace, audit.c.actor != member.id)
        .where(or_(and_(audit.c.subject == member.id, audit.c.act.startswith("look.")), _exported(member)))
        .order_by(audit.c.id.desc())
        .limit(_READ)
    )
    found: dict[tuple[str, str, date], Record] = {}
    for each in (Record(**row._mapping) for row in rows):
        found.setdefault((each.actor, each.act, member.today(each.at)), each)
    return tuple(found.values())[:limit]


def _exported(member: Member) -> ColumnElement[bool]:
    """Tables of a team in which the member stood: everybody's, and those of who was their mentor at that moment."""
    theirs = (pairs.c.workspace == audit.c.workspace, pairs.c.mentor == audit.c.actor, pairs.c.mentee == member.id)
    began = (pairs.c.mentor_at <= audit.c.at, pairs.c.mentee_at <= audit.c.at)
    held = select(pairs.c.id).where(*theirs, *began, or_(pairs.c.ended_at.is_(None), pairs.c.ended_at > audit.c.at))
    of_all = and_(audit.c.detail == "team", audit.c.at >= member.created_at)
    return and_(audit.c.act == EXPORT, or_(of_all, held.correlate(audit).exists()))


ACT = "settings.change"

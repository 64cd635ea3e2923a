"""The audit log: who did what that concerns others, for admins to read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select

from bot.core.people.member import Member
from bot.db.tables import audit_log, pairs
from bot.frozen import frozen

TEAM_EXPORT_ACT: Final = "export.team"  # with the detail `team` or `mentees`: those they had then
_MAX_LOOKS_READ: Final = 500  # several looks make one line
_RECENT: Final = timedelta(days=1)
SETTINGS_CHANGED: Final = "settings.change"

# The prefixes of acts, by the word with which an admin asks for them.
ACT_GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "looks": ("look.",),
    "signoffs": ("work.", "level.", "waiting."),
    "roles": ("mentor.", "lead.", "pair."),
    "exports": ("export.",),
    "refusals": ("refused.",),
    "settings": ("settings.", "content.", "questions.", "holiday.", "digest.", "message."),
    "forgotten": ("forget",),
}


@frozen
class AuditRecord:
    """One act: who did it, to whom or what, and the rest in words; never what anybody wrote."""

    id: int
    at: datetime
    actor: str
    act: str
    subject: str
    detail: str


def record_act(
    conn: Connection, *, workspace: str, actor: str, act: str, now: datetime, subject: str = "", detail: str = ""
) -> None:
    """Record an act in the transaction that does it; `act` is words with dots, such as `digest.resend`."""
    values = {"workspace": workspace, "at": now, "actor": actor, "act": act, "subject": subject, "detail": detail}
    conn.execute(insert(audit_log).values(**values))


def list_latest_acts(
    conn: Connection,
    *,
    workspace: str,
    offset: int = 0,
    limit: int = 20,
    prefixes: Collection[str] = (),
    person: str = "",
) -> tuple[AuditRecord, ...]:
    """Return the newest acts first; only those with one of these prefixes, or that concern a person, if given."""
    kinds = [or_(*(audit_log.c.act.startswith(each) for each in prefixes))] if prefixes else []
    theirs = or_(
        audit_log.c.actor == person, audit_log.c.subject == person, audit_log.c.detail.contains(person, autoescape=True)
    )
    rows = conn.execute(
        select(*(audit_log.c[name] for name in AuditRecord.__match_args__))
        .where(audit_log.c.workspace == workspace, *kinds, *([theirs] if person else []))
        .order_by(audit_log.c.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return tuple(AuditRecord(**row._mapping) for row in rows)


def record_look(conn: Connection, *, reader: Member, subject: str, kind: str, now: datetime) -> None:
    """Record that somebody looked at another person's detail; looking at one's own is not recorded."""
    if reader.id != subject:
        record_act(conn, workspace=reader.workspace, actor=reader.id, act=f"look.{kind}", now=now, subject=subject)


def record_refusal(conn: Connection, *, reader: Member, kind: str, now: datetime, subject: str = "") -> None:
    """Record that somebody asked for what is not theirs; `kind` is a word such as `signoff`."""
    record_act(conn, workspace=reader.workspace, actor=reader.id, act=f"refused.{kind}", now=now, subject=subject)


def record_look_once(conn: Connection, *, reader: Member, subject: str, kind: str, now: datetime) -> None:
    """Record a look unless the same was recorded within a day: for what only adds to a look."""
    mine = (
        audit_log.c.workspace == reader.workspace,
        audit_log.c.actor == reader.id,
        audit_log.c.act == f"look.{kind}",
    )
    recent = select(audit_log.c.id).where(*mine, audit_log.c.subject == subject, audit_log.c.at > now - _RECENT)
    if conn.execute(recent.limit(1)).first() is None:
        record_look(conn, reader=reader, subject=subject, kind=kind, now=now)


def list_looks_at(conn: Connection, *, member: Member, limit: int = 5) -> tuple[AuditRecord, ...]:
    """Return who last looked at or exported a member's detail, newest first: once per kind and day of the member's."""
    rows = conn.execute(
        select(*(audit_log.c[name] for name in AuditRecord.__match_args__))
        .where(audit_log.c.workspace == member.workspace, audit_log.c.actor != member.id)
        .where(or_(and_(audit_log.c.subject == member.id, audit_log.c.act.startswith("look.")), _was_exported(member)))
        .order_by(audit_log.c.id.desc())
        .limit(_MAX_LOOKS_READ)
    )
    latest: dict[tuple[str, str, date], AuditRecord] = {}
    for each in (AuditRecord(**row._mapping) for row in rows):
        latest.setdefault((each.actor, each.act, member.today(each.at)), each)
    return tuple(latest.values())[:limit]


def _was_exported(member: Member) -> ColumnElement[bool]:
    """Match team exports that held the member: of the whole team, or by their mentor at that moment."""
    theirs = (
        pairs.c.workspace == audit_log.c.workspace,
        pairs.c.mentor == audit_log.c.actor,
        pairs.c.mentee == member.id,
    )
    began = (pairs.c.mentor_at <= audit_log.c.at, pairs.c.mentee_at <= audit_log.c.at)
    held = select(pairs.c.id).where(*theirs, *began, or_(pairs.c.ended_at.is_(None), pairs.c.ended_at > audit_log.c.at))
    of_all = and_(audit_log.c.detail == "team", audit_log.c.at >= member.created_at)
    return and_(audit_log.c.act == TEAM_EXPORT_ACT, or_(of_all, held.correlate(audit_log).exists()))

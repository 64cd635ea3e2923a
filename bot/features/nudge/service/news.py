"""What is new for a member since the last nudge: what they logged, and a session tomorrow."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from bot.core.ledger import queries
from bot.core.ledger.rules import Entry
from bot.db.tables import nudge_texts, session_attendees, sessions


def find_last_entry(conn: Connection, *, workspace: str, member: str) -> Entry | None:
    """Return the member's entry of the latest day."""
    return next(iter(queries.list_entries(conn, workspace=workspace, member=member, limit=1).entries), None)


def read_last_said_at(conn: Connection, *, workspace: str, member: str) -> datetime | None:
    """Return when the last nudge was written to the member."""
    at = select(func.max(nudge_texts.c.at)).where(nudge_texts.c.workspace == workspace, nudge_texts.c.member == member)
    said_at: datetime | None = conn.execute(at).scalar_one()
    return said_at


def find_session_tomorrow(
    conn: Connection, *, workspace: str, member: str, zone: ZoneInfo, now: datetime
) -> tuple[str, time] | None:
    """Return the first session of the next calendar day that the member has joined: its title, and when it begins."""
    day = now.astimezone(zone).date() + timedelta(days=1)
    first, last = (datetime.combine(day + timedelta(days=number), time(), tzinfo=zone) for number in (0, 1))
    row = conn.execute(
        select(sessions.c.title, sessions.c.starts_at)
        .join(session_attendees, session_attendees.c.session == sessions.c.id)
        .where(session_attendees.c.workspace == workspace, session_attendees.c.member == member)
        .where(sessions.c.starts_at >= first, sessions.c.starts_at < last, sessions.c.cancelled_at.is_(None))
        .order_by(sessions.c.starts_at)
        .limit(1)
    ).first()
    return (row.title, row.starts_at.astimezone(zone).time()) if row else None

"""Notifications to those whom an erasure concerns: without the name of the erased member, and without a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, Select, select

from bot.core.people import members
from bot.core.people.member import Member
from bot.db.tables import PAIR_IS_ACTIVE, pairs
from bot.db.tables import members as people
from bot.delivery import direct_messages
from bot.delivery.occurrences import DeliveryKind
from bot.features.privacy.rules import ErasureTexts, PairEndedByErasure, SessionCancelledByErasure


def notify_partner(
    conn: Connection,
    *,
    workspace: str,
    partner: str,
    is_mentor: bool,
    pair_id: int,
    texts: ErasureTexts,
    default_zone: ZoneInfo,
    now: datetime,
) -> None:
    """Queue the news that a pair has ended to the one who stays; `is_mentor` tells what they were in it."""
    to = members.find_member(conn, workspace=workspace, member=partner, default_zone=default_zone)
    if to is None:
        return
    remaining = _list_remaining_partners(conn, to, with_mentors=not is_mentor)
    message = texts.render_notification(PairEndedByErasure(is_mentor, tuple(remaining.values())))
    _queue(conn, to, message, kind=DeliveryKind.PAIR, ended=f"pair:{pair_id}", now=now, names=remaining)


def notify_attendee(
    conn: Connection, *, session: Row[Any], attendee: str, texts: ErasureTexts, default_zone: ZoneInfo, now: datetime
) -> None:
    """Queue the news that a session is cancelled to somebody who joined it."""
    to = members.find_member(conn, workspace=session.workspace, member=attendee, default_zone=default_zone)
    if to is None:
        return
    starts_at = session.starts_at
    notification = SessionCancelledByErasure(
        session.title, starts_at, starts_at.astimezone(to.zone), now.astimezone(to.zone)
    )
    message = texts.render_notification(notification)
    _queue(conn, to, message, kind=DeliveryKind.SESSION, ended=f"session:{session.id}", now=now, names={})


def _queue(
    conn: Connection,
    recipient: Member,
    message: Mapping[str, Any],
    *,
    kind: DeliveryKind,
    ended: str,
    now: datetime,
    names: Mapping[str, str],
) -> None:
    key = f"forget:{recipient.workspace}:{recipient.id}:{ended}"
    direct_messages.write_message(
        conn, recipient=recipient, kind=kind, key=key, message=message, now=now, other_names=names
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

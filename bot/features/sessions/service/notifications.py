"""What goes out about a session, in the outbox: put there when it is announced, joined, left, moved or cancelled."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.calendar import quiet_hours
from bot.core.people import members
from bot.core.people.member import Member
from bot.delivery import direct_messages, outbox
from bot.delivery.occurrences import DeliveryKind
from bot.features.sessions.rules.session import REMINDER_LEAD, Session
from bot.features.sessions.service import sessions

_ATTENDEE_KINDS: Final = (DeliveryKind.SESSION_REMINDER, DeliveryKind.SESSION)
_ANNOUNCEMENT_PERIOD: Final = re.compile("s(?P<number>[0-9a-f]{1,8})")


def queue_announcement(
    conn: Connection, *, session: Session, host: Member, message: Mapping[str, Any], now: datetime
) -> None:
    """The announcement for everybody in its channel, where it has not left yet or never was."""
    withdraw_announcement(conn, session=session)
    whose = {"to": session.channel, "period": _announcement_period(session)}
    guests = members.read_names(
        conn, workspace=session.workspace, member_ids=sessions.list_attendee_ids(conn, session=session)
    )
    names = {**guests, host.id: host.name}
    _queue_message(
        conn,
        session,
        DeliveryKind.SESSION,
        message,
        **whose,
        names=names,
        due_at=now,
        expires_at=session.ends_at,
        now=now,
    )


def queue_attendee_messages(
    conn: Connection,
    *,
    session: Session,
    host: Member,
    attendee: Member,
    reminder: Mapping[str, Any],
    question: Mapping[str, Any],
    now: datetime,
) -> None:
    """Before it begins a reminder, and after its end the question whether to book it: both at the time they chose."""
    whose, start, end = (
        {"to": attendee.id, "period": _attendee_period(session)},
        session.starts_at - REMINDER_LEAD,
        session.ends_at,
    )
    names = {host.id: host.name}
    if start > now:
        _queue_message(
            conn,
            session,
            DeliveryKind.SESSION_REMINDER,
            reminder,
            **whose,
            names=names,
            due_at=start,
            expires_at=session.starts_at,
            now=now,
        )
    _queue_message(
        conn,
        session,
        DeliveryKind.SESSION,
        question,
        **whose,
        names=names,
        due_at=end,
        expires_at=end + direct_messages.MESSAGE_LIFETIME,
        now=now,
    )


def withdraw_attendee_messages(conn: Connection, *, session: Session, member: str | None = None) -> None:
    """Neither is sent any more, to one person or to anybody."""
    for kind in _ATTENDEE_KINDS:
        outbox.delete_waiting(
            conn, workspace=session.workspace, kind=kind, period=_attendee_period(session), recipient=member
        )


def withdraw_announcement(conn: Connection, *, session: Session) -> None:
    """An announcement that has not left yet never does."""
    outbox.delete_waiting(
        conn, workspace=session.workspace, kind=DeliveryKind.SESSION, period=_announcement_period(session)
    )


def queue_notifications(
    conn: Connection,
    *,
    session: Session,
    people: Collection[Member],
    message_for: Callable[[Member], Mapping[str, Any]],
    by: Member,
    key: str,
    now: datetime,
) -> int:
    """A letter to each: at the end of their quiet hours, but never later than they would have been reminded.

    Returns how many there are; `by` is named in it.
    """
    told = 0
    for reader in people:
        at = max(now, min(quiet_hours.next_awake_moment(now, reader.zone), session.starts_at - REMINDER_LEAD))
        key_of = f"session {session.id} {key}"
        told += direct_messages.write_message(
            conn,
            recipient=reader,
            kind=DeliveryKind.SESSION,
            key=key_of,
            message=message_for(reader),
            now=now,
            not_before=at,
            author=by,
        )
    return told


def list_attendees(conn: Connection, *, session: Session, default: ZoneInfo) -> list[Member]:
    """Who joins it and is still there."""
    joined = set(sessions.list_attendee_ids(conn, session=session))
    return [
        each
        for each in members.list_active_members(conn, workspace=session.workspace, default_zone=default)
        if each.id in joined
    ]


def find_announcement_ts(conn: Connection, *, session: Session) -> str:
    """The timestamp of its announcement; empty where none was sent, or nobody knows."""
    whose = {"workspace": session.workspace, "kind": DeliveryKind.SESSION, "period": _announcement_period(session)}
    return outbox.find_sent_ts(conn, **whose, recipient=session.channel)


def session_id_of_period(period: str) -> int:
    """The number of the session whose announcement has that period; 0 for anything else."""
    found = _ANNOUNCEMENT_PERIOD.fullmatch(period)
    return int(found["number"], 16) if found else 0


def _queue_message(
    conn: Connection,
    session: Session,
    kind: DeliveryKind,
    message: Mapping[str, Any],
    *,
    to: str,
    period: str,
    names: Mapping[str, str],
    due_at: datetime,
    expires_at: datetime,
    now: datetime,
) -> None:
    outbox.put_message(
        conn,
        workspace=session.workspace,
        kind=kind,
        period=period,
        recipient=to,
        message=message,
        due_at=due_at,
        expires_at=expires_at,
        now=now,
        names=names,
    )


def _announcement_period(session: Session) -> str:
    return f"s{session.id:x}"


def _attendee_period(session: Session) -> str:
    """Another one once it is moved, so that a reminder that was sent does not keep the next from being sent."""
    return f"s{session.id:x}@{int(session.starts_at.timestamp()) // 60:x}"

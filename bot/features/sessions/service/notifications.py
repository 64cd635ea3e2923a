"""Messages about sessions in the outbox: queued and withdrawn as a session is announced, joined, moved or cancelled."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import partial
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
from bot.lazy_pattern import lazy_pattern

_ATTENDEE_KINDS: Final = (DeliveryKind.SESSION_REMINDER, DeliveryKind.SESSION_QUESTION)
_ANNOUNCEMENT_PERIOD: Final = lazy_pattern("s(?P<number>[0-9a-f]{1,8})")


def queue_announcement(
    conn: Connection, *, session: Session, host: Member, message: Mapping[str, Any], now: datetime
) -> None:
    """Queue the announcement for the channel, in place of one that was not sent yet."""
    withdraw_announcement(conn, session=session)
    attendee_ids = sessions.list_attendee_ids(conn, session=session)
    names = members.read_names(conn, workspace=session.workspace, member_ids=attendee_ids)
    outbox.put_message(
        conn,
        workspace=session.workspace,
        kind=DeliveryKind.SESSION,
        period=_announcement_period(session),
        recipient=session.channel,
        message=message,
        names={**names, host.id: host.name},
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
    """Queue the reminder before it begins, and the question afterwards whether to book it."""
    remind_at = session.starts_at - REMINDER_LEAD
    put = partial(
        outbox.put_message,
        conn,
        workspace=session.workspace,
        period=_attendee_period(session),
        recipient=attendee.id,
        names={host.id: host.name},
        now=now,
    )
    if remind_at > now:
        put(kind=DeliveryKind.SESSION_REMINDER, message=reminder, due_at=remind_at, expires_at=session.starts_at)
    forget_at = session.ends_at + direct_messages.MESSAGE_LIFETIME
    put(kind=DeliveryKind.SESSION_QUESTION, message=question, due_at=session.ends_at, expires_at=forget_at)


def withdraw_attendee_messages(conn: Connection, *, session: Session, member: str | None = None) -> None:
    """Withdraw the reminder and the question of one attendee, or of all."""
    for kind in _ATTENDEE_KINDS:
        outbox.delete_waiting(
            conn, workspace=session.workspace, kind=kind, period=_attendee_period(session), recipient=member
        )


def withdraw_announcement(conn: Connection, *, session: Session) -> None:
    """Withdraw an announcement that was not sent yet."""
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
    """Write to each at the end of their quiet hours, but no later than their reminder; `by` is named in the message.

    Returns how many messages were queued.
    """
    queued = 0
    for reader in people:
        at = max(now, min(quiet_hours.next_awake_moment(now, reader.zone), session.starts_at - REMINDER_LEAD))
        queued += direct_messages.write_message(
            conn,
            recipient=reader,
            kind=DeliveryKind.SESSION,
            key=f"session {session.id} {key}",
            message=message_for(reader),
            now=now,
            not_before=at,
            author=by,
        )
    return queued


def list_attendees(conn: Connection, *, session: Session, default: ZoneInfo) -> list[Member]:
    """Return the attendees who are still active; `default` is the zone of those without one."""
    attendee_ids = set(sessions.list_attendee_ids(conn, session=session))
    active = members.list_active_members(conn, workspace=session.workspace, default_zone=default)
    return [each for each in active if each.id in attendee_ids]


def find_announcement_ts(conn: Connection, *, session: Session) -> str:
    """Return Slack's timestamp of its announcement; empty where none was sent, or it is not known."""
    return outbox.find_sent_ts(
        conn,
        workspace=session.workspace,
        kind=DeliveryKind.SESSION,
        period=_announcement_period(session),
        recipient=session.channel,
    )


def session_id_of_period(period: str) -> int:
    """Return the id of the session whose announcement has that period; 0 for anything else."""
    found = _ANNOUNCEMENT_PERIOD.fullmatch(period)
    return int(found["number"], 16) if found else 0


def _announcement_period(session: Session) -> str:
    return f"s{session.id:x}"


def _attendee_period(session: Session) -> str:
    """Return another period once it is moved, so that a reminder that was sent does not keep the next one back."""
    return f"s{session.id:x}@{int(session.starts_at.timestamp()) // 60:x}"

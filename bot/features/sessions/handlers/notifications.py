"""Messages of a session to its channel and attendees, rendered and queued, and its announcement kept up to date."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import datetime

from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch.request import Request
from bot.features.sessions.rules.session import Session
from bot.features.sessions.service import notifications, sessions
from bot.features.sessions.views import notifications as notifications_views
from bot.slack.failures import SlackFailure
from bot.slack.message import Message

log = logging.getLogger(__name__)

MessageForMember = Callable[[Member], Message]


def announce_session(conn: Connection, session: Session, host: Member, now: datetime) -> None:
    """Queue the announcement, with those who have joined."""
    notifications.queue_announcement(
        conn, session=session, host=host, message=_current_announcement(conn, session, host).post_arguments(), now=now
    )


def schedule_attendee_messages(
    conn: Connection, session: Session, host: Member, attendee: Member, now: datetime
) -> None:
    """Queue an attendee's reminder and the question afterwards."""
    is_host = attendee.id == session.host
    reminder = notifications_views.render_session_reminder(
        session, host_name=host.name, zone=attendee.zone, is_host=is_host
    )
    question = notifications_views.render_booking_question(
        session, day=attendee.today(session.starts_at), is_host=is_host
    )
    notifications.queue_attendee_messages(
        conn,
        session=session,
        host=host,
        attendee=attendee,
        reminder=reminder.post_arguments(),
        question=question.post_arguments(),
        now=now,
    )


def notify_members(
    conn: Connection,
    session: Session,
    people: Collection[Member],
    message_for: MessageForMember,
    *,
    by: Member,
    key: str,
    now: datetime,
) -> int:
    """Write to each what `by` has done; return how many messages were queued."""
    return notifications.queue_notifications(
        conn,
        session=session,
        people=people,
        message_for=lambda reader: message_for(reader).post_arguments(),
        by=by,
        key=key,
        now=now,
    )


def refresh_announcement(deps: Deps, request: Request, session: Session, host: Member) -> None:
    """Update the announcement in its channel; where Slack refuses, its button still tells how things are."""
    with deps.database.read() as conn:
        current = sessions.find_session(conn, workspace=session.workspace, session_id=session.id) or session
        message = _current_announcement(conn, current, host)
        is_pressed = request.is_shared and request.message_ts and request.channel == current.channel
        ts = request.message_ts if is_pressed else notifications.find_announcement_ts(conn, session=current)
    if ts:
        _rewrite_announcement(deps, current, ts, message)


def _current_announcement(conn: Connection, session: Session, host: Member) -> Message:
    if session.cancelled_at:
        return notifications_views.render_cancelled_announcement(session, host_name=host.name, zone=host.zone)
    return notifications_views.render_announcement(
        session,
        host_name=host.name,
        zone=host.zone,
        names=sessions.list_attendee_names(conn, session=session),
        attendee_count=sessions.count_attendees(conn, session=session),
    )


def _rewrite_announcement(deps: Deps, session: Session, ts: str, message: Message) -> None:
    try:
        deps.slack.update_message(session.workspace, session.channel, ts, message)
    except SlackFailure as failure:
        log.warning("announcement not changed session=%s reason=%s", session.id, failure.label)

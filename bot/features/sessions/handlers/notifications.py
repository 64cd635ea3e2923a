"""What is said of a session to others, and what stands in its announcement by now."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

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
    """The announcement, with who joins."""
    notifications.queue_announcement(
        conn, session=session, host=host, message=_current_announcement(conn, session, host).post_arguments(), now=now
    )


def schedule_attendee_messages(
    conn: Connection, session: Session, host: Member, attendee: Member, now: datetime
) -> None:
    """The reminder and the question afterwards."""
    is_host = attendee.id == session.host
    reminder = notifications_views.render_session_reminder(
        session, host_name=host.name, zone=attendee.zone, is_host=is_host
    )
    question = notifications_views.render_booking_question(
        session, day=attendee.today(session.starts_at), is_host=is_host
    )
    said = {"reminder": reminder.post_arguments(), "question": question.post_arguments()}
    notifications.queue_attendee_messages(conn, session=session, host=host, attendee=attendee, **said, now=now)


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
    """A letter to each, which names who has done it; returns how many there are."""

    def said(reader: Member) -> Mapping[str, Any]:
        return message_for(reader).post_arguments()

    return notifications.queue_notifications(
        conn, session=session, people=people, message_for=said, by=by, key=key, now=now
    )


def refresh_announcement(deps: Deps, request: Request, session: Session, host: Member) -> None:
    """Show in the announcement how things are by now; where Slack refuses, its button still tells."""
    with deps.database.read() as conn:
        now = sessions.find_session(conn, workspace=session.workspace, session_id=session.id) or session
        message = _current_announcement(conn, now, host)
        is_here = request.is_shared and request.message_ts and request.channel == now.channel
        ts = request.message_ts if is_here else notifications.find_announcement_ts(conn, session=now)
    if ts:
        _rewrite_announcement(deps, now, ts, message)


def _current_announcement(conn: Connection, session: Session, host: Member) -> Message:
    if session.cancelled_at:
        return notifications_views.render_cancelled_announcement(session, host_name=host.name, zone=host.zone)
    names, joined = sessions.list_attendee_names(conn, session=session), sessions.count_attendees(conn, session=session)
    return notifications_views.render_announcement(
        session, host_name=host.name, zone=host.zone, names=names, attendee_count=joined
    )


def _rewrite_announcement(deps: Deps, session: Session, ts: str, message: Message) -> None:
    try:
        deps.slack.update_message(session.workspace, session.channel, ts, message)
    except SlackFailure as failure:
        log.warning("announcement not changed session=%s reason=%s", session.id, failure.reason)

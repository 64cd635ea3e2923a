"""Once an hour: cancel sessions whose host has left. And tell a host that an announcement did not arrive."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from bot.core import audit_log
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.engine import Connection, DatabaseUnavailable
from bot.delivery.outbox import OutboxMessage
from bot.deps import Deps
from bot.features.sessions.rules.session import Session
from bot.features.sessions.service import notifications, sessions
from bot.features.sessions.views import notifications as notifications_views
from bot.slack.failures import FailureCause, SlackFailure

log = logging.getLogger(__name__)


def cancel_hostless_sessions(deps: Deps, now: datetime) -> int:
    """Cancel the sessions whose host has left, each once over all processes; return how many there were.

    Raises:
        DatabaseUnavailable: the database could not do it; what was cancelled stays so.
    """
    with deps.database.read() as conn:
        found = sessions.list_hostless_sessions(conn, now=now)
    return sum(_cancel_safely(deps, each, now) for each in found)


def notify_host_not_posted(
    deps: Deps, conn: Connection, outbox_message: OutboxMessage, cause: FailureCause, now: datetime
) -> int:
    """Write to the host of a session whose announcement did not arrive; return how many messages were queued."""
    session_id = notifications.session_id_of_period(outbox_message.period)
    if not session_id:
        return 0
    session = sessions.find_session(conn, workspace=outbox_message.workspace, session_id=session_id)
    host = _find_host(deps, conn, session) if session and session.is_open(now) else None
    if session is None or host is None:
        return 0
    message = notifications_views.render_not_posted_notification(session, cause, zone=host.zone).post_arguments()
    return notifications.queue_notifications(
        conn, session=session, people=[host], message_for=lambda _: message, by=host, key="not posted", now=now
    )


def _cancel_safely(deps: Deps, session: Session, now: datetime) -> bool:
    """Cancel one session; a failure is logged and stops no other."""
    try:
        return _cancel_hostless_session(deps, session, now)
    except DatabaseUnavailable:
        raise
    except Exception:
        log.exception("session failed workspace=%s session=%d", session.workspace, session.id)
        return False


def _cancel_hostless_session(deps: Deps, session: Session, now: datetime) -> bool:
    """Cancel a session, tell its attendees, and change its announcement."""
    with deps.database.begin() as conn:
        host = _find_host(deps, conn, session)
        if host is None or not sessions.cancel_session(conn, session=session, now=now):
            return False
        notifications.withdraw_announcement(conn, session=session)
        notifications.withdraw_attendee_messages(conn, session=session)
        audit_log.record_act(
            conn, workspace=session.workspace, actor=session.host, act="session.lapse", now=now, subject=session.host
        )
        attendees = notifications.list_attendees(conn, session=session, default=deps.settings.timezone)
        notifications.queue_notifications(
            conn,
            session=session,
            people=attendees,
            message_for=lambda reader: notifications_views.render_host_left_notification(
                session, host_name=host.name, zone=reader.zone
            ).post_arguments(),
            by=host,
            key="lapsed",
            now=now,
        )
        ts = notifications.find_announcement_ts(conn, session=session)
    if ts:
        _rewrite_announcement(deps, replace(session, cancelled_at=now), host, ts)
    return True


def _rewrite_announcement(deps: Deps, session: Session, host: Member, ts: str) -> None:
    try:
        message = notifications_views.render_cancelled_announcement(session, host_name=host.name, zone=host.zone)
        deps.slack.for_jobs().update_message(session.workspace, session.channel, ts, message)
    except SlackFailure as failure:
        log.warning("announcement not changed session=%s reason=%s", session.id, failure.label)


def _find_host(deps: Deps, conn: Connection, session: Session) -> Member | None:
    """Return the host; None for one who was erased just now, with whom their sessions go and attendees are told."""
    return members.find_member(
        conn, workspace=session.workspace, member=session.host, default_zone=deps.settings.timezone
    )

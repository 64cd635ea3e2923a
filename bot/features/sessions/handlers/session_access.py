"""Who may do what to a session: it is found and locked for them, or the answer says why not."""

from __future__ import annotations

from datetime import datetime

from bot.core import audit_log
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Request, read_workspace_and_reader
from bot.features.sessions.rules.session import Session, UpcomingSession
from bot.features.sessions.service import sessions
from bot.features.sessions.views import replies, session_list
from bot.slack.message import Message
from bot.slack.payloads import parse_row_id
from bot.ui.outdated_button import render_as_now


def lock_joinable_session(
    deps: Deps, conn: Connection, request: Request, now: datetime
) -> tuple[Session, Member, Member] | Message:
    """Return the session that a button names, locked, the reader and the host; or why the reader cannot join."""
    number = parse_row_id(request.text)
    workspace, reader = read_workspace_and_reader(deps, conn, request)
    session = sessions.lock_session(conn, workspace=request.workspace, session_id=number, by=request.member)
    if session is None or not may_join(conn, session, reader, request, workspace.learning_channel):
        record_refusal(conn, reader, session, now)
        return replies.render_unknown_session()
    if not session.is_open(now):
        return replies.render_closed_session(session)
    host = _get_host(deps, conn, session)
    if outdated := _answer_outdated(conn, request, session, reader=reader, host=host, now=now):
        return outdated
    if not host.is_active:
        return replies.render_hostless_session(session, host_name=host.name)
    return replies.render_host_is_attending(session) if host.id == reader.id else (session, reader, host)


def lock_own_session(
    deps: Deps, conn: Connection, request: Request, session_id: int, now: datetime, *, with_admins: bool
) -> tuple[Session, Member, Member] | Message:
    """Return the session, locked, the reader and the host, if the reader is the host or, `with_admins`, an admin."""
    _, reader = read_workspace_and_reader(deps, conn, request)
    session = sessions.lock_session(conn, workspace=request.workspace, session_id=session_id, by=request.member)
    if session is None or not (session.host == reader.id or (with_admins and reader.is_admin)):
        record_refusal(conn, reader, session, now)
        owner = "its host and admins" if with_admins else "its host"
        return error_views.render_not_yours("Cancelling a session" if with_admins else "Moving a session", owner)
    if not session.is_open(now):
        return replies.render_closed_session(session)
    host = _get_host(deps, conn, session)
    if outdated := _answer_outdated(conn, request, session, reader=reader, host=host, now=now):
        return outdated
    return session, reader, host


def _answer_outdated(
    conn: Connection, request: Request, session: Session, *, reader: Member, host: Member, now: datetime
) -> Message | None:
    """Show the session as it is now where a button was drawn before it was moved; None where it is the same."""
    if not request.is_outdated(session.state):
        return None
    attending = reader.id in sessions.list_attendee_ids(conn, session=session)
    upcoming = UpcomingSession(session, host.name, sessions.count_attendees(conn, session=session), attending)
    return render_as_now(session_list.render_session_now(upcoming, reader=reader, now=now))


def may_join(
    conn: Connection, session: Session, reader: Member, request: Request, learning_channel: str | None
) -> bool:
    """Return whether they are in its channel, or it is everybody's; guests have only what is before them."""
    if not reader.is_active:
        return False
    is_everybodys = session.channel == learning_channel and not reader.is_guest
    return (
        is_everybodys
        or request.channel == session.channel
        or reader.id in (session.host, *sessions.list_attendee_ids(conn, session=session))
    )


def record_refusal(conn: Connection, reader: Member, session: Session | None, now: datetime) -> None:
    """Add to the audit log that a press on somebody's session was refused."""
    subject = session.host if session else ""
    audit_log.record_refusal(conn, reader=reader, kind="session", now=now, subject=subject)


def _get_host(deps: Deps, conn: Connection, session: Session) -> Member:
    host = members.find_member(
        conn, workspace=session.workspace, member=session.host, default_zone=deps.settings.timezone
    )
    if host is None:
        raise members.MemberGone(session.host)
    return host

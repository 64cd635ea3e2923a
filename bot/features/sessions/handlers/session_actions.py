"""Actions on an announced session: people join and leave, its host moves or cancels it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.core import audit_log
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch.request import FormSubmission, Request, Response, read_workspace_and_reader
from bot.dispatch.router import Router
from bot.features.sessions.handlers import held_sessions, notifications
from bot.features.sessions.handlers.session_access import lock_joinable_session, lock_own_session, may_join
from bot.features.sessions.rules.session import RejectedSession, Session, resolve_start
from bot.features.sessions.service import notifications as notifications_service
from bot.features.sessions.service import sessions
from bot.features.sessions.views import forms, replies
from bot.features.sessions.views import notifications as notifications_views
from bot.slack.message import AnyMessage, Message
from bot.slack.modals import FormErrors
from bot.slack.payloads import parse_row_id


def register(app: Router, deps: Deps) -> None:
    """Route the buttons of the announcement, of the list and of the messages."""
    app.on_click(deps, "session.join", join_session)
    app.on_click(deps, "session.leave", leave_session)
    app.on_click(deps, "session.cancel", press_cancel_session)
    app.on_click(deps, "session.move", open_move_form)
    app.on_submit(deps, "session.move", submit_move)
    held_sessions.register(app, deps)


def join_session(deps: Deps, request: Request) -> AnyMessage:
    """Add the reader to the attendees, until the session ends."""
    now = deps.clock.now()
    with deps.database.begin() as conn:
        found = lock_joinable_session(deps, conn, request, now)
        if isinstance(found, Message):
            return found
        session, reader, host = found
        is_added = sessions.add_attendee(conn, session=session, member=reader.id, now=now)
        if is_added:
            notifications.schedule_attendee_messages(conn, session, host, reader, now)
    if is_added is None:
        return replies.render_full_session(session)
    notifications.refresh_announcement(deps, request, session, host)
    return replies.render_joined_session(session, reader=reader, is_new=is_added, now=now)


def leave_session(deps: Deps, request: Request) -> AnyMessage:
    """Remove the reader from the attendees."""
    now = deps.clock.now()
    with deps.database.begin() as conn:
        found = lock_joinable_session(deps, conn, request, now)
        if isinstance(found, Message):
            return found
        session, reader, host = found
        is_removed = sessions.remove_attendee(conn, session=session, member=reader.id)
        notifications_service.withdraw_attendee_messages(conn, session=session, member=reader.id)
        workspace, _ = read_workspace_and_reader(deps, conn, request)
        can_rejoin = may_join(conn, session, reader, request, workspace.learning_channel)
    notifications.refresh_announcement(deps, request, session, host)
    return replies.render_left_session(session, was_attending=is_removed, can_rejoin=can_rejoin)


def press_cancel_session(deps: Deps, request: Request) -> AnyMessage:
    """Cancel a session, for its host or an admin, and tell those concerned."""
    now = deps.clock.now()
    with deps.database.begin() as conn:
        found = lock_own_session(deps, conn, request, parse_row_id(request.text), now, with_admins=True)
        if isinstance(found, Message):
            return found
        session, reader, host = found
        sessions.cancel_session(conn, session=session, now=now)
        notifications_service.withdraw_announcement(conn, session=session)
        notifications_service.withdraw_attendee_messages(conn, session=session)
        people = notifications_service.list_attendees(conn, session=session, default=deps.settings.timezone)
        if reader.id != host.id:
            people = [*(each for each in people if each.id != reader.id), host]
            sides = {"workspace": request.workspace, "actor": reader.id, "subject": host.id}
            audit_log.record_act(conn, **sides, act="session.cancel", now=now)

        def render_for(recipient: Member) -> Message:
            return notifications_views.render_cancellation_notification(
                session, cancelled_by=reader.name, zone=recipient.zone
            )

        notified = notifications.notify_members(conn, session, people, render_for, by=reader, key="cancelled", now=now)
    notifications.refresh_announcement(deps, request, session, host)
    return replies.render_cancelled_session(session, notified_count=notified)


def open_move_form(deps: Deps, request: Request) -> Response:
    """Open the form for another time."""
    with deps.database.begin() as conn:
        found = lock_own_session(deps, conn, request, parse_row_id(request.text), deps.clock.now(), with_admins=False)
    return found if isinstance(found, Message) else forms.render_move_form(found[0], found[1].zone)


def submit_move(deps: Deps, submission: FormSubmission) -> FormErrors | Message:
    """Move the session to the time in the form; attendees stay in, are told, and are reminded at the new time."""
    request, now, draft = submission.request, deps.clock.now(), forms.draft_from_fields(submission.fields)
    with deps.database.begin() as conn:
        found = lock_own_session(deps, conn, request, parse_row_id(submission.metadata), now, with_admins=False)
        if isinstance(found, Message):
            return found
        session, host, _ = found
        starts_at = resolve_start(replace(draft, title=session.title), now=now, zone=host.zone)
        if isinstance(starts_at, RejectedSession):
            return forms.problem_at_field(starts_at, now.astimezone(host.zone).date())
        if (starts_at, draft.minutes) == (session.starts_at, session.minutes):
            return replies.render_unmoved_session(session, host=host, now=now)
        moved = replace(session, starts_at=starts_at, minutes=draft.minutes)
        notified = _reschedule(deps, conn, session, host, moved, key=request.key, now=now)
    notifications.refresh_announcement(deps, request, moved, host)
    return replies.render_moved_session(moved, host=host, notified_count=notified, now=now)


def _reschedule(
    deps: Deps, conn: Connection, session: Session, host: Member, moved: Session, *, key: str, now: datetime
) -> int:
    """Save the new time and tell the attendees; return how many are told."""
    sessions.reschedule_session(conn, session=session, starts_at=moved.starts_at, minutes=moved.minutes)
    notifications_service.withdraw_attendee_messages(conn, session=session)
    notifications.announce_session(conn, moved, host, now)
    people = notifications_service.list_attendees(conn, session=session, default=deps.settings.timezone)
    for attendee in (host, *people):
        notifications.schedule_attendee_messages(conn, moved, host, attendee, now)
    sooner = moved if moved.starts_at < session.starts_at else session  # everybody is told in time for both

    def render_for(recipient: Member) -> Message:
        return notifications_views.render_moved_notification(moved, host_name=host.name, zone=recipient.zone)

    return notifications.notify_members(conn, sooner, people, render_for, by=host, key=key, now=now)

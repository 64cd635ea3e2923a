"""Actions on an announced session: people join, leave and book it, its host moves or cancels it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.core import audit_log
from bot.core.milestones import Milestone, MilestoneKind, record_milestones, take_back_milestones
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import FormSubmission, Request, Response, read_workspace_and_reader, requester_today
from bot.dispatch.router import Router
from bot.features.hours.handlers.log_command import book_pending
from bot.features.sessions.handlers import notifications
from bot.features.sessions.rules.session import RejectedSession, Session, UpcomingSession, resolve_start
from bot.features.sessions.service import notifications as notifications_service
from bot.features.sessions.service import sessions
from bot.features.sessions.views import forms, replies
from bot.features.sessions.views import notifications as notifications_views
from bot.features.sessions.views.notifications import BOOKING_KEY_PREFIX
from bot.slack.message import AnyMessage, Message
from bot.slack.modals import FormErrors
from bot.slack.payloads import PendingEntryPayload, decode_payload, parse_row_id
from bot.ui.outdated_button import render_as_now

FIRST_TALK: Final = Milestone(MilestoneKind.FIRST_SESSION)


def register(app: Router, deps: Deps) -> None:
    """Route the buttons of the announcement, of the list and of the messages."""
    app.on_click(deps, "session.join", join_session)
    app.on_click(deps, "session.leave", leave_session)
    app.on_click(deps, "session.cancel", press_cancel_session)
    app.on_click(deps, "session.move", open_move_form)
    app.on_submit(deps, "session.move", submit_move)
    app.on_click(deps, "session.book", book_session)
    app.on_click(deps, "session.missed", mark_not_held)


def join_session(deps: Deps, request: Request) -> AnyMessage:
    """Add the reader to the attendees, until the session ends."""
    now = deps.clock.now()
    with deps.database.begin() as conn:
        found = _lock_joinable_session(deps, conn, request, now)
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
        found = _lock_joinable_session(deps, conn, request, now)
        if isinstance(found, Message):
            return found
        session, reader, host = found
        is_removed = sessions.remove_attendee(conn, session=session, member=reader.id)
        notifications_service.withdraw_attendee_messages(conn, session=session, member=reader.id)
        workspace, _ = read_workspace_and_reader(deps, conn, request)
        can_rejoin = _may_join(conn, session, reader, request, workspace.learning_channel)
    notifications.refresh_announcement(deps, request, session, host)
    return replies.render_left_session(session, was_attending=is_removed, can_rejoin=can_rejoin)


def press_cancel_session(deps: Deps, request: Request) -> AnyMessage:
    """Cancel a session, for its host or an admin, and tell those concerned."""
    now = deps.clock.now()
    with deps.database.begin() as conn:
        found = _lock_own_session(deps, conn, request, parse_row_id(request.text), now, with_admins=True)
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
        found = _lock_own_session(deps, conn, request, parse_row_id(request.text), deps.clock.now(), with_admins=False)
    return found if isinstance(found, Message) else forms.render_move_form(found[0], found[1].zone)


def submit_move(deps: Deps, submission: FormSubmission) -> FormErrors | Message:
    """Move the session to the time in the form; attendees stay in, are told, and are reminded at the new time."""
    request, now, draft = submission.request, deps.clock.now(), forms.draft_from_fields(submission.fields)
    with deps.database.begin() as conn:
        found = _lock_own_session(deps, conn, request, parse_row_id(submission.metadata), now, with_admins=False)
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


def book_session(deps: Deps, request: Request) -> AnyMessage:
    """Book the hour as any other, unless the host said that there was none; an erased session counts as held."""
    pending = decode_payload(PendingEntryPayload, request.text)
    with deps.database.read() as conn:
        number = parse_row_id(pending.key.removeprefix(BOOKING_KEY_PREFIX))
        session = sessions.find_session(conn, workspace=request.workspace, session_id=number)
    if session and session.cancelled_at:
        return replies.render_not_held(session)
    answer = book_pending(deps, request, pending)
    is_held = session is not None and session.host == request.member and not session.is_open(deps.clock.now())
    return replies.with_first_talk(answer, session) if session and is_held and _is_first_talk(deps, request) else answer


def _is_first_talk(deps: Deps, request: Request) -> bool:
    """Record that the host has held a session; True where it is their first."""
    with deps.database.begin() as conn:
        return bool(
            record_milestones(
                conn,
                workspace=request.workspace,
                member=request.member,
                reached=[FIRST_TALK],
                day=requester_today(deps, request),
            )
        )


def mark_not_held(deps: Deps, request: Request) -> AnyMessage:
    """Note for the host, once it is over, that it did not take place: questions not sent yet are withdrawn."""
    number, now = parse_row_id(request.text), deps.clock.now()
    with deps.database.begin() as conn:
        _, reader = read_workspace_and_reader(deps, conn, request)
        session = sessions.lock_session(conn, workspace=request.workspace, session_id=number, by=request.member)
        if session is None or session.host != reader.id:
            _record_refusal(conn, reader, session, now)
            return error_views.render_not_yours("Saying that a session didn't take place", "its host")
        if session.is_open(now):
            return replies.render_unfinished_session(session)
        if request.is_outdated(session.state):
            return _missed_now(session, reader)
        sessions.cancel_session(conn, session=session, now=now)
        if not sessions.has_held(conn, workspace=request.workspace, host=reader.id, now=now):
            take_back_milestones(conn, workspace=request.workspace, member=reader.id, gone=[FIRST_TALK])
        notifications_service.withdraw_attendee_messages(conn, session=session)
    notifications.refresh_announcement(deps, request, session, reader)
    return replies.render_marked_not_held(session)


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


def _lock_joinable_session(
    deps: Deps, conn: Connection, request: Request, now: datetime
) -> tuple[Session, Member, Member] | Message:
    """Return the session that a button names, locked, the reader and the host; or why the reader cannot join."""
    number = parse_row_id(request.text)
    workspace, reader = read_workspace_and_reader(deps, conn, request)
    session = sessions.lock_session(conn, workspace=request.workspace, session_id=number, by=request.member)
    if session is None or not _may_join(conn, session, reader, request, workspace.learning_channel):
        _record_refusal(conn, reader, session, now)
        return replies.render_unknown_session()
    if not session.is_open(now):
        return replies.render_closed_session(session)
    host = _get_host(deps, conn, session)
    if outdated := _answer_outdated(conn, request, session, reader=reader, host=host, now=now):
        return outdated
    if not host.is_active:
        return replies.render_hostless_session(session, host_name=host.name)
    return replies.render_host_is_attending(session) if host.id == reader.id else (session, reader, host)


def _answer_outdated(
    conn: Connection, request: Request, session: Session, *, reader: Member, host: Member, now: datetime
) -> Message | None:
    """Show the session as it is now where a button was drawn before it was moved; None where it is the same."""
    if not request.is_outdated(session.state):
        return None
    attending = reader.id in sessions.list_attendee_ids(conn, session=session)
    upcoming = UpcomingSession(session, host.name, sessions.count_attendees(conn, session=session), attending)
    return render_as_now(replies.render_session_now(upcoming, reader=reader, now=now))


def _missed_now(session: Session, host: Member) -> Message:
    """Answer an old press of the host's about a session that is over: it was, or was not, as they said."""
    if session.cancelled_at:
        return replies.render_closed_session(session)
    question = notifications_views.render_booking_question(session, day=host.today(session.starts_at), is_host=True)
    return render_as_now(question)


def _may_join(
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


def _lock_own_session(
    deps: Deps, conn: Connection, request: Request, session_id: int, now: datetime, *, with_admins: bool
) -> tuple[Session, Member, Member] | Message:
    """Return the session, locked, the reader and the host, if the reader is the host or, `with_admins`, an admin."""
    _, reader = read_workspace_and_reader(deps, conn, request)
    session = sessions.lock_session(conn, workspace=request.workspace, session_id=session_id, by=request.member)
    if session is None or not (session.host == reader.id or (with_admins and reader.is_admin)):
        _record_refusal(conn, reader, session, now)
        owner = "its host and admins" if with_admins else "its host"
        return error_views.render_not_yours("Cancelling a session" if with_admins else "Moving a session", owner)
    if not session.is_open(now):
        return replies.render_closed_session(session)
    host = _get_host(deps, conn, session)
    if outdated := _answer_outdated(conn, request, session, reader=reader, host=host, now=now):
        return outdated
    return session, reader, host


def _record_refusal(conn: Connection, reader: Member, session: Session | None, now: datetime) -> None:
    subject = session.host if session else ""
    audit_log.record_refusal(conn, reader=reader, kind="session", now=now, subject=subject)


def _get_host(deps: Deps, conn: Connection, session: Session) -> Member:
    host = members.find_member(
        conn, workspace=session.workspace, member=session.host, default_zone=deps.settings.timezone
    )
    if host is None:
        raise members.MemberGone(session.host)
    return host

"""What one does about a session that was announced: join it and leave it; its host moves it or cancels it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.core import audit_log
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch import request as dispatch_request
from bot.dispatch.request import FormSubmission, Request, Response
from bot.dispatch.router import Router
from bot.features.hours.handlers.log_command import book_pending
from bot.features.sessions.handlers import notifications
from bot.features.sessions.rules.session import RejectedSession, Session, resolve_start
from bot.features.sessions.service import notifications as notifications_service
from bot.features.sessions.service import sessions
from bot.features.sessions.views import forms, replies
from bot.features.sessions.views import notifications as notifications_views
from bot.features.sessions.views.notifications import BOOKING_KEY_PREFIX
from bot.slack.message import AnyMessage, Message
from bot.slack.modals import FormErrors
from bot.slack.payloads import PendingEntryPayload, decode_payload, parse_row_id


def register(app: Router, deps: Deps) -> None:
    """The buttons of the announcement, of the list and of the letters."""
    app.on_click(deps, "session.join", join_session)
    app.on_click(deps, "session.leave", leave_session)
    app.on_click(deps, "session.cancel", press_cancel_session)
    app.on_click(deps, "session.move", open_move_form)
    app.on_submit(deps, "session.move", submit_move)
    register_follow_up(app, deps)


def join_session(deps: Deps, request: Request) -> AnyMessage:
    """Take part, until the end."""
    now = deps.clock.now()
    with deps.database.begin() as conn:
        found = _lock_joinable_session(deps, conn, request, now)
        if isinstance(found, Message):
            return found
        of, reader = found
        if of.host == reader.id:
            return replies.render_host_is_attending(of)
        fresh, host = sessions.add_attendee(conn, session=of, member=reader.id, now=now), _get_host(deps, conn, of)
        if fresh:
            notifications.schedule_attendee_messages(conn, of, host, reader, now)
    if fresh is None:
        return replies.render_full_session(of)
    notifications.refresh_announcement(deps, request, of, host)
    return replies.render_joined_session(of, reader=reader, is_new=fresh, now=now)


def leave_session(deps: Deps, request: Request) -> AnyMessage:
    """Take no part any more."""
    now = deps.clock.now()
    with deps.database.begin() as conn:
        found = _lock_joinable_session(deps, conn, request, now)
        if isinstance(found, Message):
            return found
        of, reader = found
        if of.host == reader.id:
            return replies.render_host_is_attending(of)
        gone, host = sessions.remove_attendee(conn, session=of, member=reader.id), _get_host(deps, conn, of)
        notifications_service.withdraw_attendee_messages(conn, session=of, member=reader.id)
        again = _may_join(
            conn,
            of,
            reader,
            request,
            dispatch_request.read_workspace_and_reader(deps, conn, request)[0].learning_channel,
        )
    notifications.refresh_announcement(deps, request, of, host)
    return replies.render_left_session(of, was_attending=gone, can_rejoin=again)


def press_cancel_session(deps: Deps, request: Request) -> AnyMessage:
    """By its host, or by an admin where that one is away: who joined is told."""
    now = deps.clock.now()
    with deps.database.begin() as conn:
        found = _lock_own_session(deps, conn, request, parse_row_id(request.text), now, with_admins=True)
        if isinstance(found, Message):
            return found
        of, reader, host = found
        sessions.cancel_session(conn, session=of, now=now)
        notifications_service.withdraw_announcement(conn, session=of)
        notifications_service.withdraw_attendee_messages(conn, session=of)
        people = notifications_service.list_attendees(conn, session=of, default=deps.settings.timezone)
        if reader.id != host.id:
            people = [*(each for each in people if each.id != reader.id), host]
            whose = {"workspace": request.workspace, "actor": reader.id, "subject": host.id}
            audit_log.record_act(conn, **whose, act="session.cancel", now=now)
        told = notifications.notify_members(
            conn, of, people, _cancellation_for(of, reader), by=reader, key="cancelled", now=now
        )
    notifications.refresh_announcement(deps, request, of, host)
    return replies.render_cancelled_session(of, notified_count=told)


def open_move_form(deps: Deps, request: Request) -> Response:
    """The form for another time."""
    with deps.database.begin() as conn:
        found = _lock_own_session(deps, conn, request, parse_row_id(request.text), deps.clock.now(), with_admins=False)
    return found if isinstance(found, Message) else forms.render_move_form(found[0], found[1].zone)


def submit_move(deps: Deps, submission: FormSubmission) -> FormErrors | Message:
    """The form that came back: who joined stays, is told, and is reminded at the new time."""
    ask, now, sketch = submission.request, deps.clock.now(), forms.draft_from_fields(submission.fields)
    with deps.database.begin() as conn:
        found = _lock_own_session(deps, conn, ask, parse_row_id(submission.metadata), now, with_admins=False)
        if isinstance(found, Message):
            return found
        of, host, _ = found
        starts = resolve_start(replace(sketch, title=of.title), now=now, zone=host.zone)
        if isinstance(starts, RejectedSession):
            return forms.problem_at_field(starts, now.astimezone(host.zone).date())
        if (starts, sketch.minutes) == (of.starts_at, of.minutes):
            return replies.render_unmoved_session(of, host=host, now=now)
        new = replace(of, starts_at=starts, minutes=sketch.minutes)
        told = _reschedule(deps, conn, of, host, new, key=ask.key, now=now)
    notifications.refresh_announcement(deps, ask, new, host)
    return replies.render_moved_session(new, host=host, notified_count=told, now=now)


def _reschedule(
    deps: Deps, conn: Connection, session: Session, host: Member, new_session: Session, *, key: str, now: datetime
) -> int:
    """Write the new time down, and to those who joined; returns how many are told."""
    sessions.reschedule_session(conn, session=session, starts_at=new_session.starts_at, minutes=new_session.minutes)
    notifications_service.withdraw_attendee_messages(conn, session=session)
    notifications.announce_session(conn, new_session, host, now)
    people = notifications_service.list_attendees(conn, session=session, default=deps.settings.timezone)
    for reader in (host, *people):
        notifications.schedule_attendee_messages(conn, new_session, host, reader, now)
    first = (
        new_session if new_session.starts_at < session.starts_at else session
    )  # told in time for the sooner of the two

    def say(reader: Member) -> Message:
        return notifications_views.render_moved_notification(new_session, host_name=host.name, zone=reader.zone)

    return notifications.notify_members(conn, first, people, say, by=host, key=key, now=now)


def _lock_joinable_session(
    deps: Deps, conn: Connection, request: Request, now: datetime
) -> tuple[Session, Member] | Message:
    """The session that a button names, locked, and who pressed it, if it is theirs to join and not over."""
    number = parse_row_id(request.text)
    place, reader = dispatch_request.read_workspace_and_reader(deps, conn, request)
    of = sessions.lock_session(conn, workspace=request.workspace, session_id=number, by=request.member)
    if of is None or not _may_join(conn, of, reader, request, place.learning_channel):
        audit_log.record_refusal(conn, reader=reader, kind="session", now=now, subject=of.host if of else "")
        return replies.render_unknown_session()
    if not of.is_open(now):
        return replies.render_closed_session(of)
    host = _get_host(deps, conn, of)
    return (of, reader) if host.is_active else replies.render_hostless_session(of, host_name=host.name)


def _may_join(
    conn: Connection, session: Session, reader: Member, request: Request, learning_channel: str | None
) -> bool:
    """Whether they stand in its channel, or it is everybody's; guests have only what is before them."""
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
    """The session, locked, who asks and its host, if that is the same person, or an admin where `admins` may."""
    _, reader = dispatch_request.read_workspace_and_reader(deps, conn, request)
    of = sessions.lock_session(conn, workspace=request.workspace, session_id=session_id, by=request.member)
    if of is None or not (of.host == reader.id or (with_admins and reader.is_admin)):
        audit_log.record_refusal(conn, reader=reader, kind="session", now=now, subject=of.host if of else "")
        who = "its host and admins" if with_admins else "its host"
        return error_views.render_not_yours("Cancelling a session" if with_admins else "Moving a session", who)
    return (of, reader, _get_host(deps, conn, of)) if of.is_open(now) else replies.render_closed_session(of)


def _get_host(deps: Deps, conn: Connection, session: Session) -> Member:
    found = members.find_member(
        conn, workspace=session.workspace, member=session.host, default_zone=deps.settings.timezone
    )
    if found is None:
        raise members.MemberGone(session.host)
    return found


def _cancellation_for(session: Session, cancelled_by: Member) -> notifications.MessageForMember:
    return lambda reader: notifications_views.render_cancellation_notification(
        session, cancelled_by=cancelled_by.name, zone=reader.zone
    )


def register_follow_up(app: Router, deps: Deps) -> None:
    """The buttons of the question."""
    app.on_click(deps, "session.book", book_session)
    app.on_click(deps, "session.missed", mark_not_held)


def book_session(deps: Deps, request: Request) -> AnyMessage:
    """Book the hour as any other, unless the host has said that there was none; what is long deleted is not asked."""
    pending = decode_payload(PendingEntryPayload, request.text)
    with deps.database.read() as conn:
        number = parse_row_id(pending.key.removeprefix(BOOKING_KEY_PREFIX))
        of = sessions.find_session(conn, workspace=request.workspace, session_id=number)
    return (
        replies.render_not_held(of)
        if of and of.cancelled_at
        else book_pending(deps, request, pending, is_button_press=True)
    )


def mark_not_held(deps: Deps, request: Request) -> AnyMessage:
    """By its host, once it is over: nobody is asked any more, and who was asked already is told when they press."""
    number, now = parse_row_id(request.text), deps.clock.now()
    with deps.database.begin() as conn:
        _, reader = dispatch_request.read_workspace_and_reader(deps, conn, request)
        of = sessions.lock_session(conn, workspace=request.workspace, session_id=number, by=request.member)
        if of is None or of.host != reader.id:
            audit_log.record_refusal(conn, reader=reader, kind="session", now=now, subject=of.host if of else "")
            return error_views.render_not_yours("Saying that a session did not take place", "its host")
        if of.is_open(now):
            return replies.render_unfinished_session(of)
        sessions.cancel_session(conn, session=of, now=now)
        notifications_service.withdraw_attendee_messages(conn, session=of)
    notifications.refresh_announcement(deps, request, of, reader)
    return replies.render_marked_not_held(of)

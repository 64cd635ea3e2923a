"""After a session: its people log the hour, or its host says that it wasn't held."""

from __future__ import annotations

from typing import Final

from bot.core.milestones import Milestone, MilestoneKind, record_milestones, take_back_milestones
from bot.core.people.member import Member
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Request, read_workspace_and_reader, requester_today
from bot.dispatch.router import Router
from bot.features.hours.handlers.log_command import book_pending
from bot.features.sessions.handlers import notifications
from bot.features.sessions.handlers.session_access import record_refusal
from bot.features.sessions.rules.session import Session
from bot.features.sessions.service import notifications as notifications_service
from bot.features.sessions.service import sessions
from bot.features.sessions.views import notifications as notifications_views
from bot.features.sessions.views import replies
from bot.features.sessions.views.notifications import BOOKING_KEY_PREFIX
from bot.slack.message import AnyMessage, Message
from bot.slack.payloads import PendingEntryPayload, decode_payload, parse_row_id
from bot.ui.outdated_button import render_as_now

FIRST_TALK: Final = Milestone(MilestoneKind.FIRST_SESSION)


def register(app: Router, deps: Deps) -> None:
    """Route what the question after a session is answered with."""
    app.on_click(deps, "session.book", book_session)
    app.on_click(deps, "session.missed", mark_not_held)


def book_session(deps: Deps, request: Request) -> AnyMessage:
    """Book the hour as any other, unless the host said that there was none; an erased session counts as held."""
    pending = decode_payload(PendingEntryPayload, request.text, deps.catalog.of(request.workspace).current_id)
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
            record_refusal(conn, reader, session, now)
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


def _missed_now(session: Session, host: Member) -> Message:
    """Answer an old press of the host's about a session that is over: it was, or was not, as they said."""
    if session.cancelled_at:
        return replies.render_closed_session(session)
    question = notifications_views.render_booking_question(session, day=host.today(session.starts_at), is_host=True)
    return render_as_now(question)

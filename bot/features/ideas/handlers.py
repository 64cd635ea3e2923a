"""I'm in, I'm out, and the time at which those who are in meet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from bot.calendar.weeks import local_week, week_bounds
from bot.core import audit_log
from bot.core.people import members
from bot.core.people.member import Member
from bot.core.people.workspaces import Workspace
from bot.db.engine import Connection
from bot.delivery import direct_messages
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Request, read_workspace_and_reader
from bot.dispatch.router import Router
from bot.features.ideas import service, views
from bot.features.ideas.payloads import IdeaTimePayload
from bot.features.ideas.rules import MEETING_LENGTH, Idea, find_meeting_times, is_over
from bot.features.sessions.handlers import notifications
from bot.features.sessions.rules.session import Session
from bot.features.sessions.service import notifications as session_messages
from bot.features.sessions.service import sessions
from bot.frozen import frozen
from bot.slack.message import AnyMessage, Message
from bot.slack.payloads import PayloadError, decode_payload

MIN_NOTICE: Final = timedelta(minutes=10)  # before a time that is picked


def register(app: Router, deps: Deps) -> None:
    """Register the buttons."""
    app.on_click(deps, "idea.join", join_idea)
    app.on_click(deps, "idea.show", partial(join_idea, is_named=True))
    app.on_click(deps, "idea.time", pick_time)
    app.on_click(deps, "idea.leave", leave_idea)


@frozen
class _OpenIdea:
    """An idea that can be joined, locked, with who asks and the others who are in."""

    idea: Idea
    workspace: Workspace
    reader: Member
    others: tuple[Member, ...]
    is_in: bool
    session: Session | None


def join_idea(deps: Deps, request: Request, *, is_named: bool = False) -> AnyMessage:
    """Put the reader in, and connect them with who is in already; a second press changes nothing."""
    now = deps.clock.now()
    with deps.database.begin() as conn:
        found = _lock_open_idea(deps, conn, request, request.text, now)
        if isinstance(found, Message):
            return found
        if found.reader.hidden and not (is_named or found.is_in):
            return views.render_hidden_question(found.idea)
        service.join_idea(conn, idea=found.idea, member=found.reader, is_named=is_named, now=now)
        if not found.session:
            return _connect(conn, found, is_new=not found.is_in, now=now)
        host = _join_session(deps, conn, found, found.session, now)
    return _show_meeting(deps, request, found, found.session, host)


def pick_time(deps: Deps, request: Request) -> AnyMessage:
    """Announce a session at the time that was pressed, with everybody who is in; the first press counts."""
    payload, now = decode_payload(IdeaTimePayload, request.text), deps.clock.now()
    with deps.database.begin() as conn:
        found = _lock_open_idea(deps, conn, request, payload.week, now)
        if isinstance(found, Message):
            return found
        idea, reader, others = found.idea, found.reader, found.others
        if not found.is_in:
            return views.render_left(idea, was_in=False)
        if found.session:
            return views.render_meeting(idea, found.session, others, reader=reader, is_new=False, now=now)
        if not others or payload.starts_at < now + MIN_NOTICE:
            return _connect(conn, found, is_new=False, now=now)
        if not found.workspace.learning_channel:
            return views.render_no_channel(idea)
        session = _hold_session(conn, found, payload.starts_at, request.key, now)
    return views.render_picked(idea, session, others, reader=reader, now=now)


def leave_idea(deps: Deps, request: Request) -> AnyMessage:
    """Take the reader out, of the session as well; who hosts it moves or cancels it instead."""
    now = deps.clock.now()
    with deps.database.begin() as conn:
        found = _lock_open_idea(deps, conn, request, request.text, now)
        if isinstance(found, Message):
            return found
        idea, reader, session = found.idea, found.reader, found.session
        if session and session.host == reader.id:
            return views.render_host_stays(idea, session, reader=reader, now=now)
        was_in = service.leave_idea(conn, idea=idea, member=reader.id)
        _withdraw_letters(conn, idea, reader.id)
        for other in found.others:  # what they were to be told of each other
            _withdraw_letters(conn, idea, other.id, exclude=[each.id for each in found.others])
        if session:
            sessions.remove_attendee(conn, session=session, member=reader.id)
            session_messages.withdraw_attendee_messages(conn, session=session, member=reader.id)
            host = _find_host(deps, conn, session)
    if session:
        _refresh_announcement(deps, request, session, host)
    return views.render_left(idea, was_in=was_in)


def _lock_open_idea(deps: Deps, conn: Connection, request: Request, week: str, now: datetime) -> _OpenIdea | Message:
    """Return the idea of a week, locked, and who is in; or why the reader cannot join it."""
    workspace, reader = read_workspace_and_reader(deps, conn, request)
    if not reader.is_colleague:
        audit_log.record_refusal(conn, reader=reader, kind="idea", now=now)
        return error_views.render_not_for_guests("Joining an idea")
    if is_over(_check_week(week), local_week(now, workspace.zone)):
        return views.render_over()
    idea = service.lock_idea(conn, workspace=request.workspace, week=week)
    if idea is None:
        return views.render_not_posted()
    idea, session = service.lock_open_session(conn, idea=idea, by=reader.id)
    people = service.list_people(conn, idea=idea, default_zone=deps.settings.timezone)
    if session:  # somebody may have left it by its own button
        going = {session.host, *sessions.list_attendee_ids(conn, session=session)}
        people = tuple(each for each in people if each.id in going)
    others = tuple(each for each in people if each.id != reader.id)
    if session and not session.is_open(now):
        return views.render_met(idea, others)
    return _OpenIdea(idea, workspace, reader, others, len(others) < len(people), session)


def _connect(conn: Connection, found: _OpenIdea, *, is_new: bool, now: datetime) -> Message:
    """Offer a time to the reader and, once the second one is in, to the first; or tell the first that they wait."""
    idea, reader, others = found.idea, found.reader, found.others
    if not others:
        return views.render_waiting(idea, is_new=is_new)
    times = _offer_times(conn, (reader, *others), now)
    if is_new and len(others) == 1:
        letter = views.render_connected(idea, [reader], times, reader=others[0], now=now)
        direct_messages.write_message(
            conn,
            recipient=others[0],
            kind=DeliveryKind.IDEA,
            key=_letter_key(idea, reader.id),
            message=letter.post_arguments(),
            now=now,
            author=reader,
        )
    return views.render_connected(idea, others, times, reader=reader, now=now)


def _offer_times(conn: Connection, people: Sequence[Member], now: datetime) -> tuple[datetime, ...]:
    """Return half hours that suit everybody or, of more than two, at least the reader and the one who waits longest."""
    availability = [service.read_availability(conn, person=each, now=now) for each in people]
    return find_meeting_times(availability, now) or find_meeting_times(availability[:2], now)


def _hold_session(conn: Connection, found: _OpenIdea, starts_at: datetime, key: str, now: datetime) -> Session:
    """Save and announce the session, hosted by the reader, and tell the others the time."""
    idea, host = found.idea, found.reader
    members.lock_members(conn, workspace=idea.workspace, member_ids=[host.id, *(each.id for each in found.others)])
    minutes, channel = MEETING_LENGTH // timedelta(minutes=1), found.workspace.learning_channel or ""
    planned = Session(0, idea.workspace, host.id, views.session_title(idea), starts_at, minutes, channel)
    session = sessions.add_session(conn, session=planned, request_id=f"idea {now.isoformat()} {key}", now=now)
    if session is None:
        raise LookupError(idea.week)  # the press is in its key, and the idea is locked
    service.record_session(conn, idea=idea, session=session)
    for person in found.others:
        sessions.add_attendee(conn, session=session, member=person.id, now=now)
    for person in (host, *found.others):
        notifications.schedule_attendee_messages(conn, session, host, person, now)
        _withdraw_letters(conn, idea, person.id)
    notifications.announce_session(conn, session, host, now)

    def render_for(reader: Member) -> Message:
        return views.render_picked_notification(idea, session, picked_by=host.name, zone=reader.zone, now=now)

    notifications.notify_members(conn, session, found.others, render_for, by=host, key="idea", now=now)
    return session


def _join_session(deps: Deps, conn: Connection, found: _OpenIdea, session: Session, now: datetime) -> Member | None:
    """Put the reader into the session that came of the idea; return its host, if they are still known."""
    host = _find_host(deps, conn, session)
    if host and session.host != found.reader.id:
        added = sessions.add_attendee(conn, session=session, member=found.reader.id, now=now)
        if added:
            notifications.schedule_attendee_messages(conn, session, host, found.reader, now)
    return host


def _show_meeting(deps: Deps, request: Request, found: _OpenIdea, session: Session, host: Member | None) -> Message:
    """Show when the others meet, the reader among them now."""
    _refresh_announcement(deps, request, session, host)
    return views.render_meeting(
        found.idea, session, found.others, reader=found.reader, is_new=not found.is_in, now=deps.clock.now()
    )


def _find_host(deps: Deps, conn: Connection, session: Session) -> Member | None:
    zone = deps.settings.timezone
    return members.find_member(conn, workspace=session.workspace, member=session.host, default_zone=zone)


def _refresh_announcement(deps: Deps, request: Request, session: Session, host: Member | None) -> None:
    """Update the announcement of the session; the message that was pressed on is the digest, which stays."""
    if host:
        notifications.refresh_announcement(deps, replace(request, is_shared=False), session, host)


def _withdraw_letters(conn: Connection, idea: Idea, joined: str, exclude: Collection[str] = ()) -> None:
    direct_messages.withdraw_unsent(
        conn, workspace=idea.workspace, kind=DeliveryKind.IDEA, key=_letter_key(idea, joined), exclude=exclude
    )


def _letter_key(idea: Idea, joined: str) -> str:
    return f"idea {idea.week} {joined}"


def _check_week(week: str) -> str:
    """Return a week as it is. Raises PayloadError for anything else."""
    try:
        week_bounds(week)
    except ValueError as error:
        raise PayloadError("week") from error
    return week

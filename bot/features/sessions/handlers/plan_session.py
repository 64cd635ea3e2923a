"""`/roadmate session` and `sessions`: plan a session, preview it, announce it once; and list those to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.core import audit_log
from bot.core.people.member import Member
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.channel_presence import find_presence, lacked_for_channels
from bot.dispatch.request import FormSubmission, Request, Response, read_workspace_and_reader
from bot.dispatch.router import Router
from bot.features.sessions.handlers import notifications, session_actions
from bot.features.sessions.payloads import SessionDraftPayload
from bot.features.sessions.rules.line_parser import parse_session_line
from bot.features.sessions.rules.session import (
    RejectedSession,
    Session,
    SessionDraft,
    SessionProblem,
    UpcomingSession,
    resolve_start,
)
from bot.features.sessions.service import sessions
from bot.features.sessions.views import forms, session_list
from bot.features.sessions.views import planning as planning_views
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.slack.failures import SlackFailure
from bot.slack.message import AnyMessage, Message
from bot.slack.modals import FormErrors
from bot.slack.payloads import decode_payload

_CHANNEL_ID: Final = lazy_pattern(r"[CG][A-Z0-9]{2,30}")


def register(app: Router, deps: Deps) -> None:
    """Route the buttons and forms of all sessions."""
    app.on_click(deps, "session.list", open_sessions)
    app.on_click(deps, "session.form", open_plan_form)
    app.on_click(deps, "session.preview", preview_again)
    app.on_click(deps, "session.announce", press_announce)
    app.on_click(deps, "session.drop", discard_session)
    app.on_submit(deps, "session.plan", submit_plan)
    session_actions.register(app, deps)


@frozen
class _PlanningContext:
    """The host who plans a session, and the channels it can be announced in: the learning channel, or the request's."""

    host: Member
    learning_channel: str
    request_channel: str

    @property
    def is_allowed(self) -> bool:
        """Return whether the host may write to a whole channel: a Slack guest need not even be in it."""
        return self.host.is_colleague


def answer_session(deps: Deps, request: Request) -> Response:
    """Answer whatever was typed after `/roadmate session`."""
    match request.text.casefold().split():
        case []:
            return open_plan_form(deps, request)
        case ["list" | "all" | "join" | "leave"]:
            return list_sessions(deps, request)
        case ["cancel" | "move", *_]:
            return list_sessions(deps, request, with_change_hint=True)
    planning = _read_planning_context(deps, request)
    if not planning.is_allowed:
        return _refuse_guest(deps, request)
    draft = parse_session_line(request.text_with_channels, now=deps.clock.now(), zone=planning.host.zone)
    if isinstance(draft, RejectedSession):
        return _reject(deps, planning, draft, request.key)
    return _preview_draft(deps, request, planning, draft, request.key)


def open_plan_form(deps: Deps, request: Request) -> Response:
    """Open the form with what a button carries; list the coming sessions where Slack lets nothing be opened."""
    payload = SessionDraftPayload() if request.text in ("", "-") else decode_payload(SessionDraftPayload, request.text)
    planning, now = _read_planning_context(deps, request, payload.here), deps.clock.now()
    if not planning.is_allowed:
        return _refuse_guest(deps, request)
    if not request.trigger_id:
        return list_sessions(deps, request)
    draft, zone = forms.decode_draft(payload), planning.host.zone
    if not (planning.learning_channel or planning.request_channel):
        return forms.render_no_channel(draft, now=now, zone=zone)
    with deps.database.read() as conn:
        upcoming = sessions.list_upcoming_sessions(
            conn, reader=planning.host, channel=planning.learning_channel, now=now, limit=session_list.MAX_LISTED
        )
    return forms.render_plan_form(
        draft,
        learning_channel=planning.learning_channel,
        request_channel=planning.request_channel,
        key=payload.key or request.key,
        upcoming=[session_list.session_line(each, zone, now) for each in upcoming],
        today=now.astimezone(zone).date(),
    )


def submit_plan(deps: Deps, submission: FormSubmission) -> FormErrors | Message:
    """Return the preview in the form's place, or what is wrong, at its field."""
    payload = decode_payload(SessionDraftPayload, submission.metadata)
    draft = forms.draft_from_fields(submission.fields)
    planning = _read_planning_context(deps, submission.request, payload.here)
    if not planning.is_allowed:
        return _refuse_guest(deps, submission.request)
    session = _build_session(deps, submission.request, planning, draft)
    if isinstance(session, RejectedSession):
        return forms.problem_at_field(session, deps.clock.now().astimezone(planning.host.zone).date())
    return _show_preview(deps, submission.request, planning, draft, session, key=payload.key)


def preview_again(deps: Deps, request: Request) -> AnyMessage:
    """Show the preview once more, now that the bot may have been invited to the channel."""
    payload = decode_payload(SessionDraftPayload, request.text)
    planning = _read_planning_context(deps, request, payload.here)
    if not planning.is_allowed:
        return _refuse_guest(deps, request)
    return _preview_draft(deps, request, planning, forms.decode_draft(payload), payload.key)


def press_announce(deps: Deps, request: Request) -> AnyMessage:
    """Announce what the preview showed, once for the key of the payload."""
    payload = decode_payload(SessionDraftPayload, request.text)
    planning, draft = _read_planning_context(deps, request, payload.here), forms.decode_draft(payload)
    if not planning.is_allowed:
        return _refuse_guest(deps, request)
    session = _build_session(deps, request, planning, draft)
    if isinstance(session, RejectedSession):
        return _reject(deps, planning, session, payload.key)
    if not session.channel or find_presence(deps, request.workspace, session.channel).is_absent:
        return _show_preview(deps, request, planning, draft, session, key=payload.key)
    return _save_and_announce(deps, planning.host, session, payload.key)


def discard_session(_deps: Deps, _request: Request) -> AnyMessage:
    """Announce nothing, as the host decided."""
    return planning_views.render_discarded_session()


def list_sessions(deps: Deps, request: Request, *, with_change_hint: bool = False) -> AnyMessage:
    """List the sessions that are not over, with what the reader can do about each."""
    now = deps.clock.now()
    upcoming, reader = _read_upcoming(deps, request, now)
    return session_list.render_session_list(upcoming, reader=reader, now=now, with_change_hint=with_change_hint)


def open_sessions(deps: Deps, request: Request) -> AnyMessage:
    """Show the session whose number the button carries; all of them where it carries none, or that one has ended."""
    now = deps.clock.now()
    upcoming, reader = _read_upcoming(deps, request, now)
    named = next((each for each in upcoming if str(each.session.id) == request.text), None)
    if named is None:
        return session_list.render_session_list(upcoming, reader=reader, now=now)
    return session_list.render_session_now(named, reader=reader, now=now)


def _read_upcoming(deps: Deps, request: Request, now: datetime) -> tuple[tuple[UpcomingSession, ...], Member]:
    """Return the sessions that the reader may see, one more than a list holds, and the reader."""
    with deps.database.read() as conn:
        workspace, reader = read_workspace_and_reader(deps, conn, request)
        upcoming = sessions.list_upcoming_sessions(
            conn, reader=reader, channel=workspace.learning_channel, now=now, limit=session_list.MAX_LISTED + 1
        )
    return upcoming, reader


def _save_and_announce(deps: Deps, host: Member, session: Session, key: str) -> Message:
    now = deps.clock.now()
    with deps.database.begin() as conn:
        saved = sessions.add_session(conn, session=session, request_id=key, now=now)
        if saved is None:
            return planning_views.render_already_announced()
        notifications.announce_session(conn, saved, host, now)
        notifications.schedule_attendee_messages(conn, saved, host, host, now)
    return planning_views.render_announced_session(saved, host=host, now=now)


def _reject(deps: Deps, planning: _PlanningContext, rejected: RejectedSession, key: str) -> Message:
    now, zone = deps.clock.now(), planning.host.zone
    return forms.render_rejected_session(
        rejected, now=now, zone=zone, key=key, request_channel=planning.request_channel
    )


def _preview_draft(deps: Deps, request: Request, planning: _PlanningContext, draft: SessionDraft, key: str) -> Message:
    session = _build_session(deps, request, planning, draft)
    if isinstance(session, RejectedSession):
        return _reject(deps, planning, session, key)
    return _show_preview(deps, request, planning, draft, session, key=key)


def _show_preview(
    deps: Deps, request: Request, planning: _PlanningContext, draft: SessionDraft, session: Session, *, key: str
) -> Message:
    now = deps.clock.now()
    if not session.channel:
        return forms.render_no_channel(draft, now=now, zone=planning.host.zone)
    return planning_views.render_session_preview(
        session,
        draft,
        host=planning.host,
        key=key,
        request_channel=planning.request_channel,
        presence=find_presence(deps, request.workspace, session.channel),
        now=now,
    )


def _build_session(
    deps: Deps, request: Request, planning: _PlanningContext, draft: SessionDraft
) -> Session | RejectedSession:
    """Return the session of a draft, not saved yet, and without a channel where there is none for it."""
    starts_at = resolve_start(draft, now=deps.clock.now(), zone=planning.host.zone)
    if isinstance(starts_at, RejectedSession):
        return starts_at
    host, channel = planning.host, draft.channel or planning.learning_channel or planning.request_channel
    refusal = _announcement_refusal(deps, request, planning, channel) if channel else None
    if refusal:
        if request.source in ("button", "form"):  # a line may err; a button of ours does not
            _log_refusal(deps, request)
        return RejectedSession(refusal[0], replace(draft, channel=""), refusal[1])
    return Session(0, host.workspace, host.id, draft.title, starts_at, draft.minutes, channel)


def _announcement_refusal(
    deps: Deps, request: Request, planning: _PlanningContext, channel: str
) -> tuple[SessionProblem, str] | None:
    """Return why a channel is not to be written in, None for everybody's and for one that the requester is in.

    They are, by the request or by Slack's word; with the permission that we lack to ask Slack.
    """
    if channel in (planning.learning_channel, request.channel):
        return None
    try:
        if request.view_type and deps.slack.is_member_of_channel(request.workspace, channel, request.member):
            return None
    except SlackFailure as failure:
        if lacked := lacked_for_channels(failure):
            return SessionProblem.CHANNEL_UNCHECKED, " or ".join(lacked)
    return SessionProblem.CHANNEL_NOT_ALLOWED, ""


def _read_planning_context(deps: Deps, request: Request, request_channel: str = "") -> _PlanningContext:
    """Return who plans and where; a form, which stands in no channel, brings the channel where it was opened."""
    with deps.database.read() as conn:
        workspace, host = read_workspace_and_reader(deps, conn, request)
    return _PlanningContext(
        host,
        workspace.learning_channel or "",
        request.channel if _CHANNEL_ID.fullmatch(request.channel) else request_channel,
    )


def _refuse_guest(deps: Deps, request: Request) -> Message:
    """Refuse a guest, with a line in the audit log."""
    _log_refusal(deps, request)
    return error_views.render_not_for_guests("Announcing a session")


def _log_refusal(deps: Deps, request: Request) -> None:
    with deps.database.begin() as conn:
        _, reader = read_workspace_and_reader(deps, conn, request)
        audit_log.record_refusal(conn, reader=reader, kind="session", now=deps.clock.now())

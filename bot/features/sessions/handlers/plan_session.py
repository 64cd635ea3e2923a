"""`/roadmate session` and `sessions`: one that is planned, shown to its host, announced once; and those to come."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from bot.core import audit_log
from bot.core.people.member import Member
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch import request as dispatch_request
from bot.dispatch.request import FormSubmission, Request, Response
from bot.dispatch.router import Router
from bot.features.sessions.handlers import notifications, session_actions
from bot.features.sessions.payloads import SessionDraftPayload
from bot.features.sessions.rules.line_parser import parse_session_line as read_line
from bot.features.sessions.rules.session import RejectedSession, Session, SessionDraft, SessionProblem, resolve_start
from bot.features.sessions.service import sessions
from bot.features.sessions.views import forms, replies
from bot.features.settings import handlers as settings_handlers
from bot.slack.failures import SlackFailure
from bot.slack.message import AnyMessage, Message
from bot.slack.modals import FormErrors
from bot.slack.payloads import decode_payload

_CHANNEL_ID: Final = re.compile(r"[CG][A-Z0-9]{2,30}")


def register(app: Router, deps: Deps) -> None:
    """Its buttons and forms."""
    app.on_click(deps, "session.list", list_sessions)
    app.on_click(deps, "session.form", open_plan_form)
    app.on_click(deps, "session.preview", preview_again)
    app.on_click(deps, "session.announce", press_announce)
    app.on_click(deps, "session.drop", discard_session)
    app.on_submit(deps, "session.plan", submit_plan)
    session_actions.register(app, deps)


@dataclass(frozen=True, slots=True)
class _PlanningContext:
    """Who plans a session, and where it can be announced: in the learning channel, or `here`, where they ask for it."""

    host: Member
    learning_channel: str
    request_channel: str

    @property
    def is_allowed(self) -> bool:
        """Whether they may write to a whole channel: a Slack guest need not even be in it."""
        return self.host.is_active and not self.host.is_guest


def answer_session(deps: Deps, request: Request) -> Response:
    """Whatever was typed after `/roadmate session`."""
    match request.text.casefold().split():
        case []:
            return open_plan_form(deps, request)
        case ["list" | "all" | "join" | "leave"]:
            return list_sessions(deps, request)
        case ["cancel" | "move", *_]:
            return list_sessions(deps, request, with_change_hint=True)
    by = _read_planning_context(deps, request)
    if not by.is_allowed:
        return _refuse_guest(deps, request)
    found = read_line(request.text, now=deps.clock.now(), zone=by.host.zone)
    if isinstance(found, RejectedSession):
        return _reject(deps, by, found, request.key)
    return _preview_draft(deps, request, by, found, key=request.key)


def open_plan_form(deps: Deps, request: Request) -> Response:
    """The form, with what a button carries; the coming sessions where Slack lets nothing be opened."""
    planned = SessionDraftPayload() if request.text in ("", "-") else decode_payload(SessionDraftPayload, request.text)
    by, now = _read_planning_context(deps, request, planned.here), deps.clock.now()
    if not by.is_allowed:
        return _refuse_guest(deps, request)
    if not request.trigger_id:
        return list_sessions(deps, request)
    sketch, key = forms.decode_draft(planned), planned.key or request.key
    if not (by.learning_channel or by.request_channel):
        return forms.render_no_channel(sketch, now=now, zone=by.host.zone, prefix=deps.settings.command_prefix)
    with deps.database.read() as conn:
        found = sessions.list_upcoming_sessions(
            conn, reader=by.host, channel=by.learning_channel, now=now, limit=replies.MAX_LISTED
        )
    lines, today = [replies.session_line(one, by.host.zone, now) for one in found], now.astimezone(by.host.zone).date()
    return forms.render_plan_form(
        sketch,
        learning_channel=by.learning_channel,
        request_channel=by.request_channel,
        key=key,
        upcoming=lines,
        today=today,
    )


def submit_plan(deps: Deps, submission: FormSubmission) -> FormErrors | Message:
    """What would be announced, in the form's place; or what is wrong with it, at its field."""
    planned, sketch = (
        decode_payload(SessionDraftPayload, submission.metadata),
        forms.draft_from_fields(submission.fields),
    )
    by = _read_planning_context(deps, submission.request, planned.here)
    if not by.is_allowed:
        return _refuse_guest(deps, submission.request)
    found = _build_session(deps, submission.request, by, sketch)
    if isinstance(found, RejectedSession):
        return forms.problem_at_field(found, deps.clock.now().astimezone(by.host.zone).date())
    return _show_preview(deps, submission.request, by, sketch, found, key=planned.key)


def preview_again(deps: Deps, request: Request) -> AnyMessage:
    """The same once more, when we may have been let in."""
    planned = decode_payload(SessionDraftPayload, request.text)
    by = _read_planning_context(deps, request, planned.here)
    return (
        _preview_draft(deps, request, by, forms.decode_draft(planned), planned.key)
        if by.is_allowed
        else _refuse_guest(deps, request)
    )


def press_announce(deps: Deps, request: Request) -> AnyMessage:
    """The yes to the preview; the ticket's key makes it happen once."""
    planned = decode_payload(SessionDraftPayload, request.text)
    by, sketch = _read_planning_context(deps, request, planned.here), forms.decode_draft(planned)
    if not by.is_allowed:
        return _refuse_guest(deps, request)
    found = _build_session(deps, request, by, sketch)
    if isinstance(found, RejectedSession):
        return _reject(deps, by, found, planned.key)
    if not (found.channel and settings_handlers.is_in_channel(deps, request, found.channel)):
        return _show_preview(deps, request, by, sketch, found, key=planned.key)
    return _save_and_announce(deps, by.host, found, key=planned.key)


def discard_session(_deps: Deps, _request: Request) -> AnyMessage:
    """The host decided against it."""
    return replies.render_discarded_session()


def list_sessions(deps: Deps, request: Request, *, with_change_hint: bool = False) -> AnyMessage:
    """Sessions that are not over, with what one can do about each."""
    now = deps.clock.now()
    with deps.database.read() as conn:
        place, reader = dispatch_request.read_workspace_and_reader(deps, conn, request)
        found = sessions.list_upcoming_sessions(
            conn, reader=reader, channel=place.learning_channel, now=now, limit=replies.MAX_LISTED + 1
        )
    return replies.render_session_list(found, reader=reader, now=now, with_change_hint=with_change_hint)


def _save_and_announce(deps: Deps, host: Member, session: Session, *, key: str) -> Message:
    now = deps.clock.now()
    with deps.database.begin() as conn:
        made = sessions.add_session(conn, session=session, request_id=key, now=now)
        if made is None:
            return replies.render_already_announced()
        notifications.announce_session(conn, made, host, now)
        notifications.schedule_attendee_messages(conn, made, host, host, now)
    return replies.render_announced_session(made, host=host, now=now)


def _reject(deps: Deps, planning: _PlanningContext, rejected: RejectedSession, key: str) -> Message:
    now, prefix = deps.clock.now(), deps.settings.command_prefix
    return forms.render_rejected_session(
        rejected, now=now, zone=planning.host.zone, key=key, prefix=prefix, request_channel=planning.request_channel
    )


def _preview_draft(deps: Deps, request: Request, planning: _PlanningContext, draft: SessionDraft, key: str) -> Message:
    found = _build_session(deps, request, planning, draft)
    return (
        _reject(deps, planning, found, key)
        if isinstance(found, RejectedSession)
        else _show_preview(deps, request, planning, draft, found, key=key)
    )


def _show_preview(
    deps: Deps, request: Request, planning: _PlanningContext, draft: SessionDraft, session: Session, *, key: str
) -> Message:
    now = deps.clock.now()
    if not session.channel:
        return forms.render_no_channel(draft, now=now, zone=planning.host.zone, prefix=deps.settings.command_prefix)
    absent = not settings_handlers.is_in_channel(deps, request, session.channel)
    return replies.render_session_preview(
        session,
        draft,
        host=planning.host,
        key=key,
        request_channel=planning.request_channel,
        is_bot_absent=absent,
        now=now,
    )


def _build_session(
    deps: Deps, request: Request, planning: _PlanningContext, draft: SessionDraft
) -> Session | RejectedSession:
    """The session of a sketch, which has no number yet, nor a channel where there is none for it."""
    starts = resolve_start(draft, now=deps.clock.now(), zone=planning.host.zone)
    if isinstance(starts, RejectedSession):
        return starts
    channel, host = draft.channel or planning.learning_channel or planning.request_channel, planning.host
    if channel and not _may_announce(deps, request, planning, channel):
        if request.source in ("button", "form"):  # a line may err; a button of ours does not
            _log_refusal(deps, request)
        return RejectedSession(SessionProblem.CHANNEL_NOT_ALLOWED, replace(draft, channel=""))
    return Session(0, host.workspace, host.id, draft.title, starts, draft.minutes, channel)


def _may_announce(deps: Deps, request: Request, planning: _PlanningContext, channel: str) -> bool:
    """Whether a channel is everybody's or the one they are in: Slack says so with the request, or when asked."""
    if channel in (planning.learning_channel, request.channel):
        return True
    try:
        return bool(request.view_type) and deps.slack.is_member_of_channel(request.workspace, channel, request.member)
    except SlackFailure:
        return False


def _read_planning_context(deps: Deps, request: Request, request_channel: str = "") -> _PlanningContext:
    """Who plans it and where; a window, which stands in no channel, brings along where it was opened."""
    with deps.database.read() as conn:
        place, host = dispatch_request.read_workspace_and_reader(deps, conn, request)
    return _PlanningContext(
        host,
        place.learning_channel or "",
        request.channel if _CHANNEL_ID.fullmatch(request.channel) else request_channel,
    )


def _refuse_guest(deps: Deps, request: Request) -> Message:
    """Said to who may not, and written down."""
    _log_refusal(deps, request)
    return error_views.render_not_for_guests("Announcing a session")


def _log_refusal(deps: Deps, request: Request) -> None:
    with deps.database.begin() as conn:
        _, reader = dispatch_request.read_workspace_and_reader(deps, conn, request)
        audit_log.record_refusal(conn, reader=reader, kind="session", now=deps.clock.now())

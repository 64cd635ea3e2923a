"""`/roadmate setup`, and the buttons and forms of the checklist: all for admins."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.calendar import zones
from bot.core.people import workspaces
from bot.core.people.roles import MentorRole
from bot.db.engine import Connection
from bot.delivery import outbox
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.channel_presence import find_presence
from bot.dispatch.request import (
    FormSubmission,
    MentionedPerson,
    Request,
    Response,
    find_requester,
    list_admin_names,
)
from bot.dispatch.router import Router
from bot.features.mentorship.handlers import roles
from bot.features.settings import handlers as settings_handlers
from bot.features.settings import rules as settings_rules
from bot.features.settings.views import form as settings_form
from bot.features.setup import checklists, service, views
from bot.features.setup.rules import SetupState, Step
from bot.slack.message import Message
from bot.slack.modals import FormErrors
from bot.slack.payloads import parse_user_id

NOTHING_CHANGED: Final[Mapping[str, bool]] = MappingProxyType({})


def register(app: Router, deps: Deps) -> None:
    """Register the buttons of the checklist and its forms."""
    app.on_click(deps, "setup.open", answer_setup)
    app.on_click(deps, "setup.channel", open_channel_form)
    app.on_click(deps, "setup.zone", press_zone)
    app.on_click(deps, "setup.board", press_board)
    app.on_click(deps, "setup.mentor", press_mentor)
    app.on_click(deps, "setup.announce", press_announce)
    app.on_submit(deps, "setup.save_channel", save_channel)
    app.on_submit(deps, "setup.save_zone", save_zone)
    app.on_submit(deps, "setup.save_mentor", save_mentor)


def answer_setup(deps: Deps, request: Request) -> Message:
    """Show the checklist to an admin."""
    return settings_handlers.refuse_non_admin(deps, request) or _show_checklist(deps, request)


def open_channel_form(deps: Deps, request: Request) -> Response:
    """Open the form for the learning channel."""
    if refusal := settings_handlers.refuse_non_admin(deps, request):
        return refusal
    return views.render_channel_form(_read_state(deps, request).workspace.learning_channel)


def press_zone(deps: Deps, request: Request) -> Response:
    """Keep the time zone as it is, or open the form for another one."""
    if request.text == views.KEEP:
        return _settle(deps, request, Step.ZONE)
    if refusal := settings_handlers.refuse_non_admin(deps, request):
        return refusal
    zone = _read_state(deps, request).workspace.zone.key
    return views.render_zone_form(settings_form.time_zone_choices([zone])[0])


def press_board(deps: Deps, request: Request) -> Message:
    """Turn the leaderboard on, or keep it off: both decide."""
    if request.text == "on":
        return _settle(deps, request, Step.BOARD, {"board_on": True})
    return _settle(deps, request, Step.BOARD)


def press_mentor(deps: Deps, request: Request) -> Response:
    """Go on without mentors for now, or open the form that names one."""
    if request.text == views.KEEP:
        return _settle(deps, request, Step.MENTORS)
    return settings_handlers.refuse_non_admin(deps, request) or views.render_mentor_form()


def press_announce(deps: Deps, request: Request) -> Message:
    """Post the announcement, once for good."""
    if refusal := settings_handlers.refuse_non_admin(deps, request):
        return refusal
    channel = _read_state(deps, request).workspace.learning_channel
    if channel is None:
        return _show_checklist(deps, request, note=views.channel_needed_text())
    if find_presence(deps, request.workspace, channel).is_absent:
        return _show_checklist(deps, request, note=views.invite_first_text(channel))
    now = deps.clock.now()
    with deps.database.begin() as conn:
        if not find_requester(deps, conn, request).is_admin:
            return error_views.render_not_admin(list_admin_names(deps, conn, request))
        if service.claim_announcement(conn, workspace=request.workspace, now=now):
            outbox.put_message(
                conn,
                workspace=request.workspace,
                kind=DeliveryKind.ANNOUNCEMENT,
                period=checklists.PERIOD,
                recipient=channel,
                message=views.render_announcement().post_arguments(),
                due_at=now,
                expires_at=now + checklists.LIFETIME,
                now=now,
            )
        return _render_and_rewrite(deps, conn, request)


def save_channel(deps: Deps, submission: FormSubmission) -> FormErrors | Message:
    """Save the learning channel that was chosen."""
    channel = settings_rules.parse_channel(submission.fields.get(views.CHANNEL_FIELD, ""))
    if not channel:
        return FormErrors({views.CHANNEL_FIELD: "Choose a channel of this workspace."})
    said = settings_handlers.save_settings(deps, submission.request, {"learning_channel": channel}, ("channel",))
    return _rewrite_after(deps, submission.request, said)


def save_zone(deps: Deps, submission: FormSubmission) -> FormErrors | Message:
    """Save the time zone that was chosen."""
    zone = zones.find_zone(submission.fields.get(views.ZONE_FIELD, ""))
    if not zone:
        return FormErrors({views.ZONE_FIELD: "I don't know that time zone."})
    said = settings_handlers.save_settings(deps, submission.request, {"timezone": zone}, ("timezone",))
    return _rewrite_after(deps, submission.request, said)


def save_mentor(deps: Deps, submission: FormSubmission) -> Message:
    """Make somebody a mentor."""
    mentor = MentionedPerson(parse_user_id(submission.fields.get(views.MENTOR_FIELD, "")), "")
    said = roles.answer_role(deps, submission.request, (mentor,), role=MentorRole.MENTOR)
    return _rewrite_after(deps, submission.request, said)


def _settle(deps: Deps, request: Request, step: Step, values: Mapping[str, bool] = NOTHING_CHANGED) -> Message:
    """Note that an admin has settled a step, with the settings that this changes."""
    if refusal := settings_handlers.refuse_non_admin(deps, request):
        return refusal
    if values:
        settings_handlers.save_settings(deps, request, values)
    with deps.database.begin() as conn:
        if not find_requester(deps, conn, request).is_admin:
            return error_views.render_not_admin(list_admin_names(deps, conn, request))
        workspaces.confirm_setup_step(conn, workspace=request.workspace, step=step)
        return _render_and_rewrite(deps, conn, request)


def _render_and_rewrite(deps: Deps, conn: Connection, request: Request) -> Message:
    """Rewrite everybody's checklist but the one that was pressed, which the answer replaces."""
    now = deps.clock.now()
    checklists.rewrite_changed(deps, conn, request.workspace, now, pressed_ts=request.message_ts)
    deps.stale_homes.mark_all_stale(request.workspace)
    return views.render_checklist(service.read_setup(conn, workspace=request.workspace, settings=deps.settings))


def _rewrite_after(deps: Deps, request: Request, said: Message) -> Message:
    with deps.database.begin() as conn:
        checklists.rewrite_changed(deps, conn, request.workspace, deps.clock.now())
    deps.stale_homes.mark_all_stale(request.workspace)
    return said


def _show_checklist(deps: Deps, request: Request, *, note: str = "") -> Message:
    return views.render_checklist(_read_state(deps, request), note=note)


def _read_state(deps: Deps, request: Request) -> SetupState:
    with deps.database.read() as conn:
        return service.read_setup(conn, workspace=request.workspace, settings=deps.settings)

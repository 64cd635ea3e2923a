"""`/roadmate settings`: what holds for the whole workspace, read by everybody and changed by admins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from bot.calendar import zones
from bot.calendar.weeks import week_of
from bot.core import time_off
from bot.core.goals import goals
from bot.core.people import members, workspaces
from bot.core.people.workspaces import NUDGE_LOOKAHEAD_WEEKS, Workspace
from bot.core.time_off import WHOLE_TEAM
from bot.db.engine import Connection
from bot.delivery import occurrences
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch import request as dispatch_request
from bot.dispatch.request import FormSubmission, Request, Response, list_admin_names, read_workspace_and_reader
from bot.dispatch.router import Router
from bot.features.settings import rules, service
from bot.features.settings.payloads import SettingsFormPayload
from bot.features.settings.views import form, page
from bot.features.settings.views.form import parse_settings_form
from bot.features.time_off.handlers import holidays as time_off_holidays
from bot.setting_values import RejectedSetting
from bot.slack.failures import SlackFailure
from bot.slack.message import AnyMessage, Message
from bot.slack.modals import FormErrors, SelectOption, modal_from_message
from bot.slack.payloads import decode_payload as read_ticket

_LOOKAHEAD: Final = timedelta(weeks=NUDGE_LOOKAHEAD_WEEKS + 1)


def register(app: Router, deps: Deps) -> None:
    """The button that carries a setting."""
    app.on_click(deps, "roadmate.set", change_setting)
    time_off_holidays.register(app, deps)


def show_settings(deps: Deps, request: Request) -> AnyMessage:
    """The workspace's settings in force."""
    now = deps.clock.now()
    with deps.database.read() as conn:
        workspace, reader = read_workspace_and_reader(deps, conn, request)
        origins = workspaces.read_setting_origins(conn, workspace=request.workspace, settings=deps.settings)
        names = None if reader.is_admin else list_admin_names(deps, conn, request)
        free = time_off.list_own_time_off(
            conn, workspace=request.workspace, member=WHOLE_TEAM, since=workspace.today(now)
        )
        done = list_done_digests(deps, conn, workspace)
    return page.render_settings(
        workspace, origins, names, now, deps.settings.command_prefix, holidays=free, done_weeks=done
    )


def change_setting(deps: Deps, request: Request) -> AnyMessage:
    """One setting, changed by an admin."""
    name, _, words = request.text.partition(" ")
    if name.casefold() in (rules.HOLIDAYS_SETTING, "holiday"):
        return time_off_holidays.answer_holidays(deps, request.with_text(words))
    if refused := refuse_non_admin(deps, request):
        return refused
    choice = rules.parse_setting(name, words.strip())
    if isinstance(choice, RejectedSetting):
        return page.render_rejected_setting(choice, deps.settings.command_prefix)
    return save_settings(deps, request, choice.values, (choice.setting,))


def save_settings(deps: Deps, request: Request, values: Mapping[str, Any], names: tuple[str, ...] = ()) -> Message:
    """Set values by column, and say what is in force then, by these names or as far as it differs from before."""
    now, channel = deps.clock.now(), values.get("learning_channel")
    absent = isinstance(channel, str) and not is_in_channel(deps, request, channel)
    with deps.database.begin() as conn:
        if not read_workspace_and_reader(deps, conn, request)[1].is_admin:
            return error_views.render_not_admin(list_admin_names(deps, conn, request))
        _, changed = service.change_settings(
            conn,
            workspace=request.workspace,
            actor=request.member,
            values=values,
            settings=deps.settings,
            now=now,
        )
        if not (names or changed):
            return page.render_nothing_changed()
        deps.stale_homes.mark_all_stale(request.workspace)
        return _render_changed(deps, conn, request, names or changed, is_absent=absent, now=now)


def refuse_non_admin(deps: Deps, request: Request) -> Message | None:
    """Checked before anything is asked of Slack, and again in the transaction that changes something."""
    with deps.database.read() as conn:
        is_admin = read_workspace_and_reader(deps, conn, request)[1].is_admin
        return None if is_admin else error_views.render_not_admin(list_admin_names(deps, conn, request))


def list_done_digests(deps: Deps, conn: Connection, workspace: Workspace) -> frozenset[str]:
    """The weeks around this one of which no digest is sent any more."""
    now = deps.clock.now()
    return occurrences.list_settled_weeks(
        conn, workspace=workspace.id, kind=DeliveryKind.DIGEST, zone=workspace.zone, now=now
    )


def _render_changed(
    deps: Deps, conn: Connection, request: Request, names: tuple[str, ...], *, is_absent: bool, now: datetime
) -> Message:
    place, reader = read_workspace_and_reader(deps, conn, request)
    today = reader.today(now)
    return page.render_changed_settings(
        names,
        place,
        reader,
        now,
        is_absent=is_absent,
        absences=time_off.list_time_off(
            conn,
            workspace=request.workspace,
            member=request.member,
            since=today - timedelta(days=7),
            until=today + _LOOKAHEAD,
        ),
        done_weeks=list_done_digests(deps, conn, place),
        is_goal_delayed=goals.has_pending_goal(
            conn, workspace=place.id, member=WHOLE_TEAM, week=week_of(place.today(now))
        ),
        nudged_weeks=occurrences.list_settled_weeks(
            conn, workspace=place.id, kind=DeliveryKind.NUDGE, zone=reader.zone, now=now, recipient=reader.id
        ),
    )


def is_in_channel(deps: Deps, request: Request, channel: str) -> bool:
    """Whether we are known to be in the channel; not known counts as no."""
    try:
        return deps.slack.is_bot_in_channel(request.workspace, channel)
    except SlackFailure:
        return False


def register_form(app: Router, deps: Deps) -> None:
    """The buttons that open it, the form itself, and what its fields offer."""
    app.on_click(deps, "settings.form", open_settings_form)
    app.on_click(deps, "settings.holidays", open_holidays)
    app.on_submit(deps, "settings.save", submit_settings_form)
    app.on_options(deps, "settings.zone", suggest_time_zones)


def open_settings_form(deps: Deps, request: Request) -> Response:
    """The form for admins; the page for everybody else, and where Slack lets nothing be opened."""
    now = deps.clock.now()
    with deps.database.read() as conn:
        place, reader = dispatch_request.read_workspace_and_reader(deps, conn, request)
        today = place.today(now)
        free = time_off.list_own_time_off(conn, workspace=request.workspace, member=WHOLE_TEAM, since=today)
    return (
        form.render_settings_form(place, free, today)
        if reader.is_admin and request.trigger_id
        else show_settings(deps, request)
    )


def submit_settings_form(deps: Deps, submission: FormSubmission) -> FormErrors | Message | None:
    """Set what was changed in the form, all of it or nothing; an untouched form closes."""
    stood = read_ticket(SettingsFormPayload, submission.metadata).fields
    if refused := refuse_non_admin(deps, submission.request):
        return refused
    values = parse_settings_form(submission.fields, stood)
    if isinstance(values, FormErrors):
        return values
    return save_settings(deps, submission.request, values) if values else None


def open_holidays(deps: Deps, request: Request) -> Response:
    """The team's holidays over the form, which keeps what was typed."""
    shown = modal_from_message(time_off_holidays.show_holidays(deps, request).to_message(), "Team holidays")
    return form.above_form(shown)


def suggest_time_zones(deps: Deps, request: Request) -> list[SelectOption]:
    """Time zones like the words typed so far; before the first letter those that people here live in."""
    if request.text.strip():
        return form.time_zone_choices(zones.search_zones(request.text))
    with deps.database.read() as conn:
        place, _ = dispatch_request.read_workspace_and_reader(deps, conn, request)
        lived = members.list_zone_names(conn, workspace=request.workspace)
    return form.time_zone_choices(
        sorted({place.zone.key, "UTC", *(zone for zone in lived if zone and zones.find_zone(zone))})
    )

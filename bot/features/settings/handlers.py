"""`/roadmate settings`: the settings of the workspace, read by everybody and changed by admins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from bot.calendar import zones
from bot.calendar.schedule import latest_occurrence
from bot.calendar.weeks import shift_week, week_of
from bot.core import assigned, time_off
from bot.core.goals import goals
from bot.core.people import members, workspaces
from bot.core.people.workspaces import NUDGE_LOOKAHEAD_WEEKS, Workspace
from bot.core.time_off import WHOLE_TEAM
from bot.db.engine import Connection
from bot.delivery import occurrences
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.channel_presence import ChannelPresence, find_presence
from bot.dispatch.request import FormSubmission, Request, Response, list_admin_names, read_workspace_and_reader
from bot.dispatch.router import Router
from bot.features.settings import rules, service
from bot.features.settings.payloads import SettingsFormPayload
from bot.features.settings.views import form, page
from bot.features.settings.views.form import parse_settings_form
from bot.features.time_off.handlers import holidays as time_off_holidays
from bot.setting_values import RejectedSetting
from bot.slack.message import AnyMessage, Message
from bot.slack.modals import FormErrors, SelectOption, modal_from_message
from bot.slack.payloads import decode_payload

_LOOKAHEAD: Final = timedelta(weeks=NUDGE_LOOKAHEAD_WEEKS + 1)


def register(app: Router, deps: Deps) -> None:
    """Register the button that carries a setting, and those of the team's holidays."""
    app.on_click(deps, "roadmate.set", change_setting)
    time_off_holidays.register(app, deps)


def show_settings(deps: Deps, request: Request) -> AnyMessage:
    """Show the workspace's settings in force."""
    now = deps.clock.now()
    with deps.database.read() as conn:
        workspace, reader = read_workspace_and_reader(deps, conn, request)
        origins = workspaces.read_setting_origins(conn, workspace=request.workspace, settings=deps.settings)
        admins = None if reader.is_admin else list_admin_names(deps, conn, request)
        holidays = time_off.list_own_time_off(
            conn, workspace=request.workspace, member=WHOLE_TEAM, since=workspace.today(now)
        )
        done_weeks, has_news = read_digest_outlook(deps, conn, workspace)
    return page.render_settings(
        workspace, origins, admins, now, holidays=holidays, done_weeks=done_weeks, has_news=has_news
    )


def change_setting(deps: Deps, request: Request) -> AnyMessage:
    """Change one setting for an admin."""
    name, _, words = request.text_with_channels.partition(" ")
    if name.casefold() in (rules.HOLIDAYS_SETTING, "holiday"):
        return time_off_holidays.answer_holidays(deps, request.with_text(words))
    if refusal := refuse_non_admin(deps, request):
        return refusal
    change = rules.parse_setting(name, words.strip())
    if isinstance(change, RejectedSetting):
        return page.render_rejected_setting(change)
    return save_settings(deps, request, change.values, (change.setting,))


def save_settings(deps: Deps, request: Request, values: Mapping[str, Any], names: tuple[str, ...] = ()) -> Message:
    """Set values by column, and render what is in force then: these settings, or those that differ from before."""
    now, channel = deps.clock.now(), values.get("learning_channel")
    presence = find_presence(deps, request.workspace, channel) if channel and isinstance(channel, str) else None
    with deps.database.begin() as conn:
        if not read_workspace_and_reader(deps, conn, request)[1].is_admin:
            return error_views.render_not_admin(list_admin_names(deps, conn, request))
        who = {"workspace": request.workspace, "actor": request.member}
        _, changed = service.change_settings(conn, **who, values=values, settings=deps.settings, now=now)
        if not (names or changed):
            return page.render_nothing_changed()
        deps.stale_homes.mark_all_stale(request.workspace)
    with deps.database.read() as conn:  # a look at the digest to come may take a while, and nobody waits for its lock
        return _render_changed(deps, conn, request, names or changed, presence=presence, now=now)


def refuse_non_admin(deps: Deps, request: Request) -> Message | None:
    """Return a refusal for who is no admin; checked before anything is asked of Slack, and again when saving."""
    with deps.database.read() as conn:
        is_admin = read_workspace_and_reader(deps, conn, request)[1].is_admin
        return None if is_admin else error_views.render_not_admin(list_admin_names(deps, conn, request))


def read_digest_outlook(deps: Deps, conn: Connection, workspace: Workspace) -> tuple[frozenset[str], bool]:
    """Return the weeks around this one without a digest to come, and whether the next one has something to say yet."""
    now = deps.clock.now()
    week = week_of(workspace.today(now))
    first_week = workspaces.read_first_week(conn, workspace=workspace.id, zone=workspace.zone)
    before_all = {each for back in range(4) if (each := shift_week(week, -back)) < first_week}
    done = before_all | occurrences.list_settled_weeks(
        conn, workspace=workspace.id, kind=DeliveryKind.DIGEST, zone=workspace.zone, now=now
    )
    due = workspaces.find_next_digest(workspace, now, done)
    if due and due <= now and not _has_news(deps, conn, workspace, now):
        done |= {shift_week(latest_occurrence(workspace.digest_slot, workspace.zone, now)[0], -1)}
        due = workspaces.find_next_digest(workspace, now, done)
    return frozenset(done), due is None or _has_news(deps, conn, workspace, max(due, now))


def _has_news(deps: Deps, conn: Connection, workspace: Workspace, at: datetime) -> bool:
    """Return whether a digest that falls due at that moment would be sent, as far as is known by now."""
    schedules = [each.schedule for each in deps.features if each.schedule and each.name == "digest"]
    decided = [occurrence for each in schedules for occurrence in each.find_due(deps, conn, workspace, at, None)]
    return any(occurrence.message for occurrence in decided)


def _render_changed(
    deps: Deps,
    conn: Connection,
    request: Request,
    names: tuple[str, ...],
    *,
    presence: ChannelPresence | None,
    now: datetime,
) -> Message:
    workspace, reader = read_workspace_and_reader(deps, conn, request)
    today = reader.today(now)
    done_weeks, has_news = read_digest_outlook(deps, conn, workspace)
    return page.render_changed_settings(
        names,
        workspace,
        reader,
        now,
        presence=presence,
        absences=time_off.list_time_off(
            conn,
            workspace=request.workspace,
            member=request.member,
            since=today - timedelta(days=7),
            until=today + _LOOKAHEAD,
        ),
        done_weeks=done_weeks,
        has_news=has_news,
        is_goal_delayed=goals.has_pending_goal(
            conn, workspace=workspace.id, member=WHOLE_TEAM, week=week_of(workspace.today(now))
        ),
        nudged_weeks=occurrences.list_settled_weeks(
            conn, workspace=workspace.id, kind=DeliveryKind.NUDGE, zone=reader.zone, now=now, recipient=reader.id
        ),
        is_addressed=assigned.is_addressed(conn, workspace=workspace.id, member=reader),
    )


def register_form(app: Router, deps: Deps) -> None:
    """Register the buttons that open the form, the form itself, and the choices of its fields."""
    app.on_click(deps, "settings.form", open_settings_form)
    app.on_click(deps, "settings.holidays", open_holidays)
    app.on_submit(deps, "settings.save", submit_settings_form)
    app.on_options(deps, "settings.zone", suggest_time_zones)


def open_settings_form(deps: Deps, request: Request) -> Response:
    """Open the form for admins; the page for everybody else, and where Slack lets no window be opened."""
    now = deps.clock.now()
    with deps.database.read() as conn:
        workspace, reader = read_workspace_and_reader(deps, conn, request)
        today = workspace.today(now)
        holidays = time_off.list_own_time_off(conn, workspace=request.workspace, member=WHOLE_TEAM, since=today)
    if reader.is_admin and request.trigger_id:
        return form.render_settings_form(workspace, holidays, today)
    return show_settings(deps, request)


def submit_settings_form(deps: Deps, submission: FormSubmission) -> FormErrors | Message | None:
    """Save what was changed in the form, all of it or nothing; an untouched form closes."""
    initial_fields = decode_payload(SettingsFormPayload, submission.metadata).fields
    if refusal := refuse_non_admin(deps, submission.request):
        return refusal
    values = parse_settings_form(submission.fields, initial_fields)
    if isinstance(values, FormErrors):
        return values
    return save_settings(deps, submission.request, values) if values else None


def open_holidays(deps: Deps, request: Request) -> Response:
    """Open the team's holidays above the form, which keeps what was typed."""
    message = time_off_holidays.show_holidays(deps, request).to_message()
    return replace(modal_from_message(message, "Team holidays"), is_stacked=True)


def suggest_time_zones(deps: Deps, request: Request) -> list[SelectOption]:
    """Return time zones like the words typed so far; before the first letter those of the people here."""
    if request.text.strip():
        return form.time_zone_choices(zones.search_zones(request.text))
    with deps.database.read() as conn:
        workspace, _ = read_workspace_and_reader(deps, conn, request)
        names = members.list_zone_names(conn, workspace=request.workspace)
    known = {name for name in names if name and zones.find_zone(name)}
    return form.time_zone_choices(sorted({workspace.zone.key, "UTC", *known}))

"""`/roadmate nudge` and the buttons of a nudge: put off by a day, a week or until a date, ended, or brought back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from bot import setting_values
from bot.calendar import weeks
from bot.core import time_off
from bot.core.people.member import Member
from bot.core.people.workspaces import NUDGE_LOOKAHEAD_WEEKS, Workspace
from bot.db.engine import Connection
from bot.delivery import occurrences
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch.request import FormSubmission, Request, read_workspace_and_reader, requester_today
from bot.dispatch.router import Router
from bot.features.nudge import rules, service, views
from bot.features.settings import rules as settings_rules
from bot.features.settings.views import page as settings_page
from bot.setting_values import SettingErrorReason
from bot.slack.message import AnyMessage, Message
from bot.slack.modals import FormErrors, Modal
from bot.slack.payloads import PayloadError

NAME: Final = "nudge"
_LOOKAHEAD: Final = timedelta(weeks=NUDGE_LOOKAHEAD_WEEKS + 1)


def register(app: Router, deps: Deps) -> None:
    """Register the buttons and the form; the buttons that book belong to `/log`."""
    app.on_click(deps, "nudge.day", snooze_day)
    app.on_click(deps, "nudge.snooze", snooze_week)
    app.on_click(deps, "nudge.until", open_snooze_form)
    app.on_click(deps, "nudge.stop", stop_nudges)
    app.on_submit(deps, "nudge.date", submit_snooze)


def answer_nudge(deps: Deps, request: Request) -> AnyMessage:
    """Answer `/roadmate nudge`: show it, switch it, or pause it until a day."""
    first, _, rest = request.text.strip().partition(" ")
    is_enabled = settings_rules.parse_switch(request.text.strip())
    match first.casefold():
        case "" | "status":
            return _show_status(deps, request, is_changed=False)
        case "until" | "till":
            return _answer_until(deps, request, rest.strip())
        case _ if is_enabled is not None:
            with deps.database.begin() as conn:
                service.set_nudge_enabled(
                    conn, workspace=request.workspace, member=request.member, is_enabled=is_enabled
                )
            return _show_status(deps, request, is_changed=True)
        case _:
            rejected = setting_values.RejectedSetting(SettingErrorReason.SWITCH, "own nudge", request.text)
            return settings_page.render_rejected_setting(rejected)


def snooze_day(deps: Deps, request: Request) -> AnyMessage:
    """Send this week's nudge again a day later, once; the button carries the week."""
    now = deps.clock.now()
    with deps.database.begin() as conn:
        workspace, member = read_workspace_and_reader(deps, conn, request)
        day = rules.find_snooze_day(
            workspace.nudge_slot, week=_parse_week(request.text), today=member.today(now), zone=member.zone, now=now
        )
        snoozed_to = day and service.snooze_day(conn, workspace=request.workspace, member=request.member, day=day)
        moment = rules.nudge_time_on(workspace.nudge_slot, snoozed_to, member.zone) if snoozed_to else now
        next_nudge = _next_nudge_text(conn, workspace, member, now)
    if moment <= now:
        return views.render_no_other_nudge(next_nudge)
    return views.render_snoozed_day(moment.astimezone(member.zone), member.today(now))


def snooze_week(deps: Deps, request: Request) -> AnyMessage:
    """Skip the next nudge to come."""
    now = deps.clock.now()
    with deps.database.begin() as conn:
        workspace, member = read_workspace_and_reader(deps, conn, request)
        skipped = rules.plan_week_snooze(workspace.nudge_slot, zone=member.zone, now=now)
        until = rules.first_day_after(skipped)
        service.snooze_until(conn, workspace=request.workspace, member=request.member, until=until)
    return views.render_snoozed_week(skipped, member.today(now))


def open_snooze_form(deps: Deps, request: Request) -> Modal:
    """Open the form that asks until when."""
    return views.render_snooze_form(requester_today(deps, request))


def submit_snooze(deps: Deps, submission: FormSubmission) -> FormErrors | Message:
    """Allow no nudge before the day in the form."""
    try:
        day = date.fromisoformat(submission.fields.get(views.UNTIL_FIELD, ""))
    except ValueError:
        return FormErrors(views.snooze_day_errors())
    if not rules.can_snooze_until(day, requester_today(deps, submission.request)):
        return FormErrors(views.snooze_day_errors())
    return _snooze_until(deps, submission.request, day)


def stop_nudges(deps: Deps, request: Request) -> AnyMessage:
    """Turn the nudges of this member off."""
    with deps.database.begin() as conn:
        service.set_nudge_enabled(conn, workspace=request.workspace, member=request.member, is_enabled=False)
    return views.render_nudges_stopped()


def _answer_until(deps: Deps, request: Request, typed: str) -> Message:
    today = requester_today(deps, request)
    day = rules.parse_until(typed, today) if typed else None
    return _snooze_until(deps, request, day) if day else views.render_until_missing(typed)


def _snooze_until(deps: Deps, request: Request, until: date) -> Message:
    now = deps.clock.now()
    with deps.database.begin() as conn:
        service.snooze_until(conn, workspace=request.workspace, member=request.member, until=until)
        workspace, member = read_workspace_and_reader(deps, conn, request)
        next_nudge = _next_nudge_text(conn, workspace, member, now)
    return views.render_snoozed_until(until, member.today(now), next_nudge)


def _show_status(deps: Deps, request: Request, *, is_changed: bool) -> Message:
    now = deps.clock.now()
    with deps.database.read() as conn:
        workspace, member = read_workspace_and_reader(deps, conn, request)
        next_nudge = _next_nudge_text(conn, workspace, member, now)
    day = member.nudge_again
    moment = rules.nudge_time_on(workspace.nudge_slot, day, member.zone) if day else now
    snoozed_to = moment.astimezone(member.zone) if moment > now else None
    return views.render_nudge_status(
        member, next_nudge, today=member.today(now), is_changed=is_changed, snoozed_to=snoozed_to
    )


def _next_nudge_text(conn: Connection, workspace: Workspace, member: Member, now: datetime) -> str:
    """Return when the next weekly nudge is due, or why none is."""
    handled = occurrences.list_settled_weeks(
        conn, workspace=workspace.id, kind=DeliveryKind.NUDGE, zone=member.zone, now=now, recipient=member.id
    )
    since, until = member.today(now) - timedelta(days=7), member.today(now) + _LOOKAHEAD
    days_off = time_off.list_time_off(conn, workspace=member.workspace, member=member.id, since=since, until=until)
    return settings_page.next_nudge_text(workspace, member, now, days_off, handled)


def _parse_week(value: str) -> str:
    """Return the week that a button carries. Raises PayloadError."""
    try:
        weeks.week_bounds(value)
    except ValueError as error:
        raise PayloadError("week") from error
    return value

"""The weekly nudge as its reader wants it: put off by a day, a week or until a date, ended, or brought back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from bot import setting_values
from bot.calendar import weeks
from bot.core import time_off
from bot.core.people import workspaces
from bot.core.people.member import Member
from bot.core.people.workspaces import NUDGE_LOOKAHEAD_WEEKS, Workspace
from bot.core.time_off import TimeOff
from bot.db.engine import Connection
from bot.delivery import occurrences
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch.request import FormSubmission, Request, find_requester, requester_today
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
    """The buttons and the form; the ones that book belong to `/log`."""
    app.on_click(deps, "nudge.day", snooze_day)
    app.on_click(deps, "nudge.snooze", snooze_week)
    app.on_click(deps, "nudge.until", open_snooze_form)
    app.on_click(deps, "nudge.stop", stop_nudges)
    app.on_submit(deps, "nudge.date", submit_snooze)


def answer_nudge(deps: Deps, request: Request) -> AnyMessage:
    """Whatever was typed after `/roadmate nudge`: shown, switched, or paused until a day."""
    first, _, rest = request.text.strip().partition(" ")
    on = settings_rules.parse_switch(request.text.strip())
    match first.casefold():
        case "" | "status":
            return _show_status(deps, request, is_changed=False)
        case "until" | "till":
            return _answer_until(deps, request, rest.strip())
        case _ if on is not None:
            with deps.database.begin() as conn:
                service.set_nudge_enabled(conn, workspace=request.workspace, member=request.member, is_enabled=on)
            return _show_status(deps, request, is_changed=True)
        case _:
            return settings_page.render_rejected_setting(
                setting_values.RejectedSetting(SettingErrorReason.SWITCH, "own nudge", request.text),
                deps.settings.command_prefix,
            )


def snooze_day(deps: Deps, request: Request) -> AnyMessage:
    """This week's nudge comes again a day later, once; the button carries the week."""
    now = deps.clock.now()
    with deps.database.begin() as conn:
        place, member = _read_workspace_and_member(deps, conn, request)
        day = rules.find_snooze_day(
            place.nudge_slot, week=_parse_week(request.text), today=member.today(now), zone=member.zone, now=now
        )
        counted = day and service.snooze_day(conn, workspace=request.workspace, member=request.member, day=day)
        moment = rules.nudge_time_on(place.nudge_slot, counted, member.zone) if counted else now
        coming = _next_nudge_text(conn, place, member, now)
    if moment <= now:
        return views.render_no_other_nudge(coming)
    return views.render_snoozed_day(moment.astimezone(member.zone), member.today(now))


def snooze_week(deps: Deps, request: Request) -> AnyMessage:
    """Skip the next nudge to come."""
    now = deps.clock.now()
    with deps.database.begin() as conn:
        place, member = _read_workspace_and_member(deps, conn, request)
        skipped = rules.plan_week_snooze(place.nudge_slot, zone=member.zone, now=now)
        until = rules.first_day_after(skipped)
        service.snooze_until(conn, workspace=request.workspace, member=request.member, until=until)
    return views.render_snoozed_week(skipped, member.today(now))


def open_snooze_form(deps: Deps, request: Request) -> Modal:
    """The form that asks until when."""
    return views.render_snooze_form(requester_today(deps, request))


def submit_snooze(deps: Deps, submission: FormSubmission) -> FormErrors | Message:
    """No nudge before the day in the form."""
    try:
        day = date.fromisoformat(submission.fields.get(views.UNTIL_FIELD, ""))
    except ValueError:
        return FormErrors(views.snooze_day_errors())
    today = requester_today(deps, submission.request)
    return (
        _snooze_until(deps, submission.request, day)
        if rules.can_snooze_until(day, today)
        else FormErrors(views.snooze_day_errors())
    )


def stop_nudges(deps: Deps, request: Request) -> AnyMessage:
    """No more nudges for this person."""
    with deps.database.begin() as conn:
        service.set_nudge_enabled(conn, workspace=request.workspace, member=request.member, is_enabled=False)
    return views.render_nudges_stopped(deps.settings.command_prefix)


def _answer_until(deps: Deps, request: Request, typed: str) -> Message:
    today = requester_today(deps, request)
    day = rules.parse_until(typed, today) if typed else None
    return _snooze_until(deps, request, day) if day else views.render_until_missing(typed, deps.settings.command_prefix)


def _snooze_until(deps: Deps, request: Request, until: date) -> Message:
    now = deps.clock.now()
    with deps.database.begin() as conn:
        service.snooze_until(conn, workspace=request.workspace, member=request.member, until=until)
        place, member = _read_workspace_and_member(deps, conn, request)
        coming = _next_nudge_text(conn, place, member, now)
    return views.render_snoozed_until(until, member.today(now), coming)


def _show_status(deps: Deps, request: Request, *, is_changed: bool) -> Message:
    now = deps.clock.now()
    with deps.database.read() as conn:
        place, member = _read_workspace_and_member(deps, conn, request)
        again = rules.nudge_time_on(place.nudge_slot, member.nudge_again, member.zone) if member.nudge_again else now
        coming = _next_nudge_text(conn, place, member, now)
    put = again.astimezone(member.zone) if again > now else None
    return views.render_nudge_status(member, coming, today=member.today(now), is_changed=is_changed, snoozed_to=put)


def _next_nudge_text(conn: Connection, workspace: Workspace, member: Member, now: datetime) -> str:
    """When the next weekly nudge is due, or why none is."""
    week = weeks.local_week(now, member.zone)
    had = occurrences.is_claimed(
        conn, workspace=workspace.id, kind=DeliveryKind.NUDGE, period=week, recipient=member.id
    )
    return settings_page.next_nudge_text(
        workspace, member, now, _read_time_off(conn, member, now), {week} if had else ()
    )


def _read_time_off(conn: Connection, member: Member, now: datetime) -> tuple[TimeOff, ...]:
    """As far ahead as a next nudge is looked for."""
    today = member.today(now)
    since, until = today - timedelta(days=7), today + _LOOKAHEAD
    return time_off.list_time_off(conn, workspace=member.workspace, member=member.id, since=since, until=until)


def _read_workspace_and_member(deps: Deps, conn: Connection, request: Request) -> tuple[Workspace, Member]:
    place = workspaces.read_workspace(conn, workspace=request.workspace, settings=deps.settings)
    return place, find_requester(deps, conn, request)


def _parse_week(value: str) -> str:
    """The week that a button carries. Raises BadTicket."""
    try:
        weeks.week_bounds(value)
    except ValueError as error:
        raise PayloadError("week") from error
    return value

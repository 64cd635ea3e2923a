"""The App Home: published when it is opened, with a form for settings and one for days away."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from typing import Any

from slack_bolt import BoltResponse

from bot.calendar.weeks import week_of
from bot.core import time_off
from bot.core.goals import goals
from bot.core.people import workspaces
from bot.db.engine import Connection, DatabaseUnavailable
from bot.deps import Deps
from bot.directory import Outsider
from bot.dispatch import identity
from bot.dispatch.request import FormSubmission, Request, find_requester, requester_today
from bot.dispatch.router import Router
from bot.features.home.views import forms
from bot.features.nudge.service import choices as nudge_service
from bot.features.preferences import service as preferences_service
from bot.features.settings import rules as settings_rules
from bot.features.time_off.handlers import away as time_off_away
from bot.features.weekly_summary import service as weekly_summary_service
from bot.setting_values import RejectedSetting
from bot.slack.message import Message
from bot.slack.modals import FormErrors, Modal
from bot.timeexpr import time_off_ranges
from bot.timeexpr.range_ends import RangeError

log = logging.getLogger(__name__)

PublishHome = Callable[[str, str], None]  # takes a workspace and a member


def register(app: Router, deps: Deps, publish: PublishHome) -> None:
    """Register the event, and the buttons that only the Home tab has; `publish` shows somebody their Home."""

    def home_opened(body: dict[str, Any]) -> BoltResponse:
        if body["event"].get("tab") != "home":  # the app's messages were opened
            return BoltResponse(status=200, body="")
        try:
            sender = identity.identify(deps, body)
            publish(sender.workspace, sender.member)
            deps.newcomers.note(sender.workspace, sender.member)
        except Outsider:
            log.info("home not shown event=%s reason=outsider", body.get("event_id"))
        except DatabaseUnavailable:
            log.warning("home not shown event=%s reason=database", body.get("event_id"))
            return BoltResponse(status=500, body="")  # Slack sends the event again
        return BoltResponse(status=200, body="")

    app.event("app_home_opened")(home_opened)
    app.on_click(deps, "home.settings", open_own_settings_form)
    app.on_click(deps, "home.away", open_time_off_form)
    app.on_submit(deps, "home.save", submit_own_settings)
    app.on_submit(deps, "home.absent", submit_time_off)


def open_own_settings_form(deps: Deps, request: Request) -> Modal:
    """Open the form for one's own settings."""
    with deps.database.read() as conn:
        member = find_requester(deps, conn, request)
        workspace = workspaces.read_workspace(conn, workspace=request.workspace, settings=deps.settings)
    return forms.render_own_settings_form(member, workspace.goal_minutes)


def submit_own_settings(deps: Deps, submission: FormSubmission) -> FormErrors | Message | None:
    """Save the settings that the form changes; what was left as it was stays untouched. A new goal says from when."""
    goal = _parse_goal(submission.fields.get(forms.GOAL_FIELD, ""))
    day_start = settings_rules.parse_day_start(submission.fields.get(forms.DAY_START_FIELD, ""))
    if isinstance(goal, RejectedSetting) or isinstance(day_start, RejectedSetting):
        rejected = (each for each in (goal, day_start) if isinstance(each, RejectedSetting))
        return FormErrors(dict(map(forms.setting_error, rejected)))
    response = _save_settings(deps, submission, goal, day_start)
    deps.directory.invalidate(submission.request.workspace, submission.request.member)
    return response


def open_time_off_form(deps: Deps, request: Request) -> Modal:
    """Open the form for days away, with those that are set."""
    today = requester_today(deps, request)
    with deps.database.read() as conn:
        absences = time_off.list_own_time_off(conn, workspace=request.workspace, member=request.member, since=today)
    return forms.render_time_off_form(absences, today)


def submit_time_off(deps: Deps, submission: FormSubmission) -> FormErrors | Message:
    """Set time off on the days in the form; what that changes is shown in its place."""
    first, last = submission.fields.get(forms.FIRST_DAY_FIELD, ""), submission.fields.get(forms.LAST_DAY_FIELD, "")
    if bool(last) == bool(submission.fields.get(forms.OPEN_END)):
        return FormErrors(forms.end_errors(last))
    words = f"{first} to {last}" if last else f"from {first}"
    days = time_off_ranges.read_time_off(words, requester_today(deps, submission.request))
    if isinstance(days, RangeError):
        return FormErrors(forms.range_errors(days))
    return time_off_away.set_time_off(deps, submission.request.with_text(words)).to_message()


def _save_settings(deps: Deps, submission: FormSubmission, goal: int | None, day_start: int) -> Message | None:
    """Save what differs; return what to say of a goal that was changed."""
    request, wants = submission.request, submission.fields.get(forms.OPTIONS_FIELD, "").split(",")
    key = {"workspace": request.workspace, "member": request.member}
    is_nudged, is_visible = forms.NUDGE_OPTION in wants, forms.LEADERBOARD_OPTION in wants
    with deps.database.begin() as conn:
        member = find_requester(deps, conn, request)
        today = member.today(deps.clock.now())
        has_new_goal = goal != (member.goal if member.has_own_goal else None)
        if has_new_goal:
            goals.set_weekly_goal(conn, **key, minutes=goal, week=week_of(today))
        if day_start != member.day_starts.hour * 60 + member.day_starts.minute:
            preferences_service.set_day_start(conn, **key, minutes=day_start)
        if is_nudged != member.nudged:
            nudge_service.set_nudge_enabled(conn, **key, is_enabled=is_nudged)
        if is_visible == member.hidden:
            preferences_service.set_leaderboard_visibility(conn, **key, is_visible=is_visible)
        weekly_summary_service.set_summary_enabled(
            conn, member=member, is_enabled=forms.SUMMARY_OPTION in wants, now=deps.clock.now()
        )
        return _render_new_goal(deps, conn, request, today) if has_new_goal else None


def _render_new_goal(deps: Deps, conn: Connection, request: Request, today: date) -> Message:
    member = find_requester(deps, conn, request)
    week = goals.read_goal_progress(conn, workspace=request.workspace, member=request.member, today=today)
    return forms.render_goal_changed(member, week)


def _parse_goal(typed: str) -> int | RejectedSetting | None:
    """Parse the minutes a week; None for the workspace's."""
    return settings_rules.parse_weekly_goal(typed) if typed else None

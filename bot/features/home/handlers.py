"""The App Home: shown when it is opened, with a form for settings and one for days away."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from typing import Any

from slack_bolt import BoltResponse

from bot import setting_values
from bot.calendar.weeks import week_of
from bot.core import time_off
from bot.core.goals import goals
from bot.core.people import workspaces
from bot.db.engine import Connection, DatabaseUnavailable
from bot.deps import Deps
from bot.dispatch.request import FormSubmission, Request, find_requester, request_from_event, requester_today
from bot.dispatch.router import Router
from bot.features.home.views import forms
from bot.features.nudge import service as nudge_service
from bot.features.preferences import service as preferences_service
from bot.features.settings import rules as settings_rules
from bot.features.time_off.handlers import away as time_off_away
from bot.features.weekly_summary import service as weekly_summary_service
from bot.slack.message import Message
from bot.slack.modals import FormErrors, Modal
from bot.timeexpr import time_off_ranges
from bot.timeexpr.range_ends import RangeError

log = logging.getLogger(__name__)

PublishHome = Callable[[str, str], None]  # a member's Home, by workspace and id


def register(app: Router, deps: Deps, publish: PublishHome) -> None:
    """The event, and the buttons that only stand on the Home tab; `show` publishes it."""

    def opened(body: dict[str, Any]) -> BoltResponse:
        if body["event"].get("tab") != "home":  # the app's messages were opened
            return BoltResponse(status=200, body="")
        ask = request_from_event(body, "", "home")
        try:
            publish(ask.workspace, ask.member)
        except DatabaseUnavailable:
            log.warning("home not shown event=%s reason=database", ask.key)
            return BoltResponse(status=500, body="")  # Slack tells it again
        return BoltResponse(status=200, body="")

    app.event("app_home_opened")(opened)
    app.on_click(deps, "home.settings", open_own_settings_form)
    app.on_click(deps, "home.away", open_time_off_form)
    app.on_submit(deps, "home.save", submit_own_settings)
    app.on_submit(deps, "home.absent", submit_time_off)


def open_own_settings_form(deps: Deps, request: Request) -> Modal:
    """The form for one's own settings."""
    with deps.database.read() as conn:
        member = find_requester(deps, conn, request)
        usual = workspaces.read_workspace(conn, workspace=request.workspace, settings=deps.settings).goal_minutes
    return forms.render_own_settings_form(member, usual)


def submit_own_settings(deps: Deps, submission: FormSubmission) -> FormErrors | Message | None:
    """One's own settings as the form has them; what was left as it was stays untouched. A new goal says from when."""
    goal = _parse_goal(submission.fields.get(forms.GOAL_FIELD, ""))
    starts = settings_rules.parse_day_start(submission.fields.get(forms.DAY_START_FIELD, ""))
    if isinstance(goal, setting_values.RejectedSetting) or isinstance(starts, setting_values.RejectedSetting):
        wrong = (
            forms.setting_error(each) for each in (goal, starts) if isinstance(each, setting_values.RejectedSetting)
        )
        return FormErrors(dict(wrong))
    told = _save_settings(deps, submission, goal, starts)
    deps.directory.invalidate(submission.request.workspace, submission.request.member)
    return told


def open_time_off_form(deps: Deps, request: Request) -> Modal:
    """The form for days away, with those that are set."""
    today = requester_today(deps, request)
    with deps.database.read() as conn:
        known = time_off.list_own_time_off(conn, workspace=request.workspace, member=request.member, since=today)
    return forms.render_time_off_form(known, today)


def submit_time_off(deps: Deps, submission: FormSubmission) -> FormErrors | Message:
    """Be away on the days that the form names; what that does stands in its place then."""
    ask = submission.request
    today = requester_today(deps, ask)
    first, last = submission.fields.get(forms.FIRST_DAY_FIELD, ""), submission.fields.get(forms.LAST_DAY_FIELD, "")
    if bool(last) == bool(submission.fields.get(forms.OPEN_END)):
        return FormErrors(forms.end_errors(last))
    words = f"{first} to {last}" if last else f"from {first}"
    days = time_off_ranges.read_time_off(words, today)
    if isinstance(days, RangeError):
        return FormErrors(forms.range_errors(days))
    return time_off_away.set_time_off(deps, ask.with_text(words)).to_message()


def _save_settings(deps: Deps, submission: FormSubmission, goal: int | None, day_start: int) -> Message | None:
    """Write what differs; what is to be told of a goal that was changed."""
    ask, wants = submission.request, submission.fields.get(forms.OPTIONS_FIELD, "").split(",")
    nudged, seen = forms.NUDGE_OPTION in wants, forms.LEADERBOARD_OPTION in wants
    with deps.database.begin() as conn:
        member = find_requester(deps, conn, ask)
        today = member.today(deps.clock.now())
        has_new_goal = goal != (member.goal if member.has_own_goal else None)
        if has_new_goal:
            goals.set_weekly_goal(conn, workspace=ask.workspace, member=ask.member, minutes=goal, week=week_of(today))
        if day_start != member.day_starts.hour * 60 + member.day_starts.minute:
            preferences_service.set_day_start(conn, workspace=ask.workspace, member=ask.member, minutes=day_start)
        if nudged != member.nudged:
            nudge_service.set_nudge_enabled(conn, workspace=ask.workspace, member=ask.member, is_enabled=nudged)
        if seen == member.hidden:
            preferences_service.set_leaderboard_visibility(
                conn, workspace=ask.workspace, member=ask.member, is_visible=seen
            )
        weekly_summary_service.set_summary_enabled(
            conn, member=member, is_enabled=forms.SUMMARY_OPTION in wants, now=deps.clock.now()
        )
        return _render_new_goal(deps, conn, ask, today) if has_new_goal else None


def _render_new_goal(deps: Deps, conn: Connection, request: Request, today: date) -> Message:
    """The goal that was just set, and from when it holds."""
    member = find_requester(deps, conn, request)
    week = goals.read_goal_progress(conn, workspace=request.workspace, member=request.member, today=today)
    return forms.render_goal_changed(member, week)


def _parse_goal(words: str) -> int | setting_values.RejectedSetting | None:
    """Minutes a week; None for the workspace's."""
    return settings_rules.parse_weekly_goal(words) if words else None

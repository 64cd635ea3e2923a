"""The App Home: shown when it is opened, with a form for settings and one for days away."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from typing import Any

from slack_bolt import BoltResponse

from bot import setting_values
from bot.calendar.weeks import week_of
from bot.core.goals import goals
from bot.core.people import workspaces
from bot.core.time_off import absences
from bot.db.engine import Connection, Unavailable
from bot.deps import Deps
from bot.dispatch.request import Ask, Submitted, from_event, reader_of, today_of
from bot.dispatch.router import Doors
from bot.features.home.views import forms
from bot.features.nudge.service import snooze as nudge_snooze
from bot.features.preferences import service as preferences_service
from bot.features.settings import rules as settings_rules
from bot.features.time_off.handlers import away as time_off_away
from bot.features.weekly_summary import service as weekly_summary_service
from bot.slack.message import Message
from bot.slack.modals import Modal, Wrong
from bot.timeexpr import time_off_ranges
from bot.timeexpr.range_ends import RangeError

log = logging.getLogger(__name__)

Show = Callable[[str, str], None]  # a member's Home, by workspace and id


def register(app: Doors, deps: Deps, show: Show) -> None:
    """The event, and the buttons that only stand on the Home tab; `show` publishes it."""

    def opened(body: dict[str, Any]) -> BoltResponse:
        if body["event"].get("tab") != "home":  # the app's messages were opened
            return BoltResponse(status=200, body="")
        ask = from_event(body, "", "home")
        try:
            show(ask.workspace, ask.member)
        except Unavailable:
            log.warning("home not shown event=%s reason=database", ask.request)
            return BoltResponse(status=500, body="")  # Slack tells it again
        return BoltResponse(status=200, body="")

    app.event("app_home_opened")(opened)
    app.on_click(deps, "home.settings", settings)
    app.on_click(deps, "home.away", away)
    app.on_submit(deps, "home.save", save)
    app.on_submit(deps, "home.absent", absent)


def settings(deps: Deps, ask: Ask) -> Modal:
    """The form for one's own settings."""
    with deps.sessions.read() as session:
        member = reader_of(deps, session, ask)
        usual = workspaces.get(session, workspace=ask.workspace, settings=deps.settings).goal
    return forms.settings(member, usual)


def save(deps: Deps, sent: Submitted) -> Wrong | Message | None:
    """One's own settings as the form has them; what was left as it was stays untouched. A new goal says from when."""
    goal = _goal(sent.fields.get(forms.GOAL, ""))
    starts = settings_rules.read_day_start(sent.fields.get(forms.STARTS, ""))
    if isinstance(goal, setting_values.Wrong) or isinstance(starts, setting_values.Wrong):
        wrong = (forms.wrong_setting(each) for each in (goal, starts) if isinstance(each, setting_values.Wrong))
        return Wrong(dict(wrong))
    told = _save(deps, sent, goal, starts)
    deps.people.forget(sent.ask.workspace, sent.ask.member)
    return told


def away(deps: Deps, ask: Ask) -> Modal:
    """The form for days away, with those that are set."""
    today = today_of(deps, ask)
    with deps.sessions.read() as session:
        known = absences.set_for(session, workspace=ask.workspace, member=ask.member, since=today)
    return forms.away(known, today)


def absent(deps: Deps, sent: Submitted) -> Wrong | Message:
    """Be away on the days that the form names; what that does stands in its place then."""
    ask = sent.ask
    today = today_of(deps, ask)
    first, last = sent.fields.get(forms.FIRST, ""), sent.fields.get(forms.LAST, "")
    if bool(last) == bool(sent.fields.get(forms.OPEN)):
        return Wrong(forms.wrong_end(last))
    words = f"{first} to {last}" if last else f"from {first}"
    days = time_off_ranges.read_time_off(words, today)
    if isinstance(days, RangeError):
        return Wrong(forms.wrong_days(days))
    return time_off_away.be_away(deps, ask.saying(words)).message()


def _save(deps: Deps, sent: Submitted, goal: int | None, starts: int) -> Message | None:
    """Write what differs; what is to be told of a goal that was changed."""
    ask, wants = sent.ask, sent.fields.get(forms.WANTS, "").split(",")
    nudged, seen = forms.NUDGE in wants, forms.BOARD in wants
    with deps.sessions.begin() as session:
        member = reader_of(deps, session, ask)
        today = member.today(deps.clock.now())
        has_new_goal = goal != (member.goal if member.has_own_goal else None)
        if has_new_goal:
            goals.set_goal(session, workspace=ask.workspace, member=ask.member, minutes=goal, week=week_of(today))
        if starts != member.day_starts.hour * 60 + member.day_starts.minute:
            preferences_service.start_day(session, workspace=ask.workspace, member=ask.member, minutes=starts)
        if nudged != member.nudged:
            nudge_snooze.switch(session, workspace=ask.workspace, member=ask.member, on=nudged)
        if seen == member.hidden:
            preferences_service.be_seen(session, workspace=ask.workspace, member=ask.member, on=seen)
        weekly_summary_service.switch(session, member=member, on=forms.SUMMARY in wants, now=deps.clock.now())
        return _new_goal(deps, session, ask, today) if has_new_goal else None


def _new_goal(deps: Deps, session: Connection, ask: Ask, today: date) -> Message:
    """The goal that was just set, and from when it holds."""
    member = reader_of(deps, session, ask)
    week = goals.standing(session, workspace=ask.workspace, member=ask.member, today=today)
    return forms.goal_changed(member, week)


def _goal(words: str) -> int | setting_values.Wrong | None:
    """Minutes a week; None for the workspace's."""
    return settings_rules.read_goal(words) if words else None

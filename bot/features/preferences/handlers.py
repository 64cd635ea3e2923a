"""Preferences of a member: the weekly goal, the start of their day, and whether they may be named as an expert."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot import setting_values
from bot.calendar.weeks import week_of
from bot.core import assigned, time_off
from bot.core.goals import goals, streaks
from bot.core.people import members
from bot.core.people.workspaces import NUDGE_LOOKAHEAD_WEEKS
from bot.delivery import occurrences
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch import request as dispatch_request
from bot.dispatch.request import Request, find_requester
from bot.dispatch.router import Router
from bot.features.preferences import service as preferences_service
from bot.features.preferences import views as preferences_views
from bot.features.settings import rules as settings_rules
from bot.features.settings.views import page as settings_page
from bot.setting_values import RejectedSetting
from bot.slack.message import AnyMessage, Message

_DEFAULT_WORDS: Final = frozenset({"off", "none", "default", "reset"})
_ABSENCE_SPAN: Final = timedelta(weeks=NUDGE_LOOKAHEAD_WEEKS + 1)


def register(router: Router, deps: Deps) -> None:
    """Register the button of the member's own goal."""
    router.on_click(deps, "roadmate.goal", answer_goal)


def answer_goal(deps: Deps, request: Request) -> AnyMessage:
    """Show or set the member's weekly goal; it holds from this week on, or from the next if this week's is met."""
    if not request.text:
        return _own_goal_message(deps, request, is_changed=False)
    minutes = None if request.text.casefold() in _DEFAULT_WORDS else settings_rules.parse_weekly_goal(request.text)
    if isinstance(minutes, RejectedSetting):
        return settings_page.render_rejected_setting(minutes)
    with deps.database.begin() as conn:
        week = week_of(find_requester(deps, conn, request).today(deps.clock.now()))
        goals.set_weekly_goal(conn, workspace=request.workspace, member=request.member, minutes=minutes, week=week)
    return _own_goal_message(deps, request, is_changed=True)


def answer_day_start(deps: Deps, request: Request) -> AnyMessage:
    """Show or set when the member's day starts; booked entries stay on their day."""
    minutes = None if request.text.casefold() in _DEFAULT_WORDS else settings_rules.parse_day_start(request.text)
    if request.text and isinstance(minutes, RejectedSetting):
        return settings_page.render_rejected_setting(minutes)
    if not isinstance(minutes, RejectedSetting):
        with deps.database.begin() as conn:
            preferences_service.set_day_start(conn, workspace=request.workspace, member=request.member, minutes=minutes)
        deps.directory.invalidate(request.workspace, request.member)
    with deps.database.read() as conn:
        member = find_requester(deps, conn, request)
    return preferences_views.render_day_start(member, is_changed=bool(request.text))


def answer_named(deps: Deps, request: Request) -> AnyMessage:
    """Show or set whether the member may be named to others as an expert."""
    is_on = settings_rules.parse_switch(request.text)
    if request.text and is_on is None:
        return settings_page.render_rejected_setting(
            RejectedSetting(setting_values.SettingErrorReason.SWITCH, "named", request.text)
        )
    if is_on is not None:
        with deps.database.begin() as conn:
            members.update_member(conn, workspace=request.workspace, member=request.member, askable=is_on)
    with deps.database.read() as conn:
        return preferences_views.render_named_setting(find_requester(deps, conn, request), is_changed=is_on is not None)


def _own_goal_message(deps: Deps, request: Request, *, is_changed: bool) -> Message:
    now = deps.clock.now()
    with deps.database.read() as conn:
        workspace, member = dispatch_request.read_workspace_and_reader(deps, conn, request)
        today = member.today(now)
        return preferences_views.render_own_goal(
            workspace,
            member,
            now,
            is_changed=is_changed,
            week_progress=goals.read_goal_progress(
                conn, workspace=request.workspace, member=request.member, today=today
            ),
            streak=streaks.read_streak(
                conn, workspace=request.workspace, member=request.member, today=today, zone=member.zone
            ),
            absences=time_off.list_time_off(
                conn,
                workspace=request.workspace,
                member=request.member,
                since=today - timedelta(days=7),
                until=today + _ABSENCE_SPAN,
            ),
            nudged_weeks=occurrences.list_settled_weeks(
                conn,
                workspace=request.workspace,
                kind=DeliveryKind.NUDGE,
                zone=member.zone,
                now=now,
                recipient=request.member,
            ),
            is_addressed=assigned.is_addressed(conn, workspace=request.workspace, member=member),
        )

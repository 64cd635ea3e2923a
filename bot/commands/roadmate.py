"""`/roadmate`: help, what one sets for oneself, and the ways to what admins set."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Final

from bot import setting_values
from bot.calendar.weeks import week_of
from bot.core import time_off
from bot.core.goals import goals, streaks
from bot.core.people import members
from bot.core.people.workspaces import NUDGE_LOOKAHEAD_WEEKS
from bot.delivery import occurrences
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch import commands
from bot.dispatch import request as dispatch_request
from bot.dispatch.request import Request, Response, find_requester, mentions_as_names
from bot.dispatch.router import Router
from bot.features.audit_log import handlers as audit_log_handlers
from bot.features.digest import handlers as digest_handlers
from bot.features.digest.handlers import DigestBuilder
from bot.features.help import handlers as help_handlers
from bot.features.help import views as help_views
from bot.features.help_requests.handlers import experts as help_requests_experts
from bot.features.help_requests.handlers import help_requests
from bot.features.import_export import handlers as import_export_handlers
from bot.features.levels import handlers as levels_handlers
from bot.features.mentor_summary import handlers as mentor_summary_handlers
from bot.features.mentorship.handlers import find_mentor as mentorship_find_mentor
from bot.features.nudge import handlers as nudge_handlers
from bot.features.one_on_one.handlers import card as one_on_one_card
from bot.features.plan.handlers import review as plan_review
from bot.features.preferences import service as preferences_service
from bot.features.preferences import views as preferences_views
from bot.features.privacy import handlers as privacy_handlers
from bot.features.sessions.handlers import plan_session as sessions_plan_session
from bot.features.settings import handlers as settings_handlers
from bot.features.settings import rules as settings_rules
from bot.features.settings.views import page as settings_page
from bot.features.time_off.handlers import away as time_off_away
from bot.features.weekly_summary import handlers as weekly_summary_handlers
from bot.setting_values import RejectedSetting
from bot.slack.message import AnyMessage, Message
from bot.slack.mrkdwn import unescape

NAME = "roadmate"
_DEFAULT_WORDS: Final = frozenset({"off", "none", "default", "reset"})
_WORKSPACE_SUBCOMMANDS: Final = ("settings", "digest", "audit", "help")
_ABSENCE_SPAN: Final = timedelta(weeks=NUDGE_LOOKAHEAD_WEEKS + 1)


def register(app: Router, deps: Deps, build_digest: DigestBuilder) -> None:
    """The command and its buttons; `written` is what a digest says."""
    app.on_command(deps, NAME, partial(answer_roadmate, build_digest=build_digest))
    app.on_click(deps, "roadmate.say", partial(answer_roadmate, build_digest=build_digest))
    app.on_click(deps, "roadmate.goal", answer_goal)
    time_off_away.register(app, deps)
    settings_handlers.register(app, deps)
    settings_handlers.register_form(app, deps)
    digest_handlers.register(app, deps, build_digest)
    audit_log_handlers.register(app, deps)
    sessions_plan_session.register(app, deps)
    privacy_handlers.register(app, deps)
    privacy_handlers.register_erasure(app, deps)
    mentor_summary_handlers.register(app, deps)
    mentorship_find_mentor.register(app, deps)
    help_requests.register(app, deps)
    help_requests_experts.register(app, deps)
    levels_handlers.register(app, deps)
    levels_handlers.register_level_review(app, deps)


def answer_roadmate(deps: Deps, request: Request, *, build_digest: DigestBuilder) -> Response:
    """Whatever was typed after `/roadmate`."""
    deps.directory.ensure_member(request.workspace, request.member, request.name)
    first, _, rest = unescape(request.text).strip().partition(" ")
    said = request.with_text(rest.strip())
    match first.casefold():
        case word if word in (*_MEMBER_SUBCOMMANDS, *_WORKSPACE_SUBCOMMANDS) and said.text.casefold() == "help":
            return help_views.render_word_help(NAME, word, deps.settings.command_prefix)
        case "settings" | "setting":
            return (
                settings_handlers.change_setting(deps, said)
                if said.text
                else settings_handlers.open_settings_form(deps, said)
            )
        case "digest":
            return digest_handlers.answer_digest(deps, said, build_digest)
        case "audit":
            return audit_log_handlers.show_audit_log(deps, said)
        case "" | "help":
            return help_handlers.answer_help(deps, said)
        case word if word in _MEMBER_SUBCOMMANDS:
            return _MEMBER_SUBCOMMANDS[word](deps, said)
        case word:
            return _answer_unknown_word(deps, word, mentions_as_names(unescape(request.text)), rest)


def _answer_unknown_word(deps: Deps, word: str, typed: str, rest: str) -> Message:
    """Another command's word leads there; one that is nearly ours is offered with all that was typed behind it."""
    if way := commands.command_for_word(word):
        return settings_page.render_other_command(typed, f"{way} {rest}".strip(), deps.settings.command_prefix)
    near = next(iter(difflib.get_close_matches(word, [*_MEMBER_SUBCOMMANDS, *_WORKSPACE_SUBCOMMANDS], 1, 0.7)), "")
    return settings_page.render_not_understood(
        typed, deps.settings.command_prefix, suggestion=f"{near} {rest}".strip() if near else ""
    )


def answer_goal(deps: Deps, request: Request) -> AnyMessage:
    """One's own weekly goal, shown or set; set, it holds from the running week on, or from the next if this is met."""
    if not request.text:
        return _own_goal_message(deps, request, is_changed=False)
    minutes = None if request.text.casefold() in _DEFAULT_WORDS else settings_rules.parse_weekly_goal(request.text)
    if isinstance(minutes, RejectedSetting):
        return settings_page.render_rejected_setting(minutes, deps.settings.command_prefix)
    with deps.database.begin() as conn:
        week = week_of(find_requester(deps, conn, request).today(deps.clock.now()))
        goals.set_weekly_goal(conn, workspace=request.workspace, member=request.member, minutes=minutes, week=week)
    return _own_goal_message(deps, request, is_changed=True)


def answer_day_start(deps: Deps, request: Request) -> AnyMessage:
    """The time at which one's own day starts, shown or set; what is booked stays on its day."""
    minutes = None if request.text.casefold() in _DEFAULT_WORDS else settings_rules.parse_day_start(request.text)
    if request.text and isinstance(minutes, RejectedSetting):
        return settings_page.render_rejected_setting(minutes, deps.settings.command_prefix)
    if not isinstance(minutes, RejectedSetting):
        with deps.database.begin() as conn:
            preferences_service.set_day_start(conn, workspace=request.workspace, member=request.member, minutes=minutes)
        deps.directory.invalidate(request.workspace, request.member)
    with deps.database.read() as conn:
        member = find_requester(deps, conn, request)
    return preferences_views.render_day_start(
        member, is_changed=bool(request.text), prefix=deps.settings.command_prefix
    )


def answer_named(deps: Deps, request: Request) -> AnyMessage:
    """Whether one may be named to others as one who knows, shown or switched."""
    on, prefix = settings_rules.parse_switch(request.text), deps.settings.command_prefix
    if request.text and on is None:
        return settings_page.render_rejected_setting(
            RejectedSetting(setting_values.SettingErrorReason.SWITCH, "named", request.text), prefix
        )
    if on is not None:
        with deps.database.begin() as conn:
            members.update_member(conn, workspace=request.workspace, member=request.member, askable=on)
    with deps.database.read() as conn:
        return preferences_views.render_named_setting(
            find_requester(deps, conn, request), is_changed=on is not None, prefix=prefix
        )


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
            streak=streaks.read_streak(conn, workspace=request.workspace, member=request.member, today=today),
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
        )


_MEMBER_SUBCOMMANDS: Final[Mapping[str, Callable[[Deps, Request], Response]]] = {
    "goal": answer_goal,
    "nudge": nudge_handlers.answer_nudge,
    "summary": weekly_summary_handlers.answer_summary,
    "mentoring": mentor_summary_handlers.answer_mentoring,
    "mentor": mentorship_find_mentor.answer_mentor,
    "mentees": mentorship_find_mentor.show_mentees,
    "named": answer_named,
    **dict.fromkeys(("away", "absent", "holiday", "vacation"), time_off_away.answer_away),
    "day": answer_day_start,
    "export": import_export_handlers.request_export,
    "signoffs": plan_review.answer_signoffs,
    "seen-by-mentor": one_on_one_card.answer_seen_by_mentor,
    "privacy": privacy_handlers.answer_privacy,
    "forget": privacy_handlers.answer_forget,
    "session": sessions_plan_session.answer_session,
    "sessions": sessions_plan_session.list_sessions,
    "stuck": help_requests.answer_stuck,
    "who": help_requests_experts.answer_who,
    **dict.fromkeys(("level", "levels"), levels_handlers.answer_level),
}

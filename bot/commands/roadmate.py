"""`/roadmate`: help, what one sets for oneself, and the ways to what admins set."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Final

from bot import setting_values
from bot.calendar.weeks import week_of
from bot.core.goals import goals, streaks
from bot.core.people import members
from bot.core.people.workspace import LOOKED_AHEAD
from bot.core.time_off import absences
from bot.delivery import occurrences
from bot.delivery.occurrences import Kind
from bot.deps import Deps
from bot.dispatch import commands, request
from bot.dispatch.request import Ask, Reply, in_words, reader_of
from bot.dispatch.router import Doors
from bot.features.audit_log import handlers as audit_log_handlers
from bot.features.digest import handlers as digest_handlers
from bot.features.digest.handlers import Written
from bot.features.help import handlers as help_handlers
from bot.features.help import views as help_views
from bot.features.help_requests.handlers import experts as help_requests_experts
from bot.features.help_requests.handlers import stuck as help_requests_stuck
from bot.features.import_export import handlers as import_export_handlers
from bot.features.levels.handlers import claim as levels_claim
from bot.features.levels.handlers import review as levels_review
from bot.features.mentor_summary import handlers as mentor_summary_handlers
from bot.features.mentorship.handlers import find_mentor as mentorship_find_mentor
from bot.features.nudge import handlers as nudge_handlers
from bot.features.one_on_one.handlers import learner_view as one_on_one_learner_view
from bot.features.plan.handlers import review as plan_review
from bot.features.preferences import service as preferences_service
from bot.features.preferences import views as preferences_views
from bot.features.privacy.handlers import erase as privacy_erase
from bot.features.privacy.handlers import privacy_page
from bot.features.sessions.handlers import plan_session as sessions_plan_session
from bot.features.settings import rules as settings_rules
from bot.features.settings.handlers import command as settings_command
from bot.features.settings.handlers import form as settings_form
from bot.features.settings.views import page as settings_page
from bot.features.time_off.handlers import away as time_off_away
from bot.features.weekly_summary import handlers as weekly_summary_handlers
from bot.setting_values import Wrong
from bot.slack.message import Answer, Message
from bot.slack.mrkdwn import unescape

NAME = "roadmate"
_USUAL: Final = frozenset({"off", "none", "default", "reset"})
_OTHERS: Final = ("settings", "digest", "audit", "help")
_AHEAD: Final = timedelta(weeks=LOOKED_AHEAD + 1)


def register(app: Doors, deps: Deps, written: Written) -> None:
    """The command and its buttons; `written` is what a digest says."""
    app.on_command(deps, NAME, partial(answer, written=written))
    app.on_click(deps, "roadmate.say", partial(answer, written=written))
    app.on_click(deps, "roadmate.goal", goal)
    time_off_away.register(app, deps)
    settings_command.register(app, deps)
    settings_form.register(app, deps)
    digest_handlers.register(app, deps, written)
    audit_log_handlers.register(app, deps)
    sessions_plan_session.register(app, deps)
    privacy_page.register(app, deps)
    privacy_erase.register(app, deps)
    mentor_summary_handlers.register(app, deps)
    mentorship_find_mentor.register(app, deps)
    help_requests_stuck.register(app, deps)
    help_requests_experts.register(app, deps)
    levels_claim.register(app, deps)
    levels_review.register(app, deps)


def answer(deps: Deps, ask: Ask, *, written: Written) -> Reply:
    """Whatever was typed after `/roadmate`."""
    deps.people.meet(ask.workspace, ask.member, ask.name)
    first, _, rest = unescape(ask.text).strip().partition(" ")
    said = ask.saying(rest.strip())
    match first.casefold():
        case word if word in (*_OWN, *_OTHERS) and said.text.casefold() == "help":
            return help_views.word(NAME, word, deps.settings.command_prefix)
        case "settings" | "setting":
            return settings_command.change(deps, said) if said.text else settings_form.open_form(deps, said)
        case "digest":
            return digest_handlers.answer(deps, said, written)
        case "audit":
            return audit_log_handlers.show(deps, said)
        case "" | "help":
            return help_handlers.answer(deps, said)
        case word if word in _OWN:
            return _OWN[word](deps, said)
        case word:
            return _not_understood(deps, word, in_words(unescape(ask.text)), rest)


def _not_understood(deps: Deps, word: str, typed: str, rest: str) -> Message:
    """Another command's word leads there; one that is nearly ours is offered with all that was typed behind it."""
    if way := commands.way_to(word):
        return settings_page.elsewhere(typed, f"{way} {rest}".strip(), deps.settings.command_prefix)
    near = next(iter(difflib.get_close_matches(word, [*_OWN, *_OTHERS], 1, 0.7)), "")
    return settings_page.not_understood(
        typed, deps.settings.command_prefix, near=f"{near} {rest}".strip() if near else ""
    )


def goal(deps: Deps, ask: Ask) -> Answer:
    """One's own weekly goal, shown or set; set, it holds from the running week on, or from the next if this is met."""
    if not ask.text:
        return _own_goal(deps, ask, fresh=False)
    minutes = None if ask.text.casefold() in _USUAL else settings_rules.read_goal(ask.text)
    if isinstance(minutes, Wrong):
        return settings_page.wrong(minutes, deps.settings.command_prefix)
    with deps.sessions.begin() as session:
        week = week_of(reader_of(deps, session, ask).today(deps.clock.now()))
        goals.set_goal(session, workspace=ask.workspace, member=ask.member, minutes=minutes, week=week)
    return _own_goal(deps, ask, fresh=True)


def day(deps: Deps, ask: Ask) -> Answer:
    """The time at which one's own day starts, shown or set; what is booked stays on its day."""
    minutes = None if ask.text.casefold() in _USUAL else settings_rules.read_day_start(ask.text)
    if ask.text and isinstance(minutes, Wrong):
        return settings_page.wrong(minutes, deps.settings.command_prefix)
    if not isinstance(minutes, Wrong):
        with deps.sessions.begin() as session:
            preferences_service.start_day(session, workspace=ask.workspace, member=ask.member, minutes=minutes)
        deps.people.forget(ask.workspace, ask.member)
    with deps.sessions.read() as session:
        member = reader_of(deps, session, ask)
    return preferences_views.day_start(member, fresh=bool(ask.text), prefix=deps.settings.command_prefix)


def named(deps: Deps, ask: Ask) -> Answer:
    """Whether one may be named to others as one who knows, shown or switched."""
    on, prefix = settings_rules.read_switch(ask.text), deps.settings.command_prefix
    if ask.text and on is None:
        return settings_page.wrong(Wrong(setting_values.Why.SWITCH, "named", ask.text), prefix)
    if on is not None:
        with deps.sessions.begin() as session:
            members.change(session, workspace=ask.workspace, member=ask.member, askable=on)
    with deps.sessions.read() as session:
        return preferences_views.named(reader_of(deps, session, ask), fresh=on is not None, prefix=prefix)


def _own_goal(deps: Deps, ask: Ask, *, fresh: bool) -> Message:
    now = deps.clock.now()
    with deps.sessions.read() as session:
        workspace, member = request.read(deps, session, ask)
        today = member.today(now)
        return preferences_views.own_goal(
            workspace,
            member,
            now,
            fresh=fresh,
            week=goals.standing(session, workspace=ask.workspace, member=ask.member, today=today),
            streak=streaks.read(session, workspace=ask.workspace, member=ask.member, today=today),
            absences=absences.of_member(
                session,
                workspace=ask.workspace,
                member=ask.member,
                since=today - timedelta(days=7),
                until=today + _AHEAD,
            ),
            nudged=occurrences.done(
                session, workspace=ask.workspace, kind=Kind.NUDGE, zone=member.zone, now=now, recipient=ask.member
            ),
        )


_OWN: Final[Mapping[str, Callable[[Deps, Ask], Reply]]] = {
    "goal": goal,
    "nudge": nudge_handlers.words,
    "summary": weekly_summary_handlers.answer,
    "mentoring": mentor_summary_handlers.answer,
    "mentor": mentorship_find_mentor.answer,
    "mentees": mentorship_find_mentor.mentees,
    "named": named,
    **dict.fromkeys(("away", "absent", "holiday", "vacation"), time_off_away.answer),
    "day": day,
    "export": import_export_handlers.export,
    "signoffs": plan_review.waiting,
    "seen-by-mentor": one_on_one_learner_view.own,
    "privacy": privacy_page.answer,
    "forget": privacy_erase.answer,
    "session": sessions_plan_session.answer,
    "sessions": sessions_plan_session.coming,
    "stuck": help_requests_stuck.answer,
    "who": help_requests_experts.answer,
    **dict.fromkeys(("level", "levels"), levels_claim.answer),
}

"""`/roadmate welcome`, its menus, and greetings."""

from __future__ import annotations

from bot.calendar.weeks import week_of
from bot.core.goals import goals
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch.request import MentionedPerson, Request, find_requester, read_workspace_and_reader
from bot.dispatch.router import Router
from bot.features.mentorship.handlers import pairing
from bot.features.mentorship.handlers.pairing import PairProposal
from bot.features.settings import rules as settings_rules
from bot.features.welcome import service, views
from bot.features.welcome.rules import NO_CHOICE, Question, WelcomeAnswers, split_choice
from bot.setting_values import RejectedSetting
from bot.slack.message import Message
from bot.slack.payloads import PayloadError, parse_user_id


def register(app: Router, deps: Deps) -> None:
    """Register the button that opens the welcome, and its three menus."""
    app.on_click(deps, "welcome.open", answer_welcome)
    app.on_click(deps, "welcome.area", choose_area)
    app.on_click(deps, "welcome.goal", choose_goal)
    app.on_click(deps, "welcome.mentor", choose_mentor)


def answer_welcome(deps: Deps, request: Request) -> Message:
    """Show the questions with what was answered so far; whoever sees them needs no letter with them."""
    with deps.database.begin() as conn:
        service.claim_welcome(conn, workspace=request.workspace, member=request.member, now=deps.clock.now())
    return _show_answers(deps, request, frozenset())


def answer_hello(deps: Deps, request: Request) -> Message:
    """Answer a greeting: with the welcome for somebody new, else in a line with buttons."""
    deps.directory.ensure_member(request.workspace, request.member, request.name)
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        is_new = service.claim_welcome(conn, workspace=request.workspace, member=request.member, now=deps.clock.now())
    return _show_answers(deps, request, frozenset()) if is_new else views.render_hello(reader.name)


def choose_area(deps: Deps, request: Request) -> Message:
    """Save what the member wants to learn first."""
    choice, answered = split_choice(request.text)
    area = None if choice == NO_CHOICE else deps.catalog.of(request.workspace).find_area(choice)
    if area is None and choice != NO_CHOICE:
        raise PayloadError("area")
    with deps.database.begin() as conn:
        find_requester(deps, conn, request)
        service.set_first_area(conn, workspace=request.workspace, member=request.member, area=area.id if area else None)
    return _show_answers(deps, request, answered | {Question.AREA})


def choose_goal(deps: Deps, request: Request) -> Message:
    """Save the weekly goal, or give up the member's own."""
    choice, answered = split_choice(request.text)
    minutes = None if choice == NO_CHOICE else settings_rules.parse_weekly_goal(f"{choice}m")
    if isinstance(minutes, RejectedSetting):
        raise PayloadError("goal")
    with deps.database.begin() as conn:
        week = week_of(find_requester(deps, conn, request).today(deps.clock.now()))
        goals.set_weekly_goal(conn, workspace=request.workspace, member=request.member, minutes=minutes, week=week)
    return _show_answers(deps, request, answered | {Question.GOAL})


def choose_mentor(deps: Deps, request: Request) -> Message:
    """Ask somebody to be the member's mentor; where that can't be, the welcome says why."""
    choice, answered = split_choice(request.text)
    if choice == NO_CHOICE:
        return _show_answers(deps, request, answered | {Question.MENTOR})
    mentor = MentionedPerson(parse_user_id(choice), "")
    area = _read_first_area(deps, request)
    said = pairing.ask_for_pair(deps, request, PairProposal(mentor, MentionedPerson(request.member, ""), area))
    with deps.database.read() as conn:
        answers = _read_answers(deps, conn, request, answered)
    is_asked = any(each.id == mentor.id for each in answers.mentors)
    return views.render_welcome(answers, note="" if is_asked else said.text)


def _show_answers(deps: Deps, request: Request, answered: frozenset[Question]) -> Message:
    with deps.database.read() as conn:
        return views.render_welcome(_read_answers(deps, conn, request, answered))


def _read_answers(deps: Deps, conn: Connection, request: Request, answered: frozenset[Question]) -> WelcomeAnswers:
    workspace, reader = read_workspace_and_reader(deps, conn, request)
    catalog, now = deps.catalog.of(request.workspace), deps.clock.now()
    return service.read_answers(conn, reader=reader, workspace=workspace, catalog=catalog, now=now, answered=answered)


def _read_first_area(deps: Deps, request: Request) -> str:
    """Return the area that the mentor is asked for; empty for everything."""
    with deps.database.read() as conn:
        first = _read_answers(deps, conn, request, frozenset()).first_area
    return first.id if first else ""

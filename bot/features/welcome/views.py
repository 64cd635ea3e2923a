"""The welcome with its three questions, and the answer to a greeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from slackblocks import Block

from bot.catalog.models import Area
from bot.features.welcome.rules import NO_CHOICE, Question, WelcomeAnswers, encode_answered, goal_choices
from bot.slack.blocks import ButtonSpec, MenuSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, join_words, person_name, plain_person_name
from bot.slack.payloads import PlanPagePayload
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse
from bot.ui import log_buttons, next_step, step_buttons
from bot.ui.first_month_text import first_steps_text
from bot.ui.step_buttons import Control

FIRST_MINUTES: Final = 30
_NAME_ROOM: Final = 60  # characters of a name in a menu


def render_welcome(answers: WelcomeAnswers, *, note: str = "", is_letter: bool = False) -> Message:
    """Render the questions with the answers so far, then one thing to try; `note` is why a choice was not taken."""
    name = person_name(answers.member.name)
    lead = (
        f"👋 *You're all set, {name}.*"
        if answers.is_done
        else f"👋 *Hi {name}, I'm Roadmate.* I help you learn with your team. Three questions to start:"
        if answers.may_have_mentor
        else f"👋 *Hi {name}, I'm Roadmate.* I help you learn with your team. Two questions to start:"
    )
    lines = [_QUESTION_LINES[each](answers) for each in answers.questions]
    return compose_message(
        section("\n".join((lead, *lines, *_first_month(answers)))),
        actions(*(_QUESTION_MENUS[each](answers) for each in answers.questions)),
        section(f"⚠️ {note}") if note else None,
        *_first_try(answers),
        context(f"I send this once. `{SLASH}roadmate welcome` opens it again.") if is_letter else None,
    )


def _first_month(answers: WelcomeAnswers) -> tuple[str, ...]:
    """Return what comes in the first month, in one line that follows the answers."""
    if answers.first_month is None:
        return ()
    weekly = parse.spell(answers.first_month.weekly_minutes)
    return (f"📅 Your first month, at {weekly} a week: {first_steps_text(answers.first_month)}.",)


def render_hello(name: str) -> Message:
    """Answer a greeting, with what most people want."""
    return compose_message(
        section(f"👋 Hi {person_name(name)}! What would you like to do?"),
        actions(
            ButtonSpec("Log hours", "log.form", style="primary"),
            ButtonSpec("What's next for me?", "roadmate.say", "roadmap next"),
            ButtonSpec("Open my plan", "plan.open", PlanPagePayload().encode()),
            ButtonSpec("Help", "help.open", "-"),
        ),
    )


def _first_try(answers: WelcomeAnswers) -> tuple[Block | None, ...]:
    step = answers.first_step
    area = step.area if step else answers.first_area or next(iter(answers.areas), None)
    if area is None:
        return (section(f"➡️ One thing to try: `{SLASH}roadmap` shows what there is to learn."),)
    roadmap = answers.placement_roadmap
    what = f"*{escape(next_step.step_name(step))}*" if step else f"open *{escape(area.name)}*"
    words = f"➡️ One thing to try: {what}, learn for half an hour, then type `{SLASH}log 30m {area.id}`."
    know_some = f"\n🎯 Know some of it? Eight questions find your {escape(roadmap.name)} level." if roadmap else ""
    return (
        section(f"{words}{know_some}"),
        actions(*_first_row(answers, area), keeps_message=True),
    )


def _first_row(answers: WelcomeAnswers, area: Area) -> Sequence[Control | None]:
    """Return what to do with the first step, the way to its area, and to the questions that find a level."""
    step, roadmap = answers.first_step, answers.placement_roadmap
    opened = ButtonSpec(f"Open {area.name}", "plan.open", PlanPagePayload(area=area.id).encode())
    level = ButtonSpec(clip(f"Find my {roadmap.name} level", 70), "placement.open", roadmap.id) if roadmap else None
    if step is None:
        return [replace(opened, style="primary"), level]
    key, minutes = f"welcome:{step.subject.id}", FIRST_MINUTES
    log = log_buttons.step_log_button(step, key=key, today=answers.today, minutes=minutes, is_named=False)
    return step_buttons.step_row(step, log, opened, level, today=answers.today)


def _area_line(answers: WelcomeAnswers) -> str:
    if answers.first_area:
        return f"✅ You start with *{escape(answers.first_area.name)}*."
    if Question.AREA in answers.answered:
        return "✅ You follow the plan's order."
    return "1. What do you want to learn first?"


def _goal_line(answers: WelcomeAnswers) -> str:
    goal, team = parse.spell(answers.member.goal), parse.spell(answers.team_goal)
    if answers.member.has_own_goal and answers.is_goal_delayed:
        return f"✅ Your goal is *{goal} a week*, starting next week (this week's is already met)."
    if answers.member.has_own_goal:
        return f"✅ Your goal is *{goal} a week*."
    if Question.GOAL in answers.answered:
        return f"✅ You have no goal of your own. The team default is {team} a week."
    return "2. How many hours a week?"


def _mentor_line(answers: WelcomeAnswers) -> str:
    active = [person_name(each.name) for each in answers.mentors if each.is_active]
    if active:
        return f"✅ Your mentor: *{join_words(active)}*."
    if offered := [person_name(each.name) for each in answers.mentors if each.is_reader_asked]:
        return f"⏳ *{join_words(offered)}* could mentor you. Want that? Answer with `{SLASH}roadmate mentor`."
    asked = [person_name(each.name) for each in answers.mentors]
    if asked:
        return f"⏳ I asked *{join_words(asked)}* to mentor you and will tell you the answer."
    if Question.MENTOR in answers.answered:
        return f"✅ No mentor for now. `{SLASH}roadmate mentor` finds one any time."
    if not answers.candidates:
        return f"3. Who may help you? Nobody has volunteered yet; `{SLASH}roadmate mentor @name` asks anyone."
    return "3. Who may help you?"


def _area_menu(answers: WelcomeAnswers) -> MenuSpec:
    later = _answered_with(answers, Question.AREA)
    options = [(area.name, f"{area.id} {later}") for area in answers.areas]
    chosen = answers.first_area.id if answers.first_area else NO_CHOICE if Question.AREA in answers.answered else ""
    return MenuSpec(
        "What to learn first",
        "welcome.area",
        [*options, ("The plan's order", f"{NO_CHOICE} {later}")],
        f"{chosen} {later}",
    )


def _goal_menu(answers: WelcomeAnswers) -> MenuSpec:
    later = _answered_with(answers, Question.GOAL)
    own = answers.member.goal if answers.member.has_own_goal else None
    options = [(f"{parse.spell(each)} a week", f"{each} {later}") for each in goal_choices(own)]
    chosen = str(own) if own else NO_CHOICE if Question.GOAL in answers.answered else ""
    return MenuSpec(
        "Hours a week", "welcome.goal", [*options, ("No goal of my own", f"{NO_CHOICE} {later}")], f"{chosen} {later}"
    )


def _mentor_menu(answers: WelcomeAnswers) -> MenuSpec:
    later = _answered_with(answers, Question.MENTOR)
    options = [(f"Ask {plain_person_name(each.name, _NAME_ROOM)}", f"{each.id} {later}") for each in answers.candidates]
    is_none = Question.MENTOR in answers.answered and not answers.mentors
    return MenuSpec(
        "Who may help you",
        "welcome.mentor",
        [*options, ("Nobody yet", f"{NO_CHOICE} {later}")],
        f"{NO_CHOICE} {later}" if is_none else "",
    )


def _answered_with(answers: WelcomeAnswers, question: Question) -> str:
    return encode_answered(answers.answered | {question})


_QUESTION_LINES: Final = {Question.AREA: _area_line, Question.GOAL: _goal_line, Question.MENTOR: _mentor_line}
_QUESTION_MENUS: Final = {Question.AREA: _area_menu, Question.GOAL: _goal_menu, Question.MENTOR: _mentor_menu}

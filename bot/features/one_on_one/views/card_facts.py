"""The facts on a one-to-one card: all that both its reader and the member see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from slackblocks import Block

from bot.calendar import date_text
from bot.catalog.catalog import Catalog
from bot.catalog.lookup import subjects
from bot.catalog.lookup.subjects import Subject
from bot.core.assignments.workflow import AssignmentStage
from bot.core.levels import MemberLevel
from bot.features.help_requests.rules import HelpRequest
from bot.features.one_on_one.rules.card import CardFacts, OneOnOneCard, OpenAssignment, content_name
from bot.features.one_on_one.rules.questions import CardQuestion, PraiseReason, QuestionTopic, choose_questions
from bot.features.team.rules.team_table import TeamLine
from bot.features.team.views.status import hours_of_goal_text, status_text
from bot.slack.blocks import bar_chart, section
from bot.slack.mrkdwn import clip, escape, format_count, format_percent, join_words, person_name, strip_markup
from bot.timeexpr.durations import parse
from bot.ui import next_step
from bot.ui.entry_text import entry_line

MAX_LISTED: Final = 6  # things of one kind by name


MAX_BARS: Final = 6  # older clients draw no more


def card_fact_blocks(card: OneOnOneCard, catalog: Catalog, now: datetime, *, with_chart: bool) -> list[Block]:
    """What everybody sees who may see it, the member included."""
    known = card.facts
    blocks = [
        section(f"{_member_text(card, now)}\n{_status_text(card, catalog)}"),
        section(_progress_text(card, catalog)),
        _area_hours_block(known, catalog, with_chart=with_chart) if known.minutes_by_area else None,
        section(_recent_entries_text(card, catalog)) if card.recent_entries else None,
        section(_open_assignments_text(known, catalog)),
        section(_plan_text(card)),
        section(_help_requests_text(card, catalog)) if known.help_requests else None,
        section(
            "*Two questions to ask*\n" + "\n".join(f"{n}. {each}" for n, each in _numbered_questions(known, catalog))
        ),
    ]
    return [block for block in blocks if block]


def local_day_text(moment: datetime, zone: ZoneInfo, today: date) -> str:
    """The day of a moment, as it is written everywhere."""
    return date_text.day_text(moment.astimezone(zone).date(), today)


def _member_text(card: OneOnOneCard, now: datetime) -> str:
    at, zone = now.astimezone(card.member.zone), card.member.zone.key
    return f"*{person_name(card.member.name)}* · there it is {date_text.day_text(at.date(), at.date())} {at:%H:%M} ({zone})"


def _status_text(card: OneOnOneCard, catalog: Catalog) -> str:
    """`*Quiet: no entry for 16 days*`, and below it the member's line on the team's page."""
    if card.team_line is None:
        return "*A guest here*, whom nobody mentors." if card.member.is_active else "*Has left this workspace.*"
    short = status_text(card.team_line.standing.status, card.facts.today, catalog)
    return f"*{short[:1].upper()}{short[1:]}*\n{_team_line_text(card.team_line, card.facts.today)}"


def _team_line_text(team_line: TeamLine, today: date) -> str:
    """`This week 0 h of 2 h · four weeks 20 min of 8 h · last entry Thu 5 Nov · 1 assignment waits for a sign-off`."""
    of = team_line.standing
    last = f"last entry {date_text.day_text(of.facts.last_entry, today)}" if of.facts.last_entry else "no entry yet"
    waiting = (
        f"{format_count(of.waiting_count, 'assignment')} {'waits' if of.waiting_count == 1 else 'wait'} for a sign-off"
    )
    hours = [f"This week {hours_of_goal_text(team_line.week_minutes, team_line.week_goal)}"]
    hours += (
        []
        if of.is_new
        else [f"four weeks {hours_of_goal_text(team_line.four_weeks_minutes, team_line.four_weeks_goal)}"]
    )
    return " · ".join([*hours, last, *([waiting] if of.waiting_count else [])])


def _progress_text(card: OneOnOneCard, catalog: Catalog) -> str:
    known = card.facts
    lead = (
        f"Since the last one-to-one, {date_text.day_text(known.last_met, known.today)}"
        if known.last_met
        else "In four weeks"
    )
    none = "" if known.last_met else " (no one-to-one of these two is booked yet)"
    booked = f"{parse.spell(known.total_minutes)} in {format_count(known.entry_count, 'entry', 'entries')}"
    levels = [f"{content_label(each.roadmap, catalog)} {_level_text(each, card)}" for each in known.progress.levels]
    rows = (
        ("Signed off", _content_labels(known.progress.signed_off, catalog)),
        ("Finished by their own word", _content_labels(known.progress.finished, catalog)),
        ("Sent back", _content_labels(known.progress.sent_back, catalog)),
        ("Levels", join_words(levels)),
    )
    lines = [f"{name}: {words}" for name, words in rows if words]
    return "\n".join([f"*{lead}:* {booked if known.entry_count else 'nothing booked'}{none}", *lines])


def _area_hours_block(facts: CardFacts, catalog: Catalog, *, with_chart: bool) -> Block:
    """The areas with most hours; what has no bar of its own stands in the last."""
    named = [(content_label(area, catalog), minutes) for area, minutes in facts.minutes_by_area]
    if len(named) > MAX_BARS:
        named = [*named[: MAX_BARS - 1], ("Others", sum(minutes for _, minutes in named[MAX_BARS - 1 :]))]
    if with_chart:
        return bar_chart("Hours by area", "Hours", [(label, round(minutes / 60, 2)) for label, minutes in named])
    return section("*Hours by area:* " + ", ".join(f"{name} {parse.spell(minutes)}" for name, minutes in named))


def _recent_entries_text(card: OneOnOneCard, catalog: Catalog) -> str:
    lines = [f"• {escape(entry_line(each, catalog, card.facts.today))}" for each in card.recent_entries]
    return "\n".join(["*Last entries*", *lines])


def _open_assignments_text(facts: CardFacts, catalog: Catalog) -> str:
    if not facts.open_assignments:
        return "*Open assignments:* none is begun."
    lines = [
        f"• {content_label(each.assignment, catalog)}: {_stage_text(each, facts.today)}"
        for each in facts.open_assignments[:MAX_LISTED]
    ]
    more = len(facts.open_assignments) - len(lines)
    return "\n".join(["*Open assignments*", *lines, *([f"and {more} more"] if more else [])])


def _stage_text(assignment: OpenAssignment, today: date) -> str:
    """`handed in, Tue 17 Nov; due Fri 4 Dec`."""
    stage = f"{assignment.stage.value}, {date_text.day_text(assignment.changed_on, today)}"
    if assignment.due is None or assignment.stage is AssignmentStage.HANDED_IN:
        return stage
    return (
        f"{stage}; {'was due' if assignment.is_overdue(today) else 'due'} {date_text.day_text(assignment.due, today)}"
    )


def _plan_text(card: OneOnOneCard) -> str:
    step, advice = card.next_step, card.facts.assigned_step
    if step is None:
        return f"*Plan: {format_percent(card.facts.plan_share)}.* Everything in it is done."
    if advice is None:
        return f"*Plan: {format_percent(card.facts.plan_share)}.* Next: {next_step.step_line(step)}"
    who = person_name(card.names.get(advice.mentor, "a mentor"))
    words = f"\n{quote_lines(advice.words)}" if advice.words else ""
    day = local_day_text(advice.at, card.member.zone, card.facts.today)
    return f"*Plan: {format_percent(card.facts.plan_share)}.* Next: *{next_step.step_name(step)}*, set by {who}, {day}{words}"


def _help_requests_text(card: OneOnOneCard, catalog: Catalog) -> str:
    where = [
        f"• {_help_request_place(each, catalog)}, since {local_day_text(each.at, card.member.zone, card.facts.today)}"
        for each in card.facts.help_requests[:MAX_LISTED]
    ]
    return "\n".join(["*Stuck*", *where])


def _help_request_place(help_request: HelpRequest, catalog: Catalog) -> str:
    """In their own words, unless these are no more than a name of it."""
    is_name = not help_request.note and isinstance(subjects.find_subject(catalog, help_request.about), Subject)
    return (
        content_label(help_request.subject, catalog)
        if help_request.subject and is_name
        else f"“{escape(clip(help_request.words, 200))}”"
    )


def _numbered_questions(facts: CardFacts, catalog: Catalog) -> list[tuple[int, str]]:
    return [
        (number, escape(question_text(each, catalog))) for number, each in enumerate(choose_questions(facts), start=1)
    ]


def _level_text(level: MemberLevel, card: OneOnOneCard) -> str:
    if level.confirmed is None:
        return f"{level.claimed} (their own word)"
    since = f", {level.claimed} by their own word since" if level.is_pending else ""
    return (
        f"{level.confirmed} (confirmed by {person_name(card.names.get(level.confirmed_by or '', 'a mentor'))}{since})"
    )


def _content_labels(content_ids: tuple[str, ...], catalog: Catalog) -> str:
    names = [content_label(each, catalog) for each in content_ids[:MAX_LISTED]]
    more = len(content_ids) - len(names)
    return join_words([*names, f"{more} more"] if more else names)


_QUESTION_TEXTS: Final[Mapping[QuestionTopic, str]] = {
    QuestionTopic.STUCK: "What have you tried on “{what}” so far, and where does it stop?",
    QuestionTopic.SENT_BACK: "Is it clear what {what} still needs, and what would you change first?",
    QuestionTopic.OVERDUE: "What does {what} need to get done: more time, help, or a smaller first piece?",
    QuestionTopic.NEVER_BOOKED: "What would make a first hour easy for you to find?",
    QuestionTopic.QUIET: "What has had your time lately, and which hour of a week could you keep for learning?",
    QuestionTopic.BEHIND: "Does your weekly goal still fit the weeks that you have?",
    QuestionTopic.STALLED: "What is the smallest piece of {what} that you could show me next?",
    QuestionTopic.SIGNED_OFF: "Where could you use at work what you did for {what}?",
    QuestionTopic.LEVEL: "What can you do in {what} now that you could not do before?",
    QuestionTopic.NEW: "What do you want to have learned when you have been here for three months?",
    QuestionTopic.PRACTICE: "Which assignment of {what} would you try with what you know by now?",
    QuestionTopic.ONE_AREA: "What draws you to {what}, and what do you leave aside for it?",
    QuestionTopic.WAITING: "What would you do otherwise if you began {what} again?",
    QuestionTopic.HOURS: "What was the most useful thing that you learned in {what}?",
    QuestionTopic.STEP: "What do you need to begin with {what}?",
    QuestionTopic.WISH: "What would you like to be able to do in three months?",
    QuestionTopic.HELP: "What could I do that would help you most?",
}


_PRAISE_TEXTS: Final[Mapping[PraiseReason, str]] = {
    PraiseReason.SIGNED_OFF: "{what} is signed off: well done.",
    PraiseReason.FINISHED: "You finished {what}: well done.",
    PraiseReason.LEVEL: "Your level in {what} is confirmed: that is real progress.",
    PraiseReason.ON_TRACK: "You keep at it, {what} above all. It shows.",
    PraiseReason.HOURS: "Good to see your hours in {what}. Keep going.",
}


def question_text(question: CardQuestion, catalog: Catalog) -> str:
    """A question as a mentor would ask it, plain text."""
    return _QUESTION_TEXTS[question.topic].format(what=_content_name(question.subject, catalog))


def praise_text(chosen: tuple[PraiseReason, str] | None, catalog: Catalog) -> str:
    """A sentence that fits, plain text; empty where nothing speaks for itself."""
    return _PRAISE_TEXTS[chosen[0]].format(what=_content_name(chosen[1], catalog)) if chosen else ""


def window_title(lead: str, name: str) -> str:
    """A window's title with a name in it."""
    return f"{lead} {strip_markup(name.lstrip('@'))}"


def content_label(subject: str, catalog: Catalog) -> str:
    """An assignment, topic, area or roadmap by its name."""
    return clip(escape(content_name(catalog, subject)), 100)


def quote_lines(text: str) -> str:
    """All that somebody wrote, as a quotation."""
    return "\n".join(f"> {line}" for line in escape(text).splitlines())


def _content_name(subject: str, catalog: Catalog) -> str:
    return clip(" ".join(content_name(catalog, subject).split()), 150)

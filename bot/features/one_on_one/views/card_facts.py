"""The facts on a one-to-one card, which its reader and the member see alike."""

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
from bot.slack.mrkdwn import clip, escape, format_count, format_percent, join_words, person_name, plain_person_name
from bot.timeexpr.durations import parse
from bot.ui import next_step
from bot.ui.entry_text import entry_line

MAX_LISTED: Final = 6  # of one kind by name
MAX_BARS: Final = 6  # older clients draw no more


def card_fact_blocks(card: OneOnOneCard, catalog: Catalog, now: datetime, *, with_chart: bool) -> list[Block]:
    """Return the blocks that all readers of the card see, the member included."""
    facts = card.facts
    blocks = [
        section(f"{_member_text(card, now)}\n{_status_text(card, catalog)}"),
        section(_progress_text(card, catalog)),
        _area_hours_block(facts, catalog, with_chart=with_chart) if facts.minutes_by_area else None,
        section(_recent_entries_text(card, catalog)) if card.recent_entries else None,
        section(_open_assignments_text(facts, catalog)),
        section(_plan_text(card)),
        section(_help_requests_text(card, catalog)) if facts.help_requests else None,
        section(_questions_text(facts, catalog)),
    ]
    return [block for block in blocks if block]


def local_day_text(moment: datetime, zone: ZoneInfo, today: date) -> str:
    """Return the day of a moment in a zone, as dates are written everywhere."""
    return date_text.day_text(moment.astimezone(zone).date(), today)


def _member_text(card: OneOnOneCard, now: datetime) -> str:
    local = now.astimezone(card.member.zone)
    return f"*{person_name(card.member.name)}* · local time {local:%a %H:%M}"


def _status_text(card: OneOnOneCard, catalog: Catalog) -> str:
    """Return `*Quiet: no entry for 16 days*`, and below it the member's line on the team's page."""
    if card.team_line is None:
        return "*A guest*: guests don't have mentors." if card.member.is_active else "*Has left this workspace.*"
    status = status_text(card.team_line.standing.status, card.facts.today, catalog)
    return f"*{status[:1].upper()}{status[1:]}*\n{_team_line_text(card.team_line, card.facts.today)}"


def _team_line_text(team_line: TeamLine, today: date) -> str:
    """Return `This week 0 h of 2 h · four weeks 20 min of 8 h · last entry Thu 5 Nov`, and what waits for sign-off."""
    last_entry, waiting = team_line.standing.facts.last_entry, team_line.standing.handed_in_count
    parts = [f"This week {hours_of_goal_text(team_line.week_minutes, team_line.week_goal)}"]
    if not team_line.standing.is_new:
        parts.append(f"four weeks {hours_of_goal_text(team_line.four_weeks_minutes, team_line.four_weeks_goal)}")
    parts.append(f"last entry {date_text.day_text(last_entry, today)}" if last_entry else "no entry yet")
    if waiting:
        parts.append(f"{format_count(waiting, 'assignment')} waiting for a sign-off")
    if claims := team_line.standing.pending_level_count:
        parts.append(f"{format_count(claims, 'level')} waiting to be confirmed")
    return " · ".join(parts)


def _progress_text(card: OneOnOneCard, catalog: Catalog) -> str:
    facts, progress = card.facts, card.facts.progress
    lead, none = "Last four weeks", " (no one-to-one logged yet)"
    if facts.last_met:
        lead, none = f"Since the last one-to-one, {date_text.day_text(facts.last_met, facts.today)}", ""
    logged = "nothing logged"
    if facts.entry_count:
        logged = f"{parse.spell(facts.total_minutes)} in {format_count(facts.entry_count, 'entry', 'entries')}"
    levels = [f"{content_label(each.roadmap, catalog)} {_level_text(each, card)}" for each in progress.levels]
    rows = (
        ("Signed off", _content_labels(progress.signed_off, catalog)),
        ("Ticked", _content_labels(progress.finished, catalog)),
        ("Sent back", _content_labels(progress.sent_back, catalog)),
        ("Levels", join_words(levels)),
    )
    lines = [f"{label}: {names}" for label, names in rows if names]
    return "\n".join([f"*{lead}:* {logged}{none}", *lines])


def _area_hours_block(facts: CardFacts, catalog: Catalog, *, with_chart: bool) -> Block:
    """Return the areas with most hours; the last bar is of all others."""
    bars = [(content_label(area, catalog), minutes) for area, minutes in facts.minutes_by_area]
    if len(bars) > MAX_BARS:
        bars = [*bars[: MAX_BARS - 1], ("Others", sum(minutes for _, minutes in bars[MAX_BARS - 1 :]))]
    if with_chart:
        return bar_chart("Hours by area", "Hours", [(label, round(minutes / 60, 2)) for label, minutes in bars])
    return section(f"*Hours by area:* {', '.join(f'{label} {parse.spell(minutes)}' for label, minutes in bars)}")


def _recent_entries_text(card: OneOnOneCard, catalog: Catalog) -> str:
    lines = [f"• {escape(entry_line(each, catalog, card.facts.today))}" for each in card.recent_entries]
    return "\n".join(["*Last entries*", *lines])


def _open_assignments_text(facts: CardFacts, catalog: Catalog) -> str:
    if not facts.open_assignments:
        return "No assignment started."
    lines = [
        f"• {content_label(each.assignment, catalog)}: {_stage_text(each, facts.today)}"
        for each in facts.open_assignments[:MAX_LISTED]
    ]
    more = len(facts.open_assignments) - len(lines)
    return "\n".join(["*Open assignments*", *lines, *([f"{more} more"] if more else [])])


def _stage_text(assignment: OpenAssignment, today: date) -> str:
    """Return `handed in Tue 17 Nov` or `started Tue 17 Nov; due Fri 4 Dec`."""
    stage = f"{assignment.stage.value} {date_text.day_text(assignment.changed_on, today)}"
    if assignment.due is None or assignment.stage is AssignmentStage.HANDED_IN:
        return stage
    due = "was due" if assignment.is_overdue(today) else "due"
    return f"{stage}; {due} {date_text.day_text(assignment.due, today)}"


def _plan_text(card: OneOnOneCard) -> str:
    step, assigned = card.next_step, card.facts.assigned_step
    share = f"*Plan: {format_percent(card.facts.plan_share)}.*"
    if step is None:
        return f"{share} 🎉 Everything in it is done."
    if assigned is None:
        return f"{share} Next: {next_step.step_line(step)}"
    mentor = person_name(card.names.get(assigned.mentor, "a mentor"))
    words = f"\n{quote_lines(assigned.words)}" if assigned.words else ""
    day = local_day_text(assigned.at, card.member.zone, card.facts.today)
    return f"{share} Next: *{next_step.step_name(step)}*, set by {mentor}, {day}{words}"


def _help_requests_text(card: OneOnOneCard, catalog: Catalog) -> str:
    places = [
        f"{_help_request_subject(each, catalog)} since {local_day_text(each.at, card.member.zone, card.facts.today)}"
        for each in card.facts.help_requests[:MAX_LISTED]
    ]
    return f"🆘 *Stuck:* {', '.join(places)}"


def _help_request_subject(help_request: HelpRequest, catalog: Catalog) -> str:
    """Return the member's own words, or the subject's name where they are no more than that."""
    is_name = not help_request.note and isinstance(subjects.find_whole_subject(catalog, help_request.about), Subject)
    if help_request.subject and is_name:
        return content_label(help_request.subject, catalog)
    return f"“{escape(clip(help_request.words, 200))}”"


def _questions_text(facts: CardFacts, catalog: Catalog) -> str:
    questions = enumerate(choose_questions(facts), start=1)
    lines = [f"{number}. {escape(question_text(each, catalog))}" for number, each in questions]
    return "\n".join(["*Two questions to ask*", *lines])


def _level_text(level: MemberLevel, card: OneOnOneCard) -> str:
    if level.confirmed is None:
        return f"{level.claimed} (self-rated)"
    mentor = person_name(card.names.get(level.confirmed_by or "", "a mentor"))
    if level.is_pending:
        return f"{level.confirmed} (confirmed by {mentor}, now self-rated {level.claimed})"
    return f"{level.confirmed} (confirmed by {mentor})"


def _content_labels(content_ids: tuple[str, ...], catalog: Catalog) -> str:
    names = [content_label(each, catalog) for each in content_ids[:MAX_LISTED]]
    more = len(content_ids) - len(names)
    return join_words([*names, f"{more} more"] if more else names)


_QUESTION_TEXTS: Final[Mapping[QuestionTopic, str]] = {
    QuestionTopic.STUCK: "What have you tried with “{what}” so far, and where do you get stuck?",
    QuestionTopic.SENT_BACK: "Is it clear what {what} still needs? What would you change first?",
    QuestionTopic.OVERDUE: "What would help you finish {what}: more time, help, or a smaller first step?",
    QuestionTopic.NEVER_BOOKED: "What would make it easy to find a first hour?",
    QuestionTopic.QUIET: "What has taken your time lately? Which hour a week could you keep for learning?",
    QuestionTopic.BEHIND: "Does your weekly goal still fit your weeks?",
    QuestionTopic.STALLED: "What's the smallest piece of {what} you could show me next?",
    QuestionTopic.SIGNED_OFF: "Where could you use what you did for {what} at work?",
    QuestionTopic.LEVEL: "What can you do in {what} now that you couldn't before?",
    QuestionTopic.NEW: "What would you like to have learned in three months?",
    QuestionTopic.PRACTICE: "Which assignment of {what} would you try with what you know now?",
    QuestionTopic.ONE_AREA: "What do you like about {what}, and what is it taking time from?",
    QuestionTopic.WAITING: "What would you do differently next time with {what}?",
    QuestionTopic.HOURS: "What was the most useful thing you learned in {what}?",
    QuestionTopic.STEP: "What do you need to get started with {what}?",
    QuestionTopic.WISH: "What would you like to be able to do in three months?",
    QuestionTopic.HELP: "What could I do that would help you most?",
}

_PRAISE_TEXTS: Final[Mapping[PraiseReason, str]] = {
    PraiseReason.SIGNED_OFF: "{what} is signed off. Well done!",
    PraiseReason.FINISHED: "You finished {what}. Well done!",
    PraiseReason.LEVEL: "Your level in {what} is confirmed. That's real progress!",
    PraiseReason.ON_TRACK: "You're keeping at it, especially in {what}. It shows.",
    PraiseReason.HOURS: "Good to see your hours in {what}. Keep going!",
}


def question_text(question: CardQuestion, catalog: Catalog) -> str:
    """Return a question as a mentor would ask it, as plain text."""
    return _QUESTION_TEXTS[question.topic].format(what=_content_name(question.subject, catalog))


def praise_text(chosen: tuple[PraiseReason, str] | None, catalog: Catalog) -> str:
    """Return a sentence of praise as plain text; empty where there is no reason."""
    return _PRAISE_TEXTS[chosen[0]].format(what=_content_name(chosen[1], catalog)) if chosen else ""


def window_title(lead: str, name: str) -> str:
    """Return a window's title with a name in it."""
    return f"{lead} {plain_person_name(name, 60)}"


def content_label(subject: str, catalog: Catalog) -> str:
    """Return the name of an assignment, topic, area or roadmap."""
    return clip(escape(content_name(catalog, subject)), 100)


def quote_lines(text: str) -> str:
    """Return what somebody wrote, as a quotation."""
    return "\n".join(f"> {line}" for line in escape(text).splitlines())


def _content_name(subject: str, catalog: Catalog) -> str:
    return clip(" ".join(content_name(catalog, subject).split()), 150)

"""The weekly digest's message: what a team wants to read in ten seconds, on one screen for any size of team."""

from __future__ import annotations

from datetime import date
from typing import Final

from slackblocks import ActionsBlock, Block

from bot.calendar import weeks
from bot.catalog.catalog import Catalog
from bot.features.digest.rules import MAX_WIN_LINES, Digest, DigestSuggestion, choose_wins
from bot.features.digest.views import thread
from bot.features.digest.views.board import board_lines
from bot.features.digest.views.wins import MAX_SUBJECT_LENGTH, few_names, win_line
from bot.features.ideas.views import idea_buttons
from bot.slack.blocks import ButtonSpec, actions, bar_chart, context, header, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, short_person_name
from bot.timeexpr.durations import parse
from bot.ui import log_buttons
from bot.ui.names import area_label, area_name

MAX_BARS: Final = 6


def render_digest(digest: Digest, *, catalog: Catalog, today: date, upcoming_sessions: str = "") -> Message:
    """Render the digest of a week, a quiet one as a single line; sessions of the week after it come in words."""
    chart = _areas_chart(digest, catalog)
    if digest.is_empty:
        head: list[Block] = [section(_quiet_week_text(digest, today))]
        paragraphs: list[str] = []
    else:
        title = header(f"What we learned, {weeks.week_text(digest.week, today)}")
        head = [title, section(_total_text(digest, catalog))]
        board = "" if digest.with_details else "\n".join(board_lines(digest))
        paragraphs = [_wins_paragraph(digest, catalog), board]
    rest = [section(each) for each in (*paragraphs, upcoming_sessions, _idea_text(digest)) if each]
    buttons = _buttons(digest)
    note = context("Details in the thread.") if thread.has_thread(digest) else None
    areas = section(_areas_text(digest, catalog)) if chart else None  # in words, where the chart is not seen
    text = compose_message(head, areas, rest, note).text
    return compose_message(head, chart, rest, buttons, note, text=text)


def _quiet_week_text(digest: Digest, today: date) -> str:
    span = weeks.week_text(digest.week, today)
    return (
        f"The whole team was off ({span}). Fresh start?"
        if digest.is_team_away
        else f"Quiet week ({span}). Fresh start?"
    )


def _buttons(digest: Digest) -> ActionsBlock | None:
    """Return those of the idea, and those that log on what comes next for whoever presses."""
    suggestion = digest.suggestion
    idea = idea_buttons(suggestion, digest.week, can_join=digest.can_meet) if suggestion else []
    return actions(*idea, *(_log_button(each) for each in log_buttons.BUTTON_MINUTES))


def _log_button(minutes: int) -> ButtonSpec:
    label = f"Log {parse.spell(minutes)}"
    return ButtonSpec(label, "log.quick", str(minutes), accessibility_label=f"{label} on your own next step")


def _total_text(digest: Digest, catalog: Catalog) -> str:
    """Return the hours of the team, compared with the week before in words."""
    if not digest.minutes:
        return "No hours logged this time, but there's good news." if digest.wins else "No hours logged this time."
    total, people = parse.spell(digest.minutes), format_count(digest.people_count, "person", "people")
    where = f" All of it on {area_name(digest.areas[0][0], catalog)}." if len(digest.areas) == 1 else ""
    before = digest.minutes_before
    if before is None:
        return f"*{total}* by {people}.{where}"
    difference = parse.spell(abs(digest.minutes - before))
    if before == 0:
        return f"*{total}* by {people}, after a quiet week.{where}"
    if digest.minutes == before:
        return f"*{total}* by {people}, the same as the week before.{where}"
    if digest.minutes > before:
        return f"*{total}* by {people}, {difference} more than the week before.{where}"
    return f"*{total}* by {people}, {difference} less than the week before.{where}"


def _areas_text(digest: Digest, catalog: Catalog) -> str:
    areas = ", ".join(f"{area_name(area, catalog)} {parse.spell(minutes)}" for area, minutes in digest.areas)
    return f"Hours by area: {areas}"


def _areas_chart(digest: Digest, catalog: Catalog) -> Block | None:
    """Return bars for areas, if there is something to compare; the last has all that have none of their own."""
    if len(digest.areas) < 2:
        return None
    named = digest.areas if len(digest.areas) <= MAX_BARS else digest.areas[: MAX_BARS - 1]
    bars = [(area_label(area, catalog), minutes) for area, minutes in named]
    rest = sum(minutes for _, minutes in digest.areas[len(named) :])
    bars += [("Others", rest)] if rest else []
    return bar_chart("Hours by area", "Hours", [(label, round(minutes / 60, 2)) for label, minutes in bars])


def _wins_paragraph(digest: Digest, catalog: Catalog) -> str:
    """Return a few lines of praise, and how many more there are."""
    shown = choose_wins(digest.wins, MAX_WIN_LINES)
    more = len(digest.wins) - len(shown)
    lines = [win_line(each, catalog, few_names(each.names)) for each in shown]
    return "\n".join([*lines, *([f"and {more} more"] if more else [])])


def _idea_text(digest: Digest) -> str:
    """Return what to learn together, and whom to ask if somebody agreed to it.

    It says only that digests did not show it: hours of hidden members may be on it.
    """
    suggestion = digest.suggestion
    if suggestion is None:
        return ""
    name = clip(escape(suggestion.name), MAX_SUBJECT_LENGTH)
    subject = f"*{name}* (plan priority {suggestion.priority})" if suggestion.priority else f"*{name}*"
    invitation = f"{_expert_text(suggestion)} Who's in?" if digest.can_meet else "Take a look?"
    return f"💡 {subject} hasn't come up here lately. {invitation.strip()}"


def _expert_text(suggestion: DigestSuggestion) -> str:
    if not suggestion.expert:
        return ""
    hours = parse.spell(suggestion.expert_minutes)
    return f"{short_person_name(suggestion.expert)} has {hours} there and is happy to be asked."

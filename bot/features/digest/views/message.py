"""The weekly digest: what a team learned, on one screen for any size of team."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from slackblocks import ActionsBlock, Block

from bot.calendar import weeks
from bot.catalog.catalog import Catalog
from bot.features.digest.rules import Digest, DigestSuggestion, FinishedAssignment, SharedTalk, StreakMilestone
from bot.features.leaderboard.rules import RankedMember
from bot.slack.blocks import ButtonSpec, actions, bar_chart, context, header, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, format_percent, join_words, short_person_name
from bot.timeexpr.durations import parse
from bot.ui import log_buttons
from bot.ui.names import area_label, area_name, assignment_name

MAX_BARS: Final = 6


BUTTONS_NOTE: Final = "The buttons book on what comes next in your own plan; only you see the answer."


def render_digest(
    digest: Digest, *, catalog: Catalog, today: date, prefix: str = "", upcoming_sessions: str = ""
) -> Message:
    """The digest of a week; of a quiet one a single line. `prefix` stands before the commands' names.

    `coming` are the sessions of the week after it, in words.
    """
    if digest.is_empty:
        return _render_empty_week(digest, today, prefix, upcoming_sessions)
    head = header(f"What we learned, {weeks.week_text(digest.week, today)}")
    parts: list[Block] = [section(_totals_text(digest))]
    if digest.areas:
        parts.append(section(_areas_text(digest, catalog)))
    rest = [
        leaderboard_paragraph(digest, today),
        assignments_paragraph(digest.finished_assignments, catalog),
        mentors_paragraph(digest.new_mentors),
        sharing_paragraph(digest, catalog),
        streaks_paragraph(digest.streaks),
        upcoming_sessions,
        suggestion_paragraph(digest.suggestion, prefix),
    ]
    parts += [section(words) for words in rest if words]
    more = "More of it stands in the thread. " if digest.has_thread else ""
    small = context(f"{more}{BUTTONS_NOTE} People who hide are not shown. `/{prefix}leaderboard hide` hides you too.")
    said = compose_message(head, parts, small).text  # the chart's figures stand in words already
    return compose_message(head, parts[:1], _areas_chart(digest, catalog), parts[1:], _log_buttons(), small, text=said)


def _render_empty_week(digest: Digest, today: date, prefix: str, upcoming_sessions: str) -> Message:
    span = weeks.week_text(digest.week, today)
    lead = f"The week {span} was off for the whole team" if digest.is_team_away else f"No hours to show for {span}"
    words = f"{lead}. A new week is a good start: `/{prefix}log 30m networking`."
    return compose_message(
        section(words), section(upcoming_sessions) if upcoming_sessions else None, _log_buttons(), context(BUTTONS_NOTE)
    )


def _log_buttons() -> ActionsBlock | None:
    """Buttons that book for whoever presses."""
    return actions(
        *(ButtonSpec(f"Log {parse.spell(each)}", "log.quick", str(each)) for each in log_buttons.BUTTON_MINUTES)
    )


def _totals_text(digest: Digest) -> str:
    if not digest.minutes:
        return (
            "No hours this time, but assignments were done." if digest.finished_assignments else "No hours this time."
        )
    people = format_count(digest.people_count, "person", "people")
    return f"*{parse.spell(digest.minutes)}* by {people}{_comparison_text(digest.minutes, digest.minutes_before)}."


def _comparison_text(minutes: int, minutes_before: int | None) -> str:
    """Against the week before, in words."""
    if minutes_before is None:
        return ""
    if minutes_before == 0:
        return ", after a week without any"
    if minutes == minutes_before:
        return ", as much as the week before"
    more = "more" if minutes > minutes_before else "less"
    return f", {parse.spell(abs(minutes - minutes_before))} {more} than the week before"


def _areas_text(digest: Digest, catalog: Catalog) -> str:
    return "*By area*: " + ", ".join(
        f"{area_name(area, catalog)} {parse.spell(minutes)}" for area, minutes in digest.areas
    )


def _areas_chart(digest: Digest, catalog: Catalog) -> Block | None:
    """Bars for areas, where there is something to compare; what has no bar of its own stands in the last."""
    if len(digest.areas) < 2:
        return None
    named = digest.areas if len(digest.areas) <= MAX_BARS else digest.areas[: MAX_BARS - 1]
    values = [(area_label(area, catalog), _decimal_hours(minutes)) for area, minutes in named]
    rest = sum(minutes for _, minutes in digest.areas[len(named) :])
    return bar_chart("Hours by area", "Hours", [*values, ("Others", _decimal_hours(rest))] if rest else values)


def _decimal_hours(minutes: int) -> float:
    return round(minutes / 60, 2)


TOP_RANKS: Final = 5


MAX_LEADERBOARD_LINES: Final = 8


MAX_ASSIGNMENT_LINES: Final = 4


MAX_TALK_LINES: Final = 3


MAX_NAMES: Final = 3


MAX_TALK_LENGTH: Final = 110


MAX_SUBJECT_LENGTH: Final = 60  # characters of an assignment or of what is suggested


def leaderboard_paragraph(digest: Digest, today: date) -> str:
    """The first five ranks; a long tie is counted."""
    if not digest.leaderboard:
        return ""
    by = "" if digest.leaderboard[0].goal_percent is None else " · by share of one's own goal"
    lines = list(_ranking_lines([row for row in digest.leaderboard if row.rank <= TOP_RANKS]))
    return f"*Leaderboard, {weeks.week_text(digest.week, today)}*{by}\n" + "\n".join(lines)


def _ranking_lines(rows: Sequence[RankedMember]) -> Sequence[str]:
    lines = [f"{row.rank}. {short_person_name(row.name)}: {_score_text(row)}" for row in rows[:MAX_LEADERBOARD_LINES]]
    more = len(rows) - len(lines)
    return [*lines, f"and {more} more with {_score_text(rows[-1])}"] if more else lines


def _score_text(row: RankedMember) -> str:
    """A share stands alone: with the hours beside it, it would tell a goal, and days away."""
    return parse.spell(row.minutes) if row.goal_percent is None else format_percent(row.goal_percent / 100 or 0.001)


def assignments_paragraph(finished_assignments: Sequence[FinishedAssignment], catalog: Catalog) -> str:
    """The assignments that most people ticked, and how many more there are."""
    lines = [
        f"{clip(assignment_name(one.assignment, catalog), MAX_SUBJECT_LENGTH)}: {_names_text(one.names)}{_signed_off_text(one)}"
        for one in finished_assignments[:MAX_ASSIGNMENT_LINES]
    ]
    return _list_paragraph("Assignments done", lines, len(finished_assignments), "other assignment")


def _signed_off_text(finished_assignment: FinishedAssignment) -> str:
    """How many of them have a mentor's word, which come first."""
    if not finished_assignment.signed_off_count:
        return ""
    return (
        " (signed off)"
        if finished_assignment.signed_off_count == len(finished_assignment.names)
        else f" ({finished_assignment.signed_off_count} signed off)"
    )


def mentors_paragraph(names: Sequence[str]) -> str:
    """Who became a mentor."""
    return f"*New {'mentor' if len(names) == 1 else 'mentors'}*: {_names_text(names)}" if names else ""


def sharing_paragraph(digest: Digest, catalog: Catalog) -> str:
    """Talks by name, mentoring only as a sum."""
    lines = [_talk_line(talk, catalog) for talk in digest.talks[:MAX_TALK_LINES]]
    talks = _list_paragraph("Talks", lines, len(digest.talks), "other talk")
    mentoring = f"*Mentoring*: {parse.spell(digest.mentoring_minutes)}" if digest.mentoring_minutes else ""
    return "\n".join(filter(None, (talks, mentoring)))


def _talk_line(talk: SharedTalk, catalog: Catalog) -> str:
    """`Ana: State files without fear`."""
    place = catalog.find_topic(talk.topic) if talk.topic else None
    title = " ".join(talk.note.split()) or (f"{place.roadmap.name} {place.topic.name}" if place else "")
    return (
        clip(f"{short_person_name(talk.name)}: {escape(title)}", MAX_TALK_LENGTH)
        if title
        else short_person_name(talk.name)
    )


def streaks_paragraph(milestones: Sequence[StreakMilestone]) -> str:
    """One line for each milestone, longest first, whoever reached it."""
    together: dict[int, list[str]] = {}
    for one in milestones:
        together.setdefault(one.weeks, []).append(one.name)
    lines = [f"{_names_text(names)}: {number} weeks in a row" for number, names in together.items()]
    return _list_paragraph("Goals met, week after week", lines, len(lines), "")


def suggestion_paragraph(suggestion: DigestSuggestion | None, prefix: str) -> str:
    """What to look at together, whom to ask if somebody agreed to it, and the command that tells more."""
    if suggestion is None:
        return ""
    name = clip(escape(suggestion.name), MAX_SUBJECT_LENGTH)
    what = (
        f"{name}, priority {suggestion.priority} of the plan, had no hours here in the last four weeks."
        if suggestion.priority
        else f"nobody shown here has touched {name} in the last four weeks."
    )
    knows = (
        f" {short_person_name(suggestion.expert)} has {parse.spell(suggestion.expert_minutes)} there and is glad to be asked."
        if suggestion.expert
        else ""
    )
    return f"*Worth a look together*: {what}{knows} `/{prefix}{suggestion.command}` tells more."


def _list_paragraph(title: str, lines: Sequence[str], total: int, other: str) -> str:
    """Lines under a title, and how many more there are."""
    more = [f"and {format_count(total - len(lines), other)}"] if total > len(lines) else []
    return "\n".join([f"*{title}*", *lines, *more]) if lines else ""


def _names_text(names: Sequence[str]) -> str:
    """The first few names, and how many more."""
    shown = [short_person_name(name) for name in names[:MAX_NAMES]]
    more = len(names) - len(shown)
    return join_words([*shown, format_count(more, "other")] if more else shown)

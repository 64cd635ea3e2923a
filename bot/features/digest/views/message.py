"""The weekly digest's message: what a team learned, on one screen for any size of team."""

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
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse
from bot.ui import log_buttons
from bot.ui.names import area_label, area_name, assignment_name

MAX_BARS: Final = 6
TOP_RANKS: Final = 5
MAX_LEADERBOARD_LINES: Final = 8
MAX_ASSIGNMENT_LINES: Final = 4
MAX_TALK_LINES: Final = 3
MAX_NAMES: Final = 3
MAX_TALK_LENGTH: Final = 110
MAX_SUBJECT_LENGTH: Final = 60  # characters of an assignment or of what is suggested
BUTTONS_NOTE: Final = "The buttons book on what comes next in your own plan; only you see the answer."


def render_digest(digest: Digest, *, catalog: Catalog, today: date, upcoming_sessions: str = "") -> Message:
    """Render the digest of a week, a quiet one as a single line; sessions of the week after it come in words."""
    if digest.is_empty:
        return _render_empty_week(digest, today, upcoming_sessions)
    paragraphs = [
        _areas_text(digest, catalog) if digest.areas else "",
        _leaderboard_paragraph(digest, today),
        _assignments_paragraph(digest.finished_assignments, catalog),
        _mentors_paragraph(digest.new_mentors),
        _sharing_paragraph(digest, catalog),
        _streaks_paragraph(digest.streaks),
        upcoming_sessions,
        _suggestion_paragraph(digest.suggestion),
    ]
    head, total = header(f"What we learned, {weeks.week_text(digest.week, today)}"), section(_totals_text(digest))
    rest = [section(paragraph) for paragraph in paragraphs if paragraph]
    more = "More of it stands in the thread. " if digest.has_thread else ""
    note = context(f"{more}{BUTTONS_NOTE} People who hide are not shown. `{SLASH}leaderboard hide` hides you too.")
    text = compose_message(head, total, rest, note).text  # without the chart: its figures are in words already
    return compose_message(head, total, _areas_chart(digest, catalog), rest, _log_buttons(), note, text=text)


def _render_empty_week(digest: Digest, today: date, upcoming_sessions: str) -> Message:
    span = weeks.week_text(digest.week, today)
    lead = f"The week {span} was off for the whole team" if digest.is_team_away else f"No hours to show for {span}"
    return compose_message(
        section(f"{lead}. A new week is a good start: `{SLASH}log 30m networking`."),
        section(upcoming_sessions) if upcoming_sessions else None,
        _log_buttons(),
        context(BUTTONS_NOTE),
    )


def _log_buttons() -> ActionsBlock | None:
    """Return buttons that book for whoever presses."""
    return actions(
        *(ButtonSpec(f"Log {parse.spell(each)}", "log.quick", str(each)) for each in log_buttons.BUTTON_MINUTES)
    )


def _totals_text(digest: Digest) -> str:
    if not digest.minutes:
        return f"No hours this time{', but assignments were done' if digest.finished_assignments else ''}."
    people = format_count(digest.people_count, "person", "people")
    return f"*{parse.spell(digest.minutes)}* by {people}{_comparison_text(digest.minutes, digest.minutes_before)}."


def _comparison_text(minutes: int, minutes_before: int | None) -> str:
    """Return the comparison with the week before, in words."""
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
    """Return bars for areas, if there is something to compare; the last has all that have none of their own."""
    if len(digest.areas) < 2:
        return None
    named = digest.areas if len(digest.areas) <= MAX_BARS else digest.areas[: MAX_BARS - 1]
    bars = [(area_label(area, catalog), minutes) for area, minutes in named]
    rest = sum(minutes for _, minutes in digest.areas[len(named) :])
    bars += [("Others", rest)] if rest else []
    return bar_chart("Hours by area", "Hours", [(label, round(minutes / 60, 2)) for label, minutes in bars])


def _leaderboard_paragraph(digest: Digest, today: date) -> str:
    """Return the first five ranks; a long tie is counted."""
    if not digest.leaderboard:
        return ""
    order = "" if digest.leaderboard[0].goal_percent is None else " · by share of one's own goal"
    rows = [row for row in digest.leaderboard if row.rank <= TOP_RANKS]
    lines = [f"{row.rank}. {short_person_name(row.name)}: {_score_text(row)}" for row in rows[:MAX_LEADERBOARD_LINES]]
    more = len(rows) - len(lines)
    lines += [f"and {more} more with {_score_text(rows[-1])}"] if more else []
    return "\n".join([f"*Leaderboard, {weeks.week_text(digest.week, today)}*{order}", *lines])


def _score_text(row: RankedMember) -> str:
    """Return the hours, or the share alone: with the hours beside it, it would tell a goal, and days away."""
    return parse.spell(row.minutes) if row.goal_percent is None else format_percent(row.goal_percent / 100 or 0.001)


def _assignments_paragraph(finished_assignments: Sequence[FinishedAssignment], catalog: Catalog) -> str:
    """Return the assignments that most people finished, and how many more there are."""
    lines = [_assignment_line(each, catalog) for each in finished_assignments[:MAX_ASSIGNMENT_LINES]]
    return _list_paragraph("Assignments done", lines, len(finished_assignments), "other assignment")


def _assignment_line(finished: FinishedAssignment, catalog: Catalog) -> str:
    """Return a line such as `Build a VPC: Ana and Ben (1 signed off)`; the names of those signed off come first."""
    name = clip(assignment_name(finished.assignment, catalog), MAX_SUBJECT_LENGTH)
    number = "" if finished.signed_off_count == len(finished.names) else f"{finished.signed_off_count} "
    signed_off = f" ({number}signed off)" if finished.signed_off_count else ""
    return f"{name}: {_names_text(finished.names)}{signed_off}"


def _mentors_paragraph(names: Sequence[str]) -> str:
    return f"*New {'mentor' if len(names) == 1 else 'mentors'}*: {_names_text(names)}" if names else ""


def _sharing_paragraph(digest: Digest, catalog: Catalog) -> str:
    """Return talks by name, mentoring only as a sum."""
    lines = [_talk_line(talk, catalog) for talk in digest.talks[:MAX_TALK_LINES]]
    talks = _list_paragraph("Talks", lines, len(digest.talks), "other talk")
    mentoring = f"*Mentoring*: {parse.spell(digest.mentoring_minutes)}" if digest.mentoring_minutes else ""
    return "\n".join(filter(None, (talks, mentoring)))


def _talk_line(talk: SharedTalk, catalog: Catalog) -> str:
    """Return a line such as `Ana: State files without fear`."""
    speaker, place = short_person_name(talk.name), catalog.find_topic_or_part(talk.topic) if talk.topic else None
    title = " ".join(talk.note.split()) or (f"{place.roadmap.name} {place.name}" if place else "")
    return clip(f"{speaker}: {escape(title)}", MAX_TALK_LENGTH) if title else speaker


def _streaks_paragraph(milestones: Sequence[StreakMilestone]) -> str:
    """Return one line for each milestone, longest first, with all who reached it."""
    names_by_weeks: dict[int, list[str]] = {}
    for each in milestones:
        names_by_weeks.setdefault(each.weeks, []).append(each.name)
    lines = [f"{_names_text(names)}: {number} weeks in a row" for number, names in names_by_weeks.items()]
    return _list_paragraph("Goals met, week after week", lines, len(lines), "")


def _suggestion_paragraph(suggestion: DigestSuggestion | None) -> str:
    """Return what to look at together, whom to ask if somebody agreed to it, and the command that tells more."""
    if suggestion is None:
        return ""
    name = clip(escape(suggestion.name), MAX_SUBJECT_LENGTH)
    reason = (
        f"{name}, priority {suggestion.priority} of the plan, had no hours here in the last four weeks."
        if suggestion.priority
        else f"nobody shown here has touched {name} in the last four weeks."
    )
    hours = parse.spell(suggestion.expert_minutes)
    expert = (
        f" {short_person_name(suggestion.expert)} has {hours} there and is glad to be asked."
        if suggestion.expert
        else ""
    )
    return f"*Worth a look together*: {reason}{expert} `{SLASH}{suggestion.command}` tells more."


def _list_paragraph(title: str, lines: Sequence[str], total: int, other: str) -> str:
    """Return lines under a title, and how many more there are."""
    more = [f"and {format_count(total - len(lines), other)}"] if total > len(lines) else []
    return "\n".join([f"*{title}*", *lines, *more]) if lines else ""


def _names_text(names: Sequence[str]) -> str:
    """Return the first few names, and how many more there are."""
    shown = [short_person_name(name) for name in names[:MAX_NAMES]]
    more = len(names) - len(shown)
    return join_words([*shown, format_count(more, "other")] if more else shown)

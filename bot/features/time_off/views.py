"""Messages about days away and holidays: what was set, what it does to goals, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from slackblocks import Block

from bot.calendar import date_text, weeks
from bot.core.time_off import TimeOff, find_stretch
from bot.dispatch.error_views import who_can_change_settings
from bot.slack.blocks import ButtonSpec, ConfirmSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, join_words
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse
from bot.timeexpr.range_ends import OLDEST, RangeError, RangeProblem
from bot.ui.time_off_text import absence_days_text, absence_line, time_off_summary

MAX_ABSENCES_LISTED: Final = 20
MAX_HOLIDAYS_LISTED: Final = 40
_MAX_GOALS_NAMED: Final = 4  # goals of stretches of weeks
_RANGE_ERRORS: Final = {
    RangeProblem.NONSENSE: "I don't know which days “{got}” means.",
    RangeProblem.NO_SUCH_DAY: "“{got}” has a day that doesn't exist.",
    RangeProblem.WEEKDAY: "“{got}” doesn't fit together: that day is {day}.",
    RangeProblem.REVERSED: "“{got}” ends before it begins.",
    RangeProblem.TOO_LONG: "“{got}” is longer than a year.",
    RangeProblem.TOO_OLD: f"“{{got}}” begins more than {OLDEST} days back. If you mean a later one, add its year.",
    RangeProblem.TOO_FAR: "“{got}” is more than two years ahead.",
}
_EXAMPLES: Final = ("3-14 aug", "until friday")

WeekGoals = Mapping[str, tuple[int, int]]  # by week: what is left of the goal, and the whole one, in minutes


def render_away_saved(absence: TimeOff, goals: WeekGoals, *, today: date, open_ended: TimeOff | None = None) -> Message:
    """Render days away that were set, and what is left of each week's goal.

    `open_ended` is another absence, without an end, that goes on beside them.
    """
    is_over = absence.last is not None and absence.last < today
    effect = "Your streak is safe" if is_over else "No nudges, and your streak is safe"
    return compose_message(
        section(f"✅ Saved: away *{absence_days_text(absence, today)}*. {effect}.{_goals_text(goals, absence, today)}"),
        section(f"You're also away {absence_days_text(open_ended, today)}.") if open_ended else None,
        actions(_remove_absence_button(absence, today), ButtonSpec("My time off", "away.show")),
    )


def render_time_off(own_absences: Sequence[TimeOff], holidays: Sequence[TimeOff], *, today: date) -> Message:
    """Render one's own days away, each with Remove, and the team's holidays to come."""
    running = find_stretch(today, own_absences)
    nothing = "You aren't away today." if own_absences else "No time off planned."
    head = f"You're away *{absence_days_text(running, today)}*." if running else nothing
    command = f"{SLASH}roadmate away"
    change = (
        f"Back already? `{command} off`." if running else f"Plan some: `{command} 3-14 aug`, `{command} until friday`."
    )
    usage = f"{change} No nudges then, your streak is safe, your goal lower."
    return compose_message(
        section(head),
        _absence_rows(own_absences, today),
        section(f"Team holidays: {time_off_summary(holidays, today)}") if holidays else None,
        context(usage),
    )


def render_away_ended(ended_absence: TimeOff | None, upcoming: Sequence[TimeOff], *, today: date) -> Message:
    """Render that the member is here again from today on; what is still ahead is named, each with Remove."""
    head = (
        "👋 Welcome back! Today counts again."
        if ended_absence
        else ("You aren't away today. Planned:" if upcoming else "You aren't away today.")
    )
    words = _absence_words(ended_absence, today) if ended_absence else None
    return compose_message(
        section(head),
        section("Still planned:") if upcoming and ended_absence else None,
        _absence_rows(upcoming, today),
        actions(ButtonSpec("I'm still away", "away.set", words)) if words else None,
    )


def render_absence_removed(absence: TimeOff | None, *, today: date) -> Message:
    """Render days that count as usual again, and the way back."""
    if absence is None:
        return compose_message(section("That time off is already gone. Nothing changed."))
    words = _absence_words(absence, today)
    return compose_message(
        section(f"Removed: away *{absence_days_text(absence, today)}*. These days count as usual again."),
        actions(
            ButtonSpec("Set it again", "away.set", words) if words else None,
            ButtonSpec("My time off", "away.show"),
        ),
    )


def render_range_error(error: RangeError, *, today: date, command: str = "away") -> Message:
    """Render why words name no days to be away on, and what would."""
    day = date_text.day_text(error.day, today) if error.day else ""
    reason = _RANGE_ERRORS[error.why].format(got=escape(clip(error.got, 60)), day=day)
    examples = _EXAMPLES if command == "away" else ("24 dec - 1 jan Christmas",)
    tries = join_words([f"`{SLASH}roadmate {command} {example}`" for example in examples], "or")
    is_too_long = command == "away" and error.why is RangeProblem.TOO_LONG
    open_end = f" Without an end: `{SLASH}roadmate away until further notice`." if is_too_long else ""
    return compose_message(section(f"{reason} Try {tries}.{open_end}"))


def _absence_rows(own_absences: Sequence[TimeOff], today: date) -> list[Block]:
    """Render each with its Remove; too many of them are only counted."""
    lines: list[Block] = [
        section(f"{absence_line(each, today)}{_over_mark(each, today)}", _remove_absence_button(each, today))
        for each in own_absences[:MAX_ABSENCES_LISTED]
    ]
    more = len(own_absences) - MAX_ABSENCES_LISTED
    return [*lines, context(f"And {more} more.")] if more > 0 else lines


def _over_mark(absence: TimeOff, today: date) -> str:
    return " (over)" if absence.last and absence.last < today else ""


def _remove_absence_button(absence: TimeOff, today: date) -> ButtonSpec:
    effect = f"{_plain_days_text(absence, today)}: these days count as usual again, with your goal and nudges."
    confirm = ConfirmSpec("Not away then?", effect, "Remove")
    return ButtonSpec(
        "Remove",
        "away.remove",
        str(absence.id),
        confirm=confirm,
        state=absence.state,
        accessibility_label=f"Remove {_plain_days_text(absence, today)}",
    )


def _plain_days_text(absence: TimeOff, today: date) -> str:
    first = date_text.day_text(absence.first, today)
    return f"Away {first}-{date_text.day_text(absence.last, today)}" if absence.last else f"Away from {first}"


def _absence_words(absence: TimeOff, today: date) -> str | None:
    """Return the words that would set it again; None if it began too long ago."""
    if absence.first < today - timedelta(days=OLDEST):
        return None
    end = f"to {absence.last}" if absence.last else ""
    return f"from {absence.first} {end}".strip() + (f": {absence.label}" if absence.label else "")


def _goals_text(goals: WeekGoals, absence: TimeOff, today: date) -> str:
    """Return what is left of the goals, in the order of the weeks: wholly away ones together, the others one by one."""
    parts, ordered = [], sorted(goals)
    for is_none, group in groupby(ordered, key=lambda week: goals[week][0] == 0):
        stretch = list(group)
        if is_none:
            is_open = absence.last is None and stretch[-1] == ordered[-1]
            parts.append(f"none {_weeks_text(stretch, today, is_open=is_open)}")
        else:
            lowered = [week for week in stretch if goals[week][0] < goals[week][1]]
            parts += [f"{parse.spell(goals[week][0])} in {weeks.week_text(week, today)}" for week in lowered]
    more = ", and less in later weeks" if len(parts) > _MAX_GOALS_NAMED else ""
    return f"\n🎯 Goal: {', '.join(parts[:_MAX_GOALS_NAMED])}{more}." if parts else ""


def _weeks_text(free_weeks: Sequence[str], today: date, *, is_open: bool) -> str:
    """Return consecutive weeks as one range: `in 3-16 Aug`."""
    first, last = weeks.week_bounds(free_weeks[0])[0], weeks.week_bounds(free_weeks[-1])[1]
    return (
        f"from {date_text.day_text(first, today)} on" if is_open else f"in {weeks.day_range_text(first, last, today)}"
    )


def render_holidays(holidays: Sequence[TimeOff], admin_names: Sequence[str] | None, *, today: date) -> Message:
    """Render all that are not over; Remove beside each for admins, the admins by name for others."""
    rows = [
        section(absence_line(each, today), _remove_holiday_button(each, today) if admin_names is None else None)
        for each in holidays[:MAX_HOLIDAYS_LISTED]
    ]
    how = (
        f"Add: `{SLASH}roadmate settings holidays 24 dec - 1 jan Christmas`."
        if admin_names is None
        else who_can_change_settings(admin_names)
    )
    return compose_message(
        section("*Team holidays*" if holidays else "No team holidays planned."),
        rows,
        context(f"On a team holiday there are no nudges, streaks are safe, and goals are lower. {how}"),
    )


def render_holiday_added(holiday: TimeOff, *, today: date) -> Message:
    """Render a holiday that was added."""
    return compose_message(
        section(
            f"✅ Saved: team holiday *{absence_line(holiday, today)}*. No nudges then, streaks are safe, goals lower."
        ),
        actions(_remove_holiday_button(holiday, today), ButtonSpec("Team holidays", "holiday.show")),
    )


def render_holiday_removed(holiday: TimeOff | None, *, today: date) -> Message:
    """Render days that count for everybody as usual again, and the way back."""
    if holiday is None:
        return compose_message(section("That holiday is already gone. Nothing changed."))
    words = _absence_words(holiday, today)
    return compose_message(
        section(f"Removed: *{absence_line(holiday, today)}*. These days count as usual again."),
        actions(
            ButtonSpec("Set it again", "holiday.set", words) if words else None,
            ButtonSpec("Team holidays", "holiday.show"),
        ),
    )


def _remove_holiday_button(holiday: TimeOff, today: date) -> ButtonSpec:
    effect = f"{absence_line(holiday, today)}: these days count as usual again for everyone."
    confirm = ConfirmSpec("No holiday then?", effect, "Remove")
    return ButtonSpec(
        "Remove",
        "holiday.drop",
        str(holiday.id),
        confirm=confirm,
        state=holiday.state,
        accessibility_label=f"Remove the holiday {absence_days_text(holiday, today)}",
    )

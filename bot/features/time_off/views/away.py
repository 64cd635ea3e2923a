"""Messages about days away: what was set, what it does to goals, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from slackblocks import Block

from bot.calendar import format as calendar_format
from bot.calendar import weeks
from bot.core.time_off.absence import Absence, run
from bot.slack.blocks import Confirm, Press, actions, context, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import clip, escape, listed
from bot.timeexpr.durations import parse
from bot.timeexpr.range_ends import OLDEST, RangeError, RangeProblem
from bot.ui.time_off_text import days, in_short, spelled

LISTED: Final = 20


_GOALS: Final = 4  # stretches of weeks whose goals are named


_REASONS: Final = {
    RangeProblem.NONSENSE: "“{got}” names no days I know.",
    RangeProblem.NO_SUCH_DAY: "“{got}” holds a day that does not exist.",
    RangeProblem.WEEKDAY: "“{got}” does not fit together: that day is {day}.",
    RangeProblem.REVERSED: "“{got}” ends before it begins.",
    RangeProblem.TOO_LONG: "“{got}” is longer than a year.",
    RangeProblem.TOO_OLD: f"“{{got}}” begins more than {OLDEST} days back. If a coming one is meant, write its year.",
    RangeProblem.TOO_FAR: "“{got}” is more than two years ahead.",
}


_FORMS: Final = ("3-14 aug", "until friday", "2 weeks from monday", "off")


Goals = Mapping[str, tuple[int, int]]  # by week: what is left of the goal, and the whole one, in minutes


def told(absence: Absence, goals: Goals, *, today: date, endless: Absence | None = None) -> Message:
    """They are away on these days: what that spares them, and what is left of each week's goal.

    `endless`: another absence, without an end, that goes on beside it.
    """
    is_over = absence.last is not None and absence.last < today
    spared = "Your streak is kept" if is_over else "No nudges, and your streak is kept"
    return compose(
        section(f"*Away {days(absence, today)}.* {spared}.{_goals(goals, absence, today)}"),
        section(f"You are also away {days(endless, today)}.") if endless else None,
        actions(_remove(absence, today), Press("My days away", "away.show")),
    )


def listing(own: Sequence[Absence], team: Sequence[Absence], *, today: date, prefix: str) -> Message:
    """One's own days away, each with Remove, and the team's holidays to come."""
    running = run(today, own)
    head = f"*You are away {days(running, today)}.*" if running else "*You are here today.*"
    return compose(
        section(head if own else f"{head} No days away are set."),
        _lines(own, today),
        section(f"Team holidays: {in_short(team, today)}") if team else None,
        context(_how(prefix)),
    )


def ended(was: Absence | None, ahead: Sequence[Absence], *, today: date) -> Message:
    """They are here again from today on; what is still ahead is named, each with Remove."""
    head = "*Welcome back.* Today counts again." if was else "You are not away today, so there is nothing to end."
    words = again(was, today) if was else None
    return compose(
        section(head),
        section("Still ahead:") if ahead else None,
        _lines(ahead, today),
        actions(Press("Still away", "away.set", words)) if words else None,
    )


def removed(absence: Absence | None, *, today: date) -> Message:
    """Days that count as usual again, and the way back."""
    if absence is None:
        return compose(section("There is no such absence of yours any more, so nothing was changed."))
    words = again(absence, today)
    return compose(
        section(f"*Removed: away {days(absence, today)}.* These days count as usual again."),
        actions(Press("Set it again", "away.set", words) if words else None, Press("My days away", "away.show")),
    )


def unfit(found: RangeError, *, today: date, prefix: str, command: str = "away") -> Message:
    """Words that are no days to be away on: why, and what would be some."""
    day = calendar_format.spell(found.day, today) if found.day else ""
    reason = _REASONS[found.why].format(got=escape(clip(found.got, 60)), day=day)
    forms = _FORMS if command == "away" else ("24 dec - 1 jan Christmas",)
    tries = listed([f"`/{prefix}roadmate {command} {form}`" for form in forms[:2]], "or")
    open_end = (
        f" Without an end: `/{prefix}roadmate away until further notice`." if found.why is RangeProblem.TOO_LONG else ""
    )
    return compose(section(f"{reason} Try {tries}.{open_end if command == 'away' else ''}"))


def until(absence: Absence, today: date) -> str:
    """How others see it: `away until Fri 14 Aug`, and not why."""
    return f"away until {calendar_format.spell(absence.last, today)}" if absence.last else "away"


def _lines(own: Sequence[Absence], today: date) -> list[Block]:
    """Each with its Remove; too many of them are only counted."""
    lines: list[Block] = [
        section(f"{spelled(each, today)}{_over(each, today)}", _remove(each, today)) for each in own[:LISTED]
    ]
    more = len(own) - LISTED
    return [*lines, context(f"And {more} more.")] if more > 0 else lines


def _over(absence: Absence, today: date) -> str:
    return " (over)" if absence.last and absence.last < today else ""


def _remove(absence: Absence, today: date) -> Press:
    effect = f"{_plainly(absence, today)}: these days will count as usual again, with your goal and nudges."
    confirm = Confirm("Not away after all?", effect, "Remove")
    return Press("Remove", "away.remove", str(absence.id), confirm=confirm)


def _plainly(absence: Absence, today: date) -> str:
    first = calendar_format.spell(absence.first, today)
    return f"Away {first}-{calendar_format.spell(absence.last, today)}" if absence.last else f"Away from {first}"


def again(absence: Absence, today: date) -> str | None:
    """The words that would set it again; none where it began too long ago."""
    if absence.first < today - timedelta(days=OLDEST):
        return None
    end = f"to {absence.last}" if absence.last else ""
    return f"from {absence.first} {end}".strip() + (f": {absence.label}" if absence.label else "")


def _goals(goals: Goals, absence: Absence, today: date) -> str:
    """What is left of the goals, in the order of the weeks: wholly away ones together, the others one by one."""
    parts, named = [], sorted(goals)
    for is_none, group in groupby(named, key=lambda week: goals[week][0] == 0):
        some = list(group)
        if is_none:
            is_open = absence.last is None and some[-1] == named[-1]
            parts.append(f"none {_stretch(some, today, is_open=is_open)}")
        else:
            less = [week for week in some if goals[week][0] < goals[week][1]]
            parts += [f"{parse.spell(goals[week][0])} in {weeks.spell(week, today)}" for week in less]
    more = ", and less in weeks after that" if len(parts) > _GOALS else ""
    return f"\nYour goal: {', '.join(parts[:_GOALS])}{more}." if parts else ""


def _stretch(free: Sequence[str], today: date, *, is_open: bool) -> str:
    """Weeks one after the other: `3-16 Aug`."""
    if is_open:
        return f"from {calendar_format.spell(weeks.days_of(free[0])[0], today)} on"
    return "in " + weeks.spell_days(weeks.days_of(free[0])[0], weeks.days_of(free[-1])[1], today)


def _how(prefix: str) -> str:
    forms = ", ".join(f"`{form}`" for form in _FORMS)
    return f"After `/{prefix}roadmate away`: {forms}. No nudges then, streaks are kept, and goals are lowered."

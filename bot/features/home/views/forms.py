"""The forms that the App Home opens: one's own settings, and days away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from slackblocks import SectionBlock

from bot import setting_values
from bot.calendar import format as calendar_format
from bot.core.goals.goal import Standing
from bot.core.people.member import Member
from bot.core.time_off.absence import Absence
from bot.features.preferences.views import goal_words
from bot.slack.blocks import Confirm, Press, section
from bot.slack.message import Message, compose
from bot.slack.modals import Choice, Modal, checkboxes_input, date_input, text_input, time_input, window
from bot.timeexpr.durations import parse
from bot.timeexpr.range_ends import OLDEST, RangeError, RangeProblem

GOAL: Final = "goal"
STARTS: Final = "starts"
WANTS: Final = "wants"
NUDGE: Final = "nudge"
BOARD: Final = "board"
SUMMARY: Final = "summary"
FIRST: Final = "first"
LAST: Final = "last"
OPEN: Final = "open"
LISTED: Final = 20
UNTIL_TOLD: Final = "Until I say so"

_WANTS: Final = (
    Choice("Nudge me once a week when I am short of my goal", NUDGE),
    Choice("Send me a summary of my week every Monday", SUMMARY),
    Choice("Show me on the leaderboard", BOARD),
)
_UNFIT: Final[Mapping[RangeProblem, tuple[str, str]]] = {
    RangeProblem.REVERSED: (LAST, "This is before the first day."),
    RangeProblem.TOO_LONG: (
        LAST,
        "That is more than a year. If the end is open, empty this and tick “Until I say so”.",
    ),
    RangeProblem.TOO_OLD: (FIRST, f"This is more than {OLDEST} days ago."),
    RangeProblem.TOO_FAR: (FIRST, "This is more than two years ahead."),
}


def settings(member: Member, usual: int) -> Modal:
    """One's own settings as they are; `usual` is the workspace's weekly goal in minutes."""
    chosen = ((NUDGE, member.nudged), (SUMMARY, member.summary_on), (BOARD, not member.hidden))
    wants = [name for name, on in chosen if on]
    return window(
        "Settings",
        text_input(
            GOAL,
            "Weekly goal",
            value=parse.spell(member.goal) if member.has_own_goal else "",
            placeholder="3h, 90m or 1:30",
            optional=True,
            hint=f"Empty for the workspace's goal, {parse.spell(usual)}.",
            longest=40,
        ),
        time_input(
            STARTS,
            "Day starts at",
            value=member.day_starts,
            hint="Hours before this time belong to the day before. What is booked stays on its day.",
        ),
        checkboxes_input(WANTS, "Wanted", _WANTS, values=wants),
        callback="home.save",
        submit="Save",
        close="Cancel",
    )


def goal_changed(member: Member, week: Standing) -> Message:
    """After the form was saved: the new goal, and from when it holds."""
    return compose(section(goal_words(member, week, fresh=True)))


def wrong_setting(wrong: setting_values.Wrong) -> tuple[str, str]:
    """The field that is wrong, and what is wrong there."""
    if wrong.why is setting_values.Why.DAY:
        return STARTS, "A day starts between 00:00 and 12:00."
    if wrong.why is setting_values.Why.RANGE:
        return GOAL, "A weekly goal lies between 15 min and 60 h."
    if wrong.choices:
        readings = " or ".join(parse.spell(minutes) for minutes in wrong.choices)
        return GOAL, f"Minutes or hours? Write {readings}."
    return GOAL, "Write a length of time, such as 3h or 90m."


def away(absences: Sequence[Absence], today: date) -> Modal:
    """Days away that run or come, each with Remove, and the fields for more."""
    return window(
        "Away",
        [_absence(each, today) for each in absences[:LISTED]],
        date_input(FIRST, "Away from", value=today),
        date_input(
            LAST,
            "Until and with",
            value=None,
            optional=True,
            hint="While you are away no nudges come, and your streak is kept.",
        ),
        checkboxes_input(OPEN, "Or", [Choice(UNTIL_TOLD, OPEN)], values=[]),
        callback="home.absent",
        submit="Save",
        close="Cancel",
    )


def wrong_end(last: str) -> Mapping[str, str]:
    """Days away with two ends, or with none."""
    if last:
        return {LAST: f"Either a day or “{UNTIL_TOLD}”, not both."}
    return {LAST: f"Name the last day, or tick “{UNTIL_TOLD}” below."}


def wrong_days(unfit: RangeError) -> Mapping[str, str]:
    """What is wrong with days away, by field."""
    field, words = _UNFIT.get(unfit.why, (FIRST, "This is no day that one can be away on."))
    return {field: words}


def _absence(each: Absence, today: date) -> SectionBlock:
    words = away_words(each, today)
    effect = f"{words} will be taken back: nudges come again, and the goal is the usual one."
    return section(words, Press("Remove", "away.remove", str(each.id), confirm=Confirm("Remove it?", effect, "Remove")))


def away_words(each: Absence, today: date) -> str:
    """`Away on Mon 3 Aug`, `Away until Fri 14 Aug`, `Away from Mon 3 Aug until Fri 14 Aug`."""
    first = calendar_format.spell(each.first, today)
    if each.first == each.last:
        return "Away today" if each.first == today else f"Away on {first}"
    last = f"until {calendar_format.spell(each.last, today)}" if each.last else "until you say otherwise"
    return f"Away {last}" if each.holds(today) else f"Away from {first} {last}"

"""The forms that the App Home opens: one's own settings, and days away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from slackblocks import SectionBlock

from bot.calendar import date_text
from bot.core.goals.goals import GoalProgress
from bot.core.people.member import Member
from bot.core.time_off import TimeOff
from bot.features.preferences.views import goal_text
from bot.setting_values import RejectedSetting, SettingErrorReason
from bot.slack.blocks import ButtonSpec, ConfirmSpec, section
from bot.slack.message import Message, compose_message
from bot.slack.modals import Modal, SelectOption, build_modal, checkboxes_input, date_input, text_input, time_input
from bot.timeexpr.durations import parse
from bot.timeexpr.range_ends import OLDEST, RangeError, RangeProblem

GOAL_FIELD: Final = "goal"
DAY_START_FIELD: Final = "starts"
OPTIONS_FIELD: Final = "wants"
NUDGE_OPTION: Final = "nudge"
LEADERBOARD_OPTION: Final = "board"
SUMMARY_OPTION: Final = "summary"
FIRST_DAY_FIELD: Final = "first"
LAST_DAY_FIELD: Final = "last"
OPEN_END: Final = "open"
MAX_ABSENCES_LISTED: Final = 20
OPEN_END_LABEL: Final = "Until I say so"

_OPTIONS: Final = (
    SelectOption("Nudge me when I'm below my goal, at most weekly", NUDGE_OPTION),
    SelectOption("Send me my week's summary every Monday", SUMMARY_OPTION),
    SelectOption("Show me on the leaderboard", LEADERBOARD_OPTION),
)
_RANGE_ERRORS: Final[Mapping[RangeProblem, tuple[str, str]]] = {
    RangeProblem.REVERSED: (LAST_DAY_FIELD, "This is before the first day."),
    RangeProblem.TOO_LONG: (
        LAST_DAY_FIELD,
        "That's more than a year. For an open end, clear this and tick “Until I say so”.",
    ),
    RangeProblem.TOO_OLD: (FIRST_DAY_FIELD, f"This is more than {OLDEST} days ago."),
    RangeProblem.TOO_FAR: (FIRST_DAY_FIELD, "This is more than two years ahead."),
}


def render_own_settings_form(member: Member, workspace_goal: int) -> Modal:
    """Render one's own settings as a form; `workspace_goal` is in minutes a week."""
    options = (
        (NUDGE_OPTION, member.nudged),
        (SUMMARY_OPTION, member.summary_on),
        (LEADERBOARD_OPTION, not member.hidden),
    )
    wants = [name for name, is_on in options if is_on]
    return build_modal(
        "Settings",
        text_input(
            GOAL_FIELD,
            "Weekly goal",
            value=parse.spell(member.goal) if member.has_own_goal else "",
            placeholder="3h, 90m or 1:30",
            is_optional=True,
            hint=f"Leave empty for the team default, {parse.spell(workspace_goal)}.",
            max_length=40,
        ),
        time_input(
            DAY_START_FIELD,
            "Day starts at",
            value=member.day_starts,
            hint="Hours before this time count for the day before. Logged entries stay on their day.",
        ),
        checkboxes_input(OPTIONS_FIELD, "Options", _OPTIONS, values=wants),
        callback_id="home.save",
        submit_label="Save",
        close_label="Cancel",
    )


def render_goal_changed(member: Member, week: GoalProgress) -> Message:
    """Render the goal that was saved, and from when it holds."""
    return compose_message(section(goal_text(member, week, is_changed=True)))


def setting_error(error: RejectedSetting) -> tuple[str, str]:
    """Return the field that is wrong, and what is wrong there."""
    if error.reason is SettingErrorReason.DAY_START:
        return DAY_START_FIELD, "Pick a time between 00:00 and 12:00."
    if error.reason is SettingErrorReason.RANGE:
        return GOAL_FIELD, "Pick a weekly goal between 15 min and 60 h."
    if error.minute_options:
        readings = " or ".join(parse.spell(minutes) for minutes in error.minute_options)
        return GOAL_FIELD, f"Minutes or hours? Write {readings}."
    return GOAL_FIELD, "Write hours or minutes, like 3h or 90m."


def render_time_off_form(absences: Sequence[TimeOff], today: date) -> Modal:
    """Render days away that run or come, each with Remove, and the fields for more."""
    return build_modal(
        "Time off",
        [_absence_section(each, today) for each in absences[:MAX_ABSENCES_LISTED]],
        date_input(FIRST_DAY_FIELD, "First day", value=today),
        date_input(
            LAST_DAY_FIELD,
            "Last day",
            value=None,
            is_optional=True,
            hint="While you're away I send no nudges, and your streak is safe.",
        ),
        checkboxes_input(OPEN_END, "Or", [SelectOption(OPEN_END_LABEL, OPEN_END)], values=[]),
        callback_id="home.absent",
        submit_label="Save",
        close_label="Cancel",
    )


def end_errors(last: str) -> Mapping[str, str]:
    """Return what is wrong with days away that have two ends, or none, by field."""
    if last:
        return {LAST_DAY_FIELD: f"Pick a day or “{OPEN_END_LABEL}”, not both."}
    return {LAST_DAY_FIELD: f"Pick the last day, or tick “{OPEN_END_LABEL}” below."}


def range_errors(error: RangeError) -> Mapping[str, str]:
    """Return what is wrong with days away, by field."""
    field, words = _RANGE_ERRORS.get(error.why, (FIRST_DAY_FIELD, "That day doesn't work for time off."))
    return {field: words}


def _absence_section(absence: TimeOff, today: date) -> SectionBlock:
    text = away_text(absence, today)
    effect = f"This removes “{text}”. Nudges and your usual goal are back for those days."
    confirm = ConfirmSpec("Remove it?", effect, "Remove")
    remove = ButtonSpec(
        "Remove",
        "away.remove",
        str(absence.id),
        confirm=confirm,
        state=absence.state,
        accessibility_label=f"Remove {text}",
    )
    return section(text, remove)


def away_text(absence: TimeOff, today: date) -> str:
    """Return `Away on Mon 3 Aug`, `Away until Fri 14 Aug` or `Away from Mon 3 Aug until Fri 14 Aug`."""
    first = date_text.day_text(absence.first, today)
    if absence.first == absence.last:
        return "Away today" if absence.first == today else f"Away on {first}"
    last = f"until {date_text.day_text(absence.last, today)}" if absence.last else "until you say otherwise"
    return f"Away {last}" if absence.contains(today) else f"Away from {first} {last}"

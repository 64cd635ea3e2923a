"""Parse settings from people's words: goals, switches, times, zones and channels."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from bot.calendar import zones
from bot.calendar.quiet_hours import QUIET_FROM, QUIET_UNTIL
from bot.calendar.schedule import parse_slot, slot_text
from bot.calendar.wall_time import read_wall_time
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.setting_values import Part, RejectedSetting, SettingErrorReason, parse_retention
from bot.timeexpr.durations import parse, patterns

HOLIDAYS_SETTING: Final = "holidays"  # the one setting that is a list
NOON_MINUTES: Final = 12 * 60
MIN_WEEKLY_GOAL: Final = 15  # minutes a week
MAX_WEEKLY_GOAL: Final = 60 * 60  # minutes a week
_PER_WEEK_SUFFIXES: Final = frozenset(
    {"", "a week", "per week", "/week", "/ week", "each week", "every week", "weekly"}
)
_ALL_WORDS: Final = frozenset({"all", "everything", "default"})
_NONE_WORDS: Final = frozenset({"none", "nothing"})
_RANKING_WORDS: Final = {
    **dict.fromkeys(("hours", "hour", "default"), "hours"),
    **dict.fromkeys(("goal", "goals", "share"), "goal"),
}
_CHANNEL_PATTERN = lazy_pattern(r"<#([CG][A-Z0-9]{2,30})(?:\|[^<>]*)?>|([CG][A-Z0-9]{8,30})")

SettingValue = str | int | bool | None


@frozen
class SettingChange:
    """A setting and its values by column; None goes back to what the environment says."""

    setting: str
    values: Mapping[str, SettingValue]


def parse_weekly_goal(words: str, setting: str = "goal") -> int | RejectedSetting:
    """Parse a weekly goal in minutes, from a quarter of an hour to sixty hours."""
    duration = parse.take(words, MAX_WEEKLY_GOAL)
    if isinstance(duration, parse.Duration) and duration.rest.casefold() in _PER_WEEK_SUFFIXES:
        if duration.minutes >= MIN_WEEKLY_GOAL:
            return duration.minutes
        return RejectedSetting(SettingErrorReason.RANGE, setting, words)
    if isinstance(duration, parse.UnclearDuration) and duration.why is patterns.DurationProblem.HOURS_OR_MINUTES:
        options = tuple(minutes for minutes in duration.choices if MIN_WEEKLY_GOAL <= minutes <= MAX_WEEKLY_GOAL)
        reason = SettingErrorReason.HOURS_OR_MINUTES if options else SettingErrorReason.RANGE
        return RejectedSetting(reason, setting, words, minute_options=options)
    is_too_long = isinstance(duration, parse.UnclearDuration) and duration.why is not patterns.DurationProblem.BAD
    return RejectedSetting(SettingErrorReason.RANGE if is_too_long else SettingErrorReason.GOAL, setting, words)


def parse_day_start(words: str) -> int | RejectedSetting:
    """Parse the time at which a day begins, in minutes after midnight, up to noon."""
    at = read_wall_time(words.casefold())
    minutes = at.hour * 60 + at.minute if at else 24 * 60
    return minutes if minutes <= NOON_MINUTES else RejectedSetting(SettingErrorReason.DAY_START, "day", words)


def parse_switch(words: str) -> bool | None:
    """Parse on or off; None for anything else."""
    return {"on": True, "yes": True, "off": False, "no": False}.get(words.casefold())


def parse_setting(name: str, words: str) -> SettingChange | RejectedSetting:
    """Parse a setting of the workspace from the name and words that an admin typed."""
    if parser := SETTING_PARSERS.get(name.casefold()):
        return parser(words)
    suggestion = _closest(name.casefold(), SETTING_NAMES)
    return RejectedSetting(SettingErrorReason.NAME, "", name, suggestion=suggestion)


def parse_channel(words: str) -> str | None:
    """Return the id of a channel that Slack has linked, or that was typed; None for anything else."""
    match = _CHANNEL_PATTERN.fullmatch(words)
    return match[1] or match[2] if match else None


def normalize_slot(words: str) -> str | None:
    """Return a weekday and a time of day as they are stored; None for anything else."""
    try:
        return slot_text(parse_slot(words)).lower()
    except ValueError:
        return None


def is_in_quiet_hours(slot: str) -> bool:
    """Return whether a slot lies in the hours in which nobody is sent anything: a nudge then would never come."""
    at = parse_slot(slot).time_of_day
    return at >= QUIET_FROM or at < QUIET_UNTIL


def encode_digest_parts(parts: Iterable[str]) -> str | None:
    """Return the parts of the digest as they are stored: None for all, so that parts added later go in too."""
    chosen = set(parts)
    return None if chosen >= set(Part) else ",".join(part for part in Part if part in chosen)


def encode_ranking(ranking: str) -> str | None:
    """Return what the leaderboard ranks by, as it is stored: None for hours."""
    return None if ranking == "hours" else ranking


def _parse_board_setting(words: str) -> SettingChange | RejectedSetting:
    head, _, rest = words.partition(" ")
    if head.casefold() == "by":
        if ranking := _RANKING_WORDS.get(rest.strip().casefold()):
            return SettingChange("board by", {"board_by": encode_ranking(ranking)})
        return RejectedSetting(SettingErrorReason.RANKING, "board by", rest)
    is_on = parse_switch(words)
    if is_on is None:
        return RejectedSetting(SettingErrorReason.SWITCH, "board", words)
    return SettingChange("board", {"board_on": is_on})


def _parse_channel_setting(words: str) -> SettingChange | RejectedSetting:
    channel = parse_channel(words)
    if channel or words.casefold() == "default":
        return SettingChange("channel", {"learning_channel": channel})
    return RejectedSetting(SettingErrorReason.CHANNEL, "channel", words)


def _parse_digest_setting(words: str) -> SettingChange | RejectedSetting:
    head, _, rest = words.partition(" ")
    if head.casefold() in ("parts", "part"):
        return _parse_digest_parts_setting(rest.strip())
    return _parse_switch_or_slot("digest", words)


def _parse_digest_parts_setting(words: str) -> SettingChange | RejectedSetting:
    folded = words.casefold()
    if folded in _ALL_WORDS or folded in _NONE_WORDS:
        return SettingChange("digest parts", {"digest_parts": None if folded in _ALL_WORDS else ""})
    named = [word for word in re.split(r"[,\s]+", folded) if word]
    unknown = next((word for word in named if word not in set(Part)), None if named else "")
    if unknown is not None:
        suggestion = _closest(unknown, list(Part))
        return RejectedSetting(SettingErrorReason.DIGEST_PART, "digest parts", unknown, suggestion=suggestion)
    return SettingChange("digest parts", {"digest_parts": encode_digest_parts(named)})


def _closest(word: str, known: Sequence[str]) -> str:
    """Return the known word that resembles a misspelt one; else empty."""
    return next(iter(difflib.get_close_matches(word, known, 1)), "")


def _parse_nudge_setting(words: str) -> SettingChange | RejectedSetting:
    slot = normalize_slot(words)
    if slot and is_in_quiet_hours(slot):
        return RejectedSetting(SettingErrorReason.QUIET_HOURS, "nudge", words)
    return _parse_switch_or_slot("nudge", words)


def _parse_switch_or_slot(name: str, words: str) -> SettingChange | RejectedSetting:
    """Parse a switch or a time; a time turns the sending on too."""
    is_on = parse_switch(words)
    if is_on is not None:
        return SettingChange(name, {f"{name}_on": is_on})
    if words.casefold() == "default":
        return SettingChange(name, {name: None, f"{name}_on": True})
    if slot := normalize_slot(words):
        return SettingChange(name, {name: slot, f"{name}_on": True})
    return RejectedSetting(SettingErrorReason.SLOT, name, words)


def _parse_timezone_setting(words: str) -> SettingChange | RejectedSetting:
    if words.casefold() == "default":
        return SettingChange("timezone", {"timezone": None})
    if zone := zones.find_zone(words):
        return SettingChange("timezone", {"timezone": zone})
    return RejectedSetting(SettingErrorReason.ZONE, "timezone", words, zones.closest_zone(words))


def _parse_goal_setting(words: str) -> SettingChange | RejectedSetting:
    goal = parse_weekly_goal(words, "settings goal")
    return goal if isinstance(goal, RejectedSetting) else SettingChange("goal", {"goal_minutes": goal})


def _parse_retention_setting(words: str) -> SettingChange | RejectedSetting:
    months = None if words.casefold() == "default" else parse_retention(words)
    return months if isinstance(months, RejectedSetting) else SettingChange("retention", {"retention_months": months})


SETTING_PARSERS: Final[Mapping[str, Callable[[str], SettingChange | RejectedSetting]]] = {
    "board": _parse_board_setting,
    "channel": _parse_channel_setting,
    "digest": _parse_digest_setting,
    "nudge": _parse_nudge_setting,
    "timezone": _parse_timezone_setting,
    "goal": _parse_goal_setting,
    "retention": _parse_retention_setting,
}
SETTING_NAMES: Final = (*SETTING_PARSERS, HOLIDAYS_SETTING)

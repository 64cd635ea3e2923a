"""What people can set in Slack, read from their words: goals, switches, times, zones and channels."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.calendar import zones
from bot.calendar.quiet_hours import QUIET_FROM, QUIET_UNTIL
from bot.calendar.schedule import parse_slot, slot_text
from bot.calendar.wall_time import read_wall_time
from bot.setting_values import Part, RejectedSetting, SettingErrorReason, parse_retention
from bot.timeexpr.durations import parse, patterns

HOLIDAYS_SETTING: Final = "holidays"  # the one setting that is a list


NOON_MINUTES: Final = 12 * 60


MIN_WEEKLY_GOAL: Final = 15  # minutes a week


MAX_WEEKLY_GOAL: Final = 60 * 60


_PER_WEEK_SUFFIXES: Final = frozenset(
    {"", "a week", "per week", "/week", "/ week", "each week", "every week", "weekly"}
)


_ALL_WORDS: Final = frozenset({"all", "everything", "default"})


_NONE_WORDS: Final = frozenset({"none", "nothing"})


_RANKING_WORDS: Final = {
    **dict.fromkeys(("hours", "hour", "default"), "hours"),
    **dict.fromkeys(("goal", "goals", "share"), "goal"),
}


_CHANNEL_PATTERN = re.compile(r"<#([CG][A-Z0-9]{2,30})(?:\|[^<>]*)?>|([CG][A-Z0-9]{8,30})")


SettingValue = str | int | bool | None


@dataclass(frozen=True, slots=True)
class SettingChange:
    """A setting and the values by column that it takes; None goes back to what the environment says."""

    setting: str
    values: Mapping[str, SettingValue]


def parse_weekly_goal(words: str, setting: str = "goal") -> int | RejectedSetting:
    """Minutes a week, from a quarter of an hour to sixty hours."""
    read = parse.take(words, MAX_WEEKLY_GOAL)
    if isinstance(read, parse.Duration) and read.rest.casefold() in _PER_WEEK_SUFFIXES:
        return (
            read.minutes
            if read.minutes >= MIN_WEEKLY_GOAL
            else RejectedSetting(SettingErrorReason.RANGE, setting, words)
        )
    if isinstance(read, parse.UnclearDuration) and read.why is patterns.DurationProblem.HOURS_OR_MINUTES:
        fitting = tuple(minutes for minutes in read.choices if MIN_WEEKLY_GOAL <= minutes <= MAX_WEEKLY_GOAL)
        return RejectedSetting(
            SettingErrorReason.HOURS_OR_MINUTES if fitting else SettingErrorReason.RANGE,
            setting,
            words,
            minute_options=fitting,
        )
    too_much = isinstance(read, parse.UnclearDuration) and read.why is not patterns.DurationProblem.BAD
    return RejectedSetting(SettingErrorReason.RANGE if too_much else SettingErrorReason.GOAL, setting, words)


def parse_day_start(words: str) -> int | RejectedSetting:
    """Minutes after midnight, up to noon, before which it is still the day before."""
    at = read_wall_time(words.casefold())
    minutes = at.hour * 60 + at.minute if at else 24 * 60
    return minutes if minutes <= NOON_MINUTES else RejectedSetting(SettingErrorReason.DAY_START, "day", words)


def parse_switch(words: str) -> bool | None:
    """On or off; None for anything else."""
    return {"on": True, "yes": True, "off": False, "no": False}.get(words.casefold())


def parse_setting(name: str, words: str) -> SettingChange | RejectedSetting:
    """A setting of the workspace, by the name and words that an admin typed."""
    known = name.casefold()
    if known not in SETTING_PARSERS:
        return RejectedSetting(
            SettingErrorReason.NAME,
            "",
            name,
            suggestion=next(iter(difflib.get_close_matches(known, SETTING_NAMES, 1)), ""),
        )
    return SETTING_PARSERS[known](words)


def parse_channel(words: str) -> str | None:
    """The id of a channel that Slack has linked, or of one that was typed."""
    found = _CHANNEL_PATTERN.fullmatch(words)
    return found[1] or found[2] if found else None


def normalize_slot(words: str) -> str | None:
    """A weekday and a time of day as they are stored."""
    try:
        return slot_text(parse_slot(words)).lower()
    except ValueError:
        return None


def is_in_quiet_hours(slot: str) -> bool:
    """Whether a slot lies in the hours in which nobody is sent anything: a nudge then would never come."""
    at = parse_slot(slot).time_of_day
    return at >= QUIET_FROM or at < QUIET_UNTIL


def encode_digest_parts(parts: Iterable[str]) -> str | None:
    """What goes into the digest, as it is stored: None for everything, so that what is added later goes in too."""
    chosen = set(parts)
    return None if chosen >= set(Part) else ",".join(part for part in Part if part in chosen)


def encode_ranking(ranking: str) -> str | None:
    """What the leaderboard ranks by, as it is stored: None for hours."""
    return None if ranking == "hours" else ranking


def _parse_board_setting(words: str) -> SettingChange | RejectedSetting:
    head, _, rest = words.partition(" ")
    if head.casefold() == "by":
        by = _RANKING_WORDS.get(rest.strip().casefold())
        return (
            SettingChange("board by", {"board_by": encode_ranking(by)})
            if by
            else RejectedSetting(SettingErrorReason.RANKING, "board by", rest)
        )
    on = parse_switch(words)
    return (
        RejectedSetting(SettingErrorReason.SWITCH, "board", words)
        if on is None
        else SettingChange("board", {"board_on": on})
    )


def _parse_channel_setting(words: str) -> SettingChange | RejectedSetting:
    found = parse_channel(words)
    if found or words.casefold() == "default":
        return SettingChange("channel", {"learning_channel": found})
    return RejectedSetting(SettingErrorReason.CHANNEL, "channel", words)


def _parse_digest_setting(words: str) -> SettingChange | RejectedSetting:
    head, _, rest = words.partition(" ")
    return (
        _parse_digest_parts_setting(rest.strip())
        if head.casefold() in ("parts", "part")
        else _parse_switch_or_slot("digest", words)
    )


def _parse_digest_parts_setting(words: str) -> SettingChange | RejectedSetting:
    folded = words.casefold()
    if folded in _ALL_WORDS or folded in _NONE_WORDS:
        return SettingChange("digest parts", {"digest_parts": None if folded in _ALL_WORDS else ""})
    named = [word for word in re.split(r"[,\s]+", folded) if word]
    unknown = next((word for word in named if word not in set(Part)), None if named else "")
    if unknown is not None:
        near = difflib.get_close_matches(unknown, list(Part), 1)
        return RejectedSetting(SettingErrorReason.DIGEST_PART, "digest parts", unknown, suggestion=next(iter(near), ""))
    return SettingChange("digest parts", {"digest_parts": encode_digest_parts(named)})


def _parse_nudge_setting(words: str) -> SettingChange | RejectedSetting:
    slot = normalize_slot(words)
    return (
        RejectedSetting(SettingErrorReason.QUIET_HOURS, "nudge", words)
        if slot and is_in_quiet_hours(slot)
        else _parse_switch_or_slot("nudge", words)
    )


def _parse_switch_or_slot(name: str, words: str) -> SettingChange | RejectedSetting:
    """A switch or a time; who sets a time wants it sent."""
    on = parse_switch(words)
    if on is not None:
        return SettingChange(name, {f"{name}_on": on})
    if words.casefold() == "default":
        return SettingChange(name, {name: None, f"{name}_on": True})
    slot = normalize_slot(words)
    return (
        SettingChange(name, {name: slot, f"{name}_on": True})
        if slot
        else RejectedSetting(SettingErrorReason.SLOT, name, words)
    )


def _parse_timezone_setting(words: str) -> SettingChange | RejectedSetting:
    if words.casefold() == "default":
        return SettingChange("timezone", {"timezone": None})
    zone = zones.find_zone(words)
    return (
        SettingChange("timezone", {"timezone": zone})
        if zone
        else RejectedSetting(SettingErrorReason.ZONE, "timezone", words, zones.closest_zone(words))
    )


def _parse_goal_setting(words: str) -> SettingChange | RejectedSetting:
    read = parse_weekly_goal(words, "settings goal")
    return read if isinstance(read, RejectedSetting) else SettingChange("goal", {"goal_minutes": read})


def _parse_retention_setting(words: str) -> SettingChange | RejectedSetting:
    read = None if words.casefold() == "default" else parse_retention(words)
    return read if isinstance(read, RejectedSetting) else SettingChange("retention", {"retention_months": read})


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

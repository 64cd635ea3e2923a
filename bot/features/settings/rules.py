"""What people can set in Slack, read from their words: goals, switches, times, zones and channels."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.calendar import zones
from bot.calendar.quiet_hours import QUIET_FROM, QUIET_UNTIL
from bot.calendar.schedule import parse_slot, spell_slot
from bot.calendar.wall_time import read_wall_time
from bot.setting_values import Part, Why, Wrong, read_retention
from bot.timeexpr.durations import parse, patterns

HOLIDAYS: Final = "holidays"  # the one setting that is a list


NOON: Final = 12 * 60


LEAST: Final = 15  # minutes a week


MOST: Final = 60 * 60


_A_WEEK: Final = frozenset({"", "a week", "per week", "/week", "/ week", "each week", "every week", "weekly"})


_EVERYTHING: Final = frozenset({"all", "everything", "default"})


_NOTHING: Final = frozenset({"none", "nothing"})


_BY: Final = {
    **dict.fromkeys(("hours", "hour", "default"), "hours"),
    **dict.fromkeys(("goal", "goals", "share"), "goal"),
}


_CHANNEL = re.compile(r"<#([CG][A-Z0-9]{2,30})(?:\|[^<>]*)?>|([CG][A-Z0-9]{8,30})")


Value = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A setting and the values by column that it takes; None goes back to what the environment says."""

    setting: str
    values: Mapping[str, Value]


def read_goal(words: str, setting: str = "goal") -> int | Wrong:
    """Minutes a week, from a quarter of an hour to sixty hours."""
    read = parse.take(words, MOST)
    if isinstance(read, parse.Duration) and read.rest.casefold() in _A_WEEK:
        return read.minutes if read.minutes >= LEAST else Wrong(Why.RANGE, setting, words)
    if isinstance(read, parse.UnclearDuration) and read.why is patterns.DurationProblem.HOURS_OR_MINUTES:
        fitting = tuple(minutes for minutes in read.choices if LEAST <= minutes <= MOST)
        return Wrong(Why.HOURS_OR_MINUTES if fitting else Why.RANGE, setting, words, choices=fitting)
    too_much = isinstance(read, parse.UnclearDuration) and read.why is not patterns.DurationProblem.BAD
    return Wrong(Why.RANGE if too_much else Why.GOAL, setting, words)


def read_day_start(words: str) -> int | Wrong:
    """Minutes after midnight, up to noon, before which it is still the day before."""
    at = read_wall_time(words.casefold())
    minutes = at.hour * 60 + at.minute if at else 24 * 60
    return minutes if minutes <= NOON else Wrong(Why.DAY, "day", words)


def read_switch(words: str) -> bool | None:
    """On or off; None for anything else."""
    return {"on": True, "yes": True, "off": False, "no": False}.get(words.casefold())


def read_setting(name: str, words: str) -> Choice | Wrong:
    """A setting of the workspace, by the name and words that an admin typed."""
    known = name.casefold()
    if known not in SETTINGS:
        return Wrong(Why.NAME, "", name, near=next(iter(difflib.get_close_matches(known, NAMES, 1)), ""))
    return SETTINGS[known](words)


def read_channel(words: str) -> str | None:
    """The id of a channel that Slack has linked, or of one that was typed."""
    found = _CHANNEL.fullmatch(words)
    return found[1] or found[2] if found else None


def read_slot(words: str) -> str | None:
    """A weekday and a time of day as they are stored."""
    try:
        return spell_slot(parse_slot(words)).lower()
    except ValueError:
        return None


def is_disturbing(slot: str) -> bool:
    """Whether a slot lies in the hours in which nobody is sent anything: a nudge then would never come."""
    at = parse_slot(slot).at
    return at >= QUIET_FROM or at < QUIET_UNTIL


def stored_parts(parts: Iterable[str]) -> str | None:
    """What goes into the digest, as it is stored: None for everything, so that what is added later goes in too."""
    chosen = set(parts)
    return None if chosen >= set(Part) else ",".join(part for part in Part if part in chosen)


def stored_by(by: str) -> str | None:
    """What the leaderboard ranks by, as it is stored: None for hours."""
    return None if by == "hours" else by


def _board(words: str) -> Choice | Wrong:
    head, _, rest = words.partition(" ")
    if head.casefold() == "by":
        by = _BY.get(rest.strip().casefold())
        return Choice("board by", {"board_by": stored_by(by)}) if by else Wrong(Why.BY, "board by", rest)
    on = read_switch(words)
    return Wrong(Why.SWITCH, "board", words) if on is None else Choice("board", {"board_on": on})


def _channel(words: str) -> Choice | Wrong:
    found = read_channel(words)
    if found or words.casefold() == "default":
        return Choice("channel", {"learning_channel": found})
    return Wrong(Why.CHANNEL, "channel", words)


def _digest(words: str) -> Choice | Wrong:
    head, _, rest = words.partition(" ")
    return _parts(rest.strip()) if head.casefold() in ("parts", "part") else _sent_weekly("digest", words)


def _parts(words: str) -> Choice | Wrong:
    folded = words.casefold()
    if folded in _EVERYTHING or folded in _NOTHING:
        return Choice("digest parts", {"digest_parts": None if folded in _EVERYTHING else ""})
    named = [word for word in re.split(r"[,\s]+", folded) if word]
    unknown = next((word for word in named if word not in set(Part)), None if named else "")
    if unknown is not None:
        near = difflib.get_close_matches(unknown, list(Part), 1)
        return Wrong(Why.PART, "digest parts", unknown, near=next(iter(near), ""))
    return Choice("digest parts", {"digest_parts": stored_parts(named)})


def _nudge(words: str) -> Choice | Wrong:
    slot = read_slot(words)
    return Wrong(Why.QUIET, "nudge", words) if slot and is_disturbing(slot) else _sent_weekly("nudge", words)


def _sent_weekly(name: str, words: str) -> Choice | Wrong:
    """A switch or a time; who sets a time wants it sent."""
    on = read_switch(words)
    if on is not None:
        return Choice(name, {f"{name}_on": on})
    if words.casefold() == "default":
        return Choice(name, {name: None, f"{name}_on": True})
    slot = read_slot(words)
    return Choice(name, {name: slot, f"{name}_on": True}) if slot else Wrong(Why.SLOT, name, words)


def _timezone(words: str) -> Choice | Wrong:
    if words.casefold() == "default":
        return Choice("timezone", {"timezone": None})
    zone = zones.find(words)
    return Choice("timezone", {"timezone": zone}) if zone else Wrong(Why.ZONE, "timezone", words, zones.near(words))


def _goal(words: str) -> Choice | Wrong:
    read = read_goal(words, "settings goal")
    return read if isinstance(read, Wrong) else Choice("goal", {"goal_minutes": read})


def _retention(words: str) -> Choice | Wrong:
    read = None if words.casefold() == "default" else read_retention(words)
    return read if isinstance(read, Wrong) else Choice("retention", {"retention_months": read})


SETTINGS: Final[Mapping[str, Callable[[str], Choice | Wrong]]] = {
    "board": _board,
    "channel": _channel,
    "digest": _digest,
    "nudge": _nudge,
    "timezone": _timezone,
    "goal": _goal,
    "retention": _retention,
}


NAMES: Final = (*SETTINGS, HOLIDAYS)

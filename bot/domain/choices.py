"""What people can set in Slack, read from their words: goals, switches, times, zones and channels."""

from __future__ import annotations

import difflib
import re
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain import durations
from bot.domain.schedule import parse_slot, spell_slot

HOLIDAYS: Final = "holidays"  # the one setting that is a list
NOON: Final = 12 * 60
LEAST: Final = 15  # minutes a week
MOST: Final = 60 * 60
_A_WEEK: Final = frozenset({"", "a week", "per week", "/week", "/ week", "each week", "every week", "weekly"})
_HOURS: Final = {"midnight": 0, "noon": NOON}
_CLOCK = re.compile(r"(?:at )?(?P<hour>[0-9]{1,2})(?:[:.h](?P<minute>[0-9]{2}))? ?(?:(?P<half>[ap])\.?m\.?)?")
_CHANNEL = re.compile(r"<#([CG][A-Z0-9]{2,30})(?:\|[^<>]*)?>|([CG][A-Z0-9]{8,30})")

Value = str | int | bool | None


class Why(StrEnum):
    """What keeps words from being a setting."""

    NAME = "name"
    SWITCH = "switch"
    SLOT = "slot"
    ZONE = "zone"
    CHANNEL = "channel"
    GOAL = "goal"
    DAY = "day"
    RANGE = "range"
    HOURS_OR_MINUTES = "hours_or_minutes"


@dataclass(frozen=True, slots=True)
class Wrong:
    """Words that set nothing; `near` is a name that was perhaps meant, `choices` are minutes that may have been."""

    why: Why
    setting: str
    got: str
    near: str = ""
    choices: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A setting and the values by column that it takes; None goes back to what the environment says."""

    setting: str
    values: Mapping[str, Value]


def read_goal(words: str, setting: str = "goal") -> int | Wrong:
    """Minutes a week, from a quarter of an hour to sixty hours."""
    read = durations.take(words, MOST)
    if isinstance(read, durations.Taken) and read.rest.casefold() in _A_WEEK:
        return read.minutes if read.minutes >= LEAST else Wrong(Why.RANGE, setting, words)
    if isinstance(read, durations.Unclear) and read.why is durations.Why.HOURS_OR_MINUTES:
        fitting = tuple(minutes for minutes in read.choices if LEAST <= minutes <= MOST)
        return Wrong(Why.HOURS_OR_MINUTES if fitting else Why.RANGE, setting, words, choices=fitting)
    too_much = isinstance(read, durations.Unclear) and read.why is not durations.Why.BAD
    return Wrong(Why.RANGE if too_much else Why.GOAL, setting, words)


def read_day_start(words: str) -> int | Wrong:
    """Minutes after midnight, up to noon, before which it is still the day before."""
    folded = words.casefold().strip()
    if folded in _HOURS:
        return _HOURS[folded]
    found = _CLOCK.fullmatch(folded)
    hour, minute = (int(found["hour"]), int(found["minute"] or 0)) if found else (24, 0)
    if found and found["half"]:
        hour = 24 if not 1 <= hour <= 12 else hour % 12 + (12 if found["half"] == "p" else 0)
    minutes = hour * 60 + minute
    return minutes if minute < 60 and minutes <= NOON else Wrong(Why.DAY, "day", words)


def read_switch(words: str) -> bool | None:
    """On or off; None for anything else."""
    return {"on": True, "yes": True, "off": False, "no": False}.get(words.casefold())


def read_setting(name: str, words: str) -> Choice | Wrong:
    """A setting of the workspace, by the name and words that an admin typed."""
    known = name.casefold()
    if known not in SETTINGS:
        return Wrong(Why.NAME, "", name, near=next(iter(difflib.get_close_matches(known, NAMES, 1)), ""))
    return SETTINGS[known](words)


def _board(words: str) -> Choice | Wrong:
    on = read_switch(words)
    return Wrong(Why.SWITCH, "board", words) if on is None else Choice("board", {"board_on": on})


def _channel(words: str) -> Choice | Wrong:
    found = _CHANNEL.fullmatch(words)
    if found:
        return Choice("channel", {"learning_channel": found[1] or found[2]})
    is_default = words.casefold() == "default"
    return Choice("channel", {"learning_channel": None}) if is_default else Wrong(Why.CHANNEL, "channel", words)


def _digest(words: str) -> Choice | Wrong:
    return _sent_weekly("digest", words)


def _nudge(words: str) -> Choice | Wrong:
    return _sent_weekly("nudge", words)


def _sent_weekly(name: str, words: str) -> Choice | Wrong:
    """A switch or a time; who sets a time wants it sent."""
    on = read_switch(words)
    if on is not None:
        return Choice(name, {f"{name}_on": on})
    if words.casefold() == "default":
        return Choice(name, {name: None, f"{name}_on": True})
    try:
        slot = parse_slot(words)
    except ValueError:
        return Wrong(Why.SLOT, name, words)
    return Choice(name, {name: spell_slot(slot).lower(), f"{name}_on": True})


def _timezone(words: str) -> Choice | Wrong:
    if words.casefold() == "default":
        return Choice("timezone", {"timezone": None})
    typed = "_".join(words.split()).casefold()
    zones = {zone.casefold(): zone for zone in sorted(zoneinfo.available_timezones())}
    cities = [zone for folded, zone in zones.items() if "/" in zone and folded.rsplit("/", 1)[1] == typed]
    if typed in zones or len(cities) == 1:
        return Choice("timezone", {"timezone": zones.get(typed) or cities[0]})
    near = difflib.get_close_matches(typed, zones, 1, 0.7)
    return Wrong(Why.ZONE, "timezone", words, near=(cities or [zones[each] for each in near] or [""])[0])


def _goal(words: str) -> Choice | Wrong:
    read = read_goal(words, "settings goal")
    return read if isinstance(read, Wrong) else Choice("goal", {"goal_minutes": read})


SETTINGS: Final[Mapping[str, Callable[[str], Choice | Wrong]]] = {
    "board": _board,
    "channel": _channel,
    "digest": _digest,
    "nudge": _nudge,
    "timezone": _timezone,
    "goal": _goal,
}
NAMES: Final = (*SETTINGS, HOLIDAYS)

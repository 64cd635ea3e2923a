"""The forecast in words: when an area is done at one's pace, and what a target day asks for."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final

from bot.calendar.format import MONTHS
from bot.core.forecast.outlook import Outlook, State
from bot.timeexpr.durations import parse

MOST: Final = 60 * 60  # minutes a week; what asks for more is out of reach
_THERE: Final = ("are none yet", "is one", "are two")  # of `forecast.LEAST`


def short(outlook: Outlook) -> str:
    """One line below a booking; empty where there is no range."""
    if outlook.state is not State.RANGE or outlook.first is None:
        return ""
    return f"At your pace done {_when(outlook)}."


def words(outlook: Outlook, *, own: bool = True) -> str:
    """The forecast in full, with what the target asks for; empty where there is none. `own` speaks to the member."""
    said = _said(outlook, own=own)
    if not said or outlook.target is None:
        return said and f"{said}."
    return f"{said}; {_target(outlook, own=own)}."


def day(on: date, today: date) -> str:
    """A day far ahead: `1 Jun`, with the year where it is not this one."""
    written = f"{on.day} {MONTHS[on.month - 1]}"
    return written if on.year == today.year else f"{written} {on.year}"


def _said(outlook: Outlook, *, own: bool) -> str:
    """When it is done, or why that cannot be said."""
    who = "you" if own else "they"
    match outlook.state:
        case State.NO_ESTIMATE | State.REACHED:
            return ""
        case State.TOO_EARLY:
            why = f"that takes three full weeks of hours, there {_THERE[outlook.weeks]}"
            why = f"{who} were away for most of the last eight weeks" if outlook.was_away else why
            return f"Too early to say when {outlook.area} is done: {why}"
        case State.IDLE:
            why = "no hours on it in the last eight full weeks"
            why = f"{who} were away for most of the last eight weeks" if outlook.was_away else why
            return f"No telling when {outlook.area} is done: {why}"
        case State.AWAY:
            return f"No telling when {outlook.area} is done: {who} {_endless(outlook)}"
        case State.RANGE:
            return f"At {'your' if own else 'this'} pace {outlook.area} {_ends(outlook)}"


def _endless(outlook: Outlook) -> str:
    """Away with no end, since or from when: `will be away from 1 May, with no end set`."""
    since = outlook.away_from
    if since is None or since <= outlook.today:
        return "are away with no end set"
    return f"will be away from {day(since, outlook.today)}, with no end set"


def _ends(outlook: Outlook) -> str:
    return "takes more than two years" if outlook.first is None else f"is done {_when(outlook)}"


def _when(outlook: Outlook) -> str:
    """`between 14 and 28 May`, `between 28 May and 11 Jun`, `about 28 May`."""
    first, last, today = outlook.first, outlook.last, outlook.today
    assert first is not None
    if last is None:
        return f"on {day(first, today)} at the earliest, perhaps only in more than two years"
    if first == last:
        return f"about {day(last, today)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"between {first.day} and {day(last, today)}"
    start = f"{first.day} {MONTHS[first.month - 1]}" if first.year == last.year else day(first, today)
    return f"between {start} and {day(last, today)}"


def _target(outlook: Outlook, *, own: bool) -> str:
    """What the target day asks for: `to make 1 Jun: 3.2 h a week, you do 2.4`."""
    assert outlook.target is not None
    on = day(outlook.target, outlook.today)
    left = parse.spell(outlook.remaining)
    if outlook.target < outlook.today:
        return f"the target, {on}, has passed with {left} to go: a new day is as good"
    if outlook.need is None:
        return f"until the target, {on}, no working day is left, with {left} to go"
    if outlook.need > MOST:
        return f"to make {on} is out of reach, with {left} to go"
    need, pace = max(_tenths(outlook.need), 1), _tenths(outlook.pace)
    does = "" if outlook.state is not State.RANGE else f", {'you do' if own else 'now'} {_hours(pace)}"
    if does and need <= pace:
        return f"to make {on} {_hours(need)} h a week are enough{does}"
    return f"to make {on}: {_hours(need)} h a week{does}"


def _tenths(minutes: Fraction) -> int:
    """Tenths of an hour, a half up."""
    return int(minutes / 6 + Fraction(1, 2))


def _hours(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}"

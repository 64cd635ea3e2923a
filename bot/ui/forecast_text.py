"""The forecast in words: when an area is done at one's pace, and what a target day asks for."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final

from bot.calendar.date_text import MONTHS
from bot.core.forecast.forecast import AreaForecast, ForecastState
from bot.timeexpr.durations import parse

MAX_WEEKLY_MINUTES: Final = 60 * 60  # minutes a week; what asks for more is out of reach
_WEEKS_SO_FAR: Final = ("are none yet", "is one", "are two")  # of `forecast.LEAST`


def forecast_line(outlook: AreaForecast) -> str:
    """One line below a booking; empty where there is no range."""
    if outlook.state is not ForecastState.RANGE or outlook.first_day is None:
        return ""
    return f"At your pace done {_completion_days(outlook)}."


def full_forecast(outlook: AreaForecast, *, is_own: bool = True) -> str:
    """The forecast in full, with what the target asks for; empty where there is none. `own` speaks to the member."""
    said = _outlook_text(outlook, is_own=is_own)
    if not said or outlook.target_day is None:
        return said and f"{said}."
    return f"{said}; {_target_text(outlook, is_own=is_own)}."


def future_day(day: date, today: date) -> str:
    """A day far ahead: `1 Jun`, with the year where it is not this one."""
    written = f"{day.day} {MONTHS[day.month - 1]}"
    return written if day.year == today.year else f"{written} {day.year}"


def _outlook_text(outlook: AreaForecast, *, is_own: bool) -> str:
    """When it is done, or why that cannot be said."""
    who = "you" if is_own else "they"
    match outlook.state:
        case ForecastState.NO_ESTIMATE | ForecastState.REACHED:
            return ""
        case ForecastState.TOO_EARLY:
            why = f"that takes three full weeks of hours, there {_WEEKS_SO_FAR[outlook.sample_weeks]}"
            why = f"{who} were away for most of the last eight weeks" if outlook.was_away else why
            return f"Too early to say when {outlook.area_name} is done: {why}"
        case ForecastState.IDLE:
            why = "no hours on it in the last eight full weeks"
            why = f"{who} were away for most of the last eight weeks" if outlook.was_away else why
            return f"No telling when {outlook.area_name} is done: {why}"
        case ForecastState.AWAY:
            return f"No telling when {outlook.area_name} is done: {who} {_open_ended_absence(outlook)}"
        case ForecastState.RANGE:
            return f"At {'your' if is_own else 'this'} pace {outlook.area_name} {_completion_text(outlook)}"


def _open_ended_absence(outlook: AreaForecast) -> str:
    """Away with no end, since or from when: `will be away from 1 May, with no end set`."""
    since = outlook.away_from
    if since is None or since <= outlook.today:
        return "are away with no end set"
    return f"will be away from {future_day(since, outlook.today)}, with no end set"


def _completion_text(outlook: AreaForecast) -> str:
    return "takes more than two years" if outlook.first_day is None else f"is done {_completion_days(outlook)}"


def _completion_days(outlook: AreaForecast) -> str:
    """`between 14 and 28 May`, `between 28 May and 11 Jun`, `about 28 May`."""
    first, last, today = outlook.first_day, outlook.last_day, outlook.today
    assert first is not None
    if last is None:
        return f"on {future_day(first, today)} at the earliest, perhaps only in more than two years"
    if first == last:
        return f"about {future_day(last, today)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"between {first.day} and {future_day(last, today)}"
    start = f"{first.day} {MONTHS[first.month - 1]}" if first.year == last.year else future_day(first, today)
    return f"between {start} and {future_day(last, today)}"


def _target_text(outlook: AreaForecast, *, is_own: bool) -> str:
    """What the target day asks for: `to make 1 Jun: 3.2 h a week, you do 2.4`."""
    assert outlook.target_day is not None
    on = future_day(outlook.target_day, outlook.today)
    left = parse.spell(outlook.remaining_minutes)
    if outlook.target_day < outlook.today:
        return f"the target, {on}, has passed with {left} to go: a new day is as good"
    if outlook.needed_pace is None:
        return f"until the target, {on}, no working day is left, with {left} to go"
    if outlook.needed_pace > MAX_WEEKLY_MINUTES:
        return f"to make {on} is out of reach, with {left} to go"
    need, pace = max(_tenths(outlook.needed_pace), 1), _tenths(outlook.weekly_pace)
    does = "" if outlook.state is not ForecastState.RANGE else f", {'you do' if is_own else 'now'} {_hours(pace)}"
    if does and need <= pace:
        return f"to make {on} {_hours(need)} h a week are enough{does}"
    return f"to make {on}: {_hours(need)} h a week{does}"


def _tenths(minutes: Fraction) -> int:
    """Tenths of an hour, a half up."""
    return int(minutes / 6 + Fraction(1, 2))


def _hours(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}"

"""Write the forecast in words: when an area is done at one's pace, and what a target day asks for."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final

from bot.calendar.date_text import MONTHS
from bot.core.forecast.forecast import AreaForecast, ForecastState
from bot.timeexpr.durations import parse

MAX_WEEKLY_MINUTES: Final = 60 * 60  # minutes a week; a target that needs more is out of reach
_WEEKS_SO_FAR: Final = ("are none yet", "is one", "are two")  # of the three that a forecast needs


def forecast_line(outlook: AreaForecast) -> str:
    """Return one line below a booking; empty where there is no range."""
    if outlook.state is not ForecastState.RANGE or outlook.first_day is None:
        return ""
    return f"At your pace done {_completion_days(outlook)}."


def full_forecast(outlook: AreaForecast, *, is_own: bool = True) -> str:
    """Return the forecast with what the target needs; empty where there is none. `is_own` speaks to the member."""
    text = _outlook_text(outlook, is_own=is_own)
    if not text or outlook.target_day is None:
        return text and f"{text}."
    return f"{text}; {_target_text(outlook, is_own=is_own)}."


def future_day(day: date, today: date) -> str:
    """Return a day far ahead: `1 Jun`, with the year where it is not this one."""
    text = f"{day.day} {MONTHS[day.month - 1]}"
    return text if day.year == today.year else f"{text} {day.year}"


def _outlook_text(outlook: AreaForecast, *, is_own: bool) -> str:
    """Return when the area is done, or why that cannot be told."""
    subject = "you" if is_own else "they"
    was_away = f"{subject} were away for most of the last eight weeks" if outlook.was_away else ""
    match outlook.state:
        case ForecastState.NO_ESTIMATE | ForecastState.REACHED:
            return ""
        case ForecastState.TOO_EARLY:
            too_few = f"that takes three full weeks of hours, there {_WEEKS_SO_FAR[outlook.sample_weeks]}"
            return f"Too early to say when {outlook.area_name} is done: {was_away or too_few}"
        case ForecastState.IDLE:
            reason = was_away or "no hours on it in the last eight full weeks"
            return f"No telling when {outlook.area_name} is done: {reason}"
        case ForecastState.AWAY:
            return f"No telling when {outlook.area_name} is done: {subject} {_open_ended_absence(outlook)}"
        case ForecastState.RANGE:
            return f"At {'your' if is_own else 'this'} pace {outlook.area_name} {_completion_text(outlook)}"


def _open_ended_absence(outlook: AreaForecast) -> str:
    """Return since or from when they are away with no end: `will be away from 1 May, with no end set`."""
    since = outlook.away_from
    if since is None or since <= outlook.today:
        return "are away with no end set"
    return f"will be away from {future_day(since, outlook.today)}, with no end set"


def _completion_text(outlook: AreaForecast) -> str:
    return "takes more than two years" if outlook.first_day is None else f"is done {_completion_days(outlook)}"


def _completion_days(outlook: AreaForecast) -> str:
    """Return `between 14 and 28 May`, `between 28 May and 11 Jun`, `about 28 May`."""
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
    """Return what the target day needs: `to make 1 Jun: 3.2 h a week, you do 2.4`."""
    assert outlook.target_day is not None
    target = future_day(outlook.target_day, outlook.today)
    left = parse.spell(outlook.remaining_minutes)
    if outlook.target_day < outlook.today:
        return f"the target, {target}, has passed with {left} to go: a new day is as good"
    if outlook.needed_pace is None:
        return f"until the target, {target}, no working day is left, with {left} to go"
    if outlook.needed_pace > MAX_WEEKLY_MINUTES:
        return f"to make {target} is out of reach, with {left} to go"
    need, pace = max(_tenths(outlook.needed_pace), 1), _tenths(outlook.weekly_pace)
    current = f", {'you do' if is_own else 'now'} {_hours(pace)}" if outlook.state is ForecastState.RANGE else ""
    if current and need <= pace:
        return f"to make {target} {_hours(need)} h a week are enough{current}"
    return f"to make {target}: {_hours(need)} h a week{current}"


def _tenths(minutes: Fraction) -> int:
    """Return tenths of an hour, rounded half up."""
    return int(minutes / 6 + Fraction(1, 2))


def _hours(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}"

"""Write the forecast in words: when an area is done at one's pace, and what a target day asks for."""

from __future__ import annotations

import enum
from datetime import date
from fractions import Fraction
from typing import Final

from bot.calendar.date_text import MONTHS
from bot.core.forecast.forecast import AreaForecast, ForecastState
from bot.core.forecast.simulation import MIN_SAMPLE_WEEKS
from bot.timeexpr.durations import parse

MAX_WEEKLY_MINUTES: Final = 60 * 60  # minutes a week; a target that needs more is out of reach
WHOLE_HOURS_FROM: Final = 10 * 60


class _TargetState(enum.Enum):
    """How a target day stands to the hours that are left."""

    PASSED = enum.auto()
    NO_DAY_LEFT = enum.auto()
    OUT_OF_REACH = enum.auto()
    PACE_UNKNOWN = enum.auto()
    PACE_ENOUGH = enum.auto()
    PACE_SHORT = enum.auto()


_OWN_TARGET_TEXTS: Final = {
    _TargetState.PASSED: "Your target ({target}) has passed with {left} to go. Want to pick a new one?",
    _TargetState.NO_DAY_LEFT: "No working day is left until your target ({target}), with {left} to go.",
    _TargetState.OUT_OF_REACH: "Your target ({target}) is out of reach, with {left} to go.",
    _TargetState.PACE_UNKNOWN: "To finish by {target} you'd need {need} a week.",
    _TargetState.PACE_ENOUGH: "{need} a week is enough for {target}; you average {pace}.",
    _TargetState.PACE_SHORT: "To finish by {target} you'd need {need} a week; you average {pace}.",
}
_THEIR_TARGET_TEXTS: Final = {
    _TargetState.PASSED: "The target ({target}) has passed with {left} to go.",
    _TargetState.NO_DAY_LEFT: "No working day is left until the target ({target}), with {left} to go.",
    _TargetState.OUT_OF_REACH: "The target ({target}) is out of reach, with {left} to go.",
    _TargetState.PACE_UNKNOWN: "To finish by {target} they'd need {need} a week.",
    _TargetState.PACE_ENOUGH: "{need} a week is enough for {target}; they average {pace}.",
    _TargetState.PACE_SHORT: "To finish by {target} they'd need {need} a week; they average {pace}.",
}


def forecast_line(outlook: AreaForecast) -> str:
    """Return one sentence below logged hours; empty where it would say little."""
    if outlook.state is not ForecastState.RANGE or outlook.first_day is None or outlook.last_day is None:
        return ""
    return f"At this pace you finish {_completion_days(outlook.first_day, outlook.last_day, outlook.today)}."


def full_forecast(outlook: AreaForecast, *, is_own: bool = True) -> str:
    """Return the forecast with what the target needs; empty where there is none. `is_own` speaks to the member."""
    text = _outlook_text(outlook, is_own=is_own)
    if not text or outlook.target_day is None:
        return text
    return f"{text} {_target_text(outlook, is_own=is_own)}"


def future_day(day: date, today: date) -> str:
    """Return a day far ahead: `1 Jun`, with the year where it is not this one."""
    text = f"{day.day} {MONTHS[day.month - 1]}"
    return text if day.year == today.year else f"{text} {day.year}"


def _outlook_text(outlook: AreaForecast, *, is_own: bool) -> str:
    """Return when the area is finished, or why there is no forecast."""
    area = outlook.area_name
    match outlook.state:
        case ForecastState.NO_ESTIMATE | ForecastState.REACHED:
            return ""
        case ForecastState.TOO_EARLY | ForecastState.IDLE if outlook.was_away:
            who = "you were" if is_own else "they were"
            return f"No forecast for {area} yet: {who} away for most of the last eight weeks."
        case ForecastState.TOO_EARLY:
            done = f"{outlook.sample_weeks} of {MIN_SAMPLE_WEEKS} so far"
            return f"I can forecast {area} after three full weeks of logging ({done})."
        case ForecastState.IDLE:
            return f"No forecast for {area}: no hours in the last eight full weeks."
        case ForecastState.AWAY:
            return _away_text(outlook, is_own=is_own)
        case ForecastState.RANGE:
            return _range_text(outlook, is_own=is_own)


def _away_text(outlook: AreaForecast, *, is_own: bool) -> str:
    """Return that days away without an end leave no forecast, and when they begin if that is ahead."""
    area, since, today = outlook.area_name, outlook.away_from, outlook.today
    if since is None or since <= today:
        return f"No forecast for {area}: {'you' if is_own else 'they'}'re away with no end set."
    who = "you'll" if is_own else "they'll"
    return f"No forecast for {area}: {who} be away from {future_day(since, today)}, with no end set."


def _range_text(outlook: AreaForecast, *, is_own: bool) -> str:
    area, who = outlook.area_name, "you" if is_own else "they"
    if outlook.first_day is None:
        return f"At this pace {area} takes more than two years."
    if outlook.last_day is None:
        return f"Not enough hours in {area} yet for a useful forecast."
    days = _completion_days(outlook.first_day, outlook.last_day, outlook.today)
    return f"At this pace {who} finish {area} {days}."


def _completion_days(first: date, last: date, today: date) -> str:
    """Return `between 14 and 28 May`, `between 28 May and 11 Jun`, `about 28 May`."""
    if first == last:
        return f"about {future_day(last, today)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"between {first.day} and {future_day(last, today)}"
    start = f"{first.day} {MONTHS[first.month - 1]}" if first.year == last.year else future_day(first, today)
    return f"between {start} and {future_day(last, today)}"


def _target_text(outlook: AreaForecast, *, is_own: bool) -> str:
    """Return what the target day needs: `To finish by 1 Jun you'd need 3 h a week; you average 2 h 25 min.`"""
    assert outlook.target_day is not None
    pace = _weekly_text(outlook.weekly_pace)
    need = "" if outlook.needed_pace is None else _weekly_text(outlook.needed_pace)
    texts = _OWN_TARGET_TEXTS if is_own else _THEIR_TARGET_TEXTS
    return texts[_judge_target(outlook, is_same_pace=need == pace)].format(
        target=future_day(outlook.target_day, outlook.today),
        left=parse.spell(outlook.remaining_minutes),
        need=need,
        pace=pace,
    )


def _judge_target(outlook: AreaForecast, *, is_same_pace: bool) -> _TargetState:
    """Return how the target day stands to what is left; two paces may also be the same once they are rounded."""
    if outlook.target_day and outlook.target_day < outlook.today:
        return _TargetState.PASSED
    if outlook.needed_pace is None:
        return _TargetState.NO_DAY_LEFT
    if outlook.needed_pace > MAX_WEEKLY_MINUTES:
        return _TargetState.OUT_OF_REACH
    if outlook.state is not ForecastState.RANGE:
        return _TargetState.PACE_UNKNOWN
    if outlook.needed_pace <= outlook.weekly_pace or is_same_pace:
        return _TargetState.PACE_ENOUGH
    return _TargetState.PACE_SHORT


def _weekly_text(pace: Fraction) -> str:
    """Return minutes a week in steps of five minutes, and in whole hours from ten on; never less than one step."""
    step = 5 if pace < WHOLE_HOURS_FROM else 60
    return parse.spell(max(step, int(pace / step + Fraction(1, 2)) * step))

"""Forecast when a member finishes an area, from their pace, days away and target day."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, bindparam, literal_column, select

from bot.catalog.models import Area
from bot.core import time_off
from bot.core.forecast import simulation
from bot.core.forecast.simulation import HORIZON_WEEKS, SAMPLE_WEEKS
from bot.core.plan import member_plan
from bot.core.time_off import WORKDAYS_PER_WEEK, TimeOff, count_workdays_present, is_away, merge_stretches
from bot.db.statements import PreparedStatement
from bot.db.tables import totals
from bot.frozen import frozen

_READ_BACK: Final = timedelta(weeks=SAMPLE_WEEKS + 1)
_READ_AHEAD: Final = timedelta(weeks=2 * HORIZON_WEEKS)
_MAX_DAYS_AHEAD: Final = 2 * 7 * HORIZON_WEEKS
_ALWAYS_PRESENT: Final = (WORKDAYS_PER_WEEK,) * SAMPLE_WEEKS


class ForecastState(enum.Enum):
    """What can be said of an area."""

    NO_ESTIMATE = "no_estimate"
    REACHED = "reached"  # the low end of the estimate
    TOO_EARLY = "too_early"
    IDLE = "idle"  # no hours in the weeks that tell the pace
    AWAY = "away"  # with no end in sight
    RANGE = "range"


@frozen
class AreaForecast:
    """The forecast of one area; `first_day` and `last_day` are None where it takes more than two years.

    `was_away`: too few weeks tell the pace since the member was away for most of them. `away_from` is the first of the
    days away that have no end. `remaining_minutes` are minutes, `weekly_pace` and `needed_pace` minutes a week: the
    mean of the sample, and what the target day asks for (None where no working day is left until then).
    """

    area_name: str
    today: date
    state: ForecastState
    remaining_minutes: int = 0
    sample_weeks: int = 0
    weekly_pace: Fraction = Fraction(0)
    first_day: date | None = None
    last_day: date | None = None
    target_day: date | None = None
    needed_pace: Fraction | None = None
    was_away: bool = False
    away_from: date | None = None


_IS_RECENT: Final = (
    totals.c.workspace == bindparam("workspace"),
    totals.c.member == bindparam("member"),
    totals.c.period.in_([bindparam(f"week{number}") for number in range(SAMPLE_WEEKS + 1)]),
)
_WEEKLY_MINUTES: Final = select(totals.c.subject, totals.c.period, totals.c.minutes)
_AREA_MINUTES: Final = PreparedStatement(lambda dialect: _WEEKLY_MINUTES.where(*is_recent_in_area(dialect)))
_ALL_AREAS_MINUTES: Final = PreparedStatement(lambda _: _WEEKLY_MINUTES.where(*_IS_RECENT))
NO_MINUTES: Final = (0,) * (SAMPLE_WEEKS + 1)


def is_recent_in_area(dialect: str) -> Sequence[ColumnElement[bool]]:
    """Return what tells the rows of `totals` that a forecast of an area reads; `recent_values` has the weeks.

    To PostgreSQL without statistics the index of the boards would look as good as the member's; an expression fits
    neither beyond the period, by which only the member's is narrow.
    """
    subject: ColumnElement[str] = totals.c.subject
    if dialect == "postgresql":
        subject = subject + literal_column("''")
    return (*_IS_RECENT, subject == bindparam("area"))


def read_area_forecast(
    conn: Connection,
    *,
    workspace: str,
    member: str,
    area: Area,
    minutes: int,
    today: date,
) -> AreaForecast:
    """Return the forecast of one area in which the member has so many minutes; reads only what it needs."""
    low = _low_minutes(area)
    if low is None or minutes >= low:
        return forecast_area(area, minutes=minutes, recent_minutes=NO_MINUTES, days_off=(), today=today)
    recent = read_weekly_minutes(conn, workspace=workspace, member=member, area=area.id, today=today)
    target_days = member_plan.read_target_days(conn, workspace=workspace, member=member)
    return forecast_area(
        area,
        minutes=minutes,
        recent_minutes=recent,
        days_off=_read_days_off(conn, workspace, member, today),
        today=today,
        target_day=target_days.get(area.id),
    )


def read_plan_forecasts(
    conn: Connection,
    *,
    workspace: str,
    member: str,
    areas: Iterable[Area],
    minutes: Mapping[str, int],
    today: date,
) -> dict[str, AreaForecast]:
    """Return the forecast of each area by id; `minutes` are those over all time by area id."""
    recent = read_weekly_minutes_by_area(conn, workspace=workspace, member=member, today=today)
    target_days = member_plan.read_target_days(conn, workspace=workspace, member=member)
    days_off = _read_days_off(conn, workspace, member, today)
    return {
        area.id: forecast_area(
            area,
            minutes=minutes.get(area.id, 0),
            recent_minutes=recent.get(area.id, NO_MINUTES),
            days_off=days_off,
            today=today,
            target_day=target_days.get(area.id),
        )
        for area in areas
    }


def _low_minutes(area: Area) -> int | None:
    return area.hours.low * 60 if area.hours else None


def days_off_span(today: date) -> tuple[date, date]:
    """Return the first and the last day between which a forecast looks at days away."""
    return today - _READ_BACK, today + _READ_AHEAD


def _read_days_off(conn: Connection, workspace: str, member: str, today: date) -> tuple[TimeOff, ...]:
    since, until = days_off_span(today)
    return time_off.list_time_off(conn, workspace=workspace, member=member, since=since, until=until)


def forecast_area(
    area: Area,
    *,
    minutes: int,
    recent_minutes: Sequence[int],
    days_off: Sequence[TimeOff],
    today: date,
    target_day: date | None = None,
) -> AreaForecast:
    """Return the forecast of an area in which somebody has so many minutes."""
    return build_forecast(
        area.name,
        low_minutes=_low_minutes(area),
        minutes=minutes,
        recent_minutes=recent_minutes,
        days_off=days_off,
        today=today,
        target_day=target_day,
    )


def build_forecast(
    area_name: str,
    *,
    low_minutes: int | None,
    minutes: int,
    recent_minutes: Sequence[int],
    days_off: Sequence[TimeOff],
    today: date,
    target_day: date | None = None,
) -> AreaForecast:
    """Return a forecast; `low_minutes` ends the estimate, `recent_minutes` are those of `read_weekly_minutes`."""
    if low_minutes is None or minutes >= low_minutes:
        state = ForecastState.NO_ESTIMATE if low_minutes is None else ForecastState.REACHED
        return AreaForecast(area_name, today, state, target_day=target_day)
    weeks = simulation.recent_weeks(today)[:SAMPLE_WEEKS]
    present = [count_workdays_present(week, days_off) for week in weeks] if days_off else _ALWAYS_PRESENT
    sample = simulation.select_sample(recent_minutes, total_minutes=minutes, workdays_present=present)
    remaining = low_minutes - minutes
    state = ForecastState.RANGE if any(sample) else ForecastState.IDLE
    forecast = AreaForecast(
        area_name,
        today,
        ForecastState.TOO_EARLY if len(sample) < simulation.MIN_SAMPLE_WEEKS else state,
        remaining_minutes=remaining,
        sample_weeks=len(sample),
        weekly_pace=simulation.mean_minutes(sample),
        target_day=target_day,
        needed_pace=_needed_pace(remaining, today, target_day, days_off) if target_day else None,
        was_away=_was_away(recent_minutes, minutes, present),
    )
    return _with_finish_days(forecast, sample, days_off) if forecast.state is ForecastState.RANGE else forecast


def _with_finish_days(
    area_forecast: AreaForecast, sample: simulation.WeekSample, days_off: Sequence[TimeOff]
) -> AreaForecast:
    """Add the days between which the area is finished."""
    weeks = simulation.simulate_weeks_to_finish(area_forecast.remaining_minutes, sample)
    first, last = (
        finish_day(count, area_forecast.today, days_off) if count is not None else None
        for count in (weeks.earliest, weeks.latest)
    )
    open_end = next((each.first for each in merge_stretches(days_off) if each.last is None), None)
    if last is None and open_end is not None:
        return replace(area_forecast, state=ForecastState.AWAY, away_from=open_end)
    return replace(area_forecast, first_day=first, last_day=last)


def _was_away(recent_minutes: Sequence[int], minutes: int, workdays_present: Sequence[int]) -> bool:
    """Return whether most of the weeks were spent away, and would have told the pace without that."""
    if 2 * sum(days < simulation.MIN_WORKDAYS_PRESENT for days in workdays_present) <= SAMPLE_WEEKS:
        return False
    sample = simulation.select_sample(recent_minutes, total_minutes=minutes, workdays_present=_ALWAYS_PRESENT)
    return len(sample) >= simulation.MIN_SAMPLE_WEEKS


def finish_day(weeks: Fraction, today: date, days_off: Sequence[TimeOff]) -> date | None:
    """Return the working day after today that ends so many weeks of work; None where that is too far to see."""
    days = max(1, -(-weeks.numerator * WORKDAYS_PER_WEEK // weeks.denominator))
    if not days_off:
        return _nth_working_day(today, days)
    for ahead in range(1, _MAX_DAYS_AHEAD):
        day = today + timedelta(days=ahead)
        days -= _is_working_day(day, days_off)
        if days == 0:
            return day
    return None


def count_working_weeks(day: date, today: date, days_off: Sequence[TimeOff]) -> Fraction:
    """Return the weeks of work after today, up to that day and including it."""
    ahead = (today + timedelta(days=count) for count in range(1, (day - today).days + 1))
    return Fraction(sum(_is_working_day(each, days_off) for each in ahead), WORKDAYS_PER_WEEK)


def _needed_pace(remaining_minutes: int, today: date, target_day: date, days_off: Sequence[TimeOff]) -> Fraction | None:
    weeks = count_working_weeks(target_day, today, days_off)
    return remaining_minutes / weeks if weeks else None


def _is_working_day(day: date, days_off: Sequence[TimeOff]) -> bool:
    return day.weekday() < WORKDAYS_PER_WEEK and not is_away(day, days_off)


def _nth_working_day(today: date, count: int) -> date:
    """Return the working day that is `count` of them after today."""
    monday = today - timedelta(days=today.weekday())
    weeks, rest = divmod(min(today.weekday(), WORKDAYS_PER_WEEK - 1) + count, WORKDAYS_PER_WEEK)
    return monday + timedelta(days=7 * weeks + rest)


def read_weekly_minutes(conn: Connection, *, workspace: str, member: str, area: str, today: date) -> tuple[int, ...]:
    """Return the minutes in one area in each week of `simulation.recent_weeks(today)`."""
    rows = _AREA_MINUTES.run(conn, {"workspace": workspace, "member": member, "area": area, **recent_values(today)})
    return order_weeks({period: minutes for _, period, minutes in rows}, today)


def order_weeks(by_week: Mapping[str, int], today: date) -> tuple[int, ...]:
    """Return the minutes of each week of `simulation.recent_weeks(today)`."""
    return tuple(by_week.get(week, 0) for week in simulation.recent_weeks(today)) if by_week else NO_MINUTES


def read_weekly_minutes_by_area(
    conn: Connection, *, workspace: str, member: str, today: date
) -> dict[str, tuple[int, ...]]:
    """Return `read_weekly_minutes` of every area that had any, by its id."""
    positions = {week: position for position, week in enumerate(simulation.recent_weeks(today))}
    by_area: dict[str, list[int]] = {}
    values = {"workspace": workspace, "member": member, **recent_values(today)}
    for subject, period, minutes in _ALL_AREAS_MINUTES.run(conn, values):
        by_area.setdefault(subject, list(NO_MINUTES))[positions[period]] = minutes
    return {area: tuple(minutes) for area, minutes in by_area.items()}


@lru_cache(maxsize=16)
def recent_values(today: date) -> dict[str, Any]:
    """Return the weeks that `is_recent_in_area` asks for; not to be changed."""
    return {f"week{number}": week for number, week in enumerate(simulation.recent_weeks(today))}

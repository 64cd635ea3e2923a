"""When a member will be done with an area, as a day: their pace, the days on which they are there, and their target.

Hours are taken as spread evenly over the working days, Monday to Friday, that the member is not away.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from bot.core.forecast import bootstrap
from bot.core.time_off.absence import WORKDAYS, Absence, days_present, is_away, joined

_FARTHEST: Final = 2 * 7 * bootstrap.HORIZON  # days ahead that are looked at


class State(enum.Enum):
    """What can be said of an area."""

    NO_ESTIMATE = "no_estimate"
    REACHED = "reached"  # the low end of the estimate
    TOO_EARLY = "too_early"
    IDLE = "idle"  # no hours in the weeks that tell the pace
    AWAY = "away"  # with no end in sight
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What lies ahead in one area: `first` and `last` are None where it takes more than two years.

    `was_away`: too few weeks tell the pace since the member was away for most of them. `away_from` is the first of the
    days away that have no end. `remaining` is in minutes, `pace` and `need` in minutes a week: what `weeks` weeks had
    on average, and what the target asks for (None where no working day is left until then).
    """

    area: str
    today: date
    state: State
    remaining: int = 0
    weeks: int = 0
    pace: Fraction = Fraction(0)
    first: date | None = None
    last: date | None = None
    target: date | None = None
    need: Fraction | None = None
    was_away: bool = False
    away_from: date | None = None


def look(
    area: str,
    *,
    low: int | None,
    minutes: int,
    recent: Sequence[int],
    away: Sequence[Absence],
    today: date,
    target: date | None = None,
) -> Outlook:
    """The outlook on an area of that name; `low` ends its estimate, `recent` are the minutes of `forecast.recent`."""
    if low is None or minutes >= low:
        return Outlook(area, today, State.NO_ESTIMATE if low is None else State.REACHED, target=target)
    weeks = bootstrap.recent(today)[: bootstrap.WEEKS]
    present = [days_present(week, away) for week in weeks] if away else [WORKDAYS] * bootstrap.WEEKS
    drawn = bootstrap.sample(recent, ever=minutes, present=present)
    remaining = low - minutes
    known = Outlook(
        area,
        today,
        State.TOO_EARLY if len(drawn) < bootstrap.LEAST else State.RANGE if any(drawn) else State.IDLE,
        remaining=remaining,
        weeks=len(drawn),
        pace=bootstrap.mean(drawn),
        target=target,
        need=_need(remaining, today, target, away) if target else None,
        was_away=_was_away(recent, minutes, present),
    )
    return _dated(known, drawn, away) if known.state is State.RANGE else known


def _dated(known: Outlook, drawn: bootstrap.Sample, away: Sequence[Absence]) -> Outlook:
    """The days between which it lies."""
    span = bootstrap.span(known.remaining, drawn)
    first, last = (finish(weeks, known.today, away) if weeks is not None else None for weeks in (span.first, span.last))
    endless = next((each.first for each in joined(away) if each.last is None), None) if last is None else None
    if endless is not None:
        return replace(known, state=State.AWAY, away_from=endless)
    return replace(known, first=first, last=last)


def _was_away(recent: Sequence[int], minutes: int, present: Sequence[int]) -> bool:
    """Whether most of the weeks were spent away, and would have told the pace without that."""
    if 2 * sum(days < bootstrap.MOSTLY for days in present) <= bootstrap.WEEKS:
        return False
    return len(bootstrap.sample(recent, ever=minutes, present=[WORKDAYS] * bootstrap.WEEKS)) >= bootstrap.LEAST


def finish(weeks: Fraction, today: date, away: Sequence[Absence]) -> date | None:
    """The working day after today on which so many weeks of work are over; None where that is too far to see."""
    days = max(1, -(-weeks.numerator * WORKDAYS // weeks.denominator))
    if not away:
        return _working_day(today, days)
    for ahead in range(1, _FARTHEST):
        day = today + timedelta(days=ahead)
        days -= _works(day, away)
        if days == 0:
            return day
    return None


def weeks_until(day: date, today: date, away: Sequence[Absence]) -> Fraction:
    """Weeks of work after today up to and with that day."""
    ahead = (today + timedelta(days=count) for count in range(1, (day - today).days + 1))
    return Fraction(sum(_works(each, away) for each in ahead), WORKDAYS)


def _need(remaining: int, today: date, target: date, away: Sequence[Absence]) -> Fraction | None:
    weeks = weeks_until(target, today, away)
    return remaining / weeks if weeks else None


def _works(day: date, away: Sequence[Absence]) -> bool:
    return day.weekday() < WORKDAYS and not is_away(day, away)


def _working_day(today: date, count: int) -> date:
    """The working day that is `count` of them after today."""
    monday = today - timedelta(days=today.weekday())
    weeks, rest = divmod(min(today.weekday(), WORKDAYS - 1) + count, WORKDAYS)
    return monday + timedelta(days=7 * weeks + rest)

"""The outlook as days: away days ahead move it, and a target asks for so much a week."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.forecast import outlook
from bot.core.forecast.outlook import Outlook, State
from bot.core.time_off.absence import Absence

SATURDAY = date(2026, 11, 21)
STEADY = (120,) * 8 + (0,)  # two hours a week
LOW = 50 * 60


def look(
    minutes: int = LOW - 600,
    recent: tuple[int, ...] = STEADY,
    away: tuple[Absence, ...] = (),
    target: date | None = None,
    today: date = SATURDAY,
) -> Outlook:
    return outlook.look("Networking", low=LOW, minutes=minutes, recent=recent, away=away, today=today, target=target)


def test_what_cannot_be_forecast_says_why() -> None:
    none = outlook.look("X", low=None, minutes=60, recent=STEADY, away=(), today=SATURDAY)
    assert none.state is State.NO_ESTIMATE
    assert look(minutes=LOW).state is State.REACHED
    early = look(minutes=240, recent=(0,) * 6 + (120, 120, 0))
    assert (early.state, early.weeks) == (State.TOO_EARLY, 2)
    assert look(recent=(0,) * 9).state is State.IDLE


def test_five_weeks_of_work_end_around_the_fifth_friday() -> None:
    found = look()
    assert (found.state, found.remaining, found.weeks, found.pace) == (State.RANGE, 600, 8, 120)
    assert (found.first, found.last) == (date(2026, 12, 18), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("today", "weeks", "day"),
    [
        (date(2026, 11, 20), Fraction(1, 5), date(2026, 11, 23)),  # Friday, then Monday
        (date(2026, 11, 22), Fraction(1, 5), date(2026, 11, 23)),
        (date(2026, 11, 23), Fraction(1, 5), date(2026, 11, 24)),
        (date(2026, 11, 23), Fraction(1), date(2026, 11, 30)),
        (date(2026, 11, 23), Fraction(1, 100), date(2026, 11, 24)),
        (date(2026, 11, 25), Fraction(201, 100), date(2026, 12, 10)),
        (date(2026, 11, 25), Fraction(0), date(2026, 11, 26)),
    ],
)
def test_a_part_of_a_week_is_rounded_up_to_its_working_day(today: date, weeks: Fraction, day: date) -> None:
    assert outlook.finish(weeks, today, ()) == day


def test_days_away_ahead_move_the_dates_by_the_working_days_they_take() -> None:
    assert look(away=(Absence(date(2026, 12, 7), date(2026, 12, 11)),)).last == date(2027, 1, 8)
    assert look(away=(Absence(date(2026, 12, 10), date(2026, 12, 13)),)).last == date(2027, 1, 5)
    assert look(away=(Absence(date(2026, 12, 12), date(2026, 12, 13)),)).last == date(2027, 1, 1)  # a weekend
    assert look(away=(Absence(date(2027, 3, 1), date(2027, 3, 31)),)).last == date(2027, 1, 1)  # after it


def test_weeks_mostly_away_do_not_slow_the_pace_down() -> None:
    recent = (120, 120, 0, 0, 120, 120, 120, 120, 0)
    away = (Absence(date(2026, 10, 5), date(2026, 10, 18)),)  # the third and the fourth
    assert look(recent=recent, away=away).pace == 120
    assert look(recent=recent).pace == 90


def test_an_open_end_says_nothing_but_what_is_done_before_it() -> None:
    assert look(away=(Absence(SATURDAY, None),)).state is State.AWAY
    ahead = look(away=(Absence(date(2026, 11, 30), date(2026, 12, 6)), Absence(date(2026, 12, 7), None)))
    assert (ahead.state, ahead.away_from) == (State.AWAY, date(2026, 11, 30))
    later = look(away=(Absence(date(2027, 2, 1), None),))
    assert (later.state, later.last) == (State.RANGE, date(2027, 1, 1))


def test_a_small_sample_is_blamed_on_days_away_only_where_they_are_why() -> None:
    gone = (Absence(date(2026, 9, 28), date(2026, 11, 8)),)  # six of the eight weeks
    early = look(away=gone)
    assert (early.state, early.weeks, early.was_away) == (State.TOO_EARLY, 2, True)
    begun = look(minutes=120, recent=(0,) * 7 + (120, 0), away=gone)
    assert (begun.state, begun.weeks, begun.was_away) == (State.TOO_EARLY, 1, False)
    assert not look(away=(Absence(date(2026, 10, 12), date(2026, 11, 8)),)).was_away  # four of them


def test_more_than_two_years_is_no_date() -> None:
    far = look(minutes=0, recent=(20,) * 9)
    assert (far.state, far.first, far.last) == (State.RANGE, None, None)


def test_a_target_asks_for_so_much_a_week() -> None:
    assert look(target=date(2026, 12, 18)).need == 150  # ten hours in four weeks
    assert look(target=date(2026, 12, 20)).need == 150
    away = (Absence(date(2026, 11, 30), date(2026, 12, 4)),)
    assert look(target=date(2026, 12, 18), away=away).need == 200
    assert look(target=date(2026, 11, 22)).need is None  # a Sunday, tomorrow
    assert look(target=SATURDAY).need is None
    assert look(minutes=240, recent=(0,) * 9, target=date(2026, 12, 18)).need == Fraction(LOW - 240, 4)


@settings(max_examples=60, deadline=None)
@given(
    weeks=st.fractions(0, 40),
    more=st.fractions(0, 10),
    today=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    away=st.lists(st.tuples(st.integers(-30, 200), st.integers(0, 30)), max_size=4),
)
def test_more_work_and_more_absence_never_end_earlier(
    weeks: Fraction, more: Fraction, today: date, away: list[tuple[int, int]]
) -> None:
    days = tuple(Absence(today + timedelta(days=first), today + timedelta(days=first + count)) for first, count in away)
    free, held = outlook.finish(weeks, today, ()), outlook.finish(weeks, today, days)
    assert free is not None
    assert held is not None
    assert today < free <= held
    assert held <= (outlook.finish(weeks + more, today, days) or date.max)
    assert outlook.weeks_until(held, today, days) >= weeks

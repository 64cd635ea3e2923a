"""The forecast in words, as people read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from bot.core.forecast import simulation
from bot.core.forecast.forecast import AreaForecast, ForecastState
from bot.ui import forecast_text

MARCH = date(2027, 3, 20)
MAY = AreaForecast(
    "Networking",
    MARCH,
    ForecastState.RANGE,
    remaining_minutes=1970,
    sample_weeks=8,
    weekly_pace=Fraction(144),
    first_day=date(2027, 5, 14),
    last_day=date(2027, 5, 28),
)
AIMED = replace(MAY, target_day=date(2027, 6, 1), needed_pace=Fraction(192))


def test_the_whole_sentence() -> None:
    assert forecast_text.full_forecast(AIMED) == (
        "At your pace Networking is done between 14 and 28 May; to make 1 Jun: 3.2 h a week, you do 2.4."
    )
    assert forecast_text.full_forecast(MAY) == "At your pace Networking is done between 14 and 28 May."
    assert forecast_text.full_forecast(AIMED, is_own=False) == (
        "At this pace Networking is done between 14 and 28 May; to make 1 Jun: 3.2 h a week, now 2.4."
    )


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2027, 5, 14), date(2027, 5, 28), "between 14 and 28 May"),
        (date(2027, 5, 28), date(2027, 6, 11), "between 28 May and 11 Jun"),
        (date(2027, 5, 28), date(2027, 5, 28), "about 28 May"),
        (date(2028, 5, 14), date(2028, 5, 28), "between 14 and 28 May 2028"),
        (date(2028, 5, 28), date(2028, 6, 11), "between 28 May and 11 Jun 2028"),
        (date(2027, 12, 28), date(2028, 1, 11), "between 28 Dec and 11 Jan 2028"),
        (date(2028, 12, 28), date(2029, 1, 11), "between 28 Dec 2028 and 11 Jan 2029"),
        (date(2027, 5, 14), date(2028, 5, 28), "between 14 May and 28 May 2028"),
        (date(2027, 5, 14), None, "on 14 May at the earliest, perhaps only in more than two years"),
    ],
)
def test_a_month_or_a_year_stands_once(first: date, last: date | None, words: str) -> None:
    found = replace(MAY, first_day=first, last_day=last)
    assert forecast_text.full_forecast(found) == f"At your pace Networking is done {words}."
    assert forecast_text.forecast_line(found) == f"At your pace done {words}."


def test_more_than_two_years_is_mentioned_once_and_not_after_every_booking() -> None:
    far = replace(MAY, first_day=None, last_day=None)
    assert forecast_text.full_forecast(far) == "At your pace Networking takes more than two years."
    assert forecast_text.forecast_line(far) == ""


@pytest.mark.parametrize(
    ("state", "weeks", "words"),
    [
        (ForecastState.NO_ESTIMATE, 0, ""),
        (ForecastState.REACHED, 0, ""),
        (
            ForecastState.TOO_EARLY,
            2,
            "Too early to say when Networking is done: that takes three full weeks of hours, there are two.",
        ),
        (
            ForecastState.TOO_EARLY,
            1,
            "Too early to say when Networking is done: that takes three full weeks of hours, there is one.",
        ),
        (
            ForecastState.TOO_EARLY,
            0,
            "Too early to say when Networking is done: that takes three full weeks of hours, there are none yet.",
        ),
        (ForecastState.IDLE, 8, "No telling when Networking is done: no hours on it in the last eight full weeks."),
        (ForecastState.AWAY, 8, "No telling when Networking is done: you are away with no end set."),
    ],
)
def test_a_forecast_that_cannot_be_made_names_the_reason(state: ForecastState, weeks: int, words: str) -> None:
    found = AreaForecast("Networking", MARCH, state, sample_weeks=weeks)
    assert forecast_text.full_forecast(found) == words
    assert forecast_text.forecast_line(found) == ""
    assert simulation.MIN_SAMPLE_WEEKS == 3


def test_days_away_are_named_where_they_are_why() -> None:
    early = AreaForecast("Networking", MARCH, ForecastState.TOO_EARLY, sample_weeks=2, was_away=True)
    assert forecast_text.full_forecast(early) == (
        "Too early to say when Networking is done: you were away for most of the last eight weeks."
    )
    idle = replace(early, state=ForecastState.IDLE)
    assert forecast_text.full_forecast(idle, is_own=False).endswith(
        ": they were away for most of the last eight weeks."
    )
    gone = AreaForecast("Networking", MARCH, ForecastState.AWAY, sample_weeks=8, away_from=date(2027, 5, 1))
    assert forecast_text.full_forecast(gone) == (
        "No telling when Networking is done: you will be away from 1 May, with no end set."
    )
    assert forecast_text.full_forecast(replace(gone, away_from=MARCH)).endswith(": you are away with no end set.")


@pytest.mark.parametrize(
    ("outlook", "words"),
    [
        (replace(AIMED, needed_pace=Fraction(126)), "to make 1 Jun 2.1 h a week are enough, you do 2.4"),
        (
            replace(AIMED, needed_pace=Fraction(145)),
            "to make 1 Jun 2.4 h a week are enough, you do 2.4",
        ),  # alike as shown
        (replace(AIMED, needed_pace=Fraction(1)), "to make 1 Jun 0.1 h a week are enough, you do 2.4"),
        (replace(AIMED, needed_pace=Fraction(3601)), "to make 1 Jun is out of reach, with 32 h 50 min to go"),
        (
            replace(AIMED, target_day=date(2027, 3, 21), needed_pace=None),
            "until the target, 21 Mar, no working day is left, with 32 h 50 min to go",
        ),
        (
            replace(AIMED, target_day=date(2027, 3, 1), needed_pace=None),
            "the target, 1 Mar, has passed with 32 h 50 min to go: a new day is as good",
        ),
        (replace(AIMED, state=ForecastState.IDLE), "to make 1 Jun: 3.2 h a week"),
    ],
)
def test_what_a_target_asks_for(outlook: AreaForecast, words: str) -> None:
    assert forecast_text.full_forecast(outlook).endswith(f"; {words}.")

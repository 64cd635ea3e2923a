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
        "At this pace you finish Networking between 14 and 28 May. "
        "To finish by 1 Jun you'd need 3 h 10 min a week; you average 2 h 25 min."
    )
    assert forecast_text.full_forecast(MAY) == "At this pace you finish Networking between 14 and 28 May."
    assert forecast_text.full_forecast(AIMED, is_own=False) == (
        "At this pace they finish Networking between 14 and 28 May. "
        "To finish by 1 Jun they'd need 3 h 10 min a week; they average 2 h 25 min."
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
    ],
)
def test_a_month_or_a_year_stands_once(first: date, last: date, words: str) -> None:
    found = replace(MAY, first_day=first, last_day=last)
    assert forecast_text.full_forecast(found) == f"At this pace you finish Networking {words}."
    assert forecast_text.forecast_line(found) == f"At this pace you finish {words}."


def test_more_than_two_years_is_mentioned_once_and_not_after_every_booking() -> None:
    far = replace(MAY, first_day=None, last_day=None)
    assert forecast_text.full_forecast(far) == "At this pace Networking takes more than two years."
    assert forecast_text.forecast_line(far) == ""
    vague = replace(MAY, last_day=None)
    assert forecast_text.full_forecast(vague) == "Not enough hours in Networking yet for a useful forecast."
    assert forecast_text.forecast_line(vague) == ""


@pytest.mark.parametrize(
    ("state", "weeks", "words"),
    [
        (ForecastState.NO_ESTIMATE, 0, ""),
        (ForecastState.REACHED, 0, ""),
        (
            ForecastState.TOO_EARLY,
            2,
            "I can forecast Networking after three full weeks of logging (2 of 3 so far).",
        ),
        (
            ForecastState.TOO_EARLY,
            1,
            "I can forecast Networking after three full weeks of logging (1 of 3 so far).",
        ),
        (
            ForecastState.TOO_EARLY,
            0,
            "I can forecast Networking after three full weeks of logging (0 of 3 so far).",
        ),
        (ForecastState.IDLE, 8, "No forecast for Networking: no hours in the last eight full weeks."),
        (ForecastState.AWAY, 8, "No forecast for Networking: you're away with no end set."),
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
        "No forecast for Networking yet: you were away for most of the last eight weeks."
    )
    idle = replace(early, state=ForecastState.IDLE)
    assert forecast_text.full_forecast(idle, is_own=False).endswith(
        ": they were away for most of the last eight weeks."
    )
    gone = AreaForecast("Networking", MARCH, ForecastState.AWAY, sample_weeks=8, away_from=date(2027, 5, 1))
    assert forecast_text.full_forecast(gone) == (
        "No forecast for Networking: you'll be away from 1 May, with no end set."
    )
    assert forecast_text.full_forecast(replace(gone, away_from=MARCH)).endswith(": you're away with no end set.")


@pytest.mark.parametrize(
    ("outlook", "words"),
    [
        (replace(AIMED, needed_pace=Fraction(126)), "2 h 5 min a week is enough for 1 Jun; you average 2 h 25 min"),
        (
            replace(AIMED, needed_pace=Fraction(145)),
            "2 h 25 min a week is enough for 1 Jun; you average 2 h 25 min",
        ),  # alike as shown
        (replace(AIMED, needed_pace=Fraction(1)), "5 min a week is enough for 1 Jun; you average 2 h 25 min"),
        (replace(AIMED, needed_pace=Fraction(3601)), "Your target (1 Jun) is out of reach, with 32 h 50 min to go"),
        (
            replace(AIMED, target_day=date(2027, 3, 21), needed_pace=None),
            "No working day is left until your target (21 Mar), with 32 h 50 min to go",
        ),
        (
            replace(AIMED, target_day=date(2027, 3, 1), needed_pace=None),
            "Your target (1 Mar) has passed with 32 h 50 min to go. Want to pick a new one?",
        ),
        (
            replace(AIMED, needed_pace=Fraction(2478)),
            "To finish by 1 Jun you'd need 41 h a week; you average 2 h 25 min",
        ),
        (replace(AIMED, state=ForecastState.IDLE), "To finish by 1 Jun you'd need 3 h 10 min a week"),
    ],
)
def test_what_a_target_asks_for(outlook: AreaForecast, words: str) -> None:
    assert forecast_text.full_forecast(outlook).endswith(f". {words}" if words.endswith("?") else f". {words}.")
    theirs = forecast_text.full_forecast(outlook, is_own=False)
    assert "you" not in theirs.casefold()
    assert ("average" in theirs, "needs" in theirs) == ("average" in words, False)

"""Target days as people name them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.timeexpr.target_days import (
    TargetError,
    TargetProblem,
    TargetRequest,
    farthest_target,
    read_target_day,
    read_target_request,
)
from tests.examples import examples

TODAY = date(2026, 11, 21)  # a Saturday


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("1 jun", date(2027, 6, 1)),
        ("1st of June", date(2027, 6, 1)),
        ("jun 1", date(2027, 6, 1)),
        ("22 nov", date(2026, 11, 22)),
        ("21 nov", date(2027, 11, 21)),
        ("fri 5 feb", date(2027, 2, 5)),
        ("29 feb", date(2028, 2, 29)),
        ("friday", date(2026, 11, 27)),
        ("saturday", date(2026, 11, 28)),
        ("tomorrow", date(2026, 11, 22)),
        ("in 6 weeks", date(2027, 1, 2)),
        ("in three months", date(2027, 2, 21)),
        ("in 5 years", date(2031, 11, 21)),
        ("June", date(2027, 6, 30)),
        ("end of june 2028", date(2028, 6, 30)),
        ("nov", date(2026, 11, 30)),
        ("14", date(2026, 12, 14)),
        ("2027-06-01", date(2027, 6, 1)),
        ("1.6.", date(2027, 6, 1)),
    ],
)
def test_a_day_ahead_is_understood(words: str, day: date) -> None:
    assert read_target_day(words, TODAY) == day


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("foo", TargetProblem.NO_DAY),
        ("region", TargetProblem.NO_DAY),
        ("30 feb", TargetProblem.NO_SUCH_DAY),
        ("thu 5 feb", TargetProblem.NO_SUCH_DAY),
        ("0000-01-01", TargetProblem.NO_SUCH_DAY),
        ("today", TargetProblem.PAST),
        ("yesterday", TargetProblem.PAST),
        ("1 jun 2026", TargetProblem.PAST),
        ("in 6 years", TargetProblem.TOO_FAR),
        ("2099-12-31", TargetProblem.TOO_FAR),
        ("in 999 years", TargetProblem.TOO_FAR),
    ],
)
def test_a_day_that_is_no_target_is_refused_with_a_reason(words: str, why: TargetProblem) -> None:
    assert read_target_day(words, TODAY) == TargetError(why, words)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("networking by 1 jun", TargetRequest("networking", date(2027, 6, 1))),
        ("Soft Skills BY off", TargetRequest("Soft Skills", None)),
        ("by 1 jun", TargetRequest("", date(2027, 6, 1))),
        ("step by step by friday", TargetRequest("step by step", date(2026, 11, 27))),
        ("networking", None),
        ("bypass 1 jun", None),
        ("networking by", None),
        ("", None),
    ],
)
def test_a_request_for_a_target_day_differs_from_other_words(words: str, asked: TargetRequest | None) -> None:
    assert read_target_request(words, TODAY) == asked


@settings(max_examples=examples(100), deadline=None)
@given(
    words=st.text(max_size=40)
    | st.from_regex(r"(in )?[0-9]{1,4}[ ./-]?([a-z]{3,9}|[0-9]{1,4})?[ ./-]?[0-9]{0,4}", fullmatch=True),
    today=st.dates(date(1990, 1, 1), date(2100, 1, 1)),
)
def test_any_words_give_a_day_ahead_or_a_reason(words: str, today: date) -> None:
    found = read_target_day(words, today)
    assert isinstance(found, TargetError) or today < found <= farthest_target(today)

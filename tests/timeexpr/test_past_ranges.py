"""Stretches of days are read from words, each by itself, and written in one way."""

from __future__ import annotations

from datetime import date

import pytest

from bot.timeexpr.past_ranges import EVER, PastRange, month_range, read_past_range, spell_range, week_range

TODAY = date(2026, 11, 21)  # a Saturday


def days(first: tuple[int, int, int] | None, last: tuple[int, int, int] | None) -> PastRange:
    return PastRange(date(*first) if first else None, date(*last) if last else None)


WEEK = days((2026, 11, 16), (2026, 11, 22))
NOVEMBER = days((2026, 11, 1), (2026, 11, 30))
SPELT = {
    "16-22 Nov": WEEK,
    "28 Sep-4 Oct": days((2026, 9, 28), (2026, 10, 4)),
    "29 Dec 2025-4 Jan": days((2025, 12, 29), (2026, 1, 4)),
    "22-28 Dec 2025": days((2025, 12, 22), (2025, 12, 28)),
    "November": NOVEMBER,
    "December 2025": days((2025, 12, 1), (2025, 12, 31)),
    "Tue 17 Nov": days((2026, 11, 17), (2026, 11, 17)),
    "since Mon 16 Nov": days((2026, 11, 16), None),
    "until Tue 17 Nov": days(None, (2026, 11, 17)),
    "": EVER,
}


@pytest.mark.parametrize("words", SPELT)
def test_days_are_spelt_as_everywhere(words: str) -> None:
    assert spell_range(SPELT[words], TODAY) == words


def test_a_phrase_is_days_or_it_is_not() -> None:
    assert (read_past_range("this week", TODAY), read_past_range("in nov.", TODAY)) == (
        week_range(TODAY),
        month_range(TODAY),
    )
    assert (
        read_past_range("networking", TODAY),
        read_past_range("networking week", TODAY),
        read_past_range("", TODAY),
    ) == (None, None, None)

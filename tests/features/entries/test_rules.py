"""Queries for entries: days and an area in either order."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.entries.rules import EntryQuery, parse_entry_query
from bot.timeexpr.past_ranges import EVER, PastRange, spell_range

TODAY = date(2026, 11, 21)  # a Saturday


def days(first: tuple[int, int, int] | None, last: tuple[int, int, int] | None) -> PastRange:
    return PastRange(date(*first) if first else None, date(*last) if last else None)


WEEK = days((2026, 11, 16), (2026, 11, 22))
NOVEMBER = days((2026, 11, 1), (2026, 11, 30))
DAYS_BY_WORDS: dict[str, PastRange] = {
    "": EVER,
    "all": EVER,
    "week": WEEK,
    "this week": WEEK,
    "Last Week": days((2026, 11, 9), (2026, 11, 15)),
    "2026-W46": days((2026, 11, 9), (2026, 11, 15)),
    "2026w46": days((2026, 11, 9), (2026, 11, 15)),
    "week 46": days((2026, 11, 9), (2026, 11, 15)),
    "w52": days((2025, 12, 22), (2025, 12, 28)),
    "month": NOVEMBER,
    "last month": days((2026, 10, 1), (2026, 10, 31)),
    "nov": NOVEMBER,
    "in november 2025": days((2025, 11, 1), (2025, 11, 30)),
    "december": days((2025, 12, 1), (2025, 12, 31)),
    "2026-02": days((2026, 2, 1), (2026, 2, 28)),
    "2025": days((2025, 1, 1), (2025, 12, 31)),
    "last year": days((2025, 1, 1), (2025, 12, 31)),
    "last 7 days": days((2026, 11, 15), (2026, 11, 21)),
    "past 2 weeks": days((2026, 11, 8), (2026, 11, 21)),
    "last 3 months": days((2026, 9, 1), (2026, 11, 21)),
    "today": days((2026, 11, 21), (2026, 11, 21)),
    "yesterday": days((2026, 11, 20), (2026, 11, 20)),
    "mon": days((2026, 11, 16), (2026, 11, 16)),
    "mon-wed": days((2026, 11, 16), (2026, 11, 18)),
    "20 nov": days((2026, 11, 20), (2026, 11, 20)),
    "1 may 2024": days((2024, 5, 1), (2024, 5, 1)),
    "3-14 nov": days((2026, 11, 3), (2026, 11, 14)),
    "nov 3-14": days((2026, 11, 3), (2026, 11, 14)),
    "3 - 14 nov 2025": days((2025, 11, 3), (2025, 11, 14)),
    "28 dec - 3 jan": days((2025, 12, 28), (2026, 1, 3)),
    "from 3 nov 2025 to 14 nov 2025": days((2025, 11, 3), (2025, 11, 14)),
    "2026-11-01 to 2026-11-14": days((2026, 11, 1), (2026, 11, 14)),
    "2026-11-01 - 2026-11-14": days((2026, 11, 1), (2026, 11, 14)),
    "14 nov - 3 nov 2026": days((2025, 11, 14), (2026, 11, 3)),
    "2026-11-14 to 2026-11-01": days((2026, 11, 1), (2026, 11, 14)),
    "20.11.-21.11.": days((2026, 11, 20), (2026, 11, 21)),
    "since mon": days((2026, 11, 16), None),
    "since 1 sep": days((2026, 9, 1), None),
    "until 3 nov": days(None, (2026, 11, 3)),
    "before 2026-11-03": days(None, (2026, 11, 2)),
}


@pytest.mark.parametrize("words", DAYS_BY_WORDS)
def test_days_are_read_alone_and_on_either_side_of_an_area(words: str) -> None:
    assert parse_entry_query(words, TODAY) == EntryQuery(DAYS_BY_WORDS[words])
    for typed in (f"{words} cloud computing", f"cloud computing {words}", f"Cloud  Computing, {words}"):
        query = parse_entry_query(typed, TODAY)
        assert query, typed
        assert (query.days, query.area_words.casefold()) == (DAYS_BY_WORDS[words], "cloud computing"), typed


@pytest.mark.parametrize("words", ["week month", "last week networking november", "mon networking 2025"])
def test_two_periods_are_no_query(words: str) -> None:
    assert parse_entry_query(words, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("all week", EntryQuery(WEEK)),
        ("week all", EntryQuery(WEEK)),
        ("all networking", EntryQuery(EVER, "networking")),
        ("my hours on networking in the last week", EntryQuery(DAYS_BY_WORDS["Last Week"], "networking")),
        ("30 feb", EntryQuery(days((2026, 2, 1), (2026, 2, 28)), "30")),
        ("31 feb 2026-11-31", EntryQuery(EVER, "31 feb 2026-11-31")),
        ("2026-W54", EntryQuery(EVER, "2026-W54")),
        ("2026-13", EntryQuery(EVER, "2026-13")),
        ("last 0 days", EntryQuery(EVER, "last 0 days")),
        ("2 months ago", EntryQuery(EVER, "2 months ago")),
        ("3", EntryQuery(EVER, "3")),
        ("the", EntryQuery(EVER, "")),
    ],
)
def test_what_names_no_days_is_left_to_name_an_area(typed: str, query: EntryQuery) -> None:
    assert parse_entry_query(typed, TODAY) == query


QUERY_WORDS = (
    "week month last this all since until 2026-W46 w 99 0 3-14 nov 31 feb 2026-11-31 to - from networking 9999"
)
PIECES = st.sampled_from(tuple(QUERY_WORDS.split()))


@given(st.lists(PIECES, max_size=9).map(" ".join) | st.text(max_size=60), st.dates())
def test_any_words_are_parsed_and_days_are_in_order(words: str, today: date) -> None:
    query = parse_entry_query(words, today)
    if query and query.days.first and query.days.last:
        assert query.days.first <= query.days.last
        assert spell_range(query.days, today)

"""Time zones are found by what somebody typed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar import zones


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        *(("Europe/Berlin", "Europe/Berlin"), ("europe/berlin", "Europe/Berlin"), ("BERLIN", "Europe/Berlin")),
        *(("new  york", "America/New_York"), ("utc", "UTC"), ("Europe/Belrin", None), ("", None), ("../etc", None)),
    ],
)
def test_a_zone_is_found_by_its_name_or_its_city_alone(words: str, zone: str | None) -> None:
    assert zones.find_zone(words) == zone


def test_a_city_of_several_zones_is_none_by_itself() -> None:
    assert zones.find_zone("louisville") is None
    assert "ouisville" in zones.closest_zone("louisville")


def test_a_misspelt_zone_has_a_close_one() -> None:
    assert zones.closest_zone("Europe/Belrin") == "Europe/Berlin"
    assert zones.closest_zone("qqqq") == ""


def test_cities_that_begin_as_typed_come_first() -> None:
    assert zones.search_zones("ber")[:2] == ("Atlantic/Bermuda", "Europe/Berlin")
    assert zones.search_zones("new y") == ("America/New_York",)
    assert "Europe/Paris" in zones.search_zones("europe")
    assert len(zones.search_zones("a")) == zones.MAX_SUGGESTIONS
    assert zones.search_zones("qqqq") == ()


@pytest.mark.parametrize(
    ("zone", "year", "days"),
    [
        ("Pacific/Apia", 2011, [date(2011, 12, 30)]),
        ("Pacific/Fakaofo", 2011, [date(2011, 12, 30)]),
        ("Pacific/Kwajalein", 1993, [date(1993, 8, 21)]),
        ("Pacific/Apia", 2012, []),
        ("Europe/London", 2011, []),
        ("UTC", 2011, []),
    ],
)
def test_days_that_a_zone_never_had(zone: str, year: int, days: list[date]) -> None:
    assert list(zones.skipped_days(ZoneInfo(zone), date(year, 1, 1), date(year, 12, 31))) == days


@given(
    st.sampled_from(sorted(available_timezones())), st.dates(date(1990, 1, 1), date(2037, 12, 1)), st.integers(0, 40)
)
def test_every_other_day_has_moments_and_a_skipped_one_has_none(zone: str, first: date, length: int) -> None:
    local, last = ZoneInfo(zone), first + timedelta(days=length)
    start = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=1)
    had = {(start + timedelta(minutes=30 * step)).astimezone(local).date() for step in range(48 * (length + 3))}
    days = {first + timedelta(days=number) for number in range((last - first).days + 1)}
    assert set(zones.skipped_days(local, first, last)) == days - had

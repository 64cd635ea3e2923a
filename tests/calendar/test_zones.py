"""Time zones are found by what somebody typed."""

from __future__ import annotations

import pytest

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

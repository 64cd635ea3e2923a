"""Find time zones by what somebody typed."""

from __future__ import annotations

import difflib
import functools
import zoneinfo
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

MAX_SUGGESTIONS = 50


def find_zone(words: str) -> str | None:
    """Return the IANA name that was typed in any case, or that has the city that was typed."""
    typed = _folded(words)
    in_city = _zones_by_city().get(typed, ())
    return _zones_by_name().get(typed) or (in_city[0] if len(in_city) == 1 else None)


def closest_zone(words: str) -> str:
    """Return the zone that was perhaps meant; empty if none is close."""
    typed = _folded(words)
    close = difflib.get_close_matches(typed, _zones_by_name(), 1, 0.7)
    return (*_zones_by_city().get(typed, ()), *(_zones_by_name()[folded] for folded in close), "")[0]


def search_zones(words: str) -> tuple[str, ...]:
    """Return zones with these letters in their name; cities that begin so come first."""
    typed = _folded(words)
    matching = [folded for folded in _zones_by_name() if typed in folded]
    order = sorted(matching, key=lambda folded: (not folded.rsplit("/", 1)[-1].startswith(typed), folded))
    return tuple(_zones_by_name()[folded] for folded in order[:MAX_SUGGESTIONS])


def skipped_days(zone: zoneinfo.ZoneInfo, since: date, until: date) -> tuple[date, ...]:
    """Return the days from `since` to `until` that the zone never had, because it moved over the date line."""
    years = range(since.year, until.year + 1)
    return tuple(day for year in years for day in _skipped_in_year(zone.key, year) if since <= day <= until)


@functools.lru_cache(maxsize=4096)
def _skipped_in_year(zone: str, year: int) -> tuple[date, ...]:
    """Return the days of a year of which no moment was noon: from there to UTC and back one lands on another day."""
    local = zoneinfo.ZoneInfo(zone)
    first = date(year, 1, 1)
    days = (first + timedelta(days=number) for number in range(366))
    noons = (datetime.combine(day, time(12), tzinfo=local) for day in days if day.year == year)
    return tuple(noon.date() for noon in noons if noon.astimezone(UTC).astimezone(local).date() != noon.date())


def _folded(words: str) -> str:
    return "_".join(words.split()).casefold()


@functools.cache
def _zones_by_name() -> Mapping[str, str]:
    """Return all names, by their lower-case form."""
    return {zone.casefold(): zone for zone in sorted(zoneinfo.available_timezones())}


@functools.cache
def _zones_by_city() -> Mapping[str, tuple[str, ...]]:
    """Return all names by their city alone."""
    by_city: dict[str, list[str]] = {}
    for folded, zone in _zones_by_name().items():
        if "/" in zone:
            by_city.setdefault(folded.rsplit("/", 1)[1], []).append(zone)
    return {city: tuple(zones) for city, zones in by_city.items()}

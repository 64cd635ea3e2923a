"""Find time zones by what somebody typed."""

from __future__ import annotations

import difflib
import functools
import zoneinfo
from collections.abc import Mapping

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

"""Time zones by name: what somebody typed, and what is near it."""

from __future__ import annotations

import difflib
import functools
import zoneinfo
from collections.abc import Mapping

MAX_SUGGESTIONS = 50


def find_zone(words: str) -> str | None:
    """The IANA name that was typed, in any case, or of which only the city was."""
    typed = _folded(words)
    named = _zones_by_city().get(typed, ())
    return _zones_by_name().get(typed) or (named[0] if len(named) == 1 else None)


def closest_zone(words: str) -> str:
    """The one that was perhaps meant, if there is any."""
    typed = _folded(words)
    found = difflib.get_close_matches(typed, _zones_by_name(), 1, 0.7)
    return (*_zones_by_city().get(typed, ()), *(_zones_by_name()[each] for each in found), "")[0]


def search_zones(words: str) -> tuple[str, ...]:
    """What may be meant by the first letters of a zone, or of its city; cities that begin so come first."""
    typed = _folded(words)
    holding = [folded for folded in _zones_by_name() if typed in folded]
    order = sorted(holding, key=lambda folded: (not folded.rsplit("/", 1)[-1].startswith(typed), folded))
    return tuple(_zones_by_name()[folded] for folded in order[:MAX_SUGGESTIONS])


def _folded(words: str) -> str:
    return "_".join(words.split()).casefold()


@functools.cache
def _zones_by_name() -> Mapping[str, str]:
    """All names, by their small letters."""
    return {zone.casefold(): zone for zone in sorted(zoneinfo.available_timezones())}


@functools.cache
def _zones_by_city() -> Mapping[str, tuple[str, ...]]:
    """All names by their city alone."""
    found: dict[str, list[str]] = {}
    for folded, zone in _zones_by_name().items():
        if "/" in zone:
            found.setdefault(folded.rsplit("/", 1)[1], []).append(zone)
    return {city: tuple(zones) for city, zones in found.items()}

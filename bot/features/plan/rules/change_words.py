"""Read changes of a plan from words: `order 2, 5`, `hide blockchain`, `this quarter: 2 and 5`."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from bot.calendar.quarters import next_quarter, quarter_of
from bot.catalog.catalog import Catalog
from bot.catalog.lookup.subjects import is_full_name
from bot.catalog.models import Area
from bot.core.plan import progress
from bot.core.plan.plan_choices import MAX_ESTIMATE
from bot.core.plan.progress import AmbiguousArea, NamedArea
from bot.features.plan.rules.changes import ChangeKind, PlanChange
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.timeexpr.durations import parse
from bot.timeexpr.target_days import TargetError, read_target_day

_VERBS: Final = {
    **dict.fromkeys(("choose", "only", "pick"), ChangeKind.CHOOSE),
    **dict.fromkeys(("order", "sort", "first"), ChangeKind.ORDER),
    **dict.fromkeys(("hide", "leave out", "without", "remove", "drop", "skip"), ChangeKind.HIDE),
    **dict.fromkeys(("unhide", "show", "bring back", "add"), ChangeKind.SHOW),
    **dict.fromkeys(("this quarter", "quarter", "target", "focus on", "focus", "until"), ChangeKind.TARGET),
    "next quarter": ChangeKind.NEXT_TARGET,
    "estimate": ChangeKind.ESTIMATE,
    "reset": ChangeKind.RESET,
}
_DAY_FIRST: Final = "until"  # the day comes before the areas
_LINE: Final = lazy_pattern(rf"({'|'.join(_VERBS)})(?:\s*:\s*|\s+|$)(.*)", re.IGNORECASE | re.DOTALL)
_TEAM: Final = lazy_pattern(r"(?:team )?default(?:\s*:\s*|\s+|$)(.*)", re.IGNORECASE | re.DOTALL)
_UNTIL: Final = lazy_pattern(r"(?P<areas>.*\S)\s+(?:until|till|by)\s+(?P<day>\S.*)", re.IGNORECASE | re.DOTALL)
_COLON: Final = lazy_pattern(r"(?P<day>[^:]+\S)\s*:(?P<areas>.*)", re.DOTALL)
_COMMAS: Final = lazy_pattern(r"\s*[,;&+]\s*")
_ANDS: Final = lazy_pattern(r"(?:^|\s+)(?:and|then)\s+", re.IGNORECASE)
_NUMBERS: Final = lazy_pattern(r"#?\d{1,3}\.?(?:\s+#?\d{1,3}\.?)*")
_RANGE: Final = lazy_pattern(r"#?(\d{1,3})\s*(?:-|–|to)\s*#?(\d{1,3})\.?", re.IGNORECASE)
_NUMBERS_ONLY: Final = lazy_pattern(r"#?\d{1,3}\.?(?:(?:\s*[,;&+]\s*|\s+(?:and\s+)?)#?\d{1,3}\.?)+", re.IGNORECASE)
_ESTIMATE: Final = lazy_pattern(r"(.*\S)\s+(?:(off|none|varies)|(\d.*))", re.IGNORECASE | re.DOTALL)
MAX_ANDS_IN_NAME: Final = 3
_PAGE_WORDS: Final = frozenset({"change", "choices", "edit"})
_OFF: Final = frozenset({"off", "none", "nothing"})
_ALL: Final = frozenset({"all", "everything", "all areas", "every area", "the rest"})


class MissingPart(Exception):
    """What has to be said beside the verb: areas, or of an estimate the hours."""

    def __init__(self, kind: ChangeKind) -> None:
        super().__init__(kind)
        self.kind = kind


@frozen
class TypedChange:
    """What was typed to change a plan; without a kind it asks for the page."""

    kind: ChangeKind | None
    words: str
    is_team: bool


def read_typed_change(catalog: Catalog, typed: str) -> TypedChange | None:
    """Return what to change by these words; None where they name content, or are something else."""
    if is_full_name(catalog, typed):
        return None
    team = _TEAM.fullmatch(typed)
    line = _LINE.fullmatch(team[1].strip() if team else typed)
    if line:
        verb, words = line[1].casefold(), line[2].strip()
        if verb == _DAY_FIRST and (found := _COLON.fullmatch(words)):
            words = f"{found['areas'].strip()} until {found['day']}"
        return TypedChange(_VERBS[verb], words, team is not None)
    words = (team[1] if team else typed).strip().casefold()
    asks_for_page = words in _PAGE_WORDS or (team is not None and not words)
    return TypedChange(None, "", team is not None) if asks_for_page else None


def parse_numbers(catalog: Catalog, typed: str) -> tuple[Area, ...]:
    """Return the areas of which nothing but the numbers was typed, `2 and 5`; none for anything else."""
    areas = parse_areas(catalog, typed) if _NUMBERS_ONLY.fullmatch(typed) else ()
    return areas if isinstance(areas, tuple) else ()


def parse_change(
    catalog: Catalog, kind: ChangeKind, words: str, today: date
) -> PlanChange | AmbiguousArea | TargetError:
    """Return the change, or the words that name no single area, or no day.

    Raises:
        MissingPart: no area is named, or an estimate has no hours.
    """
    if kind is ChangeKind.RESET:
        return PlanChange(kind)
    period, hours = current_period(kind, today), None
    if kind is ChangeKind.TARGET and (until := _UNTIL.fullmatch(words)):
        day = read_target_day(until["day"], today)
        if isinstance(day, TargetError):
            return day
        words, period = until["areas"], day.isoformat()
    if period and words.casefold() in _OFF:
        return PlanChange(kind, period=period)
    if kind is ChangeKind.ESTIMATE:
        words, hours = _split_estimate(words)
        words = words.rstrip(" :")
    areas = parse_areas(catalog, words)
    if areas == ():
        raise MissingPart(kind)
    return PlanChange(kind, areas, hours, period) if isinstance(areas, tuple) else areas


def current_period(kind: ChangeKind, today: date) -> str:
    """Return the period of a target that is set on a day without naming another; empty for other changes."""
    if kind is ChangeKind.NEXT_TARGET:
        return next_quarter(today)
    return quarter_of(today) if kind is ChangeKind.TARGET else ""


def _split_estimate(words: str) -> tuple[str, int | None]:
    """Return the words for the area and the hours; None for `off`."""
    match = _ESTIMATE.fullmatch(words)
    if match is None:
        raise MissingPart(ChangeKind.ESTIMATE)
    if match[2]:
        return match[1], None
    written = f"{match[3]}h" if match[3].isdecimal() else match[3]
    duration = parse.take(written, MAX_ESTIMATE * 60)
    hours = round(duration.minutes / 60) if isinstance(duration, parse.Duration) and not duration.rest else 0
    if not 1 <= hours <= MAX_ESTIMATE:
        raise MissingPart(ChangeKind.ESTIMATE)
    return match[1], hours


def parse_areas(catalog: Catalog, words: str) -> tuple[Area, ...] | AmbiguousArea:
    """Return the areas that words name, by number or name, each once in their order; or the words that name none."""
    if words.strip().casefold() in _ALL:
        return catalog.areas
    found: list[Area] = []
    for piece in filter(None, _COMMAS.split(words.strip())):
        areas = _parse_piece(catalog, piece)
        if isinstance(areas, AmbiguousArea):
            return areas
        found += areas
    return tuple({area.id: area for area in found}.values())


def _parse_piece(catalog: Catalog, piece: str) -> list[Area] | AmbiguousArea:
    """Return the areas between two commas: numbers, or names with `and` between them or in them."""
    if bounds := _RANGE.fullmatch(piece):
        return _parse_range(catalog, piece, int(bounds[1]), int(bounds[2]))
    parts = piece.split() if _NUMBERS.fullmatch(piece) else [each for each in _ANDS.split(piece) if each]
    found: list[Area] = []
    while parts:
        area, length = _longest_name(catalog, parts)
        if isinstance(area, AmbiguousArea):
            return area
        found.append(area)
        parts = parts[length:]
    return found


def _parse_range(catalog: Catalog, piece: str, first: int, last: int) -> list[Area] | AmbiguousArea:
    found = [area for area in catalog.areas if first <= area.priority <= last]
    return found or AmbiguousArea(piece, (), is_known=False)


def _longest_name(catalog: Catalog, parts: list[str]) -> tuple[Area | AmbiguousArea, int]:
    """Return the area that the most of the first parts name together, and how many they are."""
    for length in range(min(len(parts), MAX_ANDS_IN_NAME + 1), 0, -1):
        match = progress.find_area(catalog, " and ".join(parts[:length]))
        if isinstance(match, NamedArea) and match.matched_by is None and (length == 1 or not match.corrections):
            return match.area, length
    return _doubt(match, parts[0]), 1


def _doubt(match: NamedArea | AmbiguousArea, typed: str) -> AmbiguousArea:
    """Return the question that words raise which name a topic or roadmap in place of an area, or nothing."""
    if isinstance(match, AmbiguousArea):
        return match
    is_known = not isinstance(match.matched_by, str) and not match.corrections
    return AmbiguousArea(typed, (match.area,), is_known=is_known)

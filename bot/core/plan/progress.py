"""The plan against what was learned: progress by area, what it adds up to, and what comes next."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain

from bot.catalog.catalog import Catalog
from bot.catalog.entries import Place
from bot.catalog.lookup import subjects
from bot.catalog.lookup.subjects import Subject, Subjects
from bot.catalog.lookup.typos import Taken
from bot.catalog.models import LEVELS, Area, Assignment, Roadmap


@dataclass(frozen=True, slots=True)
class Advised:
    """The next step that a mentor has set: a topic or an assignment, and the minutes that were on it by then."""

    subject: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Record:
    """All of a member's learning that the plan asks about.

    Minutes by subject over all time, ticked assignments, the level they have in a roadmap, a mentor's advice.
    """

    minutes: dict[str, int]
    ticked: frozenset[str]
    levels: Mapping[str, str] = field(default_factory=dict)
    advised: Advised | None = None

    def is_open(self, place: Place) -> bool:
        """Whether a topic is still to be learned: no hours on it, and not below the level they have."""
        level = self.levels.get(place.roadmap.id)
        below = level in LEVELS and LEVELS.index(place.topic.level) < LEVELS.index(level)
        return place.id not in self.minutes and not below


@dataclass(frozen=True, slots=True)
class Progress:
    """One area: actual minutes and ticks against the plan. `share` is 0 to 1, None where the estimate varies."""

    area: Area
    minutes: int
    ticked: frozenset[str]

    @property
    def share(self) -> float | None:
        """Minutes against the low end of the estimate, at most 1."""
        return min(1.0, self.minutes / (self.area.hours.low * 60)) if self.area.hours else None

    @property
    def is_done(self) -> bool:
        """All assignments ticked, and the low end of the estimate reached where there is one."""
        return len(self.ticked) == len(self.area.assignments) and (self.share is None or self.share >= 1)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a plan adds up to. Minutes, estimate (hours) and share leave optional areas out; the counts are over all."""

    minutes: int
    low: int
    high: int
    share: float
    ticked: int
    assignments: int
    finished: int
    areas: int
    optional_minutes: int


@dataclass(frozen=True, slots=True)
class Named:
    """An area as somebody named it; `via` is the roadmap, the topic or only the words that led to it."""

    area: Area
    via: Place | Roadmap | str | None = None
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words that name no single area; `known` where they fit each of the options, else these are only near."""

    typed: str
    options: tuple[Area, ...]
    known: bool


class Because(enum.Enum):
    """Why a step comes next."""

    FIRST = "first"  # nothing is logged in the area yet
    LEVEL = "level"  # the next topic on the lowest level that is open
    PRACTICE = "practice"  # enough hours for the next assignment
    TOPICS_DONE = "topics_done"  # every topic has been touched
    ADVISED = "advised"  # a mentor has set it


@dataclass(frozen=True, slots=True)
class Step:
    """What comes next for a member: a topic or an assignment, and why."""

    area: Area
    what: Place | Assignment
    because: Because
    minutes: int
    own_level: bool = False  # whether it follows from a level that they have in its roadmap


def by_area(catalog: Catalog, known: Record) -> tuple[Progress, ...]:
    """All areas in priority order."""
    return tuple(in_area(area, known) for area in catalog.areas)


def in_area(area: Area, known: Record) -> Progress:
    """One area."""
    return Progress(
        area, known.minutes.get(area.id, 0), frozenset(a.id for a in area.assignments if a.id in known.ticked)
    )


def share(areas: tuple[Progress, ...]) -> float:
    """How much of the plan's hours is done, 0 to 1; optional areas are left out, so that no hour makes it shrink."""
    counted = [p for p in areas if p.area.hours and not p.area.optional]
    planned = sum(p.area.hours.low * 60 for p in counted if p.area.hours)
    done = sum(min(p.minutes, p.area.hours.low * 60) for p in counted if p.area.hours)
    return done / planned if planned else 0.0


def summary(areas: tuple[Progress, ...]) -> Summary:
    """What the areas add up to."""
    needed = [p for p in areas if not p.area.optional]
    estimates = [p.area.hours for p in needed if p.area.hours]
    return Summary(
        minutes=sum(p.minutes for p in needed),
        low=sum(hours.low for hours in estimates),
        high=sum(hours.high for hours in estimates),
        share=share(areas),
        ticked=sum(len(p.ticked) for p in areas),
        assignments=sum(len(p.area.assignments) for p in areas),
        finished=sum(p.is_done for p in areas),
        areas=len(areas),
        optional_minutes=sum(p.minutes for p in areas if p.area.optional),
    )


def ahead(catalog: Catalog, known: Record, area: Area, most: int = 3) -> tuple[Place, ...]:
    """The first topics of an area that are not logged yet, in the order to learn them, from the member's level on."""
    return tuple(place for place in catalog.curriculum(area.id) if known.is_open(place))[:most]


def find_area(catalog: Catalog, words: str) -> Named | Doubt:
    """The area that words name, by itself or through a roadmap or topic."""
    numbered = next((area for area in catalog.areas if str(area.priority) == words.strip(" .#")), None)
    if numbered:
        return Named(numbered)
    found = subjects.find(catalog, words)
    if isinstance(found, Subject):
        return Named(found.area, found.place or found.roadmap, found.taken)
    if isinstance(found, Subjects):
        areas = tuple({option.area.id: option.area for option in found.options}.values())
        if len(areas) > 1:
            return Doubt(words, areas, known=True)
        return Named(areas[0], words, found.taken)
    near = {option.area.id: option.area for option in subjects.nearest(catalog, words)}
    return Doubt(words, tuple(near.values()), known=False)


def next_step(
    catalog: Catalog, known: Record, area: Area | None = None, *, roadmap: Roadmap | None = None
) -> Step | None:
    """What a mentor has set, else what to do next in `area`, or by the plan's priority; None when all is done.

    In a `roadmap` of the area its own topics come before all others.
    """
    advised = _advised(catalog, known)
    own = _in_roadmap(catalog, known, roadmap) if roadmap else None
    if own and not (advised and isinstance(advised.what, Place) and advised.what.roadmap == roadmap):
        return own
    if advised and area in (None, advised.area):
        return advised
    begun = (each for each in catalog.areas if each.optional and known.minutes.get(each.id))
    needed = (each for each in catalog.areas if not each.optional)
    for each in chain((area,) if area else (), needed, begun):
        state = in_area(each, known)
        step = None if state.is_done else _step(catalog, known, state)
        if step:
            return step
    return None


def _advised(catalog: Catalog, known: Record) -> Step | None:
    """A mentor's step, until there are hours on its topic or its assignment is ticked."""
    if known.advised is None:
        return None
    what = known.advised.subject
    task, place = catalog.find_assignment(what), catalog.find_topic(what)
    if task and task[1].id not in known.ticked:
        return Step(task[0], task[1], Because.ADVISED, known.minutes.get(task[0].id, 0))
    if place and known.minutes.get(place.id, 0) <= known.advised.minutes:
        area = catalog.area(place.topic.areas[0])
        return Step(area, place, Because.ADVISED, known.minutes.get(area.id, 0))
    return None


def _in_roadmap(catalog: Catalog, known: Record, roadmap: Roadmap) -> Step | None:
    """The first open topic of a roadmap, from the member's level on: easy before hard."""
    places = [place for place in catalog.topics_in(roadmap.id) if known.is_open(place)]
    if not places:
        return None
    topic = min(places, key=lambda place: LEVELS.index(place.topic.level))
    area = catalog.area(topic.topic.areas[0])
    return Step(area, topic, Because.LEVEL, known.minutes.get(area.id, 0), own_level=_has_level(known, topic))


def _has_level(known: Record, topic: Place) -> bool:
    """Whether they begin above the lowest level there."""
    return known.levels.get(topic.roadmap.id, LEVELS[0]) != LEVELS[0]


def _step(catalog: Catalog, known: Record, state: Progress) -> Step | None:
    topic = next((place for place in catalog.curriculum(state.area.id) if known.is_open(place)), None)
    work = next((work for work in state.area.assignments if work.id not in state.ticked), None)
    if work and (topic is None or _is_ready(state)):
        return Step(state.area, work, Because.PRACTICE if topic else Because.TOPICS_DONE, state.minutes)
    if topic is None:
        return None
    why = Because.LEVEL if state.minutes else Because.FIRST
    return Step(state.area, topic, why, state.minutes, own_level=_has_level(known, topic))


def _is_ready(state: Progress) -> bool:
    """Assignments are spread over the estimate: the first of three is due after a quarter of the hours."""
    if state.area.hours is None:
        return bool(state.minutes)
    needed = state.area.hours.low * 60 * (len(state.ticked) + 1) / (len(state.area.assignments) + 1)
    return state.minutes >= needed

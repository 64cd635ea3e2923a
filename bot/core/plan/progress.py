"""Progress through the plan: by area, summed up, and the next step."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain, islice

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import subjects
from bot.catalog.lookup.subjects import Subject, SubjectOptions
from bot.catalog.lookup.typos import Correction
from bot.catalog.models import LEVELS, Area, Assignment, Roadmap, TopicReference


@dataclass(frozen=True, slots=True)
class MentorStep:
    """The next step that a mentor has set: a topic or an assignment, and the minutes logged on it by then."""

    subject: str
    minutes: int


@dataclass(frozen=True, slots=True)
class LearningRecord:
    """All of a member's learning that the plan looks at: minutes over all time, ticks, levels, a mentor's step.

    `first_area` is what they want to learn before all else; empty for the plan's order.
    """

    minutes: dict[str, int]
    ticked_assignments: frozenset[str]
    levels: Mapping[str, str] = field(default_factory=dict)
    mentor_step: MentorStep | None = None
    first_area: str = ""

    def is_topic_open(self, topic_ref: TopicReference) -> bool:
        """Return whether a topic is still to be learned: no hours on it, and not below the member's level."""
        if topic_ref.id in self.minutes:
            return False
        level = self.levels.get(topic_ref.roadmap.id)
        return level not in LEVELS or topic_ref.level_height >= LEVELS.index(level) / len(LEVELS)


@dataclass(frozen=True, slots=True)
class AreaProgress:
    """The minutes and ticks of one area against the plan."""

    area: Area
    minutes: int
    ticked_assignments: frozenset[str]

    @property
    def share(self) -> float | None:
        """Minutes against the low end of the estimate, 0 to 1; None where the estimate varies."""
        return min(1.0, self.minutes / (self.area.hours.low * 60)) if self.area.hours else None

    @property
    def is_done(self) -> bool:
        """Return whether all assignments are ticked and the low end of the estimate, if any, is reached."""
        return len(self.ticked_assignments) == len(self.area.assignments) and (self.share is None or self.share >= 1)


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """The sums of a plan. Minutes, estimate (hours) and share leave optional areas out; the counts do not."""

    minutes: int
    low_hours: int
    high_hours: int
    share: float
    ticked_assignments: int
    assignments: int
    finished_areas: int
    areas: int
    optional_minutes: int


@dataclass(frozen=True, slots=True)
class NamedArea:
    """An area as somebody named it; `matched_by` is the roadmap, topic or words that led to it."""

    area: Area
    matched_by: TopicReference | Roadmap | str | None = None
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class AmbiguousArea:
    """Words that name no single area; `is_known` if they name each of the options, else these are only near."""

    typed: str
    options: tuple[Area, ...]
    is_known: bool


class StepReason(enum.Enum):
    """The reason why a step comes next."""

    FIRST_IN_AREA = "first"  # nothing is logged in the area yet
    LOWEST_LEVEL = "level"  # the next topic on the lowest level that is open
    READY_FOR_PRACTICE = "practice"  # enough hours for the next assignment
    TOPICS_DONE = "topics_done"  # every topic has been touched
    TOPICS_BELOW_LEVEL = "below"  # those that have not are below the member's level
    NO_TOPICS = "no_topics"  # the area has none
    SET_BY_MENTOR = "advised"  # a mentor has set it


@dataclass(frozen=True, slots=True)
class NextStep:
    """What a member should do next: a topic or an assignment, and why."""

    area: Area
    subject: TopicReference | Assignment
    reason: StepReason
    minutes: int
    is_from_own_level: bool = False  # whether it follows from a level that they have in its roadmap

    @property
    def is_set_by_mentor(self) -> bool:
        """Return whether a mentor has chosen it."""
        return self.reason is StepReason.SET_BY_MENTOR


def list_area_progress(catalog: Catalog, record: LearningRecord) -> tuple[AreaProgress, ...]:
    """Return the progress of all areas in priority order."""
    return tuple(measure_area(area, record) for area in catalog.areas)


def measure_area(area: Area, record: LearningRecord) -> AreaProgress:
    """Return the progress of one area."""
    return AreaProgress(
        area,
        record.minutes.get(area.id, 0),
        frozenset(a.id for a in area.assignments if a.id in record.ticked_assignments),
    )


def plan_share(areas: tuple[AreaProgress, ...]) -> float:
    """Return how much of the plan's hours is done, 0 to 1; optional areas do not count, so that no hour lowers it."""
    counted = [p for p in areas if p.area.hours and not p.area.optional]
    planned = sum(p.area.hours.low * 60 for p in counted if p.area.hours)
    done = sum(min(p.minutes, p.area.hours.low * 60) for p in counted if p.area.hours)
    return done / planned if planned else 0.0


def summarize_plan(areas: tuple[AreaProgress, ...]) -> PlanSummary:
    """Return the sums over the areas."""
    needed = [p for p in areas if not p.area.optional]
    estimates = [p.area.hours for p in needed if p.area.hours]
    return PlanSummary(
        minutes=sum(p.minutes for p in needed),
        low_hours=sum(hours.low for hours in estimates),
        high_hours=sum(hours.high for hours in estimates),
        share=plan_share(areas),
        ticked_assignments=sum(len(p.ticked_assignments) for p in areas),
        assignments=sum(len(p.area.assignments) for p in areas),
        finished_areas=sum(p.is_done for p in areas),
        areas=len(areas),
        optional_minutes=sum(p.minutes for p in areas if p.area.optional),
    )


def list_open_topics(
    catalog: Catalog, record: LearningRecord, area: Area, limit: int = 3
) -> tuple[TopicReference, ...]:
    """Return the first open topics of an area, in the order to learn them, from the member's level on."""
    return tuple(islice((topic for topic in catalog.curriculum(area.id) if record.is_topic_open(topic)), limit))


def find_area(catalog: Catalog, typed: str) -> NamedArea | AmbiguousArea:
    """Return the area that words name, by itself or through a roadmap or topic."""
    numbered = next((area for area in catalog.areas if str(area.priority) == typed.strip(" .#")), None)
    if numbered:
        return NamedArea(numbered)
    found = subjects.find_whole_subject(catalog, typed)
    if isinstance(found, Subject):
        return NamedArea(found.area, found.topic_ref or found.roadmap, found.corrections)
    if isinstance(found, SubjectOptions):
        areas = tuple({option.area.id: option.area for option in found.options}.values())
        if len(areas) > 1:
            return AmbiguousArea(typed, areas, is_known=True)
        return NamedArea(areas[0], typed, found.corrections)
    near = {option.area.id: option.area for option in subjects.nearest_subjects(catalog, typed)}
    return AmbiguousArea(typed, tuple(near.values()), is_known=False)


def choose_next_step(
    catalog: Catalog, record: LearningRecord, area: Area | None = None, *, roadmap: Roadmap | None = None
) -> NextStep | None:
    """Return a mentor's step, else the next one in `area`, in the member's first area, or by the plan's priority.

    None when all is done. In a `roadmap` of the area its own topics come before all others.
    """
    assigned = _mentor_step(catalog, record)
    own = _step_in_roadmap(catalog, record, roadmap) if roadmap else None
    if own and not (assigned and isinstance(assigned.subject, TopicReference) and assigned.subject.roadmap == roadmap):
        return own
    if assigned and area in (None, assigned.area):
        return assigned
    started = (each for each in catalog.areas if each.optional and record.minutes.get(each.id))
    needed = (each for each in catalog.areas if not each.optional)
    first = catalog.find_area(record.first_area)
    for each in chain(filter(None, (area, first)), needed, started):
        progress = measure_area(each, record)
        step = None if progress.is_done else _step_in_area(catalog, record, progress)
        if step:
            return step
    return None


def _mentor_step(catalog: Catalog, record: LearningRecord) -> NextStep | None:
    """Return a mentor's step, until there are hours on its topic or its assignment is ticked."""
    if record.mentor_step is None:
        return None
    subject = record.mentor_step.subject
    if (found := catalog.find_assignment(subject)) and found[1].id not in record.ticked_assignments:
        return NextStep(*found, StepReason.SET_BY_MENTOR, record.minutes.get(found[0].id, 0))
    topic = catalog.find_topic(subject)
    if topic and record.minutes.get(topic.id, 0) <= record.mentor_step.minutes:
        area = catalog.area(topic.topic.areas[0])
        return NextStep(area, topic, StepReason.SET_BY_MENTOR, record.minutes.get(area.id, 0))
    return None


def _step_in_roadmap(catalog: Catalog, record: LearningRecord, roadmap: Roadmap) -> NextStep | None:
    """Return the first open topic of a roadmap, from the member's level on: easy before hard."""
    topics = [topic for topic in catalog.list_topics(roadmap.id) if record.is_topic_open(topic)]
    if not topics:
        return None
    topic = min(topics, key=lambda topic: topic.level_height)
    area = catalog.area(topic.topic.areas[0])
    minutes = record.minutes.get(area.id, 0)
    return NextStep(area, topic, StepReason.LOWEST_LEVEL, minutes, is_from_own_level=_has_own_level(record, topic))


def _has_own_level(record: LearningRecord, topic_ref: TopicReference) -> bool:
    """Return whether the member begins above the lowest level in the topic's roadmap."""
    return record.levels.get(topic_ref.roadmap.id, LEVELS[0]) != LEVELS[0]


def _reason_without_topic(catalog: Catalog, record: LearningRecord, area: Area) -> StepReason:
    """Return why no topic of an area is open."""
    topics = catalog.curriculum(area.id)
    if not topics:
        return StepReason.NO_TOPICS
    is_done = all(topic.id in record.minutes for topic in topics)
    return StepReason.TOPICS_DONE if is_done else StepReason.TOPICS_BELOW_LEVEL


def _step_in_area(catalog: Catalog, record: LearningRecord, progress: AreaProgress) -> NextStep | None:
    area, minutes = progress.area, progress.minutes
    topic = next(iter(list_open_topics(catalog, record, area, limit=1)), None)
    assignment = next((each for each in area.assignments if each.id not in progress.ticked_assignments), None)
    if assignment and (topic is None or _is_ready_for_practice(progress)):
        reason = StepReason.READY_FOR_PRACTICE if topic else _reason_without_topic(catalog, record, area)
        return NextStep(area, assignment, reason, minutes)
    if topic is None:
        return None
    reason = StepReason.LOWEST_LEVEL if minutes else StepReason.FIRST_IN_AREA
    return NextStep(area, topic, reason, minutes, is_from_own_level=_has_own_level(record, topic))


def _is_ready_for_practice(progress: AreaProgress) -> bool:
    """Return whether an assignment is due: they are spread over the estimate, of three the first after a quarter."""
    if progress.area.hours is None:
        return bool(progress.minutes)
    share = (len(progress.ticked_assignments) + 1) / (len(progress.area.assignments) + 1)
    return progress.minutes >= progress.area.hours.low * 60 * share

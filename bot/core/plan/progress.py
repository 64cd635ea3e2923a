"""Progress through the plan: by area and summed up; what a next step is is chosen in `next_moves`."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import field
from itertools import islice

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import subjects
from bot.catalog.lookup.hidden_names import find_hidden_roadmap
from bot.catalog.lookup.subjects import Subject, SubjectOptions
from bot.catalog.lookup.typos import Correction
from bot.catalog.models import LEVELS, Area, Assignment, Roadmap, TopicReference
from bot.core.knowing.due_topics import DueTopic
from bot.core.knowing.states import TopicState
from bot.core.plan.offer_memory import NO_OFFERS, OfferMemory
from bot.core.plan.plan_choices import NO_CHOICES, PlanChoices, list_chosen_areas
from bot.frozen import frozen


@frozen
class MentorStep:
    """The next step that a mentor has set: a topic or an assignment, and the minutes logged on it by then."""

    subject: str
    minutes: int


@frozen
class LearningRecord:
    """All of a member's learning that the plan looks at: minutes over all time, ticks, levels, what is set or offered.

    `first_area` is what they want to learn before all else; empty for the plan's order. `states` are those of topics
    and subtopics, by id; `choices` what they, or the team, chose in the plan.
    """

    minutes: dict[str, int]
    ticked_assignments: frozenset[str]
    levels: Mapping[str, str] = field(default_factory=dict)
    mentor_step: MentorStep | None = None
    first_area: str = ""
    states: Mapping[str, TopicState] = field(default_factory=dict)
    choices: PlanChoices = NO_CHOICES
    offers: OfferMemory = NO_OFFERS
    shared: Mapping[str, str] = field(default_factory=dict)
    """By topic: the name of somebody who has it next, where both agreed to show what they learn."""
    due: Mapping[str, DueTopic] = field(default_factory=dict)
    """By id, the topics to ask about: the one that was offered last, or all where another one is chosen."""
    due_count: int = 0
    """How many there are."""

    @property
    def is_new(self) -> bool:
        """Return whether nothing is logged and nothing ticked."""
        return not self.ticked_assignments and not any(minutes > 0 for minutes in self.minutes.values())

    def is_topic_open(self, topic_ref: TopicReference) -> bool:
        """Return whether a topic is still to be learned: no hours on it, not below the member's level, not set aside.

        One that they say they are learning is open below their level too.
        """
        subject = topic_ref.topic.id
        if subject in self.minutes:
            return False
        state = self.states.get(subject)
        if state is TopicState.KNOWN or state is TopicState.SKIPPED:
            return False
        if state is TopicState.LEARNING:
            return True
        level = self.levels.get(topic_ref.roadmap.id)
        return level not in LEVELS or topic_ref.level_height >= LEVELS.index(level) / len(LEVELS)

    def is_set_aside(self, topic_ref: TopicReference) -> bool:
        """Return whether they know a topic, or it's not for them."""
        return self.states.get(topic_ref.id) in (TopicState.KNOWN, TopicState.SKIPPED)

    def is_learned(self, topic_ref: TopicReference) -> bool:
        """Return whether they have logged hours on a topic, or know it."""
        return topic_ref.id in self.minutes or self.states.get(topic_ref.id) is TopicState.KNOWN

    def has_own_level(self, topic_ref: TopicReference) -> bool:
        """Return whether the member begins above the lowest level in the topic's roadmap."""
        return self.levels.get(topic_ref.roadmap.id, LEVELS[0]) != LEVELS[0]


@frozen
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


@frozen
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


@frozen
class NamedArea:
    """An area as somebody named it; `matched_by` is the roadmap, topic or words that led to it."""

    area: Area
    matched_by: TopicReference | Roadmap | str | None = None
    corrections: tuple[Correction, ...] = ()


@frozen
class AmbiguousArea:
    """Words that name no single area; `is_known` if they name each of the options, else these are only near.

    `off` is the roadmap of that name that a layer hides; the option is its area then.
    """

    typed: str
    options: tuple[Area, ...]
    is_known: bool
    off: str = ""


class StepReason(enum.Enum):
    """The reason why a step comes next."""

    FIRST_IN_AREA = "first"  # nothing is logged in the area yet
    LOWEST_LEVEL = "level"  # the next topic on the lowest level that is open
    BUILDS_ON = "builds_on"  # it builds on a topic that they have learned
    READY_FOR_PRACTICE = "practice"  # enough hours for the next assignment
    TOPICS_DONE = "topics_done"  # every topic is learned
    TOPICS_SET_ASIDE = "set_aside"  # of those that aren't, some aren't for the member
    TOPICS_BELOW_LEVEL = "below"  # those that aren't are below the member's level
    NO_TOPICS = "no_topics"  # the area has none
    SET_BY_MENTOR = "advised"  # a mentor has set it
    REFRESHER = "refresher"  # learned, and about to be forgotten while too much waits to be asked about


@frozen
class NextStep:
    """What a member should do next: a topic or an assignment, and why."""

    area: Area
    subject: TopicReference | Assignment
    reason: StepReason
    minutes: int
    is_from_own_level: bool = False  # whether it follows from a level that they have in its roadmap
    builds_on: TopicReference | None = None  # the topic that they have learned
    together_with: str = ""  # the name of somebody who has it next too
    is_in_first_area: bool = False  # whether its area is the first of the member's plan
    days_since: int = 0  # of a refresher: since they last looked at it

    @property
    def is_set_by_mentor(self) -> bool:
        """Return whether a mentor has chosen it."""
        return self.reason is StepReason.SET_BY_MENTOR

    @property
    def is_refresher(self) -> bool:
        """Return whether it's a topic that they have learned, to look at again."""
        return self.reason is StepReason.REFRESHER


def list_area_progress(catalog: Catalog, record: LearningRecord) -> tuple[AreaProgress, ...]:
    """Return the progress of all areas that are in the member's plan, in its order."""
    return tuple(measure_area(area, record) for area in list_chosen_areas(catalog, record.choices))


def measure_area(area: Area, record: LearningRecord) -> AreaProgress:
    """Return the progress of one area, against the estimate that holds in the member's plan."""
    return AreaProgress(
        record.choices.adjust(area),
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
    if hidden := find_hidden_roadmap(catalog, typed):
        areas = tuple(each for each in catalog.areas if each.id == catalog.current_id(hidden.area))
        return AmbiguousArea(typed, areas, is_known=False, off=hidden.name)
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


def list_areas_in_turn(catalog: Catalog, record: LearningRecord) -> tuple[Area, ...]:
    """Return the areas from which a member's next steps come, those first that come first.

    These are the areas of their target, the one they began with, then the plan's order; optional areas only once there
    are hours in them.
    """
    areas = list_chosen_areas(catalog, record.choices)
    targets = [each for each in areas if each.id in record.choices.targets]
    first = [each for each in areas if each.id == record.first_area]
    needed = [each for each in areas if not each.optional]
    started = [each for each in areas if each.optional and record.minutes.get(each.id)]
    return tuple({each.id: each for each in (*targets, *first, *needed, *started)}.values())


def reason_without_topic(catalog: Catalog, record: LearningRecord, area: Area) -> StepReason:
    """Return why no topic of an area is open."""
    topics = catalog.curriculum(area.id)
    if not topics:
        return StepReason.NO_TOPICS
    left = [topic for topic in topics if not record.is_learned(topic)]
    if not left:
        return StepReason.TOPICS_DONE
    return StepReason.TOPICS_SET_ASIDE if any(map(record.is_set_aside, left)) else StepReason.TOPICS_BELOW_LEVEL

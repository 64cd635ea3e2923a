"""The steps that a member's record leaves open, in the order in which they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import chain

from bot.catalog.catalog import Catalog
from bot.catalog.models import Area, Assignment, TopicReference
from bot.core.plan.learning_act import LearningAct
from bot.core.plan.plan_choices import find_hidden
from bot.core.plan.progress import (
    LearningRecord,
    NextStep,
    StepReason,
    list_areas_in_turn,
    measure_area,
    reason_without_topic,
)


class OpenSteps:
    """The steps that one record leaves open, in the order in which they come.

    `met` are topics that count as learned where they are what to know before another: they were offered just now.
    """

    def __init__(self, catalog: Catalog, record: LearningRecord, met: frozenset[str] = frozenset()) -> None:
        self._catalog = catalog
        self._record = record
        self._met = met
        self._hidden = find_hidden(catalog, record.choices)
        self._finished: dict[str, bool] = {}
        self._first_area = next((area.id for area in list_areas_in_turn(catalog, record)), "")

    def find(self, subject: str) -> NextStep | None:
        """Return the step of an id while it's open."""
        if found := self._catalog.find_assignment(subject):
            is_open = found[1].id not in self._record.ticked_assignments and not self._is_finished(found[0].id)
            return self._practice(found[0], found[1]) if is_open else None
        topic = self._catalog.find_topic(subject)
        return self._topic_step(topic) if topic and self._is_open(topic) else None

    def candidates(self, act: LearningAct, without: AbstractSet[str] = frozenset()) -> Iterator[NextStep]:
        """Yield every open step `without` some subjects: near the act, then in the plan's order."""
        yield from self.near(act, without)
        for area in list_areas_in_turn(self._catalog, self._record):
            yield from self._steps_in(area, without)

    def near(self, act: LearningAct, without: AbstractSet[str] = frozenset()) -> Iterator[NextStep]:
        """Yield the open steps near an act `without` some subjects: in its roadmap, then in its area.

        An assignment that is due by the hours of the area comes before what is near a single topic.
        """
        if len(act.topics) == 1 and act.area and self._is_practice_due(act.area):
            yield from (
                self._practice(act.area, each) for each in self._waiting(act.area)[:1] if each.id not in without
            )
        yield from (self._topic_step(each) for each in self._topics_near(act) if each.topic.id not in without)
        if act.area:
            yield from self._steps_in(act.area, without)

    def _topics_near(self, act: LearningAct) -> Iterator[TopicReference]:
        """Yield what builds on the topics of an act, those topics themselves, and the rest of the roadmap."""
        if act.roadmap is None:
            return
        following = (each for topic in act.topics for each in self._catalog.followers(topic.id))
        ordered = (
            *sorted((each for each in following if each.roadmap is act.roadmap), key=_height),
            *sorted(act.topics, key=_height),
            *self._catalog.path(act.roadmap.id),
        )
        topics = self._in_order(filter(self._is_open, ordered))
        yield from (each for each in topics if each.roadmap is act.roadmap)
        for each in filter(self._is_open, ordered):  # what comes before is elsewhere: better this one's than none
            before = self._open_before(each)
            if before and not any(other.roadmap is act.roadmap for other in before):
                yield each

    def _steps_in(self, area: Area, without: AbstractSet[str]) -> Iterator[NextStep]:
        """Yield an assignment that is due by the hours, the topics, then every assignment once no topic is left."""
        if self._is_finished(area.id):
            return
        waiting, topics = self._waiting(area), filter(self._is_open, self._catalog.curriculum(area.id))
        first = next(topics, None)
        due = waiting if first is None else waiting[:1] if self._is_practice_due(area) else []
        yield from (self._practice(area, each, has_topics=first is not None) for each in due if each.id not in without)
        if first:
            in_order = self._in_order(chain((first,), topics))
            yield from (self._topic_step(each, area) for each in in_order if each.topic.id not in without)

    def _waiting(self, area: Area) -> list[Assignment]:
        return [each for each in area.assignments if each.id not in self._record.ticked_assignments]

    def _in_order(self, topics: Iterable[TopicReference]) -> Iterator[TopicReference]:
        """Yield each of these open topics that may come now, and in place of another what one should learn before."""
        seen: set[str] = set()
        for topic in topics:
            yield from self._first_before(topic, seen)

    def _first_before(self, topic: TopicReference, seen: set[str]) -> Iterator[TopicReference]:
        if topic.id in seen:
            return
        seen.add(topic.id)
        before = self._open_before(topic)
        if not before:
            yield topic
        for each in before:
            yield from self._first_before(each, seen)

    def _open_before(self, topic: TopicReference) -> list[TopicReference]:
        before = self._catalog.prerequisites(topic.id)
        return [
            each
            for each in before
            if each.id not in self._met and each.topic.areas[0] not in self._hidden and self._is_open(each)
        ]

    def _is_open(self, topic: TopicReference) -> bool:
        """Return whether a topic is to be learned, in an area that isn't finished."""
        return self._record.is_topic_open(topic) and not self._is_finished(topic.topic.areas[0])

    def _is_finished(self, area_id: str) -> bool:
        """Return whether an area is done, with the estimate that the member has chosen for it."""
        if area_id not in self._finished:
            area = self._record.choices.adjust(self._catalog.area(area_id))
            self._finished[area_id] = measure_area(area, self._record).is_done
        return self._finished[area_id]

    def _is_practice_due(self, area: Area) -> bool:
        """Return whether an assignment is due: they are spread over the estimate, of three one after each quarter."""
        area, minutes = self._record.choices.adjust(area), self._record.minutes.get(area.id, 0)
        ticked = sum(each.id in self._record.ticked_assignments for each in area.assignments)
        if self._is_finished(area.id) or ticked == len(area.assignments):
            return False
        share = (ticked + 1) / (len(area.assignments) + 1)
        return minutes >= area.hours.low * 60 * share if area.hours else bool(minutes)

    def _practice(self, area: Area, assignment: Assignment, *, has_topics: bool | None = None) -> NextStep:
        if has_topics is None:
            has_topics = any(map(self._is_open, self._catalog.curriculum(area.id)))
        reason = (
            StepReason.READY_FOR_PRACTICE if has_topics else reason_without_topic(self._catalog, self._record, area)
        )
        return NextStep(area, assignment, reason, self._record.minutes.get(area.id, 0))

    def _topic_step(self, topic: TopicReference, area: Area | None = None) -> NextStep:
        """Return a topic as a step of `area`, or of its own one where that isn't among its areas."""
        if area is None or area.id not in topic.topic.areas:
            area = self._catalog.area(topic.topic.areas[0])
        minutes = self._record.minutes.get(area.id, 0)
        learned = next(filter(self._record.is_learned, self._catalog.prerequisites(topic.id)), None)
        reason = StepReason.LOWEST_LEVEL if minutes else StepReason.FIRST_IN_AREA
        return NextStep(
            area,
            topic,
            StepReason.BUILDS_ON if learned else reason,
            minutes,
            is_from_own_level=not learned and self._record.has_own_level(topic),
            builds_on=learned,
            together_with=self._record.shared.get(topic.id, ""),
            is_in_first_area=area.id == self._first_area,
        )


def _height(topic: TopicReference) -> float:
    return topic.level_height


def find_mentor_step(catalog: Catalog, record: LearningRecord) -> NextStep | None:
    """Return a mentor's step, until there are hours on its topic, it's known or set aside, or it's ticked."""
    if record.mentor_step is None:
        return None
    subject = record.mentor_step.subject
    if (found := catalog.find_assignment(subject)) and found[1].id not in record.ticked_assignments:
        return NextStep(*found, StepReason.SET_BY_MENTOR, record.minutes.get(found[0].id, 0))
    topic = catalog.find_topic(subject)
    if topic and record.minutes.get(topic.id, 0) <= record.mentor_step.minutes and not record.is_set_aside(topic):
        area = catalog.area(topic.topic.areas[0])
        return NextStep(area, topic, StepReason.SET_BY_MENTOR, record.minutes.get(area.id, 0))
    return None

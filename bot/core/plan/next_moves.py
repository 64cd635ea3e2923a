"""What a member learns next: after what they have just done, and whenever they ask.

A step is a topic or an assignment. Topics come after what one should know before them, from the member's level on and
easy before hard; what they know or set aside is none, and neither is anything of a finished area.

Asking changes nothing: it shows what was offered last. After an act - hours, "I know this", "Not for me", "Something
else" - another step comes: none that was offered in the same week, none three times running, and the only one that is
left just once. Every second step is a refresher while too many topics wait to be asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import chain, islice
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.models import Area, Roadmap, TopicReference
from bot.core.plan.learning_act import LearningAct
from bot.core.plan.open_steps import OpenSteps, find_mentor_step
from bot.core.plan.plan_choices import find_hidden
from bot.core.plan.progress import LearningRecord, NextStep
from bot.core.plan.refreshers import find_refresher, list_refreshers

STEPS_COMPARED: Final = 5  # after the first, to find one that somebody else has next too
Candidates = Callable[[], Iterator[NextStep]]


def choose_next_step(
    catalog: Catalog, record: LearningRecord, area: Area | None = None, *, roadmap: Roadmap | None = None
) -> NextStep | None:
    """Return a mentor's step, else what was offered last, else the next one in `area`, near the last, or by the plan.

    None when all is done. In a `roadmap` of the area its own topics come before all others.
    """
    assigned = find_mentor_step(catalog, record)
    if assigned and _is_in_scope(assigned, area, roadmap):
        return assigned
    steps = OpenSteps(catalog, record)
    current = _find_current(catalog, record, steps)
    is_hidden = current and not area and current.area.id in find_hidden(catalog, record.choices)
    if current and _is_in_scope(current, area, roadmap) and not is_hidden:
        return current
    place = LearningAct(area, roadmap) if area or roadmap else _near_last(catalog, record)
    dealt_with = record.offers.of_week(record.offers.latest_week)
    fresh = (steps.near if area else steps.candidates)(place, dealt_with)
    return next(fresh, None) or next(steps.candidates(place), None)


def choose_step_after(catalog: Catalog, record: LearningRecord, act: LearningAct, week: str) -> NextStep | None:
    """Return what to offer after an act in a week, where `record` includes it; None where nothing new is left."""
    return _choose_new(catalog, record, act, week, with_refreshers=not record.offers.is_refresher)


def _choose_new(
    catalog: Catalog, record: LearningRecord, act: LearningAct, week: str, *, with_refreshers: bool = False
) -> NextStep | None:
    """Return what wasn't offered in a week: a mentor's step, a refresher, then what is near an act."""
    memory, assigned = record.offers, find_mentor_step(catalog, record)
    own = [assigned] if assigned and _is_in_scope(assigned, act.area, act.roadmap) else []
    steps = OpenSteps(catalog, record, memory.subjects.difference(act.steps) | _list_met(catalog, record, act))

    def candidates(without: AbstractSet[str] = frozenset()) -> Iterator[NextStep]:
        refreshers = list_refreshers(catalog, record, act) if with_refreshers else ()
        before = (each for each in chain(own, refreshers) if each.subject.id not in without)
        return chain(before, steps.candidates(act, without))

    rested = candidates(memory.tired_in(week).union(act.steps))
    fresh = (each for each in rested if each.subject.id != memory.current or not _is_only(each, candidates))
    first = next(fresh, None)
    return _prefer_shared(first, fresh) if first and record.shared else first


def _prefer_shared(first: NextStep, others: Iterator[NextStep]) -> NextStep:
    """Return one of the next few steps that somebody else has next too, if it's as near and as easy; else the first."""
    is_chosen = first.is_set_by_mentor or first.is_refresher or first.together_with
    if is_chosen or not isinstance(first.subject, TopicReference):
        return first
    height = first.subject.level_height
    for other in islice(others, STEPS_COMPARED):
        topic = other.subject
        is_as_near = isinstance(topic, TopicReference) and topic.roadmap is first.subject.roadmap
        if is_as_near and other.together_with and topic.level_height <= height:  # type: ignore[union-attr]
            return other
    return first


def choose_step_of_week(catalog: Catalog, record: LearningRecord, week: str) -> NextStep | None:
    """Return what to suggest unasked in a week: what was offered in it, else what comes after an act near the last.

    None where nothing new is left.
    """
    if not record.offers.current or record.offers.latest_week == week:
        return choose_next_step(catalog, record)
    current = _find_current(catalog, record, OpenSteps(catalog, record))
    near = replace(LearningAct.on_step(current), steps=()) if current else LearningAct()
    return _choose_new(catalog, record, near, week)


def is_anything_left(catalog: Catalog, record: LearningRecord) -> bool:
    """Return whether the plan has any step left, whatever was offered."""
    return choose_next_step(catalog, record) is not None


def _find_current(catalog: Catalog, record: LearningRecord, steps: OpenSteps) -> NextStep | None:
    """Return what was offered last, while it's still to be done."""
    subject = record.offers.current
    return find_refresher(catalog, record, subject) if record.offers.is_refresher else steps.find(subject)


def _near_last(catalog: Catalog, record: LearningRecord) -> LearningAct:
    """Return an act on the topic that was offered last: where it was learned meanwhile, its neighbours come next."""
    topic = catalog.find_topic(record.offers.current)
    if topic is None or topic.topic.areas[0] in find_hidden(catalog, record.choices):
        return LearningAct()
    return LearningAct(catalog.area(topic.topic.areas[0]), topic.roadmap, (topic,))


def _list_met(catalog: Catalog, record: LearningRecord, act: LearningAct) -> set[str]:
    """Return the topics that come before the one that was learned just now: who learned that one is beyond them."""
    met: set[str] = set()
    waiting = [each for each in act.topics if len(act.topics) == 1 and record.is_learned(each)]
    while waiting:
        before = [each for each in catalog.prerequisites(waiting.pop().id) if each.id not in met]
        met.update(each.id for each in before)
        waiting += before
    return met


def _is_only(step: NextStep, candidates: Candidates) -> bool:
    return all(each.subject.id == step.subject.id for each in candidates())


def _is_in_scope(step: NextStep, area: Area | None, roadmap: Roadmap | None) -> bool:
    """Return whether a step belongs to a roadmap or, without one, to an area; each does to the plan."""
    if roadmap:
        return isinstance(step.subject, TopicReference) and step.subject.roadmap is roadmap
    if area is None or step.area.id == area.id:
        return True
    return isinstance(step.subject, TopicReference) and area.id in step.subject.topic.areas

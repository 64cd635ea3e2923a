"""Refreshers: topics that somebody learned and is about to forget, offered while too many wait to be asked about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.catalog.catalog import Catalog
from bot.catalog.models import TopicReference
from bot.core.knowing.due_topics import FULL_ABOVE, DueTopic
from bot.core.knowing.states import TopicState
from bot.core.plan.learning_act import LearningAct
from bot.core.plan.offer_memory import OfferMemory
from bot.core.plan.progress import LearningRecord, NextStep, StepReason, list_areas_in_turn, measure_area


def list_refreshers(catalog: Catalog, record: LearningRecord, act: LearningAct) -> Iterator[NextStep]:
    """Yield what to look at again while the reviews are full: near an act, then anywhere in the plan.

    What is remembered least comes first; nothing of a finished area is among them.
    """
    due = [(topic, each) for each in record.due.values() if (topic := _find_topic(catalog, record, each))]
    if len(due) <= FULL_ABOVE:
        return
    due.sort(key=lambda pair: (_distance(pair[0], act), pair[1].retention, pair[0].id))
    areas = {each.id for each in list_areas_in_turn(catalog, record) if not measure_area(each, record).is_done}
    yield from (_step(catalog, record, *pair) for pair in due if pair[0].topic.areas[0] in areas)


def find_refresher(catalog: Catalog, record: LearningRecord, subject: str) -> NextStep | None:
    """Return the refresher of an id while its topic is due."""
    due = record.due.get(subject)
    topic = _find_topic(catalog, record, due) if due else None
    if due is None or topic is None or measure_area(catalog.area(topic.topic.areas[0]), record).is_done:
        return None
    return _step(catalog, record, topic, due)


def hide_refresher(record: LearningRecord) -> LearningRecord:
    """Return a record as others may see it: which topic is to be refreshed follows from answers, which nobody sees."""
    if not record.offers.is_refresher:
        return record
    return replace(record, due={}, offers=OfferMemory(record.offers.offers[:-1]))


def _find_topic(catalog: Catalog, record: LearningRecord, due: DueTopic) -> TopicReference | None:
    """Return a due topic if it can be asked about and they have learned it."""
    topic = catalog.find_topic(due.topic) if catalog.has_questions(due.topic) else None
    is_skipped = record.states.get(due.topic) is TopicState.SKIPPED
    return topic if topic and record.is_learned(topic) and not is_skipped else None


def _distance(topic: TopicReference, act: LearningAct) -> int:
    """Return how far a topic is from an act: in its roadmap, in its area, or elsewhere."""
    if act.roadmap and topic.roadmap is act.roadmap:
        return 0
    return 1 if act.area and act.area.id in topic.topic.areas else 2


def _step(catalog: Catalog, record: LearningRecord, topic: TopicReference, due: DueTopic) -> NextStep:
    area = catalog.area(topic.topic.areas[0])
    minutes = record.minutes.get(area.id, 0)
    return NextStep(area, topic, StepReason.REFRESHER, minutes, days_since=due.days_since)

"""What the first month of somebody who begins looks like: the steps that come, week by week, at their goal."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.models import TopicReference
from bot.core.plan.next_moves import choose_next_step
from bot.core.plan.progress import LearningRecord, NextStep
from bot.core.plan.topic_length import topic_minutes
from bot.frozen import frozen

WEEKS: Final = 4
DEFAULT_LENGTH: Final = 60  # minutes of a step of which nobody knows
ASSIGNMENT_LENGTH: Final = 180
MAX_STEPS: Final = 60


@frozen
class FirstMonth:
    """The steps that begin in each of four weeks; a week in which the last one only goes on has none."""

    weekly_minutes: int
    weeks: tuple[tuple[NextStep, ...], ...]

    @property
    def minutes(self) -> int:
        """Return the minutes of the whole month."""
        return self.weekly_minutes * len(self.weeks)


def outline_first_month(catalog: Catalog, record: LearningRecord, weekly_minutes: int) -> FirstMonth | None:
    """Return the next steps as they would come one after the other; None where there is none, or no goal."""
    weeks: list[list[NextStep]] = [[] for _ in range(WEEKS)]
    spent = 0
    for _ in range(MAX_STEPS):
        step = choose_next_step(catalog, record) if spent < weekly_minutes * WEEKS else None
        if step is None:
            break
        weeks[spent // weekly_minutes].append(step)
        length = _step_minutes(catalog, step)
        record, spent = _after(record, step, length), spent + length
    return FirstMonth(weekly_minutes, tuple(map(tuple, weeks))) if spent else None


def _step_minutes(catalog: Catalog, step: NextStep) -> int:
    if isinstance(step.subject, TopicReference):
        return topic_minutes(catalog, step.subject) or DEFAULT_LENGTH
    return ASSIGNMENT_LENGTH


def _after(record: LearningRecord, step: NextStep, length: int) -> LearningRecord:
    """Return the record once a step is done."""
    minutes = {**record.minutes, step.area.id: record.minutes.get(step.area.id, 0) + length}
    if isinstance(step.subject, TopicReference):
        area = step.subject.topic.areas[0]
        minutes = {**record.minutes, area: record.minutes.get(area, 0) + length, step.subject.id: length}
        return replace(record, minutes=minutes, mentor_step=None if step.is_set_by_mentor else record.mentor_step)
    return replace(record, minutes=minutes, ticked_assignments=record.ticked_assignments | {step.subject.id})

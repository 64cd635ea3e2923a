"""About how long a topic takes: as its lesson says, else its area's estimate over the area's topics."""

from __future__ import annotations

from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.models import Area, TopicReference

MAX_MINUTES: Final = 8 * 60  # a topic that would take longer is none of a day: the estimate is for more than topics
_QUARTER_HOURS_UNDER: Final = 120
_QUARTER, _HALF = 15, 30


def topic_minutes(catalog: Catalog, topic: TopicReference) -> int | None:
    """Return about how many minutes a topic takes.

    None where it is none of a day, or its area's estimate varies or is for more than topics.
    """
    if lesson := catalog.lesson(topic.id):
        return lesson.minutes if lesson.minutes <= MAX_MINUTES else None
    area = catalog.find_area(topic.topic.areas[0])
    return share_of_estimate(area, len(catalog.curriculum(area.id))) if area else None


def share_of_estimate(area: Area, topic_count: int) -> int | None:
    """Return the middle of an estimate over so many topics, in quarter hours under two hours and half hours above."""
    if area.hours is None or not topic_count:
        return None
    minutes = (area.hours.low + area.hours.high) * 60 / 2 / topic_count
    step = _QUARTER if minutes < _QUARTER_HOURS_UNDER else _HALF
    return max(_QUARTER, round(minutes / step) * step) if minutes <= MAX_MINUTES else None

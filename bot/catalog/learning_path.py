"""What comes before and after a topic, and the order in which to learn a roadmap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heappush

from bot.catalog.lessons import Lesson
from bot.catalog.models import TopicReference


def list_followers(lessons: Mapping[str, Lesson], topics: Sequence[TopicReference]) -> dict[str, tuple[str, ...]]:
    """Return by topic the ids of those that name it as what to know before, in the order of `topics`."""
    followers: dict[str, list[str]] = {}
    for topic_ref in topics:
        lesson = lessons.get(topic_ref.id)
        for before in dict.fromkeys(lesson.after) if lesson else ():
            followers.setdefault(before, []).append(topic_ref.id)
    return {topic: tuple(ids) for topic, ids in followers.items()}


def order_path(lessons: Mapping[str, Lesson], topics: Sequence[TopicReference]) -> tuple[TopicReference, ...]:
    """Return topics so that each comes after what to know before it; among those that may, the lowest level first.

    Within a level the order is that of `topics`. What is before a topic but not among `topics` is left out of account,
    and topics on a circle come last.
    """
    position = {topic_ref.id: at for at, topic_ref in enumerate(topics)}
    before = {
        each.id: set(lessons[each.id].after) & position.keys() if each.id in lessons else set() for each in topics
    }
    followers = list_followers(lessons, topics)
    ready = [(each.level_height, position[each.id]) for each in topics if not before[each.id]]
    heapify(ready)
    ordered: list[TopicReference] = []
    while ready:
        topic_ref = topics[heappop(ready)[1]]
        ordered.append(topic_ref)
        for topic in followers.get(topic_ref.id, ()):
            before[topic].discard(topic_ref.id)
            if not before[topic]:
                heappush(ready, (topics[position[topic]].level_height, position[topic]))
    done = {each.id for each in ordered}
    return (*ordered, *(each for each in topics if each.id not in done))

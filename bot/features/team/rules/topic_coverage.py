"""What the team holds, topic by topic: from people who agreed to show it, and never a figure about one of them."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Final

from bot.catalog.models import LEVELS, TopicReference
from bot.core.knowing.states import TopicState
from bot.frozen import frozen

FRESH_FROM: Final = 0.8  # chance to remember, below which a topic fades


class TopicStatus(enum.StrEnum):
    """How well the team holds a topic; in the order in which one looks at them."""

    FADING = "fading"  # somebody learned it, and nobody remembers it well any more
    AWAY = "away"  # only people who are away hold it
    ONE = "one person"
    HELD = "held"
    NOBODY = "nobody"


@frozen
class Knowledge:
    """What one member who agreed to show it knows. `away_until` is their last day away; None with `is_away`: open."""

    name: str
    states: Mapping[str, TopicState] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)  # that a mentor confirmed, by roadmap
    retention: Mapping[str, float] = field(default_factory=dict)  # of what was asked, and not looked at lately
    signed_off: frozenset[str] = frozenset()  # areas in which an assignment was
    is_away: bool = False
    away_until: date | None = None

    def holds(self, topic_ref: TopicReference) -> bool:
        """Return whether they know a topic: what was said of it counts, else a level above it or signed-off work.

        Work in an area shows the first topics of it, those of the lowest level.
        """
        if state := self.states.get(topic_ref.id):
            return state is TopicState.KNOWN
        level = self.levels.get(topic_ref.roadmap.id)
        if level in LEVELS and topic_ref.level_height < LEVELS.index(level) / len(LEVELS):
            return True
        return topic_ref.topic.areas[0] in self.signed_off and topic_ref.level_height == 0

    def remembers(self, topic_ref: TopicReference) -> bool:
        """Return whether they still remember a topic well; where no old answer says otherwise, they do."""
        return self.retention.get(topic_ref.id, 1.0) >= FRESH_FROM


@frozen
class TopicCoverage:
    """A topic with those who hold it and are here, and, where they all are, those who are away.

    Where nobody remembers it well it fades, and has no names. Until then all who hold it are named, so that a name that
    is missing tells nothing.
    """

    topic_ref: TopicReference
    present: tuple[str, ...]
    away: tuple[Knowledge, ...] = ()
    is_fading: bool = False

    @property
    def status(self) -> TopicStatus:
        """How well the team holds it now."""
        if self.present:
            return TopicStatus.ONE if len(self.present) == 1 else TopicStatus.HELD
        if self.away:
            return TopicStatus.AWAY
        return TopicStatus.FADING if self.is_fading else TopicStatus.NOBODY


@frozen
class TeamKnowledge:
    """Those who agreed to show what they know, of `member_count` people in all."""

    member_count: int
    people: tuple[Knowledge, ...]

    @property
    def signed_off(self) -> dict[str, tuple[str, ...]]:
        """The people with a signed-off assignment, by area."""
        areas = sorted({area for each in self.people for area in each.signed_off})
        return {area: tuple(each.name for each in self.people if area in each.signed_off) for area in areas}


def cover_topic(topic_ref: TopicReference, people: Iterable[Knowledge]) -> TopicCoverage:
    """Return how the team holds a topic now: what those who are here hold, else those who are away."""
    holders = [each for each in people if each.holds(topic_ref)]
    here = [each for each in holders if not each.is_away]
    if not any(each.remembers(topic_ref) for each in here or holders):
        return TopicCoverage(topic_ref, (), is_fading=bool(holders))
    return TopicCoverage(topic_ref, tuple(each.name for each in here), () if here else tuple(holders))


def cover_topics(topics: Iterable[TopicReference], people: Sequence[Knowledge]) -> tuple[TopicCoverage, ...]:
    """Return how the team holds topics: what is at risk first, what nobody has begun last, else in the given order."""
    order = list(TopicStatus)
    return tuple(sorted((cover_topic(each, people) for each in topics), key=lambda each: order.index(each.status)))


def count_statuses(topics: Iterable[TopicReference], people: Sequence[Knowledge]) -> Counter[TopicStatus]:
    """Return how many topics are in each status."""
    return Counter(cover_topic(each, people).status for each in topics)

"""Rules of what is known: a roadmap's topics sorted by how a member stands to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from bot.catalog.catalog import Catalog
from bot.catalog.models import Roadmap, TopicReference
from bot.core.knowing.states import KnownState, TopicState
from bot.frozen import frozen


@frozen
class RoadmapKnowledge:
    """A roadmap's topics by state. One with hours or known parts and no state is being learned.

    Of the rest nothing is said. `parts` are the known parts by topic, `lost` what was marked and the content has lost.
    """

    roadmap: Roadmap
    total: int
    known: tuple[TopicReference, ...] = ()
    learning: tuple[TopicReference, ...] = ()
    skipped: tuple[TopicReference, ...] = ()
    parts: Mapping[str, int] = field(default_factory=dict)
    lost: tuple[KnownState, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is said of any topic."""
        return not (self.known or self.learning or self.skipped)


@frozen
class Knowledge:
    """All that a member says, by roadmap, and what they said of topics that the content doesn't have any more."""

    roadmaps: tuple[RoadmapKnowledge, ...]
    lost: tuple[KnownState, ...]

    @property
    def known(self) -> int:
        """The number of topics that are known."""
        return sum(len(each.known) for each in self.roadmaps)

    @property
    def total(self) -> int:
        """The number of all topics."""
        return sum(each.total for each in self.roadmaps)


def sort_roadmap(
    catalog: Catalog, roadmap: Roadmap, states: Mapping[str, KnownState], minutes: Mapping[str, int]
) -> RoadmapKnowledge:
    """Return a roadmap's topics by state, each in the roadmap's order."""
    topics = catalog.list_topics(roadmap.id)
    parts = {each.id: known for each in topics if (known := count_known_parts(each, states))}
    by_state: dict[TopicState, list[TopicReference]] = {}
    for topic in topics:
        state = states.get(topic.id)
        if state or minutes.get(topic.id) or topic.id in parts:
            by_state.setdefault(state.state if state else TopicState.LEARNING, []).append(topic)
    return RoadmapKnowledge(
        roadmap,
        len(topics),
        known=tuple(by_state.get(TopicState.KNOWN, ())),
        learning=tuple(by_state.get(TopicState.LEARNING, ())),
        skipped=tuple(by_state.get(TopicState.SKIPPED, ())),
        parts=parts,
        lost=tuple(each for each in find_lost(catalog, states) if each.subject.startswith(f"{roadmap.id}.")),
    )


def sort_everything(catalog: Catalog, states: Mapping[str, KnownState], minutes: Mapping[str, int]) -> Knowledge:
    """Return all roadmaps, and what is said of topics that the content has renamed or lost."""
    roadmaps = tuple(sort_roadmap(catalog, each, states, minutes) for each in catalog.roadmaps)
    return Knowledge(roadmaps, find_lost(catalog, states))


def find_lost(catalog: Catalog, states: Mapping[str, KnownState]) -> tuple[KnownState, ...]:
    """Return what was said of topics and parts that the content has renamed or removed, by their ids."""
    return tuple(
        states[each] for each in sorted(states) if not (catalog.find_topic(each) or catalog.find_subtopic(each))
    )


def count_known_parts(topic: TopicReference, states: Mapping[str, KnownState]) -> int:
    """Return how many of a topic's parts are known."""
    found = (states.get(each.id) for each in topic.topic.subtopics)
    return sum(each is not None and each.state is TopicState.KNOWN for each in found)


def count_known(catalog: Catalog, roadmap: Roadmap, states: Mapping[str, str]) -> int:
    """Return how many of a roadmap's topics are known, from the states as words."""
    word = TopicState.KNOWN.value
    found = [catalog.find_topic(subject) for subject, state in states.items() if state == word]
    return sum([topic.roadmap is roadmap for topic in found if topic])

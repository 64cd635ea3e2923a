"""Which topics somebody probably knows after a placement, and the names in a line of topics that they know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.catalog.catalog import Catalog
from bot.catalog.models import Roadmap, TopicReference
from bot.core.knowing.state_acts import StateAct
from bot.core.knowing.states import KnownState, StateSource, TopicState
from bot.features.placement.rules.choosing import topic_height
from bot.features.placement.rules.level import PlacementAnswer, find_likeliest_level
from bot.frozen import frozen


@frozen
class KnownCount:
    """How many topics of a roadmap somebody knows, of how many."""

    roadmap: Roadmap
    known: int
    total: int


@frozen
class MarkedTopics:
    """What marking topics as known did: `topics` were marked by `act`, and those `before` were known already.

    Of an act that was done before and undone since nothing is marked.
    """

    topics: tuple[TopicReference, ...]
    before: tuple[TopicReference, ...]
    act: StateAct
    is_undone: bool
    counts: tuple[KnownCount, ...]


def is_known(topic_ref: TopicReference, states: Mapping[str, KnownState]) -> bool:
    """Return whether a topic is marked as known."""
    return topic_ref.id in states and states[topic_ref.id].state is TopicState.KNOWN


def may_presume_known(topic_ref: TopicReference, states: Mapping[str, KnownState]) -> bool:
    """Return whether answers may mark a topic as known: unless its member has said something of it themself."""
    found = states.get(topic_ref.id)
    return found is None or (found.state is TopicState.LEARNING and found.by is not StateSource.SELF)


def count_known(catalog: Catalog, roadmap: Roadmap, states: Mapping[str, KnownState]) -> KnownCount:
    """Return how many topics of a roadmap are known."""
    own = catalog.list_topics(roadmap.id)
    return KnownCount(roadmap, sum(is_known(each, states) for each in own), len(own))


def list_presumed_known(
    catalog: Catalog, roadmap: Roadmap, answers: Sequence[PlacementAnswer], level: int
) -> tuple[TopicReference, ...]:
    """Return the topics below the level that somebody takes which their answers support, in the order to learn them.

    Of a level above the one that follows from the answers nothing more is presumed; and never a topic that they didn't
    know.
    """
    supported = min(level, find_likeliest_level(answers))
    missed = {each.topic for each in answers if not each.is_right}
    return tuple(each for each in catalog.path(roadmap.id) if each.id not in missed and topic_height(each) < supported)

"""What is presumed known after a placement."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.catalog.source import CatalogSource
from bot.core.knowing.states import KnownState, StateSource, TopicState
from bot.features.placement.rules.choosing import topic_height
from bot.features.placement.rules.known import list_presumed_known, may_presume_known
from bot.features.placement.rules.level import HEIGHTS, Outcome, PlacementAnswer, find_likeliest_level
from tests.features.placement.answers import take


@given(
    is_right=st.lists(st.booleans(), min_size=1, max_size=10),
    level=st.sampled_from(HEIGHTS),
    roadmap=st.integers(0, 15),
)
def test_presumed_known_is_all_below_the_level_that_the_answers_support_but_what_was_missed(
    source: CatalogSource, is_right: list[bool], level: int, roadmap: int
) -> None:
    catalog = source.current()
    own = catalog.roadmaps[roadmap]
    answers = take(catalog, own.id, is_right)
    found = list_presumed_known(catalog, own, answers, level)
    supported = min(level, find_likeliest_level(answers))
    missed = {each.topic for each in answers if not each.is_right}
    assert {each.id for each in found} == {
        each.id for each in catalog.list_topics(own.id) if topic_height(each) < supported
    } - missed


def test_a_beginner_is_presumed_to_know_nothing_and_a_topic_that_was_missed_once_is_missed(catalog: Catalog) -> None:
    aws = catalog.roadmap("aws")
    low = next(each for each in catalog.path("aws") if topic_height(each) == 0)
    answers = [PlacementAnswer(f"{low.id}/{at}", 0, Outcome.RIGHT) for at in range(3)]
    high = [PlacementAnswer(f"t{at}/q", at % 3, Outcome.RIGHT) for at in range(9)]
    assert list_presumed_known(catalog, aws, answers, level=0) == ()
    assert low in list_presumed_known(catalog, aws, [*answers, *high], level=3)
    for outcome in (Outcome.WRONG, Outcome.UNSURE):
        missed = PlacementAnswer(f"{low.id}/x", 0, outcome)
        assert low not in list_presumed_known(catalog, aws, [*answers, *high, missed], level=3)


@pytest.mark.parametrize(
    ("state", "by", "may"),
    [
        (TopicState.LEARNING, StateSource.SELF, False),
        (TopicState.LEARNING, StateSource.MENTOR, True),
        (TopicState.SKIPPED, StateSource.SELF, False),
        (TopicState.KNOWN, StateSource.SELF, False),
        (TopicState.KNOWN, StateSource.MENTOR, False),
    ],
)
def test_what_somebody_has_said_of_a_topic_is_left_alone(
    catalog: Catalog, state: TopicState, by: StateSource, may: bool
) -> None:
    topic = catalog.topics[0]
    states = {topic.id: KnownState(topic.id, state, date(2026, 11, 1), by, "U1")}
    assert may_presume_known(topic, states) is may
    assert may_presume_known(catalog.topics[1], states)

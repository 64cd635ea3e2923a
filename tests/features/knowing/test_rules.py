"""Topics sorted by state: every topic at most once, in the roadmap's order, and nothing that was said gets lost."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.catalog.source import CatalogSource
from bot.core.knowing.states import KnownState, StateSource, TopicState
from bot.features.knowing import rules

DAY = date(2026, 11, 21)
AWS = ("aws.networking", "aws.vpc-flow-logs", "aws.rds-proxy", "aws.gone", "docker.gone")


def known_states(by_id: dict[str, TopicState]) -> dict[str, KnownState]:
    return {each: KnownState(each, state, DAY, StateSource.SELF, "U1") for each, state in by_id.items()}


@given(
    by_id=st.dictionaries(st.sampled_from(AWS), st.sampled_from(TopicState)),
    minutes=st.dictionaries(st.sampled_from(AWS), st.integers(0, 300)),
)
def test_all_that_is_said_is_in_one_place(
    source: CatalogSource, by_id: dict[str, TopicState], minutes: dict[str, int]
) -> None:
    catalog = source.current()
    knowledge = rules.sort_everything(catalog, known_states(by_id), minutes)
    aws = next(each for each in knowledge.roadmaps if each.roadmap.id == "aws")
    placed = {
        **{each.id: TopicState.KNOWN for each in aws.known},
        **{each.id: TopicState.LEARNING for each in aws.learning},
        **{each.id: TopicState.SKIPPED for each in aws.skipped},
    }
    assert len(placed) == len(aws.known) + len(aws.learning) + len(aws.skipped)
    learned = {each: TopicState.LEARNING for each, spent in minutes.items() if spent}
    assert placed == {each: state for each, state in (learned | by_id).items() if catalog.find_topic(each)}
    assert [each.subject for each in knowledge.lost] == sorted(each for each in by_id if each.endswith(".gone"))
    assert knowledge.known == len(aws.known)
    assert knowledge.total == 558
    for group in (aws.known, aws.learning, aws.skipped):
        assert list(group) == [each for each in catalog.list_topics("aws") if each in group]


@pytest.mark.parametrize(("known", "expected"), [((), 0), (AWS, 3), (AWS[:1], 1)])
def test_only_known_topics_of_the_roadmap_count(catalog: Catalog, known: tuple[str, ...], expected: int) -> None:
    words = dict.fromkeys(known, "known") | {"aws.s3": "skipped", "aws.gone": "known", "docker.networking": "known"}
    roadmap = catalog.find_roadmap("aws")
    assert roadmap
    assert rules.count_known(catalog, roadmap, words) == expected

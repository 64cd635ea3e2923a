"""Layers on top of the content that comes with Roadmate."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.layers.overlay_files import lay_over
from bot.catalog.lookup.search import rank_content
from bot.catalog.lookup.word_matching import Word, fold_word, split_words
from bot.catalog.models import TopicReference

DOCUMENT = Path(__file__).parents[3] / "docs" / "packs.md"


@pytest.fixture(scope="module")
def without_aws(real: Catalog) -> Catalog:
    return Catalog.from_content(lay_over(real.content, "overlay.yaml", b"hide:\n  - aws\n"))


def topics_of_aws(found: tuple[TopicReference, ...]) -> list[str]:
    return [each.id for each in found if each.roadmap.id == "aws"]


def test_three_lines_take_aws_out_of_everything(real: Catalog, without_aws: Catalog) -> None:
    assert [each.id for each in without_aws.roadmaps] == [each.id for each in real.roadmaps if each.id != "aws"]
    assert all("aws" not in area.roadmaps for area in without_aws.areas)
    assert all("aws" not in (each.of, *each.to) for each in without_aws.integrations)
    assert all(each.to for each in without_aws.integrations)
    assert topics_of_aws(without_aws.topics) == topics_of_aws(without_aws.topics_with_questions) == []
    for area in without_aws.areas:
        assert topics_of_aws(without_aws.curriculum(area.id)) == []
    for topic_ref in without_aws.topics:
        assert topics_of_aws(without_aws.prerequisites(topic_ref.id)) == []
        assert topics_of_aws(without_aws.followers(topic_ref.id)) == []
    words = [Word(each, fold_word(each)) for each in split_words("lambda bucket iam")]
    assert topics_of_aws(rank_content(real, words).topics)
    assert topics_of_aws(rank_content(without_aws, words).topics) == []


def test_nothing_else_is_different_without_aws(real: Catalog, without_aws: Catalog) -> None:
    others = [each for each in real.topics if each.roadmap.id != "aws"]
    assert [each.id for each in without_aws.topics] == [each.id for each in others]
    for roadmap in without_aws.roadmaps:
        assert [each.id for each in without_aws.path(roadmap.id)] == [each.id for each in real.path(roadmap.id)]
    for area in without_aws.areas:
        assert area.assignments == real.area(area.id).assignments
        expected = [each.id for each in real.curriculum(area.id) if each.roadmap.id != "aws"]
        assert [each.id for each in without_aws.curriculum(area.id)] == expected


def test_what_people_logged_on_aws_keeps_its_names(real: Catalog, without_aws: Catalog) -> None:
    for topic_ref in real.list_topics("aws"):
        found = without_aws.find_topic(topic_ref.id)
        assert found is not None
        assert found.label == topic_ref.label
        assert without_aws.find_part(found.roadmap, topic_ref.category) is not None
    assert without_aws.find_roadmap("aws") is not None


def test_the_documented_layers_are_sound(real: Catalog) -> None:
    section = DOCUMENT.read_text("utf-8").partition("## Layers")[2]
    examples = re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)
    assert len(examples) == 2
    for example in examples:
        assert lay_over(real.content, "overlay.yaml", example.encode()) != real.content

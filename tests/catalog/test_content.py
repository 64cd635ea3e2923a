"""The content we ship says all that its source documents say."""

from __future__ import annotations

import json
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.word_matching import name_key, name_keys
from bot.catalog.models import CATEGORIES, LEVELS

MIN_TOPICS = 15  # of an area's own
CONFIGURATION = Path(__file__).parent / "configuration.json"
SEVEN = ("devops", "aws", "kubernetes", "docker", "terraform", "cloudflare", "system_design")
"""The roadmaps of the source documents."""


def test_the_seven_come_first_with_five_categories(real: Catalog) -> None:
    assert tuple(roadmap.id for roadmap in real.roadmaps[:7]) == SEVEN
    assert all(tuple(roadmap.categories) == CATEGORIES for roadmap in real.roadmaps[:7])


def test_every_bullet_is_there(real: Catalog) -> None:
    topics = [topic for roadmap in SEVEN for topic in real.list_topics(roadmap)]
    assert len(topics) == 338
    assert sum(len(place.topic.subtopics) for place in topics) == 107


def test_the_export_begins_with_the_source_documents_block(real: Catalog) -> None:
    block = json.loads(CONFIGURATION.read_text("utf-8"))
    exported = real.plugin_configuration()
    seven = {"roadmaps": exported["roadmaps"][:7]}
    assert list(exported) == ["roadmaps"]
    assert seven == block
    assert json.dumps(seven) == json.dumps(block)  # and the keys stand in the same order


def test_the_export_shows_all_others_likewise(real: Catalog) -> None:
    for entry in real.plugin_configuration()["roadmaps"][7:]:
        roadmap = real.roadmap(entry["id"])
        facets = {roadmap.facets.key: [each.id for each in roadmap.facets.items]} if roadmap.facets else {}
        assert entry["categories"] == list(roadmap.categories)
        assert [key for key in entry if key not in facets] in (
            ["id", "name", "categories"],
            ["id", "name", "categories", "maturity_levels"],
        )
        assert {key: entry[key] for key in facets} == facets


@pytest.mark.parametrize("part", ["lesson", "lesson_details", "questions"])
def test_every_topic_teaches(real: Catalog, part: str) -> None:
    find = getattr(real, part)
    assert [topic.id for topic in real.topics if not find(topic.id)] == []


def test_questions_name_a_resource_of_their_topic(real: Catalog) -> None:
    for topic_ref in real.topics_with_questions:
        details = real.lesson_details(topic_ref.id)
        assert details
        questions = real.questions(topic_ref.id)
        assert len(questions) >= 3
        assert {each.question.resource for each in questions} <= details.resources.keys()


def test_paths_lead_through_what_comes_before(real: Catalog) -> None:
    for roadmap in real.roadmaps:
        path = [topic.id for topic in real.path(roadmap.id)]
        assert sorted(path) == sorted(topic.id for topic in real.list_topics(roadmap.id))
        for number, topic in enumerate(path):
            within = {each.id for each in real.prerequisites(topic) if each.roadmap.id == roadmap.id}
            assert within <= set(path[:number]), topic


def test_every_topic_says_in_a_line_what_it_is(real: Catalog) -> None:
    assert [place.id for place in real.topics if not 10 <= len(place.topic.first_clause) <= 90] == []
    assert [place.id for place in real.topics if not place.topic.terms] == []
    assert [(place.id, term) for place in real.topics for term in place.topic.terms if "*" in term] == []


def test_every_area_has_topics_of_its_own(real: Catalog) -> None:
    own = Counter(place.roadmap.area for place in real.topics)
    assert {area.id: own[area.id] for area in real.areas if own[area.id] < MIN_TOPICS} == {}


def test_every_roadmap_is_learned_in_its_area(real: Catalog) -> None:
    assert [one.id for one in real.roadmaps if one.id not in real.area(one.area).roadmaps] == []


def test_every_facet_lists_topics(real: Catalog) -> None:
    for roadmap in real.roadmaps:
        for facet in roadmap.facets.items if roadmap.facets else ():
            assert sum(facet.id in place.topic.facets for place in real.list_topics(roadmap.id)) >= 2, facet.id


def test_every_roadmap_goes_through_all_levels(real: Catalog) -> None:
    for roadmap in real.roadmaps:
        assert {place.topic.level for place in real.list_topics(roadmap.id)} == set(roadmap.levels)


def test_ten_areas_with_their_assignments(real: Catalog) -> None:
    assert [area.priority for area in real.areas] == list(range(1, 11))
    assert [len(area.assignments) for area in real.areas] == [3, 3, 3, 4, 3, 4, 3, 3, 4, 2]
    assert [area.id for area in real.areas if area.optional] == ["blockchain", "certifications"]
    estimates = [(area.hours.low, area.hours.high) if area.hours else None for area in real.areas]
    assert estimates == [
        (50, 80),
        (40, 60),
        (60, 100),
        (70, 110),
        (50, 80),
        (60, 100),
        (40, 70),
        (30, 50),
        (70, 120),
        None,
    ]


def test_no_alias_is_what_another_topic_is_called(real: Catalog) -> None:
    names = {key: place.id for place in real.topics for keys in name_keys(place.topic.name) for key in keys}
    taken = [
        (place.id, alias, names[name_key(alias)])
        for place in real.topics
        for alias in place.topic.aliases
        if names.get(name_key(alias), place.id) != place.id
    ]
    assert taken == []


def test_every_pair_of_the_seven_fits_together(real: Catalog) -> None:
    written = {frozenset((each.of, other)) for each in real.integrations for other in each.to}
    assert [pair for pair in combinations(SEVEN, 2) if frozenset(pair) not in written] == []
    assert min(len(each.points) for each in real.integrations) >= 2
    assert tuple(level.id for level in real.levels) == LEVELS

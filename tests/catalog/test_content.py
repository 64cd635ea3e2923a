"""The content we ship says all that its source documents say."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.word_matching import folded_words, name_key
from bot.catalog.models import CATEGORIES, LEVELS

CONFIGURATION = Path(__file__).parent / "configuration.json"


def test_seven_roadmaps_with_five_categories(real: Catalog) -> None:
    ids = ["devops", "aws", "kubernetes", "docker", "terraform", "cloudflare", "system_design"]
    assert [roadmap.id for roadmap in real.roadmaps] == ids
    assert all(tuple(roadmap.categories) == CATEGORIES for roadmap in real.roadmaps)


def test_every_bullet_is_there(real: Catalog) -> None:
    assert len(real.topics) == 338
    assert sum(len(place.topic.subtopics) for place in real.topics) == 107
    counts = Counter(place.roadmap.id for place in real.topics)
    assert sum(counts.values()) == 338
    assert len(counts) == 7


def test_the_export_is_the_source_documents_block(real: Catalog) -> None:
    block = json.loads(CONFIGURATION.read_text("utf-8"))
    assert real.plugin_configuration() == block
    assert json.dumps(real.plugin_configuration()) == json.dumps(block)  # and the keys stand in the same order


def test_every_facet_lists_topics(real: Catalog) -> None:
    for roadmap in real.roadmaps:
        for facet in roadmap.facets.items if roadmap.facets else ():
            assert sum(facet.id in place.topic.facets for place in real.list_topics(roadmap.id)) >= 3, facet.id


def test_every_roadmap_goes_through_all_levels(real: Catalog) -> None:
    for roadmap in real.roadmaps:
        assert {place.topic.level for place in real.list_topics(roadmap.id)} == set(LEVELS)


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
    groups = {place.id: _groups(place.topic.name) for place in real.topics}
    taken = [
        (place.id, alias, other)
        for place in real.topics
        for alias in place.topic.aliases
        for other, names in groups.items()
        if name_key(alias) in names and name_key(alias) not in groups[place.id]
    ]
    assert taken == []


def _groups(name: str) -> set[str]:
    """Each run of neighbouring words of a name, as a key."""
    words = folded_words(name)
    return {"".join(words[start:stop]) for stop in range(len(words) + 1) for start in range(stop)}


def test_seven_integrations(real: Catalog) -> None:
    assert [len(section.points) for section in real.integrations] == [3, 3, 3, 4, 3, 4, 4]
    assert tuple(level.id for level in real.levels) == LEVELS

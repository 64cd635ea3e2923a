"""What layers hide is in no list of the catalog, and each id of it still leads to the thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.catalog.content_model import ContentModel
from bot.catalog.loading import loader
from bot.catalog.loading.content_files import read_content_files
from bot.catalog.lookup.search import search_catalog
from bot.catalog.models import Content
from tests.examples import examples

HERE = Path(__file__).parent


@cache
def taught_content() -> Content:
    return loader.load_files({**read_content_files(HERE / "sample"), **read_content_files(HERE / "taught")})


@cache
def whole() -> Catalog:
    return Catalog.from_content(taught_content())


def with_hidden(*ids: str) -> Catalog:
    return Catalog.from_content(taught_content().model_copy(update={"hidden": frozenset(ids)}))


def every_id() -> tuple[str, ...]:
    catalog = whole()
    found = [
        *(each.id for each in (*catalog.roadmaps, *catalog.areas, *catalog.topics, *catalog.parts)),
        *(each.id for each in catalog.integrations),
        *(each.id for area in catalog.areas for each in area.assignments),
        *(each.id for topic in catalog.topics for each in topic.topic.subtopics),
        *(each.id for topic in catalog.topics for each in catalog.questions(topic.id)),
    ]
    return tuple(found)


def listed(catalog: Catalog) -> Iterator[object]:
    """Yield all that lists of a catalog hold, nested things too."""
    index = catalog.search_index
    yield from (catalog.roadmaps, catalog.areas, catalog.topics, catalog.parts, catalog.integrations, index.items)
    yield catalog.topics_with_questions
    names = catalog.vocabulary
    yield from (names.roadmaps, names.areas, names.topics, names.aliases, names.joined_topics, names.closer_topics)
    yield [each.query for each in (*names.filter_names.values(), *names.loggable_names.values())]
    yield [{f"{roadmap}/{each.id}" for each in found.values()} for roadmap, found in names.facets.items()]
    yield catalog.plugin_configuration()["roadmaps"]
    for each in catalog.areas:
        yield catalog.curriculum(each.id)
    for roadmap in catalog.roadmaps:
        yield from (catalog.list_topics(roadmap.id), catalog.path(roadmap.id))
        yield [f"{roadmap.id}/{category}" for category in roadmap.categories]
        yield [f"{roadmap.id}/{facet.id}" for facet in (roadmap.facets.items if roadmap.facets else ())]
    for topic in catalog.topics:
        lesson = catalog.lesson(topic.id)
        yield from (catalog.prerequisites(topic.id), catalog.followers(topic.id), lesson.after if lesson else ())
        yield [each.id for each in catalog.questions(topic.id)]


def ids_within(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, ContentModel):
        yield from ids_within(value.model_dump(exclude={"category_titles", "level_titles"}))
    elif isinstance(value, dict):
        yield from (each for item in value.values() for each in ids_within(item))
    elif isinstance(value, (list, tuple, set)):
        yield from (each for item in value for each in ids_within(item))
    else:
        for name in ("roadmap", "area", "topic", "topics", "topic_ref", "subtopic", "assignment", "id"):
            yield from ids_within(getattr(value, name, ()))


def find(catalog: Catalog, item: str) -> Any:
    return (
        catalog.find_roadmap(item)
        or catalog.find_area(item)
        or catalog.find_topic_or_part(item)
        or catalog.find_subtopic(item)
        or catalog.find_assignment(item)
        or catalog.find_integration(item)
        or catalog.find_question(item)
    )


@settings(max_examples=examples(25))
@given(hidden=st.sets(st.sampled_from(every_id()), max_size=6))
def test_no_list_names_a_hidden_id_and_every_id_resolves(hidden: set[str]) -> None:
    catalog = with_hidden(*hidden)
    gone = {each for each in every_id() if catalog.is_hidden(each)}
    assert hidden <= gone
    assert not gone.intersection(each for found in listed(catalog) for each in ids_within(found))
    assert all(find(catalog, each) for each in every_id())
    shown = {each.id for each in catalog.topics}
    assert shown == {each.id for each in whole().topics} - gone
    assert all(
        topic.topic.areas and catalog.find_area(topic.topic.areas[0]) in catalog.areas for topic in catalog.topics
    )
    assert all(topic.roadmap in catalog.roadmaps for topic in catalog.topics)


def test_nothing_hidden_costs_nothing() -> None:
    content = taught_content()
    assert all(any(each is one for one in content.roadmaps) for each in whole().roadmaps)


@pytest.mark.parametrize(
    ("hidden", "falls", "stays"),
    [
        ("marina", ["marina.knots", "marina/ropes", "marina.floating-pontoon.chains", "marina-marena"], ["seamanship"]),
        ("weather", ["weather.log", "marena", "marena.dunes"], ["marina.shared-berth", "marina"]),
        ("marina/core_competencies", ["marina.knots", "marina.shared-berth", "marina/ropes"], ["marina/moorings"]),
        ("marina/ropes", [], ["marina.knots"]),
        ("marina.floating-pontoon", ["marina/infrastructure_patterns"], ["marina"]),
        ("marina.knots", ["marina.knots/loop"], []),
    ],
)
def test_what_falls_with_it(hidden: str, falls: list[str], stays: list[str]) -> None:
    catalog = with_hidden(hidden)
    assert [each for each in falls if not catalog.is_hidden(each)] == []
    assert [each for each in stays if catalog.is_hidden(each)] == []


def test_a_topic_is_left_with_the_areas_that_are_shown() -> None:
    catalog = with_hidden("seamanship")
    assert catalog.is_hidden("marina")  # its own area is gone
    catalog = with_hidden("weather")
    assert catalog.topic("marina.shared-berth").topic.areas == ("seamanship",)


def test_what_is_hidden_keeps_its_name_and_is_found_by_id_only() -> None:
    catalog = with_hidden("marina")
    knots = catalog.topic("marina.knots")
    assert (knots.name, knots.roadmap.name, catalog.area(knots.topic.areas[0]).name) == (
        "Knots",
        "Marina",
        "Seamanship",
    )
    assert catalog.find_question("marina.knots/loop")
    assert catalog.questions("marina.knots") == ()
    assert not catalog.has_questions("marina.knots")
    assert search_catalog(catalog, "knots") == ()
    assert catalog.list_topics("marina") == catalog.path("marina") == ()


def test_a_hidden_question_is_not_asked() -> None:
    catalog = with_hidden("marina.knots/loop")
    assert "loop" not in [each.slug for each in catalog.questions("marina.knots")]
    assert catalog.find_question("marina.knots/loop")


def test_the_version_says_what_is_hidden_in_any_order() -> None:
    ids = ("marina.knots", "marina.dredging", "weather.log", "marena.dunes")
    assert with_hidden(*ids).version == with_hidden(*reversed(ids)).version != whole().version
    content = taught_content().model_copy(update={"hidden": frozenset(ids)})
    assert Content.model_validate_json(content.model_dump_json()) == content
    assert re.search(r'"hidden":\["marena.dunes","marina.dredging"', content.model_dump_json())

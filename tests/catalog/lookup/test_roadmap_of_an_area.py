"""A roadmap may bear the id of its area: the bare name logs on the area, and opens the roadmap."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.loading import loader
from bot.catalog.loading.content_files import ContentError
from bot.catalog.lookup.subjects import Subject, find_subject
from bot.catalog.lookup.typeahead import parse_subject_key, subject_key, suggest_subjects
from bot.features.roadmap.rules.query import parse_query
from bot.features.roadmap.rules.results import RoadmapIntegrations, RoadmapPage, TopicList, TopicPage

ROADMAP = """\
id: {id}
name: {name}
summary: A roadmap with the name of its area.
about: For tests.
area: {area}
category_titles: {{routing: "Winds & Routes", sky: The Sky}}
maturity_levels: [deckhand, skipper]
level_titles: {{deckhand: Able Deckhand}}
categories:
  routing:
    - {{id: {id}.currents, name: Currents, text: t, level: deckhand, areas: [{area}], aliases: [tide race]}}
    - {{id: {id}.knots, name: Half Hitch, text: HTTP/1.1 is no knot., level: skipper, areas: [{area}]}}
  sky:
    - {{id: {id}.clouds, name: Clouds, text: t, level: skipper, areas: [{area}]}}
"""


@pytest.fixture
def weathered(directory: Path) -> Path:
    """Add a roadmap that is called like its area and one with a hyphen in its id."""
    (directory / "roadmaps/weather.yaml").write_text(ROADMAP.format(id="weather", name="Weather", area="weather"))
    (directory / "roadmaps/boat-yard.yaml").write_text(
        ROADMAP.format(id="boat-yard", name="Boat Yard", area="seamanship").replace(
            "clouds, name: Clouds", "paint, name: Paint"
        )
    )
    return directory


@pytest.fixture
def catalog(weathered: Path) -> Catalog:
    return Catalog.from_content(loader.load_directory(weathered))


def ids(catalog: Catalog, words: str) -> tuple[str | None, ...]:
    found = find_subject(catalog, words)
    assert isinstance(found, Subject), found
    return tuple(each for each in found.ledger_ids if each)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("weather", ("weather",)),
        ("weathr", ("weather",)),
        ("weather 11", ("weather",)),
        ("weather with ana", ("weather",)),
        ("weather currents", ("weather", "weather", "weather.currents")),
        ("weather clouds", ("weather", "weather", "weather.clouds")),
        ("clouds", ("weather", "weather", "weather.clouds")),
        ("weather.clouds", ("weather", "weather", "weather.clouds")),
        ("weather routing", ("weather", "weather", "weather/routing")),
        ("weather winds and routes", ("weather", "weather", "weather/routing")),
        ("marina weather", ("weather", "marina")),
        ("boat-yard", ("seamanship", "boat-yard")),
        ("boat yard", ("seamanship", "boat-yard")),
        ("boatyrd", ("seamanship", "boat-yard")),
        ("boat-yard paint", ("seamanship", "boat-yard", "boat-yard.paint")),
        ("boat-yard.paint", ("seamanship", "boat-yard", "boat-yard.paint")),
        ("boat-yard/sky", ("seamanship", "boat-yard", "boat-yard/sky")),
    ],
)
def test_what_is_logged(catalog: Catalog, words: str, expected: tuple[str, ...]) -> None:
    assert ids(catalog, words) == expected


def test_what_is_opened(catalog: Catalog) -> None:
    for words, roadmap in (("weather", "weather"), ("boat yard", "boat-yard"), ("boat-yard", "boat-yard")):
        page = parse_query(catalog, words)
        assert isinstance(page, RoadmapPage)
        assert page.roadmap.id == roadmap
    page = parse_query(catalog, "weather clouds")
    assert isinstance(page, TopicPage)
    assert page.topic_ref.id == "weather.clouds"
    assert isinstance(parse_query(catalog, "weather marina"), RoadmapIntegrations)


def test_own_categories_and_levels_filter(catalog: Catalog) -> None:
    for words, category, level, number in (
        ("weather routing", "routing", None, 2),
        ("boat-yard winds & routes", "routing", None, 2),
        ("weather skipper", None, "skipper", 2),
        ("weather able deckhand", None, "deckhand", 1),
        ("boat-yard routing skipper", "routing", "skipper", 1),
    ):
        page = parse_query(catalog, words)
        assert isinstance(page, TopicList), words
        assert (page.category, page.level, len(page.topics)) == (category, level, number)


def test_a_part_s_name_beside_a_roadmap_is_that_part(weathered: Path) -> None:
    """As `aws networking` is a part of AWS, whatever roadmaps there are."""
    file = weathered / "roadmaps/marina.yaml"
    file.write_text(file.read_text("utf-8").replace("{id: moorings, name: Moorings}", "{id: moorings, name: Weather}"))
    catalog = Catalog.from_content(loader.load_directory(weathered))
    for words in ("marina weather", "weather marina"):
        page = parse_query(catalog, words)
        assert isinstance(page, TopicList)
        assert page.facet is not None
        assert (page.roadmap.id, page.facet.id) == ("marina", "moorings")


def test_a_category_s_name_may_hold_that_of_a_roadmap(weathered: Path) -> None:
    """As `certifications aws_exams` is a category, though AWS is a roadmap."""
    file = weathered / "roadmaps/weather.yaml"
    file.write_text(file.read_text("utf-8").replace("sky", "marina_sky").replace("The Sky", "Over the Marina"))
    catalog = Catalog.from_content(loader.load_directory(weathered))
    for words in ("weather marina_sky", "over the marina, weather"):
        page = parse_query(catalog, words)
        assert isinstance(page, TopicList)
        assert (page.roadmap.id, page.category) == ("weather", "marina_sky")
        assert ids(catalog, words) == ("weather", "weather", "weather/marina_sky")


def test_a_topic_s_name_may_hold_those_of_roadmaps_alone(weathered: Path) -> None:
    """As `linux networking on linux`."""
    file = weathered / "roadmaps/weather.yaml"
    file.write_text(file.read_text("utf-8").replace("Half Hitch", "Marina in Weather"))
    catalog = Catalog.from_content(loader.load_directory(weathered))
    page = parse_query(catalog, "weather marina in weather")
    assert isinstance(page, TopicPage)
    assert page.topic_ref.id == "weather.knots"


def test_both_are_offered_while_somebody_types(catalog: Catalog) -> None:
    offered = [subject_key(each) for each in suggest_subjects(catalog, "weath")]
    assert offered[:2] == ["area:weather", "roadmap:weather"]
    for key in ("area:weather", "roadmap:weather", "roadmap:boat-yard", "topic:boat-yard.paint", "topic:weather/sky"):
        subject = parse_subject_key(catalog, key)
        assert subject is not None
        assert subject_key(subject) == key


def test_levels_of_its_own(catalog: Catalog) -> None:
    roadmap = catalog.roadmap("weather")
    assert roadmap.levels == ("deckhand", "skipper")
    assert [roadmap.level_title(each) for each in roadmap.levels] == ["Able Deckhand", "Skipper"]
    assert [roadmap.level_height(each) for each in roadmap.levels] == [0, 0.5]
    assert catalog.roadmap("marina").levels == ("beginner", "intermediate", "advanced", "expert")
    assert [each.id for each in catalog.path("weather")] == ["weather.currents", "weather.knots", "weather.clouds"]


def test_the_export_shows_own_categories_as_keys(catalog: Catalog) -> None:
    entry = {each["id"]: each for each in catalog.plugin_configuration()["roadmaps"]}["weather"]
    assert entry == {
        "id": "weather",
        "name": "Weather",
        "categories": ["routing", "sky"],
        "maturity_levels": ["deckhand", "skipper"],
    }


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("level: deckhand", "level: beginner", "11: unknown level 'beginner'"),
        ("deckhand: Able", "dekhand: Able", "8: unknown level 'dekhand', did you mean deckhand?"),
        ("[deckhand, skipper]", "[deckhand, skipper, skipper]", "7: level 'skipper' is listed twice"),
        (", sky: The Sky", "", "13: category 'sky' has no title: write one in category_titles"),
        ("sky: The Sky", "sky: The Sky, sea: Sea", "6: a title of no category: there is no 'sea'"),
        ("The Sky", "Routing", "13: category 'sky' has the name of category 'routing'"),
        ("  sky:\n", "  core_competences:\n", "did you mean core_competencies?"),
        ("area: weather\n", "area: seamanship\n", "5: a roadmap with the id of area 'weather' has to belong to it"),
        ("id: weather.clouds", "id: weather.log", "14: id 'weather.log' is that of an assignment (plan.yaml, line 20)"),
        ("name: Weather\n", "name: Sailing\n", "plan.yaml:5: 'sailing' already means area 'weather'"),
    ],
)
def test_what_is_wrong(weathered: Path, old: str, new: str, expected: str) -> None:
    file = weathered / "roadmaps/weather.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ContentError) as caught:
        loader.load_directory(weathered)
    assert any(expected in str(each) for each in caught.value.problems), caught.value

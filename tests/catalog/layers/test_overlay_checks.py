"""A layer is checked as all content is: each mistake is told with its line, and what is sound is taken."""

from __future__ import annotations

from textwrap import dedent

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.layers.applying import apply_overlay
from bot.catalog.layers.overlay import NO_CHANGES, Overlay
from bot.catalog.layers.overlay_files import lay_over, lay_over_what_fits, parse_overlay
from bot.catalog.lessons import unpack_details, unpack_questions
from bot.catalog.loading.content_files import ContentError, ContentProblem
from bot.catalog.models import Content, HoursEstimate

NAME = "overlay.yaml"


def lay(content: Content, text: str) -> Content:
    return lay_over(content, NAME, dedent(text).encode())


def problems(content: Content, text: str) -> list[str]:
    with pytest.raises(ContentError) as caught:
        lay(content, text)
    return [str(each) for each in caught.value.problems]


@pytest.mark.parametrize("text", ["", "# Nothing yet.\n\n", "{}\n"])
def test_a_layer_that_says_nothing_changes_nothing(content: Content, text: str) -> None:
    assert lay(content, text) == content
    assert apply_overlay(content, NO_CHANGES) is content


def test_three_lines_hide_a_roadmap(content: Content) -> None:
    assert lay(content, "hide:\n  - marena\n  - marina.knots/jam\n").hidden == {"marena", "marina.knots/jam"}


def test_a_shared_id_means_both_unless_a_prefix_says_which(shared_id: Content) -> None:
    assert lay(shared_id, "hide: [weather]").hidden == {"weather"}
    only_roadmap = lay(shared_id, "hide: ['roadmap:weather']")
    assert only_roadmap.hidden == {"roadmap:weather"}
    assert lay(only_roadmap, "hide: ['area:weather']").hidden == {"weather"}
    assert lay(lay(shared_id, "hide: [weather]"), "show: ['area:weather']").hidden == {"roadmap:weather"}
    renamed = lay(shared_id, "change: {weather: {name: Skies}, 'area:weather': {description: Clouds.}}")
    assert (renamed.roadmaps[-1].name, renamed.areas[-1].name) == ("Skies", "Skies")
    assert renamed.areas[-1].description == "Clouds."


def test_a_hidden_roadmap_leaves_the_area_of_its_name(shared_id: Content) -> None:
    catalog = Catalog.from_content(lay(shared_id, "hide: ['roadmap:weather']"))
    assert [each.id for each in catalog.areas] == ["seamanship", "weather"]
    assert [each.id for each in catalog.roadmaps] == ["marina"]


def test_a_topic_without_a_question_left_is_asked_about_no_more(content: Content) -> None:
    questions = ("jam", "loop", "wet")
    some = Catalog.from_content(lay(content, f"hide: [{', '.join(f'marina.knots/{each}' for each in questions[:2])}]"))
    assert [each.slug for each in some.questions("marina.knots")] == ["wet"]
    assert some.has_questions("marina.knots")
    none = Catalog.from_content(lay(content, f"hide: [{', '.join(f'marina.knots/{each}' for each in questions)}]"))
    assert none.questions("marina.knots") == ()
    assert not none.has_questions("marina.knots")
    assert "marina.knots" not in [each.id for each in none.topics_with_questions]
    assert none.find_question("marina.knots/jam")


def test_what_a_lower_layer_hides_can_be_shown(content: Content) -> None:
    assert lay(lay(content, "hide: [marena, weather]"), "show: [marena]").hidden == {"weather"}


def test_order_puts_first_and_leaves_the_rest(content: Content) -> None:
    ordered = lay(content, "order: [weather, marena, marina.shared-berth]")
    assert [(area.id, area.priority) for area in ordered.areas] == [("weather", 1), ("seamanship", 2)]
    assert [each.id for each in ordered.roadmaps] == ["marena", "marina"]
    topics = ordered.roadmaps[1].categories["core_competencies"]
    assert [topic.id for topic in topics] == ["marina.shared-berth", "marina.knots"]


def test_hours_and_words_of_every_kind_of_thing(content: Content) -> None:
    changed = lay(
        content,
        """
        change:
          seamanship: {hours: 10-20, name: Boats, optional: true}
          weather: {hours: varies}
          weather.log: {name: Our log, text: Every morning.}
          marina: {summary: Ours.}
          marina/ropes: {name: Lines}
          marina/core_competencies: {name: Basics}
          marina.knots: {terms: [Sheepshank], level: expert, minutes: 90}
          marina.floating-pontoon.chains: {name: Chains}
        """,
    )
    seamanship, weather = changed.areas
    assert (seamanship.hours, seamanship.name, seamanship.optional) == (HoursEstimate(low=10, high=20), "Boats", True)
    assert (weather.hours, weather.assignments[0].name) == (None, "Our log")
    marina = changed.roadmaps[0]
    assert (marina.summary, marina.category_title("core_competencies")) == ("Ours.", "Basics")
    assert marina.facets is not None
    assert marina.facets.items[0].name == "Lines"
    knots = marina.categories["core_competencies"][0]
    assert (knots.terms, knots.level, knots.name) == (("Sheepshank",), "expert", "Knots")
    assert marina.categories["infrastructure_patterns"][0].subtopics[0].name == "Chains"
    assert changed.lessons["marina.knots"].minutes == 90
    assert changed.packed_details == content.packed_details


def test_resources_and_questions(content: Content) -> None:
    changed = lay(
        content,
        """
        change:
          marina.knots:
            resources:
              wiki: {title: Our knots, url: "https://wiki.example/knots", kind: docs, minutes: 20}
              guide: {minutes: 40}
            hide_resources: [https://books.example/Knots/]
            questions:
              jam: {reason: It is calmer then.}
              ours:
                ask: Which knot do we tie first?
                options: [Bowline, Clove hitch, Reef knot, Sheet bend]
                right: 1
                reason: It is the one we need most.
                resource: wiki
        """,
    )
    details = unpack_details(changed.packed_details["marina.knots"])
    assert details is not None
    assert [(slug, each.minutes) for slug, each in details.resources.items()] == [("guide", 40), ("wiki", 20)]
    questions = unpack_questions(changed.packed_questions["marina.knots"])
    assert list(questions) == ["loop", "jam", "wet", "ours"]
    assert questions["jam"].reason == "It is calmer then."


def test_whole_new_things(content: Content) -> None:
    changed = lay(
        content,
        """
        add:
          topics:
            marina/core_competencies:
              - {id: marina.flags, name: Flags, text: What each says., level: beginner, areas: [weather]}
          subtopics:
            marina.flags: [{id: marina.flags.alpha, name: Alpha}]
          assignments:
            weather: [{id: weather.chart, name: A chart, text: Draw one.}]
          areas:
            - id: rowing
              priority: 3
              name: Rowing
              description: Without wind.
              hours: varies
              assignments: [{id: rowing.mile, name: A mile, text: Row it.}]
        change:
          marina.flags:
            minutes: 30
            after: [marina.knots]
            exercise: {task: Hoist all of them., done: somebody answers.}
            resources: {code: {title: The code, url: "https://flags.example/code", kind: book, minutes: 30}}
        """,
    )
    assert changed.roadmaps[0].categories["core_competencies"][-1].subtopics[0].id == "marina.flags.alpha"
    assert [area.id for area in changed.areas] == ["seamanship", "weather", "rowing"]
    assert changed.areas[1].assignments[-1].id == "weather.chart"
    assert changed.lessons["marina.flags"].after == ("marina.knots",)


def test_a_new_area_takes_its_place_and_the_others_make_room(content: Content) -> None:
    row = "{id: row.mile, name: A mile, text: Row it.}"
    area = f"{{id: row, priority: 1, name: Rowing, description: Alone., hours: varies, assignments: [{row}]}}"
    changed = lay(content, f"add: {{areas: [{area}]}}")
    assert [(each.id, each.priority) for each in changed.areas] == [("row", 1), ("seamanship", 2), ("weather", 3)]


def test_at_a_start_what_fits_is_taken_and_the_rest_told(content: Content) -> None:
    text = """
        hide: [marina.gone, marena]
        order: [weather, gone]
        change:
          gone: {name: G1}
          marina.knots: {level: unheard_of, minutes: 90}
        add:
          assignments:
            gone: [{id: gone.away, name: G2, text: Far.}]
            weather: [{id: weather.chart, name: A chart, text: Draw one.}]
        """
    changed, found = lay_over_what_fits(content, NAME, dedent(text).encode())
    assert [each.line for each in found] == [2, 3, 5, 6, 9]
    assert changed == lay(
        content,
        """
        hide: [marena]
        order: [weather]
        change: {marina.knots: {minutes: 90}}
        add: {assignments: {weather: [{id: weather.chart, name: A chart, text: Draw one.}]}}
        """,
    )
    assert lay_over_what_fits(content, NAME, b"hide: [marena]") == (lay(content, "hide: [marena]"), ())
    with pytest.raises(ContentError, match="hide: Input should be a valid"):
        lay_over_what_fits(content, NAME, b"hide: marena")


def test_ids_from_before_a_rename_are_understood(content: Content) -> None:
    renamed = content.model_copy(update={"renamed": {"marina.ropes": "marina.knots", "sky": "weather"}})
    changed = lay(
        renamed,
        """
        hide: [sky.log]
        change: {marina.ropes: {areas: [sky, seamanship]}}
        add: {assignments: {sky: [{id: weather.chart, name: A chart, text: Draw one.}]}}
        """,
    )
    assert changed.hidden == {"weather.log"}
    assert changed.roadmaps[0].categories["core_competencies"][0].areas == ("weather", "seamanship")
    assert [each.id for each in changed.areas[1].assignments] == ["weather.log", "weather.chart"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hide: [marinna]", "1: unknown id 'marinna', did you mean marina?"),
        ("hide: [marina.knots/jan]", "1: unknown id 'marina.knots/jan', did you mean marina.knots/jam?"),
        ("hide:\n  - marena\n  - marena\n", "3: 'marena' is listed twice"),
        ("hide: [marena]\nshow: [marena]", "2: 'marena' is both shown and hidden: leave one of them out"),
        ("hide: [marina, marena]", "1: every roadmap is hidden: leave at least one"),
        ("hide: [seamanship, weather]", "1: every area is hidden: leave at least one"),
        ("hide: [weather.log]", "1: every assignment of 'weather' is hidden: leave one, or hide the area"),
        ("hide: [AWS]", "1: hide[1]: String should match pattern"),
        ("hidden: [marena]", "1: hidden: unknown key, did you mean hide?"),
        ("order: [marina/ropes]", "1: 'marina/ropes' is a facet: only areas, roadmaps, topics"),
        ("change:\n  marina.knot: {name: X1}", "2: unknown id 'marina.knot', did you mean marina.knots?"),
        ("change:\n  marina.knots:\n    hours: 5-6", "3: hours is nothing that a topic has: it has name, text, terms"),
        ("change: {marina.knots/jam: {name: X1}}", "1: change a question with its topic: write marina.knots: {quest"),
        ("change: {weather: {hours: 9}}", "1: change.weather.hours: write a range of hours such as 50-80, or varies"),
        ("change: {weather: {name: null}}", "1: change.weather.name: Input should be a valid string"),
        ("change: {weather: {name: ''}}", "1: change.weather.name: String should have at least 1 character"),
        ("change:\n  marina.knots:\n    level: exprt", "3: unknown level 'exprt', did you mean expert?"),
        ("change:\n  marina.knots:\n    areas:\n      - wether", "4: unknown area 'wether', did you mean weather?"),
        ("change:\n  marina.knots:\n    aliases: [lines]", "3: alias 'lines' is used twice, also by Ropes"),
        ("change:\n  weather: {aliases: [quay]}", "2: 'quay' already means roadmap 'marina'"),
        ("order: [weather]\nchange:\n  marina: {name: Weather}", "3: 'Weather' already means area 'weather'"),
        ("change: {marina: {aliases: [search]}}", "1: 'search' already means command 'search'"),
        ("change:\n  marina.knots: {after: [marina.shared-berth]}", "2: comes after itself in a circle"),
        ("change: {marena.dunes: {after: [marina.knots]}}", "1: the topic has no lesson yet: give its minutes too"),
        ("change: {marina.knots: {resources: {guid: {minutes: 9}}}}", "1: a new resource needs title, url, kind too"),
        (
            "change:\n  marina.knots:\n    resources:\n      guide:\n        url: http://a.example",
            "5: the address has to begin with https://",
        ),
        (
            "change: {marina.knots: {hide_resources: [https://harbour.example/knots, https://books.example/knots]}}",
            "1: 0 resources: name 1 to 5",
        ),
        ("change: {marina.knots: {hide_resources: [https://b.example]}}", "1: no resource of 'marina.knots' has this"),
        ("change: {marina.knots: {questions: {jam: {right: 5}}}}", "1: change.marina.knots.questions.jam.right: Input"),
        ("change: {marina.knots: {questions: {jam: {resource: nil}}}}", "1: unknown resource 'nil'"),
        (
            "add:\n  topics:\n    marina/core_competences: []",
            "3: unknown category 'marina/core_competences', did you mean marina/core_competencies?",
        ),
        (
            "add:\n  assignments:\n    weather:\n      - {id: weather.log, name: Log, text: Again.}",
            "4: there is 'weather.log' already: write what is to be different under 'change', or take a new id",
        ),
        (
            "add:\n  assignments:\n    weather:\n      - {id: seamanship.oar, name: Oar, text: Row.}",
            "4: id 'seamanship.oar' must start with 'weather.'",
        ),
        (
            "add:\n  topics:\n    marina/security_aspects: [{id: marina.a, name: A1, level: low, areas: [b], text: A}]",
            "3: unknown level 'low'",
        ),
    ],
)
def test_each_mistake_has_its_line(content: Content, text: str, expected: str) -> None:
    found = problems(content, text)
    assert [each for each in found if each.startswith(f"{NAME}:{expected}")], found


def test_all_mistakes_are_told_at_once(content: Content) -> None:
    found = problems(content, "hide: [marinna]\nchange:\n  weather: {optonal: true}\n  marina: {hours: 5-6}\n")
    assert found == [f"{NAME}:3: change.weather.optonal: unknown key, did you mean optional?"]
    found = problems(content, "hide: [marinna]\nchange:\n  marina: {hours: 5-6}\n")
    assert [each.split(":")[1] for each in found] == ["1", "3"]


def test_a_broken_layer_has_no_model() -> None:
    found: list[ContentProblem] = []
    assert parse_overlay(NAME, b"hide: {", found).model is None
    assert parse_overlay(NAME, b"hide: [&a aws]\n", found).model == Overlay(hide=("aws",))
    assert [each.line for each in found] == [1, 1]

"""A first draft of a pack: from Markdown, indented lines, OPML, or a roadmap that was drawn."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog.loading.strict_yaml import load_yaml
from bot.catalog.loading.yaml_text import write_yaml
from bot.cli.packs.drafts.draft import MAX_CATEGORIES, MAX_SUBTOPICS, MAX_TOPICS, DraftRoadmap, draft_roadmap
from bot.cli.packs.drafts.names import SlugMaker, make_slug
from bot.cli.packs.drafts.outline import Outline, OutlineError, OutlineItem
from bot.cli.packs.drafts.roadmap_json import read_roadmap_json
from bot.cli.packs.drafts.text_outlines import read_opml, read_text_outline
from tests.examples import examples


def tree(items: list[OutlineItem]) -> list[Any]:
    return [(each.name, tree(each.children)) if each.children else each.name for each in items]


MARKDOWN = """\
---
author: somebody
---
# Containers for *us*
Before all.
<!-- not
this -->
## Basics
About the basics.
- [x] **Images**, see [the docs](https://docs.example.com)
    1. `layers`
       that come one on another
    2. tags
- ![picture](a.png) Networks
```
# no heading
```
| a | table |
Security
--------
* Scanning
## Loose one ##
"""


def test_markdown_is_read_by_headings_and_lists() -> None:
    outline = read_text_outline(MARKDOWN)
    assert outline.title == "Containers for us"
    images = ("Images, see the docs", ["layers", "tags"])
    assert tree(outline.items) == [("Basics", [images, "Networks"]), ("Security", ["Scanning"]), "Loose one"]
    assert outline.items[0].children[0].children[0].text == "that come one on another"
    assert set(outline.left_out) == {"1 link", "1 line of code", "1 line of a table"}  # the picture counts for none


def test_lines_are_read_by_how_far_they_are_indented() -> None:
    outline = read_text_outline("Kitchen\n\tKnives\n\t\tSharpening\n\n\t\tHolding\n    Heat\n")
    assert (outline.title, tree(outline.items)) == ("Kitchen", [("Knives", ["Sharpening", "Holding"]), "Heat"])
    assert tree(read_text_outline("one\ntwo\n").items) == ["one", "two"]


def test_opml_is_read_without_its_entities() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    body = '<outline text="A &amp; B"><outline text="&b;c"/><outline title="d"></outline></outline><outline text="e"/>'
    outline = read_opml(f'<?xml version="1.0"?>{bomb}<opml><head><title>Mine</title></head><body>{body}</body></opml>')
    assert outline.title == "Mine"
    assert tree(outline.items) == [("A & B", ["&b;c", "d"]), "e"]


def node(name: str, kind: str, x: int, y: int, label: str | None = None, **more: Any) -> dict[str, Any]:
    return {"id": name, "type": kind, "position": {"x": x, "y": y}, "data": {"label": label or name}, **more}


def drawn(*nodes: dict[str, Any], edges: list[tuple[str, str]] = []) -> str:  # noqa: B006
    lines = [{"id": f"e{n}", "source": a, "target": b} for n, (a, b) in enumerate(edges)]
    return json.dumps({"nodes": nodes, "edges": [*lines, {"id": "loose", "target": "t1"}]})


def test_a_drawn_roadmap_is_read_by_its_edges_and_from_top_to_bottom() -> None:
    text = drawn(
        node("head", "title", 0, 0, "Ovens"),
        node("t2", "topic", 0, 500, "Heat"),
        node("t1", "topic", 0, 100, "Knives"),
        node("s2", "subtopic", 300, 520, "Sharpening"),  # near the other topic, and an edge says which it is
        node("s1", "subtopic", 300, 90, "Holding"),
        node("s3", "subtopic", 300, 540, "Gas"),
        node("v", "vertical", 0, 0, "vertical node"),
        node("b", "button", 0, 900, "See also", data={"label": "See also", "href": "https://x.example"}),
        edges=[("t1", "s2"), ("s1", "t1"), ("t1", "t2")],
    )
    outline = read_roadmap_json(text)
    assert outline.title == "Ovens"
    assert tree(outline.items) == [("Knives", ["Holding", "Sharpening"]), ("Heat", ["Gas"])]
    assert set(outline.left_out) == {"1 link", "the order that 3 edges show"}


def test_a_box_in_a_drawn_roadmap_has_the_heading_above_it() -> None:
    text = drawn(
        node("box", "section", 0, 200, " ", style={"width": 300, "height": 300}),
        node("h", "paragraph", 20, 120, "Service", width=200, height=60),
        node("far", "label", 20, 700, "Another thing"),
        node("a", "subtopic", 50, 260, "Plating"),
        node("b", "subtopic", 50, 330, "Clearing"),
        node("c", "subtopic", 900, 900, "Alone"),
    )
    assert tree(read_roadmap_json(text).items) == [("Service", ["Plating", "Clearing"]), "Alone"]


def test_edges_from_box_to_box_only_show_the_order() -> None:
    def box(name: str, y: int) -> dict[str, Any]:
        return node(name, "section", 0, y, " ", style={"width": 300, "height": 200})

    text = drawn(
        node("t", "topic", 0, 0, "What it is"),
        node("s0", "subtopic", 400, 0, "Not this"),
        node("s1", "subtopic", 800, 0, "Nor that"),
        box("b1", 200),
        node("h1", "paragraph", 20, 120, "People", width=200, height=60),
        node("s2", "subtopic", 20, 260, "Hiring"),
        box("b2", 600),
        node("h2", "label", 20, 610, "Process", width=200, height=30),
        node("s3", "subtopic", 20, 700, "Planning"),
        box("b3", 1000),
        node("t3", "topic", 20, 1010, "Product", width=100, height=40),
        node("s4", "subtopic", 20, 1100, "Users"),
        edges=[("t", "s0"), ("s0", "s1"), ("s0", "b1"), ("b1", "b2"), ("b2", "b3"), ("s2", "s3")],
    )
    assert tree(read_roadmap_json(text).items) == [
        ("What it is", ["Not this", "Nor that"]),
        ("People", ["Hiring"]),
        ("Process", ["Planning"]),
        ("Product", ["Users"]),
    ]


def test_the_older_way_to_draw_a_roadmap() -> None:
    def group(name: str, label: str) -> dict[str, Any]:
        inner = {"controls": {"control": [{"typeID": "TextArea"}, {"properties": {"text": label}}]}}
        return {"typeID": "__group__", "properties": {"controlName": name}, "children": inner}

    controls = [
        group("101-heat:gas", "Gas"),
        group("100-heat:coal", "Coal"),
        group("101-heat", "Heat"),
        group("100-knives", "Knives"),
        group("ext_link:example.com", "More"),
        {"typeID": "Arrow", "properties": {"curvature": "0"}},
    ]
    outline = read_roadmap_json(json.dumps({"mockup": {"controls": {"control": controls}}}))
    assert tree(outline.items) == ["Knives", ("Heat", ["Coal", "Gas"])]
    assert outline.left_out == ("1 link",)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"nodes": [', "line 1: not JSON"),
        ("[1]", "no roadmap: it needs `nodes`"),
        ('{"nodes": {}}', "no roadmap: it needs `nodes`"),
        ('{"nodes": [1, {"id": 3}, {"id": "x", "type": "topic"}]}', "no node is a `topic`"),
        ('{"mockup": {"controls": []}}', "no control in it"),
        ('{"a":' * 100_000, "nested too deep"),
    ],
)
def test_json_that_is_no_roadmap(text: str, why: str) -> None:
    with pytest.raises(OutlineError, match=re.escape(why)):
        read_roadmap_json(text)


def drafted(*items: OutlineItem, left_out: tuple[str, ...] = ()) -> DraftRoadmap:
    return draft_roadmap(Outline("", list(items), left_out), "ovens", "Ovens")


def item(name: str, *children: OutlineItem, text: str = "") -> OutlineItem:
    return OutlineItem(name, text, list(children))


def test_a_draft_has_categories_topics_subtopics_and_levels_from_the_order() -> None:
    draft = drafted(
        item("Basics", item("Heat", item("gas"), item("coal", item("brown coal"))), item("Pans"), text="All of it."),
        item("Alone"),
        item("Security Aspects", item("Heat")),
        left_out=("1 link",),
    )
    assert draft.titles == {"basics": "Basics"}  # the usual categories have their titles
    assert list(draft.categories) == ["basics", "core_competencies", "security_aspects"]
    ids = [each.id for each in draft.topics]
    assert ids == ["ovens.heat", "ovens.pans", "ovens.alone", "ovens.heat-2"]
    assert [each.level for each in draft.topics] == ["beginner", "intermediate", "advanced", "expert"]
    assert draft.topics[0].subtopics == (("ovens.heat.gas", "gas"), ("ovens.heat.coal", "coal"))
    assert draft.left_out == ["1 link", "what is said about 'Basics' as a whole", "1 name deep inside 'Heat'"]


def test_a_second_topic_of_one_name_is_told_apart_by_its_category() -> None:
    draft = drafted(item("Gas", item("Heat")), item("Coal", item("Heat")))
    assert [each.id for each in draft.topics] == ["ovens.heat", "ovens.heat-coal"]


def test_what_is_too_much_for_a_draft_is_left_out_and_said() -> None:
    many = [item(f"Group {n}", *(item(f"Topic {n}-{m}") for m in range(20))) for n in range(MAX_CATEGORIES + 1)]
    many[0].children[0].children = [item(f"part {n}") for n in range(MAX_SUBTOPICS + 2)]
    draft = drafted(*many)
    assert len(draft.topics) == MAX_TOPICS
    assert len(draft.topics[0].subtopics) == MAX_SUBTOPICS
    assert f"2 names in 'Topic 0-0' after {MAX_SUBTOPICS}" in draft.left_out
    assert f"'Group {MAX_CATEGORIES}' as a category of its own" in draft.left_out
    assert f"{20 * (MAX_CATEGORIES + 1) - MAX_TOPICS} topics after the first {MAX_TOPICS}" in draft.left_out


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("C++ & co", "cpp-and-co"),
        ("Überblick über Straßen", "uberblick-uber-strassen"),
        ("Контейнеры", "konteynery"),
        ("λόγος", "logos"),
        (".NET", "dotnet"),
        ("café naïve ŁÓDŹ", "cafe-naive-lodz"),
        ("What is what in a cluster, and how one knows", "what-is-what-in-a-cluster-and-how-one"),
        ("a" * 60, "a" * 40),
        ("容器", "x6d23f04b"),
    ],
)
def test_a_slug_is_made_of_plain_letters(name: str, slug: str) -> None:
    assert make_slug(name) == slug


@given(st.lists(st.text("aB é.-+容й", min_size=1, max_size=50), min_size=1, max_size=6))
@settings(max_examples=examples(20))
def test_slugs_are_valid_unique_and_the_same_each_time(names: list[str]) -> None:
    def slugs() -> list[str]:
        maker = SlugMaker()
        return [maker.take(name, beside="Some group", limit=30) for name in names]

    assert len(set(slugs())) == len(names)
    assert slugs() == slugs()
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]{0,29}", each) for each in slugs())


@given(st.dictionaries(st.text(max_size=9), st.lists(st.text(max_size=15), max_size=3), max_size=3))
@settings(max_examples=examples(20))
def test_the_strict_reader_takes_what_is_written(data: dict[str, list[str]]) -> None:
    data = {key: values for key, values in data.items() if key.isprintable()}
    data = {key: [each for each in values if each.isprintable()] for key, values in data.items()}
    if data:
        assert load_yaml(write_yaml(data), name="x")[0] == data


def test_words_that_yaml_reads_as_something_else_are_quoted() -> None:
    words = ["yes", "n", "1:30", "1.0", "~", "null", "2026-11-30", "=", "<<", "", "0x1f", ".5", "on"]
    assert load_yaml(write_yaml({each or "empty": each for each in words}), name="x")[0] == {
        w or "empty": w for w in words
    }

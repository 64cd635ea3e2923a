"""What a layer makes different is listed, one line for each change."""

from __future__ import annotations

from textwrap import dedent

import pytest

from bot.catalog.layers.differences import list_differences
from bot.catalog.layers.overlay_files import lay_over
from bot.catalog.models import Content
from bot.cli.difference_lines import difference_line

CORE = "Core Competencies (marina/core_competencies)"
JAM = "“The bowline gives trouble with the jam. What do you do…”"
BOOK = "A Book of Knots | https://books.example/knots | book | 300"
FLAGS = (
    "{id: marina.flags, name: Flags, text: All., level: beginner, areas: [weather],"
    " subtopics: [{id: marina.flags.alpha, name: Alpha}]}"
)


def lines(content: Content, text: str) -> list[str]:
    after = lay_over(content, "overlay.yaml", dedent(text).encode())
    return [difference_line("operator", each) for each in list_differences(content, after)]


def test_nothing_is_different(content: Content) -> None:
    assert list(list_differences(content, content)) == []
    assert lines(content, "change: {weather: {hours: varies, name: Weather}}") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hide: [marena]", ["operator: roadmap Marena (marena) is hidden"]),
        (
            "hide: [marina.knots/jam]",
            [f"operator: question {JAM} (marina.knots/jam) is hidden"],
        ),
        ("change: {weather: {hours: 5-9}}", ["operator: Weather (weather), hours: “varies” → “5-9 h”"]),
        ("change: {marina.knots: {minutes: 90}}", ["operator: Knots (marina.knots), minutes: “60 min” → “90 min”"]),
        (
            "order: [weather, marina.shared-berth]",
            [
                "operator: order of areas: “Seamanship, Weather” → “Weather, Seamanship”",
                f"operator: order of topics of {CORE}: “Knots, Shared Berth” → “Shared Berth, Knots”",
            ],
        ),
        (
            f"add: {{topics: {{marina/core_competencies: [{FLAGS}]}}}}",
            ["operator: new topic Flags (marina.flags)"],
        ),
        (
            "add: {subtopics: {marina.knots: [{id: marina.knots.bowline, name: Bowline}]}}",
            ["operator: new subtopic Bowline (marina.knots.bowline)"],
        ),
        (
            'change: {marina.knots: {hide_resources: ["https://books.example/knots"], terms: [Sheepshank]}}',
            [
                "operator: Knots (marina.knots), terms: “Bowline, Clove hitch (double)” → “Sheepshank”",
                f"operator: Knots (marina.knots), resource book: removed “{BOOK}…”",
            ],
        ),
    ],
)
def test_one_line_for_each_change(content: Content, text: str, expected: list[str]) -> None:
    assert lines(content, text) == expected


def test_long_words_are_cut_to_where_they_differ(content: Content) -> None:
    before = " ".join(f"word{number}" for number in range(40))
    old = lay_over(content, "overlay.yaml", f"change: {{marina.knots: {{text: {before}}}}}".encode())
    new = lay_over(content, "overlay.yaml", f"change: {{marina.knots: {{text: {before} and more}}}}".encode())
    (difference,) = list_differences(old, new)
    line = difference_line("workspace T1", difference)
    assert line == (
        "workspace T1: Knots (marina.knots), text: “…word37 word38 word39” → “…word37 word38 word39 and more”"
    )


def test_the_way_back_is_told_too(content: Content) -> None:
    after = lay_over(
        content,
        "overlay.yaml",
        b"hide: [marena]\nadd: {assignments: {weather: [{id: weather.map, name: Map, text: It.}]}}",
    )
    assert [difference_line("packs", each) for each in list_differences(after, content)] == [
        "packs: assignment Map (weather.map) is gone",
        "packs: roadmap Marena (marena) is shown again",
    ]

"""What a workspace changes is kept as single changes, which together are a layer like any other."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import String

from bot.catalog.layers.changes import CHANGE_FIELDS, ChangeError, fit_changes, parse_changes
from bot.catalog.layers.overlay import NO_CHANGES, Overlay
from bot.catalog.layers.single_change import QUESTION, RESOURCE, Change
from bot.catalog.models import Content
from bot.db.tables import content_changes, content_suggestions

MAX_SLUG = 40
WIKI = {"title": "Our knots", "url": "https://wiki.example/knots", "kind": "docs", "minutes": 20}
ASKED = {"ask": "Which?", "options": ["A1", "B1", "C1", "D1"], "right": 1, "reason": "So.", "resource": "guide"}


def test_no_changes_are_no_layer() -> None:
    assert parse_changes([]) is NO_CHANGES


def test_changes_in_any_order_are_one_layer() -> None:
    changes = [
        Change("weather", "place", 2),
        Change("seamanship", "place", 3),
        Change("rowing", "place", 1),
        Change("marena", "hidden", True),
        Change("marina", "hidden", False),
        Change("weather", "hours", "varies"),
        Change("marina.knots", "text", "Ours."),
        Change("marina.knots", f"{RESOURCE}wiki", WIKI),
        Change("marina.knots", f"{QUESTION}ours", ASKED),
    ]
    overlay = parse_changes(changes)
    assert overlay == parse_changes(reversed(changes))
    assert (overlay.hide, overlay.show, overlay.order) == (
        ("marena",),
        ("marina",),
        ("rowing", "weather", "seamanship"),
    )
    assert overlay.change["weather"].given() == {"hours": None}
    assert overlay.change["marina.knots"].resources["wiki"].title == "Our knots"
    assert overlay.change["marina.knots"].questions["ours"].right == 1


def objection(content: Content, item: str, field: str, value: Any) -> str | None:
    """Why a change is left out, as a sentence; None where it fits."""
    _, refused = fit_changes(content, [Change(item, field, value)])
    return refused[0].reason if refused else None


@pytest.mark.parametrize(
    ("item", "field", "value"),
    [
        ("weather", "hours", "60-90"),
        ("marena", "hidden", True),
        ("weather", "place", 1),
        ("marina.knots", "text", "Ours.\nIn two lines."),
        ("marina.knots", "aliases", []),
        ("marina.knots", f"{RESOURCE}wiki", WIKI),
        ("marina.knots", f"{RESOURCE}guide", {"minutes": 30}),
        ("marina.knots", f"{QUESTION}ours", ASKED),
        ("marina.knots", "hide_resources", ["https://books.example/knots"]),
    ],
)
def test_what_can_be_changed(content: Content, item: str, field: str, value: Any) -> None:
    assert objection(content, item, field, value) is None


@pytest.mark.parametrize(
    ("item", "field", "value", "reason"),
    [
        ("weather", "hours", "9", "Hours: write a range of hours such as 50-80, or varies."),
        ("weather", "colour", "red", "Nothing has a “colour” to change."),
        ("weather", "tex", "T1", "Nothing has a “tex” to change, did you mean text?"),
        ("weather", "text", "T1", "Text is nothing that an area has: it has name, description, aliases, hours, "),
        ("wether", "name", "W1", "Unknown id 'wether', did you mean weather?"),
        ("marena", "hidden", "yes", "Hidden is either true or false."),
        ("weather", "place", True, "A place is a number from 1 to 1000."),
        ("marina.knots", "text", "", "Text is empty."),
        ("marina.knots", "text", "x" * 601, "Text is too long: 600 characters at most."),
        ("marina.knots", "text", "bell\x07", "There's a control character in the text."),
        ("marina.knots", "text", "see <!channel>", "'<!channel>' would notify people in Slack."),
        ("marina.knots", "aliases", ["<//x|docs>"], "'<//x|docs>' would be a link in Slack: write the address alone."),
        ("marina.knots", "areas", [], "Areas has too few entries: 1 at least."),
        ("marina.knots", "aliases", ["Bend"], "Aliases are written in lower case."),
        ("marina.knots", "minutes", 1, "Minutes has to be 5 at least."),
        ("marina.knots", "minutes", 10_000, "Minutes has to be 9000 at most."),
        ("marina.knots", f"{RESOURCE}wiki", {"title": "T1"}, "A new resource needs url, kind, minutes too."),
        ("marina.knots", f"{RESOURCE}wiki", WIKI | {"colour": "red"}, "There's no “colour” to change."),
        (
            "marina.knots",
            f"{RESOURCE}wiki",
            WIKI | {"url": "http://a.example"},
            "The address has to begin with https://.",
        ),
        ("marina.knots", f"{QUESTION}jam", {"right": 9}, "Right has to be 4 at most."),
        (
            "marina.knots",
            f"{QUESTION}ours",
            ASKED | {"options": ["A", "B", "C", "A"]},
            "Option 4 says the same as option 1.",
        ),
        ("marina", "name", "Weather", "'Weather' already means area 'weather'."),
    ],
)
def test_what_cannot_be_changed_and_why(content: Content, item: str, field: str, value: Any, reason: str) -> None:
    found = objection(content, item, field, value)
    assert found is not None
    assert found.startswith(reason), found


def test_changes_that_no_longer_fit_are_left_out_and_told(content: Content) -> None:
    gone = Change("marina.sails", "text", "Gone with an update.")
    odd = Change("weather", "colour", "red")
    fitting = Change("marina.knots", "text", "Ours.")
    overlay, refused = fit_changes(content, [gone, fitting, odd])
    assert overlay == parse_changes([fitting])
    assert [(each.change, each.reason) for each in refused] == [
        (gone, "Unknown id 'marina.sails', did you mean marina.knots?"),
        (odd, "Nothing has a “colour” to change."),
    ]
    assert fit_changes(content, [fitting]) == (overlay, ())


def test_of_two_changes_that_exclude_each_other_the_first_stays(content: Content) -> None:
    hides = [Change("marena", "hidden", True), Change("marina", "hidden", True)]
    overlay, refused = fit_changes(content, hides)
    assert overlay == Overlay(hide=("marena",))
    assert [each.reason for each in refused] == ["Every roadmap is hidden: leave at least one."]


def test_a_change_that_no_content_could_have_is_an_error() -> None:
    with pytest.raises(ChangeError, match="Text is too long"):
        parse_changes([Change("marina.knots", "text", "x" * 601)])


def test_every_field_fits_its_column() -> None:
    longest = max(len(field) + (MAX_SLUG if field.endswith(".") else 0) for field in CHANGE_FIELDS)
    for table in (content_changes, content_suggestions):
        column_type = table.c.field.type
        assert isinstance(column_type, String)
        assert column_type.length is not None
        assert longest <= column_type.length

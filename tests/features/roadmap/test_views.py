"""Pages of `/roadmap` over the whole content: within Slack's limits, complete as text, and leading where they say."""

from __future__ import annotations

import html
import itertools
import re
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import typos
from bot.catalog.models import CATEGORIES, LEVELS
from bot.catalog.source import CatalogSource
from bot.features.roadmap.rules import query
from bot.features.roadmap.rules.results import (
    CrossRoadmapTopics,
    NothingFound,
    QueryChoice,
    RoadmapIntegrations,
    RoadmapOverview,
    TopicList,
)
from bot.features.roadmap.views import pages as pages_views
from bot.features.roadmap.views.fragments import TOPICS_PER_PAGE, RoadmapPageContext
from bot.sandbox.validation.interactive_elements import interactive_elements
from bot.sandbox.validation.rules import check_message
from bot.slack.message import MAX_MESSAGE_TEXT, Message, block_plain_text
from bot.slack.mrkdwn import to_plain_text
from bot.slack.payloads import RoadmapQueryPayload, decode_payload
from bot.timeexpr.durations import parse
from tests.examples import draw, examples
from tests.slack_driver import message_blocks, message_text


def page(catalog: Catalog, text: str, number: int = 0, *, buttons: bool = True, prefix: str = "") -> Message:
    lookup = RoadmapQueryPayload(query=text[:400], page=number)
    page_context = RoadmapPageContext(catalog, lookup, with_buttons=buttons)
    return spelled_out(pages_views.render_query_result(page_context, query.parse_query(catalog, text)), prefix)


def spelled_out(message: Message, prefix: str = "") -> Message:
    """Return the message as it leaves, with the commands of the installation."""
    return replace(message, text=message_text(message, prefix), blocks=tuple(message_blocks(message, prefix)))


def buttons(message: Message) -> list[dict[str, Any]]:
    return [dict(field.element) for field in interactive_elements(message.blocks)]


def opens(message: Message) -> list[tuple[str, RoadmapQueryPayload]]:
    """Return what the buttons and the options of the menus open, each with its label."""
    return [
        (each["text"]["text"], decode_payload(RoadmapQueryPayload, each["value"]))
        for element in buttons(message)
        if element["action_id"].startswith("roadmap.open")
        for each in element.get("options", [element])
    ]


def rows(message: Message) -> list[list[dict[str, Any]]]:
    return [block["elements"] for block in message.blocks if block["type"] == "actions"]


def next_page(message: Message) -> RoadmapQueryPayload | None:
    return next((lookup for label, lookup in opens(message) if label.startswith("Next ")), None)


def pages(catalog: Catalog, text: str) -> Iterator[Message]:
    """All pages of an answer, turned with its own buttons."""
    message = page(catalog, text)
    yield message
    while turned := next_page(message):
        message = page(catalog, turned.query, turned.page)
        yield message


def words(message: Message) -> str:
    return html.unescape(message.text)


def check(message: Message) -> None:
    """Slack takes it, and its text says all that its blocks say."""
    check_message(message.post_arguments(), posted=True)
    assert len(message.text) < MAX_MESSAGE_TEXT
    for block in message.blocks:
        for line in block_plain_text(block).splitlines():
            assert line.rstrip(":") in message.text


def questions(catalog: Catalog) -> list[str]:
    """Every roadmap, and a share of their categories, facets, levels and pairs, in the forms that people ask in."""
    roadmaps = catalog.roadmaps
    inside = [
        f"{one.id} {each}"
        for one in roadmaps
        for each in (*one.categories, *one.levels, *(facet.id for facet in (one.facets.items if one.facets else ())))
    ]
    both = [f"{one.id} {category} {level}" for one in roadmaps for category in one.categories for level in one.levels]
    pairs = [f"{one.id} {other.id}" for one, other in itertools.permutations(roadmaps, 2)]
    everywhere = [*CATEGORIES, *LEVELS, *(f"{level} {category}" for level in LEVELS for category in CATEGORIES)]
    every = " ".join(one.id for one in roadmaps)
    return ["", *(one.id for one in roadmaps), *draw([*inside, *both, *pairs, *everywhere], 3), every]


def searches(catalog: Catalog) -> list[str]:
    """A hundred searches and more: names, terms, and words with slips in them."""
    terms = [term for place in catalog.topics for term in place.topic.terms]
    slips = [name[:2] + name[3:] for name in (place.topic.name for place in catalog.topics[::5]) if len(name) > 6]
    areas = [area.name for area in catalog.areas]
    found = draw([f"search {term}" for term in terms[::3][:240]] + slips, 3)
    return found + areas + ["asdfgh", "aws asdfgh", "🙂", "&lt;", "*"]


def test_every_page_fits_slack_and_is_complete_as_text(catalog: Catalog) -> None:
    for text in questions(catalog):
        for message in pages(catalog, text):
            check(message)


def test_every_page_has_one_row_of_at_most_five_controls(catalog: Catalog) -> None:
    for text in [*questions(catalog), *(place.id for place in catalog.topics)]:
        for message in pages(catalog, text):
            assert [len(row) <= 5 for row in rows(message)] in ([], [True]), text


def phone_lines(text: str) -> int:
    """How many lines of fifty characters a text takes; of a link only its title is seen."""
    seen = html.unescape(re.sub(r"<[^|>]*\|([^>]*)>", r"\1", text))
    return sum(max(1, len(textwrap.wrap(line, 50))) for line in seen.splitlines())


def test_a_roadmap_and_a_topic_fit_a_phone(catalog: Catalog) -> None:
    for text in [*(one.id for one in catalog.roadmaps), *(place.id for place in catalog.topics)]:
        message = page(catalog, text)
        assert phone_lines(message.text) <= (24 if " " not in text and "." not in text else 40), text
        assert len(rows(message)) == 1, text


def test_topics_of_a_list_say_what_they_are(catalog: Catalog) -> None:
    said = page(catalog, "aws scaling").text.splitlines()
    assert said[0] == "AWS: Scaling Considerations, 10 topics"
    below = said[said.index("RDS Proxy · Advanced · 1 h 30 min") + 1]
    assert below == catalog.topic("aws.rds-proxy").topic.first_clause
    assert len(said) == 2 + 2 * 10
    names = [button["accessibility_label"] for button in buttons(page(catalog, "aws scaling"))]
    assert "Open RDS Proxy (AWS)" in names
    assert len(set(names)) == 10


def test_terms_are_shown_where_a_topic_was_found_by_them(catalog: Catalog) -> None:
    said = page(catalog, "search ebs").text.splitlines()
    at = next(at for at, line in enumerate(said) if line.startswith("Storage Services · Beginner · "))
    assert said[at + 1] == f"{catalog.topic('aws.storage-services').topic.first_clause} (EBS)"


def test_a_topic_page_teaches(catalog: Catalog) -> None:
    taught = [place for place in catalog.topics if catalog.lesson(place.id)]
    assert len(taught) > 250
    for place in taught:
        lesson, details = catalog.lesson(place.id), catalog.lesson_details(place.id)
        assert lesson
        assert details
        blocks = str(page(catalog, place.id).blocks)
        said = words(page(catalog, place.id))
        assert f"about {parse.spell(lesson.minutes)}" in said
        assert f"You can tell when {to_plain_text(details.exercise.done)}" in said
        assert f"Try it: {to_plain_text(details.exercise.task)}" in said
        for each in details.resources.values():
            assert f"<{each.url}|" in blocks
        for other in (*catalog.prerequisites(place.id), *catalog.followers(place.id)):
            assert other.id in blocks


def test_a_path_has_each_topic_once_after_what_it_builds_on(catalog: Catalog) -> None:
    for one in catalog.roadmaps:
        said = [line for each in pages(catalog, f"{one.id} path") for line in words(each).splitlines()]
        steps = [re.match(r"(\d+)\. (.+?)(?: · |$)", line) for line in said]
        numbered = [(int(step[1]), step[2]) for step in steps if step]
        assert [number for number, _ in numbered] == list(range(1, len(catalog.list_topics(one.id)) + 1))
        at = {place.id: number for number, place in enumerate(catalog.path(one.id), 1)}
        for place in catalog.list_topics(one.id):
            before = [at[each.id] for each in catalog.prerequisites(place.id) if each.id in at]
            assert max(before, default=0) < at[place.id], place.id


def test_many_names_are_a_menu_and_a_name_too_long_for_one_stays_a_button(catalog: Catalog) -> None:
    names = [f"Topic {number}" for number in range(6)]
    for length, kinds in ((10, ["static_select"]), (200, ["button"] * 6)):
        options = tuple(typos.QueryOption(name, name + "x" * length) for name in names)
        message = pages_views.render_query_result(RoadmapPageContext(catalog), QueryChoice("x", options))
        check(message)
        assert [button["type"] for button in buttons(message)] == kinds
        assert [label for label, _ in opens(message)] == names


def test_every_topic_page_fits_slack_and_is_complete_as_text(catalog: Catalog) -> None:
    for place in catalog.topics:
        message = page(catalog, place.id)
        check(message)
        said = words(message)
        parts = [subtopic.name for subtopic in place.topic.subtopics]
        for each in (place.topic.name, place.topic.text, *place.topic.terms, *parts):
            assert to_plain_text(each) in said


def test_every_search_fits_slack_and_is_complete_as_text(catalog: Catalog) -> None:
    every = searches(catalog)
    assert len(every) >= 100
    for text in every:
        for message in pages(catalog, text):
            check(message)


def test_every_page_fits_slack_when_it_is_shared(catalog: Catalog) -> None:
    for text in [*questions(catalog), *(place.id for place in catalog.topics)]:
        page_context = RoadmapPageContext(catalog, RoadmapQueryPayload(query=text))
        bare = page(catalog, text, buttons=False)
        assert buttons(bare) == []
        shared = spelled_out(pages_views.render_shared_page(page_context, bare))
        check(shared)
        assert shared.is_public
        preview = pages_views.render_share_preview(page_context, bare, "key", conversation="channel")
        check(preview)
        assert not preview.is_public
        assert [button["text"]["text"] for button in buttons(preview)] == ["Share", "Cancel"]


def test_every_button_leads_somewhere(catalog: Catalog) -> None:
    shown = {lookup.query for text in questions(catalog) for _, lookup in opens(page(catalog, text))}
    assert len(shown) > 300
    for text in shown - {"next"}:
        assert not isinstance(query.parse_query(catalog, text), (NothingFound, QueryChoice)), text


def test_the_buttons_of_a_roadmap_hold_as_many_topics_as_they_say(catalog: Catalog) -> None:
    counted = 0
    for one in catalog.roadmaps:
        for label, lookup in opens(page(catalog, one.id)):
            found = query.parse_query(catalog, lookup.query)
            if number := re.search(r"\((\d+)\)$", label):
                assert isinstance(found, TopicList)
                assert len(found.topics) == int(number[1])
                counted += 1
    assert counted > 7 * 8


def test_facet_buttons_lead_to_their_facet(catalog: Catalog) -> None:
    for one in catalog.roadmaps:
        reached = [query.parse_query(catalog, lookup.query) for _, lookup in opens(page(catalog, one.id))]
        facets = {each.facet.id for each in reached if isinstance(each, TopicList) and each.facet}
        assert facets == {facet.id for facet in (one.facets.items if one.facets else ())}


def test_level_buttons_over_all_roadmaps_hold_as_many_topics_as_they_say(catalog: Catalog) -> None:
    ways = [each for message in pages(catalog, "beginner") for each in opens(message) if each[0].startswith("Open ")]
    numbers = [int(label.removeprefix("Open ")) for label, _ in ways]
    found = [query.parse_query(catalog, lookup.query) for _, lookup in ways]
    assert [len(each.topics) for each in found if isinstance(each, TopicList)] == numbers
    assert sum(numbers) == sum(place.topic.level == "beginner" for place in catalog.topics)


def test_what_the_page_says_to_type_gives_the_page(catalog: Catalog) -> None:
    tried = 0
    for text in [*questions(catalog), "docker compose", "dockr compos", "aws lambda"]:
        meant = query.parse_query(catalog, text)
        hint = re.search(r"This list: `/roadmap ([^`]+)`", str(page(catalog, text).blocks))
        if isinstance(meant, TopicList):
            assert hint
            again = query.parse_query(catalog, html.unescape(hint[1]))
            assert isinstance(again, TopicList)
            assert again.topics == meant.topics
            tried += 1
    assert tried > 100


def test_a_topic_page_says_how_to_log_on_it(catalog: Catalog) -> None:
    for place in catalog.topics:
        assert f"`/log 2h {place.id}`" in str(page(catalog, place.id).blocks)


def test_pages_hold_each_topic_once_and_in_order(catalog: Catalog) -> None:
    found = query.parse_query(catalog, "aws networking")
    assert isinstance(found, TopicList)
    assert len(found.topics) > TOPICS_PER_PAGE
    every = [pair for each in pages(catalog, "aws networking") for pair in opens(each)]
    also = {each.id for each in found.same_named_topics}
    opened = [lookup.query for label, lookup in every if label == "Open" and lookup.query not in also]
    assert opened == [each.id for each in found.topics]


def test_turning_goes_both_ways_and_past_the_end_is_the_last_page(catalog: Catalog) -> None:
    first, last = page(catalog, "aws networking"), page(catalog, "aws networking", 1)
    assert [label for label, _ in opens(first) if label != "Open"] == ["Next 7 of 17"]
    assert [(label, lookup.page) for label, lookup in opens(last) if label != "Open"] == [("Previous", 0)]
    assert page(catalog, "aws networking", 99) == last


def test_the_overview_has_one_line_and_a_button_for_each(catalog: Catalog) -> None:
    message = page(catalog, "")
    assert isinstance(query.parse_query(catalog, ""), RoadmapOverview)
    for one in catalog.roadmaps:
        assert f"{one.name}: {one.summary}" in words(message).splitlines()
    assert [lookup.query for label, lookup in opens(message) if label == "Open"] == [one.id for one in catalog.roadmaps]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("kubernets", "Showing Kubernetes (you typed “kubernets”)."),
        ("aws scalng", "Showing Scaling Considerations (you typed “scalng”)."),
        ("terafrom moduls", "Showing Terraform (you typed “terafrom”). Showing modules (you typed “moduls”)."),
    ],
)
def test_a_near_miss_says_first_what_it_was_taken_for(catalog: Catalog, text: str, first: str) -> None:
    assert page(catalog, text).text.splitlines()[0] == first


def test_words_that_were_left_out_are_named(catalog: Catalog) -> None:
    assert "I ignored “asdfgh” (no match in AWS)" in page(catalog, "aws scaling asdfgh").text
    assert "No match for “asdfgh” in Docker." in page(catalog, "docker asdfgh").text


def test_a_topic_page_tells_level_facet_area_and_neighbours(catalog: Catalog) -> None:
    said = words(page(catalog, "aws.networking"))
    assert "AWS > Core Competencies · Beginner · about " in said
    assert "Hours count for Networking (it's a step of Cloud Computing too)." in said
    first, known, around, menu, more = buttons(page(catalog, "aws.networking"))
    assert (known["text"]["text"], known["accessibility_label"]) == ("I know this", "I know Networking (AWS)")
    assert (first["text"]["text"], first["style"]) == ("Log 1 h of Networking", "primary")
    assert around["placeholder"]["text"] == "Before and after"
    assert menu["placeholder"]["text"] == "More in Core Competencies"
    core = [each.topic.name for each in catalog.list_topics("aws") if each.category == "core_competencies"]
    assert [option["text"]["text"] for option in menu["options"]] == [each for each in core if each != "Networking"]
    assert [option["text"]["text"] for option in more["options"]] == [
        "Not for me",
        "Something else",
        "Suggest a change",
        "AWS",
        "All Core Competencies",
    ]


def test_a_level_says_what_one_knows_on_it(catalog: Catalog) -> None:
    marks = ", ".join(next(each for each in catalog.levels if each.id == "expert").marks)
    for text in ("expert", "aws expert"):
        assert words(page(catalog, text)).splitlines()[1] == marks
    assert marks not in words(page(catalog, "aws scaling"))


def test_the_integration_of_two_roadmaps_does_not_depend_on_their_order(catalog: Catalog) -> None:
    message, other = page(catalog, "aws kubernetes"), page(catalog, "k8s + aws")
    points = next(each for each in catalog.integrations if each.id == "aws-kubernetes").points
    for point in points:
        assert point in words(message)
        assert point in words(other)


def test_where_nothing_is_written_it_says_so_and_offers_what_is_related(catalog: Catalog) -> None:
    bare = [
        (one, other)
        for one, other in itertools.combinations(catalog.roadmaps, 2)
        if isinstance(found := query.parse_query(catalog, f"{one.id} + {other.id}"), RoadmapIntegrations)
        and not found.sections
    ]
    assert bare
    for one, other in bare:
        message = page(catalog, f"{one.id} + {other.id}")
        assert f"There's no text yet on how {one.name} and {other.name} fit together." in words(message)
        assert {one.id, other.id} <= {lookup.query for _, lookup in opens(message)}


def test_all_roadmaps_together_have_all_integrations_over_their_pages(catalog: Catalog) -> None:
    said = "\n".join(words(each) for each in pages(catalog, " + ".join(one.id for one in catalog.roadmaps)))
    for each in catalog.integrations:
        assert all(point in said for point in each.points)


def test_a_category_over_all_roadmaps_is_grouped_with_counts(catalog: Catalog) -> None:
    message = page(catalog, "core")
    assert isinstance(query.parse_query(catalog, "core"), CrossRoadmapTopics)
    having = [one for one in catalog.roadmaps if "core_competencies" in one.categories]
    for one in having:
        assert f"{one.name}, {len(one.categories['core_competencies'])} topics" in words(message)
    assert len(opens(message)) == len(having)


def test_a_tie_asks_with_buttons_that_carry_the_whole_text(catalog: Catalog) -> None:
    found = QueryChoice(
        "aws mo", (typos.QueryOption("Modules", "aws modules"), typos.QueryOption("Monitoring", "aws monitoring"))
    )
    message = pages_views.render_query_result(RoadmapPageContext(catalog), found)
    check(message)
    assert "Which “aws mo”? Modules, Monitoring" in words(message)
    assert [lookup.query for _, lookup in opens(message)] == ["aws modules", "aws monitoring"]
    sharing_too = pages_views.render_query_result(RoadmapPageContext(catalog, is_sharing=True), found)
    assert [lookup.query for _, lookup in opens(sharing_too)] == ["aws modules share", "aws monitoring share"]


def test_nothing_found_says_what_works(catalog: Catalog) -> None:
    message = page(catalog, "asdfgh")
    check(message)
    assert "I found nothing for “asdfgh”." in message.text
    assert "Help: /roadmate help." in message.text


@pytest.mark.parametrize(
    "text", ["<!channel> <@U123>", "*bold* `code` _it_", "aws <http://x.y|z>", "&amp; & <", "x" * 3000]
)
def test_what_was_typed_can_do_no_harm(catalog: Catalog, text: str) -> None:
    message = page(catalog, text)
    shared = pages_views.render_shared_page(
        RoadmapPageContext(catalog, RoadmapQueryPayload(query=text[:400])), page(catalog, text, buttons=False)
    )
    for each in (message, shared):
        check_message(each.post_arguments(), posted=True)
        shown = [block["text"]["text"] for block in each.blocks if block["type"] == "section"]
        shown += [part["text"] for block in each.blocks if block["type"] == "context" for part in block["elements"]]
        said = re.sub(r"<https://[^|<>]+\|", "", "\n".join((each.text, *shown)))  # a topic's own links
        assert "<" not in said
        assert "*bold*" not in said
        assert "`code` _it_" not in said


def test_a_prefix_stands_in_every_hint(catalog: Catalog) -> None:
    for text in ("", "aws scaling", "canary", "core", "aws.networking", "asdfgh"):
        raw = str(page(catalog, text, prefix="team-").blocks)
        assert "`/team-" in raw
        assert not re.search(r"`/(roadmap|log|plan|roadmate)", raw)


def test_a_search_says_how_many_it_leaves_out(catalog: Catalog) -> None:
    total = getattr(query.parse_query(catalog, "services"), "total", 0)
    assert f": best 50 of {total} matches" in page(catalog, "services").text
    assert "matches, best first" in page(catalog, "canary").text


def test_a_page_names_the_kind_of_each_match(catalog: Catalog) -> None:
    said = "\n".join(words(each) for each in pages(catalog, "search blockchain"))
    assert "Blockchain · focus area, /plan blockchain" in said
    assert "· assignment" in said
    said = "\n".join(words(each) for each in pages(catalog, "search canary"))
    assert "DevOps + Kubernetes · integration" in said


@settings(max_examples=examples(75), deadline=None)
@given(text=st.text(max_size=500), number=st.integers(0, 999))
def test_any_text_gives_a_page_that_fits_slack(source: CatalogSource, text: str, number: int) -> None:
    message = page(source.current(), text, number)
    check_message(message.post_arguments(), posted=True)
    assert message.text

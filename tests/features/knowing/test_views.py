"""The lists of parts and topics, however long they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.catalog.models import Subtopic, TopicReference
from bot.catalog.source import CatalogSource
from bot.core.knowing.states import KnownState, StateSource, TopicState
from bot.features.knowing import rules
from bot.features.knowing.views import lists, parts
from bot.sandbox.validation.rules import check_message
from bot.slack.payloads import RoadmapQueryPayload, TopicStatePayload, decode_payload

DAY = date(2026, 11, 21)


def topic_of(catalog: Catalog, count: int) -> TopicReference:
    topic = catalog.topics[0]
    subtopics = tuple(Subtopic(id=f"{topic.id}.part-{each}", name=f"Part {each}") for each in range(count))
    return replace(topic, topic=topic.topic.model_copy(update={"subtopics": subtopics}))


def known(*subjects: str) -> dict[str, KnownState]:
    return {each: KnownState(each, TopicState.KNOWN, DAY, StateSource.SELF, "U1") for each in subjects}


@given(count=st.integers(1, 60), ticked=st.integers(0, 60), page=st.integers(0, 999))
def test_every_part_is_on_one_page_that_slack_takes(source: CatalogSource, count: int, ticked: int, page: int) -> None:
    topic = topic_of(source.current(), count)
    states = known(*(each.id for each in topic.topic.subtopics[:ticked]))
    shown: list[str] = []
    for number in range(1 + (count - 1) // parts.PER_PAGE):
        message = parts.render_parts(topic, states, page=number, key=1)
        check_message(message.post_arguments(), posted=True)
        on_page = [
            decode_payload(TopicStatePayload, block["accessory"]["value"]).subject
            for block in message.blocks
            if "accessory" in block
        ]
        assert {parts.page_of_part(topic, each) for each in on_page} == {number}
        shown += on_page
    assert shown == [each.id for each in topic.topic.subtopics]
    assert parts.render_parts(topic, states, page=page).text.startswith(
        f"{topic.label}: {min(ticked, count)} of {count} part".replace("&", "&amp;")
    )


def test_a_page_of_parts_leads_to_its_neighbours(catalog: Catalog) -> None:
    message = parts.render_parts(topic_of(catalog, 25), {}, page=1)
    values = [
        decode_payload(RoadmapQueryPayload, element["value"])
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["text"]["text"].startswith(("Previous", "Next"))
    ]
    assert [(each.query.endswith(" parts"), each.page) for each in values] == [(True, 0), (True, 2)]


@given(count=st.integers(0, 700), page=st.integers(0, 999))
def test_a_list_with_everything_known_and_much_lost_is_taken(source: CatalogSource, count: int, page: int) -> None:
    catalog = source.current()
    roadmap = catalog.roadmaps[0]
    states = known(*(each.id for each in catalog.topics), *(f"{roadmap.id}.gone-{each}" for each in range(count)))
    check_message(lists.render_everything(rules.sort_everything(catalog, states, {})).post_arguments(), posted=True)
    knowledge = rules.sort_roadmap(catalog, roadmap, states, {})
    assert len(knowledge.lost) == count
    listed = lists.render_roadmap_list(knowledge, states, {}, page=page, today=DAY)
    check_message(listed.post_arguments(), posted=True)

"""What is offered after a placement, and where there is nothing to offer."""

from __future__ import annotations

from bot.catalog.catalog import Catalog
from bot.features.placement.payloads import PlacementLevelPayload
from bot.features.placement.views.known_list import render_know_help
from bot.features.placement.views.questions import render_known_offer, render_roadmap_choice
from bot.slack.mrkdwn import escape


def test_each_topic_that_would_be_marked_is_named_before(catalog: Catalog) -> None:
    for roadmap in catalog.roadmaps:
        topics = catalog.path(roadmap.id)
        said = render_known_offer(roadmap, topics, PlacementLevelPayload(asked=1), lead="✅ Saved.")
        words = said.blocks[0]["text"]["text"]
        assert [each.name for each in topics if escape(each.name) not in words] == [], roadmap.id
        assert len(words) <= 3000


def test_without_content_nothing_is_offered() -> None:
    for said in (render_roadmap_choice("", ()), render_roadmap_choice("aws", ()), render_know_help(())):
        assert [block["type"] for block in said.blocks] == ["section"]

"""What a button of a topic is called tells it from all others."""

from __future__ import annotations

from collections import Counter

from bot.catalog.catalog import Catalog
from bot.features.roadmap.views.fragments import topic_label
from bot.slack.mrkdwn import clip


def test_no_two_topics_have_buttons_of_one_name(real: Catalog) -> None:
    labels = Counter(clip(f"Open {topic_label(each)}", 75) for each in real.topics)
    assert [label for label, count in labels.items() if count > 1] == []

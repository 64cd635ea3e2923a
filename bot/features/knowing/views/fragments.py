"""Parts that answers about states share: names, states in words, and the button that opens a topic."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import field
from datetime import date
from zoneinfo import ZoneInfo

from bot.calendar import date_text
from bot.catalog.models import Roadmap, SubtopicReference, TopicReference
from bot.core.knowing.states import KnownState, StateSource, TopicState
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec
from bot.slack.mrkdwn import clip
from bot.slack.payloads import RoadmapQueryPayload
from bot.ui import step_buttons

Known = TopicReference | SubtopicReference


@frozen
class StateReader:
    """Who reads: their day and zone, and the names of others who set a state."""

    today: date
    zone: ZoneInfo
    names: Mapping[str, str] = field(default_factory=dict)


def item_name(item: Known) -> str:
    """Return a topic with its roadmap, or a part with its topic, fit for mrkdwn."""
    if isinstance(item, TopicReference):
        return html.escape(item.label, quote=False)
    return html.escape(f"{item.subtopic.name} ({item.topic_ref.name})", quote=False)


def state_text(known: KnownState, today: date) -> str:
    """Return a state as a page shows it: `✅ You know this (since Tue 17 Nov)`."""
    day = date_text.day_text(known.since, today)
    match known.state, known.by:
        case TopicState.KNOWN, StateSource.MENTOR:
            return f"✅ You know this (confirmed by a mentor, {day})"
        case TopicState.KNOWN, StateSource.QUESTIONS:
            return f"✅ You know this (from your answers, {day})"
        case TopicState.KNOWN, _:
            return f"✅ You know this (since {day})"
        case TopicState.SKIPPED, _:
            return f"You set this aside on {day}, so I don't suggest it."
        case _:
            return f"📚 You're learning this (since {day})"


def open_button(item: Known) -> ButtonSpec:
    """Return the button that opens a topic, or that of a part."""
    topic = item if isinstance(item, TopicReference) else item.topic_ref
    query = RoadmapQueryPayload(query=topic.id).encode()
    return ButtonSpec("Open", "roadmap.open", query, accessibility_label=short_label("Open", topic.label))


def roadmap_of(item: Known) -> Roadmap:
    return item.roadmap if isinstance(item, TopicReference) else item.topic_ref.roadmap


def short_label(verb: str, name: str) -> str:
    return clip(f"{verb} {html.unescape(name)}", step_buttons.MAX_LABEL)

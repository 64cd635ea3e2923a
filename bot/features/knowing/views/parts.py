"""The parts of a topic, to tick them one by one."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Final

from slackblocks import Block

from bot.catalog.models import TopicReference
from bot.core.knowing.states import KnownState, TopicState
from bot.features.knowing.views.fragments import item_name, open_button, short_label
from bot.slack.blocks import ButtonSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import format_part
from bot.slack.payloads import RoadmapQueryPayload, TopicStatePayload
from bot.ui import step_buttons

PER_PAGE: Final = 10


def page_of_part(topic: TopicReference, part: str) -> int:
    """Return the page on which a part is; the first for one that is hidden."""
    shown = [each.id for each in topic.topic.subtopics]
    return shown.index(part) // PER_PAGE if part in shown else 0


def render_parts(topic: TopicReference, states: Mapping[str, KnownState], *, page: int = 0, key: int = 0) -> Message:
    """Render a page of a topic's parts, each with the button that ticks it or takes the tick back.

    `key` is the act that an undo takes back.
    """
    parts = topic.topic.subtopics
    if not parts:
        return compose_message(
            section(f"*{item_name(topic)}* has no parts to tick. You can mark all of it."),
            actions(step_buttons.know_button(topic), open_button(topic)),
        )
    page = min(page, (len(parts) - 1) // PER_PAGE)
    shown, after = parts[page * PER_PAGE : (page + 1) * PER_PAGE], len(parts) - (page + 1) * PER_PAGE
    known = [each for each in parts if _is_known(states, each.id)]
    is_topic_known = _is_known(states, topic.id)
    undo = ButtonSpec("Undo", "knowing.undo", str(key), accessibility_label=short_label("Undo for", topic.name))
    return compose_message(
        section(f"*{item_name(topic)}*: {format_part(len(known), len(parts), 'part')} known"),
        [_part_block(topic, each.id, each.name, is_known=each in known) for each in shown],
        actions(
            _turn("Previous", topic, page - 1) if page else None,
            _turn(f"Next {min(PER_PAGE, after)} of {len(parts)}", topic, page + 1) if after > 0 else None,
            step_buttons.know_button(topic) if len(known) == len(parts) and not is_topic_known else None,
            open_button(topic),
            undo if key else None,
        ),
        context("All parts known? Then mark the topic, and I suggest the next one.")
        if known and len(known) < len(parts) and not is_topic_known
        else None,
    )


def _turn(label: str, topic: TopicReference, page: int) -> ButtonSpec:
    return ButtonSpec(label, "roadmap.open", RoadmapQueryPayload(query=f"{topic.id} parts", page=page).encode())


def _part_block(topic: TopicReference, subject: str, name: str, *, is_known: bool) -> Block:
    payload = TopicStatePayload(subject=subject, state="" if is_known else "known")
    label = "Not yet" if is_known else "I know this"
    button = ButtonSpec(
        label, "knowing.part", payload.encode(), accessibility_label=short_label(f"{label}:", f"{name} ({topic.name})")
    )
    text = html.escape(name, quote=False)
    return section(f"✅ {text}" if is_known else text, button)


def _is_known(states: Mapping[str, KnownState], subject: str) -> bool:
    found = states.get(subject)
    return found is not None and found.state is TopicState.KNOWN

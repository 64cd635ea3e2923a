"""Lists of what somebody knows: one roadmap's topics, and all roadmaps."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from slackblocks import Block

from bot.calendar import date_text
from bot.catalog.models import Roadmap, TopicReference
from bot.core.knowing.states import KnownState, StateSource, TopicState
from bot.features.knowing.rules import Knowledge, RoadmapKnowledge
from bot.features.knowing.views.fragments import open_button
from bot.slack.blocks import ButtonSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, format_part
from bot.slack.payloads import RoadmapQueryPayload
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse

PER_PAGE: Final = 10
MAX_LOST_NAMED: Final = 5
_STATES: Final = {
    TopicState.KNOWN: "known",
    TopicState.LEARNING: "being learned",
    TopicState.SKIPPED: "not for you",
}


def counts_text(knowledge: RoadmapKnowledge) -> str:
    """Return a roadmap's counts: `12 of 49 known, 2 being learned, 1 not for you`."""
    parts = [f"{len(knowledge.known)} of {knowledge.total} known"]
    if knowledge.learning:
        parts.append(f"{len(knowledge.learning)} being learned")
    if knowledge.skipped:
        parts.append(f"{len(knowledge.skipped)} not for you")
    return ", ".join(parts)


def render_roadmap_list(
    knowledge: RoadmapKnowledge, states: Mapping[str, KnownState], minutes: Mapping[str, int], *, page: int, today: date
) -> Message:
    """Render what somebody knows of a roadmap, topic by topic."""
    roadmap = knowledge.roadmap
    topics = (*knowledge.learning, *knowledge.known, *knowledge.skipped)
    if not topics:
        return _render_empty_roadmap(knowledge)
    page = min(page, (len(topics) - 1) // PER_PAGE)
    shown, after = topics[page * PER_PAGE : (page + 1) * PER_PAGE], len(topics) - (page + 1) * PER_PAGE
    return compose_message(
        section(f"*{html.escape(roadmap.name, quote=False)}*: {counts_text(knowledge)}"),
        [
            _topic_block(each, states.get(each.id), _extras(each, knowledge, minutes.get(each.id, 0)), today)
            for each in shown
        ],
        actions(
            _turn("Previous", roadmap, page - 1) if page else None,
            _turn(f"Next {min(PER_PAGE, after)} of {len(topics)}", roadmap, page + 1) if after > 0 else None,
        ),
        _lost_block(knowledge.lost),
        context(f"What's left: `{SLASH}roadmap {roadmap.id} path`. All roadmaps: `{SLASH}roadmap mine`."),
    )


def _render_empty_roadmap(knowledge: RoadmapKnowledge) -> Message:
    roadmap, name = knowledge.roadmap, html.escape(knowledge.roadmap.name, quote=False)
    return compose_message(
        section(
            f"*{name}*: you haven't marked any of {format_count(knowledge.total, 'topic')} yet.\n"
            "Open one and press *I know this*, and I'll suggest the next ones."
        ),
        actions(_open("The path", f"{roadmap.id} path"), _open("What's next", f"{roadmap.id} next")),
        _lost_block(knowledge.lost),
    )


def render_everything(knowledge: Knowledge) -> Message:
    """Render all roadmaps of which something is said, each with its counts."""
    used = [each for each in knowledge.roadmaps if not each.is_empty]
    if not used and not knowledge.lost:
        return compose_message(
            section(
                "You haven't marked any topic yet. Open one and press *I know this*, and I'll suggest the next ones."
            ),
            actions(_open("What's next", "next"), _open("Roadmaps", "")),
        )
    return compose_message(
        section(f"*What you know*: {format_part(knowledge.known, knowledge.total, 'topic')}"),
        [_roadmap_block(each) for each in used],
        _lost_block(knowledge.lost),
    )


def _roadmap_block(knowledge: RoadmapKnowledge) -> Block:
    roadmap = knowledge.roadmap
    button = ButtonSpec(
        "Open",
        "roadmap.open",
        RoadmapQueryPayload(query=f"{roadmap.id} mine").encode(),
        accessibility_label=clip(f"Open what you know of {roadmap.name}", 75),
    )
    return section(f"*{html.escape(roadmap.name, quote=False)}*: {counts_text(knowledge)}", button)


def _lost_block(lost: tuple[KnownState, ...]) -> Block | None:
    if not lost:
        return None
    named = ", ".join(f"{escape(each.subject)} ({_STATES[each.state]})" for each in lost[:MAX_LOST_NAMED])
    more = f" and {len(lost) - MAX_LOST_NAMED} more" if len(lost) > MAX_LOST_NAMED else ""
    return context(
        f"You also marked {format_count(len(lost), 'topic')} that the content has renamed or removed: {named}{more}. "
        f"What you marked stays yours: `{SLASH}roadmap {escape(lost[0].subject)} why` says since when."
    )


def _topic_block(topic: TopicReference, known: KnownState | None, extras: Sequence[str], today: date) -> Block:
    standing = ", ".join((_standing(known, today), *extras))
    return section(f"*{html.escape(topic.name, quote=False)}* · {standing}", open_button(topic))


def _extras(topic: TopicReference, knowledge: RoadmapKnowledge, minutes: int) -> list[str]:
    """Return how many of a topic's parts are known, and its hours."""
    known = knowledge.parts.get(topic.id, 0)
    parts = f"{format_part(known, len(topic.topic.subtopics), 'part')} known" if known else ""
    return [each for each in (parts, f"{parse.spell(minutes)} logged" if minutes else "") if each]


def _standing(known: KnownState | None, today: date) -> str:
    """Return how somebody stands to a topic: `✅ known since Tue 17 Nov`."""
    if known is None:
        return "📚 being learned"
    day = date_text.day_text(known.since, today)
    sign = {TopicState.KNOWN: "✅ ", TopicState.LEARNING: "📚 ", TopicState.SKIPPED: ""}[known.state]
    return f"{sign}{_STATES[known.state]} since {day}{_source(known)}"


def _source(known: KnownState) -> str:
    return {
        StateSource.SELF: "",
        StateSource.QUESTIONS: " (your answers)",
        StateSource.MENTOR: " (a mentor)",
    }[known.by]


def _turn(label: str, roadmap: Roadmap, page: int) -> ButtonSpec:
    return ButtonSpec(label, "roadmap.open", RoadmapQueryPayload(query=f"{roadmap.id} mine", page=page).encode())


def _open(label: str, query: str) -> ButtonSpec:
    return ButtonSpec(label, "roadmap.open", RoadmapQueryPayload(query=query).encode())

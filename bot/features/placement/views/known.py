"""Topics to mark as known, all at once, from a list or typed; and what was marked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from slackblocks import Block

from bot.catalog.models import Roadmap, TopicReference
from bot.features.placement.rules.known import MarkedTopics
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.modals import Modal, SelectOption, build_modal, checkboxes_input
from bot.slack.mrkdwn import clip, escape, format_count, join_words

MAX_CHECKBOXES: Final = 10  # in one group
MAX_GROUPS: Final = 90
MAX_SPELLED_OUT: Final = 3  # topics whose names are said, not their number


def render_known_form(
    roadmap: Roadmap, topics: Sequence[TopicReference], total: int, *, ticked: Collection[str] = ()
) -> Modal:
    """Render the topics of a roadmap that the member doesn't know yet, by level, to be ticked at once."""
    known = total - len(topics)
    lead = f"{known} of {total} known so far. Tick what you know well." if known else "Tick what you know well."
    groups = [
        checkboxes_input(
            f"{level}-{start}",
            f"{roadmap.level_title(level)}, continued" if start else roadmap.level_title(level),
            [SelectOption(each.name, each.id) for each in own[start : start + MAX_CHECKBOXES]],
            values=[each.id for each in own[start : start + MAX_CHECKBOXES] if each.id in ticked],
        )
        for level in roadmap.levels
        for own in ([each for each in topics if each.topic.level == level],)
        for start in range(0, len(own), MAX_CHECKBOXES)
    ]
    return build_modal(
        "I know these",
        section(f"*{escape(roadmap.name)}*: {lead}"),
        *groups[:MAX_GROUPS],
        callback_id="know.save",
        submit_label="I know these",
        close_label="Cancel",
        metadata=roadmap.id,
    )


def render_marked(marked: MarkedTopics, *, notes: Iterable[str] = (), rows: Iterable[Block] = ()) -> Message:
    """Say which topics are known now, and how many of each roadmap, then `notes`; `rows` are more buttons."""
    counts = [f"{escape(each.roadmap.name)}: {each.known} of {each.total} known." for each in marked.counts]
    lines = [*_marked_lines(marked), *counts, *notes]
    first = marked.counts[0].roadmap if marked.counts else None
    names = _topic_names(marked.topics)
    undo = ButtonSpec("Undo", "knowing.undo", str(marked.act.id), accessibility_label=clip(f"Undo {names}", 75))
    return compose_message(
        section("\n".join(lines)),
        actions(
            ButtonSpec("What's next", "roadmap.open", "next", style="primary"),
            ButtonSpec(clip(f"My {first.name} topics", 70), "roadmap.open", f"{first.id} mine") if first else None,
            undo if marked.topics and not marked.is_undone else None,
        ),
        *rows,
    )


def _marked_lines(marked: MarkedTopics) -> list[str]:
    """Return what was marked, and what was known before."""
    names = _topic_names(marked.topics)
    if marked.is_undone:
        return [f"You've taken that back since ({names}), so nothing changed."]
    if marked.topics and not marked.act.is_new:
        return [f"You've already marked {names} as known, so nothing changed."]
    if not marked.topics:
        return [f"You've already marked {_topic_names(marked.before)} as known, so nothing changed."]
    known_before = f"You knew {_topic_names(marked.before)} already." if marked.before else ""
    return [f"✅ Marked {names} as known.", *filter(None, (known_before,))]


def _topic_names(topics: Sequence[TopicReference]) -> str:
    """Return the names of a few topics, or the number of many."""
    return list_names(topics) if len(topics) <= MAX_SPELLED_OUT else format_count(len(topics), "topic")


def render_nothing_ticked(roadmap: Roadmap | None) -> Message:
    """Say that the form was sent without a tick."""
    again = ButtonSpec(clip(f"Open {roadmap.name}", 70), "know.open", roadmap.id) if roadmap else None
    return compose_message(section("You ticked nothing, so nothing changed."), actions(again))


def render_nothing_left(roadmap: Roadmap) -> Message:
    """Say that all that goes with the level is marked already."""
    words = f"Nothing to mark: you've already said what you know of {escape(roadmap.name)} up to your level."
    return compose_message(section(words), actions(ButtonSpec("Pick from the list", "know.open", roadmap.id)))


def render_all_known(roadmap: Roadmap, total: int) -> Message:
    """Say that no topic of a roadmap is left."""
    words = f"🎉 You know all {format_count(total, 'topic')} of {escape(roadmap.name)}."
    return compose_message(section(words), actions(ButtonSpec("What's next", "roadmap.open", "next")))


def list_names(topics: Sequence[TopicReference]) -> str:
    """Return the names of topics."""
    return join_words([escape(each.name) for each in topics])

"""The page of one topic: what it is, where to learn it, what to try, and what comes before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slackblocks import Block

from bot.catalog.lessons import LessonDetails
from bot.catalog.models import Subtopic, TopicReference
from bot.core.helpful_links import HelpfulLink
from bot.core.knowing.states import TopicState
from bot.features.knowing.views.fragments import state_text
from bot.features.roadmap.rules.results import TopicPage
from bot.features.roadmap.views.fragments import (
    RoadmapPageContext,
    content_text,
    corrections_block,
    names_text,
    topic_facts,
)
from bot.slack.blocks import MAX_OVERFLOW_OPTIONS, ButtonSpec, OverflowSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip
from bot.ui import helpful_link_text, resource_text, step_buttons
from bot.ui.not_shown import not_shown_text

MAX_BUTTON_NAME = 50  # characters of a topic's name


def render_topic(
    page_context: RoadmapPageContext, result: TopicPage, helpful_links: Sequence[HelpfulLink] = ()
) -> Message:
    """Render a topic, how to learn it, and the ways to its neighbours; what helped the team comes first."""
    topic_ref, catalog = result.topic_ref, page_context.catalog
    topic, category = topic_ref.topic, topic_ref.category_title
    details = catalog.lesson_details(topic_ref.id)
    before, after = catalog.prerequisites(topic_ref.id), catalog.followers(topic_ref.id)
    facts = topic_facts(page_context, topic_ref)
    return compose_message(
        corrections_block(result.corrections),
        section("\n".join((f"*{content_text(topic.name)}*", facts, *_state_lines(page_context, topic_ref)))),
        section("\n".join((content_text(topic.text), *_term_lines(page_context, topic_ref)))),
        section(helpful_link_text.helpful_lines(helpful_links, catalog)) if helpful_links else None,
        _lesson_block(details) if details else None,
        section("\n".join(_neighbour_lines(before, after, topic_ref))) if before or after else None,
        actions(
            page_context.button(
                f"Log 1 h of {clip(topic.name, MAX_BUTTON_NAME)}", "roadmap.log", topic_ref.id, is_primary=True
            ),
            _state_button(page_context, topic_ref),
            page_context.open_menu("Before and after", [(each.label, each.id) for each in (*before, *after)]),
            page_context.open_menu(f"More in {category}", _others_in_category(page_context, topic_ref)),
            _more(page_context, topic_ref),
        ),
        context(f"{_areas_text(page_context, topic_ref)} {_log_text(page_context, topic_ref)}"),
    )


def _lesson_block(details: LessonDetails) -> Block:
    return section(
        "\n".join(
            (
                *resource_text.learn_lines(details.resources.values()),
                f"*Try it*: {content_text(details.exercise.task)}",
                f"*You can tell when* {content_text(details.exercise.done)}",
            )
        )
    )


def _state_lines(page_context: RoadmapPageContext, topic_ref: TopicReference) -> Iterator[str]:
    """Yield that the topic is off, where it is; and how the reader stands to it, if they've said so."""
    if page_context.catalog.is_hidden(topic_ref.id):
        is_roadmap_off = page_context.catalog.is_hidden(topic_ref.roadmap.id)
        yield not_shown_text(topic_ref.roadmap.name if is_roadmap_off else topic_ref.topic.name)
    own = page_context.own
    if own and (known := own.states.get(topic_ref.id)):
        yield state_text(known, own.today)


def _own_state(page_context: RoadmapPageContext, subject: str) -> TopicState | None:
    known = page_context.own.states.get(subject) if page_context.own else None
    return known.state if known else None


def _state_button(page_context: RoadmapPageContext, topic_ref: TopicReference) -> ButtonSpec | None:
    """Return the button that marks the topic as known, or takes back what is marked."""
    if not page_context.with_buttons:
        return None
    match _own_state(page_context, topic_ref.id):
        case TopicState.KNOWN:
            return step_buttons.clear_button(topic_ref, "Not any more")
        case TopicState.SKIPPED:
            return step_buttons.clear_button(topic_ref, "Open it again")
    return step_buttons.know_button(topic_ref)


def _more(page_context: RoadmapPageContext, topic_ref: TopicReference) -> OverflowSpec | None:
    """Return what few people need: set it aside, ask why, another step, a change, its parts, what is around it.

    The way to its category, whose topics a menu beside it has, and to its roadmap's path, which the roadmap's page
    leads to, come last: not all of them find room.
    """
    if not page_context.with_buttons:
        return None
    roadmap, item = topic_ref.roadmap, topic_ref.id
    state = _own_state(page_context, item)
    parts = [("Tick its parts", f"roadmap {item} parts")] if topic_ref.topic.subtopics else []
    path = [(f"The path of {roadmap.name}", f"roadmap {roadmap.id} path")] if page_context.catalog.lesson(item) else []
    options = [
        ("Since when?", f"roadmap {item} why") if state else ("Not for me", f"roadmap {item} skip"),
        ("Something else", "roadmap another"),
        ("Suggest a change", f"roadmap {item} suggest"),
        *parts,
        (roadmap.name, f"roadmap {roadmap.id}"),
        (f"All {topic_ref.category_title}", f"roadmap {roadmap.id}/{topic_ref.category}"),
        *path,
    ]
    return OverflowSpec("roadmate.say", options[:MAX_OVERFLOW_OPTIONS])


def _term_lines(page_context: RoadmapPageContext, topic_ref: TopicReference) -> Iterator[str]:
    topic = topic_ref.topic
    if topic.subtopics:
        yield f"*Parts*: {', '.join(_part_text(page_context, each) for each in topic.subtopics)}"
    if topic.terms:
        yield f"*Key terms*: {content_text(', '.join(topic.terms))}"


def _part_text(page_context: RoadmapPageContext, part: Subtopic) -> str:
    is_known = _own_state(page_context, part.id) is TopicState.KNOWN
    return content_text(f"✅ {part.name}" if is_known else part.name)


def _neighbour_lines(
    before: tuple[TopicReference, ...], after: tuple[TopicReference, ...], beside: TopicReference
) -> Iterator[str]:
    if before:
        yield f"*Before it*: {_names(before, beside)}"
    if after:
        yield f"*After it*: {_names(after, beside)}"


def _areas_text(page_context: RoadmapPageContext, topic_ref: TopicReference) -> str:
    """Return for which area hours on a topic count, and of which others it is a step."""
    first, *others = (page_context.catalog.area(area).name for area in topic_ref.topic.areas)
    also = f" (it's a step of {', '.join(others)} too)" if others else ""
    return content_text(f"Hours count for {first}{also}.")


def _log_text(page_context: RoadmapPageContext, topic_ref: TopicReference) -> str:
    return f"More hours: {page_context.command_text('2h', topic_ref.id, command='log')}."


def _names(topics: tuple[TopicReference, ...], beside: TopicReference) -> str:
    """Return topics by name, those of other roadmaps with theirs."""
    named = [each.name if each.roadmap.id == beside.roadmap.id else each.label for each in topics]
    return names_text(named)


def _others_in_category(page_context: RoadmapPageContext, topic_ref: TopicReference) -> list[tuple[str, str]]:
    """Return the other topics of its category, each with its id."""
    every = page_context.catalog.list_topics(topic_ref.roadmap.id)
    return [(each.topic.name, each.id) for each in every if each.category == topic_ref.category and each != topic_ref]

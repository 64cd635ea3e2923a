"""The page of one topic: what it is, where to learn it, what to try, and what comes before and after."""

from __future__ import annotations

from collections.abc import Iterator

from slackblocks import Block

from bot.catalog.lessons import LessonDetails
from bot.catalog.models import TopicReference
from bot.features.roadmap.rules.results import TopicPage
from bot.features.roadmap.views.fragments import (
    RoadmapPageContext,
    content_text,
    corrections_block,
    names_text,
    topic_facts,
)
from bot.slack.blocks import actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip
from bot.ui import resource_text

MAX_BUTTON_NAME = 50  # characters of a topic's name


def render_topic(page_context: RoadmapPageContext, result: TopicPage) -> Message:
    """Render a topic, how to learn it, and the ways to its neighbours."""
    topic_ref, catalog = result.topic_ref, page_context.catalog
    topic, roadmap, category = topic_ref.topic, topic_ref.roadmap, topic_ref.category_title
    details = catalog.lesson_details(topic_ref.id)
    before, after = catalog.prerequisites(topic_ref.id), catalog.followers(topic_ref.id)
    path = [(f"The path of {roadmap.name}", f"{roadmap.id} path")] if catalog.lesson(topic_ref.id) else []
    return compose_message(
        corrections_block(result.corrections),
        section(f"*{content_text(topic.name)}*\n{topic_facts(page_context, topic_ref)}"),
        section("\n".join((content_text(topic.text), *_term_lines(topic_ref)))),
        _lesson_block(details) if details else None,
        section("\n".join(_neighbour_lines(before, after, topic_ref))) if before or after else None,
        actions(
            page_context.button(
                f"Log 1 h of {clip(topic.name, MAX_BUTTON_NAME)}", "roadmap.log", topic_ref.id, is_primary=True
            ),
            page_context.open_menu("Before and after", [(each.label, each.id) for each in (*before, *after)]),
            page_context.open_menu(f"More in {category}", _others_in_category(page_context, topic_ref)),
            page_context.open_overflow(
                [*path, (f"All {category}", f"{roadmap.id}/{topic_ref.category}"), (roadmap.name, roadmap.id)]
            ),
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


def _term_lines(topic_ref: TopicReference) -> Iterator[str]:
    topic = topic_ref.topic
    if topic.subtopics:
        yield f"*Parts*: {content_text(', '.join(each.name for each in topic.subtopics))}"
    if topic.terms:
        yield f"*Key terms*: {content_text(', '.join(topic.terms))}"


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

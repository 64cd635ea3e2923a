"""Topics: lists of one roadmap, over all of them, search hits, and the next step."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from slackblocks import Block

from bot.catalog.lookup.hidden_names import find_hidden_among
from bot.catalog.lookup.search import SearchMatch
from bot.catalog.models import CATEGORY_TITLES, Area, AssignmentReference, Roadmap, SubtopicReference, TopicReference
from bot.core.plan.progress import NextStep
from bot.features.roadmap.rules.query import parse_query
from bot.features.roadmap.rules.results import CrossRoadmapTopics, SearchHits, TopicList
from bot.features.roadmap.views.fragments import (
    TOPICS_PER_PAGE,
    RoadmapPageContext,
    content_text,
    corrections_block,
    paginate,
    quoted_words,
    topic_block,
    topic_facts,
    topic_location,
    typed_category_name,
    typed_roadmap_name,
    unmatched_words_block,
)
from bot.slack.blocks import ButtonSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, short_person_name
from bot.slack.payloads import PendingEntryPayload
from bot.ui import next_step, resource_text, step_buttons
from bot.ui.not_shown import not_shown_text


def render_topic_list(page_context: RoadmapPageContext, result: TopicList) -> Message:
    """Render the topics of one roadmap that were asked for."""
    page, turn = paginate(page_context, result.topics)
    level = result.level and page_context.level_name(result.level)
    category = result.category and content_text(result.roadmap.category_title(result.category))
    facet = result.facet and content_text(result.facet.name)
    words = result.words and quoted_words(result.words)
    filters = ", ".join(each for each in (category, facet, level, words) if each)
    name = content_text(result.roadmap.name)
    title = f"{name}: {filters}" if filters else name
    return compose_message(
        corrections_block(result.corrections),
        unmatched_words_block(result.unmatched_words, f"no match in {name}"),
        section(f"*{title}*, {format_count(len(result.topics), 'topic')}{page_context.level_marks(result.level)}"),
        [
            topic_block(
                page_context, topic_ref, "" if result.category else content_text(topic_ref.category_title), result.words
            )
            for topic_ref in page
        ],
        [_same_named_topic_block(page_context, topic_ref) for topic_ref in result.same_named_topics[:3]],
        actions(*turn),
        context(f"This list: {page_context.command_text(_typed_list(page_context, result))}."),
    )


def render_cross_roadmap_topics(page_context: RoadmapPageContext, result: CrossRoadmapTopics) -> Message:
    """Render a category or level over all roadmaps: few topics one by one, many by roadmap."""
    level = page_context.level_name(result.level) if result.level else None
    filters = ", ".join(filter(None, (result.category and CATEGORY_TITLES[result.category], level)))
    words = f", {quoted_words(result.words)}" if result.words else ""
    count = format_count(len(result.topics), "topic")
    head = section(f"*{filters}{words}* over all roadmaps: {count}{page_context.level_marks(result.level)}")
    if len(result.topics) <= TOPICS_PER_PAGE:
        return compose_message(
            corrections_block(result.corrections),
            head,
            [
                topic_block(page_context, topic_ref, topic_location(topic_ref), result.words)
                for topic_ref in result.topics
            ],
        )
    groups = [
        (roadmap, list(topic_refs))
        for roadmap, topic_refs in groupby(_sort_by_roadmap(result.topics), lambda each: each.roadmap)
    ]
    page, turn = paginate(page_context, groups)
    first = groups[0][0]
    example = page_context.command_text(typed_roadmap_name(first), _typed_query(page_context, result, first))
    return compose_message(
        corrections_block(result.corrections),
        head,
        [_roadmap_group_block(page_context, result, roadmap, topic_refs) for roadmap, topic_refs in page],
        actions(*turn),
        context(f"One roadmap: {example}."),
    )


def render_search_hits(page_context: RoadmapPageContext, result: SearchHits) -> Message:
    """Render the best matches over everything, each with its location."""
    page, turn = paginate(page_context, result.matches)
    off = find_hidden_among(page_context.catalog, page_context.lookup.query.split())
    kept = [word for word in result.words if word not in result.unmatched_words]
    roadmap = next((match.topic_ref.roadmap for match in result.matches if match.topic_ref), None)
    return compose_message(
        section(not_shown_text(off.name)) if off else None,
        corrections_block(result.corrections),
        unmatched_words_block(result.unmatched_words, "no match"),
        section(f"*{quoted_words(kept)}*: {_hit_count_text(result)}"),
        [_hit_block(page_context, match, kept) for match in page],
        actions(*turn),
        context(f"Narrow it to one roadmap: {page_context.command_text(typed_roadmap_name(roadmap), *kept[:3])}.")
        if roadmap
        else None,
    )


def _hit_count_text(result: SearchHits) -> str:
    shown = len(result.matches)
    if shown < result.total:
        return f"best {shown} of {result.total} matches"
    return f"{format_count(shown, 'match', 'matches')}, best first"


def _sort_by_roadmap(topics: tuple[TopicReference, ...]) -> list[TopicReference]:
    return sorted(topics, key=lambda topic_ref: (topic_ref.roadmap.position, topic_ref.roadmap.id))


def _roadmap_group_block(
    page_context: RoadmapPageContext, result: CrossRoadmapTopics, roadmap: Roadmap, topics: list[TopicReference]
) -> Block:
    """Return one roadmap's part, with the button that lists it."""
    query = " ".join(filter(None, (roadmap.id, result.category, result.level, *result.words)))
    return section(
        f"*{content_text(roadmap.name)}*, {format_count(len(topics), 'topic')}",
        page_context.open_named_button(f"{len(topics)} topics of {roadmap.name}", query, label=f"Open {len(topics)}"),
    )


def _typed_query(page_context: RoadmapPageContext, result: CrossRoadmapTopics, roadmap: Roadmap) -> str:
    category = typed_category_name(page_context.catalog, roadmap, result.category) if result.category else None
    return " ".join(filter(None, (category, result.level, *result.words)))


def _same_named_topic_block(page_context: RoadmapPageContext, topic_ref: TopicReference) -> Block:
    return section(
        f"There's also a topic called *{content_text(topic_ref.topic.name)}*.",
        page_context.open_topic_button(topic_ref),
    )


def _typed_list(page_context: RoadmapPageContext, result: TopicList) -> str:
    """Return how to type this list; with words in it only the very text that led here is sure to lead here again."""
    if result.words:
        return escape(clip(page_context.lookup.query, 100))
    category = typed_category_name(page_context.catalog, result.roadmap, result.category) if result.category else None
    facet = result.facet.id.replace("_", " ") if result.facet else None
    typed = " ".join(filter(None, (typed_roadmap_name(result.roadmap), category, facet, result.level)))
    again = parse_query(page_context.catalog, typed)
    if isinstance(again, TopicList) and again.topics == result.topics:
        return typed
    return f"{result.roadmap.id}/{result.facet.id if result.facet else result.category}"  # a topic has this very name


def _hit_block(page_context: RoadmapPageContext, match: SearchMatch, words: Sequence[str]) -> Block:
    piece = match.item
    match piece:
        case TopicReference():
            return topic_block(page_context, piece, topic_location(piece), words)
        case SubtopicReference(topic_ref=topic_ref):
            part_of = f"part of {content_text(topic_ref.topic.name)} · {topic_location(topic_ref)}"
            return section(
                f"*{content_text(piece.subtopic.name)}* · {part_of}",
                page_context.open_named_button(piece.subtopic.name, topic_ref.id),
            )
        case Roadmap():
            return section(
                f"*{content_text(piece.name)}* · roadmap", page_context.open_named_button(piece.name, piece.id)
            )
        case Area():
            plan = page_context.command_text(piece.id, command="plan")
            return section(f"*{content_text(piece.name)}* · focus area, {plan}", page_context.open_area_button(piece))
        case AssignmentReference(area=area):
            place = f"assignment in {content_text(area.name)}, {page_context.command_text(area.id, command='plan')}"
            return section(
                f"*{content_text(piece.assignment.name)}* · {place}",
                page_context.open_area_button(area, piece.assignment.name),
            )
        case _:
            return section(
                f"*{content_text(piece.name)}* · integration",
                page_context.open_named_button(piece.name, f"{piece.of} {piece.to[0]}"),
            )


def render_next_step(
    page_context: RoadmapPageContext,
    step: NextStep | None,
    pending_entry: PendingEntryPayload | None,
    *,
    is_share_requested: bool = False,
) -> Message:
    """Render what comes next for one person, and why; `pending_entry` is the hour that a press books."""
    alone = context("Your next step is about you alone, so I haven't shared it.") if is_share_requested else None
    if step is None or pending_entry is None:
        return compose_message(
            section(
                f"🎉 You've done everything in your plan. See all of it: {page_context.command_text(command='plan')}."
            ),
            alone,
        )
    topic_ref = step.subject if isinstance(step.subject, TopicReference) else None
    log_name = topic_ref.topic.name if topic_ref else step.area.name
    place = topic_facts(page_context, topic_ref) if topic_ref else f"Assignment in {content_text(step.area.name)}"
    return compose_message(
        section(
            f"➡️ Next: *{content_text(next_step.step_name(step))}*\n{place}\n"
            f"Why: {content_text(next_step.step_reason(step))}."
        ),
        section("\n".join((content_text(next_step.step_description(step)), *_learn_lines(page_context, topic_ref)))),
        section(_together_text(page_context, step.together_with)) if step.together_with else None,
        actions(
            *step_buttons.step_row(
                step,
                ButtonSpec(f"Log 1 h of {clip(log_name, 50)}", "log.book", pending_entry.encode(), style="primary"),
                page_context.open_topic_button(topic_ref) if topic_ref else page_context.open_area_button(step.area),
                today=pending_entry.day,
            )
        ),
        alone,
    )


def _together_text(page_context: RoadmapPageContext, name: str) -> str:
    """Name somebody who has the same step next, and where to find a time for both."""
    pair = page_context.command_text("together", command="roadmate")
    return f"💡 {short_person_name(name)} has it next too: {pair} finds a time for you both."


def _learn_lines(page_context: RoadmapPageContext, topic_ref: TopicReference | None) -> tuple[str, ...]:
    """Return where to learn a topic."""
    details = page_context.catalog.lesson_details(topic_ref.id) if topic_ref else None
    return resource_text.learn_lines(details.resources.values()) if details else ()

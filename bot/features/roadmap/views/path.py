"""A roadmap as a path: its topics in the order to learn them, with what each builds on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from slackblocks import Block

from bot.catalog.models import TopicReference
from bot.features.roadmap.rules.results import PathOverview, RoadmapPath
from bot.features.roadmap.views.fragments import (
    RoadmapPageContext,
    compose_page,
    content_text,
    corrections_block,
    name_buttons,
    paginate,
    typed_roadmap_name,
)
from bot.slack.blocks import actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import format_count
from bot.timeexpr.durations import parse

STEPS_PER_PAGE: Final = 15


def render_path(page_context: RoadmapPageContext, result: RoadmapPath) -> Message:
    """Render the steps of a roadmap, numbered, under their levels."""
    catalog, roadmap = page_context.catalog, result.roadmap
    steps = list(enumerate(catalog.path(roadmap.id), 1))
    page, turn = paginate(page_context, steps, STEPS_PER_PAGE if page_context.with_buttons else len(steps))
    minutes = sum(lesson.minutes for _, each in steps if (lesson := catalog.lesson(each.id)))
    about = f", about {parse.spell(minutes)} in all" if minutes else ""
    return compose_message(
        corrections_block(result.corrections),
        section(f"*The path of {content_text(roadmap.name)}*: {format_count(len(steps), 'topic')}{about}"),
        list(_level_blocks(page_context, steps, page)),
        actions(
            *turn,
            page_context.open_menu("Open a topic", [(each.topic.name, each.id) for _, each in page]),
            page_context.open_button(roadmap.name, roadmap.id),
        ),
        context(f"This path: {page_context.command_text(typed_roadmap_name(roadmap), 'path')}."),
    )


def render_path_overview(page_context: RoadmapPageContext, result: PathOverview) -> Message:
    """Ask of which roadmap the path is meant."""
    named = [(each.name, f"{each.id} path") for each in page_context.catalog.roadmaps]
    return compose_page(corrections_block(result.corrections), name_buttons(page_context, "Which path?", named))


def _level_blocks(
    page_context: RoadmapPageContext,
    steps: Sequence[tuple[int, TopicReference]],
    page: Sequence[tuple[int, TopicReference]],
) -> Iterator[Block]:
    """Yield the steps of a page, those of one level that follow each other under its name."""
    numbers = {each.id: number for number, each in steps}
    for level, group in groupby(page, lambda step: step[1].topic.level):
        lines = (_step_line(page_context, number, each, numbers) for number, each in group)
        yield section("\n".join((f"*{page_context.level_name(level)}*", *lines)))


def _step_line(
    page_context: RoadmapPageContext, number: int, topic_ref: TopicReference, numbers: dict[str, int]
) -> str:
    """Return `5. *Subnetting & CIDR* · 2 h 30 min · after 2`."""
    before = page_context.catalog.prerequisites(topic_ref.id)
    inside = [str(at) for at in sorted(numbers[each.id] for each in before if each.id in numbers)]
    outside = [content_text(each.label) for each in before if each.id not in numbers]
    facts = (
        f"{number}. *{content_text(topic_ref.name)}*",
        page_context.topic_time(topic_ref),
        f"after {', '.join((*inside, *outside))}" if before else "",
    )
    return " · ".join(filter(None, facts))

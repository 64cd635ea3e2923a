"""Messages of `/roadmap`: the page for each result of a query, and sharing it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from slackblocks import Block

from bot.catalog.lookup.hidden_names import find_hidden_among
from bot.catalog.models import Integration, Roadmap, TopicReference
from bot.features.roadmap.rules.results import (
    CrossRoadmapTopics,
    NothingFound,
    PathOverview,
    QueryChoice,
    QueryResult,
    RoadmapIntegrations,
    RoadmapOverview,
    RoadmapPage,
    RoadmapPath,
    SearchHits,
    TopicList,
    TopicPage,
)
from bot.features.roadmap.views.fragments import (
    RoadmapPageContext,
    compose_page,
    content_text,
    corrections_block,
    name_buttons,
    names_text,
    paginate,
    quoted_words,
    topic_block,
    topic_location,
    typed_roadmap_name,
    unmatched_words_block,
)
from bot.features.roadmap.views.path import render_path, render_path_overview
from bot.features.roadmap.views.topic import render_topic
from bot.features.roadmap.views.topics import (
    render_cross_roadmap_topics,
    render_search_hits,
    render_topic_list,
)
from bot.slack.blocks import ButtonSpec, MenuSpec, actions, context, section
from bot.slack.message import MAX_MESSAGE_TEXT, Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, join_words
from bot.slack.payloads import RoadmapQueryPayload
from bot.ui.not_shown import not_shown_text

ROADMAPS_PER_PAGE: Final = 20
MAX_TOPICS_ELSEWHERE: Final = 6  # topics of other roadmaps, where this one has none
SECTIONS_PER_PAGE: Final = 2  # of integrations, so that the text stays whole
MAX_ROADMAP_BUTTONS: Final = 2
MAX_RELATED_SHOWN: Final = 6


def render_query_result(page_context: RoadmapPageContext, result: QueryResult) -> Message:
    """Render the message for the result of a query."""
    return _RENDERERS[type(result)](page_context, result)


def render_roadmap_overview(page_context: RoadmapPageContext, _result: RoadmapOverview) -> Message:
    """Render all roadmaps, each with one line and a button."""
    roadmaps, turn = paginate(page_context, page_context.catalog.roadmaps, ROADMAPS_PER_PAGE)
    return compose_message(
        section(f"*{format_count(len(page_context.catalog.roadmaps), 'roadmap')}*"),
        [
            section(
                f"*{content_text(one.name)}*: {content_text(one.summary)}",
                page_context.open_named_button(one.name, one.id),
            )
            for one in roadmaps
        ],
        actions(*turn, page_context.open_button("What's next for me?", "next")),
        context(_example_text(page_context)),
    )


def render_roadmap(page_context: RoadmapPageContext, result: RoadmapPage) -> Message:
    """Render what a roadmap is about and how its topics are sorted, with a menu for each way."""
    one = result.roadmap
    ways = [(title, queries) for title, queries in _ways_in(page_context, one) if queries]
    count = format_count(len(page_context.catalog.list_topics(one.id)), "topic")
    about = "" if result.unmatched_words else f"\n{content_text(one.about)}"
    return compose_message(
        corrections_block(result.corrections),
        _missing_block(result),
        [
            topic_block(page_context, topic_ref, topic_location(topic_ref))
            for topic_ref in result.topics_elsewhere[:MAX_TOPICS_ELSEWHERE]
        ],
        section(f"*{content_text(one.name)}*, {count}{_known_text(page_context, one)}{about}"),
        section("\n".join(f"*{title}*: {names_text(name for name, _ in queries)}" for title, queries in ways)),
        actions(
            *(page_context.open_menu(title, queries) for title, queries in ways),
            page_context.open_button("The path", f"{one.id} path"),
        ),
        context(
            f"All roadmaps: {page_context.command_text()}. What you know: {page_context.command_text(one.id, 'mine')}."
        ),
    )


def _known_text(page_context: RoadmapPageContext, roadmap: Roadmap) -> str:
    """Return how many of a roadmap's topics the reader knows; empty where they've marked none of them."""
    known, total = page_context.known, len(page_context.catalog.list_topics(roadmap.id))
    return f", *{known} of {total} known*" if known else ""


def _missing_block(result: RoadmapPage) -> Block | None:
    """Return that nothing in the roadmap fits what was typed."""
    if not result.unmatched_words:
        return None
    missing = f"No match for {quoted_words(result.unmatched_words)} in {content_text(result.roadmap.name)}."
    return section(f"{missing} In other roadmaps:" if result.topics_elsewhere else missing)


def render_query_choice(page_context: RoadmapPageContext, result: QueryChoice) -> Message:
    """Ask which of several similar names is meant."""
    share = " share" if page_context.is_sharing else ""
    options = [(option.name, option.query + share) for option in result.options]
    return compose_page(
        corrections_block(result.corrections),
        name_buttons(
            page_context,
            f"Which {quoted_words([result.typed])}?",
            options,
        ),
    )


def render_nothing_found(page_context: RoadmapPageContext, result: NothingFound) -> Message:
    """Say that nothing fits, and show the nearest names and the commands that work."""
    words = quoted_words(result.words) if result.words else "that"
    list_command, help_command = page_context.command_text(), page_context.command_text("help", command="roadmate")
    near = ((option.name, option.query) for option in result.suggestions)
    off = find_hidden_among(page_context.catalog, page_context.lookup.query.split())
    return compose_page(
        section(not_shown_text(off.name)) if off else None,
        corrections_block(result.corrections),
        section(f"I found nothing for {words}. {_example_text(page_context)}"),
        name_buttons(page_context, "Closest:", near),
        context(f"All roadmaps: {list_command}. Help: {help_command}."),
    )


def render_search_words_missing(page_context: RoadmapPageContext) -> Message:
    """Ask for the words of a search."""
    return compose_message(section(f"What should I search for? E.g. {page_context.command_text('search', 'canary')}."))


def _ways_in(page_context: RoadmapPageContext, roadmap: Roadmap) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the ways into a roadmap, each with its names and what they ask for."""
    facets = roadmap.facets.key.replace("_", " ").capitalize() if roadmap.facets else ""
    return [
        ("Categories", _category_queries(roadmap)),
        (facets, _facet_queries(page_context, roadmap)),
        ("Levels", _level_queries(page_context, roadmap)),
        ("Together with", _partner_queries(page_context, roadmap)),
    ]


def _category_queries(roadmap: Roadmap) -> list[tuple[str, str]]:
    return [
        (f"{roadmap.category_title(category)} ({len(topics)})", f"{roadmap.id}/{category}")
        for category, topics in roadmap.categories.items()
    ]


def _facet_queries(page_context: RoadmapPageContext, roadmap: Roadmap) -> list[tuple[str, str]]:
    held = Counter(
        facet for topic_ref in page_context.catalog.list_topics(roadmap.id) for facet in topic_ref.topic.facets
    )
    facets = roadmap.facets.items if roadmap.facets else ()
    return [(f"{facet.name} ({held[facet.id]})", f"{roadmap.id}/{facet.id}") for facet in facets]


def _level_queries(page_context: RoadmapPageContext, roadmap: Roadmap) -> list[tuple[str, str]]:
    held = Counter(topic_ref.topic.level for topic_ref in page_context.catalog.list_topics(roadmap.id))
    return [
        (f"{page_context.level_name(level)} ({held[level]})", f"{roadmap.id} {level}")
        for level in roadmap.levels
        if held[level]
    ]


def _partner_queries(page_context: RoadmapPageContext, roadmap: Roadmap) -> list[tuple[str, str]]:
    """Return the roadmaps that share an integration with this one."""
    pairs = [(each.of, other) for each in page_context.catalog.integrations for other in each.to]
    partners = {other for pair in pairs if roadmap.id in pair for other in pair if other != roadmap.id}
    others = (other for other in page_context.catalog.roadmaps if other.id in partners)
    return [(other.name, f"{roadmap.id} + {other.id}") for other in others]


def _example_text(page_context: RoadmapPageContext) -> str:
    """Return example commands that work with this content."""
    names = [typed_roadmap_name(one) for one in page_context.catalog.roadmaps[1:3]] or [
        typed_roadmap_name(one) for one in page_context.catalog.roadmaps
    ]
    forms = [
        page_context.command_text(names[0], "scaling"),
        page_context.command_text("search canary"),
        page_context.command_text("next"),
    ]
    if len(names) > 1:
        forms.insert(1, page_context.command_text(*names))
    return f"Try {join_words(forms, 'or')}."


def render_integrations(page_context: RoadmapPageContext, result: RoadmapIntegrations) -> Message:
    """Render how roadmaps fit together, with the related topics in a menu; where nothing is written, as a list."""
    names = [content_text(one.name) for one in result.roadmaps]
    sections, turn = paginate(page_context, result.sections, SECTIONS_PER_PAGE)
    nothing_yet = "" if result.sections else f"\nThere's no text yet on how {join_words(names)} fit together."
    related = result.related_topics[:MAX_RELATED_SHOWN] if page_context.lookup.page == 0 else ()
    heading, topics = _related_heading(result), [(each.topic.name, each.id) for each in related]
    return compose_message(
        corrections_block(result.corrections),
        unmatched_words_block(result.unmatched_words, f"no match in {join_words(names, 'or')}"),
        section(f"*{' + '.join(names)}*{nothing_yet}") if len(result.sections) != 1 else None,
        [section(_integration_text(each)) for each in sections],
        _related_blocks(page_context, result, related),
        actions(
            *turn,
            page_context.open_menu(heading, topics) if sections else None,
            *_roadmap_controls(page_context, result.roadmaps),
        ),
    )


def _roadmap_controls(
    page_context: RoadmapPageContext, roadmaps: Sequence[Roadmap]
) -> list[ButtonSpec | MenuSpec | None]:
    """Return the ways to these roadmaps: buttons for two, a menu for more."""
    if len(roadmaps) <= MAX_ROADMAP_BUTTONS:
        return [page_context.open_button(one.name, one.id) for one in roadmaps]
    return [page_context.open_menu("One of the roadmaps", ((one.name, one.id) for one in roadmaps))]


def _related_blocks(
    page_context: RoadmapPageContext, result: RoadmapIntegrations, related: Sequence[TopicReference]
) -> list[Block]:
    """Return the topics in one line below what is written; as a list where they are all there is."""
    heading = _related_heading(result)
    if not related:
        return []
    if result.sections:
        return [section(f"*{heading}*: {names_text(each.topic.name for each in related)}")]
    return [
        section(f"*{heading}*"),
        *(topic_block(page_context, each, topic_location(each)) for each in related),
    ]


def _related_heading(result: RoadmapIntegrations) -> str:
    if result.words:
        return f"Topics on {quoted_words(result.words)}"
    return "Topics about both" if len(result.roadmaps) == 2 else "Topics about several of them"


def _integration_text(integration: Integration) -> str:
    return "\n".join(
        [f"*{content_text(integration.name)}*", *(f"• {content_text(point)}" for point in integration.points)]
    )


def render_share_preview(page_context: RoadmapPageContext, page: Message, key: str, *, conversation: str) -> Message:
    """Render what everyone in the `conversation` (a noun, such as `channel`) would see, and ask."""
    payload = RoadmapQueryPayload(query=page_context.lookup.query, page=page_context.lookup.page, key=key)
    question = compose_message(section(f"*Share this?* Everyone in this {conversation} will see what's below."))
    share = page_context.button("Share", "roadmap.share", payload.encode(), is_primary=True)
    answers = compose_message(actions(share, page_context.button("Cancel", "roadmap.drop", "-")), text="-")
    text = clip(f"{question.text}\n{page.text}", MAX_MESSAGE_TEXT)
    return Message(text, (*question.blocks, *page.blocks, *answers.blocks))


def render_shared_page(page_context: RoadmapPageContext, page: Message) -> Message:
    """Render the page for everyone: no buttons, since one would change it for all, but the command that shows it."""
    how = compose_message(
        context(f"Shared from {page_context.command_text(escape(clip(page_context.lookup.query, 100)))}.")
    )
    return Message(clip(f"{page.text}\n{how.text}", MAX_MESSAGE_TEXT), (*page.blocks, *how.blocks), is_public=True)


def render_share_cancelled() -> Message:
    """Confirm that nothing was shared."""
    return compose_message(section("OK, I haven't shared anything."))


_RENDERERS: Final[Mapping[type[QueryResult], Callable[[RoadmapPageContext, Any], Message]]] = {
    RoadmapOverview: render_roadmap_overview,
    RoadmapPage: render_roadmap,
    TopicList: render_topic_list,
    TopicPage: render_topic,
    RoadmapPath: render_path,
    PathOverview: render_path_overview,
    RoadmapIntegrations: render_integrations,
    CrossRoadmapTopics: render_cross_roadmap_topics,
    SearchHits: render_search_hits,
    QueryChoice: render_query_choice,
    NothingFound: render_nothing_found,
}

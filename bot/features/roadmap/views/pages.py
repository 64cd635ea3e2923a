"""Messages of `/roadmap`: the page for each result of a query, and sharing it."""

from __future__ import annotations

from typing import Final

from bot.catalog.models import CATEGORIES, CATEGORY_TITLES, LEVELS, Integration, LevelId, Roadmap
from bot.features.roadmap.rules.results import (
    CrossRoadmapTopics,
    NothingFound,
    QueryChoice,
    QueryResult,
    RoadmapIntegrations,
    RoadmapOverview,
    RoadmapPage,
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
    paginate,
    quoted_words,
    topic_block,
    topic_location,
    typed_category_name,
    typed_roadmap_name,
    unmatched_words_block,
)
from bot.features.roadmap.views.topics import (
    render_cross_roadmap_topics,
    render_search_hits,
    render_topic,
    render_topic_list,
)
from bot.slack.blocks import actions, context, section
from bot.slack.message import MAX_MESSAGE_TEXT, Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, join_words
from bot.slack.payloads import RoadmapQueryPayload

ROADMAPS_PER_PAGE: Final = 20
MAX_TOPICS_ELSEWHERE: Final = 6  # topics of other roadmaps, where this one has none
SECTIONS_PER_PAGE: Final = 2  # of integrations, so that the text stays whole
MAX_RELATED_SHOWN: Final = 6


def render_query_result(page_context: RoadmapPageContext, result: QueryResult) -> Message:
    """Render the message for the result of a query."""
    match result:
        case RoadmapOverview():
            made = render_roadmap_overview(page_context)
        case RoadmapPage():
            made = render_roadmap(page_context, result)
        case TopicList():
            made = render_topic_list(page_context, result)
        case TopicPage():
            made = render_topic(page_context, result)
        case RoadmapIntegrations():
            made = render_integrations(page_context, result)
        case CrossRoadmapTopics():
            made = render_cross_roadmap_topics(page_context, result)
        case SearchHits():
            made = render_search_hits(page_context, result)
        case QueryChoice():
            made = render_query_choice(page_context, result)
        case NothingFound():
            made = render_nothing_found(page_context, result)
    return made


def render_roadmap_overview(page_context: RoadmapPageContext) -> Message:
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
        turn,
        actions(page_context.open_button("What's next for me?", "next")),
        context(_example_text(page_context)),
    )


def render_roadmap(page_context: RoadmapPageContext, result: RoadmapPage) -> Message:
    """Render what a roadmap is about, with buttons for its categories, facets and levels."""
    one = result.roadmap
    facets = one.facets.items if one.facets else ()
    title = one.facets.key.replace("_", " ").capitalize() if one.facets else ""
    elsewhere = "In other roadmaps:" if result.topics_elsewhere else ""
    missing = (
        f"No match for {quoted_words(result.unmatched_words)} in {content_text(one.name)}. {elsewhere}".rstrip()
        if result.unmatched_words
        else ""
    )
    held = [category for category in CATEGORIES if one.categories.get(category)]
    category = "scaling_considerations" if "scaling_considerations" in held else held[0]
    example = page_context.command_text(
        typed_roadmap_name(one), typed_category_name(page_context.catalog, one, category)
    )
    words = page_context.command_text(typed_roadmap_name(one), one.categories[held[0]][0].name.lower())
    topic_count = format_count(len(page_context.catalog.list_topics(one.id)), "topic")
    return compose_page(
        corrections_block(result.corrections),
        section(missing) if missing else None,
        [
            topic_block(page_context, topic_ref, topic_location(topic_ref))
            for topic_ref in result.topics_elsewhere[:MAX_TOPICS_ELSEWHERE]
        ],
        section(f"*{content_text(one.name)}*, {topic_count}\n{content_text(one.about)}"),
        name_buttons(page_context, "Categories", _category_queries(one)),
        name_buttons(page_context, title, ((facet.name, f"{one.id} {facet.id}") for facet in facets)),
        name_buttons(page_context, "Levels", _level_queries(page_context, one)),
        name_buttons(page_context, "Together with", _partner_queries(page_context, one)),
        actions(page_context.open_button("All roadmaps", "")),
        context(f"Try {example}, or any words: {content_text(words)}."),
    )


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
    return compose_page(
        corrections_block(result.corrections),
        section(f"I found nothing for {words}. {_example_text(page_context)}"),
        name_buttons(page_context, "Closest", near),
        context(f"All roadmaps: {list_command}. Help: {help_command}."),
    )


def render_search_words_missing(page_context: RoadmapPageContext) -> Message:
    """Ask for the words of a search."""
    return compose_message(section(f"What should I search for? E.g. {page_context.command_text('search', 'canary')}."))


def _category_queries(roadmap: Roadmap) -> list[tuple[str, str]]:
    held = ((category, roadmap.categories.get(category, ())) for category in CATEGORIES)
    return [
        (f"{CATEGORY_TITLES[category]} ({len(held)})", f"{roadmap.id} {category}") for category, held in held if held
    ]


def _level_queries(page_context: RoadmapPageContext, roadmap: Roadmap) -> list[tuple[str, str]]:
    counts: dict[LevelId, int] = dict.fromkeys(LEVELS, 0)
    for topic_ref in page_context.catalog.list_topics(roadmap.id):
        counts[topic_ref.topic.level] += 1
    return [
        (f"{page_context.level_name(level)} ({number})", f"{roadmap.id} {level}")
        for level, number in counts.items()
        if number
    ]


def _partner_queries(page_context: RoadmapPageContext, roadmap: Roadmap) -> list[tuple[str, str]]:
    """Return the roadmaps that share an integration with this one."""
    pairs = [(each.of, other) for each in page_context.catalog.integrations for other in each.to]
    partners = {other for pair in pairs if roadmap.id in pair for other in pair if other != roadmap.id}
    return [(other.name, f"{roadmap.id} {other.id}") for other in page_context.catalog.roadmaps if other.id in partners]


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
    """Render how roadmaps fit together; where nothing is written on that, the related topics."""
    names = [content_text(one.name) for one in result.roadmaps]
    sections, turn = paginate(page_context, result.sections, SECTIONS_PER_PAGE)
    nothing_yet = "" if result.sections else f"\nThere's no text yet on how {join_words(names)} fit together."
    related = result.related_topics[:MAX_RELATED_SHOWN] if page_context.lookup.page == 0 else ()
    return compose_page(
        corrections_block(result.corrections),
        unmatched_words_block(result.unmatched_words, f"no match in {join_words(names, 'or')}"),
        section(f"*{' + '.join(names)}*{nothing_yet}") if len(result.sections) != 1 else None,
        [section(_integration_text(each)) for each in sections],
        turn,
        section(f"*{_related_heading(result)}*") if related else None,
        [
            section(
                f"*{content_text(topic_ref.topic.name)}* · {topic_location(topic_ref)}",
                page_context.open_topic_button(topic_ref),
            )
            for topic_ref in related
        ],
        name_buttons(page_context, "Open one of them", ((one.name, one.id) for one in result.roadmaps)),
    )


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

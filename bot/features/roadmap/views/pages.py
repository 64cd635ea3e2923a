"""Messages of `/roadmap`: the page for each thing that a text can mean."""

from __future__ import annotations

from typing import Final

from bot.catalog.entries import TITLES
from bot.catalog.models import CATEGORIES, LEVELS, Level, Roadmap
from bot.features.roadmap.rules.results import (
    Answer,
    Choice,
    Everywhere,
    Integrations,
    Matches,
    Nothing,
    Overview,
    RoadmapPage,
    TopicPage,
    Topics,
)
from bot.features.roadmap.views.integrations import integrations
from bot.features.roadmap.views.parts import (
    Reading,
    complete,
    cut,
    name_of,
    offer,
    quoted,
    say,
    short,
    took,
    topic,
    where,
)
from bot.features.roadmap.views.topic import topic_page
from bot.features.roadmap.views.topic_lists import everywhere, matches, topics
from bot.slack.blocks import actions, context, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import count, listed

ROADMAPS: Final = 20  # on one page of the overview
ELSEWHERE: Final = 6  # topics of other roadmaps, where this one has none


def page(reading: Reading, answer: Answer) -> Message:
    """The message for what a text means."""
    match answer:
        case Overview():
            made = overview(reading)
        case RoadmapPage():
            made = roadmap_page(reading, answer)
        case Topics():
            made = topics(reading, answer)
        case TopicPage():
            made = topic_page(reading, answer)
        case Integrations():
            made = integrations(reading, answer)
        case Everywhere():
            made = everywhere(reading, answer)
        case Matches():
            made = matches(reading, answer)
        case Choice():
            made = choice(reading, answer)
        case Nothing():
            made = nothing(reading, answer)
    return made


def overview(reading: Reading) -> Message:
    """All roadmaps, each with one line and a button."""
    roadmaps, turn = cut(reading, reading.catalog.roadmaps, ROADMAPS)
    return compose(
        section(f"*Roadmaps*, {len(reading.catalog.roadmaps)} to choose from"),
        [section(f"*{say(one.name)}*: {say(one.summary)}", reading.opens("Open", one.id)) for one in roadmaps],
        turn,
        actions(reading.opens("What comes next for me", "next")),
        context(_examples(reading)),
    )


def roadmap_page(reading: Reading, found: RoadmapPage) -> Message:
    """What a roadmap is, and every way into it."""
    one = found.roadmap
    facets = one.facets.items if one.facets else ()
    title = one.facets.key.replace("_", " ").capitalize() if one.facets else ""
    elsewhere = "It stands elsewhere:" if found.also else ""
    missing = f"Nothing in {say(one.name)} says {quoted(found.dropped)}. {elsewhere}".rstrip() if found.dropped else ""
    held = [category for category in CATEGORIES if one.categories.get(category)]
    category = "scaling_considerations" if "scaling_considerations" in held else held[0]
    example = reading.typed(name_of(one), short(reading.catalog, one, category))
    words = reading.typed(name_of(one), one.categories[held[0]][0].name.lower())
    return complete(
        took(found.taken),
        section(missing) if missing else None,
        [topic(reading, place, where(place)) for place in found.also[:ELSEWHERE]],
        section(f"*{say(one.name)}*, {count(len(reading.catalog.topics_in(one.id)), 'topic')}\n{say(one.about)}"),
        offer(reading, "Categories", _categories(one)),
        offer(reading, title, ((facet.name, f"{one.id} {facet.id}") for facet in facets)),
        offer(reading, "Levels", _levels(reading, one)),
        offer(reading, "Together with", _partners(reading, one)),
        actions(reading.opens("All roadmaps", "")),
        context(f"Type {example}, or any words: {say(words)}."),
    )


def choice(reading: Reading, found: Choice) -> Message:
    """Words as near to one name as to another: ask."""
    share = " share" if reading.sharing else ""
    options = [(option.name, option.query + share) for option in found.options]
    return complete(
        took(found.taken),
        offer(
            reading,
            f"Which do you mean by {quoted([found.typed])}?",
            options,
        ),
    )


def nothing(reading: Reading, found: Nothing) -> Message:
    """Nothing fits: say so, and show the nearest and the ways that work."""
    words = quoted(found.words) if found.words else "that"
    helping = f"{reading.typed()} lists the roadmaps, {reading.typed('help', command='roadmate')} explains everything."
    near = ((option.name, option.query) for option in found.suggestions)
    return complete(
        took(found.taken),
        section(f"I found nothing for {words}. {_examples(reading)}"),
        offer(reading, "Nearest", near),
        context(helping),
    )


def search_for_what(reading: Reading) -> Message:
    """`search` without words."""
    return compose(section(f"*Search for what?* Add words: {reading.typed('search', 'canary')}."))


def _categories(one: Roadmap) -> list[tuple[str, str]]:
    held = ((category, one.categories.get(category, ())) for category in CATEGORIES)
    return [(f"{TITLES[category]} ({len(held)})", f"{one.id} {category}") for category, held in held if held]


def _levels(reading: Reading, one: Roadmap) -> list[tuple[str, str]]:
    counts: dict[Level, int] = dict.fromkeys(LEVELS, 0)
    for place in reading.catalog.topics_in(one.id):
        counts[place.topic.level] += 1
    return [(f"{reading.level(level)} ({number})", f"{one.id} {level}") for level, number in counts.items() if number]


def _partners(reading: Reading, one: Roadmap) -> list[tuple[str, str]]:
    """The roadmaps that something is written on together with this one."""
    pairs = [(each.of, other) for each in reading.catalog.integrations for other in each.to]
    partners = {other for pair in pairs if one.id in pair for other in pair if other != one.id}
    return [(other.name, f"{one.id} {other.id}") for other in reading.catalog.roadmaps if other.id in partners]


def _examples(reading: Reading) -> str:
    """Forms that work with this content."""
    names = [name_of(one) for one in reading.catalog.roadmaps[1:3]] or [
        name_of(one) for one in reading.catalog.roadmaps
    ]
    forms = [reading.typed(names[0], "scaling"), reading.typed("search canary"), reading.typed("next")]
    if len(names) > 1:
        forms.insert(1, reading.typed(*names))
    return f"Type {listed(forms, 'or')}."

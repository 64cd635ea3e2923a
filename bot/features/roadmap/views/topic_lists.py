"""Lists of topics: of one roadmap, over all of them, and what a search found."""

from __future__ import annotations

from itertools import groupby

from slackblocks import Block

from bot.catalog.entries import TITLES, Part, Place, Task
from bot.catalog.lookup.search import Match
from bot.catalog.models import Area, Roadmap
from bot.features.roadmap.rules.results import Everywhere, Matches, Topics
from bot.features.roadmap.views.parts import (
    PAGE,
    Reading,
    cut,
    left_out,
    name_of,
    quoted,
    say,
    short,
    took,
    topic,
    where,
)
from bot.slack.blocks import context, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import clip, count, escape


def topics(reading: Reading, found: Topics) -> Message:
    """The topics of one roadmap that were asked for."""
    page, turn = cut(reading, found.places)
    level = found.level and reading.level(found.level)
    category, facet = found.category and TITLES[found.category], found.facet and say(found.facet.name)
    said = ", ".join(each for each in (category, facet, level, found.words and quoted(found.words)) if each)
    return compose(
        took(found.taken),
        left_out(found.dropped, f"with the rest it fits nothing in {say(found.roadmap.name)}"),
        section(f"*{say(found.roadmap.name)}{': ' + said if said else ''}*, {count(len(found.places), 'topic')}"),
        [topic(reading, place, "" if found.category else place.title) for place in page],
        [_also(reading, place) for place in found.also[:3]],
        turn,
        context(_hint(reading, found)),
    )


def everywhere(reading: Reading, found: Everywhere) -> Message:
    """A category or level over all roadmaps: few topics one by one, many by roadmap."""
    level = reading.level(found.level) if found.level else None
    said = ", ".join(filter(None, (found.category and TITLES[found.category], level)))
    words = f", {quoted(found.words)}" if found.words else ""
    head = section(f"*{said}{words}* over all roadmaps: {count(len(found.places), 'topic')}")
    if len(found.places) <= PAGE:
        return compose(took(found.taken), head, [topic(reading, place, where(place)) for place in found.places])
    groups = [(roadmap, list(places)) for roadmap, places in groupby(_sorted(found.places), lambda each: each.roadmap)]
    page, turn = cut(reading, groups)
    example = name_of(groups[0][0])
    return compose(
        took(found.taken),
        head,
        [_group(reading, found, roadmap, places) for roadmap, places in page],
        turn,
        context(f"Type {reading.typed(example, _typed(reading, found, groups[0][0]))} for the topics of one roadmap."),
    )


def matches(reading: Reading, found: Matches) -> Message:
    """The best matches over everything, each with its place."""
    page, turn = cut(reading, found.matches)
    kept = [word for word in found.words if word not in found.dropped]
    roadmap = next((match.place.roadmap for match in found.matches if match.place), None)
    return compose(
        took(found.taken),
        left_out(found.dropped, "nothing has it together with the rest"),
        section(f"*{quoted(kept)}*: {_how_many(found)}"),
        [_match(reading, match) for match in page],
        turn,
        context(f"Add a roadmap to narrow it: {reading.typed(name_of(roadmap), *kept[:3])}.") if roadmap else None,
    )


def _how_many(found: Matches) -> str:
    shown = len(found.matches)
    if shown < found.total:
        return f"the best {shown} of {found.total} matches"
    return f"{count(shown, 'match', 'matches')}, the best first"


def _sorted(places: tuple[Place, ...]) -> list[Place]:
    return sorted(places, key=lambda place: (place.roadmap.position, place.roadmap.id))


def _group(reading: Reading, found: Everywhere, roadmap: Roadmap, places: list[Place]) -> Block:
    """One roadmap's part, with the button that lists it."""
    query = " ".join(filter(None, (roadmap.id, found.category, found.level, *found.words)))
    names = clip(", ".join(place.topic.name for place in places), 400)
    head = f"*{say(roadmap.name)}*, {count(len(places), 'topic')}"
    return section(f"{head}\n{say(names)}", reading.opens(f"Open {len(places)}", query))


def _typed(reading: Reading, found: Everywhere, roadmap: Roadmap) -> str:
    category = short(reading.catalog, roadmap, found.category) if found.category else None
    return " ".join(filter(None, (category, found.level, *found.words)))


def _also(reading: Reading, place: Place) -> Block:
    return section(f"There is also the topic *{say(place.topic.name)}* itself.", reading.opens("Open", place.id))


def _hint(reading: Reading, found: Topics) -> str:
    """How to type this list; with words in it only the very text that led here is sure to lead here again."""
    category = short(reading.catalog, found.roadmap, found.category) if found.category else None
    facet = found.facet.id.replace("_", " ") if found.facet else None
    names = " ".join(filter(None, (name_of(found.roadmap), category, facet, found.level)))
    text = escape(clip(reading.lookup.query, 100)) if found.words else names
    narrower = "" if found.level else f", or add a level: {reading.typed(text, found.places[0].topic.level)}"
    return f"Type {reading.typed(text)} for this list{narrower}."


def _match(reading: Reading, match: Match) -> Block:
    piece = match.piece
    match piece:
        case Place():
            return topic(reading, piece, where(piece))
        case Part(place=place):
            text = f"*{say(piece.subtopic.name)}*\nPart of {say(place.topic.name)} · {where(place)}"
            return section(text, reading.opens("Open", place.id))
        case Roadmap():
            return section(f"*{say(piece.name)}* · roadmap\n{say(piece.summary)}", reading.opens("Open", piece.id))
        case Area():
            head = f"*{say(piece.name)}* · focus area, {reading.typed(piece.id, command='plan')}"
            return section(f"{head}\n{say(clip(piece.description, 150))}", reading.opens_area(piece.id))
        case Task(area=area):
            text = f"*{say(piece.assignment.name)}* · assignment\nFocus area {say(area.name)}"
            return section(f"{text}, {reading.typed(area.id, command='plan')}", reading.opens_area(area.id))
        case _:
            text = f"*{say(piece.name)}* · integration\n{say(clip(piece.points[0], 150))}"
            return section(text, reading.opens("Open", f"{piece.of} {piece.to[0]}"))

"""Everything that content has, by id: what is hidden too, since rows may name it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.catalog.hiding import Hiding
from bot.catalog.lookup.vocabulary import CATEGORY_WORDS
from bot.catalog.models import (
    Area,
    AssignmentReference,
    Content,
    Integration,
    Roadmap,
    RoadmapPart,
    SubtopicReference,
    TopicReference,
)
from bot.catalog.renaming import Renames
from bot.frozen import frozen


@frozen
class ItemIndex:
    """The things of the content by their ids of today, in the content's order.

    What is shown is without what is hidden in it; what is hidden is whole.
    """

    roadmaps: dict[str, Roadmap]
    areas: dict[str, Area]
    topics: dict[str, TopicReference]
    parts: dict[str, RoadmapPart]
    subtopics: dict[str, SubtopicReference]
    assignments: dict[str, AssignmentReference]
    integrations: dict[str, Integration]


def index_content(content: Content) -> tuple[ItemIndex, Renames, Hiding]:
    """Return the things of the content by id, what they were called before, and which of them are hidden."""
    ids = list_ids(content.roadmaps, content.areas, content.integrations)
    renames = Renames(frozenset(ids), content.renamed)
    hiding = Hiding.of_content(content, renames)
    roadmaps, areas = _roadmaps(content, hiding), _areas(content, hiding)
    topics = {each.id: each for each in _topics(content, hiding, roadmaps)}
    every = {each.id: each for each in content.roadmaps}
    parts = (part for each in roadmaps.values() for part in _roadmap_parts(every[each.id], each, topics, hiding))
    index = ItemIndex(
        roadmaps=roadmaps,
        areas=areas,
        topics=topics,
        parts={each.id: each for each in parts},
        subtopics={each.subtopic.id: each for each in _subtopics(content, topics)},
        assignments={
            each.id: AssignmentReference(areas[area.id], each)
            for area in sorted(content.areas, key=lambda area: area.priority)
            for each in area.assignments
        },
        integrations={each.id: each for each in content.integrations},
    )
    return index, renames, hiding


def list_ids(roadmaps: Iterable[Roadmap], areas: Iterable[Area], integrations: Iterable[Integration]) -> Iterator[str]:
    """Yield the ids of all these and of what is in them; those of questions are elsewhere."""
    yield from (each.id for each in integrations)
    for area in areas:
        yield area.id
        yield from (each.id for each in area.assignments)
    for roadmap in roadmaps:
        yield roadmap.id
        yield from (f"{roadmap.id}/{each.id}" for each in (roadmap.facets.items if roadmap.facets else ()))
        for category, topics in roadmap.categories.items():
            yield f"{roadmap.id}/{category}"
            for topic in topics:
                yield topic.id
                yield from (each.id for each in topic.subtopics)


def _roadmaps(content: Content, hiding: Hiding) -> dict[str, Roadmap]:
    ordered = sorted(content.roadmaps, key=lambda roadmap: (roadmap.position, roadmap.id))
    if not hiding:
        return {each.id: each for each in ordered}
    return {each.id: each if each.id in hiding.roadmaps else hiding.show_roadmap(each) for each in ordered}


def _areas(content: Content, hiding: Hiding) -> dict[str, Area]:
    ordered = sorted(content.areas, key=lambda area: area.priority)
    if not hiding:
        return {each.id: each for each in ordered}
    return {each.id: each if each.id in hiding.areas else hiding.show_area(each) for each in ordered}


def _topics(content: Content, hiding: Hiding, roadmaps: dict[str, Roadmap]) -> Iterator[TopicReference]:
    every = {each.id: each for each in content.roadmaps}
    for roadmap in roadmaps.values():
        shown = {each.id: each for topics in roadmap.categories.values() for each in topics}
        for category, topics in every[roadmap.id].categories.items():
            for topic in topics:
                yield TopicReference(roadmap, category, topic if topic.id in hiding.others else shown[topic.id])


def _subtopics(content: Content, topics: dict[str, TopicReference]) -> Iterator[SubtopicReference]:
    whole = {each.id: each for roadmap in content.roadmaps for own in roadmap.categories.values() for each in own}
    for topic in topics.values():
        yield from (SubtopicReference(topic, each) for each in whole[topic.id].subtopics)


def _roadmap_parts(
    whole: Roadmap, roadmap: Roadmap, topics: dict[str, TopicReference], hiding: Hiding
) -> Iterator[RoadmapPart]:
    """Yield the categories of a roadmap that have topics, then its facets."""
    own = [topics[each.id] for within in whole.categories.values() for each in within if each.id not in hiding.others]
    for category in whole.categories:
        within = tuple(each for each in own if each.category == category)
        words = () if category in whole.category_titles else CATEGORY_WORDS.get(category, ())
        yield RoadmapPart(roadmap, category, whole.category_title(category), words, within)
    for facet in whole.facets.items if whole.facets else ():
        named = {each.id for within in whole.categories.values() for each in within if facet.id in each.facets}
        within = tuple(each for each in own if each.id in named)
        yield RoadmapPart(roadmap, facet.id, facet.name, facet.aliases, within)

"""The pages that the coverage has: a roadmap, a focus area, a part of a roadmap, or one topic."""

from __future__ import annotations

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import subjects, typeahead
from bot.catalog.lookup.subjects import Subject, SubjectOptions
from bot.catalog.models import Area, Roadmap, TopicReference
from bot.frozen import frozen


@frozen
class CoverageGroup:
    """Topics that are looked at together; `key` is what a button carries to open them."""

    key: str
    name: str
    topics: tuple[TopicReference, ...]
    is_topic: bool = False

    @property
    def is_mixed(self) -> bool:
        """Return whether its topics are of several roadmaps."""
        return len({each.roadmap.id for each in self.topics}) > 1


def list_roadmap_groups(catalog: Catalog) -> tuple[CoverageGroup, ...]:
    """Return the roadmaps with their topics in the order to learn them."""
    return tuple(_roadmap_group(catalog, each) for each in catalog.roadmaps)


def list_area_groups(catalog: Catalog) -> tuple[CoverageGroup, ...]:
    """Return the focus areas, each with the topics that belong to it first, so that none is counted twice."""
    return tuple(_area_group(catalog, each) for each in catalog.areas)


def find_group(catalog: Catalog, key: str) -> CoverageGroup | None:
    """Return what a key names; None for one that is none of ours, or whose content is gone."""
    subject = typeahead.parse_subject_key(catalog, key)
    return group_of(catalog, subject) if subject else None


def group_of(catalog: Catalog, subject: Subject) -> CoverageGroup:
    """Return the topics of what words name."""
    key = typeahead.subject_key(subject)
    if subject.topic_ref:
        return CoverageGroup(key, subject.label, (subject.topic_ref,), is_topic=True)
    if subject.part:
        return CoverageGroup(key, subject.label, subject.part.topics)
    return _roadmap_group(catalog, subject.roadmap) if subject.roadmap else _area_group(catalog, subject.area)


def find_groups(catalog: Catalog, words: str) -> tuple[CoverageGroup, ...]:
    """Return what words may name: one where that is certain, none where they name nothing.

    A name that a roadmap and an area share means the roadmap, with `area` beside it the area.
    """
    named = " ".join(each for each in words.split() if each != "area")
    if named == words and (roadmap := catalog.vocabulary.find_roadmap(words)):
        return (_roadmap_group(catalog, roadmap),)
    if named != words and (area := next((each for each in catalog.areas if _is_called(each, named)), None)):
        return (_area_group(catalog, area),)
    match subjects.find_whole_subject(catalog, words):
        case SubjectOptions() as found:
            return tuple(group_of(catalog, each.bare) for each in found.options)
        case Subject() as found:
            roadmap = catalog.find_roadmap(found.area.id) if found.bare == Subject(found.area) else None
            return (_roadmap_group(catalog, roadmap) if roadmap else group_of(catalog, found.bare),)
    return ()


def _roadmap_group(catalog: Catalog, roadmap: Roadmap) -> CoverageGroup:
    topics = catalog.path(roadmap.id) or catalog.list_topics(roadmap.id)
    return CoverageGroup(f"roadmap:{roadmap.id}", roadmap.name, topics)


def _area_group(catalog: Catalog, area: Area) -> CoverageGroup:
    own = tuple(each for each in catalog.curriculum(area.id) if each.topic.areas[0] == area.id)
    return CoverageGroup(f"area:{area.id}", f"{area.name} (area)", own)


def _is_called(area: Area, name: str) -> bool:
    return name in (area.id, area.name.casefold(), *(each.casefold() for each in area.aliases))

"""The content, ready to be looked up: built once per version and never changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.catalog.lookup.search_index import SearchIndex
from bot.catalog.lookup.vocabulary import Vocabulary
from bot.catalog.models import (
    CATEGORIES,
    LEVELS,
    Area,
    Assignment,
    AssignmentReference,
    CatalogItem,
    Content,
    Integration,
    LevelText,
    Roadmap,
    SubtopicReference,
    TopicReference,
)


@dataclass(frozen=True, eq=False, repr=False)
class Catalog:
    """All content of one version; lookups by id raise KeyError, `find_*` give None instead."""

    version: str
    roadmaps: tuple[Roadmap, ...]
    areas: tuple[Area, ...]
    levels: tuple[LevelText, ...]
    integrations: tuple[Integration, ...]
    topics: tuple[TopicReference, ...]
    vocabulary: Vocabulary
    _roadmaps_by_id: dict[str, Roadmap]
    _areas_by_id: dict[str, Area]
    _topics_by_id: dict[str, TopicReference]
    _topics_by_roadmap: dict[str, tuple[TopicReference, ...]]
    _subtopics_by_id: dict[str, SubtopicReference]
    _assignments_by_id: dict[str, AssignmentReference]
    _curriculum_by_area: dict[str, tuple[TopicReference, ...]]

    @classmethod
    def from_content(cls, content: Content) -> Catalog:
        """The catalog of checked content."""
        roadmaps = tuple(sorted(content.roadmaps, key=lambda roadmap: (roadmap.position, roadmap.id)))
        areas = tuple(sorted(content.areas, key=lambda area: area.priority))
        places = tuple(
            TopicReference(roadmap, category, topic)
            for roadmap in roadmaps
            for category in CATEGORIES
            for topic in roadmap.categories.get(category, ())
        )
        parts = tuple(SubtopicReference(place, subtopic) for place in places for subtopic in place.topic.subtopics)
        tasks = tuple(AssignmentReference(area, assignment) for area in areas for assignment in area.assignments)
        return cls(
            version=hashlib.sha256(content.model_dump_json().encode()).hexdigest()[:16],
            roadmaps=roadmaps,
            areas=areas,
            levels=content.levels,
            integrations=content.integrations,
            topics=places,
            vocabulary=Vocabulary.build(roadmaps, areas, places),
            _roadmaps_by_id={roadmap.id: roadmap for roadmap in roadmaps},
            _areas_by_id={area.id: area for area in areas},
            _topics_by_id={place.id: place for place in places},
            _topics_by_roadmap={
                each.id: tuple(place for place in places if place.roadmap is each) for each in roadmaps
            },
            _subtopics_by_id={part.subtopic.id: part for part in parts},
            _assignments_by_id={task.assignment.id: task for task in tasks},
            _curriculum_by_area={area.id: _order_curriculum(area, places) for area in areas},
        )

    def __repr__(self) -> str:
        return f"<Catalog {self.version}: {len(self.roadmaps)} roadmaps, {len(self.topics)} topics>"

    @cached_property
    def search_index(self) -> SearchIndex:
        """Every word of the content. Built when first asked for, since looking names up does without it."""
        tasks, parts = self._assignments_by_id.values(), self._subtopics_by_id.values()
        pieces: list[CatalogItem] = [*self.roadmaps, *self.areas, *self.topics, *tasks, *parts, *self.integrations]
        return SearchIndex.build(tuple(pieces))

    def roadmap(self, roadmap_id: str) -> Roadmap:
        """The roadmap of this id; KeyError if there is none."""
        return self._roadmaps_by_id[roadmap_id]

    def area(self, area_id: str) -> Area:
        """The focus area of this id; KeyError if there is none."""
        return self._areas_by_id[area_id]

    def topic(self, topic_id: str) -> TopicReference:
        """The topic of this id, where it stands; KeyError if there is none."""
        return self._topics_by_id[topic_id]

    def assignment(self, assignment_id: str) -> tuple[Area, Assignment]:
        """The assignment of this id with its area; KeyError if there is none."""
        task = self._assignments_by_id[assignment_id]
        return task.area, task.assignment

    def find_roadmap(self, roadmap_id: str) -> Roadmap | None:
        """The roadmap of this id, if the content (still) has it."""
        return self._roadmaps_by_id.get(roadmap_id)

    def find_area(self, area_id: str) -> Area | None:
        """The focus area of this id, if the content (still) has it."""
        return self._areas_by_id.get(area_id)

    def find_topic(self, topic_id: str) -> TopicReference | None:
        """The topic of this id, if the content (still) has it."""
        return self._topics_by_id.get(topic_id)

    def find_subtopic(self, subtopic_id: str) -> SubtopicReference | None:
        """The subtopic of this id, if the content (still) has it."""
        return self._subtopics_by_id.get(subtopic_id)

    def find_assignment(self, assignment_id: str) -> tuple[Area, Assignment] | None:
        """The assignment of this id with its area, if the content (still) has it."""
        return self.assignment(assignment_id) if assignment_id in self._assignments_by_id else None

    def curriculum(self, area_id: str) -> tuple[TopicReference, ...]:
        """The topics of a focus area in the order to learn them: its own first, then easy before hard."""
        return self._curriculum_by_area[area_id]

    def list_topics(self, roadmap_id: str) -> tuple[TopicReference, ...]:
        """The topics of one roadmap in its order; KeyError if there is no such roadmap."""
        return self._topics_by_roadmap[roadmap_id]

    def plugin_configuration(self) -> dict[str, Any]:
        """The roadmaps' plugin configuration, keys in the order that its readers know."""
        return {"roadmaps": [_roadmap_configuration(roadmap) for roadmap in self.roadmaps]}


def _order_curriculum(area: Area, topics: tuple[TopicReference, ...]) -> tuple[TopicReference, ...]:
    def rank(place: TopicReference) -> tuple[bool, int, int]:
        served = place.roadmap.id in area.roadmaps
        nearness = area.roadmaps.index(place.roadmap.id) if served else len(area.roadmaps)
        return place.topic.areas[0] != area.id, LEVELS.index(place.topic.level), nearness

    return tuple(sorted((place for place in topics if area.id in place.topic.areas), key=rank))


def _roadmap_configuration(roadmap: Roadmap) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": roadmap.id,
        "name": roadmap.name,
        "categories": [category for category in CATEGORIES if category in roadmap.categories],
    }
    if roadmap.maturity_levels is not None:
        entry["maturity_levels"] = list(roadmap.maturity_levels)
    if roadmap.facets is not None:
        entry[roadmap.facets.key] = [facet.id for facet in roadmap.facets.items]
    return entry

"""The content, ready to be looked up: built once per version and never changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.catalog.entries import Part, Piece, Place, Task
from bot.catalog.lookup.search_index import Index
from bot.catalog.lookup.vocabulary import Vocabulary
from bot.catalog.models import CATEGORIES, LEVELS, Area, Assignment, Content, Integration, LevelText, Roadmap


@dataclass(frozen=True, eq=False, repr=False)
class Catalog:
    """All content of one version; lookups by id raise KeyError, `find_*` give None instead."""

    version: str
    roadmaps: tuple[Roadmap, ...]
    areas: tuple[Area, ...]
    levels: tuple[LevelText, ...]
    integrations: tuple[Integration, ...]
    places: tuple[Place, ...]
    vocabulary: Vocabulary
    _roadmaps: dict[str, Roadmap]
    _areas: dict[str, Area]
    _places: dict[str, Place]
    _topics: dict[str, tuple[Place, ...]]
    _parts: dict[str, Part]
    _tasks: dict[str, Task]
    _curricula: dict[str, tuple[Place, ...]]

    @classmethod
    def of(cls, content: Content) -> Catalog:
        """The catalog of checked content."""
        roadmaps = tuple(sorted(content.roadmaps, key=lambda roadmap: (roadmap.position, roadmap.id)))
        areas = tuple(sorted(content.areas, key=lambda area: area.priority))
        places = tuple(
            Place(roadmap, category, topic)
            for roadmap in roadmaps
            for category in CATEGORIES
            for topic in roadmap.categories.get(category, ())
        )
        parts = tuple(Part(place, subtopic) for place in places for subtopic in place.topic.subtopics)
        tasks = tuple(Task(area, assignment) for area in areas for assignment in area.assignments)
        return cls(
            version=hashlib.sha256(content.model_dump_json().encode()).hexdigest()[:16],
            roadmaps=roadmaps,
            areas=areas,
            levels=content.levels,
            integrations=content.integrations,
            places=places,
            vocabulary=Vocabulary.of(roadmaps, areas, places),
            _roadmaps={roadmap.id: roadmap for roadmap in roadmaps},
            _areas={area.id: area for area in areas},
            _places={place.id: place for place in places},
            _topics={each.id: tuple(place for place in places if place.roadmap is each) for each in roadmaps},
            _parts={part.subtopic.id: part for part in parts},
            _tasks={task.assignment.id: task for task in tasks},
            _curricula={area.id: _curriculum(area, places) for area in areas},
        )

    def __repr__(self) -> str:
        return f"<Catalog {self.version}: {len(self.roadmaps)} roadmaps, {len(self.places)} topics>"

    @cached_property
    def index(self) -> Index:
        """Every word of the content. Built when first asked for, since looking names up does without it."""
        tasks, parts = self._tasks.values(), self._parts.values()
        pieces: list[Piece] = [*self.roadmaps, *self.areas, *self.places, *tasks, *parts, *self.integrations]
        return Index.of(tuple(pieces))

    def roadmap(self, roadmap_id: str) -> Roadmap:
        """The roadmap of this id; KeyError if there is none."""
        return self._roadmaps[roadmap_id]

    def area(self, area_id: str) -> Area:
        """The focus area of this id; KeyError if there is none."""
        return self._areas[area_id]

    def topic(self, topic_id: str) -> Place:
        """The topic of this id, where it stands; KeyError if there is none."""
        return self._places[topic_id]

    def assignment(self, assignment_id: str) -> tuple[Area, Assignment]:
        """The assignment of this id with its area; KeyError if there is none."""
        task = self._tasks[assignment_id]
        return task.area, task.assignment

    def find_roadmap(self, roadmap_id: str) -> Roadmap | None:
        """The roadmap of this id, if the content (still) has it."""
        return self._roadmaps.get(roadmap_id)

    def find_area(self, area_id: str) -> Area | None:
        """The focus area of this id, if the content (still) has it."""
        return self._areas.get(area_id)

    def find_topic(self, topic_id: str) -> Place | None:
        """The topic of this id, if the content (still) has it."""
        return self._places.get(topic_id)

    def find_part(self, subtopic_id: str) -> Part | None:
        """The subtopic of this id, if the content (still) has it."""
        return self._parts.get(subtopic_id)

    def find_assignment(self, assignment_id: str) -> tuple[Area, Assignment] | None:
        """The assignment of this id with its area, if the content (still) has it."""
        return self.assignment(assignment_id) if assignment_id in self._tasks else None

    def curriculum(self, area_id: str) -> tuple[Place, ...]:
        """The topics of a focus area in the order to learn them: its own first, then easy before hard."""
        return self._curricula[area_id]

    def topics_in(self, roadmap_id: str) -> tuple[Place, ...]:
        """The topics of one roadmap in its order; KeyError if there is no such roadmap."""
        return self._topics[roadmap_id]

    def export(self) -> dict[str, Any]:
        """The roadmaps' plugin configuration, keys in the order that its readers know."""
        return {"roadmaps": [_configuration(roadmap) for roadmap in self.roadmaps]}


def _curriculum(area: Area, places: tuple[Place, ...]) -> tuple[Place, ...]:
    def rank(place: Place) -> tuple[bool, int, int]:
        served = place.roadmap.id in area.roadmaps
        nearness = area.roadmaps.index(place.roadmap.id) if served else len(area.roadmaps)
        return place.topic.areas[0] != area.id, LEVELS.index(place.topic.level), nearness

    return tuple(sorted((place for place in places if area.id in place.topic.areas), key=rank))


def _configuration(roadmap: Roadmap) -> dict[str, Any]:
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

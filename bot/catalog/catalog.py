"""The content, ready to be looked up: built once per version and never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.catalog.learning_path import list_followers, order_path
from bot.catalog.lessons import Lesson, LessonDetails, unpack_details, unpack_questions
from bot.catalog.lookup.search_index import SearchIndex
from bot.catalog.lookup.vocabulary import CATEGORY_WORDS, Vocabulary
from bot.catalog.models import (
    Area,
    Assignment,
    AssignmentReference,
    CatalogItem,
    Content,
    Integration,
    LevelText,
    QuestionReference,
    Roadmap,
    RoadmapPart,
    SubtopicReference,
    TopicReference,
)
from bot.catalog.ranking.bm25 import Bm25Index
from bot.catalog.ranking.content_terms import build_content_index, read_cues


@dataclass(frozen=True, eq=False, repr=False)
class Catalog:
    """All content of one version; lookups by id raise KeyError, `find_*` return None instead."""

    version: str
    roadmaps: tuple[Roadmap, ...]
    areas: tuple[Area, ...]
    levels: tuple[LevelText, ...]
    integrations: tuple[Integration, ...]
    topics: tuple[TopicReference, ...]
    vocabulary: Vocabulary
    _sayings: dict[str, str]
    _lessons: dict[str, Lesson]
    _packed_details: dict[str, str]
    _packed_questions: dict[str, str]
    _roadmaps_by_id: dict[str, Roadmap]
    _areas_by_id: dict[str, Area]
    _topics_by_id: dict[str, TopicReference]
    _topics_by_roadmap: dict[str, tuple[TopicReference, ...]]
    _parts_by_id: dict[str, RoadmapPart]
    _subtopics_by_id: dict[str, SubtopicReference]
    _assignments_by_id: dict[str, AssignmentReference]
    _curriculum_by_area: dict[str, tuple[TopicReference, ...]]

    @classmethod
    def from_content(cls, content: Content) -> Catalog:
        """Build the catalog of checked content."""
        roadmaps = tuple(sorted(content.roadmaps, key=lambda roadmap: (roadmap.position, roadmap.id)))
        areas = tuple(sorted(content.areas, key=lambda area: area.priority))
        topics = tuple(
            TopicReference(roadmap, category, topic)
            for roadmap in roadmaps
            for category, own in roadmap.categories.items()
            for topic in own
        )
        subtopics = (SubtopicReference(topic, subtopic) for topic in topics for subtopic in topic.topic.subtopics)
        assignments = (AssignmentReference(area, assignment) for area in areas for assignment in area.assignments)
        return cls(
            version=hashlib.sha256(content.model_dump_json().encode()).hexdigest()[:16],
            roadmaps=roadmaps,
            areas=areas,
            levels=content.levels,
            integrations=content.integrations,
            topics=topics,
            vocabulary=Vocabulary.build(roadmaps, areas, topics),
            _sayings=content.sayings,
            _lessons=content.lessons,
            _packed_details=content.packed_details,
            _packed_questions=content.packed_questions,
            _roadmaps_by_id={roadmap.id: roadmap for roadmap in roadmaps},
            _areas_by_id={area.id: area for area in areas},
            _topics_by_id={topic.id: topic for topic in topics},
            _topics_by_roadmap={
                each.id: tuple(topic for topic in topics if topic.roadmap is each) for each in roadmaps
            },
            _parts_by_id={part.id: part for roadmap in roadmaps for part in _roadmap_parts(roadmap, topics)},
            _subtopics_by_id={each.subtopic.id: each for each in subtopics},
            _assignments_by_id={each.assignment.id: each for each in assignments},
            _curriculum_by_area={area.id: _order_curriculum(area, topics) for area in areas},
        )

    def __repr__(self) -> str:
        return f"<Catalog {self.version}: {len(self.roadmaps)} roadmaps, {len(self.topics)} topics>"

    @cached_property
    def content_index(self) -> Bm25Index:
        """The same items as in `search_index`, under the same numbers, to rank by what their texts say."""
        return build_content_index(self.search_index.items, self._sayings)

    @cached_property
    def roadmap_cues(self) -> Mapping[str, frozenset[str]]:
        """Which roadmaps somebody speaks of who says a word, by its stem."""
        return read_cues({each.id: self._sayings.get(each.id, "") for each in self.roadmaps})

    @cached_property
    def search_index(self) -> SearchIndex:
        """Every word of the content; built when first asked for, since looking names up does without it."""
        assignments, subtopics = self._assignments_by_id.values(), self._subtopics_by_id.values()
        named: tuple[CatalogItem, ...] = (*self.roadmaps, *self.areas, *self.topics)
        return SearchIndex.build((*named, *assignments, *subtopics, *self.integrations))

    def roadmap(self, roadmap_id: str) -> Roadmap:
        """Return the roadmap of this id; KeyError if there is none."""
        return self._roadmaps_by_id[roadmap_id]

    def area(self, area_id: str) -> Area:
        """Return the focus area of this id; KeyError if there is none."""
        return self._areas_by_id[area_id]

    def topic(self, topic_id: str) -> TopicReference:
        """Return the topic of this id, where it stands; KeyError if there is none."""
        return self._topics_by_id[topic_id]

    def assignment(self, assignment_id: str) -> tuple[Area, Assignment]:
        """Return the assignment of this id with its area; KeyError if there is none."""
        found = self._assignments_by_id[assignment_id]
        return found.area, found.assignment

    def find_roadmap(self, roadmap_id: str) -> Roadmap | None:
        """Return the roadmap of this id, if the content (still) has it."""
        return self._roadmaps_by_id.get(roadmap_id)

    def find_area(self, area_id: str) -> Area | None:
        """Return the focus area of this id, if the content (still) has it."""
        return self._areas_by_id.get(area_id)

    def find_topic(self, topic_id: str) -> TopicReference | None:
        """Return the topic of this id, if the content (still) has it."""
        return self._topics_by_id.get(topic_id)

    def find_topic_or_part(self, item_id: str) -> TopicReference | RoadmapPart | None:
        """Return the topic, or a roadmap's category or facet, of this id, if the content (still) has it."""
        return self._topics_by_id.get(item_id) or self._parts_by_id.get(item_id)

    def find_part(self, roadmap: Roadmap, part_id: str) -> RoadmapPart | None:
        """Return a roadmap's category or facet; None for a category that it does not have."""
        return self._parts_by_id.get(f"{roadmap.id}/{part_id}")

    def find_subtopic(self, subtopic_id: str) -> SubtopicReference | None:
        """Return the subtopic of this id, if the content (still) has it."""
        return self._subtopics_by_id.get(subtopic_id)

    def find_assignment(self, assignment_id: str) -> tuple[Area, Assignment] | None:
        """Return the assignment of this id with its area, if the content (still) has it."""
        return self.assignment(assignment_id) if assignment_id in self._assignments_by_id else None

    @property
    def parts(self) -> tuple[RoadmapPart, ...]:
        """Return the categories and facets of all roadmaps."""
        return tuple(self._parts_by_id.values())

    def curriculum(self, area_id: str) -> tuple[TopicReference, ...]:
        """Return the topics of a focus area in the order to learn them: its own first, then easy before hard."""
        return self._curriculum_by_area[area_id]

    def list_topics(self, roadmap_id: str) -> tuple[TopicReference, ...]:
        """Return the topics of one roadmap in its order; KeyError if there is no such roadmap."""
        return self._topics_by_roadmap[roadmap_id]

    def lesson(self, topic_id: str) -> Lesson | None:
        """Return how long a topic takes and what comes before it; None where the content doesn't say."""
        return self._lessons.get(topic_id)

    def lesson_details(self, topic_id: str) -> LessonDetails | None:
        """Return a topic's resources and exercise, unpacked anew each time; None where the content has none."""
        packed = self._packed_details.get(topic_id)
        return unpack_details(packed) if packed else None

    def questions(self, topic_id: str) -> tuple[QuestionReference, ...]:
        """Return a topic's questions in their order, unpacked anew each time; empty where the content has none."""
        packed, topic_ref = self._packed_questions.get(topic_id), self._topics_by_id.get(topic_id)
        if packed is None or topic_ref is None:
            return ()
        return tuple(QuestionReference(topic_ref, slug, each) for slug, each in unpack_questions(packed).items())

    def has_questions(self, topic_id: str) -> bool:
        """Return whether a topic can be asked about."""
        return topic_id in self._packed_questions

    def find_question(self, question_id: str) -> QuestionReference | None:
        """Return the question of this id, `topic-id/slug`, if the content (still) has it."""
        return next((each for each in self.questions(question_id.partition("/")[0]) if each.id == question_id), None)

    @property
    def topics_with_questions(self) -> tuple[TopicReference, ...]:
        """Return the topics that have questions, in the order of all topics."""
        return tuple(each for each in self.topics if each.id in self._packed_questions)

    def prerequisites(self, topic_id: str) -> tuple[TopicReference, ...]:
        """Return the topics that one should know before this one, as its lesson lists them."""
        lesson = self._lessons.get(topic_id)
        return tuple(self._topics_by_id[each] for each in lesson.after) if lesson else ()

    def followers(self, topic_id: str) -> tuple[TopicReference, ...]:
        """Return the topics that name this one as what to know before, in the order of all topics."""
        return tuple(self._topics_by_id[each] for each in self._followers_by_id.get(topic_id, ()))

    def path(self, roadmap_id: str) -> tuple[TopicReference, ...]:
        """Return a roadmap's topics in the order to learn them; KeyError if there is no such roadmap."""
        return self._paths[roadmap_id]

    @cached_property
    def _paths(self) -> dict[str, tuple[TopicReference, ...]]:
        return {each: order_path(self._lessons, topics) for each, topics in self._topics_by_roadmap.items()}

    @cached_property
    def _followers_by_id(self) -> dict[str, tuple[str, ...]]:
        return list_followers(self._lessons, self.topics)

    def plugin_configuration(self) -> dict[str, Any]:
        """Return the roadmaps' plugin configuration, keys in the order that its readers know."""
        return {"roadmaps": [_roadmap_configuration(roadmap) for roadmap in self.roadmaps]}


def _order_curriculum(area: Area, topics: tuple[TopicReference, ...]) -> tuple[TopicReference, ...]:
    def rank(each: TopicReference) -> tuple[bool, float, int]:
        is_listed = each.roadmap.id in area.roadmaps
        position = area.roadmaps.index(each.roadmap.id) if is_listed else len(area.roadmaps)
        return each.topic.areas[0] != area.id, each.level_height, position

    return tuple(sorted((each for each in topics if area.id in each.topic.areas), key=rank))


def _roadmap_parts(roadmap: Roadmap, topics: tuple[TopicReference, ...]) -> Iterator[RoadmapPart]:
    """Yield the categories of a roadmap that have topics, then its facets."""
    own = tuple(each for each in topics if each.roadmap is roadmap)
    for category in roadmap.categories:
        within = tuple(each for each in own if each.category == category)
        words = () if category in roadmap.category_titles else CATEGORY_WORDS.get(category, ())
        yield RoadmapPart(roadmap, category, roadmap.category_title(category), words, within)
    for facet in roadmap.facets.items if roadmap.facets else ():
        within = tuple(each for each in own if facet.id in each.topic.facets)
        yield RoadmapPart(roadmap, facet.id, facet.name, facet.aliases, within)


def _roadmap_configuration(roadmap: Roadmap) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": roadmap.id,
        "name": roadmap.name,
        "categories": list(roadmap.categories),
    }
    if roadmap.maturity_levels is not None:
        entry["maturity_levels"] = list(roadmap.maturity_levels)
    if roadmap.facets is not None:
        entry[roadmap.facets.key] = [facet.id for facet in roadmap.facets.items]
    return entry

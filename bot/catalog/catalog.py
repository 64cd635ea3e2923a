"""The content, ready to be looked up: built once per version and never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from bot.catalog.hiding import Hiding
from bot.catalog.item_index import ItemIndex, index_content
from bot.catalog.learning_path import list_followers, order_path
from bot.catalog.lessons import Lesson, LessonDetails, unpack_details, unpack_questions
from bot.catalog.lookup.search_index import SearchIndex
from bot.catalog.lookup.vocabulary import Vocabulary
from bot.catalog.models import (
    Area,
    Assignment,
    CatalogItem,
    Content,
    Integration,
    LevelText,
    PackInfo,
    QuestionReference,
    Roadmap,
    RoadmapPart,
    SubtopicReference,
    TopicReference,
)
from bot.catalog.ranking.bm25 import Bm25Index
from bot.catalog.ranking.content_terms import build_content_index, read_cues
from bot.catalog.renaming import Renames
from bot.lazy_pattern import lazy_pattern

_SEPARATOR: Final = lazy_pattern(r"[./]")


@dataclass(frozen=True, eq=False, repr=False)
class Catalog:
    """All content of one version; lookups by id raise KeyError, `find_*` return None instead.

    Each lookup takes the ids that a thing had before too, and finds what layers hide. Lists hold only what is shown.
    """

    version: str
    content: Content
    """What the catalog was built from, with all that is hidden."""
    roadmaps: tuple[Roadmap, ...]
    areas: tuple[Area, ...]
    levels: tuple[LevelText, ...]
    integrations: tuple[Integration, ...]
    topics: tuple[TopicReference, ...]
    parts: tuple[RoadmapPart, ...]
    """The categories and facets of all roadmaps."""
    vocabulary: Vocabulary
    _hiding: Hiding
    _renames: Renames
    _lessons: Mapping[str, Lesson]
    index: ItemIndex
    """Everything by id, what is hidden too."""
    _topics_by_roadmap: dict[str, tuple[TopicReference, ...]]
    _curriculum_by_area: dict[str, tuple[TopicReference, ...]]

    @classmethod
    def from_content(cls, content: Content) -> Catalog:
        """Build the catalog of checked content."""
        index, renames, hiding = index_content(content)
        roadmaps = tuple(each for each in index.roadmaps.values() if each.id not in hiding.roadmaps)
        areas = tuple(each for each in index.areas.values() if each.id not in hiding.areas)
        topics = tuple(each for each in index.topics.values() if each.id not in hiding.others)
        return cls(
            version=hashlib.sha256(content.model_dump_json(exclude={"id_lines"}).encode()).hexdigest()[:16],
            content=content,
            roadmaps=roadmaps,
            areas=areas,
            levels=content.levels,
            integrations=tuple(hiding.show_integrations(content.integrations)),
            topics=topics,
            parts=tuple(each for each in index.parts.values() if each.id not in hiding.others),
            vocabulary=Vocabulary.build(roadmaps, areas, topics),
            _hiding=hiding,
            _renames=renames,
            _lessons=hiding.show_lessons(content.lessons),
            index=index,
            _topics_by_roadmap={
                roadmap: tuple(each for each in topics if each.roadmap.id == roadmap) for roadmap in index.roadmaps
            },
            _curriculum_by_area={area.id: _order_curriculum(area, topics) for area in index.areas.values()},
        )

    def __repr__(self) -> str:
        return f"<Catalog {self.version}: {len(self.roadmaps)} roadmaps, {len(self.topics)} topics>"

    @cached_property
    def content_index(self) -> Bm25Index:
        """The same items as in `search_index`, under the same numbers, to rank by what their texts say."""
        return build_content_index(self.search_index.items, self.content.sayings)

    @cached_property
    def roadmap_cues(self) -> Mapping[str, frozenset[str]]:
        """Which roadmaps somebody speaks of who says a word, by its stem."""
        return read_cues({each.id: self.content.sayings.get(each.id, "") for each in self.roadmaps})

    @cached_property
    def search_index(self) -> SearchIndex:
        """Every word of the content; built when first asked for, since looking names up does without it."""
        hidden = self._hiding.others
        assignments = (each for key, each in self.index.assignments.items() if key not in hidden)
        subtopics = (each for key, each in self.index.subtopics.items() if key not in hidden)
        named: tuple[CatalogItem, ...] = (*self.roadmaps, *self.areas, *self.topics)
        return SearchIndex.build((*named, *assignments, *subtopics, *self.integrations))

    @property
    def packs(self) -> tuple[PackInfo, ...]:
        """Return the packs that the content comes from, the shipped one first."""
        return self.content.packs

    def pack_of(self, item_id: str) -> str:
        """Return the id of the pack that a thing came with; KeyError where no pack has it."""
        return self._packs_by_root[self._root_of(item_id)]

    def find_pack(self, item_id: str) -> str | None:
        """Return the id of the pack that a thing came with; None for what a layer added to the plan."""
        return self._packs_by_root.get(self._root_of(item_id))

    def _root_of(self, item_id: str) -> str:
        return _SEPARATOR.split(self.current_id(item_id), maxsplit=1)[0]

    @cached_property
    def _packs_by_root(self) -> dict[str, str]:
        return {root: each.id for each in self.packs for root in (*each.integrations, *each.areas, *each.roadmaps)}

    def is_hidden(self, item_id: str) -> bool:
        """Return whether a layer hides the thing of this id, so that it is in no list, though rows may name it."""
        now = self.current_id(item_id)
        if now in self.index.roadmaps or now in self.index.areas:  # a roadmap may have the id of its area
            return not (self._is_shown_roadmap(now) or self._is_shown_area(now))
        return now in self._hiding or ("/" in now and now.partition("/")[0] in self._hiding)

    def _is_shown_roadmap(self, roadmap_id: str) -> bool:
        return roadmap_id in self.index.roadmaps and roadmap_id not in self._hiding.roadmaps

    def _is_shown_area(self, area_id: str) -> bool:
        return area_id in self.index.areas and area_id not in self._hiding.areas

    def current_id(self, item_id: str) -> str:
        """Return the id that a thing has now, by any that it ever had; the same one where nothing is known of it."""
        return self._renames.current_id(item_id)

    def ids_of(self, item_id: str) -> tuple[str, ...]:
        """Return the id that a thing has now, then all that it had before, by which rows may name it."""
        return self._renames.ids_of(item_id)

    @cached_property
    def renamed_ids(self) -> Mapping[str, str]:
        """Every id that a thing had before, with the one that it has now; that of a question too."""
        if not self.content.renamed:
            return {}
        questions = (
            f"{topic}/{slug}"
            for topic, packed in self.content.packed_questions.items()
            for slug in (unpack_questions(packed) if len(self.ids_of(topic)) > 1 else ())
        )
        named = (*self._renames.known, *self.content.renamed.values(), *questions)
        return {older: now for now in named for older in self.ids_of(now)[1:]}

    def roadmap(self, roadmap_id: str) -> Roadmap:
        """Return the roadmap of this id; KeyError if there is none."""
        return self.index.roadmaps[self.current_id(roadmap_id)]

    def area(self, area_id: str) -> Area:
        """Return the focus area of this id; KeyError if there is none."""
        return self.index.areas[self.current_id(area_id)]

    def topic(self, topic_id: str) -> TopicReference:
        """Return the topic of this id, where it stands; KeyError if there is none."""
        return self.index.topics[self.current_id(topic_id)]

    def assignment(self, assignment_id: str) -> tuple[Area, Assignment]:
        """Return the assignment of this id with its area; KeyError if there is none."""
        found = self.index.assignments[self.current_id(assignment_id)]
        return found.area, found.assignment

    def find_roadmap(self, roadmap_id: str) -> Roadmap | None:
        """Return the roadmap of this id, if the content (still) has it."""
        return self.index.roadmaps.get(self.current_id(roadmap_id))

    def find_area(self, area_id: str) -> Area | None:
        """Return the focus area of this id, if the content (still) has it."""
        return self.index.areas.get(self.current_id(area_id))

    def find_topic(self, topic_id: str) -> TopicReference | None:
        """Return the topic of this id, if the content (still) has it."""
        return self.index.topics.get(self.current_id(topic_id))

    def find_topic_or_part(self, item_id: str) -> TopicReference | RoadmapPart | None:
        """Return the topic, or a roadmap's category or facet, of this id, if the content (still) has it."""
        now = self.current_id(item_id)
        return self.index.topics.get(now) or self.index.parts.get(now)

    def find_part(self, roadmap: Roadmap, part_id: str) -> RoadmapPart | None:
        """Return a roadmap's category or facet; None for a category that it does not have."""
        return self.index.parts.get(self.current_id(f"{roadmap.id}/{part_id}"))

    def find_subtopic(self, subtopic_id: str) -> SubtopicReference | None:
        """Return the subtopic of this id, if the content (still) has it."""
        return self.index.subtopics.get(self.current_id(subtopic_id))

    def find_assignment(self, assignment_id: str) -> tuple[Area, Assignment] | None:
        """Return the assignment of this id with its area, if the content (still) has it."""
        found = self.index.assignments.get(self.current_id(assignment_id))
        return (found.area, found.assignment) if found else None

    def find_integration(self, integration_id: str) -> Integration | None:
        """Return the integration of this id, if the content (still) has it."""
        return self.index.integrations.get(self.current_id(integration_id))

    def curriculum(self, area_id: str) -> tuple[TopicReference, ...]:
        """Return the topics of a focus area in the order to learn them: its own first, then easy before hard."""
        return self._curriculum_by_area[self.current_id(area_id)]

    def list_topics(self, roadmap_id: str) -> tuple[TopicReference, ...]:
        """Return the topics of one roadmap in its order; KeyError if there is no such roadmap."""
        return self._topics_by_roadmap[self.current_id(roadmap_id)]

    def lesson(self, topic_id: str) -> Lesson | None:
        """Return how long a topic takes and what comes before it; None where the content doesn't say."""
        return self._lessons.get(self.current_id(topic_id))

    def lesson_details(self, topic_id: str) -> LessonDetails | None:
        """Return a topic's resources and exercise, unpacked anew each time; None where the content has none."""
        packed = self.content.packed_details.get(self.current_id(topic_id))
        return unpack_details(packed) if packed else None

    def questions(self, topic_id: str) -> tuple[QuestionReference, ...]:
        """Return what a topic can be asked about, in order, unpacked anew each time; empty where there is nothing."""
        every = self._every_question(topic_id) if self.has_questions(topic_id) else ()
        return tuple(each for each in every if each.id not in self._hiding.others)

    def _every_question(self, topic_id: str) -> tuple[QuestionReference, ...]:
        now = self.current_id(topic_id)
        packed, topic_ref = self.content.packed_questions.get(now), self.index.topics.get(now)
        if packed is None or topic_ref is None:
            return ()
        return tuple(QuestionReference(topic_ref, slug, each) for slug, each in unpack_questions(packed).items())

    def has_questions(self, topic_id: str) -> bool:
        """Return whether a topic can be asked about."""
        now = self.current_id(topic_id)
        return now in self.content.packed_questions and now not in self._hiding.others and now not in self._unasked

    @cached_property
    def _unasked(self) -> frozenset[str]:
        """The topics of which every question is hidden."""
        hidden = self._hiding.others
        topics = {each.partition("/")[0] for each in hidden if "/" in each} & self.content.packed_questions.keys()
        return frozenset(
            topic for topic in topics if hidden.issuperset(each.id for each in self._every_question(topic))
        )

    def find_question(self, question_id: str) -> QuestionReference | None:
        """Return the question of this id, `topic-id/slug`, if the content (still) has it."""
        now = self.current_id(question_id)
        return next((each for each in self._every_question(now.partition("/")[0]) if each.id == now), None)

    @property
    def topics_with_questions(self) -> tuple[TopicReference, ...]:
        """Return the topics that have questions, in the order of all topics."""
        return tuple(each for each in self.topics if self.has_questions(each.id))

    def prerequisites(self, topic_id: str) -> tuple[TopicReference, ...]:
        """Return the topics that one should know before this one, as its lesson lists them."""
        return self._prerequisites_by_id.get(self.current_id(topic_id), ())

    @cached_property
    def _prerequisites_by_id(self) -> dict[str, tuple[TopicReference, ...]]:
        topics = self.index.topics
        return {topic: tuple(topics[each] for each in lesson.after) for topic, lesson in self._lessons.items()}

    def followers(self, topic_id: str) -> tuple[TopicReference, ...]:
        """Return the topics that name this one as what to know before, in the order of all topics."""
        followers = self._followers_by_id.get(self.current_id(topic_id), ())
        return tuple(self.index.topics[each] for each in followers)

    def path(self, roadmap_id: str) -> tuple[TopicReference, ...]:
        """Return a roadmap's topics in the order to learn them; KeyError if there is no such roadmap."""
        return self._paths[self.current_id(roadmap_id)]

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

"""The things in content that a layer can name: what each is, where it is, and what was meant by an unknown name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from bot.catalog.hiding import Hiding
from bot.catalog.lessons import Question, unpack_questions
from bot.catalog.loading.parsed_files import KnownIds
from bot.catalog.models import Content
from bot.catalog.renaming import Renames
from bot.frozen import frozen

ItemKind = Literal["roadmap", "category", "facet", "topic", "subtopic", "area", "assignment", "integration", "question"]
FIELDS: Final[Mapping[ItemKind, tuple[str, ...]]] = {
    "roadmap": ("name", "summary", "about", "aliases"),
    "category": ("name",),
    "facet": ("name", "aliases"),
    "topic": (
        *("name", "text", "terms", "aliases", "level", "areas", "facets"),
        *("minutes", "after", "exercise", "resources", "hide_resources", "questions"),
    ),
    "subtopic": ("name",),
    "area": ("name", "description", "aliases", "hours", "optional", "roadmaps"),
    "assignment": ("name", "text"),
    "integration": ("name", "points"),
    "question": (),
}
"""What of each kind of thing a layer can change. Hidden can be each of them."""
ORDERED: Final[tuple[ItemKind, ...]] = ("area", "roadmap", "topic", "assignment", "integration")
"""The kinds of things that a layer can put in another order."""
LESSON_FIELDS: Final = frozenset(("minutes", "after", "exercise", "resources", "hide_resources", "questions"))
"""What of a topic isn't in its roadmap's file."""


@frozen
class Item:
    """A thing in the content."""

    kind: ItemKind
    id: str
    name: str
    home: str
    """The id of the roadmap, area, topic or integration that is rebuilt when it changes."""

    @property
    def kind_text(self) -> str:
        """The kind with its article: `an area`."""
        return f"{'an' if self.kind in ('area', 'assignment', 'integration') else 'a'} {self.kind}"


@dataclass(frozen=True)
class ContentItems:
    """All things of a content, by id; an id may be a roadmap's and an area's."""

    content: Content
    _by_id: dict[str, tuple[Item, ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for item in _items_of(self.content):
            self._by_id[item.id] = (*self._by_id.get(item.id, ()), item)

    def find(self, name: str) -> tuple[Item, ...]:
        """Return what a name means, also one from before a rename; empty for nothing, two for a roadmap and an area."""
        prefix, _, rest = name.rpartition(":")
        found = self._by_id.get(rest) or self._find_renamed(rest)
        if prefix:
            return tuple(item for item in found if item.kind == prefix)
        return found or self._find_question(rest)

    def find_one(self, kind: ItemKind, name: str) -> Item | None:
        """Return the thing of this kind that a name means."""
        return next((item for item in self.find(name) if item.kind == kind), None)

    def find_all(self, names: Iterable[str]) -> tuple[Item, ...]:
        """Return what names mean, in their order and each once; what is unknown is left out."""
        return tuple(dict.fromkeys(item for name in names for item in self.find(name)))

    def current_id(self, item_id: str) -> str:
        """Return the id that a thing has now."""
        return self._renames.current_id(item_id)

    def names_of(self, found: set[Item]) -> Iterator[str]:
        """Yield the shortest names of things: their ids, with a prefix where another thing has the same."""
        for item in found:
            is_all_of_it = found.issuperset(self._by_id.get(item.id, (item,)))
            yield item.id if is_all_of_it else f"{item.kind}:{item.id}"

    def find_hidden(self) -> Hiding:
        """Return what is hidden of the content, with what falls with it."""
        return Hiding.of_content(self.content, self._renames)

    def hint(self, name: str, kind: ItemKind | None = None) -> str:
        """Return a hint at the id that was meant, of this kind if one is given; empty where none is near."""
        topic, _, slug = name.partition("/")
        known = [each for each, found in self._by_id.items() if kind in (None, *(item.kind for item in found))]
        if slug and kind is None:
            known += [f"{topic}/{each}" for each in self.questions(topic)]
        return KnownIds(tuple(known)).hint(name.rpartition(":")[2])

    def questions(self, topic: str) -> dict[str, Question]:
        """Return a topic's questions by slug."""
        packed = self.content.packed_questions.get(topic)
        return unpack_questions(packed) if packed else {}

    @cached_property
    def _renames(self) -> Renames:
        return Renames(self._by_id.keys(), self.content.renamed)

    def _find_renamed(self, item_id: str) -> tuple[Item, ...]:
        return self._by_id.get(self._renames.current_id(item_id), ()) if self.content.renamed else ()

    def _find_question(self, question_id: str) -> tuple[Item, ...]:
        topic, _, slug = self._renames.current_id(question_id).partition("/")
        question = self.questions(topic).get(slug) if slug else None
        return (Item("question", f"{topic}/{slug}", question.ask, topic),) if question else ()


def _items_of(content: Content) -> Iterator[Item]:
    for roadmap in content.roadmaps:
        home = roadmap.id
        yield Item("roadmap", roadmap.id, roadmap.name, home)
        for category, topics in roadmap.categories.items():
            yield Item("category", f"{home}/{category}", roadmap.category_title(category), home)
            for topic in topics:
                yield Item("topic", topic.id, topic.name, home)
                for subtopic in topic.subtopics:
                    yield Item("subtopic", subtopic.id, subtopic.name, home)
        for facet in roadmap.facets.items if roadmap.facets else ():
            yield Item("facet", f"{home}/{facet.id}", facet.name, home)
    for area in content.areas:
        yield Item("area", area.id, area.name, area.id)
        for assignment in area.assignments:
            yield Item("assignment", assignment.id, assignment.name, area.id)
    for integration in content.integrations:
        yield Item("integration", integration.id, integration.name, integration.id)

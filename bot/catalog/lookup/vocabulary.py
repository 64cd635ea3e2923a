"""What has a name of its own: roadmaps, areas, categories, levels, facets and topics, by every way to write it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from bot.catalog.entries import TITLES, Place
from bot.catalog.lookup.words import Word, joined, key, keys
from bot.catalog.models import CATEGORIES, LEVELS, Area, Category, Facet, Level, Roadmap

Meant = TypeVar("Meant")

LONGEST_NAME: Final = 5  # words

SHORT_TITLES: Final[dict[Category, tuple[str, ...]]] = {
    "core_competencies": ("core", "competencies", "skills", "basics"),
    "deployment_strategies": ("deployment", "deploy", "strategies"),
    "infrastructure_patterns": ("patterns", "infrastructure", "infra"),
    "scaling_considerations": ("scaling", "scale", "scalability", "considerations"),
    "security_aspects": ("security", "secure", "aspects"),
}


@dataclass(frozen=True, slots=True)
class Span:
    """Words from `start` up to `stop` that together are the name `key`."""

    start: int
    stop: int
    key: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name stands for: how it is shown, and how to write it so that it is found exactly."""

    name: str
    query: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names by key. Topics by what they are called, and apart from that by alias; both can belong to several."""

    roadmaps: dict[str, Roadmap]
    areas: dict[str, Area]
    categories: dict[str, Category]
    levels: dict[str, Level]
    facets: dict[str, dict[str, Facet]]
    topics: dict[str, tuple[Place, ...]]
    aliases: dict[str, tuple[Place, ...]]
    commanding: dict[str, Meaning]
    """Names that steer `/roadmap` anywhere: levels, categories and roadmaps."""
    beside: dict[str, dict[str, Meaning]]
    """The same beside a roadmap, by its id: its facets too, which come before all others."""
    bookable: dict[str, Meaning]
    """Names that `/log` understands beside those of topics."""

    @classmethod
    def of(cls, roadmaps: Iterable[Roadmap], areas: Iterable[Area], places: Iterable[Place]) -> Vocabulary:
        """All names of the content."""
        topics, aliases = _topics(places)
        road = _named((roadmap, (roadmap.id, roadmap.name, *roadmap.aliases)) for roadmap in roadmaps)
        area = _named((area, (area.id, area.name, *area.aliases)) for area in areas)
        category = _named((each, (each, TITLES[each], *SHORT_TITLES[each])) for each in CATEGORIES)
        level = _named((level, (level,)) for level in LEVELS)
        commanding = {
            **{key: Meaning(each.capitalize(), each) for key, each in level.items()},
            **{key: Meaning(TITLES[each], each) for key, each in category.items()},
            **{key: Meaning(each.name, each.id) for key, each in road.items()},
        }
        facets = {
            roadmap.id: _named((facet, (facet.id, facet.name, *facet.aliases)) for facet in roadmap.facets.items)
            for roadmap in roadmaps
            if roadmap.facets
        }
        return cls(
            roadmaps=road,
            areas=area,
            categories=category,
            levels=level,
            facets=facets,
            topics=topics,
            aliases=aliases,
            commanding=commanding,
            beside={
                each.id: {**commanding, **{key: Meaning(f.name, f.id) for key, f in facets.get(each.id, {}).items()}}
                for each in roadmaps
            },
            bookable={**commanding, **{key: Meaning(each.name, each.id) for key, each in area.items()}},
        )

    def steering(self, roadmaps: Sequence[Roadmap]) -> dict[str, Meaning]:
        """The names that steer `/roadmap` beside these roadmaps: their facets too, which come before all others."""
        if len(roadmaps) == 1:
            return self.beside[roadmaps[0].id]
        return {
            key: meaning for roadmap in roadmaps for key, meaning in self.beside[roadmap.id].items()
        } or self.commanding

    def facet(self, roadmap: Roadmap, name: str) -> Facet | None:
        """The roadmap's facet of this key."""
        return self.facets.get(roadmap.id, {}).get(name)

    def called(self, name: str, roadmap: Roadmap | None = None) -> tuple[Place, ...]:
        """The topics with exactly this name, else those with this alias; of one roadmap, if one is given."""
        for table in (self.topics, self.aliases):
            found = tuple(each for each in table.get(name, ()) if roadmap is None or each.roadmap is roadmap)
            if found:
                return found
        return ()


def spans(words: Sequence[Word], names: Container[str]) -> tuple[Span, ...]:
    """Where names stand among words, the longest first, never overlapping; in the order of the words."""
    found: list[Span] = []
    used: set[int] = set()
    for size in range(min(LONGEST_NAME, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            reach = range(start, start + size)
            name = joined(words[start : start + size])
            if name in names and used.isdisjoint(reach):
                used.update(reach)
                found.append(Span(start, start + size, name))
    return tuple(sorted(found, key=lambda span: span.start))


def without(words: Sequence[Word], gone: Iterable[Span]) -> tuple[Word, ...]:
    """The words outside the spans."""
    used = {at for span in gone for at in range(span.start, span.stop)}
    return tuple(word for at, word in enumerate(words) if at not in used)


def _named(rows: Iterable[tuple[Meant, tuple[str, ...]]]) -> dict[str, Meant]:
    """Names to what they name; the first to claim a name has it."""
    found: dict[str, Meant] = {}
    for meant, names in rows:
        for form in (form for name in names for form in keys(name)[0]):
            found.setdefault(form, meant)
    return found


def _topics(places: Iterable[Place]) -> tuple[dict[str, tuple[Place, ...]], dict[str, tuple[Place, ...]]]:
    topics: dict[str, tuple[Place, ...]] = {}
    aliases: dict[str, tuple[Place, ...]] = {}
    for place in places:
        names, inner = keys(place.topic.name)
        for form in names:
            topics[form] = (*topics.get(form, ()), place)
        for form in dict.fromkeys((*inner, *map(key, place.topic.aliases))):
            if form not in names:
                others = aliases.get(form, ())
                aliases[form] = (place, *others) if form in inner else (*others, place)
    return topics, aliases

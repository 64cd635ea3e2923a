"""The names of the content: roadmaps, areas, categories, levels, facets and topics, by every way to write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Sequence
from functools import cache
from itertools import permutations, product
from typing import Final, TypeVar

from bot.catalog.content_model import CategoryId, LevelId
from bot.catalog.lookup.word_matching import Word, joined_key, name_key, name_keys, split_words
from bot.catalog.models import (
    CATEGORIES,
    CATEGORY_TITLES,
    LEVELS,
    Area,
    Facet,
    Roadmap,
    TopicReference,
)
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern

ThingT = TypeVar("ThingT")

MAX_NAME_WORDS: Final = 5
_LISTED: Final = lazy_pattern(r"[,;]|\s(?:[+/&]|and)\s", re.IGNORECASE)

CATEGORY_WORDS: Final[dict[CategoryId, tuple[str, ...]]] = {
    "core_competencies": ("core", "competencies", "skills", "basics"),
    "deployment_strategies": ("deployment", "deploy", "strategies"),
    "infrastructure_patterns": ("patterns", "infrastructure", "infra"),
    "scaling_considerations": ("scaling", "scale", "scalability", "considerations"),
    "security_aspects": ("security", "secure", "aspects"),
}


@frozen
class NameSpan:
    """Words from `start` up to `stop` that together are the name `key`."""

    start: int
    stop: int
    key: str


@frozen
class NameMeaning:
    """The meaning of a name: how it is shown, and how to write it so that it is found exactly."""

    name: str
    query: str


@frozen
class Vocabulary:
    """Names by key; topics by name, and apart from that by alias. Several topics may share either."""

    roadmaps: dict[str, Roadmap]
    areas: dict[str, Area]
    categories: dict[str, CategoryId]
    levels: dict[str, LevelId]
    facets: dict[str, dict[str, Facet]]
    own_categories: dict[str, dict[str, CategoryId]]
    """By roadmap: categories beside the usual ones, or called by another name. They mean nothing elsewhere."""
    topics: dict[str, tuple[TopicReference, ...]]
    aliases: dict[str, tuple[TopicReference, ...]]
    filter_names: dict[str, NameMeaning]
    """Names that filter `/roadmap` anywhere: levels, categories and roadmaps."""
    filter_names_by_roadmap: dict[str, dict[str, NameMeaning]]
    """The same beside a roadmap, by its id: its facets and own categories too, before all others."""
    loggable_names: dict[str, NameMeaning]
    """Names that `/log` understands beside those of topics."""
    joined_names: frozenset[str]
    """Names that are written like a list, in small letters and with `and` for `&`."""
    joined_topics: dict[str, TopicReference]
    """Topics by such a name with that of their roadmap before or after it."""
    closer_topics: dict[str, dict[str, tuple[TopicReference, ...]]]
    """Names of topics, in small letters, that a wider thing has only nearly: `at rest`, by the key of `REST`."""

    @classmethod
    def build(
        cls, roadmaps: Sequence[Roadmap], areas: Sequence[Area], topic_refs: Sequence[TopicReference]
    ) -> Vocabulary:
        """Build the vocabulary of the content."""
        key_of = cache(name_key)
        topics, aliases = _topics_by_name_and_alias(topic_refs, key_of)
        road_names = [(each, (each.id, each.name, *each.aliases)) for each in roadmaps]
        area_names = [(each, (each.id, each.name, *each.aliases)) for each in areas]
        category_names = [(each, (each, CATEGORY_TITLES[each], *CATEGORY_WORDS[each])) for each in CATEGORIES]
        road, area, category = _things_by_name(road_names), _things_by_name(area_names), _things_by_name(category_names)
        titles_by_level = _titles_by_level(roadmaps)
        level = _things_by_name((level, (level, *titles)) for level, titles in titles_by_level.items())
        named: list[tuple[Area | Roadmap, tuple[str, ...]]] = [*area_names, *road_names]
        titles = [names for _, names in (*named, *category_names)]
        filter_names = {
            **{key: NameMeaning(titles_by_level[each][0], each) for key, each in level.items()},
            **{key: NameMeaning(CATEGORY_TITLES[each], each) for key, each in category.items()},
            **{key: NameMeaning(each.name, each.id) for key, each in road.items()},
        }
        facets = {
            roadmap.id: _things_by_name(
                (facet, (facet.id, facet.name, *facet.aliases)) for facet in roadmap.facets.items
            )
            for roadmap in roadmaps
            if roadmap.facets
        }
        own_categories = {roadmap.id: _own_categories(roadmap) for roadmap in roadmaps}
        return cls(
            roadmaps=road,
            areas=area,
            categories=category,
            levels=level,
            facets=facets,
            own_categories=own_categories,
            topics=topics,
            aliases=aliases,
            filter_names=filter_names,
            filter_names_by_roadmap={
                each.id: {
                    **filter_names,
                    **{
                        key: NameMeaning(each.category_title(category), category)
                        for key, category in own_categories[each.id].items()
                    },
                    **{key: NameMeaning(facet.name, facet.id) for key, facet in facets.get(each.id, {}).items()},
                }
                for each in roadmaps
            },
            loggable_names={
                **{  # as written, for slips of the last letters: `clodus`
                    "".join(split_words(name.casefold())): NameMeaning(each.name, each.id)
                    for each, names in named
                    for name in names
                },
                **filter_names,
                **_meanings_of_namesakes(roadmaps, area),
                **{key: NameMeaning(each.name, each.id) for key, each in area.items()},
            },
            joined_names=frozenset(
                with_and(name)
                for names in (*titles, *((each.topic.name, *each.topic.aliases) for each in topic_refs))
                for name in names
                if is_listed(name)
            ),
            joined_topics=_joined_topics(topic_refs),
            closer_topics=_closer_topics(topic_refs, {*road, *area, *category}, titles, key_of),
        )

    def filter_names_beside(self, roadmaps: Sequence[Roadmap]) -> dict[str, NameMeaning]:
        """Return the names that filter `/roadmap` beside these roadmaps, their facets before all others."""
        if len(roadmaps) == 1:
            return self.filter_names_by_roadmap[roadmaps[0].id]
        return {
            key: meaning for roadmap in roadmaps for key, meaning in self.filter_names_by_roadmap[roadmap.id].items()
        } or self.filter_names

    def find_roadmap(self, text: str) -> Roadmap | None:
        """Return the roadmap of this name, also where an area has the same one."""
        return self.roadmaps.get(name_key(text))

    def find_facet(self, roadmap: Roadmap, name: str) -> Facet | None:
        """Return the roadmap's facet with this key."""
        return self.facets.get(roadmap.id, {}).get(name)

    def find_category(self, roadmap: Roadmap, name: str) -> CategoryId | None:
        """Return the roadmap's own category with this key, else the usual one."""
        return self.own_categories[roadmap.id].get(name) or self.categories.get(name)

    def find_topics(self, name: str, roadmap: Roadmap | None = None) -> tuple[TopicReference, ...]:
        """Return the topics with exactly this name, else those with this alias; of one roadmap, if one is given."""
        for table in (self.topics, self.aliases):
            found = tuple(each for each in table.get(name, ()) if roadmap is None or each.roadmap is roadmap)
            if found:
                return found
        return ()


def find_name_spans(words: Sequence[Word], names: Container[str]) -> tuple[NameSpan, ...]:
    """Return where names occur among words, in their order; the longest win, and none overlap."""
    found: list[NameSpan] = []
    used: set[int] = set()
    for size in range(min(MAX_NAME_WORDS, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            positions = range(start, start + size)
            name = joined_key(words[start : start + size])
            if name in names and used.isdisjoint(positions):
                used.update(positions)
                found.append(NameSpan(start, start + size, name))
    return tuple(sorted(found, key=lambda span: span.start))


def words_outside(words: Sequence[Word], spans: Iterable[NameSpan]) -> tuple[Word, ...]:
    """Return the words outside the spans."""
    used = {at for span in spans for at in range(span.start, span.stop)}
    return tuple(word for at, word in enumerate(words) if at not in used)


def is_listed(text: str) -> bool:
    """Return whether a comma, or a sign or `and` between spaces, parts the words of a text."""
    return _LISTED.search(text) is not None


def with_and(text: str) -> str:
    """Return a text in small letters, with `and` for `&`."""
    return text.strip().casefold().replace("&", "and")


def _joined_topics(topic_refs: Iterable[TopicReference]) -> dict[str, TopicReference]:
    """Return the topics whose names are written like a list, by that name beside each of their roadmap's."""
    found: dict[str, TopicReference] = {}
    for each in topic_refs:
        names = [with_and(name) for name in (each.topic.name, *each.topic.aliases) if is_listed(name) or "/" in name]
        beside = {each.roadmap.id, each.roadmap.name.casefold(), *each.roadmap.aliases}
        found |= {f"{first} {last}": each for pair in product(names, beside) for first, last in permutations(pair)}
    return found


def _closer_topics(
    topic_refs: Iterable[TopicReference],
    wide_keys: Container[str],
    titles: Iterable[Iterable[str]],
    key_of: Callable[[str], str],
) -> dict[str, dict[str, tuple[TopicReference, ...]]]:
    """Return by key the names of topics that share it with a wider thing, which is not written so."""
    written = {name.casefold() for names in titles for name in names}
    closer: dict[str, dict[str, tuple[TopicReference, ...]]] = {}
    for topic_ref in topic_refs:
        named = (each for each in (topic_ref.topic.name, *topic_ref.topic.aliases) if key_of(each) in wide_keys)
        for name in {each.casefold() for each in named} - written:
            topics = closer.setdefault(key_of(name), {})
            topics[name] = (*topics.get(name, ()), topic_ref)
    return closer


def _titles_by_level(roadmaps: Iterable[Roadmap]) -> dict[LevelId, tuple[str, ...]]:
    """Return the names of all levels, the usual ones first."""
    titles: dict[LevelId, dict[str, None]] = {level: {level.capitalize(): None} for level in LEVELS}
    for roadmap in roadmaps:
        for level in roadmap.levels:
            titles.setdefault(level, {})[roadmap.level_title(level)] = None
    return {level: tuple(names) for level, names in titles.items()}


def _meanings_of_namesakes(roadmaps: Iterable[Roadmap], areas: Container[str]) -> dict[str, NameMeaning]:
    """Return what the aliases of a roadmap mean that is called like an area, by an alias: its name is the area's."""
    found: dict[str, NameMeaning] = {}
    for each in roadmaps:
        own = [alias for alias in each.aliases if name_key(alias) not in areas]
        if own and name_key(each.name) in areas:
            keys = (key for alias in own for key in (name_key(alias), "".join(split_words(alias.casefold()))))
            found |= dict.fromkeys(keys, NameMeaning(each.name, own[0]))
    return found


def _own_categories(roadmap: Roadmap) -> dict[str, CategoryId]:
    named = (each for each in roadmap.categories if each not in CATEGORIES or each in roadmap.category_titles)
    return _things_by_name((each, (each, roadmap.category_title(each))) for each in named)


def _things_by_name(rows: Iterable[tuple[ThingT, tuple[str, ...]]]) -> dict[str, ThingT]:
    """Return things by name key; the first to have a name keeps it."""
    by_name: dict[str, ThingT] = {}
    for thing, names in rows:
        for key in (key for name in names for key in name_keys(name)[0]):
            by_name.setdefault(key, thing)
    return by_name


def _topics_by_name_and_alias(
    topic_refs: Iterable[TopicReference], key_of: Callable[[str], str]
) -> tuple[dict[str, tuple[TopicReference, ...]], dict[str, tuple[TopicReference, ...]]]:
    topics: dict[str, tuple[TopicReference, ...]] = {}
    aliases: dict[str, tuple[TopicReference, ...]] = {}
    for topic_ref in topic_refs:
        names, inner = name_keys(topic_ref.topic.name)
        for key in names:
            topics[key] = (*topics.get(key, ()), topic_ref)
        for key in dict.fromkeys((*inner, *map(key_of, topic_ref.topic.aliases))):
            if key not in names:
                others = aliases.get(key, ())
                aliases[key] = (topic_ref, *others) if key in inner else (*others, topic_ref)
    return topics, aliases

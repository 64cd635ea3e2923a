"""The topics of one roadmap that words leave: by category, facet, level and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.entries import Place
from bot.catalog.lookup.search import Found, find
from bot.catalog.lookup.vocabulary import Span, spans, without
from bot.catalog.lookup.words import Word, joined
from bot.catalog.models import Category, Facet, Level, Roadmap
from bot.features.roadmap.rules.results import RoadmapPage, TopicPage, Topics

KINDS: Final = ("level", "category", "facet")


@dataclass(frozen=True, slots=True)
class _Filter:
    """What a topic has to be, where the words say so (by kind), and the words left over."""

    category: Category | None = None
    facet: Facet | None = None
    level: Level | None = None
    said: tuple[tuple[str, Span], ...] = ()
    words: tuple[Word, ...] = ()

    def keeps(self, place: Place) -> bool:
        """Whether a topic is all of that."""
        return (
            (self.category is None or self.category == place.category)
            and (self.facet is None or self.facet.id in place.topic.facets)
            and (self.level is None or self.level == place.topic.level)
        )

    def without(self, *kinds: str) -> _Filter:
        """The same without some kinds."""
        return _Filter(
            category=None if "category" in kinds else self.category,
            facet=None if "facet" in kinds else self.facet,
            level=None if "level" in kinds else self.level,
            said=tuple((kind, span) for kind, span in self.said if kind not in kinds),
            words=self.words,
        )


def narrow(catalog: Catalog, roadmap: Roadmap, words: tuple[Word, ...]) -> RoadmapPage | Topics | TopicPage:
    """What of a roadmap meets all words; where nothing does, what meets most of them, and which were dropped."""
    if not words:
        return RoadmapPage(roadmap)
    wanted = _filter(catalog, roadmap, words)
    if not wanted.words:
        named = catalog.vocabulary.called(joined(words), roadmap)
        answer = _loosened(roadmap, words, wanted, catalog.topics_in(roadmap.id))
        return (
            replace(answer, also=tuple(each for each in named if each not in answer.places))
            if answer
            else _none(catalog, roadmap, words)
        )
    found = find(catalog, wanted.words, within=roadmap.id)
    if found.dropped or not found.places:
        return _partly(catalog, roadmap, words, wanted, found)
    return _said(catalog, roadmap, words, wanted, found)


def _filter(catalog: Catalog, roadmap: Roadmap, words: tuple[Word, ...]) -> _Filter:
    """Each kind at most once, the first that is named; a facet before a category before a level."""
    names = catalog.vocabulary
    facets = names.facets.get(roadmap.id, {})
    said: dict[str, Span] = {}
    for span in spans(words, names.beside[roadmap.id]):
        kind = "facet" if span.key in facets else "category" if span.key in names.categories else "level"
        if span.key in facets or span.key not in names.roadmaps:
            said.setdefault(kind, span)
    return _Filter(
        category=names.categories[said["category"].key] if "category" in said else None,
        facet=facets[said["facet"].key] if "facet" in said else None,
        level=names.levels[said["level"].key] if "level" in said else None,
        said=tuple(said.items()),
        words=without(words, said.values()),
    )


def _said(
    catalog: Catalog, roadmap: Roadmap, words: tuple[Word, ...], wanted: _Filter, found: Found
) -> Topics | TopicPage:
    """Topics hold the words: those inside the filter, else whatever holds all words, else a wider filter."""
    kept = tuple(place for place in found.places if wanted.keeps(place))
    if len(kept) == 1:
        return TopicPage(kept[0])
    if not kept:
        whole = find(catalog, words, within=roadmap.id)  # the "security" of "security groups" may be just a word
        if whole.places and not whole.dropped:
            return _topics(roadmap, _Filter(words=words), whole.places)
    return _loosened(roadmap, words, wanted, found.places) or _topics(roadmap, wanted.without(*KINDS), found.places)


def _partly(
    catalog: Catalog, roadmap: Roadmap, words: tuple[Word, ...], wanted: _Filter, found: Found
) -> RoadmapPage | Topics:
    """Not all words stand in this roadmap: keep those that do, else the filter, else say where the words stand."""
    held = replace(wanted, words=tuple(word for word in wanted.words if word not in found.dropped))
    if found.places and (answer := _loosened(roadmap, words, held, found.places)):
        return replace(answer, dropped=(*answer.dropped, *_typed(found.dropped)))
    filtered = (
        _loosened(roadmap, words, replace(wanted, words=()), catalog.topics_in(roadmap.id)) if wanted.said else None
    )
    if filtered:
        return replace(filtered, dropped=(*filtered.dropped, *_typed(wanted.words)))
    return _none(catalog, roadmap, wanted.words)


def _none(catalog: Catalog, roadmap: Roadmap, words: tuple[Word, ...]) -> RoadmapPage:
    elsewhere = find(catalog, words, limit=10)
    return RoadmapPage(roadmap, _typed(words), () if elsewhere.dropped else elsewhere.places)


def _loosened(roadmap: Roadmap, words: tuple[Word, ...], wanted: _Filter, places: tuple[Place, ...]) -> Topics | None:
    """The places that pass the filter; where none does, the level gives way first, then the category."""
    for given_up in ((), ("level",), ("level", "category"), ("category", "facet"), ("level", "facet"), KINDS):
        looser = wanted.without(*given_up)
        kept = tuple(place for place in places if looser.keeps(place))
        if kept and (looser.said or looser.words):
            lost = [span for kind, span in wanted.said if kind in given_up]
            return _topics(roadmap, looser, kept, [word for span in lost for word in words[span.start : span.stop]])
    return None


def _topics(roadmap: Roadmap, wanted: _Filter, places: tuple[Place, ...], dropped: Sequence[Word] = ()) -> Topics:
    return Topics(
        roadmap, wanted.category, wanted.facet, wanted.level, _typed(wanted.words), places, dropped=_typed(dropped)
    )


def _typed(words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(word.typed for word in words)

"""Narrow the topics of one roadmap by category, facet, level and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.content_model import CategoryId, LevelId
from bot.catalog.lookup.search import SearchResult, search_words
from bot.catalog.lookup.vocabulary import NameSpan, find_name_spans, words_outside
from bot.catalog.lookup.word_matching import Word, joined_key
from bot.catalog.models import Facet, Roadmap, TopicReference
from bot.features.roadmap.rules.results import RoadmapPage, TopicList, TopicPage
from bot.frozen import frozen

FILTER_KINDS: Final = ("level", "category", "facet")


@frozen
class _TopicFilter:
    """The category, facet and level that a topic has to have, and the words that are left over."""

    category: CategoryId | None = None
    facet: Facet | None = None
    level: LevelId | None = None
    matched_spans: tuple[tuple[str, NameSpan], ...] = ()
    remaining_words: tuple[Word, ...] = ()

    def accepts(self, topic_ref: TopicReference) -> bool:
        """Return whether a topic has all of them."""
        return (
            (self.category is None or self.category == topic_ref.category)
            and (self.facet is None or self.facet.id in topic_ref.topic.facets)
            and (self.level is None or self.level == topic_ref.topic.level)
        )

    def without_kinds(self, *kinds: str) -> _TopicFilter:
        """Return the same filter without some kinds."""
        return _TopicFilter(
            category=None if "category" in kinds else self.category,
            facet=None if "facet" in kinds else self.facet,
            level=None if "level" in kinds else self.level,
            matched_spans=tuple((kind, span) for kind, span in self.matched_spans if kind not in kinds),
            remaining_words=self.remaining_words,
        )


def narrow_roadmap(catalog: Catalog, roadmap: Roadmap, words: tuple[Word, ...]) -> RoadmapPage | TopicList | TopicPage:
    """Return what of a roadmap meets all words; where nothing does, what meets most of them, and the rest."""
    if not words:
        return RoadmapPage(roadmap)
    wanted = _parse_filter(catalog, roadmap, words)
    if not wanted.remaining_words:
        named = catalog.vocabulary.find_topics(joined_key(words), roadmap)
        answer = _relax_filter(roadmap, words, wanted, catalog.list_topics(roadmap.id))
        return (
            replace(answer, same_named_topics=tuple(each for each in named if each not in answer.topics))
            if answer
            else _no_matches(catalog, roadmap, words)
        )
    found = search_words(catalog, wanted.remaining_words, roadmap_id=roadmap.id)
    if found.unmatched_words or not found.topics:
        return _partial_matches(catalog, roadmap, words, wanted, found)
    return _topics_with_words(catalog, roadmap, words, wanted, found)


def _parse_filter(catalog: Catalog, roadmap: Roadmap, words: tuple[Word, ...]) -> _TopicFilter:
    """Return each kind at most once, the first that is named; a facet before a category before a level."""
    names = catalog.vocabulary
    facets = names.facets.get(roadmap.id, {})
    spans: dict[str, NameSpan] = {}
    for span in find_name_spans(words, names.filter_names_by_roadmap[roadmap.id]):
        is_own = span.key in facets or span.key in names.own_categories[roadmap.id]
        category = names.find_category(roadmap, span.key)
        kind = "facet" if span.key in facets else "category" if category else "level"
        if is_own or span.key not in names.roadmaps:
            spans.setdefault(kind, span)
    return _TopicFilter(
        category=names.find_category(roadmap, spans["category"].key) if "category" in spans else None,
        facet=facets[spans["facet"].key] if "facet" in spans else None,
        level=names.levels[spans["level"].key] if "level" in spans else None,
        matched_spans=tuple(spans.items()),
        remaining_words=words_outside(words, spans.values()),
    )


def _topics_with_words(
    catalog: Catalog, roadmap: Roadmap, words: tuple[Word, ...], topic_filter: _TopicFilter, search_result: SearchResult
) -> TopicList | TopicPage:
    """Return topics that hold the words: inside the filter, else those with all words, else with a wider filter."""
    kept = tuple(each for each in search_result.topics if topic_filter.accepts(each))
    if len(kept) == 1:
        return TopicPage(kept[0])
    if not kept:
        whole = search_words(
            catalog, words, roadmap_id=roadmap.id
        )  # the "security" of "security groups" may be just a word
        if whole.topics and not whole.unmatched_words:
            return _topic_list(roadmap, _TopicFilter(remaining_words=words), whole.topics)
    return _relax_filter(roadmap, words, topic_filter, search_result.topics) or _topic_list(
        roadmap, topic_filter.without_kinds(*FILTER_KINDS), search_result.topics
    )


def _partial_matches(
    catalog: Catalog, roadmap: Roadmap, words: tuple[Word, ...], topic_filter: _TopicFilter, search_result: SearchResult
) -> RoadmapPage | TopicList:
    """Keep the words that are in this roadmap, else the filter alone, else return where the words are found."""
    held = replace(
        topic_filter,
        remaining_words=tuple(
            word for word in topic_filter.remaining_words if word not in search_result.unmatched_words
        ),
    )
    if search_result.topics and (answer := _relax_filter(roadmap, words, held, search_result.topics)):
        return replace(answer, unmatched_words=(*answer.unmatched_words, *_typed_words(search_result.unmatched_words)))
    filtered = (
        _relax_filter(roadmap, words, replace(topic_filter, remaining_words=()), catalog.list_topics(roadmap.id))
        if topic_filter.matched_spans
        else None
    )
    if filtered:
        return replace(
            filtered, unmatched_words=(*filtered.unmatched_words, *_typed_words(topic_filter.remaining_words))
        )
    return _no_matches(catalog, roadmap, topic_filter.remaining_words)


def _no_matches(catalog: Catalog, roadmap: Roadmap, words: tuple[Word, ...]) -> RoadmapPage:
    elsewhere = search_words(catalog, words, limit=10)
    return RoadmapPage(roadmap, _typed_words(words), () if elsewhere.unmatched_words else elsewhere.topics)


def _relax_filter(
    roadmap: Roadmap, words: tuple[Word, ...], topic_filter: _TopicFilter, topics: tuple[TopicReference, ...]
) -> TopicList | None:
    """Return the topics that pass the filter; where none does, drop the level first, then the category."""
    for given_up in ((), ("level",), ("level", "category"), ("category", "facet"), ("level", "facet"), FILTER_KINDS):
        looser = topic_filter.without_kinds(*given_up)
        kept = tuple(each for each in topics if looser.accepts(each))
        if kept and (looser.matched_spans or looser.remaining_words):
            lost = [span for kind, span in topic_filter.matched_spans if kind in given_up]
            return _topic_list(roadmap, looser, kept, [word for span in lost for word in words[span.start : span.stop]])
    return None


def _topic_list(
    roadmap: Roadmap,
    topic_filter: _TopicFilter,
    topics: tuple[TopicReference, ...],
    unmatched_words: Sequence[Word] = (),
) -> TopicList:
    return TopicList(
        roadmap,
        topic_filter.category,
        topic_filter.facet,
        topic_filter.level,
        _typed_words(topic_filter.remaining_words),
        topics,
        unmatched_words=_typed_words(unmatched_words),
    )


def _typed_words(words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(word.typed for word in words)

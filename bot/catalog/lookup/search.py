"""Search words over all content, or over one roadmap."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import word_matching
from bot.catalog.lookup.search_index import (
    ALIAS_WEIGHT,
    CONTEXT_WEIGHT,
    EVERYDAY_WEIGHT,
    NAME_WEIGHT,
    SUBTOPIC_WEIGHT,
    TERM_WEIGHT,
    TEXT_WEIGHT,
    SearchIndex,
    WeightByItem,
)
from bot.catalog.lookup.typos import correct_words
from bot.catalog.lookup.word_matching import Word, joined_key
from bot.catalog.models import CatalogItem, SubtopicReference, TopicReference
from bot.catalog.ranking import content_terms
from bot.catalog.ranking.stemming import stem
from bot.frozen import frozen

# A full name beats every mention; then the weakest place of any of the words decides.
FULL_NAME_SCORES: Final = {NAME_WEIGHT: 9000, ALIAS_WEIGHT: 8000, TERM_WEIGHT: 5500, EVERYDAY_WEIGHT: 5500}
WORD_SCORES: Final = {
    NAME_WEIGHT: 7000,
    ALIAS_WEIGHT: 6000,
    TERM_WEIGHT: 5000,
    SUBTOPIC_WEIGHT: 4000,
    EVERYDAY_WEIGHT: 3000,
    TEXT_WEIGHT: 2000,
    CONTEXT_WEIGHT: 1000,
}

NAMED_SHARE: Final = 0.002  # of the score by names, added to what texts say
CUED_SHARE: Final = 1.3  # of the score of a topic whose roadmap the question speaks of: "pod", "bucket"
LEAST_SHARE: Final = 0.25  # of the best score: what says less is no answer


@frozen
class SearchMatch:
    """A piece of content that matches; a higher score is better, within one search only."""

    item: CatalogItem
    score: int
    name_weight: int = 0
    """The weight of the name, alias or term that the words together are exactly, else 0."""

    @property
    def topic_ref(self) -> TopicReference | None:
        """The topic to show, for a topic or a subtopic; None for anything else."""
        if isinstance(self.item, SubtopicReference):
            return self.item.topic_ref
        return self.item if isinstance(self.item, TopicReference) else None

    @property
    def is_by_name(self) -> bool:
        """Return whether all the words are in the item's name or alias."""
        return self.score >= WORD_SCORES[ALIAS_WEIGHT]


@frozen
class SearchResult:
    """Matches, best first and at most as many as asked for, and the words that none of them has."""

    matches: tuple[SearchMatch, ...]
    unmatched_words: tuple[Word, ...]
    total: int
    """The number of matches beyond the limit too."""

    @property
    def topics(self) -> tuple[TopicReference, ...]:
        """The topics among the matches, each once."""
        return tuple(dict.fromkeys(match.topic_ref for match in self.matches if match.topic_ref))


def rank_content(catalog: Catalog, words: Sequence[Word], limit: int = 50) -> SearchResult:
    """Return what the content says about words, best first: a question as it was asked, or a few of its words.

    What has all of them in its names comes before what its texts, and everyday words for them, only tell of.
    """
    said = [word.typed for word in words]
    saying = [word for word in words if content_terms.says_something(word.typed)]
    items = catalog.search_index.items
    cued: frozenset[str] = frozenset().union(*(catalog.roadmap_cues.get(stem(word), ()) for word in said))
    scores = {
        number: score * CUED_SHARE if _roadmap_of(items[number]) in cued else score
        for number, score in catalog.content_index.score(content_terms.wanted_terms(said)).items()
    }
    for number, score in _scores_by_name(catalog, saying).items():
        scores[number] = scores.get(number, 0.0) + score * NAMED_SHARE
    least = LEAST_SHARE * max(scores.values(), default=0.0)
    ranked = sorted((each for each in scores if scores[each] >= least), key=lambda number: (-scores[number], number))
    matches = tuple(_once_per_topic(SearchMatch(items[number], int(100 * scores[number])) for number in ranked))
    explained = content_terms.explained_stems(said)
    known = {*catalog.content_index.postings, *explained}
    unmatched = tuple(
        word for word in saying if stem(word.typed) not in known and not catalog.search_index.has_word(word)
    )
    return SearchResult(matches[:limit], unmatched, len(matches))


def _roadmap_of(item: CatalogItem) -> str:
    """Return the id of the roadmap that a topic or a part of one is in; empty for anything else."""
    topic_ref = SearchMatch(item, 0).topic_ref
    return topic_ref.roadmap.id if topic_ref else ""


def search_catalog(catalog: Catalog, words: str, limit: int = 50) -> tuple[SearchMatch, ...]:
    """Return the best matches over everything for words as typed, with slips corrected."""
    corrected = correct_words(catalog, word_matching.parse_words(words), {})
    return search_words(catalog, corrected.words, limit=limit).matches


def search_words(
    catalog: Catalog, words: Sequence[Word], *, roadmap_id: str | None = None, limit: int = 50
) -> SearchResult:
    """Return the items with all words, else those with most; with `roadmap_id` only topics of that roadmap."""
    index = catalog.search_index
    groups = index.find_hits(words)
    hits_by_item = _hits_by_item(index, groups, roadmap_id)
    named = index.items_by_name.get(joined_key(words), {})
    scores = _scores_of_all_words(index, hits_by_item, len(groups), named, roadmap_id)
    unmatched: tuple[Word, ...] = ()
    if not scores:
        partial = _best_partial_hits(hits_by_item)
        scores = {number: sum(hits.values()) for number, hits in partial.items()}
        used = {at for hits in partial.values() for at in hits}
        unmatched = tuple(word for at, (group, _) in enumerate(groups) if at not in used for word in group)
    ranked = sorted(scores, key=lambda number: (-scores[number], number))
    found = (SearchMatch(index.items[number], scores[number], named.get(number, 0)) for number in ranked)
    matches = tuple(_once_per_topic(found))
    return SearchResult(matches[:limit], unmatched, len(matches))


def _scores_by_name(catalog: Catalog, words: Sequence[Word]) -> dict[int, int]:
    """Return the score by the place of its weakest word of each item that has all the words."""
    index, key = catalog.search_index, joined_key(words)
    groups = index.find_hits(words)
    return _scores_of_all_words(
        index, _hits_by_item(index, groups, None), len(groups), index.items_by_name.get(key, {})
    )


def _scores_of_all_words(
    index: SearchIndex,
    hits_by_item: Mapping[int, Mapping[int, int]],
    group_count: int,
    named: WeightByItem,
    roadmap_id: str | None = None,
) -> dict[int, int]:
    """Return the scores of the items that have all word groups, or the words together as their name."""
    scores = {
        number: _score(hits.values(), index.name_lengths[number])
        for number, hits in hits_by_item.items()
        if len(hits) == group_count
    }
    for number, weight in named.items():
        if roadmap_id is None or _is_topic_of(index.items[number], roadmap_id):
            scores[number] = max(scores.get(number, 0), FULL_NAME_SCORES[weight] - index.name_lengths[number])
    return scores


def _hits_by_item(
    index: SearchIndex, groups: Sequence[tuple[tuple[Word, ...], WeightByItem]], roadmap_id: str | None
) -> dict[int, dict[int, int]]:
    """Return by item which of the word groups it has, and with what weight."""
    by_item: dict[int, dict[int, int]] = {}
    for at, (_, hits) in enumerate(groups):
        for number, weight in hits.items():
            by_item.setdefault(number, {})[at] = weight
    if roadmap_id is None:
        return by_item
    return {number: hits for number, hits in by_item.items() if _is_topic_of(index.items[number], roadmap_id)}


def _is_topic_of(item: CatalogItem, roadmap_id: str) -> bool:
    return isinstance(item, TopicReference) and item.roadmap.id == roadmap_id


def _best_partial_hits(hits_by_item: Mapping[int, Mapping[int, int]]) -> dict[int, Mapping[int, int]]:
    """Return the items that themselves have the most of the words."""
    counts = {number: sum(weight > CONTEXT_WEIGHT for weight in hits.values()) for number, hits in hits_by_item.items()}
    most = max(counts.values(), default=0)
    return {number: hits_by_item[number] for number, count in counts.items() if most and count == most}


def _score(weights: Collection[int], length: int) -> int:
    """Return the score of weights; context narrows a search, but does not count for the item itself."""
    own = [weight for weight in weights if weight > CONTEXT_WEIGHT] or [CONTEXT_WEIGHT]
    extra = min(length - sum(weight == NAME_WEIGHT for weight in own), 9)
    return WORD_SCORES[min(own)] + 10 * sum(weights) - extra


def _once_per_topic(matches: Iterable[SearchMatch]) -> Iterator[SearchMatch]:
    """Yield the best match of a topic and its subtopics, which answer the same question."""
    seen: set[str] = set()
    for match in matches:
        if match.topic_ref is None:
            yield match
        elif isinstance(match.item, SubtopicReference):
            if match.topic_ref.id not in seen:
                seen.add(f"{match.topic_ref.id}+")
                yield match
        elif f"{match.topic_ref.id}+" not in seen:
            seen.add(match.topic_ref.id)
            yield match

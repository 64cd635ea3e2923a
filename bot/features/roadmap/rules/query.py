"""Parse a query after `/roadmap`. Any text gets a result; order, case, plurals and separators do not matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process as plain

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import word_matching
from bot.catalog.lookup.search import WORD_SCORES, rank_content, search_words
from bot.catalog.lookup.search_index import TEXT_WEIGHT
from bot.catalog.lookup.typos import QueryOption, correct_words, find_doubtful_word
from bot.catalog.lookup.vocabulary import NameSpan, Vocabulary, find_name_spans, words_outside
from bot.catalog.lookup.word_matching import Word, drop_fillers, joined_key
from bot.catalog.models import Roadmap, RoadmapPart, TopicReference
from bot.catalog.ranking import content_terms
from bot.features.roadmap.rules.filters import narrow_roadmap
from bot.features.roadmap.rules.results import (
    CrossRoadmapTopics,
    NothingFound,
    PathOverview,
    QueryChoice,
    QueryResult,
    RoadmapIntegrations,
    RoadmapOverview,
    RoadmapPage,
    RoadmapPath,
    SearchHits,
    TopicList,
    TopicPage,
)
from bot.lazy_pattern import lazy_pattern

MAX_RELATED_TOPICS: Final = 20
PATH_WORDS: Final = frozenset({"path", "order"})  # `networking path`, `in which order do I learn aws`
_PAIR: Final = lazy_pattern(r"[+&]|\b(?:and|with)\b", re.IGNORECASE)
MAX_NAME_WORDS: Final = 2  # more words, among them "how" or "my", are a question


def parse_query(catalog: Catalog, text: str) -> QueryResult:
    """Return the one thing that a text asks for, or a question where it could be several."""
    if not text.strip():
        return RoadmapOverview()
    if page := _find_by_id(catalog, text):
        return page
    typed = word_matching.parse_words(text)
    if not typed:
        return _suggest_names(catalog, text, typed)
    names = catalog.vocabulary
    named = [names.roadmaps[span.key] for span in find_name_spans(typed, names.roadmaps)]
    is_question = len(typed) > MAX_NAME_WORDS and any(not content_terms.says_something(word.typed) for word in typed)
    corrected = correct_words(catalog, typed, names.filter_names_beside(named), is_question=is_question)
    if corrected.options:
        return QueryChoice(" ".join(word.typed for word in typed), corrected.options)
    answer = (
        _ask_about_slip(catalog, corrected.words)
        or _interpret_words(catalog, corrected.words, is_pair=bool(_PAIR.search(text)))
        or _suggest_names(catalog, text, typed)
    )
    return replace(answer, corrections=corrected.corrections) if corrected.corrections else answer


def _find_by_id(catalog: Catalog, text: str) -> TopicPage | TopicList | None:
    item = text.strip().casefold()
    match catalog.find_topic_or_part(item):
        case TopicReference() as topic_ref:
            return TopicPage(topic_ref)
        case RoadmapPart(roadmap=roadmap, part_id=part_id, topics=topics):
            facets = roadmap.facets.items if roadmap.facets else ()
            facet = next((each for each in facets if each.id == part_id), None)
            return TopicList(roadmap, None if facet else part_id, facet, None, (), topics)
    subtopic = catalog.find_subtopic(item)
    return TopicPage(subtopic.topic_ref) if subtopic else None


def _ask_about_slip(catalog: Catalog, words: tuple[Word, ...]) -> QueryChoice | None:
    """Ask about a word beside others that may be a misspelt roadmap."""
    doubt = find_doubtful_word(catalog, words) if len(words) > 1 and words[0].typed != "search" else None
    if doubt is None:
        return None
    at, roadmap = doubt
    before, after = _typed_words(words[:at]), _typed_words(words[at + 1 :])
    rest = " ".join((*before, *after))
    known = catalog.vocabulary.roadmaps.get(joined_key((*words[:at], *words[at + 1 :])))
    other = known.name if known else rest
    both = QueryOption(f"{other} and {roadmap.name}", " ".join((*before, roadmap.id, *after)))
    return QueryChoice(words[at].typed, (both, QueryOption(f"Only {other}", rest)))


def _interpret_words(catalog: Catalog, words: tuple[Word, ...], *, is_pair: bool) -> QueryResult | None:
    """Return the first interpretation that fits: a roadmap, a topic's name, a search, several roadmaps, one, none."""
    vocabulary = catalog.vocabulary
    if roadmap := vocabulary.roadmaps.get(joined_key(drop_fillers(words))):
        return RoadmapPage(roadmap)
    named = _roadmap_spans(catalog, words, is_pair=is_pair)
    rest = words_outside(words, named)
    if joined_key(drop_fillers(rest)) in PATH_WORDS and len(named) <= 1:
        return RoadmapPath(vocabulary.roadmaps[named[0].key]) if named else PathOverview()
    roadmaps = tuple({vocabulary.roadmaps[span.key].id: vocabulary.roadmaps[span.key] for span in named}.values())
    is_named_twice = len(named) > len(roadmaps)  # `linux networking on linux`
    if (rest or is_named_twice) and (exact := _exact_matches(catalog, words, named)):
        return exact
    if len(words) > 1 and words[0].typed == "search":
        return _search_hits(catalog, words[1:])
    rest = drop_fillers(rest)
    if len(roadmaps) > 1:
        return _combine_roadmaps(catalog, roadmaps, rest)
    if roadmaps:
        return narrow_roadmap(catalog, roadmaps[0], rest)
    return _topics_in_all_roadmaps(catalog, rest) or _search_hits(catalog, rest)


def _roadmap_spans(catalog: Catalog, words: tuple[Word, ...], *, is_pair: bool) -> tuple[NameSpan, ...]:
    """Return where roadmaps are named, without names that mean a part of another one: `aws networking`.

    All are meant where somebody joins them: `aws + networking`.
    """
    vocabulary = catalog.vocabulary
    named = find_name_spans(words, vocabulary.roadmaps)
    if len(named) < 2 or (is_pair and not words_outside(words, named)):
        return named
    parts = {
        roadmap.id: find_name_spans(words, _part_names(vocabulary, roadmap, named))
        for roadmap in (vocabulary.roadmaps[span.key] for span in named)
    }
    wide = [
        span
        for span in named
        if not any(
            part.start <= span.start and span.stop <= part.stop
            for roadmap, spans in parts.items()
            for part in spans
            if roadmap != vocabulary.roadmaps[span.key].id
        )
    ]
    return tuple(wide) or named


def _part_names(vocabulary: Vocabulary, roadmap: Roadmap, named: tuple[NameSpan, ...]) -> frozenset[str]:
    """Return the names of a roadmap's facets and own categories, and those of its topics that other roadmaps have."""
    topics = (
        span.key for span in named if any(each.roadmap is roadmap for each in vocabulary.topics.get(span.key, ()))
    )
    return frozenset((*vocabulary.facets.get(roadmap.id, ()), *vocabulary.own_categories[roadmap.id], *topics))


def _exact_matches(
    catalog: Catalog, words: tuple[Word, ...], roadmap_spans: tuple[NameSpan, ...]
) -> QueryResult | None:
    """Return the topic of exactly this name, by itself or beside its roadmap; several of one roadmap are a list."""
    names = catalog.vocabulary
    readings = [(words, None), *((words_outside(words, (span,)), names.roadmaps[span.key]) for span in roadmap_spans)]
    found = [topic_ref for rest, roadmap in readings if rest for topic_ref in _topics_named(catalog, rest, roadmap)]
    topic_refs = tuple(dict.fromkeys(found))
    if len(topic_refs) == 1:
        return TopicPage(topic_refs[0])
    if topic_refs and roadmap_spans and len({topic_ref.roadmap.id for topic_ref in topic_refs}) == 1:
        return TopicList(topic_refs[0].roadmap, None, None, None, _typed_words(words), topic_refs)
    return None


def _topics_named(catalog: Catalog, words: tuple[Word, ...], roadmap: Roadmap | None) -> tuple[TopicReference, ...]:
    """Return the topics of exactly this name, unless it is that of an area, a category, a facet or a level too."""
    names, name = catalog.vocabulary, joined_key(words)
    category = names.find_category(roadmap, name) if roadmap else names.categories.get(name)
    wider = category is not None or name in names.levels
    if wider or (names.find_facet(roadmap, name) if roadmap else name in names.areas or words[0].typed == "search"):
        return ()
    topic_refs = tuple(topic_ref for topic_ref in names.find_topics(name, roadmap))
    if name in names.topics or len(topic_refs) != 1:
        return topic_refs
    # an alias stands for its topic only while no other topic has the word in its name
    others = search_words(catalog, words, roadmap_id=roadmap.id if roadmap else None).matches
    return (
        () if any(match.is_by_name and match.topic_ref not in (None, topic_refs[0]) for match in others) else topic_refs
    )


def _topics_in_all_roadmaps(catalog: Catalog, words: tuple[Word, ...]) -> CrossRoadmapTopics | None:
    """Return the topics of a category or level, or of a level with words, over all roadmaps."""
    names = catalog.vocabulary
    levels = find_name_spans(words, names.levels)[:1]
    level = names.levels[levels[0].key] if levels else None
    rest = words_outside(words, levels)
    category = names.categories.get(joined_key(rest)) if rest else None
    if category is None and (level is None or not rest):
        topic_refs = tuple(topic_ref for topic_ref in catalog.topics if topic_ref.topic.level == level)
        return CrossRoadmapTopics(None, level, (), topic_refs) if topic_refs else None
    if category is None:
        found = search_words(catalog, rest, limit=len(catalog.search_index.items))
        topic_refs = tuple(
            topic_ref for topic_ref in found.topics if topic_ref.topic.level == level and not found.unmatched_words
        )
        return CrossRoadmapTopics(None, level, _typed_words(rest), topic_refs) if topic_refs else None
    topic_refs = tuple(
        topic_ref
        for topic_ref in catalog.topics
        if topic_ref.category == category and level in (None, topic_ref.topic.level)
    )
    return CrossRoadmapTopics(category, level, (), topic_refs) if topic_refs else None


def _combine_roadmaps(catalog: Catalog, roadmaps: tuple[Roadmap, ...], words: tuple[Word, ...]) -> RoadmapIntegrations:
    ids = {roadmap.id for roadmap in roadmaps}
    sections = tuple(each for each in catalog.integrations if each.of in ids and ids.intersection(each.to))
    related = _cross_referencing_topics(catalog, roadmaps)
    if not words:
        return RoadmapIntegrations(roadmaps, sections, related[:MAX_RELATED_TOPICS])
    found = [search_words(catalog, words, roadmap_id=roadmap.id) for roadmap in roadmaps]
    fitting = tuple(topic_ref for each in found if not each.unmatched_words for topic_ref in each.topics)
    if fitting:
        return RoadmapIntegrations(roadmaps, sections, fitting[:MAX_RELATED_TOPICS], words=_typed_words(words))
    return RoadmapIntegrations(roadmaps, sections, related[:MAX_RELATED_TOPICS], unmatched_words=_typed_words(words))


def _cross_referencing_topics(catalog: Catalog, roadmaps: tuple[Roadmap, ...]) -> tuple[TopicReference, ...]:
    """The topics of one of the roadmaps that name another of them, best first; else those called the same in both."""
    said: dict[TopicReference, int] = {}
    for one, other in permutations(roadmaps, 2):
        for name in dict.fromkeys((other.name, *other.aliases)):
            for match in search_words(catalog, word_matching.parse_words(name), roadmap_id=one.id).matches:
                if match.topic_ref and match.score >= WORD_SCORES[TEXT_WEIGHT]:
                    said[match.topic_ref] = max(match.score, said.get(match.topic_ref, 0))
    return tuple(sorted(said, key=lambda topic_ref: -said[topic_ref])) or _topics_in_common(catalog, roadmaps)


def _topics_in_common(catalog: Catalog, roadmaps: tuple[Roadmap, ...]) -> tuple[TopicReference, ...]:
    """Return topics of the same name in several of the roadmaps, else those that list the same thing."""
    ids = {roadmap.id for roadmap in roadmaps}
    listed = (
        [catalog.search_index.items[number] for number in group]
        for group in catalog.search_index.items_by_name.values()
    )
    for groups in (catalog.vocabulary.topics.values(), listed):
        own = (
            [each for each in group if isinstance(each, TopicReference) and each.roadmap.id in ids] for group in groups
        )
        shared = [
            topic_ref for group in own if len({topic_ref.roadmap.id for topic_ref in group}) > 1 for topic_ref in group
        ]
        if shared:
            return tuple(dict.fromkeys(shared))
    return ()


def _search_hits(catalog: Catalog, words: tuple[Word, ...]) -> SearchHits | None:
    found = rank_content(catalog, words)
    return (
        SearchHits(_typed_words(words), found.matches, found.total, _typed_words(found.unmatched_words))
        if found.matches
        else None
    )


def _suggest_names(catalog: Catalog, text: str, words: tuple[Word, ...]) -> NothingFound:
    """Return the names that look most like the text; the word `search` before others is not looked for."""
    if len(words) > 1 and words[0].typed == "search":
        words = words[1:]
        text = " ".join(_typed_words(words))
    names = [*(roadmap.name for roadmap in catalog.roadmaps), *(topic_ref.topic.name for topic_ref in catalog.topics)]
    typed = text[: word_matching.MAX_TEXT_LENGTH] if words else ""
    near = dict.fromkeys(
        each[0] for each in process.extract(typed, names, scorer=fuzz.QRatio, processor=plain, score_cutoff=55, limit=3)
    )
    return NothingFound(_typed_words(words), tuple(QueryOption(name, name.lower()) for name in near))


def _typed_words(words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(word.typed for word in words)

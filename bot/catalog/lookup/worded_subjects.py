"""Find the subjects whose texts have words that are nobody's whole name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.search import WORD_SCORES, SearchMatch, search_words
from bot.catalog.lookup.search_index import EVERYDAY_WEIGHT, NAME_WEIGHT, SUBTOPIC_WEIGHT, TERM_WEIGHT
from bot.catalog.lookup.subject import Subject, place_subject, roadmap_subject
from bot.catalog.lookup.vocabulary import find_name_spans, words_outside
from bot.catalog.lookup.word_matching import Word, joined_key
from bot.catalog.models import (
    Area,
    AssignmentReference,
    CatalogItem,
    Integration,
    Roadmap,
    SubtopicReference,
    TopicReference,
)


def subjects_by_words(
    catalog: Catalog, words: Sequence[Word], roadmap: Roadmap | None = None
) -> tuple[tuple[Subject, ...], bool]:
    """Return what lists exactly this, unless a name has the words; else what has them all, best first.

    The second value tells whether a single one is certain: words of a named roadmap, or several words of one name.
    """
    spans = find_name_spans(words, catalog.vocabulary.roadmaps)
    named = sorted(spans, key=lambda span: span.key in catalog.vocabulary.areas)[:1]  # `networking aws`: those of AWS
    rest = words_outside(words, named)
    is_counted = (
        bool(named) and named[0].key in catalog.vocabulary.areas and all(each.typed.isdecimal() for each in rest)
    )
    if named and rest and not is_counted:  # `networking 11` is no topic on HTTP/1.1
        roadmap, words = catalog.vocabulary.roadmaps[named[0].key], rest
    found = search_words(catalog, words, roadmap_id=roadmap.id if roadmap else None)
    if found.unmatched_words:
        return (), False
    # an everyday term such as `state` is but a word
    everyday = [match for match in found.matches if not match.is_by_name and match.name_weight == EVERYDAY_WEIGHT]
    matches = [match for match in found.matches if match not in everyday]
    wider = joined_key(words) in catalog.vocabulary.categories or any(
        match.score >= WORD_SCORES[NAME_WEIGHT] - 9 and _is_wide(match) for match in matches
    )
    listed = tuple(match for match in matches if match.name_weight == TERM_WEIGHT and not wider)
    best = listed or best_matches(matches)
    if best and not any(match.is_by_name and _is_wide(match) for match in best):
        best = (*best, *everyday)
    is_certain = roadmap is not None or (len(words) > 1 and all(match.is_by_name for match in best))
    return subjects_of_matches(catalog, best), is_certain


def _is_wide(match: SearchMatch) -> bool:
    """Return whether a match is no part of a topic, whose name is but one among many."""
    return isinstance(match.item, TopicReference | Roadmap | Area)


def best_matches(matches: Sequence[SearchMatch]) -> tuple[SearchMatch, ...]:
    """Return the matches with the words in the same kind of text as the first; none for a mere mention in a text."""
    tier = next((score for score in WORD_SCORES.values() if matches and matches[0].score >= score - 9), 0)
    if tier < WORD_SCORES[SUBTOPIC_WEIGHT]:
        return ()
    bookable = [match for match in matches if not isinstance(match.item, AssignmentReference | Integration)] or matches
    return tuple(match for match in bookable if match.score >= min(tier, bookable[0].score) - 9)


def subjects_of_matches(catalog: Catalog, matches: Iterable[SearchMatch]) -> tuple[Subject, ...]:
    """Return the subjects of matches, each once."""
    return tuple(dict.fromkeys(each for match in matches for each in _subjects_of_item(catalog, match.item)))


def _subjects_of_item(catalog: Catalog, item: CatalogItem) -> Iterator[Subject]:
    """Yield the subject of a piece of content; an integration has none in particular."""
    match item:
        case TopicReference():
            yield place_subject(catalog, item)
        case SubtopicReference():
            yield place_subject(catalog, item.topic_ref)
        case Roadmap():
            yield roadmap_subject(catalog, item)
        case Area():
            yield Subject(item)
        case AssignmentReference():
            yield Subject(item.area)

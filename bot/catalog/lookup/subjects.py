"""Find the subject that hours are booked on: `/log 2h SUBJECT`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process as plain

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import word_matching
from bot.catalog.lookup.search import WORD_SCORES, SearchMatch, search_catalog, search_words
from bot.catalog.lookup.search_index import EVERYDAY_WEIGHT, NAME_WEIGHT, SUBTOPIC_WEIGHT, TERM_WEIGHT
from bot.catalog.lookup.typos import Correction, correct_words, find_doubtful_word
from bot.catalog.lookup.vocabulary import find_name_spans, words_outside
from bot.catalog.lookup.word_matching import Word, drop_fillers, joined_key
from bot.catalog.models import (
    Area,
    AssignmentReference,
    CatalogItem,
    Integration,
    Roadmap,
    SubtopicReference,
    TopicReference,
)

MAX_OPTIONS: Final = 8
MAX_NEAREST: Final = 5
MIN_SIMILARITY: Final = 60  # of 100; below that any four letters resemble some name


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject of hours: always an area, and the roadmap and topic where they were named."""

    area: Area
    roadmap: Roadmap | None = None
    topic_ref: TopicReference | None = None
    corrections: tuple[Correction, ...] = ()

    @property
    def name(self) -> str:
        """The narrowest name: the topic's, else the roadmap's, else the area's."""
        return self.topic_ref.topic.name if self.topic_ref else (self.roadmap or self.area).name

    @property
    def ledger_ids(self) -> tuple[str, str | None, str | None]:
        """Area, roadmap and topic as the ledger stores them."""
        return self.area.id, self.roadmap.id if self.roadmap else None, self.topic_ref.id if self.topic_ref else None

    def __hash__(self) -> int:
        return hash((self.area.id, self.roadmap and self.roadmap.id, self.topic_ref))


@dataclass(frozen=True, slots=True)
class SubjectOptions:
    """Several subjects that fit equally well, at most eight; the person has to choose."""

    typed: str
    options: tuple[Subject, ...]
    corrections: tuple[Correction, ...] = ()


def find_subject(catalog: Catalog, words: str) -> Subject | SubjectOptions | None:
    """Return what the words name: exactly, else by word, else with slips; None when nothing is near."""
    if topic := catalog.find_topic(words.strip().casefold()):
        return _topic_subject(catalog, topic)
    typed = drop_fillers(word_matching.parse_words(words))
    if exact := _exact_subjects(catalog, typed):
        return _one_or_options(words, exact, ())
    corrected = correct_words(catalog, typed, catalog.vocabulary.loggable_names)
    if corrected.options:
        queries = (word_matching.parse_words(option.query) for option in corrected.options)
        return _one_or_options(words, [each for query in queries for each in _exact_subjects(catalog, query)], ())
    if corrected.corrections and (exact := _exact_subjects(catalog, corrected.words)):
        return _one_or_options(words, exact, corrected.corrections)
    if options := _subjects_by_words(catalog, corrected.words):
        return _one_or_options(words, options, corrected.corrections)
    partial = _partial_subjects(catalog, corrected.words)
    return SubjectOptions(words, partial[:MAX_OPTIONS], corrected.corrections) if partial else None


def nearest_subjects(catalog: Catalog, words: str) -> tuple[Subject, ...]:
    """Return up to five subjects that share a word with these or look like them, to offer when nothing was found."""
    sharing = _subjects_of_matches(catalog, search_catalog(catalog, words, limit=20))
    names = {area.name: Subject(area) for area in catalog.areas}
    names |= {roadmap.name: _roadmap_subject(catalog, roadmap) for roadmap in catalog.roadmaps}
    names |= {topic.topic.name: _topic_subject(catalog, topic) for topic in catalog.topics}
    similar = process.extract(
        words[: word_matching.MAX_TEXT_LENGTH],
        list(names),
        scorer=fuzz.QRatio,
        processor=plain,
        score_cutoff=MIN_SIMILARITY,
        limit=MAX_NEAREST,
    )
    return tuple(dict.fromkeys((*sharing, *(names[each[0]] for each in similar))))[:MAX_NEAREST]


def area_content_ids(catalog: Catalog, area: Area) -> frozenset[str]:
    """Return the ids of an area and of all that belongs to it: roadmaps, topics, assignments."""
    roadmaps = (each.id for each in catalog.roadmaps if each.area == area.id)
    topics = (topic.id for topic in catalog.topics if area.id in topic.topic.areas)
    return frozenset((area.id, *roadmaps, *topics, *(assignment.id for assignment in area.assignments)))


def _exact_subjects(catalog: Catalog, words: Sequence[Word]) -> tuple[Subject, ...]:
    """Return what has exactly this name: an area, else a roadmap, else topics, a roadmap's name beside it or not."""
    names, name = catalog.vocabulary, joined_key(words)
    if area := names.areas.get(name):
        return (Subject(area),)
    if roadmap := names.roadmaps.get(name):
        return (_roadmap_subject(catalog, roadmap),)
    if name in names.categories:  # "security" is more than the one topic that is called so
        return ()
    if found := names.find_topics(name):
        return tuple(_topic_subject(catalog, topic) for topic in found)
    spans = find_name_spans(words, names.roadmaps)
    beside = (_exact_subjects_in(catalog, names.roadmaps[span.key], words_outside(words, (span,))) for span in spans)
    return next(filter(None, beside), ())


def _exact_subjects_in(catalog: Catalog, roadmap: Roadmap, words: Sequence[Word]) -> tuple[Subject, ...]:
    """Return what has this name in a roadmap: topics, an area beside the roadmap, or the topics of a part."""
    names, name = catalog.vocabulary, joined_key(words)
    if found := names.find_topics(name, roadmap):
        return tuple(_topic_subject(catalog, topic) for topic in found)
    if name in names.areas:
        return (Subject(names.areas[name], roadmap),)
    if facet := names.find_facet(roadmap, name):
        best = _subjects_by_words(catalog, words, roadmap)
        topics = [topic for topic in catalog.list_topics(roadmap.id) if facet.id in topic.topic.facets]
        return best if len(best) == 1 else _roadmap_part(catalog, roadmap, words, topics)
    if category := names.categories.get(name):
        topics = [topic for topic in catalog.list_topics(roadmap.id) if topic.category == category]
        return _roadmap_part(catalog, roadmap, words, topics)
    return (_roadmap_subject(catalog, roadmap),) if names.roadmaps.get(name) is roadmap else ()


def _roadmap_part(
    catalog: Catalog, roadmap: Roadmap, words: Sequence[Word], topics: Sequence[TopicReference]
) -> tuple[Subject, ...]:
    """Return a roadmap as a whole, then the topics of one part of it, those first that match the words best."""
    best = [topic for topic in search_words(catalog, words, roadmap_id=roadmap.id).topics if topic in topics]
    ordered = dict.fromkeys((*best, *topics))
    return (_roadmap_subject(catalog, roadmap), *(_topic_subject(catalog, topic) for topic in ordered))


def _subjects_by_words(catalog: Catalog, words: Sequence[Word], roadmap: Roadmap | None = None) -> tuple[Subject, ...]:
    """Return what lists exactly this, unless a name has the words; else what has them all, best first."""
    named = find_name_spans(words, catalog.vocabulary.roadmaps)[:1]
    rest = words_outside(words, named)
    if named and rest:
        roadmap, words = catalog.vocabulary.roadmaps[named[0].key], rest
    found = search_words(catalog, words, roadmap_id=roadmap.id if roadmap else None)
    if found.unmatched_words:
        return ()
    # an everyday term such as `state` is but a word
    matches = [match for match in found.matches if match.is_by_name or match.name_weight != EVERYDAY_WEIGHT]
    wider = joined_key(words) in catalog.vocabulary.categories or any(
        match.score >= WORD_SCORES[NAME_WEIGHT] - 9 and isinstance(match.item, TopicReference | Roadmap | Area)
        for match in matches
    )
    listed = [match for match in matches if match.name_weight == TERM_WEIGHT and not wider]
    return _subjects_of_matches(catalog, listed or _best_matches(matches))


def _partial_subjects(catalog: Catalog, words: Sequence[Word]) -> tuple[Subject, ...]:
    """Return what the known words name, to choose from: unknown words may change what was meant."""
    roadmaps = (catalog.vocabulary.roadmaps[span.key] for span in find_name_spans(words, catalog.vocabulary.roadmaps))
    known = [_roadmap_subject(catalog, roadmap) for roadmap in roadmaps]
    known += [Subject(catalog.vocabulary.areas[span.key]) for span in find_name_spans(words, catalog.vocabulary.areas)]
    if known and (doubt := find_doubtful_word(catalog, words)):
        known.append(_roadmap_subject(catalog, doubt[1]))
    found = search_words(catalog, words)
    return tuple(dict.fromkeys(known)) or _subjects_of_matches(catalog, _best_matches(found.matches))


def _best_matches(matches: Sequence[SearchMatch]) -> tuple[SearchMatch, ...]:
    """Return the matches with the words in the same kind of text as the first; none for a mere mention in a text."""
    tier = next((score for score in WORD_SCORES.values() if matches and matches[0].score >= score - 9), 0)
    if tier < WORD_SCORES[SUBTOPIC_WEIGHT]:
        return ()
    bookable = [match for match in matches if not isinstance(match.item, AssignmentReference | Integration)] or matches
    return tuple(match for match in bookable if match.score >= min(tier, bookable[0].score) - 9)


def _subjects_of_matches(catalog: Catalog, matches: Iterable[SearchMatch]) -> tuple[Subject, ...]:
    return tuple(dict.fromkeys(each for match in matches for each in _subjects_of_item(catalog, match.item)))


def _subjects_of_item(catalog: Catalog, item: CatalogItem) -> tuple[Subject, ...]:
    """Return the subjects of a piece of content; an integration has none in particular."""
    match item:
        case TopicReference():
            return (_topic_subject(catalog, item),)
        case SubtopicReference():
            return (_topic_subject(catalog, item.topic_ref),)
        case Roadmap():
            return (_roadmap_subject(catalog, item),)
        case Area():
            return (Subject(item),)
        case AssignmentReference():
            return (Subject(item.area),)
        case _:
            return ()


def _one_or_options(
    words: str, found: Sequence[Subject], corrections: tuple[Correction, ...]
) -> Subject | SubjectOptions | None:
    options = tuple(dict.fromkeys(found))
    if len(options) == 1:
        return replace(options[0], corrections=corrections)
    return SubjectOptions(words, options[:MAX_OPTIONS], corrections) if options else None


def _roadmap_subject(catalog: Catalog, roadmap: Roadmap) -> Subject:
    return Subject(catalog.area(roadmap.area), roadmap)


def _topic_subject(catalog: Catalog, topic_ref: TopicReference) -> Subject:
    return Subject(catalog.area(topic_ref.topic.areas[0]), topic_ref.roadmap, topic_ref)


def find_exact_subject(catalog: Catalog, words: str) -> Subject | None:
    """Return the one subject with this full name, at most with its roadmap's name; None for anything less."""
    found = find_subject(catalog, words)
    return found if isinstance(found, Subject) and not found.corrections and is_full_name(catalog, words) else None


def find_likely_subject(catalog: Catalog, words: str) -> Subject | SubjectOptions | None:
    """Return what may be meant: a name with a slip in it, one of several, or the only match of all words."""
    found = find_subject(catalog, words)
    if found is None or is_full_name(catalog, words):
        return found
    if found.corrections:
        return found if is_full_name(catalog, _with_corrections(words, found)) else None
    typed = word_matching.parse_words(words)
    if not all(map(catalog.search_index.has_word, typed)):
        return None
    if isinstance(found, SubjectOptions):
        return found if len(found.options) > 1 else None  # a single one has only some of the words
    is_in_name = {word.folded for word in typed} <= set(word_matching.folded_words(found.name))
    return found if is_in_name or len(typed) > 1 else None  # one word alone occurs in many texts


def is_full_name(catalog: Catalog, words: str) -> bool:
    """Return whether the words are a whole name or id, of one thing or of several."""
    typed, names = word_matching.parse_words(words), catalog.vocabulary
    name = joined_key(typed)
    if name in names.areas or name in names.roadmaps or names.find_topics(name) or catalog.find_topic(words.casefold()):
        return True
    for span in find_name_spans(typed, names.roadmaps):
        rest = joined_key(words_outside(typed, (span,)))
        if rest in names.areas or names.find_topics(rest, names.roadmaps[span.key]):
            return True
    return False


def _with_corrections(words: str, found: Subject | SubjectOptions) -> str:
    """Return the words with the names that slips were taken for."""
    corrected = words.casefold()
    for correction in found.corrections:
        corrected = corrected.replace(correction.typed, correction.meant)
    return corrected

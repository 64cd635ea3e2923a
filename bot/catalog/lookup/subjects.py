"""Find the subject that hours are booked on: `/log 2h SUBJECT`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process as plain

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import word_matching
from bot.catalog.lookup.hidden_names import find_hidden_roadmap
from bot.catalog.lookup.named_subjects import (
    areas_and_roadmaps,
    exact_subjects,
    find_list,
    is_list,
    name_at,
    name_words,
    names_anywhere,
    subjects_beside_roadmap,
    subjects_called,
)
from bot.catalog.lookup.search import search_catalog, search_words
from bot.catalog.lookup.subject import (
    JoinedSubjects,
    Subject,
    SubjectMatch,
    SubjectOptions,
    place_subject,
    roadmap_subject,
    with_rest,
)
from bot.catalog.lookup.typos import CorrectedWords, Correction, correct_words
from bot.catalog.lookup.vocabulary import find_name_spans, with_and, words_outside
from bot.catalog.lookup.word_matching import Word, joined_key
from bot.catalog.lookup.worded_subjects import best_matches, subjects_by_words, subjects_of_matches
from bot.catalog.models import Area
from bot.lazy_pattern import lazy_pattern

__all__ = [
    "JoinedSubjects",
    "Subject",
    "SubjectMatch",
    "SubjectOptions",
    "area_content_ids",
    "find_exact_subject",
    "find_likely_subject",
    "find_subject",
    "find_whole_subject",
    "is_full_name",
    "list_subjects",
    "nearest_subjects",
]

MAX_OPTIONS: Final = 8
MAX_NEAREST: Final = 5
MIN_SIMILARITY: Final = 60  # of 100; below that any four letters resemble some name

_COMMAS: Final = frozenset(",;+")
_LINK: Final = lazy_pattern(r"\w+://\S+")


def find_subject(catalog: Catalog, words: str) -> SubjectMatch | None:
    """Return what the words name: exactly, else with slips, else first of other words, else by word.

    What is certain is a Subject, its `rest` the words beside the name; None when nothing is near, and for the name of
    a roadmap that a layer hides.
    """
    joined_topic = catalog.vocabulary.joined_topics.get(with_and(words))
    if place := joined_topic or catalog.find_topic_or_part(words.strip().casefold()):
        return place_subject(catalog, place)
    if find_hidden_roadmap(catalog, words):
        return None
    named = _LINK.sub(" ", words) if "://" in words else words
    listed = find_list(catalog, named)
    joined = replace(listed, typed=words) if isinstance(listed, JoinedSubjects) else None
    if listed and not isinstance(listed, JoinedSubjects):
        return _options(words, listed)
    is_written_list = is_list(catalog, named)
    found = joined if joined and is_written_list else _find_one(catalog, words, named, joined)
    is_torn = is_written_list and not _COMMAS.isdisjoint(named)  # "security, limits" is no one topic
    if is_torn and isinstance(found, Subject) and found.topic_ref is not None and not found.rest:
        return _options(words, (found,))
    return found


def _find_one(catalog: Catalog, words: str, named: str, joined: JoinedSubjects | None) -> SubjectMatch | None:
    """Return what the words name, the words in which `named` is all but links."""
    typed = name_words(catalog, named)
    if called := subjects_called(catalog, typed, named):
        return _exact_match(words, typed, called)
    if joined:
        return joined
    if beside := subjects_beside_roadmap(catalog, typed):
        return _exact_match(words, typed, beside)
    corrected = correct_words(catalog, typed, catalog.vocabulary.loggable_names)
    if any(_swallows_name(catalog, each) for each in corrected.corrections):
        corrected = CorrectedWords(tuple(typed), origins=tuple(range(len(typed))))
    if corrected.options:
        queries = (word_matching.parse_words(option.query) for option in corrected.options)
        return _options(words, [each for query in queries for each in names_anywhere(catalog, query)])
    if corrected.corrections and (exact := exact_subjects(catalog, corrected.words)):
        return _exact_match(words, typed, exact, corrected.corrections)
    by_words, is_certain = subjects_by_words(catalog, corrected.words)
    if is_certain and len(by_words) == 1:
        subject = with_rest(by_words[0], words, corrections=corrected.corrections)
        return replace(subject, corrections=corrected.corrections)
    if is_certain and by_words:
        return _options(words, by_words, corrected.corrections)
    if leading := _find_leading_name(catalog, words, typed, corrected):
        return leading
    found = by_words or names_anywhere(catalog, corrected.words, words) or _partial_subjects(catalog, corrected.words)
    return _options(words, found, corrected.corrections)


def find_whole_subject(catalog: Catalog, words: str) -> Subject | SubjectOptions | None:
    """Return what all the words name; where some are left over, or name another subject, the person has to choose."""
    found = find_subject(catalog, words)
    if isinstance(found, JoinedSubjects):
        return found.as_options
    if isinstance(found, Subject) and found.rest:
        return SubjectOptions(words, (replace(found, corrections=()),), found.corrections)
    return found


def list_subjects(found: SubjectMatch | None) -> tuple[Subject, ...]:
    """Return all subjects that may be meant."""
    match found:
        case Subject():
            return (found,)
        case SubjectOptions():
            return found.options
        case JoinedSubjects():
            return found.subjects
    return ()


def nearest_subjects(catalog: Catalog, words: str) -> tuple[Subject, ...]:
    """Return up to five subjects that share a word with these or look like them, to offer when nothing was found."""
    sharing = subjects_of_matches(catalog, search_catalog(catalog, words, limit=20))
    names = {area.name: Subject(area) for area in catalog.areas}
    names |= {roadmap.name: roadmap_subject(catalog, roadmap) for roadmap in catalog.roadmaps}
    names |= {topic.topic.name: place_subject(catalog, topic) for topic in catalog.topics}
    similar = process.extract(
        words[: word_matching.MAX_TEXT_LENGTH],
        list(names),
        scorer=fuzz.QRatio,
        processor=plain,
        score_cutoff=MIN_SIMILARITY,
        limit=MAX_NEAREST,
    )
    nearest = tuple(dict.fromkeys((*sharing, *(names[each[0]] for each in similar))))[:MAX_NEAREST]
    return tuple(with_rest(each, words) for each in nearest)


def area_content_ids(catalog: Catalog, area: Area) -> frozenset[str]:
    """Return the ids of an area and of all that belongs to it: roadmaps, topics, assignments."""
    roadmaps = [each for each in catalog.roadmaps if each.area == area.id]
    parts = (part.id for part in catalog.parts if part.roadmap in roadmaps)
    topics = (topic.id for topic in catalog.topics if area.id in topic.topic.areas)
    assignments = (assignment.id for assignment in area.assignments)
    return frozenset((area.id, *(each.id for each in roadmaps), *parts, *topics, *assignments))


def _swallows_name(catalog: Catalog, correction: Correction) -> bool:
    """Tell whether a slip in several words would take the first of them, which is a name, for part of another one."""
    first, _, more = correction.typed.casefold().partition(" ")
    is_other = bool(more) and not correction.meant.casefold().startswith(first)
    return is_other and bool(subjects_called(catalog, word_matching.parse_words(first)))


def _find_leading_name(
    catalog: Catalog, text: str, typed: Sequence[Word], corrected: CorrectedWords
) -> Subject | SubjectOptions | None:
    """Return what the first words name exactly, the longest name first, with all other words as the rest.

    Where the other words name an area or a roadmap too, the person has to choose.
    """
    words = corrected.words
    found, stop = name_at(catalog, words, text)
    if not found or stop == len(words):
        return None
    typed_name = typed[: corrected.origins[stop]]
    own = " ".join(word.typed for word in typed_name)
    corrections = tuple(each for each in corrected.corrections if each.typed in own)
    others = tuple(each for each in areas_and_roadmaps(catalog, words[stop:]) if each not in found)
    if others or len(found) > 1:
        return _options(text, (*found, *others), corrected.corrections)
    subject = with_rest(found[0], text, taken=[word.folded for word in (*typed_name, *words[:stop])])
    return replace(subject, corrections=corrections)


def _partial_subjects(catalog: Catalog, words: Sequence[Word]) -> tuple[Subject, ...]:
    """Return what has the known words, to choose from: unknown words may change what was meant."""
    wide = [word for word in words if word.folded in catalog.vocabulary.categories]  # `security notes`
    by_words = subjects_by_words(catalog, wide)[0] if wide else ()
    return by_words or subjects_of_matches(catalog, best_matches(search_words(catalog, words).matches))


def _exact_match(
    text: str, words: Sequence[Word], found: Sequence[Subject], corrections: tuple[Correction, ...] = ()
) -> Subject | SubjectOptions:
    """Return the one subject of a name, or ask which of several; all words belong to it, and other signs are kept."""
    has_more = len(text.split()) > len(words) and len(word_matching.parse_words(text)) > len(words)
    if has_more or not text.isascii() or "://" in text:
        found = [with_rest(each, text, taken=[word.folded for word in words]) for each in found]
    if len(found) > 1:
        return SubjectOptions(text, tuple(dict.fromkeys(found))[:MAX_OPTIONS], corrections)
    return replace(found[0], corrections=corrections) if corrections else found[0]


def _options(text: str, found: Iterable[Subject], corrections: tuple[Correction, ...] = ()) -> SubjectOptions | None:
    """Return a question, each of whose answers keeps the words that are not in its names."""
    options = tuple(dict.fromkeys(found))[:MAX_OPTIONS]
    kept = tuple(with_rest(each, text, corrections=corrections) for each in options)
    return SubjectOptions(text, kept, corrections) if kept else None


def find_exact_subject(catalog: Catalog, words: str) -> Subject | None:
    """Return the one subject with this full name, at most with its roadmap's name; None for anything less."""
    found = find_whole_subject(catalog, words)
    return found if isinstance(found, Subject) and not found.corrections and is_full_name(catalog, words) else None


def find_likely_subject(catalog: Catalog, words: str) -> Subject | SubjectOptions | None:
    """Return what may be meant: a name with a slip in it, one of several, or the only match of all words."""
    found = find_whole_subject(catalog, words)
    if found is None or is_full_name(catalog, words):
        return found
    if found.corrections:
        return found if is_full_name(catalog, _with_corrections(words, found)) else None
    typed = word_matching.parse_words(words)
    if not all(map(catalog.search_index.has_word, typed)):
        return None
    if isinstance(found, SubjectOptions):
        if len(found.options) > 1:
            return found
        found = found.options[0]
    if not _lists_rest(found):
        return None
    is_in_name = {word.folded for word in typed} <= set(word_matching.folded_words(found.name))
    return found if is_in_name or len(typed) > 1 else None  # one word alone occurs in many texts


def _lists_rest(subject: Subject) -> bool:
    """Return whether the words beside the name, if any, are in the subtopics."""
    subtopics = subject.topic_ref.topic.subtopics if subject.topic_ref else ()
    listed = {word for each in subtopics for word in word_matching.folded_words(each.name)}
    return listed.issuperset(word_matching.folded_words(subject.rest))


def is_full_name(catalog: Catalog, words: str) -> bool:
    """Return whether the words are a whole name or id, of one thing or of several."""
    typed, names = word_matching.parse_words(words), catalog.vocabulary
    name = joined_key(typed)
    is_name = name in names.areas or name in names.roadmaps or bool(names.find_topics(name))
    if is_name or catalog.find_topic_or_part(words.casefold()):
        return True
    for span in find_name_spans(typed, names.roadmaps):
        rest = joined_key(words_outside(typed, (span,)))
        roadmap = names.roadmaps[span.key]
        is_part = names.find_category(roadmap, rest) is not None or names.find_facet(roadmap, rest) is not None
        if is_part or rest in names.areas or names.find_topics(rest, roadmap):
            return True
    return False


def _with_corrections(words: str, found: Subject | SubjectOptions) -> str:
    """Return the words with the names that slips were taken for."""
    corrected = words.casefold()
    for correction in found.corrections:
        corrected = corrected.replace(correction.typed, correction.meant)
    return corrected

"""What hours can be booked on: `/log 2h WHAT`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process as plain

from bot.catalog.catalog import Catalog
from bot.catalog.entries import Part, Piece, Place, Task
from bot.catalog.lookup import words as lookup_words
from bot.catalog.lookup.search import HOLDS, Match, search
from bot.catalog.lookup.search import find as search_words
from bot.catalog.lookup.search_index import NAME, PLAIN, SUBTOPIC, TERM
from bot.catalog.lookup.typos import Taken, correct, doubtful
from bot.catalog.lookup.vocabulary import spans, without
from bot.catalog.lookup.words import Word, joined, useful
from bot.catalog.models import Area, Integration, Roadmap

MOST_OPTIONS: Final = 8
MOST_NEAR: Final = 5
LIKE: Final = 60  # of 100: at less, any four letters resemble the name of something


@dataclass(frozen=True, slots=True)
class Subject:
    """What hours go to: always an area, and the roadmap and topic where they were named."""

    area: Area
    roadmap: Roadmap | None = None
    place: Place | None = None
    taken: tuple[Taken, ...] = ()

    @property
    def name(self) -> str:
        """The narrowest name: the topic's, else the roadmap's, else the area's."""
        return self.place.topic.name if self.place else (self.roadmap or self.area).name

    @property
    def ids(self) -> tuple[str, str | None, str | None]:
        """Area, roadmap and topic as the ledger keeps them."""
        return self.area.id, self.roadmap.id if self.roadmap else None, self.place.id if self.place else None

    def __hash__(self) -> int:
        return hash((self.area.id, self.roadmap and self.roadmap.id, self.place))


@dataclass(frozen=True, slots=True)
class Subjects:
    """Several fit equally well, at most eight; the person has to choose."""

    typed: str
    options: tuple[Subject, ...]
    taken: tuple[Taken, ...] = ()


def find(catalog: Catalog, words: str) -> Subject | Subjects | None:
    """What the words name, exactly before by word before by slip; None when nothing is near."""
    if place := catalog.find_topic(words.strip().casefold()):
        return _topic(catalog, place)
    typed = useful(lookup_words.read(words))
    if exact := _exact(catalog, typed):
        return _answer(words, exact, ())
    corrected = correct(catalog, typed, catalog.vocabulary.bookable)
    if corrected.options:
        queries = (lookup_words.read(option.query) for option in corrected.options)
        return _answer(words, [each for query in queries for each in _exact(catalog, query)], ())
    if corrected.taken and (exact := _exact(catalog, corrected.words)):
        return _answer(words, exact, corrected.taken)
    if options := _by_words(catalog, corrected.words):
        return _answer(words, options, corrected.taken)
    partly = _partly(catalog, corrected.words)
    return Subjects(words, partly[:MOST_OPTIONS], corrected.taken) if partly else None


def nearest(catalog: Catalog, words: str) -> tuple[Subject, ...]:
    """Up to five subjects that share a word with these or look like them, for the message that nothing was found."""
    sharing = _subjects(catalog, search(catalog, words, limit=20))
    names = {area.name: Subject(area) for area in catalog.areas}
    names |= {roadmap.name: _roadmap(catalog, roadmap) for roadmap in catalog.roadmaps}
    names |= {place.topic.name: _topic(catalog, place) for place in catalog.places}
    looking = process.extract(
        words[: lookup_words.MAX_TEXT],
        list(names),
        scorer=fuzz.QRatio,
        processor=plain,
        score_cutoff=LIKE,
        limit=MOST_NEAR,
    )
    return tuple(dict.fromkeys((*sharing, *(names[each[0]] for each in looking))))[:MOST_NEAR]


def within(catalog: Catalog, area: Area) -> frozenset[str]:
    """The ids of an area and of all that belongs to it: roadmaps, topics, assignments."""
    roadmaps = (each.id for each in catalog.roadmaps if each.area == area.id)
    topics = (place.id for place in catalog.places if area.id in place.topic.areas)
    return frozenset((area.id, *roadmaps, *topics, *(task.id for task in area.assignments)))


def _exact(catalog: Catalog, words: Sequence[Word]) -> tuple[Subject, ...]:
    """Called exactly so: an area, else a roadmap, else topics, where a roadmap may stand beside the name."""
    names, name = catalog.vocabulary, joined(words)
    if area := names.areas.get(name):
        return (Subject(area),)
    if roadmap := names.roadmaps.get(name):
        return (_roadmap(catalog, roadmap),)
    if name in names.categories:  # "security" is more than the one topic that is called so
        return ()
    if found := names.called(name):
        return tuple(_topic(catalog, place) for place in found)
    beside = ((names.roadmaps[span.key], without(words, (span,))) for span in spans(words, names.roadmaps))
    return next(filter(None, (_exact_in(catalog, roadmap, rest) for roadmap, rest in beside)), ())


def _exact_in(catalog: Catalog, roadmap: Roadmap, words: Sequence[Word]) -> tuple[Subject, ...]:
    """Called so within a roadmap; an area beside a roadmap is booked as such, a part of a roadmap is asked about."""
    names, name = catalog.vocabulary, joined(words)
    if found := names.called(name, roadmap):
        return tuple(_topic(catalog, place) for place in found)
    if name in names.areas:
        return (Subject(names.areas[name], roadmap),)
    if facet := names.facet(roadmap, name):
        best = _by_words(catalog, words, roadmap)
        inside = [place for place in catalog.topics_in(roadmap.id) if facet.id in place.topic.facets]
        return best if len(best) == 1 else _part(catalog, roadmap, words, inside)
    if category := names.categories.get(name):
        inside = [place for place in catalog.topics_in(roadmap.id) if place.category == category]
        return _part(catalog, roadmap, words, inside)
    return (_roadmap(catalog, roadmap),) if names.roadmaps.get(name) is roadmap else ()


def _part(catalog: Catalog, roadmap: Roadmap, words: Sequence[Word], inside: Sequence[Place]) -> tuple[Subject, ...]:
    """A roadmap as a whole, then the topics of one part of it, those first that hold the words best."""
    best = [place for place in search_words(catalog, words, within=roadmap.id).places if place in inside]
    return (_roadmap(catalog, roadmap), *(_topic(catalog, place) for place in dict.fromkeys((*best, *inside))))


def _by_words(catalog: Catalog, words: Sequence[Word], roadmap: Roadmap | None = None) -> tuple[Subject, ...]:
    """What lists exactly this, unless a name holds the words; else what holds them all, best first."""
    named = spans(words, catalog.vocabulary.roadmaps)[:1]
    rest = without(words, named)
    if named and rest:
        roadmap, words = catalog.vocabulary.roadmaps[named[0].key], rest
    found = search_words(catalog, words, within=roadmap.id if roadmap else None)
    if found.dropped:
        return ()
    matches = [match for match in found.matches if match.by_name or match.called != PLAIN]  # `state` is but a word
    wider = joined(words) in catalog.vocabulary.categories or any(
        match.score >= HOLDS[NAME] - 9 and isinstance(match.piece, Place | Roadmap | Area) for match in matches
    )
    listed = [match for match in matches if match.called == TERM and not wider]
    return _subjects(catalog, listed or _best(matches))


def _partly(catalog: Catalog, words: Sequence[Word]) -> tuple[Subject, ...]:
    """Words that stand nowhere may change what was meant: offer what the others name, and book nothing."""
    roadmaps = (catalog.vocabulary.roadmaps[span.key] for span in spans(words, catalog.vocabulary.roadmaps))
    known = [_roadmap(catalog, roadmap) for roadmap in roadmaps]
    known += [Subject(catalog.vocabulary.areas[span.key]) for span in spans(words, catalog.vocabulary.areas)]
    if known and (doubt := doubtful(catalog, words)):
        known.append(_roadmap(catalog, doubt[1]))
    found = search_words(catalog, words)
    return tuple(dict.fromkeys((*known, *(_subjects(catalog, _best(found.matches)) if not known else ()))))


def _best(matches: Sequence[Match]) -> tuple[Match, ...]:
    """Those that hold the words in the same kind of text as the first; mere mention in a sentence is nothing."""
    tier = next((held for held in HOLDS.values() if matches and matches[0].score >= held - 9), 0)
    if tier < HOLDS[SUBTOPIC]:
        return ()
    bookable = [match for match in matches if not isinstance(match.piece, Task | Integration)] or list(matches)
    return tuple(match for match in bookable if match.score >= min(tier, bookable[0].score) - 9)


def _subjects(catalog: Catalog, matches: Iterable[Match]) -> tuple[Subject, ...]:
    return tuple(dict.fromkeys(each for match in matches for each in _of(catalog, match.piece)))


def _of(catalog: Catalog, piece: Piece) -> tuple[Subject, ...]:
    """What one books on for a piece of content; an integration belongs to none in particular."""
    match piece:
        case Place():
            return (_topic(catalog, piece),)
        case Part():
            return (_topic(catalog, piece.place),)
        case Roadmap():
            return (_roadmap(catalog, piece),)
        case Area():
            return (Subject(piece),)
        case Task():
            return (Subject(piece.area),)
        case _:
            return ()


def _answer(words: str, found: Sequence[Subject], taken: tuple[Taken, ...]) -> Subject | Subjects | None:
    options = tuple(dict.fromkeys(found))
    if len(options) == 1:
        return replace(options[0], taken=taken)
    return Subjects(words, options[:MOST_OPTIONS], taken) if options else None


def _roadmap(catalog: Catalog, roadmap: Roadmap) -> Subject:
    return Subject(catalog.area(roadmap.area), roadmap)


def _topic(catalog: Catalog, place: Place) -> Subject:
    return Subject(catalog.area(place.topic.areas[0]), place.roadmap, place)

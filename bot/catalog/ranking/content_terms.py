"""Turn content into the terms that it is ranked by, and what people type into the terms to look for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from bot.catalog.lookup.word_matching import JOINING_WORDS, split_words
from bot.catalog.models import (
    Area,
    AssignmentReference,
    CatalogItem,
    Integration,
    Roadmap,
    SubtopicReference,
    TopicReference,
)
from bot.catalog.ranking.bm25 import Bm25Index, FieldText
from bot.catalog.ranking.everyday_words import PHRASES, UNSAYING_WORDS, WEAK_WORDS
from bot.catalog.ranking.stemming import stem
from bot.frozen import frozen

# How much one mention of a term says, by where it is.
_NAME: Final = 5.0
_ALIAS: Final = 4.0
_TERM: Final = 3.0
_SUBTOPIC: Final = 2.5
_SAYING: Final = 0.5
_TEXT: Final = 1.0
_ROADMAP: Final = 1.5
_CATEGORY: Final = 0.5

# How much a term that is looked for counts.
_TYPED: Final = 1.0
_TYPED_IN_PHRASE: Final = 0.4  # "too high" of "the bill is too high"
_PAIR: Final = 0.6  # two words side by side
_MEANT_BY_PHRASE: Final = 0.9
_MEANT_BY_WORD: Final = 0.5


@frozen
class _Phrase:
    said: frozenset[str]
    meant: tuple[str, ...]


@lru_cache(maxsize=1)
def _phrases() -> Mapping[str, tuple[_Phrase, ...]]:
    """Return the everyday phrases by each of their stems."""
    by_stem: dict[str, list[_Phrase]] = {}
    for said, meant in PHRASES:
        phrase = _Phrase(frozenset(map(stem, said)), tuple(dict.fromkeys(map(stem, split_terms(" ".join(meant))))))
        by_stem.setdefault(min(phrase.said), []).append(phrase)
    return {key: tuple(found) for key, found in by_stem.items()}


@lru_cache(maxsize=1)
def everyday_words() -> frozenset[str]:
    """Return the words that everyday phrases are made of."""
    return frozenset(word for said, _ in PHRASES for word in said)


@lru_cache(maxsize=1)
def _unsaying_stems() -> frozenset[str]:
    return frozenset((*UNSAYING_WORDS, *map(stem, UNSAYING_WORDS), *JOINING_WORDS))


def build_content_index(items: Sequence[CatalogItem], sayings: Mapping[str, str]) -> Bm25Index:
    """Build the index of content by its words, and by what people say who mean a topic, by the topic's id.

    An item is known by its number.
    """
    return Bm25Index.build((*_fields(item), *_sayings_of(item, sayings)) for item in items)


def _sayings_of(item: CatalogItem, sayings: Mapping[str, str]) -> Iterator[FieldText]:
    """Yield each saying that means a topic; words that say nothing are left out."""
    if isinstance(item, TopicReference):
        for said in sayings.get(item.topic.id, "").split(","):
            stems = [stem(word) for word in split_terms(said) if says_something(word)]
            yield FieldText(_SAYING, (*stems, *(first + second for first, second in pairwise(stems))))


def read_cues(words_by_roadmap: Mapping[str, str]) -> Mapping[str, frozenset[str]]:
    """Return the roadmaps that a word tells of, by its stem; the words of each are separated by commas."""
    cues: dict[str, frozenset[str]] = {}
    for roadmap, words in words_by_roadmap.items():
        for each in split_terms(words):
            cues[stem(each)] = cues.get(stem(each), frozenset()) | {roadmap}
    return cues


def says_something(word: str) -> bool:
    """Tell whether a word in small letters says what is asked for."""
    unsaying = _unsaying_stems()
    return word not in unsaying and stem(word) not in unsaying


def wanted_terms(words: Sequence[str]) -> dict[str, float]:
    """Return the terms to look for with their weights, for words in small letters as they were said."""
    said = [stem(word) for word in words]
    phrases = _phrases_among(said)
    in_phrase = {each for phrase in phrases if len(phrase.said) > 1 for each in phrase.said}
    wanted: dict[str, float] = {}
    for word, each in zip(words, said, strict=True):
        if says_something(word):
            wanted[each] = _TYPED_IN_PHRASE if each in in_phrase or word in WEAK_WORDS else _TYPED
    for first, second in pairwise(said):
        wanted.setdefault(first + second, _PAIR)
    for phrase in phrases:
        weight = _MEANT_BY_PHRASE if len(phrase.said) > 1 else _MEANT_BY_WORD
        for each in phrase.meant:
            wanted[each] = max(weight, wanted.get(each, 0.0))
    return wanted


def explained_stems(words: Collection[str]) -> frozenset[str]:
    """Return the stems of words that some everyday phrase among them explains."""
    return frozenset(each for phrase in _phrases_among([stem(word) for word in words]) for each in phrase.said)


def _phrases_among(said: Sequence[str]) -> list[_Phrase]:
    """Return the phrases all of whose words are said; one that is a part of a longer one says nothing more."""
    spoken = frozenset(said)
    found = [phrase for each in spoken for phrase in _phrases().get(each, ()) if phrase.said <= spoken]
    return [each for each in found if not any(each.said < other.said for other in found)]


def split_terms(text: str) -> list[str]:
    """Return the words of our own text in small letters, joining words left out."""
    return [word for word in (each.casefold() for each in split_words(text)) if word not in JOINING_WORDS]


def _name_field(weight: float, text: str) -> FieldText:
    """Return a name as a field; its neighbours are also found as one word: `blue-green` as `bluegreen`."""
    stems = [stem(word) for word in split_terms(text)]
    return FieldText(weight, (*stems, *(first + second for first, second in pairwise(stems))))


def _text_field(weight: float, text: str) -> FieldText:
    return FieldText(weight, tuple(stem(word) for word in split_terms(text)), is_long=True)


def _fields(item: CatalogItem) -> Iterator[FieldText]:
    """Yield the texts of an item."""
    match item:
        case TopicReference():
            yield from _topic_fields(item)
        case SubtopicReference():
            yield _name_field(_NAME, item.subtopic.name)
            yield FieldText(_ROADMAP, _roadmap_terms(item.topic_ref.roadmap))
        case AssignmentReference():
            yield _name_field(_NAME, item.assignment.name)
            yield _text_field(_TEXT, item.assignment.text)
        case Roadmap() | Area():
            yield _name_field(_NAME, f"{item.id} {item.name}")
            yield from (_name_field(_ALIAS, alias) for alias in item.aliases)
            texts = (item.summary, item.about) if isinstance(item, Roadmap) else (item.description,)
            yield from (_text_field(_TEXT, text) for text in texts)
        case Integration():
            yield _name_field(_NAME, item.name)
            yield from (_text_field(_TEXT, point) for point in item.points)


def _topic_fields(topic_ref: TopicReference) -> Iterator[FieldText]:
    topic = topic_ref.topic
    yield _name_field(_NAME, topic.name)
    yield from (_name_field(_ALIAS, alias) for alias in topic.aliases)
    yield from (_name_field(_TERM, term) for term in topic.terms)
    yield from (_name_field(_SUBTOPIC, subtopic.name) for subtopic in topic.subtopics)
    yield _text_field(_TEXT, topic.text)
    yield FieldText(_ROADMAP, _roadmap_terms(topic_ref.roadmap))
    yield FieldText(_CATEGORY, tuple(stem(word) for word in split_terms(topic_ref.category_title)))


def _roadmap_terms(roadmap: Roadmap) -> tuple[str, ...]:
    """Return each term of a roadmap's names once."""
    words = split_terms(" ".join((roadmap.id.replace("_", " "), roadmap.name, *roadmap.aliases)))
    return tuple(dict.fromkeys(map(stem, words)))

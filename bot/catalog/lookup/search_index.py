"""Index every word of the content by the items that have it, so that finding a known word is a dictionary lookup."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Final

from bot.catalog.lookup.word_matching import (
    Word,
    fold_word,
    folded_words,
    name_keys,
    nearest_words,
    split_words,
)
from bot.catalog.models import (
    Area,
    AssignmentReference,
    CatalogItem,
    Integration,
    Roadmap,
    SubtopicReference,
    TopicReference,
)
from bot.frozen import frozen

# How much a word says about an item, by the place where it occurs.
NAME_WEIGHT: Final = 7
ALIAS_WEIGHT: Final = 6
TERM_WEIGHT: Final = 5
SUBTOPIC_WEIGHT: Final = 4
EVERYDAY_WEIGHT: Final = 3  # a term that is one everyday word, such as `state`
TEXT_WEIGHT: Final = 2
CONTEXT_WEIGHT: Final = 1  # the roadmap and category of a topic

WeightByItem = Mapping[int, int]
_NO_HITS: Final[dict[int, int]] = {}


@frozen
class SearchIndex:
    """Words and names of all items; an item is known by its number in `items`."""

    items: tuple[CatalogItem, ...]
    hits_by_word: dict[str, dict[int, int]]
    """Folded word -> item -> the best weight of the word in it."""
    items_by_name: dict[str, dict[int, int]]
    """Key -> item -> weight of the name, alias or term, for items that have it as a whole name."""
    name_lengths: tuple[int, ...]
    """The number of words in each item's name."""
    spelling_by_word: dict[str, str]
    """Folded word -> how the content writes it."""
    correctable_words: tuple[str, ...]
    """The words that a misspelt one may stand for: of names, aliases, terms and subtopics, best first."""
    single_words: tuple[str, ...]
    """Those of the correctable words that are not two neighbours written as one."""

    @classmethod
    def build(cls, items: tuple[CatalogItem, ...]) -> SearchIndex:
        """Build the index of these items; their order is the order among equals."""
        builder = _IndexBuilder()
        for number, item in enumerate(items):
            for weight, text in _weighted_texts(item):
                builder.add_text(number, weight, text)
        best = {word: max(hits.values()) for word, hits in builder.hits_by_word.items()}
        correctable = sorted((word for word in best if best[word] > TEXT_WEIGHT), key=lambda word: (-best[word], word))
        return cls(
            items=items,
            hits_by_word=dict(builder.hits_by_word),
            items_by_name=dict(builder.items_by_name),
            name_lengths=tuple(len(folded_words(_item_name(item))) for item in items),
            spelling_by_word=builder.spelling_by_word,
            correctable_words=tuple(correctable),
            single_words=tuple(word for word in correctable if word in builder.spelling_by_word),
        )

    def has_word(self, word: Word) -> bool:
        """Return whether the word occurs anywhere in the content."""
        return word.folded in self.hits_by_word

    def find_hits(self, words: Sequence[Word]) -> tuple[tuple[tuple[Word, ...], WeightByItem], ...]:
        """Return the items of each word, or of a pair of words that the content also writes as one."""
        found: list[tuple[tuple[Word, ...], WeightByItem]] = []
        at = 0
        while at < len(words):
            pair = tuple(words[at : at + 2])
            compound = self.hits_by_word.get(pair[0].folded + pair[1].folded) if len(pair) == 2 else None
            first = self.hits_by_word.get(pair[0].folded, _NO_HITS)
            if compound is not None:
                second = self.hits_by_word.get(pair[1].folded, _NO_HITS)
                both = {item: min(weight, second[item]) for item, weight in first.items() if item in second}
                joined = {item: max(weight, both.get(item, 0)) for item, weight in compound.items()}
                found.append((pair, {**both, **joined}))
            else:
                found.append((pair[:1], first))
            at += 1 if compound is None else 2
        return tuple(found)

    def nearest_word(self, word: Word) -> tuple[int, str] | None:
        """Return the slips in a misspelt or cut word, and the content's word for it; None if none is near."""
        if found := nearest_words(word.folded, self.correctable_words):
            return found[0], found[1][0]
        if len(word.folded) >= 4:
            longer = next((known for known in self.single_words if known.startswith(word.folded)), None)
            return (1, longer) if longer else None
        return None


@dataclass(slots=True)
class _IndexBuilder:
    hits_by_word: defaultdict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    items_by_name: defaultdict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    spelling_by_word: dict[str, str] = field(default_factory=dict)

    def add_text(self, number: int, weight: int, text: str) -> None:
        """Add one text of an item as words and, where it is a name, as a whole."""
        self._add_words(_distinct_words(text), number, weight)
        if weight > TEXT_WEIGHT:
            self._add_name(number, weight, text)

    def _add_name(self, number: int, weight: int, text: str) -> None:
        written = split_words(text)
        plain = [word.casefold() for word in written]
        for word, spelling in zip(plain, written, strict=True):
            self.spelling_by_word.setdefault(fold_word(word), spelling)
        if len(plain) > 1:  # neighbours are also found written as one: `ci/cd` is `cicd`
            self._add_words([fold_word(first + second) for first, second in pairwise(plain)], number, weight)
        if weight != SUBTOPIC_WEIGHT:
            self._add_full_name("".join(folded_words(text)), number, weight)
        if "(" in text and weight != SUBTOPIC_WEIGHT:
            full, inner = name_keys(text)
            for key in full:
                self._add_full_name(key, number, weight)
            for key in inner if weight == NAME_WEIGHT else ():  # `(CDN)` is a name of its own
                self._add_full_name(key, number, NAME_WEIGHT)

    def _add_words(self, words: Iterable[str], number: int, weight: int) -> None:
        for word in words:
            hits = self.hits_by_word[word]
            if hits.get(number, 0) < weight:
                hits[number] = weight

    def _add_full_name(self, key: str, number: int, weight: int) -> None:
        items = self.items_by_name[key]
        items[number] = max(weight, items.get(number, 0))


@lru_cache(maxsize=64)  # the context of topics is the same text over and over
def _distinct_words(text: str) -> frozenset[str]:
    """Return the folded words of a text, each once."""
    return frozenset(folded_words(text))


def _item_name(item: CatalogItem) -> str:
    match item:
        case TopicReference():
            return item.topic.name
        case SubtopicReference():
            return item.subtopic.name
        case AssignmentReference():
            return item.assignment.name
        case _:
            return item.name


def _weighted_texts(item: CatalogItem) -> Iterator[tuple[int, str]]:
    """Yield the texts of an item, each with its weight."""
    yield NAME_WEIGHT, _item_name(item)
    match item:
        case TopicReference():
            yield from _topic_texts(item)
        case SubtopicReference():
            yield CONTEXT_WEIGHT, item.topic_ref.topic.name
            yield CONTEXT_WEIGHT, _roadmap_names(item.topic_ref.roadmap)
        case AssignmentReference():
            yield TEXT_WEIGHT, item.assignment.text
            yield CONTEXT_WEIGHT, item.area.name
        case Roadmap():
            yield NAME_WEIGHT, item.id
            yield from ((ALIAS_WEIGHT, alias) for alias in item.aliases)
            yield from ((TEXT_WEIGHT, text) for text in (item.summary, item.about))
        case Area():
            yield NAME_WEIGHT, item.id
            yield from ((ALIAS_WEIGHT, alias) for alias in item.aliases)
            yield TEXT_WEIGHT, item.description
        case Integration():
            yield from ((TEXT_WEIGHT, point) for point in item.points)


def _topic_texts(topic_ref: TopicReference) -> Iterator[tuple[int, str]]:
    topic = topic_ref.topic
    yield from ((ALIAS_WEIGHT, alias) for alias in topic.aliases)
    yield from ((EVERYDAY_WEIGHT if _is_everyday_term(term) else TERM_WEIGHT, term) for term in topic.terms)
    yield from ((SUBTOPIC_WEIGHT, subtopic.name) for subtopic in topic.subtopics)
    yield TEXT_WEIGHT, topic.text
    yield CONTEXT_WEIGHT, _roadmap_names(topic_ref.roadmap)
    yield CONTEXT_WEIGHT, topic_ref.category_title
    yield CONTEXT_WEIGHT, topic.level
    if title := topic_ref.roadmap.level_titles.get(topic.level):
        yield CONTEXT_WEIGHT, title


def _is_everyday_term(term: str) -> bool:
    """Return whether a term is one lower-case word, which many topics speak of and none is called by."""
    return term.islower() and len(split_words(term)) == 1


def _roadmap_names(roadmap: Roadmap) -> str:
    return " ".join((roadmap.id, roadmap.name, *roadmap.aliases))

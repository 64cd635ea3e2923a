"""Every word of the content and where it stands, so that finding a known word costs a dictionary lookup."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Final

from bot.catalog.entries import TITLES, Part, Piece, Place, Task
from bot.catalog.lookup.edit_distance import nearest
from bot.catalog.lookup.words import JOINING, Word, fold, folded, keys, written
from bot.catalog.models import Area, Integration, Roadmap

# How much a word says about a piece by where it stands there.
NAME: Final = 7
ALIAS: Final = 6
TERM: Final = 5
SUBTOPIC: Final = 4
PLAIN: Final = 3  # a term that is one everyday word, such as `state`
TEXT: Final = 2
AROUND: Final = 1  # the roadmap and category that a topic stands in

Hits = Mapping[int, int]
_NONE: Final[dict[int, int]] = {}


@dataclass(frozen=True, slots=True)
class Index:
    """Words and names of all pieces; a piece is known by its number in `pieces`."""

    pieces: tuple[Piece, ...]
    words: dict[str, dict[int, int]]
    """Folded word -> piece -> the best place of the word in it."""
    names: dict[str, dict[int, int]]
    """Key -> piece -> NAME, ALIAS, TERM or PLAIN, for pieces that are called so as a whole."""
    lengths: tuple[int, ...]
    """Words in each piece's name."""
    shown: dict[str, str]
    """Folded word -> how the content writes it."""
    spoken: tuple[str, ...]
    """The words worth taking a misspelt one for: those of names, aliases, terms and subtopics, best first."""
    single: tuple[str, ...]
    """Of these the ones that are words by themselves, not two neighbours written as one."""

    @classmethod
    def of(cls, pieces: tuple[Piece, ...]) -> Index:
        """The index of these pieces; their order is the order among equals."""
        building = _Building()
        for number, piece in enumerate(pieces):
            for weight, text in _texts(piece):
                building.add(number, weight, text)
        best = {word: max(hits.values()) for word, hits in building.words.items()}
        spoken = tuple(sorted((word for word in best if best[word] > TEXT), key=lambda word: (-best[word], word)))
        return cls(
            pieces=pieces,
            words=dict(building.words),
            names=dict(building.names),
            lengths=tuple(len(folded(_name(piece))) for piece in pieces),
            shown=building.shown,
            spoken=spoken,
            single=tuple(word for word in spoken if word in building.shown),
        )

    def knows(self, word: Word) -> bool:
        """Whether the word stands anywhere in the content."""
        return word.folded in self.words

    def hits(self, words: Sequence[Word]) -> tuple[tuple[tuple[Word, ...], Hits], ...]:
        """For each word, or pair that is also written as one, the pieces it stands in."""
        found: list[tuple[tuple[Word, ...], Hits]] = []
        at = 0
        while at < len(words):
            pair = tuple(words[at : at + 2])
            compound = self.words.get(pair[0].folded + pair[1].folded) if len(pair) == 2 else None
            first = self.words.get(pair[0].folded, _NONE)
            if compound is not None:
                second = self.words.get(pair[1].folded, _NONE)
                both = {piece: min(weight, second[piece]) for piece, weight in first.items() if piece in second}
                found.append((pair, {**both, **{p: max(w, both.get(p, 0)) for p, w in compound.items()}}))
            else:
                found.append((pair[:1], first))
            at += 1 if compound is None else 2
        return tuple(found)

    def near(self, word: Word) -> tuple[int, str] | None:
        """The content's word that a misspelt or cut one stands for, and the slips in it; None if none is near."""
        if found := nearest(word.folded, self.spoken):
            return found[0], found[1][0]
        if len(word.folded) >= 4:
            longer = next((known for known in self.single if known.startswith(word.folded)), None)
            return (1, longer) if longer else None
        return None


@dataclass(slots=True)
class _Building:
    words: defaultdict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    names: defaultdict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    shown: dict[str, str] = field(default_factory=dict)

    def add(self, number: int, weight: int, text: str) -> None:
        """Take one text of a piece in, as words and, where it is a name, as a whole."""
        self._stand(_words(text), number, weight)
        if weight > TEXT:
            self._names(number, weight, text)

    def _names(self, number: int, weight: int, text: str) -> None:
        shown = written(text)
        plain = [word.casefold() for word in shown]
        naming = [fold(word) for word in plain if word not in JOINING] or [fold(word) for word in plain]
        for word, as_written in zip(plain, shown, strict=True):
            self.shown.setdefault(fold(word), as_written)
        if len(plain) > 1:  # neighbours are also found written as one: `ci/cd` is `cicd`
            self._stand([fold(first + second) for first, second in pairwise(plain)], number, weight)
        if weight != SUBTOPIC:
            self._call("".join(naming), number, weight)
        if "(" in text and weight != SUBTOPIC:
            full, inner = keys(text)
            for form in full:
                self._call(form, number, weight)
            for form in inner if weight == NAME else ():  # `(CDN)` is a name of its own
                self._call(form, number, NAME)

    def _stand(self, words: Iterable[str], number: int, weight: int) -> None:
        for word in words:
            hits = self.words[word]
            if hits.get(number, 0) < weight:
                hits[number] = weight

    def _call(self, form: str, number: int, weight: int) -> None:
        called = self.names[form]
        called[number] = max(weight, called.get(number, 0))


@lru_cache(maxsize=64)  # what stands around topics is the same text over and over
def _words(text: str) -> frozenset[str]:
    """The folded words of a text, each once."""
    return frozenset(folded(text))


def _name(piece: Piece) -> str:
    match piece:
        case Place():
            return piece.topic.name
        case Part():
            return piece.subtopic.name
        case Task():
            return piece.assignment.name
        case _:
            return piece.name


def _texts(piece: Piece) -> Iterator[tuple[int, str]]:
    """What a piece says, and how much each saying weighs."""
    yield NAME, _name(piece)
    match piece:
        case Place():
            yield from _topic(piece)
        case Part():
            yield AROUND, piece.place.topic.name
            yield AROUND, _around(piece.place.roadmap)
        case Task():
            yield TEXT, piece.assignment.text
            yield AROUND, piece.area.name
        case Roadmap():
            yield NAME, piece.id
            yield from ((ALIAS, alias) for alias in piece.aliases)
            yield from ((TEXT, text) for text in (piece.summary, piece.about))
        case Area():
            yield NAME, piece.id
            yield from ((ALIAS, alias) for alias in piece.aliases)
            yield TEXT, piece.description
        case Integration():
            yield from ((TEXT, point) for point in piece.points)


def _topic(place: Place) -> Iterator[tuple[int, str]]:
    topic = place.topic
    yield from ((ALIAS, alias) for alias in topic.aliases)
    yield from ((PLAIN if _everyday(term) else TERM, term) for term in topic.terms)
    yield from ((SUBTOPIC, subtopic.name) for subtopic in topic.subtopics)
    yield TEXT, topic.text
    yield AROUND, _around(place.roadmap)
    yield AROUND, TITLES[place.category]
    yield AROUND, topic.level


def _everyday(term: str) -> bool:
    """Whether a term is one lower-case word, which many topics speak of and none is called by."""
    return term.islower() and len(written(term)) == 1


def _around(roadmap: Roadmap) -> str:
    return " ".join((roadmap.id, roadmap.name, *roadmap.aliases))

"""The best matches for words over all content, or over one roadmap."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.entries import Part, Piece, Place
from bot.catalog.lookup import words as lookup_words
from bot.catalog.lookup.search_index import ALIAS, AROUND, NAME, PLAIN, SUBTOPIC, TERM, TEXT, Hits, Index
from bot.catalog.lookup.typos import correct
from bot.catalog.lookup.words import Word, joined

# Called exactly so beats every mention; then where the word that stands furthest back stands.
CALLED: Final = {NAME: 9000, ALIAS: 8000, TERM: 5500, PLAIN: 5500}
HOLDS: Final = {NAME: 7000, ALIAS: 6000, TERM: 5000, SUBTOPIC: 4000, PLAIN: 3000, TEXT: 2000, AROUND: 1000}


@dataclass(frozen=True, slots=True)
class Match:
    """A piece of content that fits; higher scores fit better, and scores compare only within one search."""

    piece: Piece
    score: int
    called: int = 0
    """NAME, ALIAS, TERM or PLAIN where the words together are exactly that, else 0."""

    @property
    def place(self) -> Place | None:
        """The topic to show, for a topic or a part of one."""
        if isinstance(self.piece, Part):
            return self.piece.place
        return self.piece if isinstance(self.piece, Place) else None

    @property
    def by_name(self) -> bool:
        """Whether all the words stand in the piece's name or alias."""
        return self.score >= HOLDS[ALIAS]


@dataclass(frozen=True, slots=True)
class Found:
    """Matches, best first and at most as many as asked for, and the words that none of them holds."""

    matches: tuple[Match, ...]
    dropped: tuple[Word, ...]
    total: int
    """How many there are in all."""

    @property
    def places(self) -> tuple[Place, ...]:
        """The topics among the matches, each once."""
        return tuple(dict.fromkeys(match.place for match in self.matches if match.place))


def search(catalog: Catalog, words: str, limit: int = 50) -> tuple[Match, ...]:
    """The best matches over everything for words as typed, slips forgiven."""
    return find(catalog, correct(catalog, lookup_words.read(words), {}).words, limit=limit).matches


def find(catalog: Catalog, words: Sequence[Word], *, within: str | None = None, limit: int = 50) -> Found:
    """The pieces holding all words, or where there is none those holding most; `within` one roadmap only topics."""
    index = catalog.index
    groups = index.hits(words)
    numbers = _numbers(index, groups, within)
    scores = {n: _score(hits.values(), index.lengths[n]) for n, hits in numbers.items() if len(hits) == len(groups)}
    called = index.names.get(joined(words), {})
    for number, how in called.items():
        if within is None or _stands_in(index.pieces[number], within):
            scores[number] = max(scores.get(number, 0), CALLED[how] - index.lengths[number])
    dropped: tuple[Word, ...] = ()
    if not scores:
        kept = _most(numbers)
        scores = {number: sum(hits.values()) for number, hits in kept.items()}
        used = {at for hits in kept.values() for at in hits}
        dropped = tuple(word for at, (group, _) in enumerate(groups) if at not in used for word in group)
    ranked = sorted(scores, key=lambda number: (-scores[number], number))
    matches = tuple(_once(Match(index.pieces[number], scores[number], called.get(number, 0)) for number in ranked))
    return Found(matches[:limit], dropped, len(matches))


def _numbers(
    index: Index, groups: Sequence[tuple[tuple[Word, ...], Hits]], within: str | None
) -> dict[int, dict[int, int]]:
    """Piece -> which of the word groups it holds, and where."""
    found: dict[int, dict[int, int]] = {}
    for at, (_, hits) in enumerate(groups):
        for number, weight in hits.items():
            found.setdefault(number, {})[at] = weight
    if within is None:
        return found
    return {number: hits for number, hits in found.items() if _stands_in(index.pieces[number], within)}


def _stands_in(piece: Piece, roadmap_id: str) -> bool:
    return isinstance(piece, Place) and piece.roadmap.id == roadmap_id


def _most(numbers: Mapping[int, Mapping[int, int]]) -> dict[int, Mapping[int, int]]:
    """The pieces that themselves hold the most of the words."""
    held = {number: sum(weight > AROUND for weight in hits.values()) for number, hits in numbers.items()}
    most = max(held.values(), default=0)
    return {number: numbers[number] for number, count in held.items() if most and count == most}


def _score(weights: Collection[int], length: int) -> int:
    """What surrounds a piece narrows the search and says nothing about how well the piece itself fits."""
    own = [weight for weight in weights if weight > AROUND] or [AROUND]
    extra = min(length - sum(weight == NAME for weight in own), 9)
    return HOLDS[min(own)] + 10 * sum(weights) - extra


def _once(matches: Iterable[Match]) -> Iterator[Match]:
    """A topic and its parts answer the same question: the best of them is enough."""
    seen: set[str] = set()
    for match in matches:
        if match.place is None:
            yield match
        elif isinstance(match.piece, Part):
            if match.place.id not in seen:
                seen.add(f"{match.place.id}+")
                yield match
        elif f"{match.place.id}+" not in seen:
            seen.add(match.place.id)
            yield match

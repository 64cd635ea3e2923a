"""Slips of the keyboard: which name or word a typed one stands for, and when that has to be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import words as lookup_words
from bot.catalog.lookup.edit_distance import SHORTEST, nearest, resembling
from bot.catalog.lookup.vocabulary import Meaning, spans
from bot.catalog.lookup.words import Word, joined
from bot.catalog.models import Roadmap

MOST_OPTIONS: Final = 10
MOST_CORRECTED: Final = 8  # words; more slips than that are not slips


@dataclass(frozen=True, slots=True)
class Taken:
    """A near miss: the words typed, in lower case, and the name they were taken for."""

    typed: str
    meant: str


@dataclass(frozen=True, slots=True)
class Option:
    """One way to understand a text: its name, and the whole text to run instead."""

    name: str
    query: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """Words with their slips put right; `options` where a slip is as near to one name as to another."""

    words: tuple[Word, ...]
    taken: tuple[Taken, ...] = ()
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class _Guess:
    start: int
    stop: int
    slips: int
    meanings: tuple[Meaning, ...]


def correct(catalog: Catalog, words: Sequence[Word], names: Mapping[str, Meaning]) -> Corrected:
    """Put slips right: `names` first, then words of the content. A word that stands anywhere is no slip."""
    fixed = {at for span in spans(words, names) for at in range(span.start, span.stop)}
    if len(fixed) == len(words):
        return Corrected(tuple(words))
    unknown = [at for at in _unknown(catalog, words) if at not in fixed][:MOST_CORRECTED]
    out: list[tuple[Word, ...]] = [(word,) for word in words]
    taken: list[Taken] = []
    done: set[int] = set(fixed)
    for at in unknown:
        guess = _guess(catalog, words, at, names, done) if at not in done else None
        if guess is None:
            continue
        if len(guess.meanings) > 1:
            return Corrected(tuple(words), options=tuple(_options(words, guess)))
        reach = range(guess.start, guess.stop)
        done.update(reach)
        typed = " ".join(word.typed for word in words[guess.start : guess.stop])
        taken.append(Taken(typed, guess.meanings[0].name))
        for other in reach:
            out[other] = ()
        out[guess.start] = lookup_words.read(guess.meanings[0].query)
    return Corrected(tuple(word for group in out for word in group), tuple(taken))


def doubtful(catalog: Catalog, words: Sequence[Word]) -> tuple[int, Roadmap] | None:
    """The first word that stands nowhere and resembles the name of a roadmap not named beside it, and that roadmap."""
    names = catalog.vocabulary.roadmaps
    named = {names[span.key].id for span in spans(words, names)}
    for at, word in enumerate(words):
        if catalog.index.knows(word):
            continue
        for key in resembling(word.typed, names):
            if names[key].id not in named:
                return at, names[key]
    return None


def _unknown(catalog: Catalog, words: Sequence[Word]) -> Iterator[int]:
    """Words that stand nowhere in the content, neither alone nor written as one with a neighbour."""
    index = catalog.index
    for at, word in enumerate(words):
        if len(word.folded) < SHORTEST or index.knows(word):
            continue
        pairs = (words[at - 1 : at + 1] if at else (), words[at : at + 2])
        if not any(len(pair) == 2 and joined(pair) in index.words for pair in pairs):
            yield at


def _guess(
    catalog: Catalog, words: Sequence[Word], at: int, names: Mapping[str, Meaning], done: set[int]
) -> _Guess | None:
    """The fewest slips decide; among equals the word alone, and a name before a mere word of the content."""
    best = _alone(words[at], at, names)
    for start, stop in ((at - 1, at + 2), (at - 1, at + 1), (at, at + 2)):
        if start < 0 or stop > len(words) or not done.isdisjoint(range(start, stop)):
            continue
        found = nearest(joined(words[start:stop]), tuple(names))
        if not found:
            continue
        beside = (joined(words[start:at]), joined(words[at + 1 : stop]))
        whole = tuple(key for key in found[1] if key.startswith(beside[0]) and key.endswith(beside[1]))
        # a neighbour that stands in the name itself belongs to it; any other has to be worth its letters
        if best is None or found[0] < best.slips or (found[0] == best.slips and whole and best.stop - best.start == 1):
            meant = found[1] if best is None or found[0] < best.slips else whole
            best = _Guess(start, stop, found[0], tuple(dict.fromkeys(names[key] for key in meant)))
    word = catalog.index.near(words[at])
    if word and (best is None or word[0] < best.slips):
        return _Guess(at, at + 1, word[0], (Meaning(catalog.index.shown.get(word[1], word[1]), word[1]),))
    return best


def _alone(word: Word, at: int, names: Mapping[str, Meaning]) -> _Guess | None:
    """The names nearest to one word as typed or as compared, whichever has fewer slips."""
    found = [near for form in dict.fromkeys((word.folded, word.typed)) if (near := nearest(form, tuple(names)))]
    if not found:
        return None
    slips, keys = min(found, key=lambda near: near[0])
    return _Guess(at, at + 1, slips, tuple(dict.fromkeys(names[key] for key in keys)))


def _options(words: Sequence[Word], guess: _Guess) -> Iterator[Option]:
    before = [word.typed for word in words[: guess.start]]
    after = [word.typed for word in words[guess.stop :]]
    for meaning in guess.meanings[:MOST_OPTIONS]:
        yield Option(meaning.name, " ".join((*before, meaning.query, *after)))

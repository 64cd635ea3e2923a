"""Correct slips of the keyboard: which name or word a typed one stands for, and when to ask instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import word_matching
from bot.catalog.lookup.hidden_names import hidden_names
from bot.catalog.lookup.vocabulary import NameMeaning, find_name_spans
from bot.catalog.lookup.word_matching import MIN_WORD_LENGTH, Word, joined_key, nearest_words, similar_words
from bot.catalog.models import Roadmap
from bot.catalog.ranking import content_terms
from bot.catalog.ranking.stemming import stem
from bot.frozen import frozen

MAX_OPTIONS: Final = 10
MAX_CORRECTED_WORDS: Final = 8  # more are no slips


@frozen
class Correction:
    """A near miss: the words typed, in lower case, and the name they were taken for."""

    typed: str
    meant: str


@frozen
class QueryOption:
    """One way to understand a text: its name, and the whole text to run instead."""

    name: str
    query: str


@frozen
class CorrectedWords:
    """Words with their slips corrected; `options` where a slip is as near to one name as to another."""

    words: tuple[Word, ...]
    corrections: tuple[Correction, ...] = ()
    options: tuple[QueryOption, ...] = ()
    origins: tuple[int, ...] = ()
    """For each word the position of the typed word that it stands for, or the first of those."""


@frozen
class _SlipGuess:
    start: int
    stop: int
    slips: int
    meanings: tuple[NameMeaning, ...]


def correct_words(
    catalog: Catalog, words: Sequence[Word], names: Mapping[str, NameMeaning], *, is_question: bool = False
) -> CorrectedWords:
    """Correct slips: `names` first, then words of the content. A word that the content has is no slip.

    In a question neither is another form of such a word, or an everyday word.
    """
    known = {at for span in find_name_spans(words, names) for at in range(span.start, span.stop)}
    if len(known) == len(words):
        return CorrectedWords(tuple(words), origins=tuple(range(len(words))))
    unknown = [
        at
        for at in _unknown_positions(catalog, words)
        if at not in known and not (is_question and _is_everyday(catalog, words[at]))
    ][:MAX_CORRECTED_WORDS]
    corrected: list[tuple[Word, ...]] = [(word,) for word in words]
    corrections: list[Correction] = []
    used: set[int] = set(known)
    for at in unknown:
        guess = _best_guess(catalog, words, at, names, used) if at not in used else None
        if guess is None:
            continue
        if len(guess.meanings) > 1:
            return CorrectedWords(tuple(words), options=tuple(_query_options(words, guess)))
        used.update(range(guess.start, guess.stop))
        typed = " ".join(word.typed for word in words[guess.start : guess.stop])
        corrections.append(Correction(typed, guess.meanings[0].name))
        corrected[guess.start : guess.stop] = [()] * (guess.stop - guess.start)
        corrected[guess.start] = word_matching.parse_words(guess.meanings[0].query)
    placed = [(word, at) for at, group in enumerate(corrected) for word in group]
    return CorrectedWords(
        tuple(word for word, _ in placed), tuple(corrections), origins=tuple(origin for _, origin in placed)
    )


def find_doubtful_word(catalog: Catalog, words: Sequence[Word]) -> tuple[int, Roadmap] | None:
    """Return the first unknown word that resembles the name of a roadmap not named beside it, and that roadmap."""
    names = catalog.vocabulary.roadmaps
    named = {names[span.key].id for span in find_name_spans(words, names)}
    for at, word in enumerate(words):
        if word.folded in catalog.vocabulary.filter_names:  # and the index of all words, which takes a while, can wait
            continue
        if catalog.search_index.has_word(word) or word.folded in hidden_names(catalog):
            continue
        for key in similar_words(word.typed, names):
            if names[key].id not in named:
                return at, names[key]
    return None


def _unknown_positions(catalog: Catalog, words: Sequence[Word]) -> Iterator[int]:
    """Yield positions of words that the content has nowhere, neither alone nor joined with a neighbour.

    The name of a roadmap that a layer hides is no slip of another name.
    """
    index, hidden = catalog.search_index, hidden_names(catalog)
    for at, word in enumerate(words):
        if len(word.folded) < MIN_WORD_LENGTH or index.has_word(word) or word.folded in hidden:
            continue
        pairs = (words[at - 1 : at + 1] if at else (), words[at : at + 2])
        if not any(len(pair) == 2 and joined_key(pair) in index.hits_by_word for pair in pairs):
            yield at


def _is_everyday(catalog: Catalog, word: Word) -> bool:
    """Tell whether a word is another form of one that the content has, or an everyday word that says it."""
    is_explained = word.typed in content_terms.everyday_words() or not content_terms.says_something(word.typed)
    return is_explained or stem(word.typed) in catalog.content_index.postings


def _best_guess(
    catalog: Catalog, words: Sequence[Word], position: int, names: Mapping[str, NameMeaning], used: set[int]
) -> _SlipGuess | None:
    """Return the guess with fewest slips; among equals the word alone, and a name before a mere word of the content."""
    best = _guess_for_word(words[position], position, names)
    for start, stop in ((position - 1, position + 2), (position - 1, position + 1), (position, position + 2)):
        if start < 0 or stop > len(words):
            continue
        found = nearest_words(joined_key(words[start:stop]), tuple(names))
        if not found:
            continue
        beside = (joined_key(words[start:position]), joined_key(words[position + 1 : stop]))
        whole = tuple(key for key in found[1] if key.startswith(beside[0]) and key.endswith(beside[1]))
        if not used.isdisjoint(range(start, stop)):  # a name of its own stays, unless it begins or ends another
            if not whole or found[0] > 1:
                continue
            found = found[0], whole
        # a neighbour that stands in the name itself belongs to it; any other has to be worth its letters
        if best is None or found[0] < best.slips or (found[0] == best.slips and whole and best.stop - best.start == 1):
            meant = found[1] if best is None or found[0] < best.slips else whole
            best = _SlipGuess(start, stop, found[0], tuple(dict.fromkeys(names[key] for key in meant)))
    nearest = catalog.search_index.nearest_word(words[position])
    if nearest and (best is None or nearest[0] < best.slips):
        slips, word = nearest
        spelling = catalog.search_index.spelling_by_word.get(word, word)
        return _SlipGuess(position, position + 1, slips, (NameMeaning(spelling, word),))
    return best


def _guess_for_word(word: Word, position: int, names: Mapping[str, NameMeaning]) -> _SlipGuess | None:
    """Return the names nearest to one word as typed or as compared, whichever has fewer slips."""
    found = [near for form in dict.fromkeys((word.folded, word.typed)) if (near := nearest_words(form, tuple(names)))]
    if not found:
        return None
    slips, keys = min(found, key=lambda near: near[0])
    return _SlipGuess(position, position + 1, slips, tuple(dict.fromkeys(names[key] for key in keys)))


def _query_options(words: Sequence[Word], guess: _SlipGuess) -> Iterator[QueryOption]:
    before = [word.typed for word in words[: guess.start]]
    after = [word.typed for word in words[guess.stop :]]
    for meaning in guess.meanings[:MAX_OPTIONS]:
        yield QueryOption(meaning.name, " ".join((*before, meaning.query, *after)))

"""How near two words are, and which words a misspelt one may stand for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST: Final = 3


def distance(typed: str, word: str) -> int | None:
    """Typing slips (one wrong, missing, extra or swapped letter each) between the two; None if too many to be one."""
    slips = OSA.distance(typed, word)
    return slips if _plausible(typed, word, slips) else None


def nearest(typed: str, words: Sequence[str]) -> tuple[int, tuple[str, ...]] | None:
    """The fewest slips and every word that many away, in the order given; None when nothing is near."""
    if len(typed) < SHORTEST:
        return None
    found = process.extract(typed, words, scorer=OSA.distance, score_cutoff=_slips(len(typed) + 1), limit=None)
    plausible = [(int(slips), word) for word, slips, _ in found if _plausible(typed, word, int(slips))]
    if not plausible:
        return None
    fewest = min(plausible)[0]
    return fewest, tuple(word for slips, word in plausible if slips == fewest)


def resembling(typed: str, words: Iterable[str]) -> tuple[str, ...]:
    """Words one slip away that begin alike, however short: too little to decide by, enough to ask about."""
    return tuple(
        word
        for word in words
        if min(len(typed), len(word)) >= SHORTEST
        and typed[0] == word[0]
        and _digits(typed) == _digits(word)
        and OSA.distance(typed, word, score_cutoff=1) == 1
    )


def closest(typed: str, words: Iterable[str]) -> str | None:
    """The one word most like the typed one, judged kindly: for the hint in a message, never for a decision."""
    found = process.extractOne(typed, list(words), scorer=OSA.normalized_similarity, score_cutoff=0.6)
    return str(found[0]) if found else None


def _slips(length: int) -> int:
    """How many slips a word of this length may hold and still be taken for another."""
    if length < 4:
        return 1
    return 1 if length < 8 else 2 if length < 12 else 3


def _plausible(typed: str, word: str, slips: int) -> bool:
    shorter = min(len(typed), len(word))
    if shorter < SHORTEST or slips > _slips(shorter) or _digits(typed) != _digits(word):
        return False
    swapped = sorted(typed) == sorted(word)
    if shorter < 4:  # so few letters: another letter is another word, only a swap is a slip
        return swapped
    return swapped or shorter > 5 or typed[0] == word[0]


def _digits(word: str) -> str:
    """A wrong digit is another thing (http2, http3), never a slip."""
    return "".join(letter for letter in word if letter.isdigit())

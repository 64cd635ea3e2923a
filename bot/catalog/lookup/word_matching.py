"""Make words comparable: case, plurals, separators and compounds do not matter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern

MAX_TEXT_LENGTH: Final = 400
MAX_WORDS: Final = 24
MAX_WORD_LENGTH: Final = 60

# Words that join others and name nothing by themselves; "blue and green" is "blue green".
JOINING_WORDS: Final = frozenset(
    [
        *("a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "of", "on", "or", "plus", "the", "to"),
        *("via", "vs", "versus", "with", "without"),
    ]
)

# Words around a question; names that contain one of them are tried first.
FILLER_WORDS: Final = frozenset(
    [
        *(
            "roadmap",
            "topic",
            "level",
            "category",
            "all",
            "show",
            "me",
            "please",
            "what",
            "how",
            "do",
            "doe",
            "i",
            "we",
        ),
        *("my", "should", "work", "can", "learn", "need", "want", "tell", "explain", "use", "using", "it", "there"),
        *("are", "you", "some", "worked", "did"),
    ]
)
# Those of them that say nothing that anybody would miss in a note.
SILENT_WORDS: Final = FILLER_WORDS & {
    "i",
    "we",
    "me",
    "my",
    "it",
    "some",
    "please",
    "did",
    "worked",
    "are",
    "you",
    "there",
}
_WORD: Final[re.Pattern[str]] = lazy_pattern(r"[^\W_]+")
_POSSESSIVE: Final = lazy_pattern(  # `AWS's`, not the `is` of `what's`
    r"\b(?!(?:it|what|that|who|where|how|here|there|when|let|he|she)['’])(\w{2,})['’]s\b", re.IGNORECASE
)
_APOSTROPHE: Final = lazy_pattern(r"(?<=\w)['’](?=\w)")
_BRACKETS: Final = lazy_pattern(r"\(([^()]*)\)")
_NOT_PLURAL: Final = frozenset(["kubernetes", "ddos", "macos", "https", "always"])
_SHORT_PLURALS: Final = {"apis": "api", "amis": "ami", "slis": "sli", "cis": "ci"}


@frozen
class Word:
    """A word as typed (lower case) and as compared."""

    typed: str
    folded: str


MIN_WORD_LENGTH: Final = 3


def folded_words(text: str) -> list[str]:
    """Return the folded words of our own text, joining words left out unless nothing else is there."""
    plain = split_words(text.lower()) if text.isascii() else [word.casefold() for word in split_words(text)]
    return [fold_word(word) for word in plain if word not in JOINING_WORDS] or [fold_word(word) for word in plain]


def split_words(text: str) -> list[str]:
    """Return the words of a text as written, split at any separator or punctuation."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    if "'" in plain or "’" in plain:
        plain = _APOSTROPHE.sub("", _POSSESSIVE.sub(r"\1", plain))
    return _WORD.findall(plain)


@lru_cache(maxsize=20_000)
def fold_word(word: str) -> str:
    """Return the form in which singular and plural are the same; not a word to show."""
    if word in _SHORT_PLURALS:
        return _SHORT_PLURALS[word]
    if len(word) > 3 and word.endswith("s") and word not in _NOT_PLURAL:
        word = _singular(word)
    return word[:-1] if len(word) > 4 and word.endswith(("che", "she", "xe", "sse", "ze")) else word


def _singular(word: str) -> str:
    if word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1]


def parse_words(text: str) -> tuple[Word, ...]:
    """Return the words that a person typed, joining words left out; at most 24, however long the text is."""
    typed = (word.casefold()[:MAX_WORD_LENGTH] for word in split_words(text[:MAX_TEXT_LENGTH]))
    words = [Word(word, fold_word(word)) for word in typed]
    naming = [word for word in words if word.folded not in JOINING_WORDS]
    return tuple((naming or words)[:MAX_WORDS])


def drop_fillers(words: Sequence[Word]) -> tuple[Word, ...]:
    """Return the words without those that people say around a question, unless nothing else is there."""
    kept = tuple(word for word in words if word.folded not in FILLER_WORDS)
    return kept or tuple(words)


def name_key(text: str) -> str:
    """Return one key per name, the same for `Blue-Green`, `blue green`, `bluegreen` and `blue & greens`."""
    return "".join(folded_words(text))


def joined_key(words: Iterable[Word]) -> str:
    """Return the key of words that were parsed already."""
    return "".join(word.folded for word in words)


def name_keys(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the keys of a name in full and without its brackets, and those of what is in brackets: `(HPA)`."""
    if "(" not in name:
        key = name_key(name)
        return ((key,) if key else ()), ()
    names = dict.fromkeys(map(name_key, (name, _BRACKETS.sub(" ", name))))
    inner = dict.fromkeys(map(name_key, _BRACKETS.findall(name)))
    return tuple(key for key in names if key), tuple(key for key in inner if key and key not in names)


def count_slips(typed: str, word: str) -> int | None:
    """Return the slips (one wrong, missing, extra or swapped letter each) between the two; None if implausible."""
    slips = OSA.distance(typed, word)
    return slips if _is_plausible_slip(typed, word, slips) else None


def nearest_words(typed: str, words: Sequence[str]) -> tuple[int, tuple[str, ...]] | None:
    """Return the fewest slips and all words with that many, in the order given; None when nothing is near."""
    if len(typed) < MIN_WORD_LENGTH:
        return None
    near = process.extract(typed, words, scorer=OSA.distance, score_cutoff=_max_slips(len(typed)), limit=None)
    plausible = [(int(slips), word) for word, slips, _ in near if _is_plausible_slip(typed, word, int(slips))]
    if not plausible:
        return None
    fewest = min(plausible)[0]
    return fewest, tuple(word for slips, word in plausible if slips == fewest)


def similar_words(typed: str, words: Iterable[str]) -> tuple[str, ...]:
    """Return words one slip away that begin alike, however short: too little to decide by, enough to ask about."""
    return tuple(
        word
        for word in words
        if min(len(typed), len(word)) >= MIN_WORD_LENGTH
        and typed[0] == word[0]
        and digits_of(typed) == digits_of(word)
        and OSA.distance(typed, word, score_cutoff=1) == 1
    )


def closest_word(typed: str, words: Iterable[str]) -> str | None:
    """Return the word most like the typed one, judged generously: for the hint in a message, never for a decision."""
    closest = process.extractOne(typed, list(words), scorer=OSA.normalized_similarity, score_cutoff=0.6)
    return str(closest[0]) if closest else None


def _max_slips(length: int) -> int:
    """Return how many slips a word of this length may have and still be taken for another."""
    return 1 if length < 8 else 2 if length < 12 else 3


def _is_plausible_slip(typed: str, word: str, slips: int) -> bool:
    shorter = min(len(typed), len(word))
    if shorter < MIN_WORD_LENGTH or slips > _max_slips(shorter) or digits_of(typed) != digits_of(word):
        return False
    swapped = sorted(typed) == sorted(word)
    if shorter < 4:  # so few letters: another letter is another word, only a swap is a slip
        return swapped
    return swapped or shorter > 5 or typed[0] == word[0]


def digits_of(word: str) -> str:
    """Return the digits of a word: a wrong digit is another thing (http2, http3), never a slip."""
    return "".join(letter for letter in word if letter.isdigit())

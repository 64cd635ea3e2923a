"""Words made comparable: case, plurals, separators and compounds do not matter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

MAX_TEXT: Final = 400
MAX_WORDS: Final = 24
MAX_WORD: Final = 60

# Words that join others and name nothing by themselves; "blue and green" is "blue green".
JOINING: Final = frozenset(
    [
        *("a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "of", "on", "or", "plus", "the", "to"),
        *("via", "vs", "versus", "with", "without"),
    ]
)
# What people say around a question. A word of the content is never one of these without its name being tried first.
FILLERS: Final = frozenset(
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
            "my",
        ),
        *(
            "should",
            "work",
            "can",
            "learn",
            "need",
            "want",
            "tell",
            "explain",
            "use",
            "using",
            "it",
            "there",
            "are",
            "you",
        ),
    ]
)
_WORD: Final[re.Pattern[str]] = re.compile(r"[^\W_]+")
_APOSTROPHE: Final = re.compile(r"(?<=\w)['’](?=\w)")
_BRACKETS: Final = re.compile(r"\(([^()]*)\)")
_WHOLE: Final = frozenset(["kubernetes", "ddos", "macos", "https", "always"])
_SHORT_PLURALS: Final = {"apis": "api", "amis": "ami", "slis": "sli", "cis": "ci"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed (lower case) and as compared."""

    typed: str
    folded: str


def written(text: str) -> list[str]:
    """The words of a text as they stand there, split at any separator or punctuation."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _WORD.findall(_APOSTROPHE.sub("", plain) if "'" in plain or "’" in plain else plain)


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """The form in which singular and plural are the same; not a word to show."""
    if word in _SHORT_PLURALS:
        return _SHORT_PLURALS[word]
    if len(word) > 3 and word.endswith("s") and word not in _WHOLE:
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


def read(text: str) -> tuple[Word, ...]:
    """What a person typed, joining words left out; at most 24 words, however long the text is."""
    found = [Word(word[:MAX_WORD], fold(word[:MAX_WORD])) for word in map(str.casefold, written(text[:MAX_TEXT]))]
    naming = [word for word in found if word.folded not in JOINING]
    return tuple((naming or found)[:MAX_WORDS])


def useful(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words without those that people say around a question, unless nothing else is there."""
    kept = tuple(word for word in words if word.folded not in FILLERS)
    return kept or tuple(words)


def folded(text: str) -> list[str]:
    """The words of our own text, folded, joining words left out unless nothing else is there."""
    plain = [word.casefold() for word in written(text)]
    return [fold(word) for word in plain if word not in JOINING] or [fold(word) for word in plain]


def key(text: str) -> str:
    """One string per name, the same for `Blue-Green`, `blue green`, `bluegreen` and `blue & greens`."""
    return "".join(folded(text))


def joined(words: Iterable[Word]) -> str:
    """The key of words that were read already."""
    return "".join(word.folded for word in words)


def keys(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys a name goes by: in full and without its brackets, then what the brackets hold: `(HPA)`."""
    if "(" not in name:
        form = key(name)
        return ((form,) if form else ()), ()
    bare = _BRACKETS.sub(" ", name)
    names = dict.fromkeys(key(form) for form in (name, bare))
    inner = dict.fromkeys(key(form) for form in _BRACKETS.findall(name))
    return tuple(form for form in names if form), tuple(form for form in inner if form and form not in names)

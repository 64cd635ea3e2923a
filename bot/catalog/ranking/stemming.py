"""Cut words to their stems, after M. F. Porter, 1980: `rotate`, `rotates`, `rotating` and `rotation` are one."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from bot.lazy_pattern import lazy_pattern

MIN_LENGTH: Final = 4  # shorter words are names and abbreviations: `dns`, `tls`
_VOWEL: Final = lazy_pattern(r"[aeiou]|(?<=[^aeiou])y")
_VOWEL_THEN_CONSONANT: Final = lazy_pattern(r"(?:[aeiou]|(?<=[^aeiou])y)+[^aeiou]")
_SHORT_END: Final = lazy_pattern(r"[^aeiou][aeiouy][^aeiouwxy]$")  # `hop`, `rotat`
_UNCHANGED: Final = frozenset(("aws", "kubernetes", "dns", "redis", "always", "https", "ddos", "macos", "news"))

# Suffixes by what stands in their place, where at least one syllable is before them; then where two are.
_REPLACED: Final = (
    *(("ational", "ate"), ("ization", "ize"), ("isation", "ize"), ("fulness", "ful"), ("iveness", "ive")),
    *(("ousness", "ous"), ("tional", "tion"), ("biliti", "ble"), ("aliti", "al"), ("iviti", "ive")),
    *(("ation", "ate"), ("ator", "ate"), ("entli", "ent"), ("ousli", "ous"), ("enci", "ence"), ("anci", "ance")),
    *(("izer", "ize"), ("iser", "ize"), ("ise", "ize"), ("alli", "al"), ("abli", "able"), ("eli", "e")),
    *(("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ness", ""), ("ful", "")),
)
_DROPPED: Final = (
    *("ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize"),
    *("ion", "al", "er", "ic", "or"),
)
# Stems of one word that its suffixes keep apart.
_SAME: Final = {
    "recoveri": "recov",
    "authentic": "authent",
    "storag": "store",
    "stored": "store",
    "replica": "replic",
    "container": "contain",
    "scalabl": "scale",
    "complianc": "compliant",
    "slower": "slow",
    "smaller": "small",
    "faster": "fast",
    "cheaper": "cheap",
    "bigger": "big",
    "larger": "larg",
    "safer": "safe",
    "slowli": "slow",
    "ran": "run",
    "went": "go",
    "goe": "go",
    "broke": "break",
    "broken": "break",
    "kept": "keep",
    "costli": "cost",
    "did": "do",
    "done": "do",
    "doe": "do",
    "built": "build",
    "sent": "send",
    "lost": "lose",
    "loss": "lose",
    "written": "write",
    "wrote": "write",
    "spent": "spend",
    "hidden": "hide",
    "safeti": "safe",
    "spread": "spread",
    "chose": "choos",
    "chosen": "choos",
    "choic": "choos",
    "knew": "know",
    "known": "know",
    "knowledg": "know",
}


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the stem of a word in small letters; not a word to show."""
    if len(word) < MIN_LENGTH or word in _UNCHANGED or not (word.isascii() and word.isalpha()):
        return _SAME.get(word, word)
    if word in _SAME:
        return _SAME[word]
    word = _without_plural(word)
    word = _without_tense(word)
    if word.endswith("y") and len(word) > 3 and word[-2] not in "aeiou":
        word = f"{word[:-1]}i"
    word = _replace_suffix(word)
    word = _without_last_e(_drop_suffix(word))
    return _SAME.get(word, word)


def _syllables(part: str) -> int:
    """Return how many vowels with a consonant behind them a word has."""
    return len(_VOWEL_THEN_CONSONANT.findall(part))


def _without_plural(word: str) -> str:
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    if word.endswith("ies"):
        return f"{word[:-2]}" if len(word) > 4 else word[:-1]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _without_tense(word: str) -> str:
    """Return a verb's form without `ed` or `ing`, and with the `e` that went before them: `scaling` is `scale`."""
    if word.endswith("eed"):
        return word[:-1] if _syllables(word[:-3]) else word
    for ending in ("ed", "ing"):
        base = word.removesuffix(ending)
        if base == word or len(base) < 2 or not _VOWEL.search(base):
            continue
        if base.endswith(("at", "bl", "iz")):
            return f"{base}e"
        if base[-1] == base[-2] and base[-1] not in "lsz":
            return base[:-1]
        return f"{base}e" if _syllables(base) == 1 and _SHORT_END.search(base) else base
    return word


def _replace_suffix(word: str) -> str:
    for ending, other in _REPLACED:
        if word.endswith(ending):
            base = word.removesuffix(ending)
            return f"{base}{other}" if _syllables(base) else word
    return word


def _drop_suffix(word: str) -> str:
    for ending in _DROPPED:
        if word.endswith(ending):
            base = word.removesuffix(ending)
            is_dropped = _syllables(base) > 1 and (ending != "ion" or base[-1:] in ("s", "t"))
            return base if is_dropped else word
    return word


def _without_last_e(word: str) -> str:
    if word.endswith("e"):
        base = word[:-1]
        if _syllables(base) > 1 or (_syllables(base) == 1 and not _SHORT_END.search(base)):
            return base
    return word[:-1] if word.endswith("ll") and _syllables(word) > 1 else word

"""Cut a line into tokens: each has a kind of one letter, so that a rule is a pattern over the letters of the kinds."""

from __future__ import annotations

import re
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from bot.lazy_pattern import lazy_pattern
from bot.timeexpr.day_names import USUAL_MONTHS
from bot.timeexpr.normalize import DASHES, QUOTES
from bot.timeexpr.numbers import PARTS, WORDS, Amount, amount

DAY: Final = 24 * 60


class DurationProblem(StrEnum):
    """What keeps a length from being taken; the values are those of `LineProblemCode`."""

    BAD = "bad_duration"
    NEGATIVE = "negative"
    ZERO = "zero"
    WRONG_UNIT = "wrong_unit"
    HOURS_OR_MINUTES = "hours_or_minutes"
    TOO_LONG = "too_long"
    SECONDS = "seconds"
    COUNTED = "counted"


COUNTED: Final = (  # things of which a number is no length and no day
    "chapters lessons videos sessions pomodoro pomodoros pages page modules labs exercises rounds talks courses "
    "questions tasks tickets articles books episodes tutorials lectures classes podcasts quizzes slides sections "
    "seiten kapitel lektionen übungen aufgaben kurse chapitres leçons exercices capítulos lecciones páginas lezioni"
)
# The kinds of words. Capitals are the short or the rarer sister of a kind; where a word is in two rows, the last wins.
_KINDS: Final = {
    "n": " ".join(word for word, count in WORDS.items() if count < 20),
    "N": " ".join(word for word, count in WORDS.items() if count >= 20),
    "X": "hundred hundert cent cento cien honderd sto",
    "p": " ".join(PARTS),
    "a": "a an ein eine einer einen une una uma jedna",
    "h": "hour hours hr hrs stunde stunden std heure heures hora horas ora ore uur uren godz godzina godziny godzin",
    "H": "h",
    "m": "minute minutes min mins minuten minuto minutos minuti minuut minuta minuty minut mn",
    "M": "m",
    "s": "second seconds sec secs sekunde sekunden sek seconde secondes segundo segundos secondi seconden sekund",
    "S": "s",
    "d": "day days week weeks wk wks month months year years yr yrs fortnight tag tage tagen woche wochen monat monate "
    "jour jours semaine semaines mois día días semana semanas mes meses giorno giorni settimana settimane dag dagen",
    "D": "d w",
    "q": "couple paar",
    "Q": "few several some many einige quelques unas algumas",
    "l": "all whole entire full",
    "j": "and und et e y en i plus & &amp;",
    "t": "to till til until bis à tot do",
    "o": "or oder ou",
    "F": "from between von zwischen de desde entre da das dalle van tussen since od",
    "@": "@ at um ab past",
    "O": "of",
    "Z": "noon midday midnight",
    "U": "uhr oclock",
    "P": "am pm",
    "x": "x × * times mal fois",
    "g": "ago",
    "~": "~ ≈",
    "'": " ".join(QUOTES),
    "i": "inf infinity nan",
    "J": " ".join(USUAL_MONTHS),
    "k": COUNTED,
    "K": "chapter lesson module lab exercise video section episode book",  # "1 lab" is counted, "lab 1" is a name
    "v": "http https tls ssl oauth web layer ipv ip raid python java php v part unit level tier phase step version "
    "wave sprint volume exam",  # a number after one of these belongs to the name
}
_VALUES: Final[dict[str, Amount]] = {**WORDS, **PARTS}
_SLIPS: Final[dict[str, tuple[str, ...]]] = {"h": ("y", "hour", "hours"), "m": ("z", "minute", "minutes")}

# a space, "a.m.", a word, a clock, a fraction, a number, a dash or arrow, &, any other sign
_TOKEN = lazy_pattern(
    r" |[ap]\.m\b\.?|o['’]clock|[^\W\d_]+|(?:[0-9]+|(?<!\w)):[0-9]+(?::[0-9]+)*|[1-9]/[2-9](?![0-9/])"
    rf"|[0-9]+(?:[.,][0-9]+)?|(?<![\w.,])[.,][0-9]+|[{DASHES}→]+>?|&(?:amp;)?|.",
    re.IGNORECASE | re.DOTALL,
)
_KIND_OF: Final = {
    **{word: kind for kind, words in _KINDS.items() for word in words.split()},
    **{sign: sign for sign in " .,:;/+("},
}


class Tokens(NamedTuple):
    """The tokens of a tidied line as typed, and a letter for the kind of each; a blank stands before the first."""

    words: list[str]
    kinds: str


def cut(line: str) -> Tokens:
    """Cut a tidied line into tokens."""
    words = _TOKEN.findall(line)
    return Tokens(["", *words], " " + "".join(map(_kind, words)))


def value(text: str) -> Amount:
    """Return the number that a token of digits or a word stands for; 1 for an article."""
    if "/" in text:
        return Fraction(int(text[0]), int(text[2]))
    return _VALUES.get(text.lower(), 1) if text[0].isalpha() else amount(text)


@lru_cache(maxsize=2048)
def _kind(text: str) -> str:
    """Return the kind of a token."""
    if kind := _KIND_OF.get(text.lower()):
        return kind
    if text[0].isdecimal() or text[-1].isdecimal():
        return _kind_of_number(text)
    if not text[0].isalpha():
        return "-" if text[0] in DASHES + "→" else "w" if text == "_" else "!"
    return "P" if "." in text else _slip(text.lower()) if text.isalpha() else "U"


def _kind_of_number(text: str) -> str:
    """Return c for 1:30, f for 1/2, T for 1,500, 1 for 1.5, 5 for 00, 05 to 55, 2 for other two digits, else 0."""
    if not text.isascii():
        return "w"
    if text.isdecimal():
        return "0" if len(text) != 2 else "5" if text[0] < "6" and text[1] in "05" else "2"
    return "c" if ":" in text else "f" if "/" in text else "T" if text[0] != "," and text[-4:-3] == "," else "1"


def _slip(word: str) -> str:
    """Return the kind of a word in no row: a slip of "hours" or "minutes", or just a word."""
    kind, *units = _SLIPS.get(word[0], ("w",))
    return kind if 4 <= len(word) <= 8 and any(OSA.distance(word, unit) == 1 for unit in units) else "w"

"""Turn the day words of other languages, short ones and slips into the English that `day_parts` reads."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.timeexpr.day_names import MONTH_NAMES, USUAL, WEEKDAY_NAMES
from bot.timeexpr.day_parts import AND, NAMED, TO
from bot.timeexpr.numbers import COUNTS

# In the order of WEEKDAY_NAMES and MONTH_NAMES; words that English has as well are left out.
_WEEKDAYS: Final = (
    "montag lundi lunes lunedì maandag poniedziałek segunda-feira",
    "dienstag mardi martes martedì dinsdag wtorek terça-feira",
    "mittwoch mercredi miércoles miercoles mercoledì woensdag środa quarta-feira",
    "donnerstag jeudi jueves giovedì donderdag czwartek quinta-feira",
    "freitag vendredi viernes venerdì vrijdag piątek sexta-feira",
    "samstag sonnabend samedi sábado sabado sabato zaterdag sobota",
    "sonntag dimanche domingo domenica zondag niedziela",
)
_MONTHS: Final = (
    "januar janvier enero",
    "februar février fevrier febrero",
    "märz maerz mars marzo",
    "avril abril",
    "mai mayo",
    "juni juin junio",
    "juli juillet julio",
    "août aout agosto",
    "septembre septiembre",
    "oktober octobre octubre",
    "novembre noviembre",
    "dezember décembre decembre diciembre",
)
_OTHERS: Final = (
    ("today", "heute aujourd'hui hoy oggi hoje vandaag dzisiaj dziś heute_morgen heute_früh ce_matin ce_soir"),
    ("yesterday", "gestern hier ayer ieri ontem gisteren wczoraj y'day yday yest ystd gestern_morgen"),
    ("day before yesterday", "vorgestern avant-hier anteayer anteontem eergisteren przedwczoraj l'altro_ieri"),
    ("tomorrow", "morgen demain mañana domani amanhã jutro tmrw tmr 2moro"),
    ("last", "letzten letzter letzte letztes afgelopen"),
    ("week", "woche semaine semana settimana wk"),
    ("weekend", "wochenende week-end"),
    ("morning", "früh matin"),
    ("afternoon", "nachmittag après-midi"),
    ("evening", "abend soir avond"),
    ("to", "bis"),
    ("and", "und et"),
)
_ENGLISH: Final = {
    word.replace("_", " "): english
    for english, words in (
        *zip(WEEKDAY_NAMES, _WEEKDAYS, strict=True),
        *zip(MONTH_NAMES, _MONTHS, strict=True),
        *_OTHERS,
    )
    for word in words.split()
}
_FOREIGN: Final = lazy_pattern(
    r"(?<!\w)(?:(?:vor|il y a|hace) (?P<count>[0-9]{1,3}|einem|einer|une?|una) "
    r"(?:(?P<days>tag(?:en)?|jours?|d[ií]as?)|wochen?|semain?as?|semaines?)"
    r"|(?P<before>[^\W\d_]+) (?:derni(?:er|ère)|pasad[oa]|passad[oa]|scors[oa])"
    rf"|(?P<word>{'|'.join(sorted(_ENGLISH, key=len, reverse=True))})|(?P<slip>[^\W\d_]{{5,}}))(?!\w)"
)
_BEGINNERS: Final = frozenset(  # the words that a day begins with, and "" for a number that is none itself
    {
        "",
        *USUAL,
        *(phrase.split()[0] for phrase in NAMED),
        *("next", "past", "previous", "coming", "in", "other", "all", "whole", "recently"),
        *("week", "weekend", "w", "kw", "few", "couple", "some", "several", *COUNTS),
    }
)
_WORD: Final = lazy_pattern(r"[^\W\d_]+")
_PLAIN_MARKS: Final = str.maketrans("’‐‑‒−", "'----")
_NUMERIC: Final = (
    r"[0-9]{1,4}(?:[-./] ?[0-9a-z]|(?:st|nd|rd|th)(?!\w)"
    r"|(?:st|nd|rd|th)?\.? ?(?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    rf"| ?(?:d|w|days?|wks?|weeks?|months?|years?) (?:ago|back)|\.?(?:{TO}|{AND})[0-9])|[0-9]{{8}}"
)
_PIECE: Final = lazy_pattern(rf"[^\W\d_]+|(?={_NUMERIC})")
_TOKEN: Final = lazy_pattern(rf"(?<![\w#$@:/&=?])(?<!\w[-.'’])(?:{_PIECE.pattern})")
_FIRST_PIECES: Final = frozenset(
    {_WORD.findall(word)[0] for word in _ENGLISH} | {"tag", "tagen", "jour", "jours", "dia", "dias", "día", "días"}
)
_SPELT: Final = (*WEEKDAY_NAMES, *MONTH_NAMES[7:], "january", "february", "yesterday", "tomorrow")
_SPELT_BY_LETTER: Final = {name[0]: [each for each in _SPELT if each[0] == name[0]] for name in _SPELT}


@frozen
class PlainLine:
    """A lower-case line whose day words are English, and the places at which a day may begin.

    `spans` are where each character is in the line as it was typed, empty where that is the same place; `slips` are
    the places of words that were guessed.
    """

    text: str
    places: tuple[int, ...]
    spans: tuple[tuple[int, int], ...] = ()
    slips: tuple[int, ...] = ()

    def typed(self, start: int, end: int) -> tuple[int, int]:
        """Return where the characters from `start` to `end` are in the line as it was typed."""
        return (self.spans[start][0], self.spans[end - 1][1]) if self.spans else (start, end)

    def is_misspelt(self, start: int, end: int) -> bool:
        """Return whether a word between these places was guessed."""
        return any(start <= place < end for place in self.slips)


def read_words(line: str) -> PlainLine | None:
    """Return a tidied line in the words in which days are read; None for a line that names none."""
    lower = line.lower()
    if not line.isascii():
        lower = lower.translate(_PLAIN_MARKS)
    if len(lower) != len(line):
        lower = "".join(char.lower() if len(char.lower()) == 1 else char for char in line)
    words = set(_WORD.findall(lower))
    if not _FIRST_PIECES.isdisjoint(words) or any(map(correct, words)):
        return _translate(lower)
    places = _places(lower)
    return PlainLine(lower, places) if places else None


def may_begin(line: str, place: int) -> bool:
    """Return whether a day may begin with the word or number at this place of a plain line."""
    found = _PIECE.match(line, place)
    return found is not None and found[0] in _BEGINNERS


def _places(line: str) -> tuple[int, ...]:
    return tuple([token.start() for token in _TOKEN.finditer(line) if token[0] in _BEGINNERS])


def _translate(line: str) -> PlainLine:
    text, spans, slips, last = "", list[tuple[int, int]](), list[int](), 0
    for found in _FOREIGN.finditer(line):
        if english := _in_english(found):
            slips += [len(text) + found.start() - last] if found["slip"] else []
            spans += [*_each(last, found.start()), *[found.span()] * len(english)]
            text, last = f"{text}{line[last : found.start()]}{english}", found.end()
    text += line[last:]
    return PlainLine(text, _places(text), (*spans, *_each(last, len(line))), tuple(slips))


def _each(start: int, end: int) -> list[tuple[int, int]]:
    return [(place, place + 1) for place in range(start, end)]


@lru_cache(maxsize=4096)
def correct(word: str) -> str:
    """Return the day word of which a word is a slip of the pen; empty for any other, such as "sundry" or "saturate"."""
    names = _SPELT_BY_LETTER.get(word[0], ())
    if len(word) < 5 or any(word.startswith(name) or name.startswith(word) for name in names):
        return ""
    likely = ((OSA.distance(word, name), name) for name in names if len(word) >= 8 or set(word[-2:]) == set(name[-2:]))
    return next(
        (name for slips, name in sorted(likely) if slips <= 1 + (len(word) >= 8 and word[-3:] == name[-3:])), ""
    )


def _in_english(found: re.Match[str]) -> str:
    if found["count"]:
        count = found["count"] if found["count"].isdigit() else "a"
        return f"{count} {'days' if found['days'] else 'weeks'} ago"
    if found["before"]:
        name = _ENGLISH.get(found["before"])
        return f"last {name}" if name else ""
    return _ENGLISH[found["word"]] if found["word"] else correct(found["slip"])

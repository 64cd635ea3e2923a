"""Tell whether a text is one that can be read: words in English, of a sentence's length."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from typing import Final

from bot.catalog.lookup.word_matching import split_words
from bot.lazy_pattern import lazy_pattern

MAX_LENGTH: Final = 400  # characters of a question
_LEAST_FOREIGN: Final = 2  # words of another language, which English does not have
_CODE: Final = lazy_pattern(
    r"```|[{};]\s*$|^\s*(?:def|import|from \w+ import|#include|SELECT|sudo|function)\b", re.MULTILINE
)
_COMMAND_LINE: Final = lazy_pattern(r"&&|\|\||\s(?:-[a-z]|--[a-z][\w-]+)(?=[\s=]|$)", re.IGNORECASE)
_CODE_SIGNS: Final = frozenset("{}[]();=<>$|\\")
_CODE_SHARE: Final = 0.12  # of all characters

# Small words of the languages that people write in most, none of them English.
_FOREIGN_WORDS: Final = frozenset(
    (
        *(
            "ich",
            "wie",
            "viele",
            "habe",
            "nicht",
            "und",
            "das",
            "der",
            "die",
            "mein",
            "meine",
            "kann",
            "ist",
            "stunden",
        ),
        *("bitte", "danke", "hallo", "guten", "was", "mit", "für", "auf", "heute", "gestern", "lernen"),
        *("que", "qué", "como", "cómo", "cuántas", "cuantas", "horas", "tengo", "puedo", "mis", "los", "las", "una"),
        *("por", "para", "con", "hola", "gracias", "hoy", "ayer", "quién", "quien", "cuál", "aprender"),
        *("je", "combien", "heures", "est", "quoi", "comment", "mes", "les", "une", "des", "avec", "pour", "bonjour"),
        *("merci", "aujourd", "hui", "hier", "qui", "quel", "quelle", "suis", "ai", "apprendre", "dois"),
        *("come", "quante", "ore", "ho", "posso", "sono", "che", "il", "della", "grazie", "ciao", "oggi", "ieri"),
        *("quantas", "tenho", "meu", "minhas", "não", "obrigado", "olá", "hoje", "ontem", "quem", "fazer"),
        *("hoeveel", "uren", "heb", "mijn", "niet", "een", "het", "wat", "hoe", "wie", "graag", "dank", "vandaag"),
        *("ile", "godzin", "mam", "jak", "czy", "dziś", "wczoraj", "kto", "dzień", "dziękuję", "koliko", "kako"),
        *("kaç", "saat", "nasıl", "merhaba", "bugün", "hur", "många", "timmar", "jag", "inte", "och", "tack"),
    )
)
_ALSO_ENGLISH: Final = frozenset(
    {"was", "die", "come", "mit", "con", "ho", "ai", "il", "hui", "wat", "des", "los", "las", "hier"}
)


class Unreadable(Enum):
    """What keeps a text from being read."""

    NO_WORDS = "no_words"
    OTHER_LANGUAGE = "other_language"
    TOO_LONG = "too_long"
    CODE = "code"


def find_unreadable(text: str) -> Unreadable | None:
    """Return what keeps a text from being read; None for one that can be."""
    words = [word.casefold() for word in split_words(text)]
    letters = [letter for word in words for letter in word if letter.isalpha()]
    if not letters:
        return Unreadable.NO_WORDS
    if sum(map(_is_latin, letters)) * 2 < len(letters):
        return Unreadable.OTHER_LANGUAGE
    if _CODE.search(text) or sum(sign in _CODE_SIGNS for sign in text) > max(4, len(text) * _CODE_SHARE):
        return Unreadable.CODE
    foreign = {word for word in words if word in _FOREIGN_WORDS}
    if len(foreign) >= _LEAST_FOREIGN and not foreign <= _ALSO_ENGLISH:
        return Unreadable.OTHER_LANGUAGE
    return Unreadable.TOO_LONG if len(text) > MAX_LENGTH else None


def is_command_line(text: str) -> bool:
    """Tell whether a text is a line for a shell, in which a length is no time that was learned: `sleep 2h && ls`."""
    return _COMMAND_LINE.search(text) is not None


def _is_latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN")

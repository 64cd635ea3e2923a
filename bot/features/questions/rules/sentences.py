"""Tell questions from words that are only looked up, and sentences that report hours from those that do not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import Enum
from typing import Final

from bot.catalog.lookup.word_matching import split_words
from bot.catalog.ranking import content_terms
from bot.catalog.ranking.stemming import stem
from bot.timeexpr.durations import parse
from bot.timeexpr.normalize import tidy

MAX_LOOKED_UP_WORDS: Final = 3  # without any word of a sentence
_QUESTION_STARTS: Final = frozenset(
    (
        *("how", "what", "whats", "who", "whos", "whom", "when", "where", "which", "why", "can", "could", "should"),
        *("would", "will", "is", "are", "am", "do", "does", "did", "has", "have", "may"),
    )
)
_SCHEDULE_WORDS: Final = frozenset(
    (
        *(
            "in",
            "within",
            "every",
            "after",
            "until",
            "next",
            "tomorrow",
            "later",
            "will",
            "goal",
            "remind",
            "see",
        ),
        *("per", "want", "plan", "going", "need", "should", "must", "could", "would"),
    )
)
_PAST_WORDS: Final = frozenset({"spent", "did", "studied", "learned", "worked", "log", "was", "read", "watched"})
_REPORT_WORDS: Final = frozenset(
    (
        *("i", "ive", "we", "weve", "did", "done", "spent", "spend", "worked", "learned", "learnt", "studied", "read"),
        *(
            "practiced",
            "practised",
            "watched",
            "finished",
            "had",
            "took",
            "put",
            "log",
            "book",
            "track",
            "add",
            "today",
        ),
        *(
            "yesterday",
            "morning",
            "afternoon",
            "evening",
            "hacked",
            "played",
            "reading",
            "studying",
            "learning",
            "went",
        ),
    )
)
_OWN_WORDS: Final = frozenset(("i", "id", "im", "ive", "me", "myself", "we", "weve"))
_NEGATIONS: Final = frozenset(
    ("not", "dont", "didnt", "never", "no", "cannot", "cant", "havent", "hasnt", "wont", "couldnt", "wasnt", "doesnt")
)
_TAKING_BACK: Final = frozenset(("cancel", "clear", "delete", "drop", "erase", "forget", "remove", "revert", "undo"))
_DONE_BY_SOMEBODY: Final = frozenset(
    (
        *("did", "done", "does", "spent", "worked", "learned", "learnt", "studied", "read", "practiced", "practised"),
        *("watched", "finished", "had", "took", "put", "went", "played", "hacked", "logged", "has", "completed"),
    )
)
_OTHERS: Final = frozenset(
    (
        *("he", "she", "they", "you", "hes", "shes", "theyve", "youve", "who", "somebody", "someone", "everybody"),
        *("mentor", "mentee", "colleague", "coworker", "friend", "boss", "manager", "team", "buddy", "intern"),
    )
)
_WHEN: Final = frozenset(
    (
        *("today", "yesterday", "morning", "afternoon", "evening", "night", "week", "weekend", "finally", "mostly"),
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "tonight", "earlier", "later"),
        *("mon", "tue", "wed", "thu", "fri", "sat", "sun", "last", "guess", "fyi", "please"),
    )
)


class NotOwn(Enum):
    """Why the length in a sentence is none that its author has learned."""

    DENIED = "denied"
    AHEAD = "ahead"
    ANOTHERS = "anothers"


def find_not_own(text: str, known_terms: Collection[str]) -> NotOwn | None:
    """Return why a length is not to be logged for who wrote it: "don't log 2h", "tomorrow 2h", "Ana did 2h".

    `known_terms` are the stems of the content: "docker took 2h" names no person.
    """
    before = _words_before_length(text)
    if _is_denied(before):
        return NotOwn.DENIED
    if is_ahead(text):
        return NotOwn.AHEAD
    return NotOwn.ANOTHERS if _is_anothers(before, known_terms) else None


def _words_before_length(text: str) -> list[str]:
    line = tidy(text)
    found = parse.find(line, bare=False)
    return split_words(line.partition(found.got)[0].casefold()) if isinstance(found, parse.Duration) else []


def _is_denied(before: Sequence[str]) -> bool:
    """Tell whether a denial stands before a length, and nothing begins anew behind it: "no, I did 2h" is none."""
    if before and before[0] in _TAKING_BACK:
        return True
    at = max((number for number, word in enumerate(before) if word in _NEGATIONS), default=None)
    return at is not None and _OWN_WORDS.isdisjoint(before[at:])


def _is_anothers(before: Sequence[str], known_terms: Collection[str]) -> bool:
    """Tell whether the words before a verb name somebody else than the author."""
    at = next((number for number, word in enumerate(before) if word in _DONE_BY_SOMEBODY), 0)
    subject = before[:at]
    if not _OWN_WORDS.isdisjoint(subject):
        return False
    return any(word in _OTHERS or _is_name(word, known_terms) for word in subject)


def _is_name(word: str, known_terms: Collection[str]) -> bool:
    """Tell whether a word may be a person's name: none of the content's, and none that is in any sentence."""
    return content_terms.says_something(word) and word not in _WHEN and stem(word) not in known_terms


def is_question(text: str) -> bool:
    """Tell whether a text asks something."""
    words = split_words(text.casefold())
    return "?" in text or bool(words and words[0] in _QUESTION_STARTS and "log" not in words)


def reports_hours(text: str) -> bool:
    """Tell whether a sentence with a length in it is about hours that somebody has learned."""
    words = frozenset(split_words(text.casefold()))
    return not is_question(text) and not is_ahead(text) and not _REPORT_WORDS.isdisjoint(words)


def is_ahead(text: str) -> bool:
    """Tell whether a length is about a time to come: "see you in 2h"."""
    words = frozenset(split_words(text.casefold()))
    return not _SCHEDULE_WORDS.isdisjoint(words) and _PAST_WORDS.isdisjoint(words)


def is_looked_up(text: str) -> bool:
    """Tell whether a text is a few words to look up, and no sentence: `aws scaling`."""
    words = split_words(text.casefold())
    if "?" in text or len(words) > MAX_LOOKED_UP_WORDS:
        return False
    return all(content_terms.says_something(word) for word in words)

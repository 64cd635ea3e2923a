"""Tell questions from words that are only looked up, and sentences that report hours from those that do not."""

from __future__ import annotations

from typing import Final

from bot.catalog.lookup.word_matching import split_words
from bot.catalog.ranking import content_terms

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

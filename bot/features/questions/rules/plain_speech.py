"""Say a chatty sentence plainly: without lead-ins and closings, in full words, clause by clause."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from bot.lazy_pattern import lazy_pattern

MIN_CLAUSE_WORDS: Final = 2
_LEAD_IN: Final = lazy_pattern(
    r"^(?:(?:hey|hi|hello|ok|okay|so|well|um|right|ah|oh|sorry|yo|morning|(?:hey |hi )?there|all|please|heads up"
    r"|(?:just )?(?:a )?quick (?:one|question|check)|just wondering|no rush|btw|fyi|thanks)(?![\w'’-])[\s,.:;!–-]*)+",
    re.IGNORECASE,
)
_CLOSING: Final = lazy_pattern(
    r"(?:[\s,.;:!?–-]+(?:please|thanks|thank you|cheers|(?:just )?curious|just so you know|for now|again|anyway"
    r"|in advance|if possible|right now|at the moment|lol))+(?=[\s.!?]*$)",
    re.IGNORECASE,
)
_CLAUSE_END: Final = lazy_pattern(r"[,;!?\n]+\s*|[.:–-]+\s+|\s+(?:but|because|since|so)\s+", re.IGNORECASE)
_QUESTION: Final = lazy_pattern(
    r"^(?:and |but |so )?(?:what|whats|which|who|whos|whose|when|whens|where|why|how|hows|can|could|would|will|do|does"
    r"|did|is|are|am|has|have|any|give|show|tell|list|please|set|stop|find|make|change)\b(?!['’]ve)",
    re.IGNORECASE,
)
# Short or loose ways to say a thing, and the words that forms are made of.
_SAID_AS: Final[tuple[tuple[str, str], ...]] = (
    (r"hrs?", "hours"),
    (r"mins?", "minutes"),
    (r"ppl|folks|peeps", "people"),
    (r"u", "you"),
    (r"ur", "your"),
    (r"pls|plz", "please"),
    (r"thx|ty|tnx", "thanks"),
    (r"wanna", "want to"),
    (r"gotta", "have to"),
    (r"info", "information"),
    (r"(?:can|could|would) you (?:please )?(?:tell|explain(?: to)?) (?:me )?(?=what|how|who|when|where|which|why)", ""),
    (r"do you (?:reckon|think)|would you say", ""),
    (r"(?:how do|how would|how can) i go about", "how do i"),
    (r"get rid of", "remove"),
    (r"wiped|wiping", "wipe"),
    (r"gone", "deleted"),
    (
        r"sign up(?= as)|put (?:myself|me) (?:down|forward)|volunteer|be happy to|love to|not mind|wouldn['’]?t mind",
        "want",
    ),
    (r"(?:i|we) (?:put|typed|booked|recorded|noted)(?: in)?(?= \d| (?:the same|my|it)\b)", "i logged"),
    (r"typo['’]?d|mistyped|messed up|screwed up", "wrong"),
    (r"(?:put|putting|racked|clocked|got) (?:in|up|down)(?= so far| this week| last week| overall|$)", "logged"),
    (r"put (?:in|down)(?= my| an?| the|$)", "enter"),
    (r"pick up|tackle|look at(?= next| now)", "learn"),
    (r"ping|pinging|bug|bugging|nag|nagging|poke|hassle|hassling", "remind"),
    (r"switch(?:ed)? off|turn(?:ed)? off|opt out of", "stop"),
    (r"bump|move up", "raise"),
    (r"aim for|go for", "want to learn"),
    (r"(?:get|gets|able) to see|look at|access to", "see"),
    (r"colleagues?|co-?workers?|team ?mates?|boss|manager|others|other people", "people"),
    (r"come out|get sent|go out", "come"),
    (r"get(?:s)? worked out|worked out|computed", "calculated"),
    (r"get(?:ting)? (?:on|along)", "doing"),
    (r"fall(?:ing|en)? behind|lagging", "behind"),
    (r"out of (?:the )?office|ooo|not (?:in|around|working)|won['’]?t be (?:in|around|working|here)", "away"),
    (r"day off|days off|off work", "off"),
    (r"time zone", "timezone"),
    (r"hand-?ins?", "submission"),
    (r"get my head (?:around|round)|wrap my head around", "understand"),
    (r"(?:really|totally|completely|just|actually|basically|exactly|kind of|a bit)", ""),
)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rf"(?<![\w-])(?:{said})(?![\w-])", re.IGNORECASE), plain) for said, plain in _SAID_AS)


def say_plainly(text: str) -> str:
    """Return a sentence in the words that forms are made of, without its lead-in and its closing."""
    plain = " ".join(text.split())
    for pattern, words in _patterns():
        plain = pattern.sub(words, plain)
    plain = " ".join(plain.split())
    plain = _CLOSING.sub("", plain)
    return _LEAD_IN.sub("", plain) or plain


def split_clauses(text: str) -> tuple[str, ...]:
    """Return the clauses that may decide, those that ask or bid first; none where there is one alone."""
    clauses = [_LEAD_IN.sub("", each.strip()) for each in _CLAUSE_END.split(text)]
    clauses = [each for each in clauses if len(each.split()) >= MIN_CLAUSE_WORDS]
    return tuple(sorted(clauses, key=lambda each: not asks(each))) if clauses != [text] else ()


def asks(clause: str) -> bool:
    """Tell whether a clause begins as a question or a request does."""
    return _QUESTION.match(clause) is not None

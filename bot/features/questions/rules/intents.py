"""Tell what a sentence asks of Roadmate itself, by the words that are in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final

from bot.catalog.lookup.word_matching import nearest_words, split_words
from bot.catalog.ranking import content_terms
from bot.catalog.ranking.stemming import stem
from bot.features.questions.rules.intent import Intent
from bot.features.questions.rules.intent_table import INTENTS
from bot.features.questions.rules.plain_speech import asks, say_plainly, split_clauses
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.timeexpr.durations import parse
from bot.timeexpr.normalize import tidy

MAX_WORDS: Final = 24
MAX_WORDS_BESIDE: Final = 2  # that say something and that the form does not have
MAX_SHARE_BESIDE: Final = 0.3  # of all words, those that are beside the form and no word of the content
MIN_SLIP_LENGTH: Final = 5  # letters of a word that may be misspelt
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK: Final = lazy_pattern(
    r"\b(?P<hour>[01]?\d|2[0-3])(?:[:.](?P<minute>[0-5]\d))?\s*(?P<half>am|pm)?\b", re.IGNORECASE
)
_AWAY: Final = lazy_pattern(
    r"\b(?:(?:until|till|from)\s+[^,;]+|(?:next|this)\s+week|tomorrow|today)(?=[,;.!]|$)", re.IGNORECASE
)
# Words beside a form that change nothing of what is asked for.
_PLAIN_REST: Final = frozenset(
    (
        *("hour", "hours", "week", "month", "today", "yesterday", "tomorrow", "mentor", "goal", "log", "logged"),
        *("learned", "learnt", "entry", "entries", "data", "account", "far", "next", "now", "later", "anymore", "any"),
        *("here", "myself", "currently", "far", "last", "first", "new", "roadmate", "bot", "slack", "weekly", "plan"),
        *("hand", "team", "everyone", "longer", "stop", "long", "since", "until", "ever", "total", "ask", "spend"),
        *("spent", "lately", "all"),
        *("early", "hit", "side", "end", "name", "rest", "list", "check", "finished", "quarter", "year", "month"),
        *("free", "time", "soon", "offer"),
    )
)
# Words beside a form that are no part of what it is about.
_AROUND_REST: Final = frozenset(
    (
        *("ask", "help", "here", "team", "anybody", "ever", "enough", "currently", "else", "next", "now", "today"),
        *("question", "questions", "problem", "study", "first"),
        *("head", "around", "idea", "ideas", "suggestions", "stuff", "list", "thing", "people", "before", "person"),
        *("quarter", "month", "week", "weekend", "year", "tonight", "tomorrow", "morning", "evening"),
    )
)


@frozen
class AskedIntent:
    """What was asked for, and the lines of commands for it, with what the question names in their place."""

    intent: Intent
    lines: tuple[str, ...]


@frozen
class _Form:
    groups: tuple[frozenset[str], ...]
    banned: frozenset[str]

    @property
    def all_words(self) -> frozenset[str]:
        """The stems of all groups."""
        return frozenset().union(*self.groups)


@lru_cache(maxsize=1)
def _forms() -> tuple[tuple[Intent, _Form], ...]:
    return tuple((intent, _parse_form(form)) for intent in INTENTS for form in intent.forms)


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[str, ...]:
    """Return the words that forms are made of, which a misspelt one may stand for."""
    words = {each for intent in INTENTS for form in intent.forms for each in re.split(r"[ |!]+", form)}
    return tuple(sorted(word for word in words if len(word) >= MIN_SLIP_LENGTH))


def _parse_form(form: str) -> _Form:
    parts = form.split()
    groups = tuple(frozenset(map(stem, part.split("|"))) for part in parts if not part.startswith("!"))
    return _Form(groups, frozenset(stem(part[1:]) for part in parts if part.startswith("!")))


def find_intent(text: str, known_terms: Collection[str], names: Collection[str]) -> AskedIntent | None:
    """Return what a sentence asks for; None where it asks for none of it, but for content perhaps.

    The clause that asks decides, then the whole sentence, then any clause; where the rest of the sentence names
    content, the whole alone does. `known_terms` are the stems of the content, `names` those of its names.
    """
    plain = say_plainly(text)
    clauses = [each for each in split_clauses(plain) if not _names_content(plain.replace(each, " ", 1), names)]
    asking = [each for each in clauses if asks(each)]
    for part in (*asking, plain, *(each for each in clauses if each not in asking)):
        if found := _find_in(part, known_terms, names):
            return found
    return None


def _find_in(text: str, known_terms: Collection[str], names: Collection[str]) -> AskedIntent | None:
    """Return the first intent with the longest form that fits a text."""
    words = [word.casefold() for word in split_words(text)][:MAX_WORDS]
    said = [stem(_corrected(word, known_terms)) for word in words]
    best: tuple[int, Intent, frozenset[str]] | None = None
    for intent, form in _forms():
        used = _match(form, said)
        if used is None or (best and len(form.groups) <= best[0]):
            continue
        if _is_fitting(intent, _beside(words, said, used | form.all_words), len(words), known_terms, names):
            best = len(form.groups), intent, used
    if best is None:
        return None
    rest = _rest(words, said, best[2])
    return AskedIntent(best[1], tuple(_complete(line, rest, text) for line in best[1].lines))


def _names_content(text: str, names: Collection[str]) -> bool:
    """Tell whether a part of a sentence names content."""
    words = [word.casefold() for word in split_words(text)]
    return any(stem(word) in names and word not in _PLAIN_REST and content_terms.says_something(word) for word in words)


def _match(form: _Form, said: Sequence[str]) -> frozenset[str] | None:
    """Return the stems that a form's groups are said by, each group by a word of its own; None if one is missing."""
    spoken = set(said)
    if not form.banned.isdisjoint(spoken):
        return None
    used: set[str] = set()
    for group in sorted(form.groups, key=len):
        found = next((each for each in said if each in group and each not in used), None)
        if found is None:
            return None
        used.add(found)
    return frozenset(used)


def _beside(words: Sequence[str], said: Sequence[str], used: Collection[str]) -> list[tuple[str, str]]:
    """Return the words that say something and that a form does not account for, each with its stem."""
    pairs = [(word, each) for word, each in zip(words, said, strict=True) if each not in used]
    return [(word, each) for word, each in pairs if content_terms.says_something(word)]


def _is_fitting(
    intent: Intent, beside: Sequence[tuple[str, str]], length: int, known_terms: Collection[str], names: Collection[str]
) -> bool:
    """Tell whether what stands beside the form is little enough: few words of content, a small share of others."""
    if intent.takes_rest:
        return bool(beside) or intent.changes
    rest = [each for word, each in beside if not word.isdecimal() and word not in _PLAIN_REST]
    if intent.is_own and any(each in names for each in rest):
        return False
    content = sum(each in known_terms for each in rest)
    most = MAX_WORDS_BESIDE if intent.changes else 1
    return content <= most and len(rest) - content <= max(most - content, length * MAX_SHARE_BESIDE)


def _corrected(word: str, known_terms: Collection[str]) -> str:
    """Return the word that a misspelt one stands for."""
    if len(word) < MIN_SLIP_LENGTH or stem(word) in known_terms or word in _vocabulary():
        return word
    if not content_terms.says_something(word) or word in content_terms.everyday_words():
        return word
    near = nearest_words(word, _vocabulary())
    return near[1][0] if near else word


def _rest(words: Sequence[str], said: Sequence[str], used: frozenset[str]) -> str:
    """Return the words that the form does not account for, as typed."""
    kept = [
        word
        for word, each in zip(words, said, strict=True)
        if each not in used and content_terms.says_something(word) and word not in _AROUND_REST
    ]
    return " ".join(kept)


def _complete(line: str, rest: str, text: str) -> str:
    """Return a line with what the question names in place of `…`."""
    if line == "roadmap next":  # what is named may be an area or a roadmap to go on in
        return f"{line} {rest}".strip()
    if "…" not in line:
        return line
    command = line.partition("…")[0].strip()
    match command:
        case "roadmate nudge":
            return f"{command} {_day_and_time(text)}".strip()
        case "roadmate goal":
            return f"{command} {_length(text)}".strip()
        case "roadmate away":
            return f"{command} {_days_away(text)}".strip()
        case _:
            return f"{command} {rest}".strip()


def _length(text: str) -> str:
    """Return the length that a text names, as `5h` or `90m`; empty where it names none."""
    found = parse.find(tidy(text), bare=False)
    if not isinstance(found, parse.Duration):
        return ""
    return f"{found.minutes}m" if found.minutes % 60 else f"{found.minutes // 60}h"


def _day_and_time(text: str) -> str:
    """Return the weekday and time that a text names, as `tue 10:00`; empty where it names no day."""
    words = split_words(text.casefold())
    day = next(
        (day for word in words for day in _WEEKDAYS if word[:3] == day and word.rstrip("s").endswith(("day", day))), ""
    )
    if not day:
        return ""
    found = _CLOCK.search(text)
    if found is None:
        return f"{day} 10:00"
    hour = int(found["hour"]) % 12 + 12 if (found["half"] or "").casefold() == "pm" else int(found["hour"])
    return f"{day} {hour:02d}:{found['minute'] or '00'}"


def _days_away(text: str) -> str:
    """Return the days that a text ends with, as `/roadmate away` reads them."""
    plain = re.sub(r"\s+(?:off|away)$", "", text.strip().rstrip(".!? "), flags=re.IGNORECASE)
    found = _AWAY.search(plain)
    return found[0] if found else ""

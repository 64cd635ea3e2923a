"""The words that no text of Roadmate's own may have, each with a better one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Banned:
    """A way of speaking that people stumble over."""

    pattern: re.Pattern[str]
    better: str


def _each(*rules: tuple[str, str]) -> tuple[Banned, ...]:
    return tuple(Banned(re.compile(pattern, re.IGNORECASE | re.MULTILINE), better) for pattern, better in rules)


BANNED: Final = _each(
    (r"\bbook(s|ed|ing|ings|able)?\b", "log, logged, entry: book is hotel language"),
    (r"\bwhom\b", "who, or the name"),
    (r"\bof who\b", "people who"),
    (r"(?<=[.:!] )Who (is|has|hides|may|can|gave|wants)\b(?![^.]*\?)", "people who; a person who"),
    (r"\bstands?\b(?! for)", "is, is shown"),
    (r"\bthat is over\b|\bis over\b", "has ended"),
    (r"\bthere (is|are|was|were) none\b|\bare none yet\b", "no ... yet"),
    (r"\bit is told\b|\bis told\b(?! by)|\bare told\b", "has been told, I'll tell"),
    (r"\bbe let go\b|\bis let go\b|\blet go\b", "skipped, deleted"),
    (r"\bnot at all so\b|\bat all so\b", "no"),
    (r"\bno time at all\b|\bless than nothing\b", "nothing; negative"),
    (r"\bso far yet\b|\bnothing so far\b", "yet"),
    (r"\bmend(s|ed|ing)?\b", "fix"),
    (r"\bhas not come yet\b", "is in the future"),
    (r"\bi keep the rest\b", "say what is kept"),
    (r"\bit counts again\b|\bno longer counts\b|\bdone again\b", "restored, undone"),
    (r"\bcounts? once\b", "I counted it once"),
    (r"\btoo old to use\b", "has expired"),
    (r"\bcame about\b", "come from"),
    (r"^Took “", "Showing ... (you typed ...)"),
    (r"\blook up\*?:", "Key terms:"),
    (r"\bput off to\b", "I'll remind you"),
    (r"\bsays how far\b", "rates"),
    (r"\bi am through\b|\bis through\b", "solved"),
    (r"\brather (beginner|intermediate|advanced|expert)\b", "more like"),
    (r"\btheir own word\b|\bown word\b", "self-rated"),
    (r"\bis begun\b|\bif you began\b|\bto be begun\b", "started"),
    (r"\bbelongs to another command\b", "run it or offer it"),
    (r"\bi do not understand\b", "I don't know"),
    (r"\bis no focus area\b", "I don't know ..."),
    (r"\bas good\b", "say what to do"),
    (r"\bat one look\b", "at a glance"),
    (r"\bguests see nobody\b", "guests see no one"),
    (r"\bwhoever\b", "the person who"),
    (r"\bthe workspace's\)", "team default"),
    (r"\bpraises you\b|\basks you:", "Kudos from; has a question"),
    (r"\bit is done: you are forgotten\b|\byou are forgotten\b", "All your data is deleted"),
    (r"\bone sum\b", "one total"),
    (r"\b(they|who) hides?\b", "hidden members"),
    (r"\bsaid nothing\b|\bnothing said\b", "not set"),
    (r"\bare enough, you do\b|\byou do \d", "you average"),
    (
        r"\bnor\b|\bthus\b|\bhence\b|\bhither|\bthither|\bthereof\b|\bwherein\b|\bupon\b|\bshall\b|\bought to\b",
        "plain words",
    ),
    (
        r"\b(do|does|did|is|are|was|were|has|have|had|can|could|would|should|will) not\b(?! only)",
        "a contraction: don't, isn't, can't, won't",
    ),
    (r"\b(cannot)\b", "can't"),
    (
        r"\b(I|you|we|they) (am|are|have|will|would)(?= (a|an|the|not|no|now|told|see|be|hear|need|find|shown)\b)",
        "I'm, you're",
    ),
    (r"[^\S\n]+(?=\n|$)", "no line ends in a space"),
    (r"(?<!\.)\.\.(?!\.)", "one full stop"),
    (r"\d\.\d+ h\b(?! (a|per) )", "2 h 25 min, never 2.4 h"),
)


_ANY: Final = re.compile("|".join(f"(?:{each.pattern.pattern})" for each in BANNED), re.IGNORECASE | re.MULTILINE)


def hits(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where something banned begins and ends, and what to say instead."""
    if _ANY.search(text):
        for each in BANNED:
            for found in each.pattern.finditer(text):
                yield found.start(), found.end(), each.better


def breaches(text: str) -> Iterator[tuple[str, str]]:
    """Yield what in the text is banned, with its surroundings, and what to say instead."""
    for start, end, better in hits(text):
        yield text[max(0, start - 30) : end + 30].replace("\n", "⏎"), better

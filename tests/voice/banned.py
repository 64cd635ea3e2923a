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


NO_SPACE: Final = "no line ends in a space"
BANNED: Final = _each(
    (r"(?<!\()\bbook(s|ed|ing|ings|able)?\b", "log, logged, entry: book is hotel language"),
    (r"\bwhom\b", "who, or the name"),
    (r"\bof who\b", "people who"),
    (r"(?<=[.:!] )Who (is|has|hides|may|can|gave|wants)\b(?![^.]*\?)", "people who; a person who"),
    (r"\bstands?\b(?! for|-in)", "is, is shown"),
    (r"\bthat is over\b|\bis over\b", "has ended"),
    (r"\bthere (is|are|was|were) none\b|\bare none yet\b", "no ... yet"),
    (r"\bit is told\b|(?<!responsible )\bis told\b(?! by)|\bare told\b", "has been told, I'll tell"),
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
        r"(?<!about )\b(I|you|we|they) (am|are|will|would)(?= (a|an|the|not|no|now|told|see|be|hear|need|find)\b)",
        "I'm, you're",
    ),
    (r"[^\S\n]+(?=\n|$)", NO_SPACE),
    (r"(?<!\.)\.\.(?!\.)", "one full stop"),
    (r"\d\.\d+ h\b(?! (a|per) )", "2 h 25 min, never 2.4 h"),
)


# What the first rewrites had, each for its kind.
PHRASES: Final = _each(
    (r", not logged yet, for\b|\(a start in\b", "the shortest true words in brackets"),
    (r"^there is one$", "1 of 3 so far"),
    (r"\byour pace done\b|\bat the earliest, perhaps\b", "At this pace you finish between ..."),
    (r"^\*?Do you mean\b[^?\n]* by “", "Is “...” the day, ...?"),
    (r"\bcounts days or more\b", "use hours or minutes"),
    (r"\bnothing to do again\b", "Nothing to redo"),
    (r"\bThe area nearest to\b|\bhas it together with\b", "Showing ...; I ignored ..."),
    (r"\bthat speak of\b|\beach by itself\b|\blearn next here\b", "about; Open one of them; Next topics"),
    (r"^\*?Changed\.\*? ", "say the new state"),
    (r"\bis short of\b|\bare short of\b", "below"),
    (r"\bNo days away are set\b|\byour goal: none\b", "No time off planned; No goal"),
    (r"\bNo hours to show\b|\bworth a look together\b", "Quiet week; Nobody has touched ... lately"),
    (r"\byou will get no more\b", "Done, no more nudges"),
    (r"^\*?Both said yes\b|\bNobody to suggest\b", "... is now ...'s mentor; No match yet"),
    (r"\bagreed to be asked\b|\bagreed to (?!mentor\b|be listed\b)\w+ as\b", "volunteered; agreed to mentor"),
    (r"\band what with\b|^Told to those who\b", "with an example; say who"),
    (r"\bThat is me\b|\bthere it is \w{3} \d", "That's me; local time"),
    (r"\bwant to have learned\b|\bwhat draws you\b", "ask it as you'd ask a colleague"),
    (r"\bIt is done in your plan\b|\bis open again in their\b", "signed off: 1 of 3 in ...; reopens it"),
    (r"\bwho is to sign it off\b|\bone of the two is enough\b", "everyone who can; or"),
    (r"\(not today\)", "drop it"),
    (r"\beach one's own\b|^In an area counts\b", "each member's"),
    (r"\bif you should be one\b|\bset it to what\b", "say who gives access; What should it be?"),
    (r"\bbefore others$|\bits token not a moment\b", "previewed; deleted at once"),
    (r"\bis best said\b|\btable program\b|\basked back\b", "say what to do"),
)

_ANY: Final = re.compile(
    "|".join(f"(?:{each.pattern.pattern})" for each in (*BANNED, *PHRASES)), re.IGNORECASE | re.MULTILINE
)


def hits(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where something banned begins and ends, and what to say instead."""
    if _ANY.search(text):
        for each in (*BANNED, *PHRASES):
            for found in each.pattern.finditer(text):
                yield found.start(), found.end(), each.better


def breaches(text: str) -> Iterator[tuple[str, str]]:
    """Yield what in the text is banned, with its surroundings, and what to say instead."""
    for start, end, better in hits(text):
        yield text[max(0, start - 30) : end + 30].replace("\n", "⏎"), better


def source_breaches(text: str) -> Iterator[tuple[str, str]]:
    """Yield the same of a text of the code: a piece of a sentence may end in a space."""
    return ((around, better) for around, better in breaches(text) if better != NO_SPACE)
